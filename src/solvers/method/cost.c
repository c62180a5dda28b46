/* Measured on one core of an AMD EPYC with OpenBLAS, CPU seconds of the models named in the rows (Jx = 0.6, Jz = 1, gamma = 1 where nothing
   else is said; lasers: no couplings, gamma_c = 1, gamma_up = w, gamma = 0 ... 0.01). */
#include "solvers/method/cost.h"

#include <math.h>

const CostRow cost_table[COST_COUNT] = {
  [COST_SERIAL]         = {0.02, "1", "part of an iteration that more ranks do not shorten: sums over ranks, imbalance"},
  [COST_EXCHANGE_RATE]  = {1.5e9, "B/s", "what a rank sends to others in a transpose, on one node"},
  [COST_EXCHANGE_START] = {2e-6, "s", "of each message of a transpose"},

  [COST_GEMM_RATE] = {4e10, "flop/s", "dgemm of large blocks"},
  [COST_GEMM_HALF] = {30, "1", "rows of a block at which dgemm has half of that"},

  [COST_ADI_START]    = {1.2e-4, "s", "solver and Krylov objects of a small solve: N = 3 ... 16"},
  [COST_ADI_UNKNOWN]  = {1.2e-8, "s", "an unknown in one application: sweep, packing, BiCGStab's vectors; N = 50 ... 500"},
  [COST_ADI_BACKWARD] = {1.6, "1", "times that where emission stands beside pumping: two sweeps and a product; lasers, N = 50 ... 200"},
  [COST_ADI_FREE]     = {2.2, "1", "iterations over sqrt(N) without coherent motion: lasers with w = 1 ... 100"},
  [COST_ADI_COHERENT] = {5.5, "1", "more of them under a strong H: Jy = 0.5 ... 100, N = 50 ... 500"},
  [COST_ADI_HALF]     = {0.4, "1", "spread of Jx, Jy, Jz over the sum of the rates at which half of these come"},
  [COST_ADI_PUMPED]   = {0.75, "1", "iterations over N (1 - |Mz|) of emission beside pumping: lasers with w = 0.1 ... 1, N = 50 ... 200"},

  [COST_LU_START]         = {2e-4, "s", "matrix and solver of a small solve by MUMPS: N = 3 ... 10"},
  [COST_LU_UNKNOWN]       = {6e-6, "s", "an unknown: assembly, ordering, symbolic factors; N = 10 ... 100"},
  [COST_LU_FACTOR]        = {3.6, "s", "numerical factors of the even sector at N = 95; they grow as N^5.7"},
  [COST_LU_FACTOR_SERIAL] = {0.15, "1", "part of the factors that more ranks do not shorten"},
  [COST_LU_BYTES]         = {0.75e9, "B", "of the factors at N = 95; they grow as N^4.1"},
  [COST_LU_SOLVE]         = {0.06, "s", "one solve with these factors"},

  [COST_PLANAR_FACTOR] = {4e-8, "s", "factors and solves over n^1.25, n unknowns in a plane with 9 entries a row: 2e4 ... 10^6"},
  [COST_PLANAR_BYTES]  = {50, "B", "their factors over n log2(n)"},

  [COST_ILU_START]    = {1e-4, "s", "matrix and solver of a small solve: N = 3 ... 10"},
  [COST_ILU_ENTRY]    = {5.5e-8, "s", "an unknown in one iteration of GMRES with ILU(1); N = 10 ... 200"},
  [COST_ILU_FREE]     = {20, "1", "iterations without coherent motion: lasers, N = 50, 100"},
  [COST_ILU_COHERENT] = {2.8, "1", "more of them over N log10(1 + spread over rates): Jy = 1 ... 10, N = 50 ... 200"},
  [COST_ILU_BASIS]    = {600, "1", "iterations after which orthogonalisation costs as much as all the rest"},

  [COST_PRODUCT_NONZERO] = {2e-9, "s", "a nonzero in one product with an assembled matrix"},
  [COST_KRYLOV_ENTRY]    = {1e-9, "s", "an unknown of one vector against which another is orthogonalised"},
  [COST_BLOCK_ENTRY]     = {1e-9, "s", "eigenvalues of the blocks of a state, over N^4"},
  [COST_BLOCK_ROTATED]   = {0.2, "1", "distributions along x and y over that: N = 200"},
  [COST_BLOCK_FISHER]    = {1.2, "1", "quantum Fisher information over that: N = 200"},
  [COST_HUSIMI_ENTRY]    = {3e-9, "s", "an element of a block at one polar angle"},
  [COST_STATE_ENTRY]     = {2e-8, "s", "an element brought to one rank and laid out"},

  [COST_RIGHTMOST_UNKNOWN] = {1e-4, "s",
                              "an unknown of a sector, rightmost mode by Krylov-Schur on products, both efforts: 76000 unknowns"},
  [COST_DENSE_START]       = {1e-4, "s", "a block by LAPACK"},
  [COST_DENSE_EIGEN]       = {3e-9, "s", "its eigenvalues, over the cube of its size: 140 ... 2000 unknowns"},
};

double cost_shared(double seconds, int ranks, double serial) { return seconds * (serial + (1 - serial) / ranks); }

double cost_transpose(double bytes, int ranks)
{
  const double own = bytes / ranks, others = (ranks - 1.0) / ranks;

  return own * others / cost(COST_EXCHANGE_RATE) + (ranks - 1) * cost(COST_EXCHANGE_START);
}

double cost_gemm(double flops, double n) { return n > 0 ? flops / (cost(COST_GEMM_RATE) * n / (n + cost(COST_GEMM_HALF))) : 0; }

/* N of the even sector with so many unknowns, in units of 95. */
static double size_of(double unknowns) { return cbrt(12 * unknowns) / 95; }

double cost_lu_factor(double unknowns, bool decoupled)
{
  return cost(COST_LU_START) + cost(COST_LU_UNKNOWN) * unknowns + (decoupled ? 0 : cost(COST_LU_FACTOR) * pow(size_of(unknowns), 5.7));
}

double cost_lu_solve(double unknowns) { return cost(COST_LU_SOLVE) * pow(size_of(unknowns), 4.1); }

double cost_planar_factor(double n) { return cost(COST_LU_START) + cost(COST_LU_UNKNOWN) * n + cost(COST_PLANAR_FACTOR) * pow(n, 1.25); }

double cost_planar_bytes(double n) { return cost(COST_PLANAR_BYTES) * n * log2(n + 1); }

double cost_lu_bytes(double unknowns) { return cost(COST_LU_BYTES) * pow(size_of(unknowns), 4.1); }
