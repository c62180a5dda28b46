/* Two-time correlations and spectra of a steady state, for any operators A and B of spins-1/2, t >= 0:

     C(t)     = <A(t) B(0)> = Tr[A exp(L t) (B rho)]
     S(omega) = 2 Re Tr[A (i omega - L)^-1 (B rho - <B> rho)]                  2 Re of the one-sided transform of C(t) - <A><B>
     g2(t)    = <B^+ B^+(t) B(t) B> / <B^+ B>^2 = Tr[B^+B exp(L t) (B rho B^+)] / <B^+ B>^2

   Not connected: S as it is without the subtraction, but for its delta function 2 pi Re(<A><B>) delta(omega): 2 Im(<A><B>)/omega more,
   which at omega = 0 does not exist (NAN) where that is not zero.

   Sectors    B rho is left multiplication, no commutator, and not Hermitian: B rho = b_1 + i b_2 with Hermitian b_1, b_2, on which the real
              L acts by itself. What of them lies in a sector stays there; sectors that B does not reach or A does not see are left out.
   Frequency  All frequencies from one basis for each b: one factorisation of L - sigma (solvers/linear/shifted_krylov.h). Options prefix
              correlation_; -correlation_shift is sigma > 0 in the model's unit of rate.
   Time       solvers/evolution/exponential.h, prefix correlation_.
   References Lax, Phys. Rev. 172, 350 (1968) for the regression theorem; Carmichael, Statistical Methods in Quantum Optics 1 (1999), ch.
   1.5, 2.4. */
#ifndef PILIND_SOLVERS_CORRELATION_CORRELATION_H
#define PILIND_SOLVERS_CORRELATION_CORRELATION_H

#include "solvers/steady/steadystate.h"

#include <complex.h>

/* A is read by functionals; B stands on both sides of a product: no more letters than this. */
enum { CORRELATION_DEGREE_MAX = POLYNOMIAL_DEGREE_MAX / 2 };

/* Times and frequencies in the unit of the model, in any order. Borrowed. */
typedef struct {
  const Polynomial *A, *B;
  int               times, omegas;
  const double     *time;  /* [times] >= 0 */
  const double     *omega; /* [omegas] */
  PetscBool         connected, g2;
} CorrelationProblem;

/* All owned; arrays of no length are NULL. Rates in the unit of the model. */
typedef struct {
  double   *re, *im, *g2;      /* [times]; g2 NULL where not asked for, NAN where <B^+B> = 0 */
  double   *spectrum;          /* [omegas] */
  double   *residual;          /* [omegas] |b - (i omega - L) x|/|b| over all sectors */
  PetscReal spectrum_residual; /* the largest of them */
  PetscReal
    time_error; /* bound on the error of C(t) over sqrt(<A A^+><B^+ B>), which no C(t) exceeds; the same of g2 over g2(0) or 1: the larger
                   */
  double complex mean_A, mean_B;
  PetscInt       vectors, steps; /* of the Krylov bases, of the exponential */
  PetscBool      complete;       /* was the last time reached? */
} Correlation;

/* Above this residual a spectrum of N spins counts as failed, above this time_error a correlation: it bounds rounding, too, which for faint
   light is not small beside it. Solves aim at a tenth of the former. */
PetscReal CorrelationLimit(int N);
#define CORRELATION_TIME_LIMIT 1e-6
PetscBool CorrelationIsResult(int N, const Correlation *correlation);

/* What it costs beside the steady state. Not collective. */
SteadyEstimate CorrelationEstimate(const SpinModel *model, const CorrelationProblem *problem, int ranks);

/* NULL or why so many ranks cannot do it. Not collective. */
const char *CorrelationRefuses(const SpinModel *model, const CorrelationProblem *problem, int ranks);

/* Are the options -correlation_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode CorrelationTryOptions(char *objection, size_t size);

/* On the ranks of the state's communicator. Collective; all ranks get the numbers. Release with CorrelationDestroy. */
PetscErrorCode CorrelationSolve(const SpinModel *model, const CorrelationProblem *problem, const Monitor *monitor, const SteadyState *state,
                                Correlation *correlation);
PetscErrorCode CorrelationDestroy(Correlation *correlation);

#endif
