/* Structured ADI (Hermitian/skew splitting) solver for Lindbladians of spins-1/2 in the symmetric sector, matrix-free and distributed.

   Method     L = L_H + L_D with L_H = -i[H, .] and L_D all dissipation. With A = kappa_D - L_D and B = kappa_H - L_H,
                P^-1 = -(kappa_D + kappa_H) A^-1 B^-1,
              the alternating-direction iteration of Peaceman and Rachford used as a preconditioner. B^-1 is exact: B is diagonal in the
              eigenbasis of H_j (dgemm; zgemm where H is not real). A^-1 is exact without pumping beside emission: the gains that
              conserve m-m' go one way and are triangular in m+m', dephasing adds one tridiagonal system in j for each (m, m'). With
              emission and pumping together symmetric Gauss-Seidel stands for A. What does not conserve m-m' (cross terms of jumps such as
              s- + 0.3 s+, collective jumps with several bands) is a remainder R beside A: it is multiplied, not inverted.
   Split form B^-1 L A^-1 = B^-1 ((kappa_D + kappa_H) A^-1 - 1 + R A^-1) - A^-1 for the exact A: one application of the preconditioned
   operator
              costs one A^-1 and one B^-1, and no product with L at all where there is no remainder.
   Layouts    The unknowns of a Vec are in the order of physics/spaces/dicke.h, whole blocks of j on each rank, balanced by cost. A^-1
              does not couple different m-m', so it runs in a second layout, a range of m-m' on each rank. One transpose
              (MPI_Alltoallv) leads there and one back; a single rank works in place.
   References Peaceman, Rachford, J. SIAM 3, 28 (1955); Bai, Golub, Ng, SIAM J. Matrix Anal. Appl. 24, 603 (2003);
              Eisenstat, SIAM J. Sci. Stat. Comput. 2, 1 (1981). */
#ifndef PILIND_SOLVERS_ADI_ADI_H
#define PILIND_SOLVERS_ADI_ADI_H

#include "physics/spaces/dicke.h"
#include "physics/models/lindbladian.h"
#include "operators/petsc.h"
#include "solvers/monitor/monitor.h"

#include <petscksp.h>

typedef struct Adi Adi;

/* Which operator a Mat applies. The trace forms need scaling u = 0 and the even sector; u tr^T is the rank-one term with
   u = 1/(number of populations) on every population. */
typedef enum {
  ADI_PLAIN,      /* L */
  ADI_TRACE,      /* L - u tr^T: regular, and (L - u tr^T) x = -u has the steady state as its solution */
  ADI_SPLIT,      /* B^-1 L A^-1 */
  ADI_SPLIT_TRACE /* B^-1 (L - u tr^T) A^-1 */
} AdiForm;

/* What one solve costs. Bytes of the fullest rank; the work vectors of the Krylov method (AdiSolve's default, BiCGStab(2))
   are counted. */
typedef struct {
  double unknowns;
  double bytes_rank;   /* everything the solver allocates, on the rank that has most */
  double bytes_total;  /* summed over the ranks */
  double flops;        /* one application of the preconditioner, all ranks, dgemm alone */
  double applications; /* about how many a cold solve takes */
  double wall_seconds; /* of a cold solve on so many ranks */
} AdiEstimate;

/* NULL if the solver takes this model and basis, else the reason why not. Not collective. */
const char *AdiRefuses(const Lindbladian *l, const DickeBasis *basis);

/* The two shifts: kappa_D of A and kappa_H of B. */
typedef struct {
  double dissipation, hamiltonian;
} AdiShifts;

/* Not collective; pure functions of their arguments. */
AdiShifts   AdiAutomaticShifts(const Lindbladian *l);
PetscInt    AdiLocalSize(const Lindbladian *l, const DickeBasis *basis, int ranks, int rank);
AdiEstimate AdiEstimateSolve(const Lindbladian *l, const DickeBasis *basis, int ranks);

/* Relative residual below which rounding in the product L x may decide; iterating a tenth below it is in vain. */
double AdiRoundingFloor(const Lindbladian *l);

/* Make the solver of a model. kappa > 0 is used for both shifts, else they are AdiAutomaticShifts. `basis` must outlive it. Destroy
   accepts NULL inside. Collective. */
