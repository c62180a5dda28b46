/* ranks: 1 2 */
/* The refinement loop: it converges as its corrections allow, keeps the best iterate, and ends where nothing is gained, where a correction
   fails, and where numbers are none. */
#include "mpi_main.h"
#include "solvers/linear/random_weights.h"
#include "solvers/linear/refine.h"

enum { ROWS = 12, CORRECTIONS = 8 };

/* A x = b with a diagonal A; correction k is off by the factor 1 - quality[k]: 0 is exact, 1 gains nothing, more makes it worse. */
typedef struct {
  Vec       b, diagonal;
  PetscReal quality[CORRECTIONS];
  int       corrections, taken, after, failing; /* numbers of calls; failing: which correction is none, or -1 */
} Toy;

static PetscErrorCode residual(void *context, Vec x, Vec r, PetscReal *norm)
{
  Toy *t = context;

  PetscFunctionBeginUser;
  PetscCall(VecPointwiseMult(r, t->diagonal, x));
  PetscCall(VecAYPX(r, -1, t->b));
  PetscCall(VecNorm(r, NORM_2, norm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct(void *context, Vec r, Vec d, PetscBool *failed)
{
  Toy *t = context;

  PetscFunctionBeginUser;
  *failed = t->corrections == t->failing ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(VecPointwiseDivide(d, r, t->diagonal));
  PetscCall(VecScale(d, 1 - t->quality[t->corrections++ % CORRECTIONS]));
  PetscCall(VecSet(r, 1e30)); /* it may be used as work space */
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode taken(void *context, Vec x, Vec r)
{
  (void)x, (void)r;
  ((Toy *)context)->taken++;
  return PETSC_SUCCESS;
}

static PetscErrorCode after(void *context, Vec x, const RefineReport *report)
{
  (void)x, (void)report;
  ((Toy *)context)->after++;
  return PETSC_SUCCESS;
}

/* Run the loop on corrections of these qualities; the last one is repeated. |b - A x| of what is returned must be what is reported. */
static RefineReport refine(int count, const PetscReal *quality, PetscReal target, PetscReal floor, PetscInt patience, int failing, Toy *t)
{
  RefineReport report;
  PetscReal    norm;
  Vec          x, r, d;

  *t = (Toy){.failing = failing};
  for (int k = 0; k < CORRECTIONS; k++) t->quality[k] = quality[k < count ? k : count - 1];
  assert_int_equal(VecCreateMPI(PETSC_COMM_WORLD, PETSC_DECIDE, ROWS, &t->b), 0);
  assert_int_equal(VecDuplicate(t->b, &t->diagonal) || VecDuplicate(t->b, &x) || VecDuplicate(t->b, &r) || VecDuplicate(t->b, &d), 0);
  assert_int_equal(VecSet(t->diagonal, 2) || VecRandomWeights(t->diagonal, 1) || VecSet(t->b, 1) || VecSet(x, 0), 0);
  const RefineLoop loop = {.context  = t,
                           .residual = residual,
                           .correct  = correct,
                           .taken    = taken,
                           .after    = after,
                           .target   = target,
                           .floor    = floor,
                           .rounds   = CORRECTIONS,
                           .patience = patience};
  assert_int_equal(Refine(&loop, x, r, d, &report), 0);
  assert_int_equal(VecAXPY(r, 0, x) || VecNorm(r, NORM_2, &norm), 0);
  assert_true(norm == report.residual || (isnan(norm) && isnan(report.residual)));
  assert_int_equal(residual(t, x, d, &norm), 0);
  assert_true(fabs(norm - report.residual) <= 1e-14 || isnan(report.residual));
  assert_int_equal(VecDestroy(&d) || VecDestroy(&r) || VecDestroy(&x) || VecDestroy(&t->diagonal) || VecDestroy(&t->b), 0);
  return report;
}

static const PetscReal start = 3.4641016151377544; /* |b| */

static void it_gains_what_its_corrections_do(void **unused)
{
  const PetscReal quality[] = {1e-3};
  Toy             t;

  (void)unused;
  RefineReport report = refine(1, quality, 1e-8, 0, 1, -1, &t);
  assert_int_equal(report.rounds, 3);
  assert_true(report.residual < 1.1e-9 * start && report.gain > 900);
  assert_true(t.taken == 3 && t.after == 3 && t.corrections == 3);
  report = refine(1, quality, 2 * start, 0, 1, -1, &t); /* the first guess is good enough */
  assert_true(report.rounds == 0 && t.corrections == 0 && report.residual == start);
}

static void weak_rounds_end_it(void **unused)
{
  const PetscReal slow[] = {0.1, 0.9}, recovers[] = {0.9, 0.9, 0.1, 0.9, 0.9, 0.9};
  Toy             t;

  (void)unused;
  RefineReport report = refine(2, slow, 1e-8, 0, 1, -1, &t);
  assert_true(report.rounds == 2 && fabs(report.residual - 0.09 * start) < 1e-12);
  report = refine(2, slow, 1e-8, 0, 3, -1, &t);
  assert_int_equal(report.rounds, 4);
  report = refine(6, recovers, 1e-8, 0, 3, -1, &t); /* a good round makes patience whole again */
  assert_int_equal(report.rounds, 6);
  report = refine(6, recovers, 1e-8, 10, 3, -1, &t); /* but not at the floor */
  assert_int_equal(report.rounds, 1);
}

static void a_worse_iterate_is_not_taken(void **unused)
{
  const PetscReal worse[] = {0.1, -2, 3};
  Toy             t;

  (void)unused;
  const RefineReport report = refine(3, worse, 1e-8, 0, 2, -1, &t);
  assert_true(report.rounds == 3 && t.taken == 1);
  assert_true(fabs(report.residual - 0.1 * start) < 1e-12);
}

static void what_is_no_number_ends_it(void **unused)
{
  const PetscReal nan_at_once[] = {NAN}, infinite[] = {0.1, INFINITY};
  Toy             t;

  (void)unused;
  RefineReport report = refine(1, nan_at_once, 1e-8, 0, 2, -1, &t);
  assert_true(report.residual == start && t.taken == 0 && report.rounds == 2);
  report = refine(2, infinite, 1e-8, 0, 1, -1, &t);
  assert_true(fabs(report.residual - 0.1 * start) < 1e-12 && t.taken == 1);
  report = refine(1, infinite, NAN, 0, 1, -1, &t); /* nothing is known to be above a target that is none */
  assert_int_equal(report.rounds, 0);
}

static void a_correction_that_fails_ends_it(void **unused)
{
  const PetscReal quality[] = {0.1};
  Toy             t;

  (void)unused;
  const RefineReport report = refine(1, quality, 1e-8, 0, 1, 2, &t);
  assert_true(report.rounds == 2 && t.corrections == 3);
}

static void weights_do_not_depend_on_the_ranks(void **unused)
{
  double worst = 0, sum = 0;
  Vec    x;

  (void)unused;
  assert_int_equal(VecCreateMPI(PETSC_COMM_WORLD, PETSC_DECIDE, 1000, &x), 0);
  assert_int_equal(VecSet(x, 1) || VecRandomWeights(x, 7), 0);
  const PetscScalar *array;
  PetscInt           low, high;
  assert_int_equal(VecGetOwnershipRange(x, &low, &high) || VecGetArrayRead(x, &array), 0);
  for (PetscInt i = low; i < high; i++) worst = fmax(worst, fabs(array[i - low] - random_weight(7, (uint64_t)i)));
  assert_int_equal(VecRestoreArrayRead(x, &array) || VecDestroy(&x), 0);
  assert_true(all_ranks(worst) == 0);
  for (uint64_t i = 0; i < 10000; i++) {
    const double w = random_weight(3, i);
    assert_true(fabs(w) >= 0.5 && fabs(w) <= 1.5 && w != random_weight(4, i));
    sum += w;
  }
  assert_true(fabs(sum) < 400); /* both signs alike: 4 standard deviations */
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_gains_what_its_corrections_do), cmocka_unit_test(weak_rounds_end_it),
    cmocka_unit_test(a_worse_iterate_is_not_taken),     cmocka_unit_test(what_is_no_number_ends_it),
    cmocka_unit_test(a_correction_that_fails_ends_it),  cmocka_unit_test(weights_do_not_depend_on_the_ranks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
