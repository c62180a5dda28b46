/* (A' - tau)^-1 of the symmetric sector by Krylov solves with the ADI preconditioner, from both sides.

   Method. The ADI solver (solvers/adi/adi.h) gives A^-1 = (kappa_A - L_D)^-1 and B^-1 = (kappa_B - L_H)^-1 of a model. With any offset,
     B^-1 (L + offset) A^-1 = kappa B^-1 A^-1 - A^-1 - B^-1,   kappa = kappa_A + kappa_B + offset,
   is the preconditioned operator; the zero modes add a rank-one term each.
   Transposed. Let W be 1 on populations and 2 elsewhere (both halves of a Hermitian matrix) and S = (-1)^floor((N+m+m')/2), so that S turns
   the sign of every jump of one spin and of Sx^2 - Sy^2. With Q = W S,
     L_u^T = -Q (L~_(-1-u) + N (gamma + gamma_up)) Q^-1
   in the scaling u of the basis, where L~ has gamma and gamma_up, Jx and Jy exchanged. So L^T is solved by the ADI solver of that
   model, with the offset and shifts of the other sign, -kappa_A - offset and -kappa_B: kappa_A - offset - L_D of the one is the
   exact mirror image of the other, and equally well conditioned. PT symmetry itself (physics/generators/irreps_pt.h) gives the mirrored
   sectors:
     A' - tau          = L - tau                        plain
                       = Q L~_0 Q^-1 - tau              mirrored
     (A' - tau)^T      = -Q (L~_(-1) + 2 eta + tau) Q^-1   plain
                       = -(L_(-1) + 2 eta + tau)         mirrored,   2 eta = N (gamma + gamma_up).
   With emission and pumping together A^-1 is approximate, and L is applied itself.
   Accuracy. The residual is measured with the sector's own matrix, and the solve repeated on it until it is solve_tol or gains no more.
   References Sleijpen, Fokkema, ETNA 1, 11 (1993) for BiCGStab(ell); solvers/adi/adi.h. */
#include "physics/models/xyz_lindbladian.h"
#include "solvers/adi/adi.h"
#include "solvers/linear/bicgstab.h"
#include "solvers/modes/sector_inverse.h"
#include "solvers/linear/two_sided_mat.h"

#include <math.h>

static const PetscReal solve_tol = 5e-13, target_rate = 0.05; /* tau in units of the rate of one spin */
enum { ROUNDS = 8, ITERATIONS = 5000, NEV = 3, NCV = 16 };
enum { VECTORS = 6 }; /* of a side beside those of its ADI solver: Q, w, z, f, v, and one of the solve */

/* One of the two operators: sign Q (L + offset) Q^-1, less c p q^T for each zero mode. */
typedef struct {
  Adi       *adi;
  DickeBasis basis;
  PetscBool  exact; /* is A^-1? */
  PetscReal  sign, offset, kappa;
  Vec        Q; /* NULL: 1 */
  int        zeros;
  PetscReal  shift;                              /* sign c */
  Vec        p[CONSERVED_MAX], q[CONSERVED_MAX]; /* Q^-1 p and Q q */
  Vec        w, z, f, v;
  VecScatter scatter; /* from the sector's layout to that of the ADI solver */
  Mat        K;
  KSP        ksp;
} Side;

typedef struct {
  const Sector *sector;
  PetscReal     target;
  Side         *side[2]; /* made when first used */
  Vec           r;
} Inverse;

/* L~: emission and pumping, x and y exchanged. */
static XyzModel exchanged(const XyzModel *model)
{
  XyzModel m = *model;

  m.Jx = model->Jy, m.Jy = model->Jx;
  m.rate[CHANNEL_LOSS] = model->rate[CHANNEL_PUMP], m.rate[CHANNEL_PUMP] = model->rate[CHANNEL_LOSS];
  return m;
}

static PetscReal spin_rate(const SpinModel *model) { return model->xyz.rate[CHANNEL_LOSS] + model->xyz.rate[CHANNEL_PUMP]; }

