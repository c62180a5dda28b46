/* BiCGStab(ell), see the header.

   Algorithm  A cycle: ell steps of BiCG, whose residuals r_i = K^i r_0 and directions u_i = K^i u_0 are kept, then
              r_0 <- r_0 - sum_i y_i r_i with the y that make it smallest.
              x is summed up in groups: where the residual has fallen by `refresh`, rhs <- rhs - K x and r_0 = rhs begin a new one.
   Vectors    Every loop takes them piece by piece, a piece of all of them at a time, and does all there is to do with it. */
#include "solvers/linear/bicgstab.h"

#include "operators/petsc.h"
#include "physics/numerics/lapack.h"
#include "physics/numerics/clones.h"

#include <petsc/private/kspimpl.h>

#include <math.h>

typedef struct {
  PetscInt ell;
} BiCGStab;

static const PetscReal refresh = 1e-2;
enum { PIECE = 1024 }; /* doubles of each vector: those of a cycle fit into the second-level cache */

/* Work vectors: r_0 ... r_ell, u_0 ... u_ell, then these. */
enum { SHADOW, RHS, X, PRODUCT, OTHERS };

typedef struct {
  KSP          ksp;
  PetscInt     ell, local;
  Vec         *r, *u, shadow, rhs, x;
  PetscScalar *ra[BICGSTAB_ELL_MAX + 1], *ua[BICGSTAB_ELL_MAX + 1], *sa, *xa; /* their arrays between open and close */
  PetscReal    rho, alpha, omega;
  PetscReal    next_rho, norm; /* <r_0, shadow> and |r_0| as they are now */
  PetscReal    largest;        /* of |r_0| since the group began */
} Cycle;

