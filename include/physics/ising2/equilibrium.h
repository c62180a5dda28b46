/* Equilibrium of the two coupled Ising models (Ising paper, Sec. II): self-consistent Gibbs states and critical points. The
   dissipator of the model is not used. */
#ifndef PILIND_PHYSICS_ISING2_EQUILIBRIUM_H
#define PILIND_PHYSICS_ISING2_EQUILIBRIUM_H

#include "physics/ising2/ising2.h"

/* The self-consistent Gibbs state of lowest free energy, with mx_1 >= 0 and, at lambda = 0, mx_2 >= 0 (Eqs. 13 and 14):
   its mean fields m and its coordinates x. At a critical point, where m is zero to rounding, it is set to zero. Returns
   false for parameters that are not finite, and where it is not found. */
bool ising2_equilibrium(const Ising2Model *model, double m[2], double x[ISING2_DIM]);

/* Smallest curvature of the free energy at m = 0, the smaller eigenvalue of 1 - d<sx>/dm there: negative in the ordered phase,
   zero at the transition, where the gap of the thermal dissipator is zero too. */
double ising2_disorder_curvature(const Ising2Model *model);

/* The value of one parameter in [lower, upper] at which that curvature is zero, to rounding. NAN if it has one sign at both ends. */
double ising2_critical_value(const Ising2Model *model, int parameter, double lower, double upper);

/* The critical h1 > 0 at the model's T, h2 and lambda. NAN if there is order for no h1 or for all (below 1e6). */
double ising2_critical_h1(const Ising2Model *model);

/* The critical temperature at the model's h1, h2 and lambda; 0 if there is no order down to T = 1e-6. */
double ising2_critical_temperature(const Ising2Model *model);

/* One model alone. Tc(h) = h / artanh(h) for h < 1, else 0 (Eq. 9), and the solution m >= 0 of Eq. 8. */
double ising2_single_critical_temperature(double h);
double ising2_single_magnetization(double h, double T);

/* mx_2/mx_1 for h2 >> 1 and small lambda: lambda/(h2/tanh(h2/T) - 1), the corrected Eq. 15. */
double ising2_induced_ratio(double h2, double lambda, double T);

/* Concurrence for T -> 0 and small lambda: lambda h1/(1+h2) for h1 < 1, lambda/(h1+h2) above, with a cusp at h1 = 1. */
double ising2_ground_concurrence(double h1, double h2, double lambda);

#endif
