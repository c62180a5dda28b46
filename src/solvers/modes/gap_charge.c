/* The gap of a model that conserves Sz, from one sector for each charge k = m - m'.

   Box        As for the steady state, about the mean field (physics/spins/charge_box.h): walls reflect for k = 0 and let out for k > 0. It
              grows where a mode has not died out. What is left at the edges counts as a residual: the modes' error holds its condition
              times that.
   Frame      Sectors that are inverted are those of the frame that turns with the mean field, nearly: there slow modes are next to 0. They
              are shifted by OFFSET beside, as a real matrix has the modes of charges k and -k, which would coincide where a frequency
              vanishes. */
#include "solvers/modes/gap.h"

#include "operators/box_edges.h"
#include "physics/spins/charge_box.h"
#include "solvers/method/cost.h"

#include <complex.h>
#include <math.h>

enum { BOXES = 5, ROW = 9 };
static const PetscReal growth = 0.2, edge_tol = 1e-13, offset = 0.01; /* of all rates of a spin */

static DickeBox box_of(const SpinModel *model)
{
  DickeBox box;

  charge_box(model, &box);
  return box;
}

/* H + c Sz; `out` is made new. */
static PetscErrorCode add_field(const SpinModel *model, double c, SpinModel *out)
{
  const PolynomialWord Sz    = {.degree = 1, .letter = {SITE_Z}};
  Polynomial           field = polynomial_zero(model->l.basis);
  Lindbladian          l;

  PetscFunctionBeginUser;
  const bool good = lindbladian_scaled(&model->l, 1, &l) == POLYNOMIAL_OK && polynomial_add_word(&field, 1, &Sz) == POLYNOMIAL_OK &&
                    lindbladian_add_hamiltonian(&l, c, &field) == POLYNOMIAL_OK && spin_model_create(&l, out);
  polynomial_free(&field);
  PetscCheck(good, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Is the mode one of charge k (else of -k)? With z = Re + i Im of its complex vector: z = 0 for those of -k. */
static PetscErrorCode of_own_charge(const Mode *mode, PetscBool *own)
{
  const PetscScalar *re, *im;
  PetscReal          sums[2] = {0, 0}; /* of |u + i v|^2 and |u - i v|^2, u of Re and v of Im of an element */
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(mode->x[0], &start, &end));
  PetscCall(VecGetArrayRead(mode->x[0], &re));
  PetscCall(VecGetArrayRead(mode->x[1], &im));
  for (PetscInt i = start % 2; i + 1 < end - start; i += 2) { /* a pair that lies on two ranks is left out */
    const double complex u = re[i] + I * im[i], v = re[i + 1] + I * im[i + 1], sum = u + I * v, difference = u - I * v;
    sums[0] += creal(sum * conj(sum));
    sums[1] += creal(difference * conj(difference));
  }
  PetscCall(VecRestoreArrayRead(mode->x[1], &im));
  PetscCall(VecRestoreArrayRead(mode->x[0], &re));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)mode->x[0])));
  *own = sums[0] > sums[1] ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Carefully, or quickly if that shows that it lies left of the floor: then it is not finished. */
