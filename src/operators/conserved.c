/* Matrix elements. prod sigma^z: (-1)^(N/2 - m) on the populations. prod n.sigma, n = (cos phi, sin phi, 0):
   <m| |-m> = (-1)^block exp(-2 i m phi) in every copy of j, as n.sigma|up> = exp(i phi)|down> and the copies of block k hold k
   singlets, each of which gives -1. With scaling -1 the d_j copies of an operator count once. */
#include "operators/conserved.h"

#include <math.h>

const char *ConservedObjection(const SpinModel *m)
{
  if (m->symmetry.conserves_j)
    return "no local jumps (gamma, gamma_up and gamma_phi are all zero): each total spin has a steady state of its own; set a local rate";
  if (m->symmetry.strong_u1)
    return "H and every jump commute with Sz, so that each of its values conserves its weight: there are N+1 steady states; with dephasing "
           "alone set gamma, gamma_up, a transverse field or Jx != Jy";
  return NULL;
}

static bool has_trace(DickeParity sector) { return dicke_has_class(sector, 0, 0); }

int ConservedCount(const SpinModel *model, DickeParity sector)
{
  if (!has_trace(sector)) return 0;
  return model->symmetry.strong_parity ? 2 : 1;
}

/* Loss and pumping; else dephasing (physics/generators/irreps_pt.h). */
static bool diagonal_mirror(const SpinModel *model) { return model->xyz.rate[CHANNEL_LOSS] + model->xyz.rate[CHANNEL_PUMP] > 0; }

int MirroredCount(const SpinModel *model, DickeParity parity)
{
  if (!spin_conserves_parity(model)) return 1;
  const int at = diagonal_mirror(model) || model->N % 2 == 0 ? DICKE_EVEN : DICKE_ODD;
  return parity != DICKE_BOTH && (int)parity != at ? 0 : diagonal_mirror(model) ? 1 : 2;
}

/* Value of prod sigma^z, or of 1. */
static double population(const DickeBasis *basis, DickeElement e, bool alternating)
{
  const int down = basis->N - e.block - e.a; /* N/2 - m */

  if (e.a != e.b) return 0;
  return alternating && down % 2 ? -1 : 1;
}

/* Value of prod n.sigma, phi the direction of n. */
static double reversal(const DickeBasis *basis, DickeElement e, double phi)
{
  const double sign = e.block % 2 ? -1 : 1;

  if (e.a + e.b != basis->N - 2 * e.block) return 0; /* m' = -m */
  return sign * (e.part == 0 ? cos((e.a - e.b) * phi) : -sin((e.a - e.b) * phi));
}

typedef struct {
  bool   reverses, alternating;
  double phi;
} Product;

static double product_element(const DickeBasis *basis, DickeElement e, const Product *p)
{
  return p->reverses ? reversal(basis, e, p->phi) : population(basis, e, p->alternating);
}

static PetscErrorCode fill(const DickeBasis *basis, const Product *p, Vec x)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArrayWrite(x, &array));
  if (start < end) {
    DickeElement e = dicke_element(basis, start);
    for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e)) array[i - start] = product_element(basis, e, p);
  }
  PetscCall(VecRestoreArrayWrite(x, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ConservedFillVec(const SpinModel *model, const DickeBasis *basis, int k, Vec t)
{
  const Product product = {.alternating = k == 1};

  PetscFunctionBeginUser;
  (void)model;
  PetscCall(fill(basis, &product, t));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MirroredFillVec(const SpinModel *model, const DickeBasis *basis, int k, Vec x)
{
  Product product = {.alternating = true};

  PetscFunctionBeginUser;
  if (!diagonal_mirror(model))
    product = (Product){.reverses = true, .phi = spin_conserves_parity(model) ? k * PETSC_PI / 2 : atan2(model->xyz.hy, model->xyz.hx)};
  PetscCall(fill(basis, &product, x));
  PetscFunctionReturn(PETSC_SUCCESS);
}
