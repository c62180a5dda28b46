/* One block of B^-1: rows of the Vec to the packed matrices Z, to the eigenbasis, divide, and back. */
#include "physics/numerics/clones.h"
#include "solvers/adi/hamiltonian.h"

#include <petscblaslapack.h>

/* Where class q keeps a: place(a) = first + step * (a / classes). */
typedef struct {
  int first, step;
} Place;

static Place class_place(const AdiEigen *eigen, int q)
{
  return eigen->mirror && q == 1 ? (Place){eigen->class[1].size - 1, -1} : (Place){0, 1};
}

/* Offsets into the matrices of the pair (a, b): element (a, b) of Z of a's class and (b, a) of that of b. */
typedef struct {
  double         *Z[2];
  const AdiEigen *eigen;
  Place           place[2];
  int             ld;
  int             sector; /* parity of the sector where there are two classes */
} Pack;

static double *pack_element(const Pack *pack, int a, int b)
{
  const int   mask = pack->eigen->classes - 1, q = a & mask, r = b & mask;
  const Place row = pack->place[q], column = pack->place[r];
  return pack->Z[q] + (row.first + row.step * (a >> mask)) + (ptrdiff_t)pack->ld * (column.first + column.step * (b >> mask));
}

/* From pair i to pair i+2 of a row a grows by 2 and b falls by 2, in the same class: constant steps in both matrices. */
typedef struct {
  double   *ab, *ba;
  ptrdiff_t step_ab, step_ba;
} Walk;

static Walk pack_walk(const Pack *pack, int a, int b)
{
  const int   mask = pack->eigen->classes - 1, two = 2 >> mask;
  const Place pa = pack->place[a & mask], pb = pack->place[b & mask];

  return (Walk){pack_element(pack, a, b), pack_element(pack, b, a), two * (pa.step - (ptrdiff_t)pb.step * pack->ld),
                two * ((ptrdiff_t)pa.step * pack->ld - pb.step)};
}

/* z = alpha x + beta y of row c of a family into the matrices. */
static void gather_row(const Pack *pack, int parity, int c, int count, AdiBlend blend, const double *x, const double *y)
{
  const int lone = parity == 0;

  if (lone && count > 0)
    *pack_element(pack, c, c) = (blend.alpha != 0 ? blend.alpha * x[0] : 0) + (blend.beta != 0 ? blend.beta * y[0] : 0) + blend.population;
  for (int start = lone; start < lone + 2 && start < count; start++) {
    Walk w = pack_walk(pack, c + parity + start, c - start);
    for (int i = start; i < count; i += 2, w.ab += w.step_ab, w.ba += w.step_ba) {
      const int at = 2 * i - lone;
      double    re = 0, im = 0;
      if (blend.alpha != 0) re = blend.alpha * x[at], im = blend.alpha * x[at + 1];
      if (blend.beta != 0) re += blend.beta * y[at], im += blend.beta * y[at + 1];
      *w.ab = re + im;
      *w.ba = re - im;
    }
  }
}

/* y = result - gamma y of one row. */
static void scatter_row(const Pack *pack, int parity, int c, int count, double gamma, double *y)
{
  const int lone = parity == 0;

  if (lone && count > 0) y[0] = *pack_element(pack, c, c) - (gamma != 0 ? gamma * y[0] : 0);
  for (int start = lone; start < lone + 2 && start < count; start++) {
    Walk w = pack_walk(pack, c + parity + start, c - start);
    for (int i = start; i < count; i += 2, w.ab += w.step_ab, w.ba += w.step_ba) {
      const int    at = 2 * i - lone;
      const double re = 0.5 * (*w.ab + *w.ba), im = 0.5 * (*w.ab - *w.ba);
      y[at]     = re - (gamma != 0 ? gamma * y[at] : 0);
      y[at + 1] = im - (gamma != 0 ? gamma * y[at + 1] : 0);
    }
  }
}

/* Two mirror columns x, y and in them mirror rows i, size-1-i (high[-i]) to their symmetric and antisymmetric combinations. */
PILIND_CLONES static void fold_pair(int half, double *restrict x, double *restrict y, double *restrict x_high, double *restrict y_high)
{
  PILIND_IVDEP
  for (int i = 0; i < half; i++) {
    const double s = x[i] + y[i], d = x[i] - y[i], s_high = x_high[-i] + y_high[-i], d_high = x_high[-i] - y_high[-i];
    x[i]       = 0.5 * (s + s_high);
    x_high[-i] = 0.5 * (s - s_high);
    y[i]       = 0.5 * (d + d_high);
    y_high[-i] = 0.5 * (d - d_high);
  }
}

