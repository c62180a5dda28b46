/* Shared by the tests of the ADI solver: bases, models, and the row generator as the oracle. */
#ifndef PILIND_TESTS_SOLVERS_ADI_CASES_H
#define PILIND_TESTS_SOLVERS_ADI_CASES_H

#include "oracle/spins.h"
#include "mpi_main.h"
#include "physics/models/random_model.h"
#include "physics/generators/liouvillian.h"
#include "solvers/adi/adi.h"

/* A basis of the test matrix: whole or cut, both sectors. */
typedef struct {
  int         N, blocks, top;
  DickeParity parity;
} Case;

static const Case cases[] = {
  {2, 2, 0, DICKE_EVEN}, {2, 2, 0, DICKE_ODD},   {3, 2, 0, DICKE_EVEN},  {3, 2, 0, DICKE_ODD},   {4, 3, 0, DICKE_EVEN},
  {7, 4, 0, DICKE_EVEN}, {7, 4, 0, DICKE_ODD},   {8, 5, 0, DICKE_EVEN},  {8, 5, 0, DICKE_ODD},   {13, 7, 0, DICKE_EVEN},
  {14, 8, 0, DICKE_ODD}, {14, 8, 0, DICKE_EVEN}, {12, 4, 0, DICKE_EVEN}, {12, 4, 5, DICKE_EVEN}, {13, 5, 4, DICKE_ODD},
  {12, 7, 7, DICKE_ODD}, {11, 6, 3, DICKE_EVEN}, {9, 1, 0, DICKE_EVEN},
};
enum { CASE_COUNT = sizeof cases / sizeof *cases };

/* Which terms a model of the tests has. */
typedef struct {
  const char *name;
  double      hz, rate[CHANNEL_COUNT];
  int         isotropic;
} Terms;

static const Terms terms[] = {
  {"emission", 0, {1, 0, 0, 0, 0, 0}, 0},
  {"emission, hz", 0.4, {1, 0, 0, 0, 0, 0}, 0},
  {"emission, Jx = Jy", 0.3, {1, 0, 0, 0, 0, 0}, 1},
  {"collective emission", 0, {0.7, 0, 0, 1.3, 0, 0}, 0},
  {"pumping", -0.2, {0, 0.8, 0, 0, 0.6, 0}, 0},
  {"dephasing", 0, {1.1, 0, 0.4, 0.3, 0, 0.2}, 0},
  {"dephasing and pumping", 0.5, {0, 0.9, 0.7, 0, 0.2, 0}, 0},
  {"everything", 0.3, {1.1, 0.6, 0.3, 0.5, 0.4, 0.2}, 0},
  {"everything, no hz", 0, {0.5, 0.6, 0.3, 0.5, 0.4, 0.2}, 0},
};
enum { TERM_COUNT = sizeof terms / sizeof *terms };

static inline XyzModel make_model(int N, const Terms *t)
{
  double point[XYZ_PARAMS];

  empty_point(N, point);
  point[XYZ_JX] = 0.6;
  point[XYZ_JY] = t->isotropic ? 0.6 : 1.7;
  point[XYZ_JZ] = 1;
  point[XYZ_HZ] = t->hz;
  for (int c = 0; c < CHANNEL_COUNT; c++) point[XYZ_GAMMA + c] = t->rate[c];
  return xyz_model(point);
}

/* Element i of a fixed pseudo-random vector. */
static inline double noise(int64_t i)
{
  uint64_t state = (uint64_t)i * 7919 + 12345;
  return random_between(&state, -1, 1);
}

/* y_i = shift x_i + (part of L x)_i by the row generator, x replicated. */
static inline double row_product(const XyzModel *model, const DickeBasis *basis, LiouvillianPart part, double shift, double scale,
                                 const double *x, int64_t i)
{
  LiouvillianRow row;
  double         sum = shift * x[i];

  liouvillian_row(model, basis, part, dicke_element(basis, i), &row);
  for (int k = 0; k < row.count; k++) sum += scale * row.value[k] * x[row.column[k]];
  return sum;
}

static inline PetscErrorCode fill_noise(Vec x)
{
  PetscInt     low, high;
  PetscScalar *a;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &low, &high));
  PetscCall(VecGetArray(x, &a));
  for (PetscInt i = low; i < high; i++) a[i - low] = noise(i);
  PetscCall(VecRestoreArray(x, &a));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All elements of x on every rank; the caller frees with PetscFree. */
static inline PetscErrorCode replicate(Vec x, double **all)
{
  Vec                copy;
  VecScatter         scatter;
  const PetscScalar *a;
  PetscInt           n;

  PetscFunctionBeginUser;
  PetscCall(VecScatterCreateToAll(x, &scatter, &copy));
  PetscCall(VecScatterBegin(scatter, x, copy, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, x, copy, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetSize(copy, &n));
  PetscCall(PetscMalloc1(n + 1, all));
  PetscCall(VecGetArrayRead(copy, &a));
  PetscCall(PetscArraycpy(*all, a, n));
  PetscCall(VecRestoreArrayRead(copy, &a));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&copy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* max |shift x + scale part(L) x - y| / max |shift x + scale part(L) x|; every rank computes all of it. */
static inline PetscErrorCode defect(const XyzModel *model, const DickeBasis *basis, LiouvillianPart part, double shift, double scale, Vec x,
                                    Vec y, double *worst)
{
  double *in, *out, error = 0, size = 0;

  PetscFunctionBeginUser;
  PetscCall(replicate(x, &in));
  PetscCall(replicate(y, &out));
  for (int64_t i = 0; i < dicke_size(basis); i++) {
    const double expected = row_product(model, basis, part, shift, scale, in, i);
    error                 = fmax(error, isnan(out[i]) ? INFINITY : fabs(expected - out[i]));
    size                  = fmax(size, fabs(expected));
  }
  *worst = size > 0 ? error / size : error;
  PetscCall(PetscFree(in));
  PetscCall(PetscFree(out));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef PetscErrorCode (*CaseCheck)(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error);

static inline PetscErrorCode run_case(const Case *c, const Terms *t, double scaling, CaseCheck check, double *error)
{
  const XyzModel model = make_model(c->N, t);
  DickeBasis     basis;
  Adi           *adi;
  Vec            x, y;

  PetscFunctionBeginUser;
  PetscCheck(dicke_basis_create_cut(c->N, c->parity, scaling, c->blocks, c->top, &basis), PETSC_COMM_SELF, PETSC_ERR_MEM, "basis");
  PetscCall(AdiCreate(PETSC_COMM_WORLD, &spins(&model)->l, &basis, 0, &adi));
  PetscCall(AdiCreateVec(adi, &x));
  PetscCall(AdiCreateVec(adi, &y));
  PetscCall(fill_noise(x));
  PetscCall(check(adi, &model, &basis, x, y, error));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(AdiDestroy(&adi));
  dicke_basis_free(&basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All cases times all models whose `pick` says so: the worst error, the same on all ranks. */
static inline double worst_of(CaseCheck check, double scaling, int (*pick)(const Terms *))
{
  double worst = 0;

  for (int t = 0; t < TERM_COUNT; t++)
    for (int c = 0; c < CASE_COUNT && (!pick || pick(&terms[t])); c++) {
      double error = INFINITY;
      if (run_case(&cases[c], &terms[t], scaling, check, &error)) error = INFINITY;
      worst = fmax(worst, error);
    }
  return all_ranks(worst);
}

#endif
