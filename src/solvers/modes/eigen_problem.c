/* SLEPc's eigensolver as both uses need it. */
#include "solvers/modes/eigen_problem.h"

#include "solvers/method/option_trial.h"

static const char *const method_names[] = {[METHOD_LAPACK] = "lapack", [METHOD_KRYLOV] = "krylov", [METHOD_SHIFT_INVERT] = "shift_invert"};

const MethodOption gap_method_option = {
  .name      = "gap_method",
  .words     = WORDS_OF(method_names),
  .any_pc    = -1,
  .long_name = "search for the rightmost modes of a sector",
};

enum { RESTARTS = 400 };

PetscErrorCode RightmostMethodGet(RightmostMethod *method)
{
  int row;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&gap_method_option, &row));
  *method = (RightmostMethod)row;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Numbers in [-1, 1) that depend on the index alone, so that a start vector is the same on any number of ranks
   (splitmix64; Steele, Lea, Flood, OOPSLA 2014). */
PetscErrorCode RightmostStart(const Sector *s, PetscBool transpose, Vec x)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArrayWrite(x, &array));
  for (PetscInt i = start; i < end; i++) {
    uint64_t z       = ((uint64_t)i + 1) * 0x9e3779b97f4a7c15u;
    z                = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z                = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    array[i - start] = (double)((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
  }
  PetscCall(VecRestoreArrayWrite(x, &array));
  PetscCall(SectorAddZeros(s, transpose, -1, x, x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(const EigenProblem *p, EPS *eps)
{
  PetscInt n;
  BV       bv;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(p->operator_, &n, NULL));
  PetscCall(EPSCreate(PetscObjectComm((PetscObject)p->operator_), eps));
  PetscCall(EPSSetOperators(*eps, p->operator_, NULL));
  PetscCall(EPSSetProblemType(*eps, EPS_NHEP));
  PetscCall(EPSSetType(*eps, EPSKRYLOVSCHUR));
  PetscCall(EPSSetWhichEigenpairs(*eps, p->inverse ? EPS_LARGEST_MAGNITUDE : EPS_LARGEST_REAL));
  PetscCall(EPSSetDimensions(*eps, PetscMin(p->nev, n), PetscMin(p->ncv, n), PETSC_DEFAULT));
  PetscCall(EPSSetConvergenceTest(*eps, p->inverse ? EPS_CONV_REL : EPS_CONV_ABS));
  PetscCall(EPSSetTolerances(*eps, p->tolerance, RESTARTS));
  /* the products span many decades: without a second pass the basis loses orthogonality, and modes far right of 0 appear */
  PetscCall(EPSGetBV(*eps, &bv));
  PetscCall(BVSetOrthogonalization(bv, BV_ORTHOG_CGS, BV_ORTHOG_REFINE_ALWAYS, PETSC_DEFAULT, BV_ORTHOG_BLOCK_GS));
  if (p->prefix) {
    PetscCall(EPSSetOptionsPrefix(*eps, p->prefix));
    PetscCall(EPSSetFromOptions(*eps));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EigenProblemSolve(const EigenProblem *p, Vec start, EPS *eps)
{
  PetscFunctionBeginUser;
  PetscCall(create(p, eps));
  PetscCall(EPSSetInitialSpace(*eps, 1, &start));
  PetscCall(EPSSolve(*eps));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A matrix of one number, and what reads options beside it. */
static PetscErrorCode trial(void)
{
  EigenProblem p = {.nev = 1, .ncv = 1, .tolerance = 1, .prefix = "gap_"};
  EPS          eps;

  PetscFunctionBeginUser;
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, 1, 1, 1, NULL, &p.operator_));
  PetscCall(MatSetValue(p.operator_, 0, 0, 1, INSERT_VALUES));
  PetscCall(MatAssemblyBegin(p.operator_, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(p.operator_, MAT_FINAL_ASSEMBLY));
  PetscCall(create(&p, &eps));
  PetscCall(EPSDestroy(&eps));
  PetscCall(SectorInverseTrial());
  PetscCall(MatDestroy(&p.operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RightmostTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EigenProblemValue(const EigenProblem *p, EPS eps, PetscInt k, double complex *lambda)
{
  PetscScalar re, im;

  PetscFunctionBeginUser;
  PetscCall(EPSGetEigenvalue(eps, k, &re, &im));
  *lambda = p->inverse ? p->target + 1 / (re + I * im) : re + I * im;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EigenProblemPick(const EigenProblem *p, EPS eps, const double complex *wanted, PetscInt *best, double complex *lambda)
{
  PetscInt       converged;
  double complex candidate = 0;

  PetscFunctionBeginUser;
  *best = -1;
  PetscCall(EPSGetConverged(eps, &converged));
  for (PetscInt k = 0; k < converged; k++) {
    PetscCall(EigenProblemValue(p, eps, k, &candidate));
    const bool better = *best < 0 || (wanted ? cabs(candidate - *wanted) < cabs(*lambda - *wanted) : creal(candidate) > creal(*lambda));
    if (better) *best = k, *lambda = candidate;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
