/* The rightmost eigenvalue of a sector, with vectors from both sides.

   Method     lapack        all eigenvalues, sectors of up to RIGHTMOST_DENSE_MAX unknowns: nothing can be missed
              krylov        Krylov-Schur on products with A' alone, largest real part first, from a start vector that overlaps with
                            everything; it has converged if `nev` modes have, so that neighbours are resolved
              shift_invert  Krylov-Schur on the inverse (solvers/modes/sector_inverse.h), nearest to 0 first. It knows nothing of modes that
                            are farther from 0 but farther right, so its answer is not proven
              -gap_method takes one of these names; by default the first that fits and converges, in this order. Above
              RIGHTMOST_KRYLOV_MAX unknowns, where the products that krylov takes grow dearer than adi, a sector that adi takes goes to
              shift_invert at once; -gap_method krylov certifies there, too.
   Vectors    y^T A' = lambda y^T from the same methods on A'^T, and lambda from the two-sided Rayleigh quotient
              y^T A' x / y^T x, whose error is of second order in the residuals.
   References G. W. Stewart, SIAM J. Matrix Anal. Appl. 23, 601 (2002); SLEPc's EPS, prefix gap_; MUMPS. */
#ifndef PILIND_SOLVERS_MODES_RIGHTMOST_H
#define PILIND_SOLVERS_MODES_RIGHTMOST_H

#include "solvers/modes/sector_inverse.h"

#include <slepceps.h>

enum { RIGHTMOST_DENSE_MAX = 250, RIGHTMOST_KRYLOV_MAX = 200000 };

/* What shows that no mode lies farther right. */
typedef enum { PROOF_NONE, PROOF_LAPACK, PROOF_KRYLOV } ModeProof;
#define MODE_PROOF_WORDS "none lapack krylov"

typedef enum { RIGHTMOST_QUICK, RIGHTMOST_CAREFUL } RightmostEffort;

/* re <= 0 and im >= 0 of an eigenvalue of A'. The rest is filled in by SectorFinish; NaN before. */
typedef struct {
  PetscReal re, im;
  PetscReal residual;      /* |A' x - lambda x|/|x| */
  PetscReal left_residual; /* |A'^T y - lambda y|/|y| */
  PetscReal condition;     /* |x||y|/|y^T x|: how far lambda moves when A' does; depends on the scaling of the basis */
  ModeProof proof;
  Vec       x[2]; /* a start for SectorFinish, or NULL */
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

/* Vectors, residuals and condition number of a mode of this sector, and its eigenvalue to full accuracy. Collective. */
PetscErrorCode SectorFinish(const Sector *sector, Mode *mode);
PetscErrorCode ModeDestroy(Mode *mode);

/* The `count` eigenvalues nearest to 0, nearest first, zero modes left out; *found says how many there are. Collective. */
PetscErrorCode SectorNearest(const Sector *sector, PetscInt count, PetscReal re[], PetscReal im[], PetscInt *found);

/* All eigenvalues of a sector on one rank by LAPACK. */
PetscErrorCode SectorAllEigenvalues(const Sector *sector, PetscReal re[], PetscReal im[]);

#endif
