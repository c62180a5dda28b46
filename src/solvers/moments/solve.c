/* Algorithm  A y = -source, A from the rows of the hierarchy: one factorisation; y <- y + A^-1 r until r, in twice the working precision,
   stops
              falling. Raw residuals reach 1e-5 at large orders, where neighbouring moments differ by many orders of magnitude.
   Closure    Solve; fit <x^a>/<x^(a-2)>; solve with it; until the fit changes by less than 1e-6, at most four times. */
#include "solvers/moments/solve.h"

#include "physics/numerics/lapack.h"
#include "solvers/linear/direct.h"
#include "solvers/linear/refine.h"
#include "solvers/linear/twofold_product.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 8, FITS = 4, ALONE_MAX = 4000 };
static const PetscReal target = 1e-15, settled = 1e-6;

/* Rows start ... end-1 as compressed rows; column indices are global. */
typedef struct {
  PetscInt     count, *row, *column;
  PetscScalar *value, *source;
} Rows;

/* Ascending columns; a zero where there is no diagonal element, which factorisations need. Returns the number of entries. */
static int order_row(int diagonal, int count, int *column, double *value)
{
  bool has = false;

  for (int k = 0; k < count; k++) has |= column[k] == diagonal;
  if (!has) column[count] = diagonal, value[count++] = 0;
  for (int k = 1; k < count; k++)
    for (int i = k; i > 0 && column[i] < column[i - 1]; i--) {
      const int    c = column[i];
      const double v = value[i];
      column[i] = column[i - 1], value[i] = value[i - 1];
      column[i - 1] = c, value[i - 1] = v;
    }
  return count;
}