PetscErrorCode AdiCreate(MPI_Comm comm, const Lindbladian *l, const DickeBasis *basis, double kappa, Adi **adi);
PetscErrorCode AdiDestroy(Adi **adi);
AdiShifts      AdiGetShifts(const Adi *adi);

/* Other shifts for the same solver; not between KSPSetUp and the end of a solve. Collective. */
PetscErrorCode AdiSetShifts(Adi *adi, AdiShifts shifts);

/* A Vec in the layout of the solver; a Mat of it. The caller destroys both, the Mat before the solver. Collective. */
PetscErrorCode AdiCreateVec(Adi *adi, Vec *x);
PetscErrorCode AdiCreateMat(Adi *adi, AdiForm form, Mat *L);

/* y = L x; y = A^-1 x; y = B^-1 x. x and y differ. Collective. */
PetscErrorCode AdiMult(Adi *adi, Vec x, Vec y);
PetscErrorCode AdiSolveDissipation(Adi *adi, Vec x, Vec y);
PetscErrorCode AdiSolveHamiltonian(Adi *adi, Vec x, Vec y);

/* Make the solver known to PETSc: the PC type "adi", which applies P^-1 on a Mat of AdiCreateMat (on the split forms, which have P
   inside, it is the identity), and the events of -log_view:

     AdiEigen      eigenvectors of H, once a solver        AdiTranspose  between the layouts, edges of blocks, and waiting in both
     AdiSweep      A^-1                                    AdiProduct    products with L or its parts
     AdiHSolve     B^-1, with AdiGemm, its changes of      AdiRefine     between the rounds of a solve: true residual, correction
                   basis, inside: the rest is packing

   AdiCreate calls it; where some rank may never solve, call it on all ranks after PetscInitialize. Repeated calls do nothing. */
PetscErrorCode AdiRegister(void);

/* Trace of a state in the solver's layout (even sector, scaling 0). Collective. */
PetscErrorCode AdiTrace(Adi *adi, Vec rho, PetscScalar *trace);

/* Why a solve ended. */
typedef enum {
  ADI_CONVERGED, /* residual <= rtol */
  ADI_ROUNDING,  /* no further gain at a residual that rounding explains */
  ADI_STAGNATED, /* every method was tried; the best iterate is returned */
} AdiReason;

typedef struct {
  PetscReal residual;   /* solve: |b - L x|/|b|; steady state: |L rho|/|rho| */
  PetscInt  iterations; /* of the Krylov methods, all rounds */
  PetscInt  rounds;     /* restarts on the true residual */
  AdiReason reason;
} AdiReport;

/* Called with an iterate (for checkpoints): between rounds with the best so far, within a round with the one of the Krylov method,
   which need not be better. */
typedef PetscErrorCode (*AdiProgress)(Vec best, const AdiReport *report, void *context);

/* Solve L x = b (x holds the first guess; in the even sector with scaling 0 b has no trace, and x gets none). Options prefix: that of the
   KSP, NULL for none; default BiCGStab(2) on the split form. Restarted on the true residual; when a round gains too little, the next of
   several Krylov methods continues from the best iterate, which is never given up for a worse one. Collective. */
PetscErrorCode AdiSolve(Adi *adi, const char *prefix, Vec b, Vec x, PetscReal rtol, AdiReport *report);

/* L rho = 0, Tr rho = 1. rho holds the first guess: any vector of nonzero trace, or zero for a guess of the solver's. */
PetscErrorCode AdiSolveSteady(Adi *adi, const char *prefix, Vec rho, PetscReal rtol, AdiReport *report);

/* Both solves end after so many iterations, converged or not; 0: no limit but their own. */
void AdiSetLimit(Adi *adi, PetscInt iterations);

/* Tell the residual after every iteration of both solves. NULL: nobody. */
void AdiSetMonitor(Adi *adi, const Monitor *monitor);

/* Progress hook for both solves, called after every round and, if `every` > 0, after so many iterations within one. It changes nothing
   in the solve. NULL: none. */
void AdiSetProgress(Adi *adi, PetscInt every, AdiProgress progress, void *context);

#endif
