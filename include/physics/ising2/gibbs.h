/* Gibbs states exp(-H/T)/Z of a site for given mean fields (Ising paper, Eq. 13). They exist for degenerate levels too. */
#ifndef PILIND_PHYSICS_ISING2_GIBBS_H
#define PILIND_PHYSICS_ISING2_GIBBS_H

#include "physics/ising2/ising2.h"

/* The state. */
void ising2_gibbs(const Ising2Model *model, const double m[2], double x[ISING2_DIM]);

/* The state and its exact derivatives: by_field[n] = dx/dmx_n at fixed parameters, by_parameter = dx/dp at fixed mean fields.
   parameter is a row of the parameter table, or -1 (by_parameter is then zero, as for parameters that do not enter). */
void ising2_gibbs_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                           double by_parameter[ISING2_DIM]);

/* The square root of the state, exact to the smallest population: for fidelities and the concurrence of nearly pure states. */
void ising2_gibbs_root(const Ising2Model *model, const double m[2], Ising2Matrix *root);

/* Free energy per site with the mean-field term, f = (mx_1^2 + mx_2^2)/2 - T ln Z. Its stationary points are the
   self-consistent states, its Hessian is 1 - d<sx>/dm. */
double ising2_free_energy(const Ising2Model *model, const double m[2]);

#endif
