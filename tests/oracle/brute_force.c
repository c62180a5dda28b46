/* Dense 2^N Lindblad equation by Kronecker products. Plain loops; entries of operators that are zero are skipped, since a jump
   of one spin has one entry in every second row. */
#include "brute_force.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double complex Matrix2[2][2];

static const Matrix2 pauli[3]     = {{{0, 1}, {1, 0}}, {{0, -I}, {I, 0}}, {{1, 0}, {0, -1}}};
static const Matrix2 jump_spin[3] = {{{0, 0}, {1, 0}}, {{0, 1}, {0, 0}}, {{1, 0}, {0, -1}}}; /* sigma-, sigma+, sigma^z */

static void *zeros(size_t count, size_t size)
{
  void *p = calloc(count, size);

  if (!p) abort();
  return p;
}

static double complex *matrix(int dim) { return zeros((size_t)dim * (size_t)dim, sizeof(double complex)); }

/* A (x) B for a dim x dim matrix A and a 2 x 2 matrix B */
static double complex *kronecker(int dim, const double complex *A, const Matrix2 B)
{
  double complex *C = matrix(2 * dim);

  for (int i = 0; i < 2 * dim; i++)
    for (int k = 0; k < 2 * dim; k++) C[i * 2 * dim + k] = A[(i / 2) * dim + k / 2] * B[i % 2][k % 2];
  return C;
}

/* sum += 1 (x) ... (x) A (x) ... (x) 1 with A at `site` */
static void add_site(int N, int site, const Matrix2 A, double complex *sum)
{
  const Matrix2   one = {{1, 0}, {0, 1}};
  double complex *P   = matrix(1);
  int             dim = 1;

  P[0] = 1;
  for (int i = 0; i < N; i++, dim *= 2) {
    double complex *next = kronecker(dim, P, i == site ? A : one);
    free(P);
    P = next;
  }
  for (int i = 0; i < dim * dim; i++) sum[i] += P[i];
  free(P);
}

/* C += f A B */
static void add_product(int dim, double complex f, const double complex *A, const double complex *B, double complex *C)
{
  for (int i = 0; i < dim; i++)
    for (int l = 0; l < dim; l++) {
      const double complex a = f * A[i * dim + l];
      if (a == 0) continue;
      for (int k = 0; k < dim; k++) C[i * dim + k] += a * B[l * dim + k];
    }
}

/* C += B A+ */
static void add_product_adjoint(int dim, const double complex *B, const double complex *A, double complex *C)
{
  for (int k = 0; k < dim; k++)
    for (int l = 0; l < dim; l++) {
      const double complex a = conj(A[k * dim + l]);
      if (a == 0) continue;
      for (int i = 0; i < dim; i++) C[i * dim + k] += B[i * dim + l] * a;
    }
}

void brute_multiply(int dim, const double complex *A, const double complex *B, double complex *C)
{
  memset(C, 0, (size_t)dim * (size_t)dim * sizeof *C);
  add_product(dim, 1, A, B, C);
}

double complex brute_trace_product(int dim, const double complex *A, const double complex *B)
{
  double complex sum = 0;

  for (int i = 0; i < dim; i++)
    for (int k = 0; k < dim; k++) sum += A[i * dim + k] * B[k * dim + i];
  return sum;
}

void brute_spin(int N, int axis, double complex *S)
{
  memset(S, 0, sizeof *S << (2 * N));
  for (int i = 0; i < N; i++) add_site(N, i, pauli[axis], S);
}

void brute_product_state(int N, const double M[3], double complex *rho)
{
  Matrix2         one = {{0.5, 0}, {0, 0.5}};
  double complex *P   = matrix(1);
  int             dim = 1;

  for (int axis = 0; axis < 3; axis++)
    for (int i = 0; i < 4; i++) one[i / 2][i % 2] += 0.5 * M[axis] * pauli[axis][i / 2][i % 2];
  P[0] = 1;
  for (int i = 0; i < N; i++, dim *= 2) {
    double complex *next = kronecker(dim, P, one);
    free(P);
    P = next;
  }
  memcpy(rho, P, sizeof *rho << (2 * N));
  free(P);
}

static double complex *hamiltonian(const BruteModel *model)
{
  const int       dim = 1 << model->N;
  double complex *H = matrix(dim), *S = matrix(dim);

  for (int axis = 0; axis < 3; axis++) {
    brute_spin(model->N, axis, S);
    add_product(dim, model->spin_scale * model->J[axis] / (2.0 * (model->N - 1)), S, S, H);
    for (int i = 0; i < dim * dim; i++) H[i] += model->h[axis] * S[i];
  }
  free(S);
  return H;
}

/* Keep the jump A (which L then owns) at this rate, and its loss -A+A/2 in the drift. */
static void append_jump(BruteLiouvillian *L, double rate, double complex *A)
{
  const int       dim     = L->dim;
  double complex *adjoint = matrix(dim);

  for (int i = 0; i < dim * dim; i++) A[i] *= sqrt(rate);
  for (int i = 0; i < dim; i++)
    for (int k = 0; k < dim; k++) adjoint[i * dim + k] = conj(A[k * dim + i]);
  add_product(dim, -0.5, adjoint, A, L->drift);
  free(adjoint);
  L->jump[L->jumps++] = A;
}

void brute_liouvillian_create(const BruteModel *model, BruteLiouvillian *L)
{
  const int N = model->N, dim = 1 << N;

  *L = (BruteLiouvillian){.dim = dim, .drift = hamiltonian(model)};
  if (3 * (N + 1) > BRUTE_JUMPS_MAX) abort();
  for (int i = 0; i < dim * dim; i++) L->drift[i] *= -I;
  for (int k = 0; k < 3; k++) {
    double complex *sum = matrix(dim);
    for (int site = 0; site < N; site++) {
      double complex *A = matrix(dim);
      add_site(N, site, jump_spin[k], A);
      add_site(N, site, jump_spin[k], sum);
      append_jump(L, model->local[k], A);
    }
    append_jump(L, model->collective[k] / (N - 1), sum);
  }
}

