/* ranks: 1 2 3 4 */
/* The solves of the ADI solver: residuals by the row generator, reference values, any number of ranks. */
#include "oracle/spins.h"
#include "solvers/adi/adi_cases.h"

/* |L rho|_max / |rho|_2 by the row generator, and the trace, for every set of channels; only cut bases and odd sectors are left out. */
static PetscErrorCode check_steady(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  AdiReport   report;
  PetscReal   size;
  PetscScalar trace;
  double     *all, most = 0;

  PetscFunctionBeginUser;
  (void)y;
  *error = 0;
  if (basis->parity == DICKE_ODD || dicke_size(basis) < dicke_dimension(basis->N, DICKE_EVEN)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecSet(x, 0));
  PetscCall(AdiSolveSteady(adi, NULL, x, 1e-13, &report));
  PetscCall(AdiTrace(adi, x, &trace));
  PetscCall(replicate(x, &all));
  for (int64_t i = 0; i < dicke_size(basis); i++) most = fmax(most, fabs(row_product(model, basis, LIOUVILLIAN_ALL, 0, 1, all, i)));
  PetscCall(PetscFree(all));
  PetscCall(VecNorm(x, NORM_2, &size));
  *error = report.reason == ADI_STAGNATED ? INFINITY : fmax(most / size, fabs(trace - 1));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void steady_state_of_every_channel(void **state)
{
  (void)state;
  assert_true(worst_of(check_steady, 0, NULL) < 1e-12);
}

/* L x = b in the odd sector, where L is regular: from a guess of zero and, warm, from the solution. */
static PetscErrorCode check_odd(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  AdiReport cold, warm;

  PetscFunctionBeginUser;
  *error = 0;
  if (basis->parity != DICKE_ODD) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecSet(y, 0));
  PetscCall(AdiSolve(adi, NULL, x, y, 1e-12, &cold));
  PetscCall(AdiSolve(adi, NULL, x, y, 1e-10, &warm));
  PetscCall(defect(model, basis, LIOUVILLIAN_ALL, 0, 1, y, x, error));
  if (cold.reason != ADI_CONVERGED || warm.iterations > 0) *error = INFINITY;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void odd_sector_solves(void **state)
{
  (void)state;
  assert_true(worst_of(check_odd, 0, NULL) < 1e-10);
}

/* The PC type adi on the regular matrix of the trace form, with a KSP of the caller's own, finds the same state. */
static PetscErrorCode check_preconditioner(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  AdiReport report;
  Mat       L;
  KSP       ksp;
  PC        pc;
  Vec       u;
  PetscReal size;

  PetscFunctionBeginUser;
  (void)model;
  *error = 0;
  if (basis->parity == DICKE_ODD || dicke_size(basis) < dicke_dimension(basis->N, DICKE_EVEN)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiRegister());
  PetscCall(AdiCreateMat(adi, ADI_TRACE, &L));
  PetscCall(KSPCreate(PETSC_COMM_WORLD, &ksp));
  PetscCall(KSPSetOperators(ksp, L, L));
  PetscCall(KSPSetType(ksp, KSPGMRES));
  PetscCall(KSPSetPCSide(ksp, PC_RIGHT));
  PetscCall(KSPGMRESSetRestart(ksp, 200));
  PetscCall(KSPSetTolerances(ksp, 1e-12, 1e-50, 1e5, 200));
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCSetType(pc, "adi"));
  PetscCall(VecDuplicate(x, &u));
  PetscCall(VecSet(x, 0));
  PetscCall(AdiSolveSteady(adi, NULL, x, 1e-13, &report));
  PetscCall(MatMult(L, x, u)); /* L x - u tr x = -u */
  PetscCall(KSPSolve(ksp, u, y));
  PetscCall(VecAXPY(y, -1, x));
  PetscCall(VecNorm(y, NORM_2, error));
  PetscCall(VecNorm(x, NORM_2, &size));
  *error /= size;
  PetscCall(VecDestroy(&u));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&L));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void preconditioner_type_adi(void **state)
{
  (void)state;
  assert_true(worst_of(check_preconditioner, 0, NULL) < 1e-9);
}

/* <sum_i sigma^z_i>/N of a state. */
static double magnetisation(const DickeBasis *basis, const double *rho)
{
  double sum = 0;

  for (int64_t i = 0; i < dicke_size(basis); i++) {
    const DickeElement e = dicke_element(basis, i);
    if (e.a == e.b) sum += 2 * (e.a - dicke_j(basis, e.block)) * rho[i];
  }
  return sum / basis->N;
}

