/* ranks: 1 2 4 */
/* The loop over cuts: it grows the cut until the state fits, and ends where that cannot help, with a report that no limit lets pass. */
#include "oracle/spins.h"
#include "mpi_main.h"
#include "solvers/adi/cut_solve.h"

#include <math.h>
#include <string.h>

static const Cut small = {6, 6}; /* of N = 20: the state reaches beyond it */

static int ok(PetscErrorCode code) { return code == 0; }

static XyzModel model_of(double Jy)
{
  XyzModel m = {.N = 20, .Jx = 0.6, .Jy = Jy, .Jz = 1};

  m.rate[CHANNEL_LOSS] = 1;
  return m;
}

static PetscErrorCode count_round(void *context, CutStage *stage, const CutPlace *place)
{
  (void)stage, (void)place;
  ++*(int *)context;
  return PETSC_SUCCESS;
}

static PetscErrorCode fill_ones(void *context, CutStage *stage)
{
  (void)context;
  return VecSet(stage->b[0], 1);
}

/* One number of the first guess is none. */
static PetscErrorCode spoil(void *context, CutStage *stage, const CutPlace *place)
{
  PetscFunctionBeginUser;
  PetscCall(count_round(context, stage, place));
  PetscCall(VecSetValue(stage->x[0], 0, NAN, INSERT_VALUES));
  PetscCall(VecAssemblyBegin(stage->x[0]));
  PetscCall(VecAssemblyEnd(stage->x[0]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Edges may be as large as they like; the outflow may not. */
static CutProblem problem_of(const SpinModel *model, int *rounds)
{
  return (CutProblem){.comm        = PETSC_COMM_WORLD,
                      .model       = model,
                      .parity      = DICKE_EVEN,
                      .prefix      = "test_",
                      .count       = 1,
                      .edge_tol    = 2,
                      .outflow_tol = 1e-12,
                      .context     = rounds,
                      .before      = count_round};
}

/* Solve at full accuracy from the small cut on. */
static void solve(const CutProblem *p, CutReport *report, Cut *cut)
{
  CutStage stage;

  assert_true(ok(AdiRegister()) && ok(CutStageCreate(p, small, &stage)));
  assert_true(ok(CutSolve(p, (CutPlace){.accuracy = CutTarget(p->model), .edge_tol = p->edge_tol}, &stage, report)));
  *cut = stage.cut;
  assert_true(ok(CutStageDestroy(&stage)));
}

static void the_cut_grows_until_the_state_fits(void **state)
{
  const XyzModel model  = model_of(1.2);
  int            rounds = 0;
  CutProblem     p      = problem_of(spins(&model), &rounds);
  CutReport      report;
  Cut            cut;

  (void)state;
  solve(&p, &report, &cut);
  assert_true(report.residual[0] < 1e-12 && report.outflow <= 1e-12 && report.reason != ADI_STAGNATED);
  assert_true(rounds > 1 && rounds < 30 && cut.blocks > small.blocks && report.kept > TruncationKept(20, small));
}

/* With shifts as small as these the preconditioner is of no use: the same cut again would not be solved either. */
static void a_solve_that_stagnates_ends_it(void **state)
{
  const XyzModel model  = model_of(1.2);
  int            rounds = 0;
  CutProblem     p      = problem_of(spins(&model), &rounds);
  CutReport      report;
  Cut            cut;

  (void)state;
  assert_true(ok(PetscOptionsSetValue(NULL, "-test_adi_kappa", "1e-9")));
  solve(&p, &report, &cut);
  assert_true(ok(PetscOptionsClearValue(NULL, "-test_adi_kappa")));
  assert_int_equal(report.reason, ADI_STAGNATED);
  assert_int_equal(rounds, 1);
  assert_true(report.residual[0] > 1e-11 && report.outflow > p.outflow_tol && !memcmp(&cut, &small, sizeof cut));
}

static void numbers_that_are_none_end_it(void **state)
{
  const XyzModel model  = model_of(1.2);
  int            rounds = 0;
  CutProblem     p      = problem_of(spins(&model), &rounds);
  CutReport      report;
  Cut            cut;

  (void)state;
  p.fill   = fill_ones;
  p.before = spoil;
  solve(&p, &report, &cut);
  assert_int_equal(rounds, 1);
  assert_true(isnan(report.residual[0]) && isnan(report.outflow));
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_cut_grows_until_the_state_fits),
    cmocka_unit_test(a_solve_that_stagnates_ends_it),
    cmocka_unit_test(numbers_that_are_none_end_it),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
