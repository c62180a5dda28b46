/* The rightmost eigenvalue of a sector, with vectors from both sides.

   Method     lapack        all eigenvalues, sectors of up to RIGHTMOST_DENSE_MAX unknowns: nothing can be missed
              krylov        Krylov-Schur on products with A' alone, largest real part first, from a start vector that overlaps with
                            everything; it has converged if `nev` modes have, so that neighbours are resolved
              shift_invert  Krylov-Schur on the inverse (solvers/modes/sector_inverse.h), nearest to 0 first. It knows nothing of modes that
                            are farther from 0 but farther right, so its answer is not proven
              -gap_method takes one of these names; by default the first that fits and converges, in this order. Above
              RIGHTMOST_KRYLOV_MAX unknowns, where the products that krylov takes grow dearer than adi, a sector that adi takes goes to
              shift_invert at once, and so does one of a single charge above RIGHTMOST_CHARGE_MAX; -gap_method krylov certifies there, too.
   Vectors    y^T A' = lambda y^T from the same methods on A'^T, and lambda from the two-sided Rayleigh quotient
              y^T A' x / y^T x, whose error is of second order in the residuals.
   Error      With kappa = |x||y|/|y^T x|, r the larger residual and d the distance to the nearest other mode that the search has seen:
              kappa (eps |A| + r min(1, kappa r/d)). If another mode may lie farther right within kappa times the search's tolerance, the
              error holds that, too. LAPACK's modes: src/solvers/modes/rightmost_dense.c.
   References G. W. Stewart, SIAM J. Matrix Anal. Appl. 23, 601 (2002); SLEPc's EPS, prefix gap_; MUMPS. */
#ifndef PILIND_SOLVERS_MODES_RIGHTMOST_H
#define PILIND_SOLVERS_MODES_RIGHTMOST_H

#include "solvers/modes/sector_inverse.h"

#include <slepceps.h>

enum { RIGHTMOST_KRYLOV_MAX = 200000, RIGHTMOST_CHARGE_MAX = 10000 };

/* What shows that no mode lies farther right. */
typedef enum { PROOF_NONE, PROOF_LAPACK, PROOF_KRYLOV } ModeProof;
#define MODE_PROOF_WORDS "none lapack krylov"

typedef enum { RIGHTMOST_QUICK, RIGHTMOST_CAREFUL } RightmostEffort;

/* re <= 0 and im >= 0 of an eigenvalue of A'. Residuals and condition are NaN until the mode is finished. */
typedef struct {
  PetscReal re, im;
  PetscReal error;    /* estimate of how far off re and im are at most; what the search's tolerance allows until the mode is finished */
  PetscReal residual; /* |A' x - lambda x|/|x| */
  PetscReal left_residual; /* |A'^T y - lambda y|/|y| */
  PetscReal condition;     /* |x||y|/|y^T x|: how far lambda moves when A' does; depends on the scaling of the basis */
  PetscReal scale;         /* of the sector */
  PetscReal rival;         /* re of the mode second from the right that the search has seen, or -inf */
  PetscReal separation;    /* distance to the nearest mode that it has seen, or inf */
  PetscReal tolerance;     /* of its residuals */
  ModeProof proof;
  PetscBool finished; /* are residuals, condition and error final? */
  Vec       x[2];     /* a start for SectorFinish, or NULL */
} Mode;

/* What SectorRightmost will do: LAPACK alone, or Krylov on products and, if that does not converge or is not asked for, the inverse
   (NULL: none). */
typedef struct {
  PetscBool                dense, krylov;
  const SectorInverseSpec *inverse;
  const char              *why; /* none can do what -gap_method asks for */
} RightmostPlan;

/* In words, for -dry_run. */
const char *rightmost_plan_words(const RightmostPlan *plan);

/* Not collective. */
PetscErrorCode RightmostPlanMake(const SectorShape *shape, int ranks, RightmostPlan *plan);

/* -gap_method and -gap_inverse. */
extern const MethodOption gap_method_option, gap_inverse_option;

/* Are the values of the options -gap_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode RightmostTryOptions(char *objection, size_t size);

/* Quick is enough to see that a sector holds no slower mode: two modes, low accuracy. A sector that finds nothing has re = -inf
   and no proof. Collective over the sector's communicator. Release with ModeDestroy. */
PetscErrorCode SectorRightmost(const Sector *sector, RightmostEffort effort, Mode *mode);

/* Vectors, residuals, condition number and error of a mode of this sector, and its eigenvalue to full accuracy; nothing is done to a
   finished one. Collective. */
PetscErrorCode SectorFinish(const Sector *sector, Mode *mode);
PetscErrorCode ModeDestroy(Mode *mode);

/* The `count` modes nearest to 0, nearest first, both of a complex pair (im < 0 here), zero modes left out; *found says how many there
   are: no more than the sector has. Finished, without vectors. Collective. */
PetscErrorCode SectorNearest(const Sector *sector, PetscInt count, Mode mode[], PetscInt *found);

#endif
