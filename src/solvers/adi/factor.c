/* The triangular sweep w = A^-1 v, A = kappa - L_D.

   Ordered by m+m' descending (emission) or ascending (pumping), L_D is block lower triangular: the forward gains lead to the next
   level, dephasing couples the blocks j of one level, tridiagonally and separately for each m-m'. So A = T - G_f with T
   tridiagonal in j, and one sweep solves it.
   With backward gains too (emission and pumping) the two sweeps of symmetric Gauss-Seidel stand for it,
   A ~ (T - G_f) T^-1 (T - G_b), T with all losses: measured, the Krylov method needs no more iterations than with an exact A. */
#include "solvers/adi/factor.h"

/* The blocks k < level_blocks have a row c = level - k on this level; pairs of the rows do not increase with k. */
static int level_blocks(const AdiRows *rows, int level)
{
  int k = PetscMin(rows->k1 - 1, level);

  while (k >= 0 && rows->rows[k] + k <= level) k--;
  return k + 1;
}

static int level_count(const AdiRows *rows)
{
  int most = 0;

  for (int k = 0; k < rows->k1; k++) most = PetscMax(most, rows->rows[k] + k);
  return most;
}

static int row_count(const AdiRows *rows, int k, int level) { return adi_end(rows, k, level - k) - rows->i0; }

/* Level gain from block k to k + step (0 if there is none), for the first `count` pairs. */
static void coupling_row(const AdiFactor *f, int k, int level, int step, int count, double *out)
{
  for (int i = 0; i < count; i++) out[i] = 0;
  for (int g = 0; g < f->d->count[ADI_LEVEL]; g++) {
    const AdiGain *gain = &f->d->gain[ADI_LEVEL][g];
    if (gain->dj != -step) continue;
    const double *b = gain->f + f->d->element[k] + level - k - f->rows->i0, *a = b + f->rows->parity + 2 * f->rows->i0;
    for (int i = 0; i < count; i++) out[i] += a[i] * b[-i];
  }
}

static double *pivots(const AdiFactor *f, int k) { return f->inverse + (size_t)k * f->width; }

/* 1/pivots of T on a level, eliminated from the last block to the first. `up` and `down` are the couplings between neighbours. */
static void factor_level(const AdiFactor *f, int level, int blocks)
{
  double *up = f->inverse + (size_t)f->rows->k1 * f->width, *down = up + f->width;

  for (int k = blocks - 1; k >= 0; k--) {
    double   *pivot = pivots(f, k);
    const int count = row_count(f->rows, k, level), next = k + 1 < blocks ? row_count(f->rows, k + 1, level) : 0;

    adi_diagonal_row(f->d, f->rows, f->kappa, k, level - k, pivot);
    if (f->d->count[ADI_LEVEL] > 0 && next > 0) {
      coupling_row(f, k + 1, level, -1, next, up);
      coupling_row(f, k, level, +1, next, down);
      for (int i = 0; i < next; i++) pivot[i] -= up[i] * down[i] * pivots(f, k + 1)[i];
    }
    for (int i = 0; i < count; i++) pivot[i] = 1 / pivot[i];
  }
}

/* row += coupling x, by pair */
static void add_coupled(const AdiFactor *f, int count, const double *coupling, const double *x, double *row)
{
  double *scaled = f->scratch;

  adi_scale_row(f->rows, count, coupling, x, scaled);
  const int length = count > 0 ? 2 * count - adi_lone(f->rows) : 0;
  for (int i = 0; i < length; i++) row[i] += scaled[i];
}

/* row[k] = T^-1 row[k] on one level; factor_level comes before. */
static void solve_level(const AdiFactor *f, int level, int blocks, double *const *row)
{
  double *coupling = f->inverse + (size_t)f->rows->k1 * f->width;

  if (f->d->count[ADI_LEVEL] > 0)
    for (int k = blocks - 2; k >= 0; k--) {
      const int next = row_count(f->rows, k + 1, level);
      coupling_row(f, k + 1, level, -1, next, coupling);
      for (int i = 0; i < next; i++) coupling[i] *= pivots(f, k + 1)[i];
      add_coupled(f, next, coupling, row[k + 1], row[k]);
    }
  for (int k = 0; k < blocks; k++) {
    const int count = row_count(f->rows, k, level);
    if (f->d->count[ADI_LEVEL] > 0 && k > 0) {
      coupling_row(f, k - 1, level, +1, count, coupling);
      add_coupled(f, count, coupling, row[k - 1], row[k]);
    }
    adi_scale_row(f->rows, count, pivots(f, k), row[k], row[k]);
  }
}

