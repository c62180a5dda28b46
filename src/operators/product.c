/* V does not couple different j: a block of b needs that block of rho, and bands of V as wide as the larger one of both. */
#include "operators/product.h"

#include "physics/spaces/spin_bands.h"

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

/* Element rho_kl of a block, from its unknowns; 0 where the basis does not have it. x begins with unknown `first`. */
static double complex element(const DickeBasis *basis, int block, int k, int l, const PetscScalar *x, int64_t first)
{
  const int a = PetscMax(k, l), b = PetscMin(k, l);
  double    part[2] = {0, 0};

  if (b < 0 || !dicke_has_element(basis, block, a, b)) return 0;
  for (int p = 0; p < (a == b ? 1 : 2); p++)
    if (dicke_in_sector(basis, a, b, p)) part[p] = x[dicke_index(basis, (DickeElement){block, a, b, p}) - first];
  return part[0] + (k >= l ? I : -I) * part[1];
}

/* (V rho)_ab = sum_k V_ak rho_kb. That of (rho V^+)_ab is the conjugate of (V rho)_ba. */
static double complex from_left(const SpinBand *V, const DickeBasis *basis, int block, int a, int b, const PetscScalar *x, int64_t first)
{
  double complex sum = 0;

  for (int d = -V->width; d <= V->width; d++) {
    const double complex c = spin_band(V, a + d, -d); /* V_{a,a+d} */
    if (c != 0) sum += c * element(basis, block, a + d, b, x, first);
  }
  return sum;
}

/* sum_kl V_ak rho_kl V_bl^* */
static double complex from_both_sides(const SpinBand *V, const DickeBasis *basis, DickeElement e, const PetscScalar *x, int64_t first)
{
  double complex sum = 0;

  for (int d = -V->width; d <= V->width; d++) {
    const double complex c = conj(spin_band(V, e.b + d, -d));
    if (c != 0) sum += from_left(V, basis, e.block, e.a, e.b + d, x, first) * c;
  }
  return sum;
}

/* What multiplies V rho and rho V^+ in the products of one side. */
static const double complex sides[][2] = {
  [PRODUCT_COMMUTATOR]    = {I, -I},
  [PRODUCT_HERMITIAN]     = {0.5, 0.5},
  [PRODUCT_ANTIHERMITIAN] = {-0.5 * I, 0.5 * I},
};

static double complex multiply(ProductKind kind, const SpinBand *V, const DickeBasis *basis, DickeElement e, const PetscScalar *x,
                               int64_t first)
{
  if (kind == PRODUCT_BOTH_SIDES) return from_both_sides(V, basis, e, x, first);
  return sides[kind][0] * from_left(V, basis, e.block, e.a, e.b, x, first) +
         sides[kind][1] * conj(from_left(V, basis, e.block, e.b, e.a, x, first));
}

/* b of one block: unknowns from *i on, which the ownership range ends. */
static PetscErrorCode fill_block(ProductKind kind, const Polynomial *V, const DickeBasis *from, const DickeBasis *to, int block,
                                 PetscInt start, PetscInt end, const PetscScalar *x, int64_t first, PetscScalar *y)
{
  const int64_t i0 = PetscMax(start, to->first[block]), i1 = PetscMin(end, to->first[block + 1]);
  const int     whole = to->N - 2 * block + 1;
  SpinBand      band;

  PetscFunctionBeginUser;
  if (i0 >= i1) PetscFunctionReturn(PETSC_SUCCESS);
  if (block >= from->blocks) {
    PetscCall(PetscArrayzero(y + (i0 - start), i1 - i0));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCheck(spin_band_create(V, whole - 1, whole, &band), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for an operator");
  DickeElement e = dicke_element(to, i0);
  for (int64_t i = i0; i < i1; i++, e = dicke_next(to, e)) {
    const double complex z = multiply(kind, &band, from, e, x, first);
    y[i - start]           = e.part == 0 ? creal(z) : cimag(z);
  }
  spin_band_free(&band);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProductFillVec(ProductKind kind, const Polynomial *V, const DickeBasis *from, Vec rho, const DickeBasis *to, Vec b)
{
  PetscInt           start, end;
  Vec                piece;
  const PetscScalar *x;
  PetscScalar       *y;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(b, &start, &end));
  const int first = start < end ? dicke_element(to, start).block : 0, last = start < end ? dicke_element(to, end - 1).block + 1 : 0;
  const int k1 = PetscMin(last, from->blocks), k0 = PetscMin(first, k1);
  PetscCall(gather_blocks(from, rho, k0, k1, &piece));
  PetscCall(VecGetArrayRead(piece, &x));
  PetscCall(VecGetArrayWrite(b, &y));
  for (int block = first; block < last; block++) PetscCall(fill_block(kind, V, from, to, block, start, end, x, from->first[k0], y));
  PetscCall(VecRestoreArrayWrite(b, &y));
  PetscCall(VecRestoreArrayRead(piece, &x));
  PetscCall(VecDestroy(&piece));
  PetscFunctionReturn(PETSC_SUCCESS);
}
