/* The Liouvillian of the XYZ model as a generator of rows: the one place where its matrix elements are made. Assembly,
   matrix-free products and tests all call liouvillian_row.

   Row of the unknown x_r = d_j^u (Re or Im) rho_j;mm':  dx_r/dt = sum_k value[k] x_column[k]  (XYZ paper, Eq. 2; shared basis
   conventions in physics/spaces/dicke.h). Columns that the basis cuts away, or that lie in the other parity sector, are left out.
   For -i[H, .] alone the row may be any element of the basis's blocks, also of the other sector or beyond a cut: a rectangular map. */
#ifndef PILIND_PHYSICS_GENERATORS_LIOUVILLIAN_H
#define PILIND_PHYSICS_GENERATORS_LIOUVILLIAN_H

#include "physics/generators/part.h"
#include "physics/models/dissipator.h"
#include "physics/models/xyz.h"
#include "physics/spaces/dicke.h"

#include <stdint.h>

/* The most that a row can have: H's diagonal and 2 bands to each side of rho, each meeting Re and Im; the loss; each gain. */
enum { LIOUVILLIAN_ROW_MAX = 2 * (1 + 4 * XYZ_BAND) + 1 + GAIN_TERMS };

typedef struct {
  int     count;
  int64_t column[LIOUVILLIAN_ROW_MAX]; /* ascending, each once */
  double  value[LIOUVILLIAN_ROW_MAX];
} LiouvillianRow;

void liouvillian_row(const XyzModel *model, const DickeBasis *basis, LiouvillianPart part, DickeElement e, LiouvillianRow *row);

/* Loss rate of the element (j; m, m'): sum_c rate_c (l_c(m) + l_c(m'))/2; its negative is the diagonal of the no-jump part. */
double liouvillian_loss(const XyzModel *model, double j, double m, double mp);

/* About how many entries a row of this model has, for estimates of memory before anything is built. */
double liouvillian_row_estimate(const XyzModel *model);

#endif
