/* Mean field of the XYZ model, N to infinity: the Bloch vector M = (<sigma^x>, <sigma^y>, <sigma^z>) of a product state.
   XYZ paper, Eqs. 7 and 8 with gamma~ = gamma, extended to pumping, dephasing and fields:

     dMx/dt = 2(Jy-Jz) My Mz + 2(hy Mz - hz My) - k Mx + c Mx Mz          k = (gamma+gamma_up)/2 + 2 gamma_phi
     dMy/dt = 2(Jz-Jx) Mx Mz + 2(hz Mx - hx Mz) - k My + c My Mz          c = (gamma_c - gamma_c_up)/2
     dMz/dt = 2(Jx-Jy) Mx My + 2(hx My - hy Mx) - gamma (Mz+1) - gamma_up (Mz-1) - c (Mx^2+My^2)

   Collective dephasing acts on one spin as 1/(N-1) and drops out.

   Symmetries: without hx and hy the rotation by pi about z (parity); if also Jx = Jy all rotations about z, and then the points off the
   axis form a ring, which turns about z with the angular velocity omega. */
#ifndef PILIND_PHYSICS_XYZ_MEANFIELD_H
#define PILIND_PHYSICS_XYZ_MEANFIELD_H

#include "physics/meanfield/flow.h"
#include "physics/models/xyz.h"

#include <stdbool.h>

enum { MEANFIELD_MAX = 5 }; /* at most five isolated fixed points, or one and a ring */

/* As FlowPoint of physics/meanfield/fixed_points.h. */
typedef struct {
  double        M[3];
  FlowKind      kind;
  double        omega; /* dM/dt = omega e_z x M on a ring */
  double        growth, frequency;
  FlowStability stability;
  int           index, family;
  double        share, error, residual;
} MeanFieldPoint;

/* The first point stands for the mean field wherever a single one is asked for; its rule is that of flow_rank (the only stable family, or
   the one with the largest basin, or the one of least growth where none is stable). */
typedef struct {
  int            count;
  MeanFieldPoint point[MEANFIELD_MAX];
  int            stable;   /* number of inequivalent stable points and rings */
  int            index;    /* sum of the indices: 1 if nothing is missing */
  bool           complete; /* it is, and rounding leaves no index open */
} MeanField;

void meanfield_rhs(const XyzModel *model, const double M[3], double dM[3]);

/* J[3*i+k] = d(dM_i/dt)/dM_k. */
void meanfield_jacobian(const XyzModel *model, const double M[3], double J[9]);

/* Are the fixed points isolated, or a ring? NULL, or why not: without local emission and pumping only a transverse field beside
   dephasing leaves one point, M = 0. */
const char *meanfield_check(const XyzModel *model);

/* All fixed points and rings. count = 0 where meanfield_check objects, or without memory. */
void meanfield_solve(const XyzModel *model, MeanField *meanfield);

/* For estimates: a stable point (of several the most strongly damped one: basins are not asked for), where there is none the one of least
   growth. Returns false (M = NaN) if there is none at all. */
bool meanfield_stable(const XyzModel *model, MeanFieldPoint *point);

/* Mx^2 (axis 0) or My^2 (axis 1) of a point, averaged over the ring if it is on one: what <sigma^a_i sigma^a_l> of the exact state tends
   to. */
double meanfield_square(const MeanFieldPoint *point, int axis);

/* Entropy of one spin with Bloch vector M, in nat (XYZ paper, Eq. 17, where J is the length of M). */
double meanfield_entropy(const double M[3]);

/* The Jy at which the paramagnet Mx = My = 0 changes its stability, all other parameters as in the model (its Jy is not
   read): det W = 0 at its Mz, which is Eq. 9 of the XYZ paper as an equality for local emission alone. NaN with transverse
   fields, or where no Jy does (collective emission on a pumped spin makes it unstable at every Jy). */
double meanfield_critical_Jy(const XyzModel *model);

#endif