/* v = B^-1 (L + offset - sign c p q^T) A^-1 v */
static PetscErrorCode multiply_preconditioned(Mat K, Vec x, Vec y)
{
  Side       *s;
  PetscScalar weight;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(K, &s));
  PetscCall(AdiSolveDissipation(s->adi, x, s->w));
  if (s->exact) PetscCall(VecWAXPY(s->z, -1 / s->kappa, x, s->w));
  else {
    PetscCall(AdiMult(s->adi, s->w, s->z));
    PetscCall(VecAXPY(s->z, s->offset, s->w));
  }
  const PetscReal unit = s->exact ? 1 / s->kappa : 1;
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(VecDot(s->q[k], s->w, &weight));
    PetscCall(VecAXPY(s->z, -s->shift * weight * unit, s->p[k]));
  }
  PetscCall(AdiSolveHamiltonian(s->adi, s->z, y));
  if (s->exact) PetscCall(VecAXPBY(y, -1, s->kappa, s->w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode fill_q(const DickeBasis *basis, Vec Q)
{
  PetscInt     start, end;
  PetscScalar *q;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(Q, &start, &end));
  PetscCall(VecGetArrayWrite(Q, &q));
  if (start < end) {
    DickeElement e = dicke_element(basis, start);
    for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e))
      q[i - start] = (e.a == e.b ? 1 : 2) * ((e.a + e.b + 2 * e.block) / 2 % 2 ? -1 : 1);
  }
  PetscCall(VecRestoreArrayWrite(Q, &q));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The layout of the ADI solver, and a functional of the sector in it, times Q or its inverse. */
