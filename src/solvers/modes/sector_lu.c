/* A'^-1 from both sides from one LU, zero modes included, exactly and without knowing the steady state.

   Method. With G = L (plain) or L + 2 eta (mirrored) and one row and column more for each zero mode,

     K = [ G    u ]          K = [ G    t ]
         [ t^T  0 ]  plain,      [ u^T  0 ]  mirrored,

   is regular. Plain: A' x = b means t.x = -t.b/c, and K (x, mu) = (b, -t.b/c) has that solution: from t^T L = 0, mu = t.b, so
   L x = b - u (t.b). Mirrored: the same with K^T and the sign of A. Transposed: L^T y - c t (u.y) = b has y = y0 - t nu/c, where
   (y0, nu) solves K^T (y0, nu) = (b, 0). */
#include "solvers/modes/sector_inverse.h"

#include "solvers/linear/direct.h"
#include "solvers/linear/two_sided_mat.h"
#include "solvers/method/cost.h"

#include <math.h>

enum { UNKNOWNS_MAX = 200000, NEV = 8, NCV = 80 };

typedef struct {
  const Sector *sector;
  Mat           K;
  KSP           ksp;
  Vec           b, x; /* the borders are the last entries, on the last rank */
} Inverse;

static PetscErrorCode add_border_row(Mat K, PetscInt row, Vec v, PetscBool column)
{
  const PetscScalar *array;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(v, &start, &end));
  PetscCall(VecGetArrayRead(v, &array));
  for (PetscInt i = start; i < end; i++) {
    const PetscScalar value = array[i - start];
    if (value != 0) PetscCall(MatSetValue(K, column ? i : row, column ? row : i, value, INSERT_VALUES));
  }
  PetscCall(VecRestoreArrayRead(v, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rows of L are copied with the shift; the borders go through the stash. */
static PetscErrorCode fill(const Sector *s, PetscInt n, Mat K)
{
  const PetscScalar  zero = 0;
  PetscInt           start, end, count;
  const PetscInt    *columns;
  const PetscScalar *values;

  PetscFunctionBeginUser;
  PetscCall(MatGetOwnershipRange(s->L, &start, &end));
  for (PetscInt i = start; i < end; i++) {
    PetscCall(MatGetRow(s->L, i, &count, &columns, &values));
    PetscCall(MatSetValues(K, 1, &i, count, columns, values, INSERT_VALUES));
    for (PetscInt k = 0; k < count; k++)
      if (columns[k] == i) PetscCall(MatSetValue(K, i, i, values[k] + s->two_eta, INSERT_VALUES));
    PetscCall(MatRestoreRow(s->L, i, &count, &columns, &values));
  }
  for (PetscInt k = 0; k < s->zeros; k++) {
    const PetscInt row = n + k;
    PetscCall(add_border_row(K, row, s->mirrored ? s->u[k] : s->t[k], PETSC_FALSE));
    PetscCall(add_border_row(K, row, s->mirrored ? s->t[k] : s->u[k], PETSC_TRUE));
    PetscCall(MatGetOwnershipRange(K, &start, &end));
    if (row >= start && row < end) PetscCall(MatSetValues(K, 1, &row, 1, &row, &zero, INSERT_VALUES));
  }
  PetscCall(MatAssemblyBegin(K, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(K, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_bordered(const Sector *s, Mat *K)
{
  MPI_Comm    comm = PetscObjectComm((PetscObject)s->L);
  PetscMPIInt rank, ranks;
  PetscInt    n, local, most = 0, start, end, count;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(MatGetSize(s->L, &n, NULL));
  PetscCall(MatGetLocalSize(s->L, &local, NULL));
  PetscCall(MatGetOwnershipRange(s->L, &start, &end));
  for (PetscInt i = start; i < end; i++) {
    PetscCall(MatGetRow(s->L, i, &count, NULL, NULL));
    most = PetscMax(most, count);
    PetscCall(MatRestoreRow(s->L, i, &count, NULL, NULL));
  }
  if (rank == ranks - 1) local += s->zeros;
  PetscCall(MatCreate(comm, K));
  PetscCall(MatSetSizes(*K, local, local, n + s->zeros, n + s->zeros));
  PetscCall(MatSetType(*K, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocation(*K, most + 1 + s->zeros, NULL));
  PetscCall(MatMPIAIJSetPreallocation(*K, most + 1 + s->zeros, NULL, most + s->zeros, NULL));
  PetscCall(MatSetOption(*K, MAT_NEW_NONZERO_ALLOCATION_ERR, PETSC_FALSE)); /* the border rows are longer: they are few */
  PetscCall(fill(s, n, *K));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Local entries of a Vec of the sector into one of K, and back: the borders come after them. */
static PetscErrorCode copy(Vec from, Vec to)
{
  const PetscScalar *a;
  PetscScalar       *b;
  PetscInt           m, n;

  PetscFunctionBeginUser;
  PetscCall(VecGetLocalSize(from, &m));
  PetscCall(VecGetLocalSize(to, &n));
  PetscCall(VecGetArrayRead(from, &a));
  PetscCall(VecGetArray(to, &b));
  PetscCall(PetscArraycpy(b, a, PetscMin(m, n)));
  PetscCall(VecRestoreArray(to, &b));
  PetscCall(VecRestoreArrayRead(from, &a));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Values of the borders of x, from the last rank to all. */
static PetscErrorCode get_borders(const Sector *s, Vec x, PetscScalar value[CONSERVED_MAX])
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)x);
  PetscMPIInt        rank, ranks;
  PetscInt           local;
  const PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(VecGetLocalSize(x, &local));
  PetscCall(VecGetArrayRead(x, &array));
  for (int k = 0; k < s->zeros && rank == ranks - 1; k++) value[k] = array[local - s->zeros + k];
  PetscCall(VecRestoreArrayRead(x, &array));
  PetscCallMPI(MPI_Bcast(value, s->zeros, MPIU_SCALAR, ranks - 1, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(void *context, PetscBool transpose, Vec b, Vec x)
{
  const Inverse *inv = context;
  const Sector  *s   = inv->sector;
  PetscScalar    weight, border[CONSERVED_MAX];
  PetscInt       size, start, end;

  PetscFunctionBeginUser;
  PetscCall(VecSet(inv->b, 0));
  PetscCall(copy(b, inv->b));
  PetscCall(VecGetSize(b, &size));
  if (s->mirrored) PetscCall(VecScale(inv->b, -1));
  PetscCall(VecGetOwnershipRange(inv->b, &start, &end));
  for (PetscInt k = 0; k < s->zeros && !transpose; k++) {
    PetscCall(VecDot(s->t[k], b, &weight));
    if (size + k >= start && size + k < end) PetscCall(VecSetValue(inv->b, size + k, -weight / s->shift, INSERT_VALUES));
  }
  PetscCall(VecAssemblyBegin(inv->b));
  PetscCall(VecAssemblyEnd(inv->b));
  if (transpose == s->mirrored) PetscCall(KSPSolve(inv->ksp, inv->b, inv->x));
  else PetscCall(KSPSolveTranspose(inv->ksp, inv->b, inv->x));
  PetscCall(copy(inv->x, x));
  if (transpose && s->zeros > 0) {
    PetscCall(get_borders(s, inv->x, border));
    for (int k = 0; k < s->zeros; k++) PetscCall(VecAXPY(x, (s->mirrored ? 1 : -1) * border[k] / s->shift, s->t[k]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(void *context)
{
  Inverse *inv = context;

  PetscFunctionBeginUser;
  PetscCall(KSPDestroy(&inv->ksp));
  PetscCall(MatDestroy(&inv->K));
  PetscCall(VecDestroy(&inv->b));
  PetscCall(VecDestroy(&inv->x));
  PetscCall(PetscFree(inv));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(const Sector *sector, PetscReal *target, Mat *inverse)
{
  Inverse  *inv;
  PetscBool failed, singular;

  PetscFunctionBeginUser;
  *target = 0;
  PetscCall(PetscNew(&inv));
  inv->sector = sector;
  *inverse    = NULL;
  PetscCall(create_bordered(sector, &inv->K));
  PetscCall(DirectSolverCreate(inv->K, "gap_", &inv->ksp));
  PetscCall(DirectSolverSetUp(inv->ksp, &singular));
  PetscCall(DirectSolverFailed(inv->ksp, &failed));
  PetscCall(MatCreateVecs(inv->K, &inv->x, &inv->b));
  if (failed || singular) PetscCall(destroy(inv));
  else PetscCall(TwoSidedMatCreate(sector->L, solve, destroy, inv, inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode try_options(void) { return DirectSolverTry("gap_"); }

static const char *refuses(const SectorShape *shape)
{
  if (shape->charged) return "a sector of one charge takes the inverse charge";
  return shape->unknowns > UNKNOWNS_MAX ? "more than 200000 unknowns are beyond the reach of lu" : NULL;
}

static double bytes(const SectorShape *shape, int ranks)
{
  (void)ranks;
  return 1.1 * cost_lu_bytes(shape->unknowns); /* the borders */
}

static double wall_seconds(const SectorShape *shape, int ranks)
{
  const double solves  = shape->modes ? 2.0 * (2 * shape->modes + 20) : NCV;
  const double seconds = cost_lu_factor(shape->unknowns, shape->model->symmetry.u1) + solves * cost_lu_solve(shape->unknowns);

  return cost_shared(seconds, ranks, cost(COST_LU_FACTOR_SERIAL));
}

const SectorInverseSpec sector_lu = {
  .method       = "shift_invert (lu)",
  .fallback     = "krylov, else shift_invert (lu)",
  .refuses      = refuses,
  .create       = create,
  .bytes        = bytes,
  .wall_seconds = wall_seconds,
  .try_options  = try_options,
  .nev          = NEV,
  .ncv          = NCV,
  .tolerance    = 1e-12,
};
