/* ranks: 1 2 */
/* Bases of one charge and their boxes: index maps, rows against those of the whole sector, walls that keep all trace. */
#include "mpi_main.h"

#include "operators/box_edges.h"
#include "operators/row_mat.h"
#include "physics/models/ensemble.h"

#include <stdlib.h>

enum { JUMPS = 4 };

static const struct {
  const char  *H;
  EnsembleJump jump[JUMPS];
} texts[] = {
  {"0", {{"Sm", "0.1"}, {"sp", "0.3"}, {"sm", "0.05"}, {"sz", "0.01"}}},
  {"(0.8*Sx^2 + 0.8*Sy^2 + 0.3*Sz^2)/20 + 0.1*Sz", {{"Sm", "0.1"}, {"Sz", "0.02"}, {"sp", "0.3"}}},
  {"Sz^3/100 + 0.2*Sz", {{"Sm*Sz", "0.01"}, {"sp", "0.3"}, {"Sm^2", "0.003"}, {"sm", "0.2"}}},
};
enum { MODELS = sizeof texts / sizeof *texts };

static void create_model(int k, int N, SpinModel *model)
{
  const ExpressionScope scope = {.basis = &site_pauli, .N = N};
  EnsembleText          text  = {.hamiltonian = texts[k].H, .jump = texts[k].jump};
  Lindbladian           l;
  EnsembleError         error;

  while (text.jumps < JUMPS && texts[k].jump[text.jumps].jump) text.jumps++;
  assert_true(ensemble_lindbladian(&text, &scope, &l, &error));
  assert_true(spin_model_create(&l, model));
  assert_true(model->symmetry.u1);
}

static const DickeBox boxes[] = {{0, 100, 0, 100}, {1, 4, 3, 8}, {0, 2, 5, 100}, {3, 100, -3, 4}, {2, 2, 6, 6}, {0, 100, 12, 12}};
enum { BOXES = sizeof boxes / sizeof *boxes };

static void elements_are_those_of_the_box(void **state)
{
  (void)state;
  for (int N = 11; N <= 12; N++)
    for (int charge = 0; charge < 4; charge++)
      for (int b = 0; b < BOXES; b++)
        for (int real = 0; real < 2; real++) {
          DickeBasis basis;
          int64_t    count = 0, wanted = 0;
          assert_true(dicke_basis_create_charge(N, charge, real, 0, &boxes[b], &basis));
          for (int block = 0; block <= N / 2; block++)
            for (int low = 0; low + charge <= N - 2 * block; low++)
              if (block >= boxes[b].first && block <= boxes[b].last && low + block >= boxes[b].bottom &&
                  low + charge + block <= boxes[b].top) {
                wanted += charge && !real ? 2 : 1;
                assert_true(dicke_has_element(&basis, block, low + charge, low) && dicke_in_sector(&basis, low, low + charge, 0));
              }
          assert_int_equal(dicke_size(&basis), wanted);
          assert_true(dicke_charge_dimension(N, charge, real, &boxes[b]) == (double)wanted);
          if (!wanted) {
            dicke_basis_free(&basis);
            continue;
          }
          for (DickeElement e = dicke_element(&basis, 0); e.block < basis.blocks; e = dicke_next(&basis, e), count++) {
            const DickeElement again = dicke_element(&basis, count);
            assert_int_equal(dicke_index(&basis, e), count);
            assert_true(again.block == e.block && again.a == e.a && again.b == e.b && again.part == e.part && e.a - e.b == charge);
          }
          assert_int_equal(count, wanted);
          dicke_basis_free(&basis);
        }
}

static double *dense(const SpinModel *model, const DickeBasis *basis, bool walls)
{
  const int64_t n = dicke_size(basis);
  double       *A = malloc((size_t)(n * n) * sizeof *A);
  RowGenerator  rows;

  assert_true(A && !DickeRowsCreate(model, basis, LIOUVILLIAN_ALL, &rows));
  rows.reflects = rows.reflects && walls;
  row_mat_dense(&rows, A);
  RowGeneratorDestroy(&rows);
  return A;
}

