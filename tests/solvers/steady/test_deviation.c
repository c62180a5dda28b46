/* ranks: 1 2 4 */
/* How far observables move when a state does: against their finite differences, and against bounds where only these are claimed. */
#include "solvers/steady/deviation.h"

#include "mpi_main.h"
#include "oracle/spins.h"
#include "solvers/linear/random_weights.h"
#include "solvers/steady/steadystate.h"

#include <math.h>
#include <string.h>

static const SteadyOptions options = {.truncate = PETSC_FALSE};

static int ok(PetscErrorCode code) { return code == 0; }

/* A steady state of six spins with all moments, by fields along x and y. */
static SteadyState state_of(void)
{
  XyzModel    model = {.N = 6, .Jx = 0.6, .Jy = 1.7, .Jz = 1, .hx = 0.3, .hy = -0.2, .hz = 0.4};
  SteadyState state;

  model.rate[CHANNEL_LOSS] = 1, model.rate[CHANNEL_PUMP] = 0.3;
  assert_true(ok(SteadyStateSolve(PETSC_COMM_WORLD, spins(&model), &options, &state)));
  return state;
}

enum { COHERENCES = 1, POPULATIONS = 2 };

/* A random change without trace of some elements. */
static Vec random_change(const SteadyState *s, int kinds, uint64_t seed)
{
  PetscScalar *x, trace = 0, count = 0;
  PetscInt     start, end;
  Vec          z;

  assert_true(ok(VecDuplicate(s->rho, &z)) && ok(VecSet(z, 1)) && ok(VecRandomWeights(z, seed)));
  assert_true(ok(VecGetOwnershipRange(z, &start, &end)) && ok(VecGetArray(z, &x)));
  for (PetscInt i = start; i < end; i++) {
    const DickeElement e = dicke_element(&s->basis, i);
    if (!(kinds & (e.a == e.b ? POPULATIONS : COHERENCES))) x[i - start] = 0;
    if (e.a == e.b) trace += x[i - start], count++;
  }
  MPI_Allreduce(MPI_IN_PLACE, &trace, 1, MPIU_SCALAR, MPI_SUM, PETSC_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPIU_SCALAR, MPI_SUM, PETSC_COMM_WORLD);
  for (PetscInt i = start; i < end; i++) {
    const DickeElement e = dicke_element(&s->basis, i);
    if (e.a == e.b) x[i - start] -= trace / count;
  }
  assert_true(ok(VecRestoreArray(z, &x)));
  return z;
}

static double size_of(const SteadyState *s, Vec z)
{
  PetscReal size;

  assert_true(ok(DeviationSize(&s->basis, s->rho, z, &size)));
  return size;
}

/* Observables at rho + h z. */
static StateSummary at(SteadyState *s, Vec z, double h)
{
  StateSummary summary;

  assert_true(ok(VecAXPY(s->rho, h, z)) && ok(SteadyStateSummary(s, &summary)) && ok(VecAXPY(s->rho, -h, z)));
  return summary;
}

/* The largest derivative along z of the observables that are smooth everywhere; *entropy: that of the entropy. */
static double largest_derivative(SteadyState *s, Vec z, double *entropy)
{
  static const char *const smooth[] = {"Mx", "My", "Mz", "Sxx", "Syy", "Szz", "Sxy", "Sxz", "Syz", "Bx", "By", "purity", "spin2"};
  const double             h        = 1e-6;
  const StateSummary       up = at(s, z, h), down = at(s, z, -h);
  double                   largest = 0;
  int                      found   = 0;

  for (int k = 0; k < observable_count; k++) {
    const double slope = fabs(observables[k].value(&up) - observables[k].value(&down)) / (2 * h);
    if (!strcmp(observables[k].name, "entropy")) *entropy = slope;
    for (size_t n = 0; n < sizeof smooth / sizeof *smooth; n++)
      if (!strcmp(observables[k].name, smooth[n])) largest = fmax(largest, slope), found++;
  }
  assert_int_equal(found, sizeof smooth / sizeof *smooth);
  return largest;
}

