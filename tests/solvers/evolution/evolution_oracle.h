/* The oracle of the tests of time evolution: initial states, the Lindblad equation and all moments in the space of 2^N states. */
#ifndef PILIND_TESTS_SOLVERS_EVOLUTION_ORACLE_H
#define PILIND_TESTS_SOLVERS_EVOLUTION_ORACLE_H

#include "oracle/spins.h"
#include "physics/models/random_model.h"
#include "solvers/modes/spectral_check.h"
#include "physics/spaces/initial_states.h"
#include "text/words.h"
#include "physics/numerics/lapack.h"
#include "physics/observables/observables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const InitialParams some = {.theta = 1.1, .phi = 0.7, .m = -1, .T = 0.8};

static inline const InitialSpec *initial_spec(const char *name)
{
  const int k = words_find((Words)WORDS_OF(initial_states), name);

  assert_true(k >= 0);
  return &initial_states[k];
}

static inline InitialState prepare(const char *name, const XyzModel *model, InitialParams params)
{
  const InitialSpec *spec = initial_spec(name);

  if (model->N % 2) params.m = params.m == 0 ? 0 : params.m - 0.5;
  assert_null(initial_state_check(spec, model->N, &params));
  InitialState s = initial_state(spec, &spins(model)->l, &params);
  assert_int_equal(initial_state_prepare(&s), 0);
  return s;
}

/* The same states in the space of 2^N states: index 0 is all up, the last one all down. */

static inline double complex *matrix(int dim)
{
  double complex *A = calloc((size_t)dim * (size_t)dim, sizeof *A);

  assert_non_null(A);
  return A;
}

/* exp(-H/T)/Z by Taylor's series of exp(-H/(64 T)) and six squarings; H = i times the drift without any rate. */
static inline void brute_thermal(BruteModel model, double T, double complex *rho)
{
  const int        dim = 1 << model.N, size = dim * dim;
  BruteLiouvillian L;
  double complex  *term = matrix(dim), *next = matrix(dim), *X = matrix(dim), trace = 0;

  for (int k = 0; k < 3; k++) model.local[k] = model.collective[k] = 0;
  brute_liouvillian_create(&model, &L);
  for (int i = 0; i < size; i++) X[i] = -I * L.drift[i] / (64 * T);
  for (int i = 0; i < dim; i++) rho[i * dim + i] = term[i * dim + i] = 1;
  for (int k = 1; k < 30; k++) {
    brute_multiply(dim, X, term, next);
    for (int i = 0; i < size; i++) term[i] = next[i] / k, rho[i] += term[i];
  }
  for (int k = 0; k < 6; k++) {
    brute_multiply(dim, rho, rho, next);
    memcpy(rho, next, (size_t)size * sizeof *rho);
  }
  for (int i = 0; i < dim; i++) trace += rho[i * dim + i];
  for (int i = 0; i < size; i++) rho[i] /= trace;
  brute_liouvillian_free(&L);
  free(term), free(next), free(X);
}

static inline void brute_ket(int dim, const double *ket, double complex *rho)
{
  for (int i = 0; i < dim * dim; i++) rho[i] = ket[i / dim] * ket[i % dim];
}

static inline void brute_initial(const InitialState *s, const BruteModel *model, double complex *rho)
{
  const int    N = model->N, dim = 1 << N;
  const double up[] = {0, 0, 1}, down[] = {0, 0, -1}, none[] = {0, 0, 0};
  const double along[] = {sin(some.theta) * cos(some.phi), sin(some.theta) * sin(some.phi), cos(some.theta)};
  double       ghz[64] = {0};
  BruteDicke   dicke;
  const char  *name = s->spec->name;

  ghz[0] = ghz[dim - 1] = sqrt(0.5);
  if (!strcmp(name, "all_up")) brute_product_state(N, up, rho);
  else if (!strcmp(name, "all_down")) brute_product_state(N, down, rho);
  else if (!strcmp(name, "mixed")) brute_product_state(N, none, rho);
  else if (!strcmp(name, "coherent")) brute_product_state(N, along, rho);
  else if (!strcmp(name, "ghz")) brute_ket(dim, ghz, rho);
  else if (!strcmp(name, "thermal")) brute_thermal(*model, some.T, rho);
  else {
    brute_dicke_create(N, &dicke);
    brute_ket(dim, brute_dicke_state(&dicke, 0, 0, (int)lround(s->params.m + 0.5 * N)), rho);
    brute_dicke_free(&dicke);
  }
}