/* The same of two elements: the middle row, or one pair of rows of the middle column. */
static void fold_two(double *a, double *b)
{
  const double s = *a + *b, d = *a - *b;

  *a = s * M_SQRT1_2;
  *b = d * M_SQRT1_2;
}

static void fold(int rows, int columns, int ld, double *Z)
{
  for (int k = 0; k < columns / 2; k++) {
    double *x = Z + (size_t)k * ld, *y = Z + (size_t)(columns - 1 - k) * ld;
    fold_pair(rows / 2, x, y, x + rows - 1, y + rows - 1);
    if (rows % 2) fold_two(x + rows / 2, y + rows / 2);
  }
  double *middle = Z + (size_t)(columns / 2) * ld;
  for (int i = 0; i < rows / 2 && columns % 2; i++) fold_two(middle + i, middle + rows - 1 - i);
}

enum { SMALL = 200 }; /* products below it take less time than dgemm needs to begin */

/* C = A B of m x k and k x n numbers, columns contiguous; 'T': A or B is transposed. */
static void multiply(const char *ta, const char *tb, int m, int n, int k, const double *A, int lda, const double *B, int ldb, double *C,
                     int ldc)
{
  const double one = 1, zero = 0;
  const int    ai = *ta == 'N' ? 1 : lda, al = *ta == 'N' ? lda : 1, bl = *tb == 'N' ? 1 : ldb, bj = *tb == 'N' ? ldb : 1;

  if (m == 0 || n == 0 || k == 0) return;
  if ((ptrdiff_t)m * n * k > SMALL) {
    BLASgemm_(ta, tb, &m, &n, &k, &one, A, &lda, B, &ldb, &zero, C, &ldc);
    return;
  }
  for (int j = 0; j < n; j++)
    for (int i = 0; i < m; i++) {
      const double *a = A + i * ai, *b = B + j * bj;
      double        sum = a[0] * b[0];
      for (int l = 1; l < k; l++) sum += a[l * al] * b[l * bl];
      C[i + (ptrdiff_t)j * ldc] = sum;
    }
}

/* Z <- V^T Z U (forward) or V Z U^T, V and U block diagonal. Returns the flops. */
static double change_basis(const AdiClass *V, const AdiClass *U, PetscBool forward, int ld, double *Z, double *work)
{
  double flops = 0;
  int    done  = 0;

  for (int p = 0; p < U->parts; done += U->part[p], p++) {
    flops += 2.0 * V->size * U->part[p] * U->part[p];
    multiply("N", forward ? "N" : "T", V->size, U->part[p], U->part[p], Z + (size_t)done * ld, ld, U->vector[p], U->part[p],
             work + (size_t)done * ld, ld);
  }
  done = 0;
  for (int p = 0; p < V->parts; done += V->part[p], p++) {
    flops += 2.0 * U->size * V->part[p] * V->part[p];
    multiply(forward ? "T" : "N", "N", V->part[p], U->size, V->part[p], V->vector[p], V->part[p], work + done, ld, Z + done, ld);
  }
  return flops;
}

enum { TILE = 16 };

/* kappa / (kappa^2 + w^2) and w / (kappa^2 + w^2) of one column of a tile. */
PILIND_CLONES static void resolvent(int n, double kappa, const double *restrict e, double el, double *restrict same, double *restrict cross)
{
  for (int k = 0; k < n; k++) {
    const double omega = e[k] - el, inverse = 1 / (kappa * kappa + omega * omega);
    same[k]  = kappa * inverse;
    cross[k] = omega * inverse;
  }
}

/* Z_kl, W_lk of one pair of tiles; energies of rows k and columns l of Z. */
static void divide_tile(double kappa, int ld, const double *ek, const double *el, int k0, int k1, int l0, int l1, double *Z, double *W)
{
  double same[TILE], cross[TILE];

  for (int l = l0; l < l1; l++) {
    double *z = Z + k0 + (size_t)l * ld, *w = W + l + (size_t)k0 * ld;
    resolvent(k1 - k0, kappa, ek + k0, el[l], same, cross);
    for (int k = 0; k < k1 - k0; k++) {
      const double f = z[k], g = w[(size_t)k * ld];
      z[k]              = same[k] * f - cross[k] * g;
      w[(size_t)k * ld] = same[k] * g + cross[k] * f;
    }
  }
}

