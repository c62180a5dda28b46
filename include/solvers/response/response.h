/* Linear response of a steady state to weak fields hx, hy without finite differences (XYZ paper, Eqs. 19-22):

     L rho1_b = i[S_b, rho],  Tr rho1_b = 0,  b = x, y;      chi_ab = Tr(S_a rho1_b)/N.

   Without transverse fields S_b maps the even sector, where rho is, into the odd one, where L is regular. With them both sectors
   mix: one row of L is pinned, and the multiple of rho that makes the trace vanish is taken out.

   Method     One of the rows of response_methods, the cheaper by its estimate or that of -susceptibility_method. lu: the assembled matrix of the
              whole sector, one factorisation for both right-hand sides (solvers/steady/system.h). adi: in a cut where the state came in one
              (solvers/adi/cut_solve.h). Options prefix susceptibility_.
   Accuracy   The error of chi is the residual times the slowest time of L, which grows exponentially with N in an ordered phase: digits
              are lost that no residual shows. So `error` is measured: solves L z = w for random residuals w of the size of those that are
              left, of rounding, and of what the state's own error makes of the right-hand side; |Tr(S z)|/N with a factor of caution. */
#ifndef PILIND_SOLVERS_RESPONSE_RESPONSE_H
#define PILIND_SOLVERS_RESPONSE_RESPONSE_H

#include "solvers/steady/steadystate.h"

/* Above this residual, or this `error` over the largest |chi|, a response counts as failed. */
#define RESPONSE_RESIDUAL_LIMIT 1e-9
#define RESPONSE_ERROR_LIMIT 1e-3

typedef struct {
  double    chi[2][2];  /* chi[a][b] = dM_a/dh_b, a, b = x, y; unit time */
  PetscReal residual;   /* larger |L rho1 - b|_2/|b|_2 of the two, in the whole space; 0 where b = 0 */
  PetscReal error;      /* estimate of the error of chi as described above; unit time */
  PetscInt  iterations; /* Krylov iterations, all solves and rounds */
  PetscInt  method;     /* ResponseMethod */
  PetscReal kept;       /* fraction of the unknowns that were kept, 1: all */
} Response;

/* Rows of response_methods, and the same as flag words. */
typedef enum { RESPONSE_LU, RESPONSE_ADI, RESPONSE_PETSC, RESPONSE_METHODS } ResponseMethod;
#define RESPONSE_METHOD_WORDS "lu adi petsc"

extern const SolverMethod response_methods[RESPONSE_METHODS];
extern const MethodOption response_method_option;

/* Do residual and error allow to call it a result? A chi that vanishes is known well enough if its error is far below the time of the
   model's largest coupling or rate. */
PetscBool ResponseIsResult(const SpinModel *model, const Response *response);

/* The row chosen for a model on `ranks` ranks: that of -susceptibility_method if set (`forced`), else the cheaper one that takes it.
   Returns -1 with `why` set if none takes it. Not collective. */
PetscErrorCode ResponseChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why);

/* Are the options -susceptibility_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode ResponseTryOptions(char *objection, size_t size);

/* The response of a steady state of the model, on the ranks of its communicator. If the chosen method misses the residual limit and
   was not forced, the other is tried where its estimate is no larger than SOLVER_FALLBACK_BYTES a rank. Collective. */
PetscErrorCode ResponseSolve(const SpinModel *model, const SteadyOptions *options, const SteadyState *state, Response *response);

#endif
