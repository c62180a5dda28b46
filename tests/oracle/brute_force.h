/* The all-to-all dissipative spin model on the whole 2^N dimensional space, written from its definition alone: Pauli matrices,
   Kronecker products and the Lindblad equation. It shares no code with the program and is the oracle of its tests (N <= 6).

     H = spin_scale [J_x S_x^2 + J_y S_y^2 + J_z S_z^2] / (2(N-1)) + h.S,      S_a = sum_i sigma^a_i  (Pauli),
     drho/dt = -i[H, rho] + sum_i sum_k local_k D[A_k,i] rho + sum_k collective_k/(N-1) D[sum_i A_k,i] rho,
     A_k = sigma-, sigma+, sigma^z,      D[A] rho = A rho A+ - (A+A rho + rho A+A)/2.

   Matrices are dense, row-major, 2^N x 2^N. Site 0 is the leftmost factor of the Kronecker product and each factor has the
   order (up, down). Callers own all arrays; a shortage of memory aborts the test program. */
#ifndef PILIND_TESTS_ORACLE_BRUTE_FORCE_H
#define PILIND_TESTS_ORACLE_BRUTE_FORCE_H

#include <complex.h>

typedef struct {
  int    N;
  double J[3], spin_scale;
  double h[3];
  double local[3], collective[3]; /* rates of sigma-, sigma+, sigma^z */
} BruteModel;

enum { BRUTE_JUMPS_MAX = 32 };

typedef struct {
  int             dim, jumps;
  double complex *drift;                 /* K = -iH - sum A+A/2: the part without jumps is K rho + rho K+ */
  double complex *jump[BRUTE_JUMPS_MAX]; /* A times the root of its rate */
} BruteLiouvillian;

void brute_liouvillian_create(const BruteModel *model, BruteLiouvillian *L);
void brute_liouvillian_free(BruteLiouvillian *L);

/* drho = L rho, for any matrix rho (Hermitian or not). */
void brute_liouvillian_apply(const BruteLiouvillian *L, const double complex *rho, double complex *drho);

/* S_a = sum_i sigma^a_i for axis 0, 1, 2 = x, y, z. */
void brute_spin(int N, int axis, double complex *S);

/* The product state of N spins with Bloch vector M: the N-fold Kronecker product of (1 + M.sigma)/2. */
void brute_product_state(int N, const double M[3], double complex *rho);

/* C = A B, and Tr(A B). */
void           brute_multiply(int dim, const double complex *A, const double complex *B, double complex *C);
double complex brute_trace_product(int dim, const double complex *A, const double complex *B);

/* Orthonormal real states |j, m, copy>, j = N/2 - block, built without coupling coefficients: the highest weights of j are
   the orthogonal complement, among the states with m = j, of all states of larger j; J- and normalisation (positive, which
   fixes the phases) give the other m. */
typedef struct {
  int     N, dim, blocks;
  int    *copies; /* [blocks] number of copies found: the degeneracy d_j */
  int    *first;  /* [blocks] place of |j, m = -j, copy 0> in states */
  double *states; /* [dim][dim] one state a row: block, copy, m ascending */
} BruteDicke;

void          brute_dicke_create(int N, BruteDicke *dicke);
void          brute_dicke_free(BruteDicke *dicke);
const double *brute_dicke_state(const BruteDicke *dicke, int block, int copy, int a); /* a = m + j */

/* Between a symmetric 2^N matrix and its blocks, rho_j;mm' = sum_copies <j,m,c| rho |j,m',c>, a = m + j, b = m' + j.
   embed adds the matrix of one element, value/d_j sum_copies |j,m,c><j,m',c|. */
double complex brute_dicke_project(const BruteDicke *dicke, const double complex *rho, int block, int a, int b);
void           brute_dicke_embed(const BruteDicke *dicke, int block, int a, int b, double complex value, double complex *rho);

#endif