typedef struct {
  int    N;
  double Jy, Mz, tolerance;
} Reference;

/* Jx = 0.6, Jz = 1, gamma = 1: sparse LU of the assembled matrix, made independently. */
static const Reference references[] = {
  {5, 1.1, -0.7900674596185195, 1e-12},      {10, 1.15625, -0.8260250403379716, 1e-12}, {20, 1.7, -0.5088552128451594, 1e-12},
  {40, 1.15625, -0.9161683133332985, 1e-11}, {50, 1.15625, -0.9251423060387343, 1e-11}, {95, 1.15625, -0.945805509669026, 1e-11},
  {95, 3, -0.292642039296836, 1e-11},
};

/* Steady state of a basis on the ranks of comm, all of it on every rank. The caller frees with PetscFree. */
static PetscErrorCode steady_state(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, double rtol, AdiReport *report,
                                   double **all)
{
  Adi *adi;
  Vec  rho;

  PetscFunctionBeginUser;
  PetscCall(AdiCreate(comm, &spins(model)->l, basis, 0, &adi));
  PetscCall(AdiCreateVec(adi, &rho));
  PetscCall(VecSet(rho, 0));
  PetscCall(AdiSolveSteady(adi, NULL, rho, rtol, report));
  PetscCall(replicate(rho, all));
  PetscCall(VecDestroy(&rho));
  PetscCall(AdiDestroy(&adi));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode reference_error(const Reference *r, double *error)
{
  XyzModel   model = make_model(r->N, &terms[0]);
  DickeBasis basis;
  AdiReport  report;
  double    *all;

  PetscFunctionBeginUser;
  model.Jy = r->Jy;
  PetscCheck(dicke_basis_create(r->N, DICKE_EVEN, 0, &basis), PETSC_COMM_SELF, PETSC_ERR_MEM, "basis");
  PetscCall(steady_state(PETSC_COMM_WORLD, &model, &basis, 1e-13, &report, &all));
  *error = fabs(magnetisation(&basis, all) - r->Mz) / r->tolerance;
  if (report.residual > 1e-13) *error = INFINITY;
  PetscCall(PetscFree(all));
  dicke_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void steady_states_of_reference(void **state)
{
  double worst = 0;

  (void)state;
  for (size_t r = 0; r < sizeof references / sizeof *references; r++) {
    double error = INFINITY;
    if (reference_error(&references[r], &error)) error = INFINITY;
    worst = fmax(worst, error);
  }
  assert_true(all_ranks(worst) <= 1);
}

/* Largest difference of two states, relative to the largest element. */
static double state_difference(const DickeBasis *basis, const double *x, const double *y)
{
  double most = 0, size = 0;

  for (int64_t i = 0; i < dicke_size(basis); i++) most = fmax(most, fabs(x[i] - y[i])), size = fmax(size, fabs(x[i]));
  return most / size;
}

static PetscErrorCode compare_ranks(int N, const Terms *t, double *difference)
{
  const XyzModel model = make_model(N, t);
  DickeBasis     basis;
  AdiReport      report;
  double        *alone, *shared;

  PetscFunctionBeginUser;
  PetscCheck(dicke_basis_create(N, DICKE_EVEN, 0, &basis), PETSC_COMM_SELF, PETSC_ERR_MEM, "basis");
  PetscCall(steady_state(PETSC_COMM_SELF, &model, &basis, 1e-13, &report, &alone));
  PetscCall(steady_state(PETSC_COMM_WORLD, &model, &basis, 1e-13, &report, &shared));
  *difference = state_difference(&basis, alone, shared);
  PetscCall(PetscFree(alone));
  PetscCall(PetscFree(shared));
  dicke_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void same_state_on_any_number_of_ranks(void **state)
{
  double worst = 0;

  (void)state;
  for (int t = 0; t < TERM_COUNT; t++)
    for (int N = 20; N < 22; N++) {
      double difference = INFINITY;
      if (compare_ranks(N, &terms[t], &difference)) difference = INFINITY;
      worst = fmax(worst, difference);
    }
  assert_true(all_ranks(worst) < 1e-10);
}

/* Jy = 0.9 < 1.15625: the state sits in the corner of large j and low m, so a generous cut loses next to nothing. */
static PetscErrorCode cut_error(double *error)
{
  XyzModel   model = make_model(60, &terms[0]);
  DickeBasis whole, cut;
  AdiReport  report;
  double    *full, *part;

  PetscFunctionBeginUser;
  model.Jy = 0.9;
  PetscCheck(dicke_basis_create(60, DICKE_EVEN, 0, &whole) && dicke_basis_create_cut(60, DICKE_EVEN, 0, 20, 24, &cut), PETSC_COMM_SELF,
             PETSC_ERR_MEM, "basis");
  PetscCall(steady_state(PETSC_COMM_WORLD, &model, &whole, 1e-13, &report, &full));
  PetscCall(steady_state(PETSC_COMM_WORLD, &model, &cut, 1e-13, &report, &part));
  *error = report.residual > 1e-13 ? INFINITY : fabs(magnetisation(&whole, full) - magnetisation(&cut, part));
  PetscCall(PetscFree(full));
  PetscCall(PetscFree(part));
  dicke_basis_free(&whole);
  dicke_basis_free(&cut);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void cut_basis_gives_the_same_state(void **state)
{
  double error = INFINITY;

  (void)state;
  if (cut_error(&error)) error = INFINITY;
  assert_true(all_ranks(error) < 1e-11);
}

typedef struct {
  Adi      *adi;
  int       calls;
  PetscReal best; /* |L rho|/|rho| of the iterates shown within a round, the smallest */
} Looker;

static PetscErrorCode look(Vec iterate, const AdiReport *report, void *context)
{
  Looker   *l = context;
  PetscReal norm, size;
  Vec       r;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(iterate, &r));
  PetscCall(AdiMult(l->adi, iterate, r));
  PetscCall(VecNorm(r, NORM_2, &norm));
  PetscCall(VecNorm(iterate, NORM_2, &size));
  if (report->rounds == 0) l->calls++, l->best = PetscMin(l->best, norm / size);
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The hook sees iterates that converge, and the solve is the same to the last bit. */
static PetscErrorCode check_hook(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  AdiReport plain, watched;
  Looker    looker = {.adi = adi, .best = INFINITY};

  PetscFunctionBeginUser;
  (void)model;
  *error = 0;
  if (basis->parity == DICKE_ODD || basis->N < 12 || basis->blocks < dicke_blocks(basis->N))
    PetscFunctionReturn(PETSC_SUCCESS); /* cuts leak */
  PetscCall(VecSet(x, 0));
  PetscCall(VecSet(y, 0));
  PetscCall(AdiSolveSteady(adi, NULL, x, 1e-13, &plain));
  AdiSetProgress(adi, 2, look, &looker);
  PetscCall(AdiSolveSteady(adi, NULL, y, 1e-13, &watched));
  AdiSetProgress(adi, 0, NULL, NULL);
  PetscCall(VecAXPY(y, -1, x));
  PetscCall(VecNorm(y, NORM_2, error));
  if (looker.calls < 5 || looker.best > 1e-8) *error = INFINITY;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int is_emission(const Terms *t) { return t == &terms[0]; }

static void progress_hook_sees_the_solve_and_leaves_it(void **state)
{
  (void)state;
  assert_true(worst_of(check_hook, 0, is_emission) == 0);
}

/* A tolerance below rounding ends, and says so. */
static void unreachable_tolerance_ends(void **state)
{
  const XyzModel model = make_model(30, &terms[0]);
  DickeBasis     basis;
  AdiReport      report = {.residual = 1};
  double        *all;

  (void)state;
  bool bad =
    !dicke_basis_create(30, DICKE_EVEN, 0, &basis) || steady_state(PETSC_COMM_WORLD, &model, &basis, 0, &report, &all) || PetscFree(all);
  dicke_basis_free(&basis);
  bad = bad || report.reason != ADI_ROUNDING || report.residual > 1e-13;
  assert_true(all_ranks(bad) == 0);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(steady_state_of_every_channel),
    cmocka_unit_test(odd_sector_solves),
    cmocka_unit_test(preconditioner_type_adi),
    cmocka_unit_test(steady_states_of_reference),
    cmocka_unit_test(same_state_on_any_number_of_ranks),
    cmocka_unit_test(cut_basis_gives_the_same_state),
    cmocka_unit_test(progress_hook_sees_the_solve_and_leaves_it),
    cmocka_unit_test(unreachable_tolerance_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
