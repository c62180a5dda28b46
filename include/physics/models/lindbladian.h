/* A permutation-invariant Lindbladian of N sites with d levels, as data:

     drho/dt = -i[H, rho] + sum_l rate_l sum_n D[L_l(n)] rho + sum_c rate_c D[C_c] rho,    D[A] rho = A rho A^+ - {A^+ A, rho}/2,

   H and C polynomials in collective operators (physics/algebra/polynomial.h), L one-site matrices. Every model fills one; solvers read
   no other description. Jumps are stored without their part along the identity, which acts as a Hamiltonian and is put there:
   D[A + a 1] = D[A] - i[h, .],  h = (a A^+ - a^* A)/(2i). */
#ifndef PILIND_PHYSICS_MODELS_LINDBLADIAN_H
#define PILIND_PHYSICS_MODELS_LINDBLADIAN_H

#include "physics/algebra/polynomial.h"

typedef struct {
  double          rate; /* > 0 */
  double complex *L;    /* [d*d] traceless, row-major */
} LocalJump;

typedef struct {
  double     rate; /* > 0 */
  Polynomial C;    /* without a constant */
} CollectiveJump;

typedef struct {
  int              N;
  const SiteBasis *basis; /* borrowed */
  Polynomial       H;
  int              locals, collectives;
  LocalJump       *local;
  CollectiveJump  *collective;
} Lindbladian;

/* An empty one (H = 0, nothing dissipates); lindbladian_free releases what was added. Copies are not made by assignment. */
Lindbladian lindbladian_empty(int N, const SiteBasis *basis);
void        lindbladian_free(Lindbladian *l);

/* Add c times a polynomial to H; a jump with its rate (0 adds nothing; L and C are copied). Errors: memory, degree. */
PolynomialError lindbladian_add_hamiltonian(Lindbladian *l, double c, const Polynomial *H);
PolynomialError lindbladian_add_local(Lindbladian *l, double rate, const double complex *L);
PolynomialError lindbladian_add_collective(Lindbladian *l, double rate, const Polynomial *C);

/* Deep copy with everything multiplied by `factor` (> 0): units of time. */
PolynomialError lindbladian_scaled(const Lindbladian *l, double factor, Lindbladian *out);

/* Largest rate or coupling of one site: local rates |L|^2, collective ones and H with the powers of N that make them rates of one site
   (a term of degree g counts N^(g-1), a collective jump of degree g N^(2g-1)). What "large" and "small" are measured by. */
double lindbladian_rate(const Lindbladian *l);

/* Two levels: jumps that are linear, as sums over all of them, so that cancellations are seen. With L = a s- + b s+ + c s_z, s_z =
   sigma_z/2, in the order q = -1, +1, 0 of the changes of m:
     K_qr  = sum rate c_q c_r^*    Kossakowski matrix of the local jumps
     Kc_qr = the same of collective jumps a J- + b J+ + c Jz (a polynomial of higher degree is not in it)
     sum rate sum_n (L^+L)(n) = N trace/2 + 2 kz Jz + kp J+ + kp^* J-    loss of the local jumps (L^+L, 2 x 2, from K). */
enum { SPIN_DOWN, SPIN_UP, SPIN_Z, SPIN_JUMPS };
typedef struct {
  double complex K[SPIN_JUMPS][SPIN_JUMPS], Kc[SPIN_JUMPS][SPIN_JUMPS];
  double         trace, kz;
  double complex kp;
} SpinJumps;

SpinJumps lindbladian_spin_jumps(const Lindbladian *l);

#endif
