/* The ADI solver for any Lindbladian: its products, its split form and its steady states against the rows of the Liouvillian, for random
   Hamiltonians (real, complex, of degree 4) and jumps (complex, several, collective polynomials). */
/* ranks: 1 2 4 */
#include "solvers/adi/adi.h"

#include "physics/generators/dicke_liouvillian.h"
#include "physics/models/ensemble.h"

#include "mpi_main.h"

#include <stdlib.h>

enum { JUMPS = 4 };

typedef struct {
  int          N;
  const char  *H;
  EnsembleJump jump[JUMPS];
  DickeParity  sector;
} Case;

static const Case cases[] = {
  {7, "0.6*Sx^2/6 + Sy^2/12 + 0.3*Sz^2", {{"sm", "1"}}, DICKE_EVEN},
  {8, "0.6*Sx^2/6 + Sy^2/12 + 0.3*Sz", {{"sm", "1"}, {"sz", "0.2"}, {"Sm", "0.1"}}, DICKE_EVEN},
  {8, "0.6*Sx^2/6 + Sy^2/12", {{"sm", "1"}, {"sp", "0.4"}}, DICKE_EVEN},
  {7, "0.7*Sx", {{"Sm", "2/7"}, {"sm", "0.1"}}, DICKE_BOTH},
  {8, "0.7*Sx + 0.2*Sz + 0.1*Sz^2", {{"sm", "1"}}, DICKE_BOTH},
  {7, "0.7*Sx + 0.4*Sy + 0.2*Sz + 0.1*Sz^2", {{"sm", "1"}}, DICKE_BOTH},
  {6, "(Sx*Sy + Sy*Sx)/10 + 0.3*Sz", {{"sm", "1"}}, DICKE_EVEN},
  {7, "0.2*Sx", {{"sm + 0.3*sp", "1"}}, DICKE_BOTH},
  {7, "0", {{"sm + 0.5*i*sz", "1"}, {"sp", "0.1"}}, DICKE_BOTH},
  {7, "(Sx*Sy*Sz + Sz*Sy*Sx)/50 + Sx^4/1000", {{"sm", "1"}, {"(0.2+0.3*i)*sx + sm", "0.3"}}, DICKE_BOTH},
  {6, "0.3*Sy + Sx^2*Sz^2/200 + Sz^2*Sx^2/200", {{"sm", "1"}, {"Sm*Sz", "0.02"}}, DICKE_BOTH},
  {7, "0.3*Sx", {{"sm", "1"}, {"1.2*Sm + 0.6*Sp + 0.1*i*Sz^2", "0.05"}}, DICKE_BOTH},
  {8, "Sx^4/500 + Sz^2/10", {{"sm", "1"}, {"Sz^2", "0.01"}}, DICKE_EVEN},
};
enum { CASES = sizeof cases / sizeof *cases };

static void build(const Case *c, Lindbladian *l)
{
  const ExpressionScope scope = {.basis = &site_pauli, .N = c->N};
  EnsembleText          text  = {.hamiltonian = c->H, .jump = c->jump};
  EnsembleError         error;

  while (text.jumps < JUMPS && c->jump[text.jumps].jump) text.jumps++;
  if (!ensemble_lindbladian(&text, &scope, l, &error)) fail_msg("%s: %s", c->H, error.error.text);
}

/* y = L x by rows; x and y whole on every rank. */
static void by_rows(const DickeLiouvillian *L, const double *x, double *y)
{
  const int room = dicke_liouvillian_row_max(L);
  SparseRow row  = {0, room, malloc((size_t)room * sizeof *row.column), malloc((size_t)room * sizeof *row.value)};

  for (int64_t i = 0; i < dicke_size(L->basis); i++) {
    dicke_liouvillian_row(L, LIOUVILLIAN_ALL, dicke_element(L->basis, i), &row);
    y[i] = 0;
    for (int k = 0; k < row.count; k++) y[i] += row.value[k] * x[row.column[k]];
  }
  free(row.column);
  free(row.value);
}

/* A fixed vector without any symmetry, its part on this rank. */
static double entry(int64_t i) { return sin(1.3 * (double)i + 0.7) + 0.3; }

