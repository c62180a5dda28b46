/* Terms of the flow from H and the collective jumps in distinct-site form (distinct.h): each letter in turn sits on the site looked at. */
#include "physics/meanfield/polynomial_flow.h"

#include "physics/meanfield/distinct.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREE = POLYNOMIAL_DEGREE_MAX };

static int by_letter(const void *a, const void *b) { return *(const unsigned char *)a - *(const unsigned char *)b; }

static bool add_term(PolynomialFlow *f, int equation, double c, int degree, const unsigned char *x)
{
  FlowTerm t = {.equation = equation, .degree = degree, .c = c};

  if (c == 0) return true;
  memcpy(t.x, x, (size_t)degree);
  qsort(t.x, (size_t)degree, 1, by_letter);
  for (int k = 0; k < f->count; k++)
    if (f->term[k].equation == equation && f->term[k].degree == degree && !memcmp(f->term[k].x, t.x, (size_t)degree))
      return f->term[k].c += c, true;
  if (f->count == f->room) {
    const int room = f->room ? 2 * f->room : 32;
    FlowTerm *term = realloc(f->term, (size_t)room * sizeof *term);
    if (!term) return false;
    f->term = term;
    f->room = room;
  }
  f->term[f->count++] = t;
  return true;
}

/* c h_s m_rest of an effective Hamiltonian: dm_a/dt += <i [O_s, O_a]> = -f_sae m_e times c m_rest. */
static bool add_effective(PolynomialFlow *f, const SiteBasis *b, double c, int s, int degree, const unsigned char *rest)
{
  unsigned char x[DEGREE];

  memcpy(x, rest, (size_t)degree);
  for (int a = 0; a < b->letters; a++)
    for (int e = 0; e < b->letters; e++) {
      x[degree] = (unsigned char)e;
      if (!add_term(f, a, -c * site_structure(b, s, a, e), degree + 1, x)) return false;
    }
  return true;
}

/* H in distinct-site form: each letter in turn sits on the site looked at. */
static bool add_hamiltonian(const Lindbladian *l, PolynomialFlow *f)
{
  DistinctSum H;
  bool        good = distinct_create(&l->H, l->N, &H);

  for (int k = 0; k < H.count && good; k++)
    for (int s = 0; s < H.term[k].degree && good; s++) {
      unsigned char rest[DEGREE];
      const int     degree = H.term[k].degree - 1;
      memcpy(rest, H.term[k].x, (size_t)s);
      memcpy(rest + s, H.term[k].x + s + 1, (size_t)(degree - s));
      good = add_effective(f, l->basis, creal(H.term[k].c) * distinct_sites(l->N - 1, degree), H.term[k].x[s], degree, rest);
    }
  free(H.term);
  return good;
}

/* rate (L^+ O_a L - {L^+L, O_a}/2) of one site, expanded. */
static bool add_site_dissipator(const SiteBasis *b, double rate, const double complex *L, PolynomialFlow *f)
{
  enum { SIZE = SITE_LEVELS_MAX * SITE_LEVELS_MAX };
  double complex adjoint[SIZE], LL[SIZE], x[SIZE], y[SIZE], image[SIZE], part[SIZE];
  const int      d = b->d;

  site_adjoint(d, L, adjoint);
  site_multiply(d, adjoint, L, LL);
  for (int a = 0; a < b->letters; a++) {
    site_multiply(d, site_matrix(b, a), L, x);
    site_multiply(d, adjoint, x, image);
    site_multiply(d, LL, site_matrix(b, a), x);
    site_multiply(d, site_matrix(b, a), LL, y);
    for (int k = 0; k < d * d; k++) image[k] -= (x[k] + y[k]) / 2;
    if (!add_term(f, a, rate * creal(site_expand(b, image, part)), 0, (const unsigned char *)"")) return false;
    for (int e = 0; e < b->letters; e++)
      if (fabs(creal(part[e])) > 1e-15 && !add_term(f, a, rate * creal(part[e]), 1, &(const unsigned char){(unsigned char)e})) return false;
  }
  return true;
}

/* The linear part of C on one site, and between two: h = (i/2) rate (<C>^* dC - <C> dC^+), <C> of the other sites, dC what C does on this
   one. */
