/* What things cost: one table of measured constants, of which every estimate of seconds is made, and the arithmetic of ranks.

   Meaning   `wall_seconds` of an estimate is the time by the clock that one point takes on the ranks that the estimate was asked for,
             each on a core of its own. It is never divided by ranks again: the size of a group, the choice of a method, the order of the
             farm and the table of -dry_run take it as it is. A point occupies ranks * wall_seconds of the machine.
   Accuracy  A factor of two to three on current cores. The farm learns the rest while it runs (farm/costs.h). */
#ifndef PILIND_SOLVERS_METHOD_COST_H
#define PILIND_SOLVERS_METHOD_COST_H

#include <stdbool.h>

typedef enum {
  COST_SERIAL,
  COST_EXCHANGE_RATE,
  COST_EXCHANGE_START,
  COST_GEMM_RATE,
  COST_GEMM_HALF,
  COST_ADI_START,
  COST_ADI_UNKNOWN,
  COST_ADI_BACKWARD,
  COST_ADI_FREE,
  COST_ADI_COHERENT,
  COST_ADI_HALF,
  COST_ADI_PUMPED,
  COST_LU_START,
  COST_LU_UNKNOWN,
  COST_LU_FACTOR,
  COST_LU_FACTOR_SERIAL,
  COST_LU_BYTES,
  COST_LU_SOLVE,
  COST_PLANAR_FACTOR,
  COST_PLANAR_BYTES,
  COST_ILU_START,
  COST_ILU_ENTRY,
  COST_ILU_FREE,
  COST_ILU_COHERENT,
  COST_ILU_BASIS,
  COST_PRODUCT_NONZERO,
  COST_KRYLOV_ENTRY,
  COST_BLOCK_ENTRY,
  COST_BLOCK_ROTATED,
  COST_BLOCK_FISHER,
  COST_HUSIMI_ENTRY,
  COST_STATE_ENTRY,
  COST_RIGHTMOST_UNKNOWN,
  COST_DENSE_START,
  COST_DENSE_EIGEN,
  COST_COUNT
} CostName;

typedef struct {
  double      value;
  const char *unit, *meaning; /* what it is, and where it was measured */
} CostRow;

extern const CostRow cost_table[COST_COUNT];

static inline double cost(CostName name) { return cost_table[name].value; }

/* Wall seconds on `ranks` ranks of what takes `seconds` on one, the fraction `serial` of it on any number (Amdahl's law). */
double cost_shared(double seconds, int ranks, double serial);

/* Wall seconds of a transpose between two layouts of `bytes` that are spread over `ranks` ranks: each keeps its own share of its part
   and sends the rest. 0 on one rank. */
double cost_transpose(double bytes, int ranks);

/* Seconds of so many flops by dgemm, in blocks of n rows. */
double cost_gemm(double flops, double n);

/* LU by MUMPS of a matrix of the symmetric sector, or as large as one: seconds on one rank of its factors and of one solve, and their
   bytes. Of a `decoupled` matrix (H conserves Sz) each diagonal m-m' has factors of its own, which cost next to nothing. */
double cost_lu_factor(double unknowns, bool decoupled);
double cost_lu_solve(double unknowns);
double cost_lu_bytes(double unknowns);

/* The same of a matrix whose unknowns lie in a plane, each coupled to its eight neighbours. */
double cost_planar_factor(double unknowns);
double cost_planar_bytes(double unknowns);

#endif
