/* The row generator works for rows of any parity sector: it is asked for rows of one basis with columns in the other. H does not
   couple different j, so the columns lie in the blocks of the rows: one contiguous piece of rho. */
#include "operators/commutator.h"

#include "physics/generators/liouvillian.h"

/* The unknowns of blocks k0 ... k1-1, on every rank those that it asks for. The caller destroys *piece. */
static PetscErrorCode gather_blocks(const DickeBasis *basis, Vec rho, int k0, int k1, Vec *piece)
{
  const PetscInt count = (PetscInt)(basis->first[k1] - basis->first[k0]);
  IS             from;
  VecScatter     scatter;

  PetscFunctionBeginUser;
  PetscCall(ISCreateStride(PETSC_COMM_SELF, count, (PetscInt)basis->first[k0], 1, &from));
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, count, piece));
  PetscCall(VecScatterCreate(rho, from, *piece, NULL, &scatter));
  PetscCall(VecScatterBegin(scatter, rho, *piece, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, rho, *piece, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(ISDestroy(&from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Row e of i[H, .] times x, which starts with unknown `first` of the basis: the generator's rows are those of -i[H, .]. */
static double multiply_row(const XyzModel *model, const DickeBasis *basis, DickeElement e, int64_t first, const PetscScalar *x)
{
  LiouvillianRow row;
  double         sum = 0;

  if (e.block >= basis->blocks) return 0;
  liouvillian_row(model, basis, LIOUVILLIAN_HAMILTONIAN, e, &row);
  for (int i = 0; i < row.count; i++) sum -= row.value[i] * x[row.column[i] - first];
  return sum;
}

PetscErrorCode CommutatorFillVec(const XyzModel *model, const DickeBasis *from, Vec rho, const DickeBasis *to, Vec b)
{
  PetscInt           start, end;
  Vec                piece;
  const PetscScalar *x;
  PetscScalar       *y;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(b, &start, &end));
  const int k1 = start < end ? PetscMin(dicke_element(to, end - 1).block + 1, from->blocks) : 0;
  const int k0 = start < end ? PetscMin(dicke_element(to, start).block, k1) : 0;
  PetscCall(gather_blocks(from, rho, k0, k1, &piece));
  PetscCall(VecGetArrayRead(piece, &x));
  PetscCall(VecGetArrayWrite(b, &y));
  DickeElement e = dicke_element(to, start < end ? start : 0);
  for (PetscInt i = start; i < end; i++, e = dicke_next(to, e)) y[i - start] = multiply_row(model, from, e, from->first[k0], x);
  PetscCall(VecRestoreArrayWrite(b, &y));
  PetscCall(VecRestoreArrayRead(piece, &x));
  PetscCall(VecDestroy(&piece));
  PetscFunctionReturn(PETSC_SUCCESS);
}
