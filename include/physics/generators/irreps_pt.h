/* Parity-time symmetry of the Liouvillian (T. Prosen, PRL 109, 090404 (2012)): with a one-spin map t and T = t (x) ... (x) t,

     T L' T^-1 = -L'^T,   L' = L + eta,

   so the spectrum is its own mirror image about Re = -eta: with every eigenvalue x there is -2 eta - x. T commutes with
   exchanges of spins, so this holds in every irrep of S_N by itself, and for each parity sector with that sector or the other
   one. Three cases are known in this model, none with collective rates:

     local loss and pumping at any ratio, no fields:  t(rho) = sigma^y rho sigma^x, 2 eta = N (gamma + gamma_up), any J;
     gamma = gamma_up, with hz:                        t(rho) = sigma^z rho,         2 eta = 2 N gamma, any J;
     dephasing only:  t(rho) = n.sigma rho, n in the plane and along the transverse field, 2 eta = 2 N gamma_phi; it needs hz = 0 and
                      H invariant under the rotation by pi about n: a field along x or y only, or none, or Jx = Jy.

   The last map exchanges {1, sigma^z} with {sigma^x, sigma^y}, so n_x + n_y becomes N - (n_x + n_y): odd N exchanges the sectors. */
#ifndef PILIND_PHYSICS_GENERATORS_IRREPS_PT_H
#define PILIND_PHYSICS_GENERATORS_IRREPS_PT_H

#include "physics/models/xyz.h"

#include <stdbool.h>

typedef struct {
  bool   holds;
  double two_eta;      /* the mirror of 0 is -two_eta; NaN if the symmetry does not hold */
  bool   swaps_parity; /* the mirror image of the even sector is the odd one of the same irrep */
} PtSymmetry;

/* The symmetry of a model with at least one rate that is not zero. Rates and fields count as absent only if they are exactly 0. */
PtSymmetry irreps_pt_symmetry(const XyzModel *model);

#endif
