/* Linear response of a steady state to weak perturbations V of the Hamiltonian, H + h V, without finite differences (XYZ paper, Eqs.
   19-22):

     L rho1_V = i[V, rho],  Tr rho1_V = 0;      chi_VA = d<A>/dh = Tr(A rho1_V).

   Sectors    i[V, rho] may lie in several of the sectors that L does not couple: each is solved by itself, for all V that reach it. Where
              the sector of the trace is among them L is singular: the multiple of rho that makes the trace vanish is taken out.
   Method     One of the rows of response_methods, the cheaper by its estimate or that of -susceptibility_method. lu: the assembled matrix
              of the whole sector, one factorisation for all right-hand sides (solvers/steady/system.h). adi: in a cut where the state came
              in one (solvers/adi/cut_solve.h). Options prefix susceptibility_.
   Accuracy   The error of chi is the residual times the slowest time of L, which grows exponentially with N in an ordered phase: digits
              are lost that no residual shows. So the error is measured: solves L z = w for random residuals w of the size of those that are
              left, of rounding, and of what the state's own error makes of the right-hand side; |Tr(A z)| with a factor of caution. */
#ifndef PILIND_SOLVERS_RESPONSE_RESPONSE_H
#define PILIND_SOLVERS_RESPONSE_RESPONSE_H

#include "solvers/steady/steadystate.h"

/* Above this residual, or this `error` over the largest chi, a response counts as failed. */
#define RESPONSE_RESIDUAL_LIMIT 1e-9
#define RESPONSE_ERROR_LIMIT 1e-3

enum { RESPONSE_PERTURBATIONS_MAX = 16 };

/* What is asked for: Hermitian polynomials of spins-1/2, borrowed. */
typedef struct {
  int               perturbations, observables;
  const Polynomial *V; /* [perturbations] */
  const Polynomial *A; /* [observables] */
} ResponseProblem;

typedef struct {
  double   *chi;        /* [perturbations][observables], owned; NULL before a solve */
  double   *error_of;   /* the same: estimates of their errors */
  PetscReal residual;   /* largest |L rho1 - b|_2/|b|_2, in the whole space; 0 where b = 0 */
  PetscReal error;      /* of all of chi together, V and A divided by their sizes for one spin; unit time */
  PetscInt  iterations; /* Krylov iterations, all solves and rounds */
  PetscInt  method;     /* ResponseMethod */
  PetscReal kept;       /* smallest fraction of the unknowns that were kept, 1: all */
} Response;

/* Model xyz: V = Sx, Sy; A = Sx/N, Sy/N. */
typedef struct {
  PolynomialTerm  term[4];
  Polynomial      V[2], A[2];
  ResponseProblem problem;
} ResponseFields;

/* Fill it; it must not be moved. */
void response_fields(int N, ResponseFields *fields);

/* Rows of response_methods, and the same as flag words. */
typedef enum { RESPONSE_LU, RESPONSE_ADI, RESPONSE_PETSC, RESPONSE_METHODS } ResponseMethod;
#define RESPONSE_METHOD_WORDS "lu adi petsc"

extern const SolverMethod response_methods[RESPONSE_METHODS];
extern const MethodOption response_method_option;

/* Do residual and error allow to call it a result? A chi that vanishes is known well enough if its error is far below the time of the
   model's largest coupling or rate. Not where chi is NULL. */
PetscBool ResponseIsResult(const SpinModel *model, const ResponseProblem *problem, const Response *response);

/* The row chosen for a model on `ranks` ranks: that of -susceptibility_method if set (`forced`), else the cheaper one that takes it.
   Returns -1 with `why` set if none takes it. Not collective. */
PetscErrorCode ResponseChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced,
                              const char **why);

/* Are the options -susceptibility_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode ResponseTryOptions(char *objection, size_t size);

/* The response of a steady state of the model, on the ranks of its communicator. If the chosen method misses the residual limit and
   was not forced, the other is tried where its estimate is no larger than SOLVER_FALLBACK_BYTES a rank. Collective; all ranks get
   the numbers. Release with ResponseDestroy, which takes a zeroed one. */
PetscErrorCode ResponseSolve(const SpinModel *model, const ResponseProblem *problem, const SteadyOptions *options, const SteadyState *state,
                             Response *response);
PetscErrorCode ResponseDestroy(Response *response);

#endif