static bool add_cross(const Lindbladian *l, double rate, const DistinctSum *C, PolynomialFlow *f)
{
  bool good = true;

  for (int p = 0; p < C->count; p++)
    for (int q = 0; q < C->count; q++)
      for (int s = 0; s < C->term[q].degree && good; s++) {
        const Distinct *mean = &C->term[p], *own = &C->term[q];
        unsigned char   rest[2 * DEGREE];
        const int       degree = mean->degree + own->degree - 1;
        if (degree >= DEGREE) return false;
        memcpy(rest, mean->x, (size_t)mean->degree);
        memcpy(rest + mean->degree, own->x, (size_t)s);
        memcpy(rest + mean->degree + s, own->x + s + 1, (size_t)(own->degree - s - 1));
        const double c = -rate * cimag(conj(mean->c) * own->c) * distinct_sites(l->N - 1, degree);
        good           = add_effective(f, l->basis, c, own->x[s], degree, rest);
      }
  return good;
}

static bool add_collective(const Lindbladian *l, const CollectiveJump *jump, PolynomialFlow *f)
{
  const SiteBasis *b                                           = l->basis;
  double complex   one_site[SITE_LEVELS_MAX * SITE_LEVELS_MAX] = {0};
  DistinctSum      C;
  bool             good = distinct_create(&jump->C, l->N, &C);

  for (int k = 0; k < C.count && good; k++)
    for (int i = 0; i < b->d * b->d && C.term[k].degree == 1; i++) one_site[i] += C.term[k].c * site_matrix(b, C.term[k].x[0])[i];
  good = good && add_site_dissipator(b, jump->rate, one_site, f) && add_cross(l, jump->rate, &C, f);
  free(C.term);
  return good;
}

bool polynomial_flow_create(const Lindbladian *l, PolynomialFlow *f)
{
  *f        = (PolynomialFlow){.n = l->basis->letters};
  bool good = add_hamiltonian(l, f);
  for (int k = 0; k < l->locals && good; k++) good = add_site_dissipator(l->basis, l->local[k].rate, l->local[k].L, f);
  for (int k = 0; k < l->collectives && good; k++) good = add_collective(l, &l->collective[k], f);
  return good;
}

void polynomial_flow_free(PolynomialFlow *f)
{
  free(f->term);
  *f = (PolynomialFlow){0};
}

void polynomial_flow_rhs(const PolynomialFlow *f, const double *m, double *out)
{
  for (int a = 0; a < f->n; a++) out[a] = 0;
  for (const FlowTerm *t = f->term; t < f->term + f->count; t++) {
    double product = t->c;
    for (int i = 0; i < t->degree; i++) product *= m[t->x[i]];
    out[t->equation] += product;
  }
}

void polynomial_flow_jacobian(const PolynomialFlow *f, const double *m, double *J)
{
  for (int k = 0; k < f->n * f->n; k++) J[k] = 0;
  for (const FlowTerm *t = f->term; t < f->term + f->count; t++)
    for (int s = 0; s < t->degree; s++) {
      double product = t->c;
      for (int i = 0; i < t->degree; i++) product *= i == s ? 1 : m[t->x[i]];
      J[t->equation + f->n * t->x[s]] += product;
    }
}

bool polynomial_flow_follow(const PolynomialFlow *flow, double rate, double M[3])
{
  enum { STEPS = 4000 };
  static const double weight[4] = {0, 0.5, 0.5, 1};

  for (int step = 0; step < STEPS; step++) {
    double J[9], norm = rate, speed = 0, at[3], k[4][3];
    polynomial_flow_jacobian(flow, M, J);
    for (int i = 0; i < 9; i++) norm += fabs(J[i]);
    const double h = 0.5 / norm;
    for (int s = 0; s < 4; s++) {
      for (int a = 0; a < 3; a++) at[a] = M[a] + (s ? h * weight[s] * k[s - 1][a] : 0);
      polynomial_flow_rhs(flow, at, k[s]);
    }
    for (int a = 0; a < 3; a++) speed = fmax(speed, fabs(k[0][a])), M[a] += h / 6 * (k[0][a] + 2 * k[1][a] + 2 * k[2][a] + k[3][a]);
    if (speed < 1e-4 * rate) break;
  }
  return isfinite(M[0] + M[1] + M[2]);
}
