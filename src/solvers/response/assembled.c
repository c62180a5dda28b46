/* Response from the assembled system of the sector (solvers/steady/system.h): L itself, or L with a pinned row where the sector has the
   trace.

   Algorithm  For each perturbation: x = 0, refine to 1e-13 of |b|, one more correction whose own residual is what is left. With a pinned
              row x is a particular solution; x - Tr(x) rho is the one of trace zero. Then the error, by three solves with random residuals.
              */
#include "operators/functional.h"
#include "solvers/adi/cut.h"
#include "solvers/linear/random_weights.h"
#include "solvers/response/methods.h"
#include "solvers/steady/methods.h"
#include "solvers/steady/system.h"

#include <math.h>

enum { PROBES = 3 };
static const PetscReal target = 1e-13, rough = 1e-2;
static const PetscReal caution = 2; /* in 4 of 100 random models the error was more than half of the largest of three random draws */

SteadyEstimate ResponseEstimateLU(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  SteadyEstimate e = SteadyEstimateLU(model, options, ranks); /* the odd sector is as large as the even one */

  e.unknowns = (double)spin_dimension(model, spin_sector(model, 1, 1));
  return e;
}

const char *ResponseRefusesLU(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  return SteadyRefusesAssembled(model, options, ranks);
}

/* The system, state and work vectors over its basis. */
typedef struct {
  const ResponsePart *part;
  DickeBasis          basis;
  AssembledSystem     system;
  Vec                 rho;   /* the state, NULL where the sector has no trace */
  Vec                 b, *x; /* a right-hand side, the responses */
  Vec                 left;  /* sizes of what is left of all residuals, and of rounding */
} Problem;

static PetscErrorCode create_problem(const ResponsePart *part, const char *pc_type, Problem *p)
{
  const SteadyState *state   = part->state;
  const Monitor     *monitor = part->options->monitor;
  MPI_Comm           comm    = PetscObjectComm((PetscObject)state->rho);

  PetscFunctionBeginUser;
  *p = (Problem){.part = part};
  PetscCheck(spin_basis_create(part->model, part->sector, 0, &p->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  const PetscInt pin = ResponseHasTrace(part) ? SteadyPin(part->model, &p->basis) : -1;
  monitor_begin(monitor, "response: matrix and solver");
  PetscCall(AssembledCreate(comm, part->model, &p->basis, pin, "susceptibility_", pc_type, &p->system));
  PetscCall(SteadySolverMonitor(monitor, p->system.ksp));
  PetscCall(MatCreateVecs(p->system.A, &p->b, NULL));
  PetscCall(VecDuplicateVecs(p->b, part->count, &p->x));
  PetscCall(VecDuplicate(p->b, &p->left));
  if (pin >= 0) {
    PetscCall(VecDuplicate(p->b, &p->rho));
    PetscCall(TruncationCopy(&state->basis, state->rho, &p->basis, p->rho));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_problem(Problem *p)
{
  PetscFunctionBeginUser;
  PetscCall(VecDestroy(&p->left));
  PetscCall(VecDestroyVecs(p->part->count, &p->x));
  PetscCall(VecDestroy(&p->b));
  PetscCall(VecDestroy(&p->rho));
  PetscCall(AssembledDestroy(&p->system));
  dicke_basis_free(&p->basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* v <- v - Tr(v) rho */
static PetscErrorCode remove_trace(const Problem *p, Vec v)
{
  PetscReal trace;

  PetscFunctionBeginUser;
  if (!p->rho) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(MomentEvaluate(&p->basis, MOMENT_TRACE, v, &trace));
  PetscCall(VecAXPY(v, -trace, p->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The response to one perturbation. Added to p->left: what is left of its residual, and of decay rates that are rounded: but for that of
   the trace no law makes their rounding harmless. */
static PetscErrorCode solve(Problem *p, int k, Response *response)
{
  const SpinModel *model = p->part->model;
  AssembledSystem *s     = &p->system;
  PetscReal        residual, norm, size;
  Vec              x = p->x[k];

  PetscFunctionBeginUser;
  PetscCall(ResponseRightHandSide(p->part, p->part->state->rho, k, &p->basis, p->b));
  PetscCall(VecZeroEntries(x));
  PetscCall(AssembledSolve(s, p->b, x, target, &residual));
  PetscCall(AssembledPolish(s, p->b, x, rough, &norm));
  PetscCall(VecAbs(s->r));
  PetscCall(VecAXPY(p->left, 1, s->r));
  PetscCall(remove_trace(p, x));
  PetscCall(VecCopy(x, s->d));
  PetscCall(VecAbs(s->d));
  PetscCall(VecAXPY(p->left, PETSC_MACHINE_EPSILON * model->N * model->total_rate, s->d));
  PetscCall(AssembledResidual(s, p->b, x, s->r, &norm));
  PetscCall(VecNorm(p->b, NORM_2, &size));
  PetscCall(ResponseRecord(p->part, &p->basis, k, x, size > 0 ? norm / size : norm, response));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* w: a random residual of all responses, and what the state's own error makes of their right-hand sides. */
static PetscErrorCode fill_probe(Problem *p, Vec deviation, uint64_t seed, Vec w)
{
  PetscFunctionBeginUser;
  PetscCall(VecCopy(p->left, w));
  PetscCall(VecRandomWeights(w, seed));
  for (int k = 0; k < p->part->count; k++) {
    PetscCall(ResponseRightHandSide(p->part, deviation, k, &p->basis, p->b));
    PetscCall(VecAXPY(w, random_weight(seed, (uint64_t)k), p->b));
  }
  PetscCall(remove_trace(p, w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The error of chi, by solves for random residuals: the state's deviation is taken as it is, then with random weights. */
static PetscErrorCode measure_error(Problem *p, Response *response)
{
  const SteadyState *state = p->part->state;
  Vec                w, z, deviation;
  PetscReal          defect = 0;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(p->b, &w));
  PetscCall(VecDuplicate(p->b, &z));
  PetscCall(VecDuplicate(state->deviation, &deviation));
  PetscCall(VecCopy(state->deviation, deviation));
  for (uint64_t seed = 0; seed < PROBES && defect <= ASSEMBLED_DEFECT_LIMIT; seed++) {
    if (seed > 0) PetscCall(VecRandomWeights(deviation, seed));
    PetscCall(fill_probe(p, deviation, seed, w));
    PetscCall(AssembledProbe(&p->system, rough, w, z, &defect));
    PetscCall(remove_trace(p, z));
    for (int k = 0; k < p->part->count; k++) { /* the rounding of the responses themselves */
      PetscCall(VecCopy(p->x[k], w));
      PetscCall(VecRandomWeights(w, seed));
      PetscCall(VecAXPY(z, PETSC_MACHINE_EPSILON, w));
    }
    PetscCall(ResponseRecordError(p->part, &p->basis, z, caution, response));
  }
  if (!(defect <= ASSEMBLED_DEFECT_LIMIT)) ResponseRecordUnknown(p->part, response);
  PetscCall(VecDestroy(&deviation));
  PetscCall(VecDestroy(&z));
  PetscCall(VecDestroy(&w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolveAssembled(const ResponsePart *part, const char *pc_type, Response *response)
{
  Problem p;

  PetscFunctionBeginUser;
  PetscCall(create_problem(part, pc_type, &p));
  PetscCall(VecZeroEntries(p.left));
  for (int k = 0; k < part->count; k++) PetscCall(solve(&p, k, response));
  PetscCall(measure_error(&p, response));
  response->iterations += p.system.iterations;
  PetscCall(destroy_problem(&p));
  PetscFunctionReturn(PETSC_SUCCESS);
}
