/* The data of a Lindbladian and the numbers that follow from it. */
#include "physics/models/lindbladian.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Lindbladian lindbladian_empty(int N, const SiteBasis *basis) { return (Lindbladian){.N = N, .basis = basis, .H = polynomial_zero(basis)}; }

void lindbladian_free(Lindbladian *l)
{
  polynomial_free(&l->H);
  for (int k = 0; k < l->locals; k++) free(l->local[k].L);
  for (int k = 0; k < l->collectives; k++) polynomial_free(&l->collective[k].C);
  free(l->local);
  free(l->collective);
  *l = (Lindbladian){0};
}

PolynomialError lindbladian_add_hamiltonian(Lindbladian *l, double c, const Polynomial *H) { return polynomial_add(&l->H, c, H); }

/* H += factor h of the identity part a of a jump whose rest is A (collective form). */
static PolynomialError add_shift(Lindbladian *l, double factor, double complex a, const Polynomial *A)
{
  Polynomial      adjoint;
  PolynomialError error = polynomial_adjoint(A, &adjoint);

  if (error == POLYNOMIAL_OK) error = polynomial_add(&l->H, I * factor * conj(a) / 2, A);
  if (error == POLYNOMIAL_OK) error = polynomial_add(&l->H, -I * factor * a / 2, &adjoint);
  polynomial_free(&adjoint);
  return error;
}

PolynomialError lindbladian_add_local(Lindbladian *l, double rate, const double complex *L)
{
  const int       d        = l->basis->d;
  double complex  identity = 0;
  Polynomial      sum      = polynomial_zero(l->basis);
  PolynomialError error;

  if (rate == 0) return POLYNOMIAL_OK;
  LocalJump *local = realloc(l->local, ((size_t)l->locals + 1) * sizeof *local);
  if (!local) return POLYNOMIAL_MEMORY;
  l->local              = local;
  local[l->locals].rate = rate;
  local[l->locals].L    = malloc((size_t)d * d * sizeof *local->L);
  if (!local[l->locals].L) return POLYNOMIAL_MEMORY;
  double complex *own = local[l->locals++].L;
  memcpy(own, L, (size_t)d * d * sizeof *L);
  for (int k = 0; k < d; k++) identity += L[k * d + k] / d;
  for (int k = 0; k < d; k++) own[k * d + k] -= identity;
  if (identity == 0) return POLYNOMIAL_OK;
  error = polynomial_add_site(&sum, 1, own, l->N);
  if (error == POLYNOMIAL_OK) error = add_shift(l, rate, identity, &sum);
  polynomial_free(&sum);
  return error;
}

PolynomialError lindbladian_add_collective(Lindbladian *l, double rate, const Polynomial *C)
{
  double complex identity = 0;

  if (rate == 0) return POLYNOMIAL_OK;
  CollectiveJump *collective = realloc(l->collective, ((size_t)l->collectives + 1) * sizeof *collective);
  if (!collective) return POLYNOMIAL_MEMORY;
  l->collective         = collective;
  CollectiveJump *own   = &collective[l->collectives++];
  *own                  = (CollectiveJump){rate, polynomial_zero(l->basis)};
  PolynomialError error = polynomial_add(&own->C, 1, C);
  for (int k = 0; k < own->C.count; k++) {
    const PolynomialWord *w = &own->C.term[k].word;
    if (w->degree || w->create || w->annihilate) continue;
    identity = own->C.term[k].c;
    memmove(&own->C.term[k], &own->C.term[k + 1], (size_t)(own->C.count - k - 1) * sizeof *own->C.term);
    own->C.count--;
  }
  if (error == POLYNOMIAL_OK && identity != 0) error = add_shift(l, rate, identity, &own->C);
  return error;
}

PolynomialError lindbladian_scaled(const Lindbladian *l, double factor, Lindbladian *out)
{
  *out                  = lindbladian_empty(l->N, l->basis);
  PolynomialError error = lindbladian_add_hamiltonian(out, factor, &l->H);
  for (int k = 0; k < l->locals && error == POLYNOMIAL_OK; k++)
    error = lindbladian_add_local(out, factor * l->local[k].rate, l->local[k].L);
  for (int k = 0; k < l->collectives && error == POLYNOMIAL_OK; k++)
    error = lindbladian_add_collective(out, factor * l->collective[k].rate, &l->collective[k].C);
  return error;
}