void brute_liouvillian_free(BruteLiouvillian *L)
{
  for (int i = 0; i < L->jumps; i++) free(L->jump[i]);
  free(L->drift);
  *L = (BruteLiouvillian){0};
}

void brute_liouvillian_apply(const BruteLiouvillian *L, const double complex *rho, double complex *drho)
{
  const int       dim  = L->dim;
  double complex *left = matrix(dim);

  memset(drho, 0, (size_t)dim * (size_t)dim * sizeof *drho);
  add_product(dim, 1, L->drift, rho, drho);
  add_product_adjoint(dim, rho, L->drift, drho);
  for (int i = 0; i < L->jumps; i++) {
    brute_multiply(dim, L->jump[i], rho, left);
    add_product_adjoint(dim, left, L->jump[i], drho);
  }
  free(left);
}

static double dot(int n, const double *x, const double *y)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * y[i];
  return sum;
}

/* Number of spins up in the basis state `index`: a zero bit is up, the first row of the Pauli matrices. */
static int spins_up(int N, int index)
{
  int up = N;

  for (; index; index >>= 1) up -= index & 1;
  return up;
}

/* state a-1 = J- state a, normalised, down to a = 0 */
static void lower_to_the_end(int dim, const double complex *lowering, double *multiplet, int a)
{
  for (; a > 0; a--) {
    const double *from = multiplet + a * dim;
    double       *to   = multiplet + (a - 1) * dim;
    for (int i = 0; i < dim; i++) {
      to[i] = 0;
      for (int k = 0; k < dim; k++) to[i] += creal(lowering[i * dim + k]) * from[k];
    }
    const double norm = sqrt(dot(dim, to, to));
    for (int i = 0; i < dim; i++) to[i] /= norm;
  }
}

/* Take from x all it shares with the `count` states found so far, twice against rounding, and return the norm of the rest. */
static double orthogonalise(int dim, int count, const double *states, double *x)
{
  for (int pass = 0; pass < 2; pass++)
    for (int s = 0; s < count; s++) {
      const double overlap = dot(dim, states + s * dim, x);
      for (int i = 0; i < dim; i++) x[i] -= overlap * states[s * dim + i];
    }
  return sqrt(dot(dim, x, x));
}

void brute_dicke_create(int N, BruteDicke *dicke)
{
  const int       dim      = 1 << N;
  int             count    = 0;
  double complex *lowering = matrix(dim);
  double         *x        = zeros((size_t)dim, sizeof *x);

  *dicke        = (BruteDicke){.N = N, .dim = dim, .blocks = N / 2 + 1};
  dicke->copies = zeros((size_t)dicke->blocks, sizeof *dicke->copies);
  dicke->first  = zeros((size_t)dicke->blocks, sizeof *dicke->first);
  dicke->states = zeros((size_t)dim * (size_t)dim, sizeof *dicke->states);
  for (int site = 0; site < N; site++) add_site(N, site, jump_spin[0], lowering);
  for (int block = 0; block < dicke->blocks; block++) {
    const int values    = N + 1 - 2 * block;
    dicke->first[block] = count;
    for (int index = 0; index < dim; index++) {
      if (spins_up(N, index) != N - block) continue; /* m = j */
      memset(x, 0, (size_t)dim * sizeof *x);
      x[index]          = 1;
      const double norm = orthogonalise(dim, count, dicke->states, x);
      if (norm < 1e-6) continue;
      if (count + values > dim) abort();
      double *multiplet = dicke->states + count * dim;
      for (int i = 0; i < dim; i++) multiplet[(values - 1) * dim + i] = x[i] / norm;
      lower_to_the_end(dim, lowering, multiplet, values - 1);
      dicke->copies[block]++;
      count += values;
    }
  }
  free(lowering);
  free(x);
}

void brute_dicke_free(BruteDicke *dicke)
{
  free(dicke->copies);
  free(dicke->first);
  free(dicke->states);
  *dicke = (BruteDicke){0};
}

const double *brute_dicke_state(const BruteDicke *dicke, int block, int copy, int a)
{
  return dicke->states + (size_t)(dicke->first[block] + copy * (dicke->N + 1 - 2 * block) + a) * (size_t)dicke->dim;
}

double complex brute_dicke_project(const BruteDicke *dicke, const double complex *rho, int block, int a, int b)
{
  double complex sum = 0;

  for (int copy = 0; copy < dicke->copies[block]; copy++) {
    const double *bra = brute_dicke_state(dicke, block, copy, a), *ket = brute_dicke_state(dicke, block, copy, b);
    for (int i = 0; i < dicke->dim; i++)
      for (int k = 0; bra[i] != 0 && k < dicke->dim; k++) sum += bra[i] * rho[i * dicke->dim + k] * ket[k];
  }
  return sum;
}

void brute_dicke_embed(const BruteDicke *dicke, int block, int a, int b, double complex value, double complex *rho)
{
  for (int copy = 0; copy < dicke->copies[block]; copy++) {
    const double *ket = brute_dicke_state(dicke, block, copy, a), *bra = brute_dicke_state(dicke, block, copy, b);
    for (int i = 0; i < dicke->dim; i++)
      for (int k = 0; ket[i] != 0 && k < dicke->dim; k++) rho[i * dicke->dim + k] += value / dicke->copies[block] * ket[i] * bra[k];
  }
}
