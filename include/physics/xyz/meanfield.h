/* Mean field of the XYZ model, N to infinity: the Bloch vector M = (<sigma^x>, <sigma^y>, <sigma^z>) of a product state.
   XYZ paper, Eqs. 7 and 8 with gamma~ = gamma, extended to pumping, dephasing and fields:

     dMx/dt = 2(Jy-Jz) My Mz + 2(hy Mz - hz My) - k Mx + c Mx Mz          k = (gamma+gamma_up)/2 + 2 gamma_phi
     dMy/dt = 2(Jz-Jx) Mx Mz + 2(hz Mx - hx Mz) - k My + c My Mz          c = (gamma_c - gamma_c_up)/2
     dMz/dt = 2(Jx-Jy) Mx My + 2(hx My - hy Mx) - gamma (Mz+1) - gamma_up (Mz-1) - c (Mx^2+My^2)

   Collective dephasing acts on one spin as 1/(N-1) and drops out. */
#ifndef PILIND_PHYSICS_XYZ_MEANFIELD_H
#define PILIND_PHYSICS_XYZ_MEANFIELD_H

#include "physics/models/xyz.h"

#include <stdbool.h>

enum { MEANFIELD_MAX = 5 }; /* at most five isolated fixed points */

typedef struct {
  double M[3];
  double growth; /* largest real part of the Jacobian's eigenvalues */
  bool   stable; /* growth < 0 */
} MeanFieldPoint;

void meanfield_rhs(const XyzModel *model, const double M[3], double dM[3]);

/* J[3*i+k] = d(dM_i/dt)/dM_k. */
void meanfield_jacobian(const XyzModel *model, const double M[3], double J[9]);

/* All isolated physical fixed points (|M| <= 1), the stable ones first, then by descending Mx. Returns their number:
   0 if the fixed points are not isolated (no local emission and no pumping). */
int meanfield_fixed_points(const XyzModel *model, MeanFieldPoint points[MEANFIELD_MAX]);

/* The stable branch: the first of the above. At a critical point, where none is stable to rounding, the least unstable one.
   Returns false (M = NaN) if there is none. */
bool meanfield_stable(const XyzModel *model, MeanFieldPoint *point);

/* Entropy of one spin with Bloch vector M, in nat (XYZ paper, Eq. 17, where J is the length of M). */
double meanfield_entropy(const double M[3]);

/* The Jy at which the paramagnet Mx = My = 0 changes its stability, all other parameters as in the model (its Jy is not
   read): det W = 0 at its Mz, which is Eq. 9 of the XYZ paper as an equality for local emission alone. NaN with transverse
   fields, or where no Jy does (collective emission on a pumped spin makes it unstable at every Jy). */
double meanfield_critical_Jy(const XyzModel *model);

#endif