static PetscErrorCode search(const Sector *sector, PetscReal floor, Mode *mode)
{
  PetscFunctionBeginUser;
  if (floor > -INFINITY) {
    PetscCall(SectorRightmost(sector, RIGHTMOST_QUICK, mode));
    if (isfinite(mode->re) && mode->re + mode->error < floor) PetscFunctionReturn(PETSC_SUCCESS);
    PetscCall(ModeDestroy(mode));
  }
  PetscCall(SectorRightmost(sector, RIGHTMOST_CAREFUL, mode));
  if (isfinite(mode->re)) PetscCall(SectorFinish(sector, mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The slowest mode in one box; its vectors stay until ModeDestroy, where it has any. */
static PetscErrorCode solve_in(MPI_Comm comm, const SpinModel *model, int charge, const DickeBox *box, PetscReal floor, Mode *mode,
                               BoxEdges *edges)
{
  DickeBasis basis;
  Sector     sector;

  PetscFunctionBeginUser;
  *edges = (BoxEdges){0};
  PetscCheck(dicke_basis_create_charge(model->N, charge, charge == 0 || charge_is_real(model), 0, box, &basis), PETSC_COMM_SELF,
             PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(SectorCreateCharge(comm, model, &basis, &sector));
  PetscCall(search(&sector, floor, mode));
  if (mode->x[0] && mode->finished) PetscCall(BoxEdgesMeasure(model, &basis, mode->x[0], mode->x[1], edges));
  const PetscReal outflow = model->N * model->total_rate * edges->norm;
  mode->residual += outflow;
  mode->error += outflow * mode->condition;
  PetscCall(SectorDestroy(&sector));
  dicke_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_in_boxes(MPI_Comm comm, const SpinModel *model, int charge, DickeBox box, PetscReal floor, Mode *mode)
{
  bool     side[DICKE_SIDES];
  BoxEdges edges;

  PetscFunctionBeginUser;
  PetscCall(solve_in(comm, model, charge, &box, floor, mode, &edges));
  for (int round = 1; round < BOXES && isfinite(mode->re) && box_edges_above(&edges, edge_tol, side); round++) {
    PetscCall(ModeDestroy(mode));
    charge_box_grow(model->N, side, growth, &box);
    PetscCall(solve_in(comm, model, charge, &box, floor, mode, &edges));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* In the turning frame, and the frequency back in that of the model. */
static PetscErrorCode solve_turned(MPI_Comm comm, const SpinModel *model, int charge, const DickeBox *box, PetscReal floor, Mode *mode)
{
  const double omega = charge_frequency(model) - offset * model->total_rate / charge;
  SpinModel    turned;
  PetscBool    own = PETSC_TRUE;

  PetscFunctionBeginUser;
  PetscCall(add_field(model, -0.5 * omega, &turned));
  PetscCall(solve_in_boxes(comm, &turned, charge, *box, floor, mode));
  if (isfinite(mode->re) && mode->x[0]) {
    PetscCall(of_own_charge(mode, &own));
    mode->im = fabs((own ? mode->im : -mode->im) - charge * omega);
  }
  spin_model_free(&turned);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode make_plan(const SpinModel *model, int charge, const DickeBox *box, int ranks, SectorShape *shape, RightmostPlan *plan)
{
  const double unknowns = dicke_charge_dimension(model->N, charge, charge == 0 || charge_is_real(model), box);

  PetscFunctionBeginUser;
  *shape = (SectorShape){
    .model = model, .parity = charge % 2 ? DICKE_ODD : DICKE_EVEN, .symmetric = PETSC_TRUE, .unknowns = unknowns, .charged = PETSC_TRUE};
  PetscCall(RightmostPlanMake(shape, unknowns <= RIGHTMOST_DENSE_MAX ? 1 : ranks, plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Sectors that LAPACK takes are solved by every rank for itself. */
static PetscErrorCode slowest(MPI_Comm comm, const SpinModel *model, int charge, const DickeBox *box, PetscReal floor, Mode *mode)
{
  RightmostPlan plan;
  SectorShape   shape;
  PetscMPIInt   ranks;

  PetscFunctionBeginUser;
  *mode = (Mode){.re = -INFINITY, .proof = PROOF_LAPACK};
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(make_plan(model, charge, box, ranks, &shape, &plan));
  if (shape.unknowns == 0 || (charge == 0 && shape.unknowns == 1)) PetscFunctionReturn(PETSC_SUCCESS);
  if (shape.unknowns <= RIGHTMOST_DENSE_MAX) comm = PETSC_COMM_SELF;
  if (charge > 0 && !charge_is_real(model) && !plan.dense && !plan.krylov) PetscCall(solve_turned(comm, model, charge, box, floor, mode));
  else PetscCall(solve_in_boxes(comm, model, charge, *box, floor, mode));
  PetscCall(ModeDestroy(mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A mode that was measured takes the place of the slowest so far, unless it cannot be told from that. */
static void compare(const Mode *mode, int k, Gap *gap, int *charge, PetscReal *most)
{
  if (!isfinite(mode->re) || !mode->finished) return;
  *most = PetscMax(*most, mode->re + mode->error);
  if (*charge >= 0 && mode->re - mode->error <= gap->mode.re + gap->mode.error) return;
  gap->mode   = *mode;
  gap->parity = k % 2 ? DICKE_ODD : DICKE_EVEN;
  *charge     = k;
}

PetscErrorCode GapCharges(MPI_Comm comm, const SpinModel *model, int charges, Gap *gap, int *charge)
{
  const DickeBox box  = box_of(model);
  const int      last = PetscMin(charges, model->N);
  PetscReal      most = -INFINITY;
  Mode           mode;

  PetscFunctionBeginUser;
  *gap    = (Gap){.mode             = {.re = -INFINITY, .residual = NAN, .left_residual = NAN, .condition = NAN, .error = NAN},
                  .lambda           = partition_first(model->N),
                  .antigap          = NAN,
                  .antigap_residual = NAN,
                  .proven           = charges >= model->N ? PETSC_TRUE : PETSC_FALSE};
  *charge = -1;
  for (int i = 0; i <= last; i++) {
    const int k = last > 0 && i < 2 ? 1 - i : i; /* 1 first: it often is the slowest one, and the others need but a look then */
    PetscCall(slowest(comm, model, k, &box, gap->mode.re - gap->mode.error, &mode));
    PetscCallMPI(MPI_Bcast(&mode, sizeof mode, MPI_BYTE, 0, comm)); /* without vectors */
    if (mode.proof == PROOF_NONE) gap->proven = PETSC_FALSE;
    compare(&mode, k, gap, charge, &most);
  }
  if (*charge >= 0) gap->mode.error = PetscMax(gap->mode.error, most - gap->mode.re);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapEstimateCharges(const SpinModel *model, int charges, int ranks, GapEstimate *e)
{
  const DickeBox box = box_of(model);

  PetscFunctionBeginUser;
  *e = (GapEstimate){.row = ROW};
  for (int k = 0; k <= PetscMin(charges, model->N); k++) {
    RightmostPlan plan;
    SectorShape   shape;
    PetscCall(make_plan(model, k, &box, ranks, &shape, &plan));
    e->unknowns += shape.unknowns;
    e->wall_seconds += gap_block_seconds(&plan, &shape, ranks);
    if (shape.unknowns > e->largest) e->largest = shape.unknowns, e->plan = plan, e->shape = shape;
  }
  e->bytes = e->largest * (24 * ROW + 8.0 * (e->plan.krylov ? 100 : 20));
  if (e->plan.inverse && !e->plan.dense) e->bytes += e->plan.inverse->bytes(&e->shape, ranks);
  PetscFunctionReturn(PETSC_SUCCESS);
}
