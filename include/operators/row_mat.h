/* Distributed PETSc matrices from row generators: one assembly for every basis. A generator walks its basis in order and shows
   row after row to a visitor, so every rank makes its own rows without communication and without search. */
#ifndef PILIND_OPERATORS_ROW_MAT_H
#define PILIND_OPERATORS_ROW_MAT_H

#include "physics/generators/irreps_liouvillian.h"
#include "physics/generators/part.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

#include <petscmat.h>

/* What is done with a row: `count` entries, columns ascending, each once. */
typedef void (*RowVisitor)(void *visitor, int64_t row, int count, const int64_t *column, const double *value);

/* Rows 0 ... size-1 of a square real matrix. Model and basis are borrowed and must outlive the generator. */
typedef struct RowGenerator {
  int64_t          size;
  int              longest; /* no row has more entries */
  LiouvillianPart  part;
  bool             reflects; /* of a box of charge 0: no trace is lost through its walls */
  const SpinModel *model;
  const void      *basis;
  void            *tables; /* of models without closed forms */
  void (*walk)(const struct RowGenerator *rows, int64_t start, int64_t end, RowVisitor visit, void *visitor);
} RowGenerator;

/* The Liouvillian, or a part of it, in a Dicke basis: closed forms (physics/generators/liouvillian.h) where the model is axial, else tables
   (physics/generators/dicke_liouvillian.h). The walls of a box of charge 0
   reflect, those of other charges let out. Release with RowGeneratorDestroy. Not collective. */
PetscErrorCode DickeRowsCreate(const SpinModel *model, const DickeBasis *basis, LiouvillianPart part, RowGenerator *rows);

/* What the rows of a whole basis with scaling 0 lack for being rounded (physics/generators/liouvillian_low.h). */
PetscErrorCode DickeLowRowsCreate(const SpinModel *model, const DickeBasis *basis, RowGenerator *rows);

/* One block of the full space (physics/generators/irreps_liouvillian.h); the model is axial. */
PetscErrorCode IrrepRowsCreate(const SpinModel *model, const GtBasis *basis, LiouvillianPart part, RowGenerator *rows);
PetscErrorCode RowGeneratorDestroy(RowGenerator *rows);

/* Assemble over the ranks of comm, PETSc's default row distribution. Every row gets its diagonal entry, also if it is zero:
   factorisations need it. If pin >= 0 that row is replaced by x_pin. The caller destroys *A. Collective. The matrix must fit
   PetscInt: see RowMatOverflow. */
PetscErrorCode RowMatCreate(MPI_Comm comm, const RowGenerator *rows, PetscInt pin, Mat *A);

/* The same as a dense column-major matrix of this process, A[size*size]. Not collective. */
void row_mat_dense(const RowGenerator *rows, double *A);

/* Would the matrix overflow PetscInt on this many ranks? Unknowns count as a whole, nonzeros on each rank. */
PetscBool RowMatOverflow(double unknowns, double nonzeros, int ranks);

#endif