static PetscErrorCode fill(Vec v)
{
  PetscInt     start, end;
  PetscScalar *x;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(v, &start, &end));
  PetscCall(VecGetArrayWrite(v, &x));
  for (PetscInt i = start; i < end; i++) x[i - start] = entry(i);
  PetscCall(VecRestoreArrayWrite(v, &x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static double distance(Vec v, const double *exact)
{
  PetscInt           start, end;
  const PetscScalar *x;
  double             worst = 0;

  VecGetOwnershipRange(v, &start, &end);
  VecGetArrayRead(v, &x);
  for (PetscInt i = start; i < end; i++) worst = fmax(worst, fabs(x[i - start] - exact[i]));
  VecRestoreArrayRead(v, &x);
  return worst;
}

/* Products, (kappa - L_D)(...) through the split form: B^-1 L A^-1 v = B^-1 (L (A^-1 v)) made of the single steps. */
static PetscErrorCode check_products(const Case *c, double *product, double *split)
{
  Lindbladian      l;
  DickeBasis       basis;
  DickeLiouvillian L;
  Adi             *adi;
  Vec              x, y, z;
  Mat              S;
  PetscReal        norm, size;

  PetscFunctionBeginUser;
  build(c, &l);
  assert_true(dicke_basis_create(c->N, c->sector, 0, &basis) && dicke_liouvillian_create(&l, &basis, &L));
  const size_t n     = (size_t)dicke_size(&basis);
  double      *whole = calloc(n, sizeof *whole), *exact = malloc(n * sizeof *exact), most = 0;
  for (size_t i = 0; i < n; i++) whole[i] = entry((int64_t)i);
  by_rows(&L, whole, exact);
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(exact[i]));
  PetscCall(AdiCreate(PETSC_COMM_WORLD, &l, &basis, 0, &adi));
  PetscCall(AdiCreateVec(adi, &x));
  PetscCall(VecDuplicate(x, &y));
  PetscCall(VecDuplicate(x, &z));
  PetscCall(fill(x));
  PetscCall(AdiMult(adi, x, y));
  *product = distance(y, exact) / most;
  PetscCall(AdiSolveDissipation(adi, x, y));
  PetscCall(AdiMult(adi, y, z));
  PetscCall(AdiSolveHamiltonian(adi, z, y));
  PetscCall(AdiCreateMat(adi, ADI_SPLIT, &S));
  PetscCall(MatMult(S, x, z));
  PetscCall(VecNorm(y, NORM_INFINITY, &size));
  PetscCall(VecAXPY(y, -1, z));
  PetscCall(VecNorm(y, NORM_INFINITY, &norm));
  *split = norm / size;
  PetscCall(MatDestroy(&S));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(VecDestroy(&z));
  PetscCall(AdiDestroy(&adi));
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  lindbladian_free(&l);
  free(whole);
  free(exact);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void products_are_those_of_the_rows(void **state)
{
  (void)state;
  for (int k = 0; k < CASES; k++) {
    double product, split;
    assert_int_equal(check_products(&cases[k], &product, &split), 0);
    product = all_ranks(product);
    split   = all_ranks(split);
    if (!(product < 1e-14)) fail_msg("case %d, H = %s: product off by %g", k, cases[k].H, product);
    if (!(split < 1e-13)) fail_msg("case %d, H = %s: split form off by %g", k, cases[k].H, split);
  }
}

/* The steady state by ADI has no residual in the rows, and trace one. */
static PetscErrorCode check_steady(const Case *c, AdiReport *report, double *residual)
{
  Lindbladian      l;
  DickeBasis       basis;
  DickeLiouvillian L;
  Adi             *adi;
  Vec              x, all;
  VecScatter       scatter;
  PetscScalar     *rho;

  PetscFunctionBeginUser;
  build(c, &l);
  assert_true(dicke_basis_create(c->N, c->sector, 0, &basis) && dicke_liouvillian_create(&l, &basis, &L));
  PetscCall(AdiCreate(PETSC_COMM_WORLD, &l, &basis, 0, &adi));
  PetscCall(AdiCreateVec(adi, &x));
  PetscCall(AdiSolveSteady(adi, NULL, x, 1e-13, report));
  PetscCall(VecScatterCreateToAll(x, &scatter, &all));
  PetscCall(VecScatterBegin(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArray(all, &rho));
  const size_t n = (size_t)dicke_size(&basis);
  double      *y = malloc(n * sizeof *y), trace = 0, norm = 0;
  by_rows(&L, rho, y);
  *residual = 0;
  for (size_t i = 0; i < n; i++) {
    const DickeElement e = dicke_element(&basis, (int64_t)i);
    *residual            = fmax(*residual, fabs(y[i]));
    norm                 = fmax(norm, fabs(rho[i]));
    if (e.a == e.b) trace += rho[i];
  }
  *residual = fmax(*residual / norm, fabs(trace - 1));
  free(y);
  PetscCall(VecRestoreArray(all, &rho));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&all));
  PetscCall(VecDestroy(&x));
  PetscCall(AdiDestroy(&adi));
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  lindbladian_free(&l);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void steady_states_solve_the_rows(void **state)
{
  (void)state;
  for (int k = 0; k < CASES; k++) {
    AdiReport report;
    double    residual;
    assert_int_equal(check_steady(&cases[k], &report, &residual), 0);
    residual = all_ranks(residual);
    if (!(residual < 1e-11)) fail_msg("case %d, H = %s: residual %g after %d iterations", k, cases[k].H, residual, (int)report.iterations);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(products_are_those_of_the_rows), cmocka_unit_test(steady_states_solve_the_rows)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
