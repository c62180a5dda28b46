/* The shell operator: one product with L or its transpose, and a rank-one correction for each zero mode. */
#include "solvers/modes/sector_inverse.h"

#include "solvers/linear/two_sided_mat.h"
#include "solvers/steady/methods.h"

#include <math.h>

PetscErrorCode SectorAddZeros(const Sector *s, PetscBool transpose, PetscScalar factor, Vec x, Vec y)
{
  PetscScalar weight;

  PetscFunctionBeginUser;
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(VecDot(transpose ? s->u[k] : s->t[k], x, &weight));
    PetscCall(VecAXPY(y, factor * weight, transpose ? s->t[k] : s->u[k]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* y = A' x, or its transpose. */
static PetscErrorCode apply(void *context, PetscBool transpose, Vec x, Vec y)
{
  const Sector *s = context;

  PetscFunctionBeginUser;
  if (transpose == s->mirrored) PetscCall(MatMult(s->L, x, y));
  else PetscCall(MatMultTranspose(s->L, x, y));
  if (s->mirrored) {
    PetscCall(VecAXPY(y, s->two_eta, x));
    PetscCall(VecScale(y, -1));
  }
  PetscCall(SectorAddZeros(s, transpose, -s->shift, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* c = the largest decay rate on the diagonal, and the unit of tolerances. */
static PetscErrorCode set_scales(Sector *s, int N)
{
  Vec       diagonal;
  PetscReal norm;

  PetscFunctionBeginUser;
  PetscCall(MatCreateVecs(s->L, &diagonal, NULL));
  PetscCall(MatGetDiagonal(s->L, diagonal));
  PetscCall(VecNorm(diagonal, NORM_INFINITY, &s->shift));
  PetscCall(VecDestroy(&diagonal));
  PetscCall(MatNorm(s->L, NORM_INFINITY, &norm));
  s->scale = norm / N;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* u = t (T^T T)^-1. Two functionals have the same length: 1 and a product of signs, or two such products. */
static PetscErrorCode create_duals(Sector *s)
{
  PetscScalar own, other = 0;

  PetscFunctionBeginUser;
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(VecDuplicate(s->t[k], &s->u[k]));
    PetscCall(VecDot(s->t[k], s->t[k], &own));
    PetscCall(VecAXPBY(s->u[k], 1 / own, 0, s->t[k]));
  }
  if (s->zeros == 2) {
    PetscScalar second;
    PetscCall(VecDot(s->t[0], s->t[0], &own));
    PetscCall(VecDot(s->t[1], s->t[1], &second));
    PetscCall(VecDot(s->t[0], s->t[1], &other));
    const PetscScalar determinant = own * second - other * other;
    for (int k = 0; k < 2; k++) {
      PetscCall(VecAXPBY(s->u[k], (k ? own : second) / determinant, 0, s->t[k]));
      PetscCall(VecAXPY(s->u[k], -other / determinant, s->t[1 - k]));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* From scaling -1 to 0: times d_j, up to a factor, which the duals take out again. */
static PetscErrorCode rescale(const DickeBasis *basis, Vec t)
{
  PetscScalar *array;
  PetscInt     start, end;
  double       most = 0;

  PetscFunctionBeginUser;
  for (int k = 0; k < basis->blocks; k++) most = fmax(most, dicke_log_degeneracy(basis->N, k));
  PetscCall(VecGetOwnershipRange(t, &start, &end));
  PetscCall(VecGetArray(t, &array));
  if (start < end) {
    DickeElement e = dicke_element(basis, start);
    for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e))
      array[i - start] *= exp(dicke_log_degeneracy(basis->N, e.block) - most);
  }
  PetscCall(VecRestoreArray(t, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_zeros(const SpinModel *model, const DickeBasis *basis, Sector *s)
{
  PetscFunctionBeginUser;
  s->zeros = s->mirrored ? MirroredCount(model, basis->parity) : ConservedCount(model, basis->parity);
  if (basis->charged && basis->charge > 0) s->zeros = 0; /* the functionals are those of populations */
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(MatCreateVecs(s->L, &s->t[k], NULL));
    if (s->mirrored) PetscCall(MirroredFillVec(model, basis, k, s->t[k]));
    else PetscCall(ConservedFillVec(model, basis, k, s->t[k]));
    if (s->ordinary) PetscCall(rescale(basis, s->t[k]));
  }
  PetscCall(create_duals(s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static Sector start(const SpinModel *model, DickeParity parity, PetscBool symmetric, PetscBool mirrored)
{
  return (Sector){.model     = model,
                  .parity    = parity,
                  .symmetric = symmetric,
                  .mirrored  = mirrored,
                  .two_eta   = mirrored ? irreps_pt_symmetry(&model->xyz).two_eta : 0};
}

/* L of the rows, and D if it is small. */
static PetscErrorCode create_matrices(MPI_Comm comm, const RowGenerator *rows, Sector *s)
{
  RowGenerator dissipation = *rows; /* with the same tables */

  PetscFunctionBeginUser;
  PetscCall(RowMatCreate(comm, rows, -1, &s->L));
  if (rows->size > RIGHTMOST_DENSE_MAX) PetscFunctionReturn(PETSC_SUCCESS);
  dissipation.part = LIOUVILLIAN_DISSIPATION;
  PetscCall(RowMatCreate(comm, &dissipation, -1, &s->D));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_over(MPI_Comm comm, const DickeBasis *basis, Sector *s)
{
  RowGenerator rows;

  PetscFunctionBeginUser;
  PetscCall(DickeRowsCreate(s->model, basis, LIOUVILLIAN_ALL, &rows));
  PetscCall(create_matrices(comm, &rows, s));
  PetscCall(RowGeneratorDestroy(&rows));
  PetscCall(set_scales(s, s->model->N));
  PetscCall(create_zeros(s->model, basis, s));
  PetscCall(TwoSidedMatCreate(s->L, apply, NULL, s, &s->A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_dicke(MPI_Comm comm, double scaling, Sector *s)
{
  DickeBasis basis;

  PetscFunctionBeginUser;
  PetscCheck(spin_basis_create(s->model, s->parity, scaling, &basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(create_over(comm, &basis, s));
  dicke_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* u = e_pin */
static PetscErrorCode localise_dual(Sector *s)
{
  PetscFunctionBeginUser;
  PetscCall(VecSet(s->u[0], 0));
  PetscCall(VecSetValue(s->u[0], s->pin, 1, INSERT_VALUES));
  PetscCall(VecAssemblyBegin(s->u[0]));
  PetscCall(VecAssemblyEnd(s->u[0]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorCreateCharge(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, Sector *s)
{
  PetscFunctionBeginUser;
  *s         = start(model, basis->parity, PETSC_TRUE, PETSC_FALSE);
  s->charged = PETSC_TRUE;
  PetscCall(PetscNew(&s->kept));
  PetscCall(create_over(comm, basis, s));
  s->pin = s->zeros == 1 ? SteadyPin(model, basis) : -1;
  if (s->zeros == 1) PetscCall(localise_dual(s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorCreateDicke(MPI_Comm comm, const SpinModel *model, DickeParity parity, PetscBool mirrored, Sector *s)
{
  PetscFunctionBeginUser;
  *s = start(model, parity, PETSC_TRUE, mirrored);
  PetscCall(create_dicke(comm, mirrored ? -1 : 0, s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorCreateOrdinaryMirror(MPI_Comm comm, const SpinModel *model, DickeParity parity, Sector *s)
{
  PetscFunctionBeginUser;
  *s          = start(model, parity, PETSC_TRUE, PETSC_TRUE);
  s->ordinary = PETSC_TRUE;
  PetscCall(create_dicke(comm, 0, s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorCreateIrrep(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored,
                                 Sector *s)
{
  GtBasis      basis;
  RowGenerator rows;

  PetscFunctionBeginUser;
  *s = start(model, parity, PETSC_FALSE, mirrored);
  PetscCheck(gt_basis_create(lambda, parity, mirrored ? -1 : 1, &basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(IrrepRowsCreate(model, &basis, LIOUVILLIAN_ALL, &rows));
  PetscCall(create_matrices(comm, &rows, s));
  PetscCall(RowGeneratorDestroy(&rows));
  PetscCall(set_scales(s, model->N));
  PetscCall(TwoSidedMatCreate(s->L, apply, NULL, s, &s->A));
  gt_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorDestroy(Sector *s)
{
  PetscFunctionBeginUser;
  if (s->kept) PetscCall(MatDestroy(&s->kept->inverse));
  PetscCall(PetscFree(s->kept));
  PetscCall(MatDestroy(&s->A));
  PetscCall(MatDestroy(&s->L));
  PetscCall(MatDestroy(&s->D));
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(VecDestroy(&s->t[k]));
    PetscCall(VecDestroy(&s->u[k]));
  }
  *s = (Sector){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