static PetscErrorCode carry(const Side *s, Vec from, PetscBool divide, Vec *to)
{
  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(s->w, to));
  PetscCall(VecScatterBegin(s->scatter, from, *to, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(s->scatter, from, *to, INSERT_VALUES, SCATTER_FORWARD));
  if (s->Q) PetscCall(divide ? VecPointwiseDivide(*to, *to, s->Q) : VecPointwiseMult(*to, *to, s->Q));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_ksp(Mat K, KSP *ksp)
{
  PC pc;

  PetscFunctionBeginUser;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)K), ksp));
  PetscCall(KSPSetOperators(*ksp, K, K));
  PetscCall(KSPGetPC(*ksp, &pc));
  PetscCall(PCSetType(pc, PCNONE));
  PetscCall(BiCGStabRegister());
  PetscCall(KSPSetType(*ksp, KSPBICGSTABL));
  PetscCall(KSPSetOptionsPrefix(*ksp, "gap_adi_"));
  PetscCall(KSPSetFromOptions(*ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The preconditioned operator of a side, and its Krylov solver. */
static PetscErrorCode create_operator(Side *s)
{
  PetscInt local, size;

  PetscFunctionBeginUser;
  PetscCall(VecGetLocalSize(s->w, &local));
  PetscCall(VecGetSize(s->w, &size));
  PetscCall(MatCreateShell(PetscObjectComm((PetscObject)s->w), local, local, size, size, s, &s->K));
  PetscCall(MatShellSetOperation(s->K, MATOP_MULT, (void (*)(void))multiply_preconditioned));
  PetscCall(create_ksp(s->K, &s->ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_adi(MPI_Comm comm, const Sector *sector, PetscBool transpose, Side *s)
{
  const AdiShifts automatic = AdiAutomaticShifts(&sector->model->l);
  const PetscBool swap      = transpose != sector->mirrored ? PETSC_TRUE : PETSC_FALSE;
  const XyzModel  model     = swap ? exchanged(&sector->model->xyz) : sector->model->xyz;
  const AdiShifts shifts    = {s->sign * automatic.dissipation - s->offset, s->sign * automatic.hamiltonian};
  Lindbladian     l;

  PetscFunctionBeginUser;
  PetscCheck(dicke_basis_create(model.N, sector->parity, transpose ? -1 : 0, &s->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCheck(xyz_lindbladian(&model, &l), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscCall(AdiCreate(comm, &l, &s->basis, automatic.dissipation, &s->adi));
  lindbladian_free(&l);
  PetscCall(AdiSetShifts(s->adi, shifts));
  s->kappa = shifts.dissipation + shifts.hamiltonian + s->offset;
  s->exact = model.rate[CHANNEL_LOSS] == 0 || model.rate[CHANNEL_PUMP] == 0 ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(AdiCreateVec(s->adi, &s->w));
  if (swap) {
    PetscCall(VecDuplicate(s->w, &s->Q));
    PetscCall(fill_q(&s->basis, s->Q));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Between two layouts of the same unknowns. */
static PetscErrorCode create_scatter(Vec from, Vec to, VecScatter *scatter)
{
  PetscInt start, end;
  IS       all;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(to, &start, &end));
  PetscCall(ISCreateStride(PetscObjectComm((PetscObject)to), end - start, start, 1, &all));
  PetscCall(VecScatterCreate(from, all, to, all, scatter));
  PetscCall(ISDestroy(&all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_side(const Inverse *inv, PetscBool transpose, Side **side)
{
  const Sector *sector = inv->sector;
  Side         *s;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(side));
  s         = *side;
  s->sign   = transpose ? -1 : 1;
  s->offset = (transpose ? sector->model->N * spin_rate(sector->model) : 0) - s->sign * inv->target;
  s->shift  = s->sign * sector->shift;
  s->zeros  = sector->zeros;
  PetscCall(create_adi(PetscObjectComm((PetscObject)sector->L), sector, transpose, s));
  PetscCall(VecDuplicate(s->w, &s->z));
  PetscCall(VecDuplicate(s->w, &s->f));
  PetscCall(VecDuplicate(s->w, &s->v));
  PetscCall(create_scatter(inv->r, s->w, &s->scatter));
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(carry(s, transpose ? sector->t[k] : sector->u[k], PETSC_TRUE, &s->p[k]));
    PetscCall(carry(s, transpose ? sector->u[k] : sector->t[k], PETSC_FALSE, &s->q[k]));
  }
  PetscCall(create_operator(s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_side(Side **side)
{
  Side *s = *side;

  PetscFunctionBeginUser;
  if (!s) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(KSPDestroy(&s->ksp));
  PetscCall(MatDestroy(&s->K));
  PetscCall(VecScatterDestroy(&s->scatter));
  for (int k = 0; k < s->zeros; k++) {
    PetscCall(VecDestroy(&s->p[k]));
    PetscCall(VecDestroy(&s->q[k]));
  }
  Vec *const work[] = {&s->Q, &s->w, &s->z, &s->f, &s->v};
  for (size_t k = 0; k < sizeof work / sizeof *work; k++) PetscCall(VecDestroy(work[k]));
  PetscCall(AdiDestroy(&s->adi));
  dicke_basis_free(&s->basis);
  PetscCall(PetscFree(*side));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* x += an approximate solution for the right-hand side r, to a relative tolerance of the preconditioned residual. */
static PetscErrorCode correct(Side *s, Vec r, PetscReal tolerance, Vec x)
{
  PetscFunctionBeginUser;
  PetscCall(VecScatterBegin(s->scatter, r, s->z, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(s->scatter, r, s->z, INSERT_VALUES, SCATTER_FORWARD));
  if (s->Q) PetscCall(VecPointwiseDivide(s->z, s->z, s->Q));
  PetscCall(VecScale(s->z, s->sign));
  PetscCall(AdiSolveHamiltonian(s->adi, s->z, s->f));
  PetscCall(KSPSetTolerances(s->ksp, tolerance, 1e-300, 1e10, ITERATIONS));
  PetscCall(KSPSolve(s->ksp, s->f, s->v));
  PetscCall(AdiSolveDissipation(s->adi, s->v, s->w));
  if (s->Q) PetscCall(VecPointwiseMult(s->w, s->w, s->Q));
  PetscCall(VecScatterBegin(s->scatter, s->w, x, ADD_VALUES, SCATTER_REVERSE));
  PetscCall(VecScatterEnd(s->scatter, s->w, x, ADD_VALUES, SCATTER_REVERSE));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* r = b - (A' - tau) x, from either side, and its length. */
static PetscErrorCode residual(const Inverse *inv, PetscBool transpose, Vec b, Vec x, PetscReal *norm)
{
  PetscFunctionBeginUser;
  PetscCall(transpose ? MatMultTranspose(inv->sector->A, x, inv->r) : MatMult(inv->sector->A, x, inv->r));
  PetscCall(VecAXPY(inv->r, -inv->target, x));
  PetscCall(VecAYPX(inv->r, -1, b));
  PetscCall(VecNorm(inv->r, NORM_2, norm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(void *context, PetscBool transpose, Vec b, Vec x)
{
  Inverse  *inv = context;
  PetscReal size, norm, before = INFINITY;
  Vec       best;

  PetscFunctionBeginUser;
  if (!inv->side[transpose]) PetscCall(create_side(inv, transpose, &inv->side[transpose]));
  PetscCall(VecSet(x, 0));
  PetscCall(VecDuplicate(x, &best));
  PetscCall(VecCopy(b, inv->r));
  PetscCall(VecNorm(b, NORM_2, &size));
  norm = size;
  for (int round = 0; round < ROUNDS && norm > solve_tol * size && norm < 0.5 * before; round++) {
    before = norm;
    PetscCall(VecCopy(x, best));
    PetscCall(correct(inv->side[transpose], inv->r, PetscMin(0.1, PetscMax(0.3 * solve_tol * size / norm, 1e-14)), x));
    PetscCall(residual(inv, transpose, b, x, &norm));
    if (!(norm < before)) PetscCall(VecCopy(best, x)); /* NaN, too: SLEPc must not see it */
  }
  PetscCall(VecDestroy(&best));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(void *context)
{
  Inverse *inv = context;

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) PetscCall(destroy_side(&inv->side[k]));
  PetscCall(VecDestroy(&inv->r));
  PetscCall(PetscFree(inv));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(const Sector *sector, PetscReal *target, Mat *inverse)
{
  Inverse *inv;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&inv));
  inv->sector = sector;
  inv->target = *target = target_rate * spin_rate(sector->model);
  PetscCall(MatCreateVecs(sector->L, &inv->r, NULL));
  PetscCall(TwoSidedMatCreate(sector->L, solve, destroy, inv, inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode try_options(void)
{
  Mat A;
  KSP ksp;

  PetscFunctionBeginUser;
  PetscCall(MatCreateConstantDiagonal(PETSC_COMM_SELF, 1, 1, 1, 1, 1, &A));
  PetscCall(create_ksp(A, &ksp));
  PetscCall(KSPSetUp(ksp));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *refuses(const SectorShape *shape)
{
  if (shape->charged) return "a sector of one charge takes the inverse charge";
  if (shape->ordinary) return "adi inverts the mirrored sector in its own scaling alone";
  if (!shape->symmetric) return "adi inverts the symmetric sector alone";
  if (!shape->model->axial)
    return "adi inverts from both sides only with local loss and pumping as the only rates, and H of squares and fields along z";
  if (shape->parity == DICKE_BOTH) return "adi needs a parity sector: no transverse fields hx, hy";
  for (int c = 0; c < CHANNEL_COUNT; c++)
    if (c != CHANNEL_LOSS && c != CHANNEL_PUMP && shape->model->xyz.rate[c] != 0)
      return "adi inverts from both sides only with local loss and pumping as the only rates";
  return NULL;
}

/* The ADI solvers of both sides, as solvers/adi/adi.h estimates them, and the vectors here. */
static AdiEstimate estimate(const SectorShape *shape, int ranks)
{
  DickeBasis  basis;
  AdiEstimate e = {0};

  if (dicke_basis_create(shape->model->N, shape->parity, 0, &basis)) e = AdiEstimateSolve(&shape->model->l, &basis, ranks);
  e.bytes_total += VECTORS * sizeof(PetscScalar) * e.unknowns;
  dicke_basis_free(&basis);
  return e;
}

static double bytes(const SectorShape *shape, int ranks) { return 2 * estimate(shape, ranks).bytes_total; }

/* Solves that one side takes, measured for N = 40 ... 200: two or three restarts for the rightmost mode. */
static double wall_seconds(const SectorShape *shape, int ranks)
{
  return (shape->modes ? 2.0 * (2 * shape->modes + 20) : 2.0 * NCV) * estimate(shape, ranks).wall_seconds;
}

const SectorInverseSpec sector_adi = {
  .method       = "shift_invert (adi)",
  .fallback     = "krylov, else shift_invert (adi)",
  .refuses      = refuses,
  .create       = create,
  .bytes        = bytes,
  .wall_seconds = wall_seconds,
  .try_options  = try_options,
  .nev          = NEV,
  .ncv          = NCV,
  .tolerance    = 1e-10,
};