static PetscErrorCode rows_create(const MomentHierarchy *h, const MomentClosure *closure, PetscInt start, PetscInt end, Rows *r)
{
  const PetscInt most = h->moves + 1;
  PetscInt       room = 16 * (end - start) + most, used = 0;
  int           *column;
  double        *value;

  PetscFunctionBeginUser;
  r->count = end - start;
  PetscCall(PetscMalloc2(most, &column, most, &value));
  PetscCall(PetscMalloc1(r->count + 1, &r->row));
  PetscCall(PetscMalloc1(PetscMax(1, r->count), &r->source));
  PetscCall(PetscMalloc1(room, &r->column));
  PetscCall(PetscMalloc1(room, &r->value));
  for (PetscInt i = 0; i < r->count; i++) {
    const int entries = order_row((int)(start + i), moment_row(h, closure, (int)(start + i), column, value, &r->source[i]), column, value);
    r->row[i]         = used;
    if (used + entries > room) {
      room = 2 * room + most;
      PetscCall(PetscRealloc((size_t)room * sizeof *r->column, &r->column));
      PetscCall(PetscRealloc((size_t)room * sizeof *r->value, &r->value));
    }
    for (int k = 0; k < entries; k++, used++) {
      r->column[used] = column[k];
      r->value[used]  = value[k];
    }
  }
  r->row[r->count] = used;
  PetscCall(PetscFree2(column, value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode rows_destroy(Rows *r)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(r->row));
  PetscCall(PetscFree(r->column));
  PetscCall(PetscFree(r->value));
  PetscCall(PetscFree(r->source));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Largest of the sums of moduli of a row's terms. */
static PetscReal size_of_terms(const Rows *r, const double *y)
{
  PetscReal largest = 0;

  for (PetscInt i = 0; i < r->count; i++) {
    PetscReal sum = fabs(r->source[i]);
    for (PetscInt k = r->row[i]; k < r->row[i + 1]; k++) sum += fabs(r->value[k] * y[r->column[k]]);
    largest = PetscMax(largest, sum);
  }
  return largest;
}

/* r = -source - A y, accumulated in more than double precision where the compiler has it; its largest component. */
static PetscReal dense_residual(const Rows *rows, const double *y, double *r)
{
  PetscReal largest = 0;

  for (PetscInt i = 0; i < rows->count; i++) {
    long double sum = -rows->source[i];
    for (PetscInt k = rows->row[i]; k < rows->row[i + 1]; k++) sum -= (long double)rows->value[k] * y[rows->column[k]];
    r[i]    = (double)sum;
    largest = PetscMax(largest, fabs(r[i]));
  }
  return largest;
}

/* By LAPACK. */
static PetscErrorCode solve_dense(const Rows *rows, double *y, PetscReal *residual)
{
  const PetscInt n = rows->count;
  double        *LU, *r;
  int           *pivots;

  PetscFunctionBeginUser;
  PetscCall(PetscCalloc2(n * n, &LU, n, &r));
  PetscCall(PetscMalloc1(n, &pivots));
  for (PetscInt i = 0; i < n; i++)
    for (PetscInt k = rows->row[i]; k < rows->row[i + 1]; k++) LU[i + n * rows->column[k]] = rows->value[k];
  PetscCall(PetscArrayzero(y, n));
  *residual = PETSC_INFINITY;
  if (!lapack_factor((int)n, LU, pivots)) {
    PetscReal before = dense_residual(rows, y, r), after = before;
    for (int round = 0; round < ROUNDS && after > 0 && (round < 2 || after < before / 2); round++) {
      before = after;
      lapack_factor_solve((int)n, LU, pivots, 1, r);
      for (PetscInt i = 0; i < n; i++) y[i] += r[i];
      after = dense_residual(rows, y, r);
    }
    const PetscReal size = size_of_terms(rows, y);
    *residual            = size > 0 ? after / size : 0;
    if (!(*residual >= 0)) *residual = PETSC_INFINITY;
  }
  PetscCall(PetscFree2(LU, r));
  PetscCall(PetscFree(pivots));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the loop of solvers/linear/refine.h works with. */
typedef struct {
  KSP             ksp;
  TwofoldProduct *product;
  Vec             b;
  PetscReal       size; /* the norm of what r is relative to */
} System;

static PetscErrorCode residual_of(void *context, Vec x, Vec r, PetscReal *norm)
{
  const System *s = context;

  PetscFunctionBeginUser;
  PetscCall(TwofoldResidual(s->product, s->b, x, r));
  PetscCall(VecNorm(r, NORM_INFINITY, norm));
  *norm /= s->size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct(void *context, Vec r, Vec d, PetscBool *failed)
{
  const System      *s = context;
  KSPConvergedReason reason;

  PetscFunctionBeginUser;
  PetscCall(KSPSolve(s->ksp, r, d));
  PetscCall(KSPGetConvergedReason(s->ksp, &reason));
  *failed = reason < 0 ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_matrix(MPI_Comm comm, const Rows *rows, PetscInt n, Mat *A)
{
  PetscFunctionBeginUser;
  PetscCall(MatCreate(comm, A));
  PetscCall(MatSetSizes(*A, rows->count, rows->count, n, n));
  PetscCall(MatSetType(*A, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocationCSR(*A, rows->row, rows->column, rows->value));
  PetscCall(MatMPIAIJSetPreallocationCSR(*A, rows->row, rows->column, rows->value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* y on all ranks. */
static PetscErrorCode gather(Vec x, double *y)
{
  VecScatter         scatter;
  Vec                all;
  const PetscScalar *values;
  PetscInt           n;

  PetscFunctionBeginUser;
  PetscCall(VecGetSize(x, &n));
  PetscCall(VecScatterCreateToAll(x, &scatter, &all));
  PetscCall(VecScatterBegin(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArrayRead(all, &values));
  PetscCall(PetscArraycpy(y, values, n));
  PetscCall(VecRestoreArrayRead(all, &values));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode refine(System *s, const Rows *rows, Vec x, double *y, PetscReal *residual)
{
  const RefineLoop loop = {
    .context = s, .residual = residual_of, .correct = correct, .target = target, .floor = PETSC_INFINITY, .rounds = ROUNDS, .patience = 1};
  RefineReport report;
  Vec          r, d;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(x, &r));
  PetscCall(VecDuplicate(x, &d));
  PetscCall(VecNorm(s->b, NORM_INFINITY, &s->size));
  if (s->size == 0) s->size = 1;
  PetscCall(Refine(&loop, x, r, d, &report));
  PetscCall(gather(x, y));
  PetscReal size = size_of_terms(rows, y);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &size, 1, MPIU_REAL, MPIU_MAX, PetscObjectComm((PetscObject)x)));
  *residual = size > 0 && report.rounds > 0 ? report.residual * s->size / size : PETSC_INFINITY;
  PetscCall(VecDestroy(&r));
  PetscCall(VecDestroy(&d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_sparse(MPI_Comm comm, const Rows *rows, PetscInt n, double *y, PetscReal *residual)
{
  System       s = {.size = 1};
  Mat          A;
  Vec          x;
  PetscScalar *b;
  PetscBool    singular, failed;

  PetscFunctionBeginUser;
  *residual = PETSC_INFINITY;
  PetscCall(create_matrix(comm, rows, n, &A));
  PetscCall(MatCreateVecs(A, &x, &s.b));
  PetscCall(VecGetArray(s.b, &b));
  for (PetscInt i = 0; i < rows->count; i++) b[i] = -rows->source[i];
  PetscCall(VecRestoreArray(s.b, &b));
  PetscCall(DirectSolverCreate(A, "moments_", &s.ksp));
  PetscCall(DirectSolverSetUp(s.ksp, &singular));
  PetscCall(DirectSolverFailed(s.ksp, &failed));
  if (!singular && !failed) {
    PetscCall(TwofoldProductCreate(A, NULL, &s.product));
    PetscCall(refine(&s, rows, x, y, residual));
    PetscCall(TwofoldProductDestroy(&s.product));
  }
  PetscCall(KSPDestroy(&s.ksp));
  PetscCall(MatDestroy(&A));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&s.b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentSolve(MPI_Comm comm, const MomentHierarchy *h, const MomentClosure *closure, double *y, PetscReal *residual)
{
  const PetscBool alone = h->unknowns <= ALONE_MAX ? PETSC_TRUE : PETSC_FALSE;
  PetscInt        local = PETSC_DECIDE, n = h->unknowns, end = n;
  Rows            rows;

  PetscFunctionBeginUser;
  *residual = 0;
  if (n == 0) PetscFunctionReturn(PETSC_SUCCESS); /* a product state: nothing fluctuates */
  if (alone) local = n;
  else {
    PetscCall(PetscSplitOwnership(comm, &local, &n));
    PetscCallMPI(MPI_Scan(&local, &end, 1, MPIU_INT, MPI_SUM, comm));
  }
  PetscCall(rows_create(h, closure, end - local, end, &rows));
  if (n <= DIRECT_DENSE_MAX) PetscCall(solve_dense(&rows, y, residual));
  else PetscCall(solve_sparse(alone ? PETSC_COMM_SELF : comm, &rows, n, y, residual));
  if (alone) {
    PetscCallMPI(MPI_Bcast(y, (PetscMPIInt)n, MPIU_REAL, 0, comm)); /* decisions are made on every rank */
    PetscCallMPI(MPI_Bcast(residual, 1, MPIU_REAL, 0, comm));
  }
  PetscCall(rows_destroy(&rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static bool is_none(const MomentClosure *c) { return c->intercept == 0 && c->slope == 0; }

static bool has_settled(const MomentClosure *c, const MomentClosure *before, int order)
{
  return fabs(c->intercept - before->intercept) + fabs(c->slope - before->slope) * order <
         settled * (fabs(c->intercept) + fabs(c->slope) * order);
}

PetscErrorCode MomentSolveClosed(MPI_Comm comm, const MomentHierarchy *h, MomentClosure *closure, double *y, PetscReal *residual)
{
  const MomentClosure none = {0};
  MomentClosure       next = *closure;

  PetscFunctionBeginUser;
  for (int k = 0; k <= FITS; k++) {
    *closure = next;
    PetscCall(MomentSolve(comm, h, closure, y, residual));
    if (!(*residual < 1) || !moment_closure_fit(h, y, &next)) {
      if (!is_none(closure)) PetscCall(MomentSolve(comm, h, &none, y, residual));
      *closure = none;
      break;
    }
    if (!is_none(closure) && has_settled(&next, closure, h->cut.order)) break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
