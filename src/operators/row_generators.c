/* The generators that RowMatCreate walks: each visits the rows of its basis in order, without search. */
#include "operators/row_mat.h"

#include "physics/generators/dicke_liouvillian.h"
#include "physics/generators/dicke_liouvillian_low.h"
#include "physics/generators/liouvillian.h"
#include "physics/generators/liouvillian_low.h"

/* Tables, and room for a row of theirs. */
typedef struct {
  DickeLiouvillian tables;
  SparseRow        row, low;
} Tables;

/* Add to the diagonal, which every row has. */
static void add_diagonal(int64_t i, int count, const int64_t *column, double *value, double more)
{
  for (int k = 0; k < count && more != 0; k++)
    if (column[k] == i) value[k] += more;
}

static void walk_axial(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  LiouvillianRow row;
  DickeElement   e;

  if (start >= end) return;
  e = dicke_element(rows->basis, start);
  for (int64_t i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    liouvillian_row(&rows->model->xyz, rows->basis, rows->part, e, &row);
    if (rows->reflects) add_diagonal(i, row.count, row.column, row.value, liouvillian_reflection(&rows->model->xyz, rows->basis, e));
    visit(visitor, i, row.count, row.column, row.value);
  }
}

static void walk_axial_low(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  LiouvillianRow row;
  DickeElement   e;

  if (start >= end) return;
  e = dicke_element(rows->basis, start);
  for (int64_t i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    liouvillian_low_row(&rows->model->xyz, rows->basis, e, &row);
    visit(visitor, i, row.count, row.column, row.value);
  }
}

static void walk_tables(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  Tables      *t = rows->tables;
  DickeElement e;

  if (start >= end) return;
  e = dicke_element(rows->basis, start);
  for (int64_t i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    const double more = rows->reflects ? dicke_liouvillian_reflection(&t->tables, e, &t->row) : 0;
    dicke_liouvillian_row(&t->tables, rows->part, e, &t->row);
    add_diagonal(i, t->row.count, t->row.column, t->row.value, more);
    visit(visitor, i, t->row.count, t->row.column, t->row.value);
  }
}

static void walk_tables_low(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  Tables      *t = rows->tables;
  DickeElement e;

  if (start >= end) return;
  e = dicke_element(rows->basis, start);
  for (int64_t i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    dicke_liouvillian_low_row(&t->tables, e, &t->row, &t->low);
    visit(visitor, i, t->low.count, t->low.column, t->low.value);
  }
}

static void walk_irrep(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  const XyzModel alone = {.N = rows->model->N}, *model = &rows->model->xyz;
  XyzModel       dissipation = alone;
  GtRow          row;
  GtPattern      pattern;

  if (start >= end) return;
  for (int c = 0; c < CHANNEL_COUNT; c++) dissipation.rate[c] = model->rate[c];
  if (rows->part == LIOUVILLIAN_DISSIPATION) model = &dissipation;
  pattern = gt_pattern(rows->basis, start);
  for (int64_t i = start; i < end; i++, gt_next(rows->basis, &pattern)) {
    irreps_liouvillian_row(model, rows->basis, &pattern, &row);
    visit(visitor, i, row.count, row.column, row.value);
  }
}

static PetscErrorCode create_tables(const SpinModel *model, const DickeBasis *basis, RowGenerator *rows)
{
  Tables *t;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&t));
  rows->tables = t;
  PetscCheck(dicke_liouvillian_create(&model->l, basis, &t->tables), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the matrix elements");
  t->row.room = dicke_liouvillian_row_max(&t->tables);
  t->low.room = rows->longest = dicke_liouvillian_low_max(&t->tables);
  PetscCall(PetscMalloc3(t->row.room, &t->row.column, t->row.room, &t->row.value, t->row.room, &t->row.low));
  PetscCall(PetscMalloc2(t->low.room, &t->low.column, t->low.room, &t->low.value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DickeRowsCreate(const SpinModel *model, const DickeBasis *basis, LiouvillianPart part, RowGenerator *rows)
{
  PetscFunctionBeginUser;
  *rows = (RowGenerator){.size     = dicke_size(basis),
                         .longest  = LIOUVILLIAN_ROW_MAX,
                         .part     = part,
                         .model    = model,
                         .basis    = basis,
                         .reflects = basis->charged && basis->charge == 0 && (part & LIOUVILLIAN_DISSIPATION),
                         .walk     = model->axial ? walk_axial : walk_tables};
  if (!model->axial) PetscCall(create_tables(model, basis, rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DickeLowRowsCreate(const SpinModel *model, const DickeBasis *basis, RowGenerator *rows)
{
  PetscFunctionBeginUser;
  *rows = (RowGenerator){.size    = dicke_size(basis),
                         .longest = LIOUVILLIAN_ROW_MAX,
                         .part    = LIOUVILLIAN_ALL,
                         .model   = model,
                         .basis   = basis,
                         .walk    = model->axial ? walk_axial_low : walk_tables_low};
  if (!model->axial) PetscCall(create_tables(model, basis, rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode IrrepRowsCreate(const SpinModel *model, const GtBasis *basis, LiouvillianPart part, RowGenerator *rows)
{
  PetscFunctionBeginUser;
  PetscCheck(model->axial, PETSC_COMM_SELF, PETSC_ERR_SUP, "the full space needs H of squares and fields, and jumps s-, s+, sz");
  PetscCheck(part != LIOUVILLIAN_HAMILTONIAN, PETSC_COMM_SELF, PETSC_ERR_SUP, "not made");
  *rows = (RowGenerator){.size = gt_size(basis), .longest = GT_ROW_MAX, .part = part, .model = model, .basis = basis, .walk = walk_irrep};
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RowGeneratorDestroy(RowGenerator *rows)
{
  Tables *t = rows->tables;

  PetscFunctionBeginUser;
  if (t) {
    dicke_liouvillian_free(&t->tables);
    PetscCall(PetscFree3(t->row.column, t->row.value, t->row.low));
    PetscCall(PetscFree2(t->low.column, t->low.value));
    PetscCall(PetscFree(t));
  }
  *rows = (RowGenerator){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
