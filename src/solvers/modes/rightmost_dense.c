/* LAPACK's modes, then the groups of those that may be the rightmost to their last digits (solvers/modes/mode_group.h).

   Error    f = 30 eps |A| kappa, kappa = |x||y|/|y^H x|, is what LAPACK's answer may suffer. The group replaces it by the sum of
              2 eps |y|^T (|D| + l) |x| / |y^H x|, D the dissipation, l the largest rate at which jumps leave a state: gain and loss cancel
                in elements of D; rounding in those of -i[H, .] moves a mode sideways, not to the right,
              f^2 / d, d the distance to the nearest other mode: what it does in second order, and what the group leaves,
            where that is smaller. */
#include "solvers/modes/rightmost_dense.h"

#include "solvers/modes/mode_group.h"

#include <float.h>
#include <math.h>

static const double radius = 1e-4; /* of a group, over |A| */

/* A sector as this file sees it. */
typedef struct {
  int        n;
  SparseRows A, At; /* with the zero modes moved to -|A|, farther left than any other */
  SparseRows D;     /* the dissipation, or A where that is not known */
  double     loss;  /* l above */
  DenseModes modes; /* of A */
} Block;

PetscErrorCode SectorDense(const Sector *s, Mat M, PetscScalar *A)
{
  PetscInt           n, count;
  const PetscInt    *columns;
  const PetscScalar *values;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(M, &n, NULL));
  PetscCall(PetscArrayzero(A, (size_t)n * (size_t)n));
  for (PetscInt i = 0; i < n; i++) {
    PetscCall(MatGetRow(M, i, &count, &columns, &values));
    for (PetscInt k = 0; k < count; k++) {
      if (s->mirrored) A[columns[k] + (size_t)n * (size_t)i] = -values[k];
      else A[i + (size_t)n * (size_t)columns[k]] = values[k];
    }
    PetscCall(MatRestoreRow(M, i, &count, &columns, &values));
    A[i + (size_t)n * (size_t)i] -= s->two_eta;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A as its SparseRows describe it, in a dense matrix that has all but the zero modes. */
static void move_zeros(const SparseRows *A, double *dense)
{
  for (int z = 0; z < A->zeros; z++)
    for (int j = 0; j < A->n; j++)
      for (int i = 0; i < A->n && A->t[z][j] != 0; i++) dense[i + (size_t)A->n * (size_t)j] -= A->c * A->u[z][i] * A->t[z][j];
}

/* At most, over all states of N spins. */
static double largest_loss(const SpinModel *model)
{
  const double *rate = model->xyz.rate;
  double        sum  = 0;

  if (!model->axial) return model->N * model->total_rate;
  for (int c = 0; c < CHANNEL_COUNT; c++) {
    double most = 0;
    for (int a = 0; a <= model->N && rate[c] > 0; a++) most = fmax(most, channels[c].loss(model->N, 0.5 * model->N, a - 0.5 * model->N));
    sum += rate[c] * most;
  }
  return sum;
}

static PetscErrorCode create(const Sector *s, Block *b)
{
  PetscInt     n;
  PetscScalar *dense;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &n, NULL));
  *b = (Block){.n = (int)n, .loss = largest_loss(s->model)};
  PetscCall(PetscMalloc1((size_t)n * (size_t)n, &dense));
  PetscCall(SectorDense(s, s->D ? s->D : s->L, dense));
  PetscCall(SparseRowsCreate(b->n, dense, PETSC_FALSE, &b->D));
  PetscCall(SectorDense(s, s->L, dense));
  PetscCall(SparseRowsCreate(b->n, dense, PETSC_FALSE, &b->A));
  PetscCall(SparseRowsCreate(b->n, dense, PETSC_TRUE, &b->At));
  b->A.zeros = b->At.zeros = s->zeros;
  b->A.c = b->At.c = s->scale * s->model->N;
  for (int z = 0; z < s->zeros; z++) {
    PetscCall(VecGetArrayRead(s->t[z], &b->A.t[z]));
    PetscCall(VecGetArrayRead(s->u[z], &b->A.u[z]));
    b->At.t[z] = b->A.u[z], b->At.u[z] = b->A.t[z];
  }
  move_zeros(&b->A, dense);
  PetscCall(DenseModesCreate(b->n, dense, &b->modes));
  PetscCall(PetscFree(dense));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(const Sector *s, Block *b)
{
  PetscFunctionBeginUser;
  for (int z = 0; z < s->zeros; z++) {
    PetscCall(VecRestoreArrayRead(s->t[z], &b->A.t[z]));
    PetscCall(VecRestoreArrayRead(s->u[z], &b->A.u[z]));
  }
  PetscCall(SparseRowsDestroy(&b->A));
  PetscCall(SparseRowsDestroy(&b->At));
  PetscCall(SparseRowsDestroy(&b->D));
  PetscCall(DenseModesDestroy(&b->modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static double length(int n, const double complex *x)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum = hypot(sum, cabs(x[i]));
  return sum;
}

/* |y|^T (|D| + l) |x| */
static double weight(const SparseRows *D, double loss, const double complex *y, const double complex *x)
{
  double sum = 0;

  for (int i = 0; i < D->n; i++) sum += loss * cabs(y[i]) * cabs(x[i]);
  for (int i = 0; i < D->n; i++)
    for (int k = D->start[i]; k < D->start[i + 1]; k++) sum += cabs(y[i]) * fabs(D->value[k]) * cabs(x[D->column[k]]);
  return sum;
}

/* Member k of a group as a mode, without residuals. */
static Mode member(const Block *b, const ModeGroup *g, int k)
{
  const double complex *x = g->x + (size_t)b->n * (size_t)k, *y = g->y + (size_t)b->n * (size_t)k;
  double complex        overlap = 0;

  for (int i = 0; i < b->n; i++) overlap += conj(y[i]) * x[i];
  const double condition = length(b->n, x) * length(b->n, y) / cabs(overlap),
               first     = DENSE_ERROR_FACTOR * DBL_EPSILON * b->modes.norm * condition;
  const double error     = 2 * DBL_EPSILON * weight(&b->D, b->loss, y, x) / cabs(overlap) + first * fmin(1, first / g->separation[k]);
  const double im        = fabs(cimag(g->value[k]));
  return (Mode){.re = creal(g->value[k]), .im = im <= error ? 0 : im, .condition = condition, .error = error, .proof = PROOF_LAPACK};
}

/* |A x - lambda x| / |x| */
static PetscErrorCode residual(const SparseRows *A, double complex lambda, const double complex *x, PetscReal *relative)
{
  double complex *r;
  double         *work;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc2(A->n, &r, 2 * A->n + 4, &work));
  sparse_rows_residual(A, lambda, x, work, r);
  *relative = length(A->n, r) / length(A->n, x);
  PetscCall(PetscFree2(r, work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Residuals of member k, from the right and from the left: A^T conj(y) = lambda conj(y). */
static PetscErrorCode measure(const Block *b, const ModeGroup *g, int k, Mode *mode)
{
  double complex *y = g->y + (size_t)b->n * (size_t)k;

  PetscFunctionBeginUser;
  PetscCall(residual(&b->A, g->value[k], g->x + (size_t)b->n * (size_t)k, &mode->residual));
  for (int i = 0; i < b->n; i++) y[i] = conj(y[i]);
  PetscCall(residual(&b->At, g->value[k], y, &mode->left_residual));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Farther right, or not to be told from it but with a smaller frequency: which of them it is must not be left to rounding. */
static bool better(const Mode *mode, const Mode *than)
{
  const double ahead = mode->re - than->re;

  return fabs(ahead) > mode->error + than->error ? ahead > 0 : mode->im < than->im;
}

/* How far right the modes seen so far are, and may be. */
typedef struct {
  double re, most;
} Reach;

/* The group around a candidate: *best if it has a better mode, and how far right it reaches. */
static PetscErrorCode look_around(const Block *b, int center, bool *seen, Mode *best, Reach *reached)
{
  const double         reach  = radius * b->modes.norm;
  const double complex lambda = b->modes.re[center] + I * b->modes.im[center];
  ModeGroup            g;
  int                  found = -1;

  PetscFunctionBeginUser;
  PetscCall(ModeGroupCreate(&b->A, &b->modes, center, reach, &g));
  for (int k = 0; k < g.size; k++) {
    if (cabs(g.value[k] - lambda) > reach / 2) continue; /* nearer to a mode outside than to the others */
    const Mode   mode = member(b, &g, k);
    const double bar  = mode.re + mode.error;
    reached->most     = isfinite(bar) ? fmax(reached->most, bar) : INFINITY;
    reached->re       = fmax(reached->re, mode.re);
    if (better(&mode, best)) *best = mode, found = k;
  }
  if (found >= 0) PetscCall(measure(b, &g, found, best));
  for (int k = 0; k < b->n; k++) seen[k] |= cabs(b->modes.re[k] + I * b->modes.im[k] - lambda) <= reach / 4;
  PetscCall(ModeGroupDestroy(&g));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorRightmostDense(const Sector *s, Mode *mode)
{
  double floor   = -INFINITY;
  Mode   best    = {.re = -INFINITY, .im = INFINITY};
  Reach  reached = {-INFINITY, -INFINITY};
  Block  b;
  bool  *seen;

  PetscFunctionBeginUser;
  PetscCall(create(s, &b));
  PetscCall(PetscCalloc1(b.n, &seen));
  for (int k = 0; k < b.n; k++) floor = fmax(floor, b.modes.re[k] - b.modes.error[k]);
  for (int k = 0; k < b.n; k++)
    if (!seen[k] && b.modes.im[k] >= 0 && b.modes.re[k] + b.modes.error[k] >= floor) PetscCall(look_around(&b, k, seen, &best, &reached));
  if (isfinite(best.re)) {
    best.re       = reached.re;
    best.error    = fmax(best.error, reached.most - reached.re);
    best.scale    = s->scale;
    best.finished = PETSC_TRUE;
    *mode         = best;
  }
  PetscCall(PetscFree(seen));
  PetscCall(destroy(s, &b));
  PetscFunctionReturn(PETSC_SUCCESS);
}
