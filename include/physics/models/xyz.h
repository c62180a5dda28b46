/* The all-to-all XYZ model (XYZ paper, Eqs. 2 and 4, with fields and every homogeneous dissipator):

     H = spin_scale [Jx Sx^2 + Jy Sy^2 + Jz Sz^2] / (2(N-1)) + hx Sx + hy Sy + hz Sz,      S_a = sum_i sigma^a_i  (Pauli),
     drho/dt = -i[H, rho] + sum_channels rate_c D_c rho                                     (channels: physics/models/dissipator.h). */
#ifndef PILIND_PHYSICS_MODELS_XYZ_H
#define PILIND_PHYSICS_MODELS_XYZ_H

#include "physics/models/dissipator.h"
#include "physics/models/param.h"
#include "physics/numerics/twofold.h"

#include <stdbool.h>

enum {
  XYZ_N,
  XYZ_JX,
  XYZ_JY,
  XYZ_JZ,
  XYZ_HX,
  XYZ_HY,
  XYZ_HZ,
  XYZ_GAMMA,
  XYZ_GAMMA_UP,
  XYZ_GAMMA_PHI,
  XYZ_GAMMA_C,
  XYZ_GAMMA_C_UP,
  XYZ_GAMMA_C_PHI,
  XYZ_SPIN_SCALE,
  XYZ_PARAMS
};

extern const ModelSpec xyz_spec;

typedef struct {
  int    N;
  double Jx, Jy, Jz; /* spin_scale is in them */
  double hx, hy, hz;
  double rate[CHANNEL_COUNT]; /* as given: the 1/(N-1) of the collective channels is in their table rows */
} XyzModel;

/* The model at a point (XYZ_PARAMS values, in the order of xyz_spec.params). */
XyzModel xyz_model(const double *point);

/* Solvers see a model in units of its largest coupling, field or rate (per site, as they are given; the collective channels without
   their 1/(N-1)), so that their absolute limits mean the same for every model. The unit is the power of two at or below the largest:
   dividing by it is exact, the largest is then in [1, 2), and scaling all by 2^k changes no bit of the model in units. Times come
   back in 1/unit, eigenvalues and rates in unit. The unit of a model without any term is 1. */
double   xyz_unit(const XyzModel *model);
XyzModel xyz_in_units(const XyzModel *model, double unit);

/* The model at a point in units of its own; the unit goes to *unit unless that is NULL. */
XyzModel xyz_unit_model(const double *point, double *unit);

/* Is the parity (m - m') mod 2 conserved? True unless hx or hy is set. */
bool xyz_conserves_parity(const XyzModel *model);

/* Is m - m' conserved, as where H commutes with Sz? */
bool xyz_conserves_Sz(const XyzModel *model);

typedef struct {
  double re, im;
} XyzElement;

enum { XYZ_BAND = 2 }; /* H connects m with m-2 ... m+2 */

/* <j, m+dm| H |j, m> for dm = 0, 1, 2; zero where |m+dm| > j. Elements with dm < 0 are the conjugates. */
XyzElement xyz_hamiltonian(const XyzModel *model, double j, double m, int dm);

/* <j, m| H |j, m> - <j, mp| H |j, mp> in twice the working precision: it does not depend on j. Rounded to one double, the frequencies of
   three states do not add up, which no Hamiltonian does, and to rates of the size of that rounding it matters. */
Twofold xyz_frequency(const XyzModel *model, double m, double mp);

#endif
