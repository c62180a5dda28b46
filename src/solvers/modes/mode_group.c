/* Small dense algebra around one residual that is summed with care. */
#include "solvers/modes/mode_group.h"

#include "physics/numerics/compensated.h"
#include "physics/numerics/lapack.h"

#include <math.h>

PetscErrorCode SparseRowsCreate(int n, const double *A, PetscBool transpose, SparseRows *rows)
{
  const size_t down = transpose ? (size_t)n : 1, right = transpose ? 1 : (size_t)n; /* steps to the next row and column */
  int          count = 0;

  PetscFunctionBeginUser;
  *rows = (SparseRows){.n = n};
  for (size_t k = 0; k < (size_t)n * (size_t)n; k++) count += A[k] != 0;
  PetscCall(PetscMalloc3(n + 1, &rows->start, count, &rows->column, count, &rows->value));
  count = 0;
  for (int i = 0; i < n; i++) {
    rows->start[i] = count;
    for (int j = 0; j < n; j++) {
      const double value = A[(size_t)i * down + (size_t)j * right];
      if (value != 0) rows->column[count] = j, rows->value[count++] = value;
    }
  }
  rows->start[n] = count;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SparseRowsDestroy(SparseRows *rows)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree3(rows->start, rows->column, rows->value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* t.x */
static double complex functional(int n, const double *t, const double complex *x, double *work)
{
  double part[2];

  for (int im = 0; im < 2; im++) {
    for (int k = 0; k < n; k++) work[k] = im ? cimag(x[k]) : creal(x[k]);
    part[im] = compensated_dot(n, t, work);
  }
  return part[0] + I * part[1];
}

void sparse_rows_residual(const SparseRows *A, double complex lambda, const double complex *x, double *work, double complex *r)
{
  double *a = work, *b = work + A->n + 2;

  for (int i = 0; i < A->n; i++) {
    double    part[2];
    const int count = A->start[i + 1] - A->start[i], *column = A->column + A->start[i];
    for (int k = 0; k < count; k++) a[k] = A->value[A->start[i] + k];
    a[count] = -creal(lambda);
    for (int im = 0; im < 2; im++) {
      for (int k = 0; k < count; k++) b[k] = im ? cimag(x[column[k]]) : creal(x[column[k]]);
      b[count]     = im ? cimag(x[i]) : creal(x[i]);
      a[count + 1] = im ? -cimag(lambda) : cimag(lambda);
      b[count + 1] = im ? creal(x[i]) : cimag(x[i]);
      part[im]     = compensated_dot(count + 2, a, b);
    }
    r[i] = part[0] + I * part[1];
  }
  for (int z = 0; z < A->zeros; z++) {
    const double complex weight = A->c * functional(A->n, A->t[z], x, work);
    for (int i = 0; i < A->n; i++) r[i] -= A->u[z][i] * weight;
  }
}

/* Vector k of LAPACK's packed ones. */
static void unpack(const DenseModes *m, const double *packed, int k, double complex *x)
{
  const size_t  n  = (size_t)m->n;
  const double *re = packed + n * (size_t)(m->im[k] < 0 ? k - 1 : k), *im = re + n;

  for (size_t i = 0; i < n; i++) x[i] = re[i] + (m->im[k] == 0 ? 0 : I * (m->im[k] < 0 ? -im[i] : im[i]));
}

/* x without its zero modes. */
static void project(const SparseRows *A, double complex *x, double *work)
{
  for (int z = 0; z < A->zeros; z++) {
    const double complex weight = functional(A->n, A->t[z], x, work);
    for (int i = 0; i < A->n; i++) x[i] -= weight * A->u[z][i];
  }
}

/* C = A^H B, both n x k. */
static void overlaps(int n, int k, const double complex *A, const double complex *B, double complex *C)
{
  for (int i = 0; i < k; i++)
    for (int j = 0; j < k; j++) {
      const double complex *a = A + (size_t)n * (size_t)i, *b = B + (size_t)n * (size_t)j;
      double complex        sum = 0;
      for (int l = 0; l < n; l++) sum += conj(a[l]) * b[l];
      C[i + (size_t)k * (size_t)j] = sum;
    }
}

/* X <- X W, n x k times k x k. */
static PetscErrorCode recombine(int n, int k, double complex *X, const double complex *W)
{
  double complex *row;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(k, &row));
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < k; j++) row[j] = X[i + (size_t)n * (size_t)j];
    for (int j = 0; j < k; j++) {
      double complex sum = 0;
      for (int l = 0; l < k; l++) sum += row[l] * W[l + (size_t)k * (size_t)j];
      X[i + (size_t)n * (size_t)j] = sum;
    }
  }
  PetscCall(PetscFree(row));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void separate(ModeGroup *g, double radius)
{
  for (int i = 0; i < g->size; i++) {
    g->separation[i] = radius;
    for (int j = 0; j < g->size; j++)
      if (j != i) g->separation[i] = fmin(g->separation[i], cabs(g->value[i] - g->value[j]));
  }
}

