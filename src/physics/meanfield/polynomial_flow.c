/* Distinct-site form: [x y ...] = sum over different sites of O_x(i) O_y(j) ... . A word of collective letters becomes it letter by letter,
     S_a [x_1 ... x_g] = [a x_1 ... x_g] + sum_k [x_1 ... (O_a O_k) ... x_g],     O_a O_k = sum_c (...) O_c + (2/d) delta_ak,
   where an identity on a site leaves [.] without it times the number N - g + 1 of sites that are free. */
#include "physics/meanfield/polynomial_flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREE = POLYNOMIAL_DEGREE_MAX };

typedef struct {
  int           degree;
  unsigned char x[DEGREE];
  double complex c;
} Distinct;

typedef struct {
  const SiteBasis *basis;
  int              N, count, room;
  Distinct        *term;
} DistinctSum;

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

static bool distinct_form(const Polynomial *P, int N, DistinctSum *out)
{
  *out = (DistinctSum){.basis = P->basis, .N = N};
  for (int k = 0; k < P->count; k++)
    if (!distinct_word(&P->term[k], out)) return false;
  return true;
}

static bool add_term(PolynomialFlow *f, int equation, double c, int degree, const unsigned char *x)
{
  FlowTerm t = {.equation = equation, .degree = degree, .c = c};

  if (c == 0) return true;
  memcpy(t.x, x, (size_t)degree);
  qsort(t.x, (size_t)degree, 1, by_letter);
  for (int k = 0; k < f->count; k++)
    if (f->term[k].equation == equation && f->term[k].degree == degree && !memcmp(f->term[k].x, t.x, (size_t)degree)) return f->term[k].c += c, true;
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

static double falling(int N, int k)
{
  double product = 1;

  for (int i = 0; i < k; i++) product *= N - i;
  return product;
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
  bool        good = distinct_form(&l->H, l->N, &H);

  for (int k = 0; k < H.count && good; k++)
    for (int s = 0; s < H.term[k].degree && good; s++) {
      unsigned char rest[DEGREE];
      const int     degree = H.term[k].degree - 1;
      memcpy(rest, H.term[k].x, (size_t)s);
      memcpy(rest + s, H.term[k].x + s + 1, (size_t)(degree - s));
      good = add_effective(f, l->basis, creal(H.term[k].c) * falling(l->N - 1, degree), H.term[k].x[s], degree, rest);
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

/* The linear part of C on one site, and between two: h = (i/2) rate (<C>^* dC - <C> dC^+), <C> of the other sites, dC what C does on this one. */
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
        const double c = -rate * cimag(conj(mean->c) * own->c) * falling(l->N - 1, degree);
        good           = add_effective(f, l->basis, c, own->x[s], degree, rest);
      }
  return good;
}

static bool add_collective(const Lindbladian *l, const CollectiveJump *jump, PolynomialFlow *f)
{
  const SiteBasis *b = l->basis;
  double complex   one_site[SITE_LEVELS_MAX * SITE_LEVELS_MAX] = {0};
  DistinctSum      C;
  bool             good = distinct_form(&jump->C, l->N, &C);

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
