/* Solves by the ADI solver in a cut of the space that grows until the solution has died out at its edges: the one loop for the steady state
   and for responses.

   Algorithm  Solve in a small cut to coarse accuracy; enlarge it by extrapolating the decay of the solutions towards the edges; solve to
              full accuracy, and enlarge again until the edge is below edge_tol and what L makes of the solutions outside of the cut below
              outflow_tol. Every new cut starts from the last solutions. The loop ends as well where a solve stagnates, where numbers are
              none, or where the edge cannot fall any more: the report then shows a residual that no limit allows.
   Residuals  Those of L in the whole space: relative to the solution where there is no right-hand side, else to that. */
#ifndef PILIND_SOLVERS_ADI_CUT_SOLVE_H
#define PILIND_SOLVERS_ADI_CUT_SOLVE_H

#include "solvers/adi/adi.h"
#include "solvers/adi/cut.h"

enum { CUT_SOLUTIONS_MAX = 16 };

/* A cut with its solver, right-hand sides and solutions. */
typedef struct {
  Cut         cut;
  DickeBasis *basis; /* a copy of the pointer outlives moves of the struct: the solver keeps it */
  Adi        *adi;
  Vec         b[CUT_SOLUTIONS_MAX], x[CUT_SOLUTIONS_MAX]; /* b NULL: L x = 0, Tr x = 1 */
  Vec state; /* beside right-hand sides in a sector that has a trace: the steady state, so that traces can be taken out; else NULL */
} CutStage;

/* Where in the algorithm a solve begins, or was when it was interrupted. */
typedef struct {
  PetscReal accuracy, edge_tol;
  PetscInt  iterations;
} CutPlace;

typedef struct {
  MPI_Comm         comm;
  const SpinModel *model;
  DickeParity      parity;
  const char      *prefix; /* of the options: -PREFIX_adi_kappa and those of the KSP */
  int              count;  /* of solutions */
  PetscReal        edge_tol, outflow_tol;
  void            *context; /* of the functions below */
  /* The right-hand sides over the basis of a new stage, into its b, and its state where there is a trace; NULL: none, the steady state is
     asked for. */
  PetscErrorCode (*fill)(void *context, CutStage *stage);
  /* Called before the solves of a stage (for checkpoints), or NULL. */
  PetscErrorCode (*before)(void *context, CutStage *stage, const CutPlace *place);
} CutProblem;

typedef struct {
  PetscReal residual[CUT_SOLUTIONS_MAX]; /* in the whole space */
  PetscReal outflow;                     /* the largest part of those outside of the cut */
  PetscReal edge;                        /* largest element at an edge over the largest of all */
  PetscReal kept;                        /* fraction of the unknowns */
  PetscInt  iterations;
  AdiReason reason; /* the worst of the last solves */
} CutReport;

/* Full accuracy for the model, and where a cold solve in a cut begins. Not collective. */
PetscReal CutTarget(const SpinModel *model);
CutPlace  CutBegin(const CutProblem *problem, Cut cut);

/* A stage with its right-hand sides, solutions zero. Destroy accepts a zeroed one. Collective, as all below. */
PetscErrorCode CutStageCreate(const CutProblem *problem, Cut cut, CutStage *stage);
PetscErrorCode CutStageDestroy(CutStage *stage);

/* Solve from the stage's solutions on; the stage becomes that of the final cut. */
PetscErrorCode CutSolve(const CutProblem *problem, CutPlace place, CutStage *stage, CutReport *report);

/* Solve once more in the same cut, to another accuracy, and report anew; iterations are added. */
PetscErrorCode CutSolveFurther(const CutProblem *problem, PetscReal accuracy, CutStage *stage, CutReport *report);

/* r = b - L x of solution k in the cut, its norm, and that of b or, where there is none, x. */
PetscErrorCode CutResidual(const CutProblem *problem, const CutStage *stage, int k, Vec r, PetscReal *norm, PetscReal *size);

#endif