/* max |c| N^(power degree - 1) of a polynomial's words. */
static double largest(const Polynomial *p, int N, int power)
{
  double most = 0;

  for (int k = 0; k < p->count; k++) {
    const double c = cabs(p->term[k].c);
    if (p->term[k].word.degree > 0)
      most = fmax(most, power * p->term[k].word.degree == 1 ? c : pow(c, power) * pow(N, power * p->term[k].word.degree - 1));
  }
  return most;
}

double lindbladian_rate(const Lindbladian *l)
{
  double most = largest(&l->H, l->N, 1);

  for (int k = 0; k < l->locals; k++) {
    double norm = 0;
    for (int i = 0; i < l->basis->d * l->basis->d; i++) norm += creal(l->local[k].L[i] * conj(l->local[k].L[i]));
    most = fmax(most, l->local[k].rate * norm);
  }
  for (int k = 0; k < l->collectives; k++) most = fmax(most, l->collective[k].rate * largest(&l->collective[k].C, l->N, 2));
  return most;
}

/* K += rate c c^+; elements that only rounding keeps from zero are dropped (`size`: sum of the moduli). */
typedef struct {
  double complex K[SPIN_JUMPS][SPIN_JUMPS];
  double         size[SPIN_JUMPS][SPIN_JUMPS];
} Kossakowski;

static void add_jump(Kossakowski *k, double rate, const double complex c[SPIN_JUMPS])
{
  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++) {
      k->K[q][r] += rate * c[q] * conj(c[r]);
      k->size[q][r] += rate * cabs(c[q]) * cabs(c[r]);
    }
}

static void clean_into(const Kossakowski *k, double complex K[SPIN_JUMPS][SPIN_JUMPS])
{
  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++) {
      const double noise = 1e-15 * k->size[q][r], re = creal(k->K[q][r]), im = cimag(k->K[q][r]);
      K[q][r] = (fabs(re) > noise ? re : 0) + I * (fabs(im) > noise ? im : 0);
    }
}

/* C = x Sx + y Sy + z Sz = (x - iy) J+ + (x + iy) J- + 2 z Jz. */
static void linear_parts(const Polynomial *C, double complex c[SPIN_JUMPS])
{
  double complex xyz[3] = {0};

  for (int k = 0; k < C->count; k++)
    if (C->term[k].word.degree == 1) xyz[C->term[k].word.letter[0]] = C->term[k].c;
  c[SPIN_DOWN] = xyz[SITE_X] + I * xyz[SITE_Y];
  c[SPIN_UP]   = xyz[SITE_X] - I * xyz[SITE_Y];
  c[SPIN_Z]    = 2 * xyz[SITE_Z];
}

SpinJumps lindbladian_spin_jumps(const Lindbladian *l)
{
  SpinJumps   s     = {.trace = 0};
  Kossakowski local = {.size = {{0}}}, collective = {.size = {{0}}};

  for (int n = 0; n < l->locals; n++) {
    const double complex *L = l->local[n].L, c[SPIN_JUMPS] = {[SPIN_DOWN] = L[2], [SPIN_UP] = L[1], [SPIN_Z] = L[0] - L[3]};
    add_jump(&local, l->local[n].rate, c);
  }
  for (int n = 0; n < l->collectives; n++) {
    double complex c[SPIN_JUMPS];
    if (polynomial_degree(&l->collective[n].C) > 1) continue;
    linear_parts(&l->collective[n].C, c);
    add_jump(&collective, l->collective[n].rate, c);
  }
  clean_into(&local, s.K);
  clean_into(&collective, s.Kc);
  s.trace = creal(s.K[SPIN_DOWN][SPIN_DOWN] + s.K[SPIN_UP][SPIN_UP] + s.K[SPIN_Z][SPIN_Z] / 2);
  s.kz    = creal(s.K[SPIN_DOWN][SPIN_DOWN] - s.K[SPIN_UP][SPIN_UP]) / 2;
  s.kp    = (s.K[SPIN_UP][SPIN_Z] - s.K[SPIN_Z][SPIN_DOWN]) / 2;
  return s;
}
