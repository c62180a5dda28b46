/* The choice of the shifts, and what a solve costs, as functions of their arguments alone. The constants of the shifts were measured for
   N = 50 ... 300, Jy = 0.5 ... 100 (Jx = 0.6, Jz = 1), those of the cost are rows of solvers/method/cost.h. */
#include "physics/xyz/meanfield.h"
#include "solvers/adi/impl.h"
#include "solvers/method/cost.h"

static double total_rate(const XyzModel *model)
{
  double rate = 0;

  for (int c = 0; c < CHANNEL_COUNT; c++) rate += model->rate[c];
  return rate;
}

/* 0 if the mean-field state is at a pole of the Bloch sphere, where dissipation drives it; 1 at the equator. */
static double state_tilt(const XyzModel *model)
{
  MeanFieldPoint stable;

  return meanfield_stable(model, &stable) ? fmax(0, 1 - fabs(stable.M[2])) : 1;
}

/* The coherent over the dissipative rates. */
static double spread(const XyzModel *model)
{
  const double low = fmin(model->Jx, fmin(model->Jy, model->Jz)), high = fmax(model->Jx, fmax(model->Jy, model->Jz));
  return (high - low) / total_rate(model);
}

/* kappa_H balances the slow and the fast end of the spectrum of L_D, 1 and N, and grows with the frequencies of a strong L_H. kappa_D
   may be the smaller the nearer the state is to a pole and the weaker the coherent motion is: where L_H does nothing, A alone is -L.
   The number of iterations changes by less than 20 % within +-30 %. */
AdiShifts AdiAutomaticShifts(const XyzModel *model)
{
  const double unit = sqrt(model->N) * total_rate(model), strength = log10(1 + spread(model));

  return (AdiShifts){unit * (0.05 + 0.5 * state_tilt(model) + 0.7 * strength), unit * fmax(1.2, 1 + 0.35 * strength)};
}

double adi_block_seconds(const XyzModel *model, const DickeBasis *basis, int k)
{
  const double unknowns = (double)(basis->first[k + 1] - basis->first[k]);
  return cost_gemm(adi_eigen_flops(model, basis, k), basis->size[k]) + cost(COST_ADI_UNKNOWN) * unknowns;
}

/* Emission beside pumping: A^-1 is two sweeps with an approximate factor, and L is applied itself. */
static bool goes_both_ways(const XyzModel *model)
{
  const double down = model->rate[CHANNEL_LOSS] + model->rate[CHANNEL_COLLECTIVE_LOSS];
  const double up   = model->rate[CHANNEL_PUMP] + model->rate[CHANNEL_COLLECTIVE_PUMP];

  return down > 0 && up > 0;
}

/* Tables that every rank holds: coefficients of L_D, offsets of rows, one level of the sweep. */
static double table_bytes(const XyzModel *model, const DickeBasis *basis, int ranks)
{
  double elements = 0, gains = 1;

  for (int k = 0; k < basis->blocks; k++) elements += basis->size[k];
  for (const GainTerm *g = gain_terms; g < gain_terms + GAIN_TERMS; g++) gains += model->rate[g->channel] > 0;
  const double level = (double)basis->blocks * (0.5 * basis->size[0] + 1) / ranks * (goes_both_ways(model) ? 3 : 1);
  return sizeof(double) * (elements * gains + level) + sizeof(PetscInt) * elements * (1 + 1.0 / ranks);
}

/* Vectors of a solve: the iterate, two of the driver, ten of BiCGStab(2), one to look at it midway; with more than one rank the second
   layout, and what goes to the others; one for products with L_D if A is not exact. */
static double vector_count(const XyzModel *model, int ranks) { return 14 + (ranks > 1 ? 2 - 1.0 / ranks : 0) + goes_both_ways(model); }

/* Of BiCGStab(2), two an iteration. sqrt(N) is the root of the condition number of L_D; the approximate factor of A brings a power of
   N of its own unless the state is at a pole, where one direction rules. */
static double count_applications(const XyzModel *model)
{
  const double x = spread(model), coherent = cost(COST_ADI_COHERENT) * x / (x + cost(COST_ADI_HALF));
  const double pumped = goes_both_ways(model) ? cost(COST_ADI_PUMPED) * model->N * state_tilt(model) : 0;

  return 2 * (sqrt(model->N) * (cost(COST_ADI_FREE) + coherent) + pumped);
}

/* Of one application: the blocks of the slowest rank, the second sweep, and the two transposes of A^-1. */
static double application_seconds(const XyzModel *model, const AdiEstimate *e, double slowest, int ranks)
{
  const double share = e->unknowns / ranks, sweeps = goes_both_ways(model) ? cost(COST_ADI_BACKWARD) - 1 : 0;

  return slowest + sweeps * cost(COST_ADI_UNKNOWN) * share + 2 * cost_transpose(sizeof(PetscScalar) * e->unknowns, ranks);
}

AdiEstimate AdiEstimateSolve(const XyzModel *model, const DickeBasis *basis, int ranks)
{
  const double process = 45e6; /* MPI, PETSc and BLAS themselves */
  AdiEstimate  e       = {.unknowns = (double)dicke_size(basis), .applications = count_applications(model)};
  double       slowest = 0;
  int         *cut;

  if (AdiCutBlocks(model, basis, ranks, &cut)) return e;
  for (int r = 0; r < ranks; r++) {
    double eigen = 0, seconds = 0, square = 0;
    for (int k = cut[r]; k < cut[r + 1]; k++) {
      eigen += adi_eigen_doubles(model, basis, k);
      seconds += adi_block_seconds(model, basis, k);
      e.flops += adi_eigen_flops(model, basis, k);
      square = fmax(square, 0.25 * basis->size[k] * basis->size[k]);
    }
    const double unknowns = (double)(basis->first[cut[r + 1]] - basis->first[cut[r]]);
    const double doubles = vector_count(model, ranks) * unknowns + eigen + (ranks > 1 ? 7 : 3) * square; /* work matrices, halos */
    const double bytes   = process + table_bytes(model, basis, ranks) + sizeof(double) * doubles;
    e.bytes_rank = fmax(e.bytes_rank, bytes);
    e.bytes_total += bytes;
    slowest = fmax(slowest, seconds);
  }
  e.wall_seconds = cost(COST_ADI_START) + e.applications * application_seconds(model, &e, slowest, ranks);
  if (PetscFree(cut)) return e;
  return e;
}
