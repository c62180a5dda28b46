/* Bloch equations of the two spins of a site: the part of the equations of motion that is linear in the coordinates once the
   mean fields are given. In the array R[4a+b] = <s^a_1 s^b_2> (R[0] = trace, R[k+1] = x[k] of physics/ising2/ising2.h):

     dR/dt = A_1 R + R A_2^T + lambda W R,

           | 0   0    0     0  |
     A_n = | 0  -G/2  2h_n  0  |   G = gamma_up + gamma_down, D = gamma_up - gamma_down (both 0: the coherent part alone),
           | 0  -2h_n -G/2 2mx_n|  W: the commutator with sx_1 sx_2.
           | D   0  -2mx_n -G  |

   This is the Ising paper's Eq. 48, its fourteen lines in one. The generator is linear in all its parameters, so that its
   derivative with respect to any of them is a generator too. */
#ifndef PILIND_PHYSICS_ISING2_BLOCH_H
#define PILIND_PHYSICS_ISING2_BLOCH_H

#include "physics/ising2/ising2.h"

typedef struct {
  double site[2][16]; /* A_1 and A_2, row-major */
  double lambda;
} Ising2Generator;

/* -i[H, .] for the mean fields m; with the pump and loss of the model if `dissipative`. */
Ising2Generator ising2_generator(const Ising2Model *model, const double m[2], bool dissipative);

/* Derivative of the above with respect to mx_n, n = 0, 1. */
Ising2Generator ising2_generator_by_field(int n);

/* Derivative with respect to a parameter (zero for those that do not enter: T, gamma, r). */
Ising2Generator ising2_generator_by_parameter(int parameter);

/* dx/dt of a matrix with the given trace and coordinates. */
void ising2_generator_apply(const Ising2Generator *generator, double trace, const double x[ISING2_DIM], double dx[ISING2_DIM]);

/* A[15*i+k] = d(dx_i/dt)/dx_k. */
void ising2_generator_matrix(const Ising2Generator *generator, double A[ISING2_DIM * ISING2_DIM]);

#endif
