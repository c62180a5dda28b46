/* Tr(P rho) = sum_a P_aa rho_aa + sum_{a>b} 2 Re(P_ba rho_ab), rho_ab = x_re + i x_im. One block's band at a time. */
#include "operators/expectation.h"

#include "physics/numerics/twofold.h"
#include "physics/spaces/spin_bands.h"

/* Weight of an unknown of the block whose band is P. */
static double weight(const SpinBand *P, DickeElement e)
{
  const double complex element = spin_band(P, e.a, e.b - e.a); /* <b|P|a> */

  if (e.a == e.b) return creal(element);
  return e.part == 0 ? 2 * creal(element) : -2 * cimag(element);
}

typedef void (*WeightVisitor)(void *context, PetscInt i, double weight);

/* All unknowns start ... end-1. */
static PetscErrorCode walk(const Polynomial *P, const DickeBasis *basis, PetscInt start, PetscInt end, WeightVisitor visit, void *context)
{
  SpinBand band  = {0};
  int      block = -1;

  PetscFunctionBeginUser;
  if (start >= end) PetscFunctionReturn(PETSC_SUCCESS);
  DickeElement e = dicke_element(basis, start);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e)) {
    if (e.block != block) {
      spin_band_free(&band);
      block = e.block;
      PetscCheck(spin_band_create(P, basis->N - 2 * block, basis->size[block], &band), PETSC_COMM_SELF, PETSC_ERR_MEM,
                 "no memory for an operator");
    }
    visit(context, i - start, weight(&band, e));
  }
  spin_band_free(&band);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void keep(void *context, PetscInt i, double w) { ((PetscScalar *)context)[i] = w; }

PetscErrorCode PolynomialFillVec(const Polynomial *P, const DickeBasis *basis, Vec w)
{
  PetscInt     start, end;
  PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(w, &start, &end));
  PetscCall(VecGetArrayWrite(w, &array));
  PetscCall(walk(P, basis, start, end, keep, array));
  PetscCall(VecRestoreArrayWrite(w, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  const PetscScalar *x;
  Twofold            sum;
} Sum;

static void add(void *context, PetscInt i, double w)
{
  Sum *s = context;

  s->sum = twofold_fma(w, s->x[i], s->sum);
}

PetscErrorCode PolynomialExpectation(const Polynomial *P, const DickeBasis *basis, Vec rho, PetscReal *value)
{
  Sum       s = {.sum = {0, 0}};
  PetscInt  start, end;
  PetscReal parts[2];

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(rho, &start, &end));
  PetscCall(VecGetArrayRead(rho, &s.x));
  PetscCall(walk(P, basis, start, end, add, &s));
  PetscCall(VecRestoreArrayRead(rho, &s.x));
  parts[0] = s.sum.hi, parts[1] = s.sum.lo;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, parts, 2, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)rho)));
  *value = parts[0] + parts[1];
  PetscFunctionReturn(PETSC_SUCCESS);
}
