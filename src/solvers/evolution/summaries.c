/* The usual observables along time, and the mean field beside them. */
#include "solvers/evolution/evolution.h"

#include "operators/functional.h"
#include "physics/meanfield/polynomial_flow.h"
#include "physics/xyz/meanfield.h"
#include "solvers/evolution/ode.h"

#include <math.h>
#include <string.h>

/* What the summaries need; behind it the numbers of the caller, whose problem the context is. */
enum { ENTROPY = MOMENT_COUNT, PURITY, RHO_MIN, NUMBERS };

static PetscErrorCode see(const void *context, const DickeBasis *basis, Vec rho, const BlockSums *blocks, double *number)
{
  const EvolutionProblem *caller = context;

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(basis, rho, number));
  number[ENTROPY] = blocks->entropy;
  number[PURITY]  = blocks->purity;
  number[RHO_MIN] = blocks->rho_min;
  if (caller->numbers > 0) PetscCall(caller->see(caller->context, basis, rho, blocks, number + NUMBERS));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One trajectory under way: closed forms, or the polynomials of the Lindbladian. */
typedef struct {
  const SpinModel *model;
  PolynomialFlow   flow;
  double (*M)[3];
} Path;

static int rhs(const double *M, double *dM, void *context)
{
  const Path *path = context;

  if (path->model->axial) meanfield_rhs(&path->model->xyz, M, dM);
  else polynomial_flow_rhs(&path->flow, M, dM);
  return 0;
}

static PetscErrorCode keep(int k, const double *M, void *context)
{
  PetscFunctionBeginUser;
  memcpy(((const Path *)context)->M[k], M, 3 * sizeof *M);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EvolutionMeanField(const EvolutionProblem *p, double (*M)[3])
{
  Path             path = {.model = p->model, .M = M};
  const OdeProblem ode  = {3, rhs, keep, NULL, &path, "evolve_"};
  OdeReport        report;
  double           start[3], *times;

  PetscFunctionBeginUser;
  for (int k = 0; k < p->count; k++) M[k][0] = M[k][1] = M[k][2] = NAN;
  if (!p->initial.spec->bloch || !p->initial.spec->bloch(&p->initial, start)) PetscFunctionReturn(PETSC_SUCCESS);
  if (!p->model->axial)
    PetscCheck(polynomial_flow_create(&p->model->l, &path.flow), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the mean field");
  PetscCall(PetscMalloc1(p->count, &times));
  for (int k = 0; k < p->count; k++) times[k] = p->t_end * k / (p->count - 1);
  PetscCall(OdeSolve(&ode, p->count, times, start, &report));
  PetscCall(PetscFree(times));
  polynomial_flow_free(&path.flow);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EvolutionSummaries(MPI_Comm comm, const EvolutionProblem *problem, StateSummary *summary, double *number,
                                  EvolutionReport *report)
{
  EvolutionProblem p     = *problem;
  const int        width = NUMBERS + problem->numbers;
  double          *all, (*M)[3];

  PetscFunctionBeginUser;
  p.numbers = width;
  p.see     = see;
  p.context = problem;
  PetscCall(PetscMalloc1((size_t)p.count * width, &all));
  PetscCall(PetscMalloc1(p.count, &M));
  PetscCall(EvolutionSolve(comm, &p, all, report));
  PetscCall(EvolutionMeanField(&p, M));
  for (int k = 0; k < p.count; k++) {
    const double *seen = all + (size_t)k * width;
    summary[k]         = (StateSummary){.N = p.model->N, .blocks = {seen[ENTROPY], seen[PURITY], seen[RHO_MIN]}};
    memcpy(summary[k].moment, seen, sizeof summary[k].moment);
    for (int i = 0; i < 3; i++) summary[k].meanfield[i] = M[k][i];
    for (int i = 0; i < 2; i++) summary[k].meanfield_square[i] = M[k][i] * M[k][i];
    if (problem->numbers > 0) memcpy(number + (size_t)k * problem->numbers, seen + NUMBERS, (size_t)problem->numbers * sizeof *number);
  }
  PetscCall(PetscFree(M));
  PetscCall(PetscFree(all));
  PetscFunctionReturn(PETSC_SUCCESS);
}
