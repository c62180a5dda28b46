/* Letter by letter from the right,
     S_a [x_1 ... x_g] = [a x_1 ... x_g] + sum_k [x_1 ... (O_a O_k) ... x_g],     O_a O_k = sum_c (...) O_c + (2/d) delta_ak,
   where an identity on a site leaves [.] without it times the number N - g + 1 of sites that are free. */
#include "physics/meanfield/distinct.h"

#include <stdlib.h>
#include <string.h>

enum { DEGREE = POLYNOMIAL_DEGREE_MAX };

static int by_letter(const void *a, const void *b) { return *(const unsigned char *)a - *(const unsigned char *)b; }

static bool add(DistinctSum *s, double complex c, int degree, const unsigned char *x)
{
  Distinct t = {.degree = degree, .c = c};

  memcpy(t.x, x, (size_t)degree);
  qsort(t.x, (size_t)degree, 1, by_letter);
  for (int k = 0; k < s->count; k++)
    if (s->term[k].degree == degree && !memcmp(s->term[k].x, t.x, (size_t)degree)) return s->term[k].c += c, true;
  if (s->count == s->room) {
    const int room = s->room ? 2 * s->room : 32;
    Distinct *term = realloc(s->term, (size_t)room * sizeof *term);
    if (!term) return false;
    s->term = term;
    s->room = room;
  }
  s->term[s->count++] = t;
  return true;
}

/* out += S_a t */
static bool multiply_letter(const Distinct *t, int a, DistinctSum *out)
{
  const SiteBasis *b = out->basis;
  double complex   product[SITE_LEVELS_MAX * SITE_LEVELS_MAX], part[SITE_LEVELS_MAX * SITE_LEVELS_MAX];
  unsigned char    x[DEGREE + 1];

  memcpy(x, t->x, (size_t)t->degree);
  x[t->degree] = (unsigned char)a;
  bool good    = add(out, t->c, t->degree + 1, x);
  for (int k = 0; k < t->degree && good; k++) {
    site_multiply(b->d, site_matrix(b, a), site_matrix(b, t->x[k]), product);
    const double complex identity = site_expand(b, product, part);
    for (int c = 0; c < b->letters && good; c++) {
      if (cabs(part[c]) < 1e-15) continue;
      memcpy(x, t->x, (size_t)t->degree);
      x[k] = (unsigned char)c;
      good = add(out, t->c * part[c], t->degree, x);
    }
    memcpy(x, t->x, (size_t)t->degree);
    memmove(x + k, x + k + 1, (size_t)(t->degree - k - 1));
    if (good && cabs(identity) > 1e-15) good = add(out, t->c * identity * (out->N - t->degree + 1), t->degree - 1, x);
  }
  return good;
}

static bool distinct_word(const PolynomialTerm *term, DistinctSum *out)
{
  DistinctSum now = {.basis = out->basis, .N = out->N}, next = now;
  bool        good = add(&now, term->c, 0, (const unsigned char *)"");

  for (int i = term->word.degree - 1; i >= 0 && good; i--) {
    next = (DistinctSum){.basis = out->basis, .N = out->N};
    for (int k = 0; k < now.count && good; k++) good = multiply_letter(&now.term[k], term->word.letter[i], &next);
    free(now.term);
    now = next;
  }
  for (int k = 0; k < now.count && good; k++) good = add(out, now.term[k].c, now.term[k].degree, now.term[k].x);
  free(now.term);
  return good;
}

bool distinct_create(const Polynomial *P, int N, DistinctSum *out)
{
  *out = (DistinctSum){.basis = P->basis, .N = N};
  for (int k = 0; k < P->count; k++)
    if (!distinct_word(&P->term[k], out)) return false;
  return true;
}

double distinct_sites(int N, int k)
{
  double product = 1;

  for (int i = 0; i < k; i++) product *= N - i;
  return product;
}

bool product_state_mean(const Polynomial *P, int N, const double *m, double *mean)
{
  DistinctSum s;
  const bool  good = distinct_create(P, N, &s);

  *mean = 0;
  for (int k = 0; k < s.count && good; k++) {
    double product = creal(s.term[k].c) * distinct_sites(N, s.term[k].degree);
    for (int i = 0; i < s.term[k].degree; i++) product *= m[s.term[k].x[i]];
    *mean += product;
  }
  free(s.term);
  return good;
}
