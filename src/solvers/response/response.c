/* Choice of the method, sectors, and what all methods have in common. The solvers themselves: assembled.c, adi.c; what is asked for and
   recorded: record.c. */
#include "solvers/response/response.h"

#include "solvers/method/option_trial.h"
#include "solvers/response/methods.h"
#include "solvers/steady/methods.h"

const SolverMethod response_methods[RESPONSE_METHODS] = {
  [RESPONSE_LU]    = {"lu", "lu: assembled matrix of the odd sector, LU by MUMPS, after the steady state", ResponseEstimateLU,
                      ResponseRefusesLU},
  [RESPONSE_ADI]   = {"adi", "adi: odd sector matrix-free by BiCGStab(2) and alternating directions, after the steady state",
                      ResponseEstimateAdi, ResponseRefusesAdi},
  [RESPONSE_PETSC] = {"petsc", "petsc: assembled matrix of the odd sector, the KSP and PC of the options, after the steady state",
                      ResponseEstimateLU, ResponseRefusesLU, PETSC_TRUE},
};

const MethodOption response_method_option = {
  .name      = "susceptibility_method",
  .pc_type   = "susceptibility_pc_type",
  .words     = WORDS_OF(response_methods),
  .any_pc    = RESPONSE_PETSC,
  .long_name = "solver of the response; petsc: any PC of PETSc's on the assembled matrix",
};

/* How the rows solve, with which PC of PETSc's, and in which sectors: ADI knows but those of parity. */
static const struct {
  PetscErrorCode (*solve)(const ResponsePart *part, const char *pc_type, Response *response);
  const char *pc_type;
  PetscBool   parity_only;
} solves[RESPONSE_METHODS] = {
  [RESPONSE_LU]    = {ResponseSolveAssembled, PCLU},
  [RESPONSE_ADI]   = {ResponseSolveAdi, NULL, PETSC_TRUE},
  [RESPONSE_PETSC] = {ResponseSolveAssembled, NULL},
};

PetscErrorCode ResponseChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced,
                              const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SolverMethodChoose(&response_method_option, response_methods, model, options, ranks, method, forced, why));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The sector of a class, as the method knows it. */
static DickeParity sector_of(const SpinModel *model, int method, int parity, int part)
{
  return solves[method].parity_only ? spin_parity_sector(model, parity) : spin_sector(model, parity, part);
}

/* Does i[V, rho] reach the sector? A real matrix V moves the class of rho by (its parity, 1), an imaginary one by (its parity, 0). */
static PetscBool reaches(const SpinModel *model, int method, const Polynomial *V, DickeParity sector)
{
  for (int k = 0; k < V->count; k++) {
    const double complex parts[] = {creal(V->term[k].c), I * cimag(V->term[k].c)};
    for (int p = 0; p < 2; p++) {
      const WordClass c = spin_word_class(&V->term[k].word, parts[p]);
      if (V->term[k].word.degree > 0 && parts[p] != 0 && sector_of(model, method, c.parity, !c.imaginary) == sector) return PETSC_TRUE;
    }
  }
  return PETSC_FALSE;
}

static PetscErrorCode solve_parts(int method, ResponsePart part, Response *response)
{
  const ResponseProblem *problem = part.problem;
  unsigned               seen    = 0;

  PetscFunctionBeginUser;
  for (int class = 0; class < 4; class ++) {
    part.sector = sector_of(part.model, method, class / 2, class % 2);
    part.count  = 0;
    if (seen & (1u << part.sector)) continue;
    seen |= 1u << part.sector;
    for (int v = 0; v < problem->perturbations; v++)
      if (reaches(part.model, method, &problem->V[v], part.sector)) part.number[part.count++] = v;
    if (part.count > 0) PetscCall(solves[method].solve(&part, solves[method].pc_type, response));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseDestroy(Response *response)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree2(response->chi, response->error_of));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  ResponsePart part;
  Response    *response;
} Solve;

static PetscErrorCode attempt(void *context, int method, PetscBool *good)
{
  const Solve   *s     = context;
  const PetscInt count = (PetscInt)s->part.problem->perturbations * s->part.problem->observables;

  PetscFunctionBeginUser;
  PetscCall(ResponseDestroy(s->response));
  *s->response = (Response){.method = method, .kept = 1};
  PetscCall(PetscCalloc2(count, &s->response->chi, count, &s->response->error_of));
  PetscCall(solve_parts(method, s->part, s->response));
  *good = s->response->residual < RESPONSE_RESIDUAL_LIMIT ? PETSC_TRUE : PETSC_FALSE; /* an `error` is that of L, not of the method */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolve(const SpinModel *model, const ResponseProblem *problem, const SteadyOptions *options, const SteadyState *state,
                             Response *response)
{
  MPI_Comm comm = PetscObjectComm((PetscObject)state->rho);
  Solve    s    = {{.model = model, .problem = problem, .options = options, .state = state}, response};

  PetscFunctionBeginUser;
  PetscCheck(problem->perturbations <= RESPONSE_PERTURBATIONS_MAX, comm, PETSC_ERR_ARG_OUTOFRANGE, "at most %d perturbations",
             RESPONSE_PERTURBATIONS_MAX);
  *response = (Response){0};
  PetscCall(SolverMethodRun(comm, &response_method_option, response_methods, model, options, attempt, &s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void)
{
  int steady, response;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&steady_method_option, &steady));
  PetscCall(MethodOptionGet(&response_method_option, &response));
  PetscCall(SteadyTrySolvers("steady_", steady == METHOD_AUTOMATIC || steady == STEADY_LU, steady == STEADY_PETSC));
  PetscCall(SteadyTrySolvers("susceptibility_", response == METHOD_AUTOMATIC || response == RESPONSE_LU, response == RESPONSE_PETSC));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}
