/* One block of the Liouvillian as an eigenvalue problem whose wanted modes lie next to 0 and whose zero modes are gone.

   plain       A = L                       (Dicke basis with u = 0, Gelfand-Tsetlin basis with s = 1)
   mirrored    A = -(L + 2 eta)^T          (u = -1, s = -1): under PT symmetry it has the spectrum of a plain block, and the
               eigenvalue of L next to -2 eta becomes one next to 0, as well conditioned as the gap.

   A^T t = 0 for the functionals t of operators/conserved.h. With t_i.u_k = delta_ik,
     A' = A - c sum_k u_k t_k^T
   has the same spectrum, but with -c, far to the left, in place of each 0: (A' - A) vanishes on all right eigenvectors but those of
   0, exactly. No steady state is needed for that. */
#ifndef PILIND_SOLVERS_MODES_SECTOR_H
#define PILIND_SOLVERS_MODES_SECTOR_H

#include "physics/generators/irreps_pt.h"
#include "operators/conserved.h"
#include "operators/row_mat.h"

#include <petscmat.h>

enum { RIGHTMOST_DENSE_MAX = 250 }; /* unknowns of a sector that LAPACK takes by default */

typedef struct {
  const SpinModel          *model; /* borrowed */
  DickeParity               parity;
  PetscBool                 symmetric; /* the irrep (N) in the Dicke basis */
  PetscBool                 ordinary;  /* mirrored, but in scaling 0 */
  PetscBool                 charged;   /* one charge of the symmetric sector, in a box */
  struct SectorInverseKept *kept;      /* its inverse, once made, for all that asks for it; NULL: made anew each time */
  PetscInt                  pin;       /* charge 0: a population that carries weight; u is its unit vector */
  Mat                       L;         /* AIJ */
  Mat                       D;         /* its dissipation alone where the sector is small (RIGHTMOST_DENSE_MAX), else NULL */
  Mat                       A;         /* A', a shell with products of both kinds; its context is the sector, which must not move */
  PetscBool                 mirrored;
  PetscReal                 two_eta;
  PetscReal                 shift; /* c */
  PetscReal                 scale; /* rate per spin: |L|_inf/N, the unit of tolerances */
  int                       zeros;
  Vec                       t[CONSERVED_MAX], u[CONSERVED_MAX];
} Sector;

/* The projector's part that both sides share: y += factor sum_k u_k (t_k.x), or with t and u exchanged. Collective. */
PetscErrorCode SectorAddZeros(const Sector *sector, PetscBool transpose, PetscScalar factor, Vec x, Vec y);

/* The block of the symmetric sector, or of an irrep without zero modes (not (N)). mirrored needs PT symmetry; the mirror of a
   parity sector has the spectrum of that sector or, if pt.swaps_parity, of the other. Collective. An empty block (size 0) may not
   be asked for. Release with SectorDestroy. */
PetscErrorCode SectorCreateDicke(MPI_Comm comm, const SpinModel *model, DickeParity parity, PetscBool mirrored, Sector *sector);
PetscErrorCode SectorCreateIrrep(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored,
                                 Sector *sector);
PetscErrorCode SectorDestroy(Sector *sector);

/* One charge, over a basis of it with scaling 0 (physics/spaces/dicke.h), which is not needed afterwards. Collective. */
PetscErrorCode SectorCreateCharge(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, Sector *sector);

/* The mirrored sector in the ordinary convention u = 0, to show what becomes of the antigap there: rounding grows exponentially with N,
   and between N = 30 and 40 double precision loses it. */
PetscErrorCode SectorCreateOrdinaryMirror(MPI_Comm comm, const SpinModel *model, DickeParity parity, Sector *sector);

#endif
