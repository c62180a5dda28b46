/* Edges by one walk along the basis. Outflow: what the walls keep back, from the rows with and without them. */
#include "operators/box_edges.h"

#include "operators/row_mat.h"

#include <math.h>

static void add(const DickeBasis *basis, int reach, PetscInt start, PetscInt end, const PetscScalar *x, BoxEdges *edges, PetscReal sums[2])
{
  if (start >= end) return;
  DickeElement e = dicke_element(basis, start);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e)) {
    const PetscReal size = fabs(x[i]);
    bool            side[DICKE_SIDES], any = false;
    edges->most = PetscMax(edges->most, size);
    sums[1] += size * size;
    dicke_edges(basis, e, reach, side);
    for (int k = 0; k < DICKE_SIDES; k++) {
      any |= side[k];
      if (side[k]) edges->side[k] = PetscMax(edges->side[k], size);
    }
    if (any) sums[0] += size * size;
  }
}

PetscErrorCode BoxEdgesMeasure(const SpinModel *model, const DickeBasis *basis, Vec x, Vec im, BoxEdges *edges)
{
  const Vec parts[] = {x, im};
  MPI_Comm  comm    = PetscObjectComm((PetscObject)x);
  PetscReal sums[2] = {0, 0}, most[1 + DICKE_SIDES];
  PetscInt  start, end;

  PetscFunctionBeginUser;
  *edges = (BoxEdges){0};
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  for (int p = 0; p < 2; p++) {
    const PetscScalar *array;
    if (!parts[p]) continue;
    PetscCall(VecGetArrayRead(parts[p], &array));
    add(basis, spin_reach(model), start, end, array, edges, sums);
    PetscCall(VecRestoreArrayRead(parts[p], &array));
  }
  most[DICKE_SIDES] = edges->most;
  for (int k = 0; k < DICKE_SIDES; k++) most[k] = edges->side[k];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, most, 1 + DICKE_SIDES, MPIU_REAL, MPI_MAX, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPIU_REAL, MPI_SUM, comm));
  edges->most = most[DICKE_SIDES];
  for (int k = 0; k < DICKE_SIDES; k++) edges->side[k] = most[k];
  edges->norm = sums[1] > 0 ? sqrt(sums[0] / sums[1]) : 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool box_edges_above(const BoxEdges *edges, PetscReal tol, bool side[DICKE_SIDES])
{
  PetscBool any = PETSC_FALSE;

  for (int k = 0; k < DICKE_SIDES; k++) {
    side[k] = edges->side[k] > tol * edges->most;
    if (side[k]) any = PETSC_TRUE;
  }
  return any;
}

/* sum of (what the wall keeps back x_i)^2 */
typedef struct {
  PetscInt           start;
  const PetscScalar *x;
  PetscReal          sum, sign;
  PetscReal         *diagonal; /* of the rows without walls, then with them */
} Walls;

static void visit(void *visitor, int64_t i, int count, const int64_t *column, const double *value)
{
  Walls *w = visitor;

  for (int k = 0; k < count; k++)
    if (column[k] == i) w->diagonal[i - w->start] += w->sign * value[k];
}

PetscErrorCode BoxOutflow(const SpinModel *model, const DickeBasis *basis, Vec x, PetscReal *outflow)
{
  Walls        w = {.sum = 0};
  RowGenerator rows;
  PetscInt     end;
  PetscReal    norm;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &w.start, &end));
  PetscCall(PetscCalloc1(end - w.start, &w.diagonal));
  PetscCall(DickeRowsCreate(model, basis, LIOUVILLIAN_DISSIPATION, &rows));
  for (int walls = 0; walls < 2; walls++) {
    rows.reflects = walls;
    w.sign        = walls ? 1 : -1;
    rows.walk(&rows, w.start, end, visit, &w);
  }
  PetscCall(RowGeneratorDestroy(&rows));
  PetscCall(VecGetArrayRead(x, &w.x));
  for (PetscInt i = 0; i < end - w.start; i++) w.sum += w.diagonal[i] * w.x[i] * w.diagonal[i] * w.x[i];
  PetscCall(VecRestoreArrayRead(x, &w.x));
  PetscCall(PetscFree(w.diagonal));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &w.sum, 1, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)x)));
  PetscCall(VecNorm(x, NORM_2, &norm));
  *outflow = PETSC_SQRT2 * sqrt(w.sum) / norm; /* missing at the walls, and at most as much behind them */
  PetscFunctionReturn(PETSC_SUCCESS);
}
