/* The block of the XYZ model's Liouvillian in one irrep of S_N, as a generator of rows: the one place where its elements are made.

   With left and right multiplication by S_a = sum_i sigma^a_i written as S_a rho = (Q_a + i R_a) rho, rho S_a = (Q_a - i R_a) rho,
     Q_a = E_a0 + E_0a,     R_a = E_cb - E_bc,  (a, b, c) cyclic in (x, y, z)          (E_ab: physics/spaces/gelfand_tsetlin.h)
   the Liouvillian is the REAL operator (jumps and rates: physics/models/dissipator.h; Gamma+- = (gamma_c +- gamma_c_up)/(N-1))

     L = sum_a [ 2 J_a/(N-1) Q_a + 2 h_a ] R_a
       - (gamma + gamma_up) [ (E_xx + E_yy)/2 + E_zz ] - (gamma - gamma_up) E_z0 - 2 gamma_phi (E_xx + E_yy)
       + Gamma+ (R_x^2 + R_y^2)/2 + Gamma- [ (Q_x R_y - Q_y R_x)/2 - Q_z ] + 2 gamma_c_phi/(N-1) R_z^2

   in the Gelfand-Tsetlin basis (scaling 0: -i[H, .] is an antisymmetric matrix). L is linear in J, h and the rates, so a matrix
   A + Jy B is two calls. The row of the identity, lambda = (N) and n_1 = N, is zero: the trace is conserved. */
#ifndef PILIND_PHYSICS_GENERATORS_IRREPS_LIOUVILLIAN_H
#define PILIND_PHYSICS_GENERATORS_IRREPS_LIOUVILLIAN_H

#include "physics/spaces/gelfand_tsetlin.h"
#include "physics/models/xyz.h"

#include <stdint.h>

enum { GT_ROW_MAX = 256 }; /* 235 different targets exist with everything on, 56 without fields and collective channels */

typedef struct {
  int     count;
  int64_t column[GT_ROW_MAX]; /* ascending, each once */
  double  value[GT_ROW_MAX];
} GtRow;

/* Row of `pattern`: d x_pattern/dt = sum_k value[k] x_column[k]. Entries that cancel to rounding are left out; so are, if hx or hy
   is set, the columns of the other parity: use the basis with parity BOTH then. model->N must be the size of the partition. */
void irreps_liouvillian_row(const XyzModel *model, const GtBasis *basis, const GtPattern *pattern, GtRow *row);

/* About how many entries a row has, for estimates of memory before a matrix is built: the mean over at most 200 rows taken evenly
   from the sector. 0 for an empty one. */
double irreps_row_estimate(const XyzModel *model, const GtBasis *basis);

#endif