/* rho(t) by Taylor's series in steps of norm about 1. */
static inline void brute_evolve(const BruteLiouvillian *L, double t, double complex *rho)
{
  const int       size = L->dim * L->dim, steps = 1 + (int)(40 * t);
  double complex *term = matrix(L->dim), *next = matrix(L->dim);

  for (int n = 0; n < steps; n++) {
    memcpy(term, rho, (size_t)size * sizeof *rho);
    for (int k = 1; k < 25; k++) {
      brute_liouvillian_apply(L, term, next);
      for (int i = 0; i < size; i++) term[i] = next[i] * (t / steps / k), rho[i] += term[i];
    }
  }
  free(term), free(next);
}

static inline double complex expect(int dim, const double complex *A, const double complex *B, const double complex *rho)
{
  double complex *C = matrix(dim);

  brute_multiply(dim, A, B, C);
  const double complex value = brute_trace_product(dim, C, rho);
  free(C);
  return value;
}

/* All that an observable of the exact state depends on. */
static inline void brute_summary(int N, const double complex *rho, StateSummary *s)
{
  const int       dim = 1 << N;
  double complex *S[3], *square[2], *copy = matrix(dim);
  double          p[64];

  for (int a = 0; a < 3; a++) brute_spin(N, a, S[a] = matrix(dim));
  for (int a = 0; a < 2; a++) brute_multiply(dim, S[a], S[a], square[a] = matrix(dim));
  s->N = N;
  for (int i = 0; i < dim; i++) s->moment[MOMENT_TRACE] += creal(rho[i * dim + i]);
  for (int a = 0; a < 3; a++) {
    s->moment[MOMENT_SX + a]  = creal(brute_trace_product(dim, S[a], rho));
    s->moment[MOMENT_SX2 + a] = creal(expect(dim, S[a], S[a], rho));
    s->moment[MOMENT_S2] += s->moment[MOMENT_SX2 + a];
  }
  for (int a = 0; a < 2; a++) s->moment[MOMENT_SX4 + a] = creal(expect(dim, square[a], square[a], rho));
  s->moment[MOMENT_SXY] = creal(expect(dim, S[0], S[1], rho));
  s->moment[MOMENT_SXZ] = creal(expect(dim, S[0], S[2], rho));
  s->moment[MOMENT_SYZ] = creal(expect(dim, S[1], S[2], rho));
  s->blocks.purity      = creal(brute_trace_product(dim, rho, rho));
  memcpy(copy, rho, (size_t)dim * (size_t)dim * sizeof *copy);
  assert_int_equal(lapack_hermitian_eigenvalues(dim, copy, p), 0);
  for (int i = 0; i < dim; i++)
    if (p[i] > 0) s->blocks.entropy -= p[i] * log(p[i]);
  for (int a = 0; a < 3; a++) free(S[a]);
  for (int a = 0; a < 2; a++) free(square[a]);
  free(copy);
}

/* Largest difference; pure states have eigenvalues of the size of rounding, whose entropy is a little more. */
static inline double difference(const StateSummary *a, const StateSummary *b)
{
  double worst = fmax(fabs(a->blocks.purity - b->blocks.purity), 1e-2 * fabs(a->blocks.entropy - b->blocks.entropy));

  for (int k = 0; k < MOMENT_COUNT; k++) {
    const double d = fabs(a->moment[k] - b->moment[k]) / fmax(1, fabs(b->moment[k]));
    if (!(d <= worst)) worst = d;
  }
  return worst;
}

#endif
