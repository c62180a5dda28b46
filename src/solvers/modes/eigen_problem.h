/* What the search for the rightmost mode and the calculation of its vectors share: one eigenvalue problem for SLEPc. */
#ifndef PILIND_SOLVERS_MODES_EIGEN_PROBLEM_H
#define PILIND_SOLVERS_MODES_EIGEN_PROBLEM_H

#include "solvers/method/method_option.h"
#include "solvers/modes/rightmost.h"

#include <complex.h>

/* Modes and vectors that are asked for: enough that neighbours are resolved, or few for one mode whose place is known. */
enum { EIGEN_NEV = 8, EIGEN_NCV = 80, EIGEN_NCV_NARROW = 40 };

/* The value of -gap_method. */
typedef enum { METHOD_AUTO = METHOD_AUTOMATIC, METHOD_LAPACK = 0, METHOD_KRYLOV, METHOD_SHIFT_INVERT } RightmostMethod;

/* How an eigenvalue problem is to be solved: the operator, and how its eigenvalues become those of A'. */
typedef struct {
  Mat         operator_;
  PetscBool   inverse; /* the operator is (A' - target)^-1 */
  PetscReal   target;
  PetscInt    nev, ncv;
  PetscReal   tolerance; /* of the residual; with inverse relative to the eigenvalue */
  const char *prefix;    /* of the user's options, or NULL */
} EigenProblem;

PetscErrorCode RightmostMethodGet(RightmostMethod *method);

/* A start vector without zero modes that is the same on any number of ranks. */
PetscErrorCode RightmostStart(const Sector *sector, PetscBool transpose, Vec x);

/* Residuals, condition, error and the two-sided Rayleigh quotient of a mode from its vectors x and y (both not 0, y^T A' = lambda y^T);
   w: work. mode->re, im, separation, rival and tolerance must be set. Collective. */
PetscErrorCode SectorMeasure(const Sector *sector, const Vec x[2], const Vec y[2], const Vec w[2], Mode *mode);

/* Solve from a start vector. The caller destroys *eps. */
PetscErrorCode EigenProblemSolve(const EigenProblem *problem, Vec start, EPS *eps);

/* Eigenvalue k in terms of A'. */
PetscErrorCode EigenProblemValue(const EigenProblem *problem, EPS eps, PetscInt k, double complex *lambda);

/* The converged pair whose eigenvalue is nearest to *wanted, or the rightmost if wanted is NULL; *best = -1 if there is none. */
PetscErrorCode EigenProblemPick(const EigenProblem *problem, EPS eps, const double complex *wanted, PetscInt *best, double complex *lambda);

#endif
