/* A'^-1 of a sector of one charge (physics/spaces/dicke.h) from both sides, from one sparse LU in the plane of (j, m).

   Method. Charge k > 0 has no zero mode: L itself is factored. Charge 0 has one, L rho = 0 and t^T L = 0 (walls reflect), and A' = L - c u
   t^T with u = e_p, the unit vector of a population p (Sector.pin). With L_p, L with row p replaced by x_p, and L_p r = e_p (r is rho up to
   a factor):
     A' x = b     t.x = -t.b/c from the sum of all rows; x = x_0 + alpha r, where L_p x_0 = b but 0 in row p, and alpha from t.x.
     A'^T y = b   L^T y = g = b + c nu t with nu = y_p = -(r.b)/(c r.t), so that r.g = 0; L_p^T y_0 = g has y_0 = 0 in row p, and y = y_0 +
                  nu t. */
#include "solvers/modes/sector_inverse.h"

#include "solvers/linear/direct.h"
#include "solvers/linear/two_sided_mat.h"
#include "solvers/method/cost.h"

enum { NEV = 1, NCV = 10, UNKNOWNS_MAX = 20000000 };

typedef struct {
  const Sector *sector;
  Mat           pinned; /* NULL: L itself */
  KSP           ksp;
  Vec           b, r;
  PetscScalar   rt; /* r.t */
} Inverse;

static PetscErrorCode set_pinned(const Inverse *inv, Vec x, PetscScalar value)
{
  const PetscInt pin = inv->sector->pin;
  PetscInt       start, end;
  PetscScalar   *array;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArray(x, &array));
  if (pin >= start && pin < end) array[pin - start] = value;
  PetscCall(VecRestoreArray(x, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_right(const Inverse *inv, Vec b, Vec x)
{
  const Vec   t = inv->sector->t[0];
  PetscScalar tb, tx;

  PetscFunctionBeginUser;
  PetscCall(VecDot(t, b, &tb));
  PetscCall(VecCopy(b, inv->b));
  PetscCall(set_pinned(inv, inv->b, 0));
  PetscCall(KSPSolve(inv->ksp, inv->b, x));
  PetscCall(VecDot(t, x, &tx));
  PetscCall(VecAXPY(x, (-tb / inv->sector->shift - tx) / inv->rt, inv->r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_left(const Inverse *inv, Vec b, Vec y)
{
  const Vec   t = inv->sector->t[0];
  PetscScalar rb;

  PetscFunctionBeginUser;
  PetscCall(VecDot(inv->r, b, &rb));
  PetscCall(VecWAXPY(inv->b, -rb / inv->rt, t, b));
  PetscCall(KSPSolveTranspose(inv->ksp, inv->b, y));
  PetscCall(set_pinned(inv, y, 0));
  PetscCall(VecAXPY(y, -rb / (inv->sector->shift * inv->rt), t));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(void *context, PetscBool transpose, Vec b, Vec x)
{
  const Inverse *inv = context;

  PetscFunctionBeginUser;
  if (inv->pinned) PetscCall(transpose ? solve_left(inv, b, x) : solve_right(inv, b, x));
  else PetscCall(transpose ? KSPSolveTranspose(inv->ksp, b, x) : KSPSolve(inv->ksp, b, x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(void *context)
{
  Inverse *inv = context;

  PetscFunctionBeginUser;
  PetscCall(KSPDestroy(&inv->ksp));
  PetscCall(MatDestroy(&inv->pinned));
  PetscCall(VecDestroy(&inv->b));
  PetscCall(VecDestroy(&inv->r));
  PetscCall(PetscFree(inv));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* L with the row of the pinned population replaced by its unknown. */
static PetscErrorCode create_pinned(const Sector *s, Mat *pinned)
{
  const PetscInt pin = s->pin;
  PetscInt       start, end;

  PetscFunctionBeginUser;
  PetscCall(MatDuplicate(s->L, MAT_COPY_VALUES, pinned));
  PetscCall(MatGetOwnershipRange(*pinned, &start, &end));
  PetscCall(MatZeroRows(*pinned, pin >= start && pin < end ? 1 : 0, &pin, 1, NULL, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_null_vector(Inverse *inv)
{
  PetscFunctionBeginUser;
  PetscCall(VecSet(inv->b, 0));
  PetscCall(set_pinned(inv, inv->b, 1));
  PetscCall(KSPSolve(inv->ksp, inv->b, inv->r));
  PetscCall(VecDot(inv->sector->t[0], inv->r, &inv->rt));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(const Sector *sector, PetscReal *target, Mat *inverse)
{
  Inverse  *inv;
  PetscBool failed, singular;

  PetscFunctionBeginUser;
  *target = 0;
  PetscCall(PetscNew(&inv));
  inv->sector = sector;
  *inverse    = NULL;
  if (sector->zeros > 0) PetscCall(create_pinned(sector, &inv->pinned));
  PetscCall(DirectSolverCreate(inv->pinned ? inv->pinned : sector->L, "gap_", &inv->ksp));
  PetscCall(DirectSolverSetUp(inv->ksp, &singular));
  PetscCall(DirectSolverFailed(inv->ksp, &failed));
  PetscCall(MatCreateVecs(sector->L, &inv->b, &inv->r));
  if (!failed && !singular && inv->pinned) PetscCall(create_null_vector(inv));
  if (failed || singular) PetscCall(destroy(inv));
  else PetscCall(TwoSidedMatCreate(sector->L, solve, destroy, inv, inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode try_options(void) { return DirectSolverTry("gap_"); }

static const char *refuses(const SectorShape *shape)
{
  if (!shape->charged) return "charge inverts sectors of one charge alone";
  return shape->unknowns > UNKNOWNS_MAX ? "more than 20 million unknowns are beyond the reach of lu" : NULL;
}

static double bytes(const SectorShape *shape, int ranks)
{
  (void)ranks;
  return cost_planar_bytes(shape->unknowns) + 8 * shape->unknowns * (2 * NCV + 10);
}

static double wall_seconds(const SectorShape *shape, int ranks)
{
  return cost_shared(3 * cost_planar_factor(shape->unknowns), ranks, cost(COST_LU_FACTOR_SERIAL));
}

const SectorInverseSpec sector_charge = {
  .method       = "shift_invert (lu)",
  .fallback     = "krylov, else shift_invert (lu)",
  .refuses      = refuses,
  .create       = create,
  .bytes        = bytes,
  .wall_seconds = wall_seconds,
  .try_options  = try_options,
  .nev          = NEV,
  .ncv          = NCV,
  .tolerance    = 1e-10,
};
