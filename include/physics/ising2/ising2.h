/* Two coupled fully-connected Ising models in self-consistent mean field (Ising paper, Eqs. 1, 2, 22 and 23), J1 = J2 = 1.

   A site holds one spin of each model. Its 4x4 density matrix obeys  drho/dt = -i[H(rho), rho] + D(rho),
     H = -sum_n [mx_n sx_n + h_n sz_n] - lambda sx_1 sx_2,      mx_n = Tr(rho sx_n),
   with one of two dissipators: thermal jumps between the instantaneous eigenstates of H (physics/ising2/thermal.h), or local
   pump and loss, gamma_up D[s+_n] + gamma_down D[s-_n] (physics/ising2/local.h).

   Coordinates of the state: the 15 expectation values x[4a+b-1] = Tr(rho s^a_1 s^b_2), a, b in {0, x, y, z} = {0, 1, 2, 3} and
   not both 0, so that rho = (1 + sum_k x_k P_k)/4. They are real and an orthogonal basis: Tr(rho^2) = (1 + |x|^2)/4.
   Parity, the rotation of both spins by pi about z, changes the sign of the coordinates with an odd number of x and y in them.
   Site states are numbered 2 i_1 + i_2, i = 0 for sz = +1; 4x4 matrices are row-major. */
#ifndef PILIND_PHYSICS_ISING2_ISING2_H
#define PILIND_PHYSICS_ISING2_ISING2_H

#include "physics/models/param.h"

#include <stdbool.h>

enum { ISING2_H1, ISING2_H2, ISING2_LAMBDA, ISING2_T, ISING2_GAMMA, ISING2_R, ISING2_GAMMA_UP, ISING2_GAMMA_DOWN, ISING2_PARAMS };

extern const ModelSpec ising2_spec;

typedef enum { ISING2_THERMAL, ISING2_LOCAL, ISING2_DISSIPATORS } Ising2Dissipator;

extern const char *const ising2_dissipator_names[ISING2_DISSIPATORS]; /* "thermal", "local" */

/* The coordinates. Correlators O_ab = <s^a_1 s^b_2>; the paper's O is ISING2_OXX. */
enum {
  ISING2_MX2,
  ISING2_MY2,
  ISING2_MZ2,
  ISING2_MX1,
  ISING2_OXX,
  ISING2_OXY,
  ISING2_OXZ,
  ISING2_MY1,
  ISING2_OYX,
  ISING2_OYY,
  ISING2_OYZ,
  ISING2_MZ1,
  ISING2_OZX,
  ISING2_OZY,
  ISING2_OZZ,
  ISING2_DIM
};

/* The coordinates of (mx_1, mx_2). */
static const int ising2_mx[2] = {ISING2_MX1, ISING2_MX2};

/* A point of the parameter table with a dissipator. */
typedef struct {
  Ising2Dissipator dissipator;
  double           p[ISING2_PARAMS]; /* in the order of ising2_spec.params */
} Ising2Model;

Ising2Model ising2_model(const double *point, Ising2Dissipator dissipator);

/* The same model with one parameter changed. */
Ising2Model ising2_with(Ising2Model model, int parameter, double value);

/* Is the dissipator present? NULL, or what is wrong: local needs gamma_up + gamma_down > 0, thermal gamma > 0. Without it
   steady states are not unique; a closed quench (thermal, gamma = 0) is legitimate. ising2_spec.check tests the rest. */
const char *ising2_check_dissipator(const Ising2Model *model);

/* Does the coordinate change sign under parity? */
bool ising2_is_odd(int coordinate);

/* rho = re + i im. */
typedef struct {
  double re[16], im[16];
} Ising2Matrix;

/* (trace + sum_k x_k P_k)/4 and its inverse x_k = Tr(matrix P_k), for any Hermitian matrix. */
void ising2_matrix(double trace, const double x[ISING2_DIM], Ising2Matrix *matrix);
void ising2_coordinates(const Ising2Matrix *matrix, double x[ISING2_DIM]);

/* H for given mean fields m = (mx_1, mx_2): real and symmetric (Eq. 22). */
void ising2_hamiltonian(const Ising2Model *model, const double m[2], double H[16]);

#endif