/* Even sector: a matrix is its own partner, so the tiles on the diagonal take k > l only. */
static void divide_even(double kappa, int ld, const AdiClass *V, double *Z)
{
  const int     n = V->size;
  const double *e = V->energy;

  for (int l = 0; l < n; l += TILE) {
    const int l1 = PetscMin(l + TILE, n);
    for (int c = l; c < l1; c++) {
      Z[c + (size_t)c * ld] /= kappa;
      divide_tile(kappa, ld, e, e, c + 1, l1, c, c + 1, Z, Z);
    }
    for (int k = l + TILE; k < n; k += TILE) divide_tile(kappa, ld, e, e, k, PetscMin(k + TILE, n), l, l1, Z, Z);
  }
}

static void divide_odd(double kappa, int ld, const AdiClass *V, const AdiClass *U, double *Z, double *W)
{
  for (int l = 0; l < U->size; l += TILE)
    for (int k = 0; k < V->size; k += TILE)
      divide_tile(kappa, ld, V->energy, U->energy, k, PetscMin(k + TILE, V->size), l, PetscMin(l + TILE, U->size), Z, W);
}

static void divide(const Pack *pack, double kappa)
{
  const AdiClass *class = pack->eigen->class;

  if (pack->sector) divide_odd(kappa, pack->ld, &class[0], &class[1], pack -> Z[0], pack -> Z[1]);
  else
    for (int q = 0; q < pack->eigen->classes; q++) divide_even(kappa, pack->ld, &class[q], pack -> Z[q]);
}

static void fold_both(const Pack *pack)
{
  const AdiClass *class = pack->eigen->class;

  for (int q = 0; q < pack->eigen->classes && pack->eigen->folded; q++)
    fold(class[q].size, class[q ^ pack->sector].size, pack->ld, pack->Z[q]);
}

static PetscErrorCode change_both(const Pack *pack, PetscBool forward, PetscLogEvent gemm, double *work)
{
  const AdiClass *class = pack->eigen->class;
  double flops          = 0;

  PetscFunctionBeginUser;
  if (pack->eigen->diagonal) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscLogEventBegin(gemm, 0, 0, 0, 0));
  for (int q = 0; q < pack->eigen->classes; q++)
    flops += change_basis(&class[q], &class[q ^ pack->sector], forward, pack -> ld, pack -> Z[q], work);
  PetscCall(PetscLogFlops(flops));
  PetscCall(PetscLogEventEnd(gemm, 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiHamiltonianSolve(const AdiHamiltonian *h, int families, const AdiRows *const *rows, double kappa, int k, AdiBlend blend,
                                   PetscLogEvent gemm, const double *x, double *y)
{
  const AdiEigen *eigen = &h->eigen[k - h->k0];
  const Pack      pack  = {
          {h->work[0], h->work[1]}, eigen, {class_place(eigen, 0), class_place(eigen, 1)}, adi_leading(eigen->class[0].size), h->parity};

  PetscFunctionBeginUser;
  if (eigen->unitary) {
    PetscCall(AdiHamiltonianSolveComplex(h, families, rows, kappa, k, blend, gemm, x, y));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (int f = 0; f < families; f++)
    for (int c = 0; c < rows[f]->rows[k - rows[f]->k0]; c++) {
      const PetscInt at = adi_row(rows[f], k, c);
      gather_row(&pack, rows[f]->parity, c, adi_end(rows[f], k, c), blend, x ? x + at : NULL, y + at);
    }
  fold_both(&pack);
  PetscCall(change_both(&pack, PETSC_TRUE, gemm, h->work[2]));
  divide(&pack, kappa);
  PetscCall(change_both(&pack, PETSC_FALSE, gemm, h->work[2]));
  fold_both(&pack);
  for (int f = 0; f < families; f++)
    for (int c = 0; c < rows[f]->rows[k - rows[f]->k0]; c++)
      scatter_row(&pack, rows[f]->parity, c, adi_end(rows[f], k, c), blend.gamma, y + adi_row(rows[f], k, c));
  PetscFunctionReturn(PETSC_SUCCESS);
}