static PetscErrorCode open_arrays(Cycle *c)
{
  PetscFunctionBeginUser;
  for (PetscInt i = 0; i <= c->ell; i++) {
    PetscCall(VecGetArray(c->r[i], &c->ra[i]));
    PetscCall(VecGetArray(c->u[i], &c->ua[i]));
  }
  PetscCall(VecGetArray(c->shadow, &c->sa));
  PetscCall(VecGetArray(c->x, &c->xa));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode close_arrays(Cycle *c)
{
  PetscFunctionBeginUser;
  PetscCall(VecRestoreArray(c->x, &c->xa));
  PetscCall(VecRestoreArray(c->shadow, &c->sa));
  for (PetscInt i = 0; i <= c->ell; i++) {
    PetscCall(VecRestoreArray(c->u[i], &c->ua[i]));
    PetscCall(VecRestoreArray(c->r[i], &c->ra[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode sum_over_ranks(const Cycle *c, PetscInt count, PetscReal *values)
{
  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, values, (PetscMPIInt)count, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)c->ksp)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PILIND_CLONES static PetscReal dot(PetscInt n, const PetscScalar *restrict a, const PetscScalar *restrict b)
{
  PetscReal part[8] = {0}, sum = 0; /* independent sums, for the pipeline */
  PetscInt  i = 0;

  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++) part[k] += a[i + k] * b[i + k];
  for (; i < n; i++) sum += a[i] * b[i];
  for (int k = 0; k < 8; k++) sum += part[k];
  return sum;
}

/* y <- y + factor x;  y <- x + factor y */
PILIND_CLONES static void add(PetscInt n, PetscScalar factor, const PetscScalar *restrict x, PetscScalar *restrict y)
{
  for (PetscInt i = 0; i < n; i++) y[i] += factor * x[i];
}

PILIND_CLONES static void scale_and_add(PetscInt n, PetscScalar factor, const PetscScalar *restrict x, PetscScalar *restrict y)
{
  for (PetscInt i = 0; i < n; i++) y[i] = x[i] + factor * y[i];
}

#define FOR_PIECES(c, at, count) for (PetscInt at = 0, count; count = PetscMin(PIECE, (c)->local - at), at < (c)->local; at += count)

/* <v, shadow> of the newest vector. */
static PetscErrorCode project(Cycle *c, Vec v, PetscReal *value)
{
  const PetscScalar *a, *s;

  PetscFunctionBeginUser;
  PetscCall(VecGetArrayRead(v, &a));
  PetscCall(VecGetArrayRead(c->shadow, &s));
  *value = dot(c->local, a, s);
  PetscCall(VecRestoreArrayRead(c->shadow, &s));
  PetscCall(VecRestoreArrayRead(v, &a));
  PetscCall(sum_over_ranks(c, 1, value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* u_i <- r_i - beta u_i, i <= j */
static PetscErrorCode new_directions(Cycle *c, PetscInt j, PetscReal beta)
{
  PetscFunctionBeginUser;
  PetscCall(open_arrays(c));
  FOR_PIECES(c, at, n)
  for (PetscInt i = 0; i <= j; i++) scale_and_add(n, -beta, c->ra[i] + at, c->ua[i] + at);
  PetscCall(close_arrays(c));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* r_i <- r_i - alpha u_{i+1}, i <= j, and x <- x + alpha u_0 */
static PetscErrorCode step(Cycle *c, PetscInt j)
{
  PetscFunctionBeginUser;
  PetscCall(open_arrays(c));
  FOR_PIECES(c, at, n)
  {
    for (PetscInt i = 0; i <= j; i++) add(n, -c->alpha, c->ua[i + 1] + at, c->ra[i] + at);
    add(n, c->alpha, c->ua[0] + at, c->xa + at);
  }
  PetscCall(close_arrays(c));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The y that makes |r_0 - sum_i y_i r_i| smallest, from the inner products of the r_i, scaled to one; directions that rounding has made
   dependent are left out. NaN where a vector has overflowed. */
static PetscErrorCode minimise(Cycle *c, PetscReal y[])
{
  const int ell = (int)c->ell, size = ell + 1;
  PetscReal G[(BICGSTAB_ELL_MAX + 1) * (BICGSTAB_ELL_MAX + 1)] = {0}, A[BICGSTAB_ELL_MAX * BICGSTAB_ELL_MAX], w[BICGSTAB_ELL_MAX],
                                                           unit[BICGSTAB_ELL_MAX];

  PetscFunctionBeginUser;
  PetscCall(open_arrays(c));
  FOR_PIECES(c, at, n)
  for (int i = 0; i < size; i++)
    for (int k = i == 0 ? 1 : i; k < size; k++) G[i * size + k] += dot(n, c->ra[i] + at, c->ra[k] + at);
  PetscCall(close_arrays(c));
  PetscCall(sum_over_ranks(c, size * size, G));
  for (int i = 0; i < ell; i++) unit[i] = G[(i + 1) * (size + 1)] > 0 ? 1 / PetscSqrtReal(G[(i + 1) * (size + 1)]) : 0;
  for (int i = 0; i < ell; i++)
    for (int k = i; k < ell; k++) A[i * ell + k] = A[k * ell + i] = unit[i] * unit[k] * G[(i + 1) * size + k + 1];
  PetscBool finite = PETSC_TRUE;
  for (int i = 0; i < ell * ell; i++) finite = finite && isfinite(A[i]) ? PETSC_TRUE : PETSC_FALSE;
  finite = finite && lapack_symmetric_eigenvectors(ell, A, w) == 0 ? PETSC_TRUE : PETSC_FALSE;
  for (int i = 0; i < ell; i++) y[i] = finite ? 0 : NAN;
  if (!finite) PetscFunctionReturn(PETSC_SUCCESS);
  for (int k = 0; k < ell; k++) {
    PetscReal along = 0;
    if (w[k] <= 4 * ell * PETSC_MACHINE_EPSILON) continue;
    for (int i = 0; i < ell; i++) along += A[k * ell + i] * unit[i] * G[i + 1];
    for (int i = 0; i < ell; i++) y[i] += A[k * ell + i] * unit[i] * along / w[k];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* u_0 <- u_0 - sum y_i u_i, x <- x + sum y_i r_{i-1}, r_0 <- r_0 - sum y_i r_i, and what the next cycle needs of r_0. */
static PetscErrorCode smooth(Cycle *c, const PetscReal y[])
{
  PetscReal sums[2] = {0};

  PetscFunctionBeginUser;
  PetscCall(open_arrays(c));
  FOR_PIECES(c, at, n)
  {
    for (PetscInt i = 1; i <= c->ell; i++) {
      add(n, -y[i - 1], c->ua[i] + at, c->ua[0] + at);
      add(n, y[i - 1], c->ra[i - 1] + at, c->xa + at);
    }
    for (PetscInt i = 1; i <= c->ell; i++) add(n, -y[i - 1], c->ra[i] + at, c->ra[0] + at);
    sums[0] += dot(n, c->ra[0] + at, c->sa + at);
    sums[1] += dot(n, c->ra[0] + at, c->ra[0] + at);
  }
  PetscCall(close_arrays(c));
  PetscCall(sum_over_ranks(c, 2, sums));
  c->next_rho = sums[0];
  c->norm     = PetscSqrtReal(sums[1]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* y = K x with K = PC A. */
static PetscErrorCode apply(Cycle *c, Vec x, Vec y)
{
  PetscFunctionBeginUser;
  PetscCall(KSP_PCApplyBAorAB(c->ksp, x, y, c->ksp->work[c->ksp->nwork - OTHERS + PRODUCT]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ell steps of BiCG; *broke: an inner product vanished, and the step after it is undefined. */
static PetscErrorCode bicg_steps(Cycle *c, PetscBool *broke)
{
  PetscFunctionBeginUser;
  *broke = PETSC_FALSE;
  c->rho *= -c->omega;
  for (PetscInt j = 0; j < c->ell; j++) {
    PetscReal rho = c->next_rho, gamma;

    if (j > 0) PetscCall(project(c, c->r[j], &rho));
    *broke = c->rho == 0 ? PETSC_TRUE : PETSC_FALSE;
    if (*broke) PetscFunctionReturn(PETSC_SUCCESS);
    PetscCall(new_directions(c, j, c->alpha * rho / c->rho));
    c->rho = rho;
    PetscCall(apply(c, c->u[j], c->u[j + 1]));
    PetscCall(project(c, c->u[j + 1], &gamma));
    *broke = gamma == 0 ? PETSC_TRUE : PETSC_FALSE;
    if (*broke) PetscFunctionReturn(PETSC_SUCCESS);
    c->alpha = c->rho / gamma;
    PetscCall(step(c, j));
    PetscCall(apply(c, c->r[j], c->r[j + 1]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode begin_group(Cycle *c)
{
  Vec solution;

  PetscFunctionBeginUser;
  PetscCall(KSPGetSolution(c->ksp, &solution));
  PetscCall(VecAXPY(solution, 1, c->x));
  PetscCall(apply(c, c->x, c->r[1]));
  PetscCall(VecAXPY(c->rhs, -1, c->r[1]));
  PetscCall(VecCopy(c->rhs, c->r[0]));
  PetscCall(VecSet(c->x, 0));
  PetscCall(project(c, c->r[0], &c->next_rho));
  PetscCall(VecNorm(c->r[0], NORM_2, &c->norm));
  c->largest = c->norm;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode report(KSP ksp, PetscReal norm)
{
  PetscFunctionBeginUser;
  ksp->rnorm = norm;
  PetscCall(KSPLogResidualHistory(ksp, norm));
  PetscCall(KSPMonitor(ksp, ksp->its, norm));
  PetscCall((*ksp->converged)(ksp, ksp->its, norm, &ksp->reason, ksp->cnvP));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode begin(Cycle *c, KSP ksp)
{
  Vec solution, rhs;

  PetscFunctionBeginUser;
  *c        = (Cycle){.ksp = ksp, .ell = ((BiCGStab *)ksp->data)->ell, .rho = 1, .omega = 1};
  c->r      = ksp->work;
  c->u      = c->r + c->ell + 1;
  Vec *rest = c->u + c->ell + 1;
  c->shadow = rest[SHADOW];
  c->rhs    = rest[RHS];
  c->x      = rest[X];
  PetscCall(VecGetLocalSize(c->x, &c->local));
  PetscCall(KSPGetSolution(ksp, &solution));
  PetscCall(KSPGetRhs(ksp, &rhs));
  PetscCall(KSPInitialResidual(ksp, solution, c->r[1], c->u[1], c->r[0], rhs));
  if (ksp->guess_zero) PetscCall(VecSet(solution, 0));
  PetscCall(VecCopy(c->r[0], c->rhs));
  PetscCall(VecCopy(c->r[0], c->shadow));
  PetscCall(VecSet(c->x, 0));
  PetscCall(VecSet(c->u[0], 0));
  PetscCall(VecNorm(c->r[0], NORM_2, &c->norm));
  c->next_rho = c->norm * c->norm;
  c->largest  = c->norm;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(KSP ksp)
{
  Cycle     c;
  PetscReal y[BICGSTAB_ELL_MAX];
  PetscBool broke = PETSC_FALSE;
  Vec       solution;

  PetscFunctionBeginUser;
  ksp->its = 0;
  PetscCall(begin(&c, ksp));
  PetscCall(report(ksp, c.norm));
  while (!ksp->reason && ksp->its < ksp->max_it && !broke) {
    PetscCall(bicg_steps(&c, &broke));
    if (broke) break;
    PetscCall(minimise(&c, y));
    PetscCall(smooth(&c, y));
    c.omega   = y[c.ell - 1];
    c.largest = PetscMax(c.largest, c.norm);
    if (c.norm < refresh * c.largest) PetscCall(begin_group(&c));
    ksp->its += c.ell;
    PetscCall(report(ksp, c.norm));
  }
  if (!ksp->reason) ksp->reason = broke ? KSP_DIVERGED_BREAKDOWN : KSP_DIVERGED_ITS;
  PetscCall(KSPGetSolution(ksp, &solution));
  PetscCall(VecAXPY(solution, 1, c.x));
  PetscCall(VecSet(c.x, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The solution so far, of the groups before and of this one; without a vector of the caller's, in one that the next product destroys. */
static PetscErrorCode build_solution(KSP ksp, Vec v, Vec *V)
{
  Vec *others = ksp->work + ksp->nwork - OTHERS, into = v ? v : others[PRODUCT];

  PetscFunctionBeginUser;
  PetscCall(VecWAXPY(into, 1, others[X], ksp->vec_sol));
  if (V) *V = into;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode setup(KSP ksp)
{
  PetscInt ell = ((BiCGStab *)ksp->data)->ell;

  PetscFunctionBeginUser;
  PetscCall(KSPSetWorkVecs(ksp, 2 * (ell + 1) + OTHERS));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode BiCGStabSetEll(KSP ksp, PetscInt ell)
{
  PetscBool mine;

  PetscFunctionBeginUser;
  PetscCall(PetscObjectTypeCompare((PetscObject)ksp, KSPBICGSTABL, &mine));
  PetscCheck(mine, PetscObjectComm((PetscObject)ksp), PETSC_ERR_ARG_WRONG, "not a KSP of type " KSPBICGSTABL);
  PetscCheck(ell >= 1 && ell <= BICGSTAB_ELL_MAX, PetscObjectComm((PetscObject)ksp), PETSC_ERR_ARG_OUTOFRANGE, "ell from 1 to %d",
             BICGSTAB_ELL_MAX);
  BiCGStab *b = ksp->data;
  if (b->ell != ell) ksp->setupstage = KSP_SETUP_NEW;
  b->ell = ell;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(KSP ksp)
{
  BiCGStab *b;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&b));
  b->ell    = 2;
  ksp->data = b;
  PetscCall(KSPSetSupportedNorm(ksp, KSP_NORM_PRECONDITIONED, PC_LEFT, 3));
  ksp->ops->setup         = setup;
  ksp->ops->solve         = solve;
  ksp->ops->destroy       = KSPDestroyDefault;
  ksp->ops->buildsolution = build_solution;
  ksp->ops->buildresidual = KSPBuildResidualDefault;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode BiCGStabRegister(void)
{
  PetscFunctionBeginUser;
  PetscCall(KSPRegister(KSPBICGSTABL, create));
  PetscFunctionReturn(PETSC_SUCCESS);
}
