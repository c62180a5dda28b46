/* The irreps of S_N in the full space of density matrices.

   An operator on N spins-1/2 is a vector of (C^4)^N, one factor C^4 = span{1, sigma^x, sigma^y, sigma^z} a spin. A Liouvillian
   that does not change when spins are exchanged acts on this space through GL(4) alone (Schur-Weyl duality), so it is block
   diagonal: one block of size dim(lambda) for every partition lambda = (l1 >= l2 >= l3 >= l4 >= 0) of N, and every eigenvalue
   of that block is multiplicity(lambda) times degenerate. lambda = (N) is the symmetric sector of physics/spaces/dicke.h.
   sum over lambda of dimension * multiplicity = 4^N.

   The blocks themselves: physics/spaces/gelfand_tsetlin.h (basis), physics/generators/irreps_liouvillian.h (rows).
   Reference: W. Fulton and J. Harris, Representation Theory (Springer, 1991), sections 4.1, 6.1 and 15.3. */
#ifndef PILIND_PHYSICS_SPACES_IRREPS_H
#define PILIND_PHYSICS_SPACES_IRREPS_H

#include "physics/models/xyz.h"

#include <stdbool.h>
#include <stdint.h>

enum { IRREP_ROWS = 4, IRREP_N_MAX = 1000 }; /* dimensions fit int64_t and patterns fit one 64-bit word up to this N */

/* row[0] >= row[1] >= row[2] >= row[3] >= 0 boxes; N is their sum. */
typedef struct {
  int row[IRREP_ROWS];
} Partition;

/* All partitions of N in descending lexicographic order: start with partition_first, (N), then (N-1,1), ...;
   partition_next returns false after the last one and leaves it alone. */
Partition partition_first(int N);
bool      partition_next(Partition *lambda);
int       partition_count(int N);

static inline int partition_size(const Partition *lambda) { return lambda->row[0] + lambda->row[1] + lambda->row[2] + lambda->row[3]; }

/* Size of the block, both parities: prod_{i<j} (l_i - l_j + j - i)/12 (Weyl's dimension formula for GL(4)). */
int64_t irrep_dimension(const Partition *lambda);

/* How many times the block occurs: N! prod_{i<j} (L_i - L_j) / prod_i L_i!, L_i = l_i + 4 - i (hook length formula).
   The number is exact below 2^53, correct to rounding above, infinite where it exceeds a double (N > 500 or so): use its ln. */
double irrep_multiplicity(const Partition *lambda);
double irrep_log_multiplicity(const Partition *lambda);

/* Rigorous lower bound of -Re of every eigenvalue of the block, for any J and h and any channels:

     gap(lambda) >= -(e1 l1 + e2 l2 + e3 l3 + e4 l4),  e1 >= e2 >= e3 >= e4 the eigenvalues
     -k + r, -k - r, -k - 2 gamma_phi (twice),  k = (gamma + gamma_up)/2,  r = sqrt(k^2 + (d/2)^2),
     d = gamma - gamma_up + (gamma_c - gamma_c_up)/(N-1).

   Why: Re of an eigenvalue is at most the largest eigenvalue of the symmetric part of L in an orthonormal basis (numerical range).
   -i[H, .] is antisymmetric. The symmetric part of a local channel is a sum of one-spin matrices. That of collective loss is
   gamma_c/(N-1) [(Rx^2 + Ry^2)/2 - Qz/2], that of collective pumping has +Qz/2, that of collective dephasing is
   2 gamma_c_phi/(N-1) Rz^2; R_a is antisymmetric, so the squares are <= 0 and may be dropped, and Qz is again a sum of one-spin
   matrices. What is left is sum_i s_i with the one-spin matrix s: in the block lambda its eigenvalues are sum_q e_q n_q with n
   a weight of lambda, largest for n = lambda. For local loss alone: gamma [N/2 - (l1 - l4)/sqrt(2)].
   A block whose bound is above the smallest gap found so far holds no slower mode and need not be solved. The bound may be
   negative (it always is for lambda = (N)): then it says nothing. */
double irrep_gap_bound(const XyzModel *model, const Partition *lambda);

#endif