/* From LAPACK's vectors and P = Y^H X, M = Y^H R to those of the group: G = P^-1 M, then X W and Y P^-H Z. */
static PetscErrorCode solve(ModeGroup *g, double complex lambda, double complex *P, double complex *M, double complex *W, double complex *Z)
{
  const int       k = g->size;
  double complex *Ph;
  int             info;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1((size_t)k * (size_t)k, &Ph));
  for (int i = 0; i < k; i++)
    for (int j = 0; j < k; j++) Ph[j + (size_t)k * (size_t)i] = conj(P[i + (size_t)k * (size_t)j]);
  info = lapack_complex_solve(k, k, P, M);
  if (!info) info = lapack_complex_modes(k, M, g->value, Z, W);
  if (!info) info = lapack_complex_solve(k, k, Ph, Z);
  PetscCall(PetscFree(Ph));
  PetscCheck(info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the eigenvalues of a block");
  for (int j = 0; j < k; j++) g->value[j] = info ? NAN : lambda + g->value[j];
  if (info) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(recombine(g->n, k, g->x, W));
  PetscCall(recombine(g->n, k, g->y, Z));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ModeGroupCreate(const SparseRows *A, const DenseModes *m, int center, double radius, ModeGroup *g)
{
  const double complex lambda = m->re[center] + I * m->im[center];
  const size_t         n      = (size_t)m->n;
  double complex      *R, *P, *M, *W, *Z;
  double              *work;

  PetscFunctionBeginUser;
  *g = (ModeGroup){.n = m->n};
  for (int k = 0; k < m->n; k++) g->size += cabs(m->re[k] + I * m->im[k] - lambda) <= radius;
  const size_t size = (size_t)g->size;
  PetscCall(PetscMalloc4(n * size, &g->x, n * size, &g->y, size, &g->value, size, &g->separation));
  PetscCall(PetscMalloc6(n * size, &R, size * size, &P, size * size, &M, size * size, &W, size * size, &Z, 2 * n + 4, &work));
  for (int k = 0, at = 0; k < m->n; k++) {
    if (!(cabs(m->re[k] + I * m->im[k] - lambda) <= radius)) continue;
    unpack(m, m->right, k, g->x + n * (size_t)at);
    unpack(m, m->left, k, g->y + n * (size_t)at);
    project(A, g->x + n * (size_t)at, work);
    sparse_rows_residual(A, lambda, g->x + n * (size_t)at, work, R + n * (size_t)at);
    at++;
  }
  overlaps(m->n, g->size, g->y, g->x, P);
  overlaps(m->n, g->size, g->y, R, M);
  PetscCall(solve(g, lambda, P, M, W, Z));
  separate(g, radius);
  PetscCall(PetscFree6(R, P, M, W, Z, work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ModeGroupDestroy(ModeGroup *g)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree4(g->x, g->y, g->value, g->separation));
  *g = (ModeGroup){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
