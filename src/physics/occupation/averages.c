/* O_x = point_x + sum_b U_xb O'_b, letter by letter. */
#include "physics/occupation/averages.h"

#include "physics/meanfield/distinct.h"

#include <stdlib.h>

int64_t occupation_unknowns(const OccupationGenerator *g, const OccupationSector *sector, int degree)
{
  const int64_t end = g->index.offset[degree < g->index.N ? degree + 1 : g->index.N + 1];
  int64_t       low = 0, high = sector->count;

  while (low < high) { /* numbers follow the letters' */
    const int64_t middle = (low + high) / 2;
    if (sector->unknown[middle] < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

static double unknown_value(const OccupationAverages *a, int64_t unknown)
{
  const int32_t number = a->sector->number[unknown];

  return number < 0 ? 0 : a->y[number];
}

static double complex of_letters(const OccupationAverages *a, const uint16_t *m)
{
  const int64_t r = occupation_rank(&a->g->index, m), adjoint = occupation_adjoint(a->g, m);

  if (r == adjoint) return unknown_value(a, r);
  return r < adjoint ? unknown_value(a, r) + I * unknown_value(a, adjoint) : unknown_value(a, adjoint) - I * unknown_value(a, r);
}

static double complex expand(const OccupationAverages *a, int degree, const unsigned char *x, uint16_t *m)
{
  const LetterBasis *letters = &a->g->letters;

  if (degree == 0) return of_letters(a, m);
  double complex sum = letters->point[x[0]] == 0 ? 0 : letters->point[x[0]] * expand(a, degree - 1, x + 1, m);
  for (int b = 0; b < letters->n; b++) {
    const double complex u = letters->U[x[0] * letters->n + b];
    if (u == 0) continue;
    m[b]++;
    sum += u * expand(a, degree - 1, x + 1, m);
    m[b]--;
  }
  return sum;
}

double occupation_average(const OccupationAverages *a, int degree, const unsigned char *x)
{
  uint16_t m[MOMENT_LETTERS] = {0};

  return creal(expand(a, degree, x, m));
}

bool occupation_expectation(const OccupationAverages *a, const Polynomial *P, double *mean)
{
  DistinctSum s;
  const int   N    = a->g->index.N;
  const bool  good = distinct_create(P, N, &s);

  *mean = 0;
  for (int k = 0; k < s.count && good; k++) {
    const double sets = s.term[k].degree > N ? 0 : creal(s.term[k].c) * distinct_sites(N, s.term[k].degree);
    if (sets != 0) *mean += sets * occupation_average(a, s.term[k].degree, s.term[k].x);
  }
  free(s.term);
  return good;
}

/* 1/d + sum_a <O_a> O_a/2. */
void occupation_site_density(const OccupationAverages *a, const SiteBasis *b, double complex *rho)
{
  const int d = b->d;

  for (int i = 0; i < d * d; i++) rho[i] = i / d == i % d ? 1.0 / d : 0;
  for (unsigned char x = 0; x < b->letters; x++) {
    const double mean = occupation_average(a, 1, &x);
    for (int i = 0; i < d * d; i++) rho[i] += mean * site_matrix(b, x)[i] / 2;
  }
}

/* c O_x x O_y, -1 being the identity. */
static void add_pair(const SiteBasis *b, double c, int x, int y, double complex *rho)
{
  const int d = b->d, size = d * d;

  for (int r = 0; r < size; r++)
    for (int k = 0; k < size; k++) {
      const int            i = (r / d) * d + k / d, j = (r % d) * d + k % d;
      const double complex of_x = x < 0 ? i / d == i % d : site_matrix(b, x)[i], of_y = y < 0 ? j / d == j % d : site_matrix(b, y)[j];
      rho[r * size + k] += c * of_x * of_y;
    }
}

void occupation_pair_density(const OccupationAverages *a, const SiteBasis *b, double complex *rho)
{
  const int d = b->d, n = b->letters;

  for (int k = 0; k < d * d * d * d; k++) rho[k] = 0;
  add_pair(b, 1.0 / (d * d), -1, -1, rho);
  for (int x = 0; x < n; x++) {
    const double mean = occupation_average(a, 1, &(unsigned char){(unsigned char)x});
    add_pair(b, mean / (2 * d), x, -1, rho);
    add_pair(b, mean / (2 * d), -1, x, rho);
    for (int y = 0; y < n; y++) add_pair(b, occupation_average(a, 2, (unsigned char[]){(unsigned char)x, (unsigned char)y}) / 4, x, y, rho);
  }
}