static void forward(const AdiFactor *f, int level, const double *v, const double *const *block, double *w)
{
  const AdiRows *rows   = f->rows;
  const int      blocks = level_blocks(rows, level);

  for (int k = 0; k < blocks; k++) {
    const PetscInt at = rows->first[k] + adi_row(rows, k, level - k);
    f->row[k]         = w + at;
    if (v != w) (void)memcpy(w + at, v + at, (size_t)adi_row_length(rows, k, level - k) * sizeof *w);
    adi_add_gains(f->d, ADI_FORWARD, rows, block, k, level - k, w + at);
  }
  factor_level(f, level, blocks);
  solve_level(f, level, blocks, f->row);
}

/* The same where T is diagonal: row by row. */
static void forward_diagonal(const AdiFactor *f, int level, const double *v, const double *const *block, double *w)
{
  const AdiRows *rows   = f->rows;
  const int      blocks = level_blocks(rows, level);

  for (int k = 0; k < blocks; k++) {
    const int      c  = level - k;
    const PetscInt at = rows->first[k] + adi_row(rows, k, c);

    if (adi_sweep_row(f->d, rows, f->kappa, block, k, c, v + at, w + at)) continue;
    if (v != w) (void)memcpy(w + at, v + at, (size_t)adi_row_length(rows, k, c) * sizeof *w);
    adi_add_gains(f->d, ADI_FORWARD, rows, block, k, c, w + at);
    adi_diagonal_row(f->d, rows, f->kappa, k, c, f->inverse);
    for (int i = 0; i < row_count(rows, k, level); i++) f->inverse[i] = 1 / f->inverse[i];
    adi_scale_row(rows, row_count(rows, k, level), f->inverse, w + at, w + at);
  }
}

/* w += T^-1 G_b w on one level. */
static void backward(const AdiFactor *f, int level, const double *const *block, double *w)
{
  const AdiRows *rows   = f->rows;
  const int      blocks = level_blocks(rows, level);

  for (int k = 0; k < blocks; k++) {
    f->row[k] = f->level_rows + (size_t)k * 2 * f->width;
    (void)memset(f->row[k], 0, (size_t)adi_row_length(rows, k, level - k) * sizeof *w);
    adi_add_gains(f->d, ADI_BACKWARD, rows, block, k, level - k, f->row[k]);
  }
  factor_level(f, level, blocks);
  solve_level(f, level, blocks, f->row);
  for (int k = 0; k < blocks; k++) {
    double *out = w + rows->first[k] + adi_row(rows, k, level - k);
    for (int i = 0; i < adi_row_length(rows, k, level - k); i++) out[i] += f->row[k][i];
  }
}

void adi_factor_solve(const AdiFactor *f, const double *v, double *w)
{
  const int count = level_count(f->rows);

  for (int k = 0; k < f->rows->k1; k++) f->block[k] = w + f->rows->first[k];
  for (int l = 0; l < count; l++) {
    const int level = f->d->direction < 0 ? count - 1 - l : l;
    if (f->d->count[ADI_LEVEL] == 0) forward_diagonal(f, level, v, f->block, w);
    else forward(f, level, v, f->block, w);
  }
  if (AdiDissipatorExact(f->d)) return;
  for (int l = 0; l < count; l++) backward(f, f->d->direction < 0 ? l : count - 1 - l, f->block, w);
}

PetscErrorCode AdiFactorCreate(const AdiDissipator *d, const AdiRows *rows, double kappa, AdiFactor *f)
{
  const int width = rows->i1 - rows->i0, blocks = rows->k1;

  PetscFunctionBeginUser;
  *f = (AdiFactor){.d = d, .rows = rows, .kappa = kappa, .width = width};
  PetscCall(PetscMalloc3((size_t)(blocks + 2) * width + 1, &f->inverse, blocks, &f->row, blocks, &f->block));
  PetscCall(PetscMalloc1(2 * width + 1, &f->scratch));
  if (!AdiDissipatorExact(d)) PetscCall(PetscMalloc1((size_t)blocks * 2 * width + 1, &f->level_rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiFactorDestroy(AdiFactor *f)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree3(f->inverse, f->row, f->block));
  PetscCall(PetscFree(f->scratch));
  PetscCall(PetscFree(f->level_rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}
