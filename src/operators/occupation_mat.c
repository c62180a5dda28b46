/* Rows as they come from the generator, in the numbers of the sector, less one. */
#include "operators/occupation_mat.h"

#include "operators/row_mat.h"

#include <stdlib.h>

/* What a walk needs; one walk at a time. */
typedef struct {
  const OccupationGenerator *g;
  const OccupationSector    *sector;
  OccupationRow              row;
  int64_t                   *column;
  double                    *value, constant; /* of the last row: what stands beside p_0 */
  struct Entry {
    int64_t column;
    double  value;
  } * entry;
} Walk;

static int by_column(const void *a, const void *b)
{
  const int64_t x = ((const struct Entry *)a)->column, y = ((const struct Entry *)b)->column;

  return (x > y) - (x < y);
}

/* Row i of A, ascending; the number of entries. */
static int make_row(Walk *w, int64_t i)
{
  int count = 0;

  w->constant = 0;
  occupation_row(w->g, w->sector->unknown[i + 1], &w->row);
  for (int k = 0; k < w->row.count; k++) {
    const int64_t number = w->sector->number[w->row.column[k]];
    if (number == 0) w->constant = w->row.value[k];
    else w->entry[count++] = (struct Entry){number - 1, w->row.value[k]};
  }
  qsort(w->entry, (size_t)count, sizeof *w->entry, by_column);
  for (int k = 0; k < count; k++) w->column[k] = w->entry[k].column, w->value[k] = w->entry[k].value;
  return count;
}

static void walk(const RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  Walk *w = rows->tables;

  for (int64_t i = start; i < end; i++) {
    const int count = make_row(w, i);
    visit(visitor, i, count, w->column, w->value);
  }
}

static PetscErrorCode walk_create(const OccupationGenerator *g, const OccupationSector *sector, Walk *w)
{
  PetscFunctionBeginUser;
  *w = (Walk){.g = g, .sector = sector};
  PetscCheck(occupation_row_create(g, &w->row), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a row");
  PetscCall(PetscMalloc3(g->longest, &w->column, g->longest, &w->value, g->longest, &w->entry));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode walk_destroy(Walk *w)
{
  PetscFunctionBeginUser;
  occupation_row_free(&w->row);
  PetscCall(PetscFree3(w->column, w->value, w->entry));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Are unknowns i and i + 1 of A real and imaginary part of one average? */
static bool is_pair(const OccupationGenerator *g, const OccupationSector *sector, PetscInt i)
{
  uint16_t m[MOMENT_LETTERS];

  if (i + 2 >= sector->count) return false;
  occupation_unrank(&g->index, sector->unknown[i + 1], m);
  const int64_t adjoint = occupation_adjoint(g, m);
  return adjoint > sector->unknown[i + 1] && adjoint == sector->unknown[i + 2];
}

static PetscErrorCode set_blocks(const OccupationGenerator *g, const OccupationSector *sector, Mat A)
{
  PetscInt start, end, count = 0, *size;

  PetscFunctionBeginUser;
  PetscCall(MatGetOwnershipRange(A, &start, &end));
  PetscCall(PetscMalloc1(PetscMax(1, end - start), &size));
  for (PetscInt i = start; i < end; i += size[count - 1]) size[count++] = i + 1 < end && is_pair(g, sector, i) ? 2 : 1;
  PetscCall(MatSetVariableBlockSizes(A, count, size));
  PetscCall(PetscFree(size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Only rows of at most two letters know p_0: of one site, or of a pair. */
static PetscErrorCode fill_constants(Walk *w, Vec b)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecSet(b, 0));
  PetscCall(VecGetOwnershipRange(b, &start, &end));
  PetscCall(VecGetArray(b, &array));
  const int64_t last = w->g->index.offset[PetscMin(3, w->g->index.N + 1)];
  for (PetscInt i = start; i < end && w->sector->unknown[i + 1] < last; i++) {
    make_row(w, i);
    array[i - start] = -w->constant;
  }
  PetscCall(VecRestoreArray(b, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OccupationMatCreate(MPI_Comm comm, const OccupationGenerator *g, const OccupationSector *sector, Mat *A, Vec *b)
{
  Walk         w;
  RowGenerator rows = {.size = sector->count - 1, .longest = g->longest, .tables = &w, .walk = walk};

  PetscFunctionBeginUser;
  PetscCall(walk_create(g, sector, &w));
  PetscCall(RowMatCreate(comm, &rows, -1, A));
  PetscCall(set_blocks(g, sector, *A));
  PetscCall(MatCreateVecs(*A, NULL, b));
  PetscCall(fill_constants(&w, *b));
  PetscCall(walk_destroy(&w));
  PetscFunctionReturn(PETSC_SUCCESS);
}