/* The Liouvillian of the whole sector, between the elements of the box; nothing else couples to the charge. */
static void rows_are_those_of_the_sector(void **state)
{
  const int N = 12;

  (void)state;
  for (int k = 0; k < MODELS; k++)
    for (int charge = 0; charge < 4; charge++)
      for (int b = 0; b < BOXES; b++) {
        SpinModel  model;
        DickeBasis whole, basis;
        create_model(k, N, &model);
        assert_true(dicke_basis_create(N, charge % 2 ? DICKE_ODD : DICKE_EVEN, 0, &whole));
        assert_true(dicke_basis_create_charge(N, charge, charge_is_real(&model), 0, &boxes[b], &basis));
        const int64_t n = dicke_size(&basis), all = dicke_size(&whole);
        double       *A = dense(&model, &basis, false), *L = dense(&model, &whole, false);
        double        worst = 0, leaves = 0;
        for (int64_t j = 0; j < n; j++) {
          const int64_t column = dicke_index(&whole, dicke_element(&basis, j));
          for (int64_t i = 0; i < n; i++)
            worst = fmax(worst, fabs(A[i + n * j] - L[dicke_index(&whole, dicke_element(&basis, i)) + all * column]));
          for (int64_t i = 0; i < all; i++) {
            const DickeElement e = dicke_element(&whole, i);
            if (e.a - e.b != charge || (e.part && basis.real)) leaves = fmax(leaves, fabs(L[i + all * column]));
          }
        }
        assert_true(worst < 1e-14 && leaves < 1e-14);
        free(A), free(L);
        dicke_basis_free(&whole);
        dicke_basis_free(&basis);
        spin_model_free(&model);
      }
}

/* With walls every column adds up to 0, and nothing but the diagonal at the edges has changed; the low rows have but rounding. */
static void walls_keep_the_trace(void **state)
{
  const int N = 12;

  (void)state;
  for (int k = 0; k < MODELS; k++)
    for (int b = 0; b < BOXES; b++) {
      SpinModel    model;
      DickeBasis   basis;
      RowGenerator rows;
      create_model(k, N, &model);
      assert_true(dicke_basis_create_charge(N, 0, true, 0, &boxes[b], &basis));
      const int64_t n = dicke_size(&basis);
      double       *A = dense(&model, &basis, true), *open = dense(&model, &basis, false), *low = malloc((size_t)(n * n) * sizeof *low),
             worst = 0;
      assert_true(low && !DickeLowRowsCreate(&model, &basis, &rows));
      row_mat_dense(&rows, low);
      RowGeneratorDestroy(&rows);
      for (int64_t j = 0; j < n; j++) {
        double sum = 0;
        for (int64_t i = 0; i < n; i++) {
          sum += A[i + n * j];
          worst = fmax(worst, fabs(low[i + n * j]));
          if (i != j) worst = fmax(worst, fabs(A[i + n * j] - open[i + n * j]));
        }
        worst = fmax(worst, fabs(sum));
        if (!dicke_at_edge(&basis, dicke_element(&basis, j), spin_reach(&model))) worst = fmax(worst, fabs(A[j + n * j] - open[j + n * j]));
      }
      assert_true(worst < 1e-13);
      free(A), free(open), free(low);
      dicke_basis_free(&basis);
      spin_model_free(&model);
    }
}

/* |L x - L_box x| from the whole sector, within a factor. */
static void outflow_is_what_leaves(void **state)
{
  const int N = 12;
  SpinModel model;

  (void)state;
  for (int k = 0; k < MODELS; k++) {
    DickeBasis whole, basis;
    Vec        x;
    PetscReal  outflow, norm;
    PetscInt   start, end;
    create_model(k, N, &model);
    assert_true(dicke_basis_create(N, DICKE_EVEN, 0, &whole) && dicke_basis_create_charge(N, 0, true, 0, &boxes[1], &basis));
    const int64_t n = dicke_size(&basis), all = dicke_size(&whole);
    double       *A = dense(&model, &basis, true), *L = dense(&model, &whole, false), *y = calloc((size_t)all, sizeof *y);
    assert_int_equal(VecCreateMPI(PETSC_COMM_WORLD, PETSC_DECIDE, (PetscInt)n, &x), 0);
    VecGetOwnershipRange(x, &start, &end);
    for (PetscInt i = start; i < end; i++) VecSetValue(x, i, 1.0 / (1 + i), INSERT_VALUES);
    VecAssemblyBegin(x), VecAssemblyEnd(x);
    VecNorm(x, NORM_2, &norm);
    for (int64_t j = 0; j < n; j++) {
      for (int64_t i = 0; i < all; i++) y[i] += L[i + all * dicke_index(&whole, dicke_element(&basis, j))] / (1.0 + (double)j);
      for (int64_t i = 0; i < n; i++) y[dicke_index(&whole, dicke_element(&basis, i))] -= A[i + n * j] / (1.0 + (double)j);
    }
    double exact = 0;
    for (int64_t i = 0; i < all; i++) exact += y[i] * y[i];
    exact = sqrt(exact) / norm;
    assert_int_equal(BoxOutflow(&model, &basis, x, &outflow), 0);
    assert_true(outflow >= exact * (1 - 1e-12) && outflow < 3 * exact);
    free(A), free(L), free(y);
    VecDestroy(&x);
    dicke_basis_free(&whole);
    dicke_basis_free(&basis);
    spin_model_free(&model);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(elements_are_those_of_the_box),
    cmocka_unit_test(rows_are_those_of_the_sector),
    cmocka_unit_test(walls_keep_the_trace),
    cmocka_unit_test(outflow_is_what_leaves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