/* Coherences alone leave P(j, m) as it is: there is nothing but the smooth observables. */
static void coherences_move_what_they_move(void **unused)
{
  SteadyState s = state_of();
  double      entropy;

  (void)unused;
  for (uint64_t seed = 1; seed <= 6; seed++) {
    Vec          z       = random_change(&s, COHERENCES, seed);
    const double largest = largest_derivative(&s, z, &entropy);
    assert_float_equal(size_of(&s, z), largest, 1e-6 * largest);
    assert_true(ok(VecDestroy(&z)));
  }
  assert_true(ok(SteadyStateDestroy(&s)));
}

/* All spins along x: of its coherences nothing depends as strongly as the purity does. */
static void a_pure_state_loses_purity(void **unused)
{
  static const double binomial[] = {1, 6, 15, 20, 15, 6, 1};
  SteadyState         s          = state_of();
  PetscInt            start, end;
  double              entropy;
  Vec                 z;

  (void)unused;
  assert_true(ok(VecGetOwnershipRange(s.rho, &start, &end)) && ok(VecDuplicate(s.rho, &z)) && ok(VecZeroEntries(z)) &&
              ok(VecZeroEntries(s.rho)));
  for (PetscInt i = start; i < end; i++) {
    const DickeElement e = dicke_element(&s.basis, i);
    if (e.block > 0 || e.part > 0) continue;
    assert_true(ok(VecSetValue(s.rho, i, sqrt(binomial[e.a] * binomial[e.b]) / 64, INSERT_VALUES)));
    if (e.a != e.b) assert_true(ok(VecSetValue(z, i, sqrt(binomial[e.a] * binomial[e.b]) / 64, INSERT_VALUES)));
  }
  assert_true(ok(VecAssemblyBegin(s.rho)) && ok(VecAssemblyEnd(s.rho)) && ok(VecAssemblyBegin(z)) && ok(VecAssemblyEnd(z)));
  const double largest = largest_derivative(&s, z, &entropy);
  double       rest    = 1; /* 1 - sum p^2, and both halves of 2 Tr(rho z) */
  for (int a = 0; a < 7; a++) rest -= binomial[a] * binomial[a] / 4096;
  assert_float_equal(largest, 2 * rest, 1e-6);
  assert_float_equal(size_of(&s, z), 2 * rest, 1e-12);
  assert_true(ok(VecDestroy(&z)) && ok(SteadyStateDestroy(&s)));
}

/* With populations the bounds join: none of the observables moves by more than the size, and no P(j, m) does. */
static void populations_move_nothing_by_more(void **unused)
{
  SteadyState s = state_of();
  PetscReal   most;
  double      entropy;

  (void)unused;
  for (uint64_t seed = 11; seed <= 16; seed++) {
    Vec z = random_change(&s, COHERENCES | POPULATIONS, seed);
    assert_true(ok(VecScale(z, 1e-4)));
    const double size = size_of(&s, z), largest = largest_derivative(&s, z, &entropy);
    assert_true(largest <= size * (1 + 1e-6) && entropy <= size && size <= 1e3 * largest);
    Vec p = random_change(&s, POPULATIONS, seed);
    assert_true(ok(VecScale(p, 1e-4)) && ok(VecNorm(p, NORM_1, &most)));
    assert_true(size_of(&s, p) >= most * (1 - 1e-12));
    assert_true(ok(VecDestroy(&z)) && ok(VecDestroy(&p)));
  }
  assert_true(ok(SteadyStateDestroy(&s)));
}

/* A change along the state itself is none: rho has trace one. A number that is none counts as all. */
static void traces_and_numbers_that_are_none(void **unused)
{
  SteadyState s = state_of();
  Vec         z = random_change(&s, COHERENCES | POPULATIONS, 21);

  (void)unused;
  const double size = size_of(&s, z);
  assert_true(ok(VecAXPY(z, 0.75, s.rho)));
  assert_float_equal(size_of(&s, z), size, 1e-9 * size);
  assert_true(ok(VecSet(z, 0)) && size_of(&s, z) < 1e-15);
  assert_true(ok(VecSetValue(z, 3, NAN, INSERT_VALUES)) && ok(VecAssemblyBegin(z)) && ok(VecAssemblyEnd(z)));
  assert_true(size_of(&s, z) == PETSC_INFINITY);
  assert_true(ok(VecDestroy(&z)) && ok(SteadyStateDestroy(&s)));
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(coherences_move_what_they_move),
    cmocka_unit_test(a_pure_state_loses_purity),
    cmocka_unit_test(populations_move_nothing_by_more),
    cmocka_unit_test(traces_and_numbers_that_are_none),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
