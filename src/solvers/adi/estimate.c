/* The choice of the shifts, and what a solve costs, as functions of their arguments alone. The constants of the shifts were measured for
   N = 50 ... 300, Jy = 0.5 ... 100 (Jx = 0.6, Jz = 1), those of the cost are rows of solvers/method/cost.h. */
#include "solvers/adi/object.h"
#include "solvers/method/cost.h"

/* kappa_H balances the slow and the fast end of the spectrum of L_D, 1 and N, and grows with the frequencies of a strong L_H. kappa_D
   may be the smaller the nearer the state is to a pole and the weaker the coherent motion is: where L_H does nothing, A alone is -L.
   The number of iterations changes by less than 20 % within +-30 %. */
static AdiShifts shifts_of(const AdiKind *kind, double tilt)
{
  const double unit = sqrt(kind->N) * kind->rate, strength = log10(1 + kind->spread);

  return (AdiShifts){unit * (0.05 + 0.5 * tilt + 0.7 * strength), unit * fmax(1.2, 1 + 0.35 * strength)};
}

PetscErrorCode AdiShiftsCreate(const Lindbladian *l, const AdiKind *kind, AdiShifts *shifts)
{
  double tilt;

  PetscFunctionBeginUser;
  PetscCall(AdiTilt(l, kind, &tilt));
  *shifts = shifts_of(kind, tilt);
  PetscFunctionReturn(PETSC_SUCCESS);
}

AdiShifts AdiAutomaticShifts(const Lindbladian *l)
{
  AdiKind   kind;
  AdiShifts shifts;

  return AdiKindCreate(l, &kind) || AdiShiftsCreate(l, &kind, &shifts) ? (AdiShifts){NAN, NAN} : shifts;
}

double adi_block_seconds(const AdiKind *kind, const DickeBasis *basis, int k)
{
  const double unknowns = (double)(basis->first[k + 1] - basis->first[k]);
  return cost_gemm(adi_eigen_flops(kind, basis, k), basis->size[k]) + cost(COST_ADI_UNKNOWN) * unknowns;
}

/* Tables that every rank holds: bands of H and of losses, coefficients of L_D, offsets of rows, one level of the sweep. */
static double table_bytes(const AdiKind *kind, const DickeBasis *basis, int ranks)
{
  const double gains = 1 + 3.0 * ((kind->down > 0) + (kind->up > 0) + kind->level), bands = 2.0 * (2 * kind->width + 1) + 2;
  double       elements = 0;

  for (int k = 0; k < basis->blocks; k++) elements += basis->size[k];
  const double level = (double)basis->blocks * (0.5 * basis->size[0] + 1) / ranks * (adi_both_ways(kind) ? 3 : 1);
  return sizeof(double) * (elements * (gains + bands) + level + adi_terms_doubles(kind, basis)) +
         sizeof(PetscInt) * elements * (1 + 1.0 / ranks);
}

/* Vectors of a solve: the iterate, two of the driver, ten of BiCGStab(2), one to look at it midway; with more than one rank the second
   layout, and what goes to the others; one for products with L_D if A is not exact. */
static double vector_count(const AdiKind *kind, int ranks)
{
  return 14 + (ranks > 1 ? 2 - 1.0 / ranks : 0) + (adi_both_ways(kind) || kind->cross);
}

/* Of BiCGStab(2), two an iteration. sqrt(N) is the root of the condition number of L_D; the approximate factor of A brings a power of
   N of its own unless the state is at a pole, where one direction rules. */
static PetscErrorCode count_applications(const Lindbladian *l, const AdiKind *kind, double *applications)
{
  const double x = kind->spread, coherent = cost(COST_ADI_COHERENT) * x / (x + cost(COST_ADI_HALF));
  double       tilt = 0;

  PetscFunctionBeginUser;
  if (adi_both_ways(kind)) PetscCall(AdiTilt(l, kind, &tilt));
  *applications = 2 * (sqrt(kind->N) * (cost(COST_ADI_FREE) + coherent) + cost(COST_ADI_PUMPED) * kind->N * tilt);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of one application: the blocks of the slowest rank, the second sweep, and the two transposes of A^-1. */
static double application_seconds(const AdiKind *kind, const AdiEstimate *e, double slowest, int ranks)
{
  const double share = e->unknowns / ranks, sweeps = adi_both_ways(kind) ? cost(COST_ADI_BACKWARD) - 1 : 0;

  return slowest + sweeps * cost(COST_ADI_UNKNOWN) * share + 2 * cost_transpose(sizeof(PetscScalar) * e->unknowns, ranks);
}

AdiEstimate AdiEstimateSolve(const Lindbladian *l, const DickeBasis *basis, int ranks)
{
  const double process = 45e6; /* MPI, PETSc and BLAS themselves */
  AdiEstimate  e       = {.unknowns = (double)dicke_size(basis)};
  double       slowest = 0;
  AdiKind      kind;
  int         *cut;

  if (AdiKindCreate(l, &kind) || count_applications(l, &kind, &e.applications) || AdiCutBlocks(&kind, basis, ranks, &cut)) return e;
  for (int r = 0; r < ranks; r++) {
    double eigen = 0, seconds = 0, square = 0;
    for (int k = cut[r]; k < cut[r + 1]; k++) {
      eigen += adi_eigen_doubles(&kind, basis, k);
      seconds += adi_block_seconds(&kind, basis, k);
      e.flops += adi_eigen_flops(&kind, basis, k);
      square = fmax(square, adi_work_doubles(&kind, basis, k));
    }
    const double unknowns = (double)(basis->first[cut[r + 1]] - basis->first[cut[r]]);
    const double doubles  = vector_count(&kind, ranks) * unknowns + eigen + (ranks > 1 ? 7 : 3) * square; /* work matrices, halos */
    const double bytes    = process + table_bytes(&kind, basis, ranks) + sizeof(double) * doubles;
    e.bytes_rank          = fmax(e.bytes_rank, bytes);
    e.bytes_total += bytes;
    slowest = fmax(slowest, seconds);
  }
  e.wall_seconds = cost(COST_ADI_START) + e.applications * application_seconds(&kind, &e, slowest, ranks);
  if (PetscFree(cut)) return e;
  return e;
}
