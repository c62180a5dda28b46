/* Local pump and loss, gamma_up D[s+_n] + gamma_down D[s-_n] on both spins (Ising paper, Eqs. 41 to 60).
   G = gamma_up + gamma_down, D = gamma_up - gamma_down, s = D/G. With H = -h sz, pumping leads to the state of low energy. */
#ifndef PILIND_PHYSICS_ISING2_LOCAL_H
#define PILIND_PHYSICS_ISING2_LOCAL_H

#include "physics/ising2/ising2.h"

/* Eq. 48 and its Jacobian, J[15*i+k] = d(dx_i/dt)/dx_k. Both return 0: nothing can go wrong. */
int ising2_local_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM]);
int ising2_local_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM]);

/* The parity-even steady state (Eq. 55, with its sum over any gamma_up, gamma_down); it is unique. */
void ising2_local_symmetric(const Ising2Model *model, double x[ISING2_DIM]);

/* The steady state for given mean fields m, of which the equations are linear, and its exact derivatives: by_field[n] = dx/dmx_n
   at fixed parameters, by_parameter = dx/dp at fixed mean fields (parameter: a row of the table, or -1 for none). Returns false
   if both rates are zero. */
bool ising2_local_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                           double by_parameter[ISING2_DIM]);

/* The Jacobian at the symmetric state leaves parity sectors apart. odd[8*i+k] acts on (mx_2, my_2, mx_1, O_xz, my_1, O_yz, O_zx, O_zy),
   the odd coordinates in their order. The even 7x7 block has, in closed form, the eigenvalues
   -G, -G, -2G, -G +- 2i sqrt((h1+h2)^2 + lambda^2), -G +- 2i sqrt((h1-h2)^2 + lambda^2). */
enum { ISING2_ODD = 8, ISING2_EVEN = 7 };
extern const int ising2_odd[ISING2_ODD], ising2_even[ISING2_EVEN]; /* coordinates of the sectors */

void ising2_local_odd_block(const Ising2Model *model, double odd[ISING2_ODD * ISING2_ODD]);
void ising2_local_even_eigenvalues(const Ising2Model *model, double re[ISING2_EVEN], double im[ISING2_EVEN]);

/* Closed forms of one model alone (lambda = 0). Order needs h_- < h < h_+, h_+- = [s +- sqrt(s^2 - G^2/4)]/2: the roots of
   16 h (s-h) = G^2. Returns false if there is no such window. */
bool ising2_local_window(double gamma_up, double gamma_down, double *lower, double *upper);

/* The ordered state with mx > 0: mx^2 = 2h(s-h) - G^2/8, my = G mx/(4h), mz = h + G^2/(16h). False outside the window. */
bool ising2_local_ordered(double h, double gamma_up, double gamma_down, double m[3]);

#endif
