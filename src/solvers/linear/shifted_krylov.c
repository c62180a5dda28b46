/* The basis by SLEPc's BV; least squares by Givens rotations, column after column. */
#include "solvers/linear/shifted_krylov.h"

#include <math.h>
#include <slepcbv.h>

enum { GROWTH = 32, CHECK = 8 }; /* vectors that the basis grows by; steps between two looks at the residuals */

typedef struct {
  const ShiftedProblem *p;
  BV                    V;
  PetscReal             size;          /* |b| */
  PetscInt              steps;         /* k */
  PetscInt              columns;       /* k + 1, or k where the Krylov space is invariant */
  PetscInt              room;          /* columns of V */
  double               *H;             /* [most + 1][most], column-major */
  double complex       *R, *g, *y, *c; /* work of the least-squares problems: [most + 1][most], [most + 1], [most], [most + 1] */
  double complex       *rotation;      /* [most][2] cosine and sine */
} Basis;

static double *h_at(const Basis *k, PetscInt column) { return k->H + (size_t)column * (size_t)(k->p->most + 1); }

/* Turn (f, g) into (r, 0): r = conj(c) f + conj(s) g, 0 = -s f + c g. */
static void make_rotation(double complex f, double complex g, double complex rotation[2])
{
  const double size = hypot(cabs(f), cabs(g));

  rotation[0] = size > 0 ? f / size : 1;
  rotation[1] = size > 0 ? g / size : 0;
}

static void rotate(const double complex rotation[2], double complex *f, double complex *g)
{
  const double complex a = conj(rotation[0]) * *f + conj(rotation[1]) * *g, b = -rotation[1] * *f + rotation[0] * *g;

  *f = a;
  *g = b;
}

/* min | |b| e_1 - ((i omega - sigma) H - 1) y |: R and g are left behind; the minimum over |b|. */
static PetscReal least_squares(Basis *k, double omega)
{
  const double complex shift = I * omega - k->p->sigma;
  const PetscInt       lead  = k->p->most + 1;

  for (PetscInt i = 0; i <= k->steps; i++) k->g[i] = i == 0 ? k->size : 0;
  for (PetscInt j = 0; j < k->steps; j++) {
    double complex *column = k->R + (size_t)j * (size_t)lead;
    const double   *h      = h_at(k, j);
    for (PetscInt i = 0; i <= j + 1; i++) column[i] = shift * h[i] - (i == j ? 1 : 0);
    for (PetscInt i = 0; i < j; i++) rotate(k->rotation + 2 * i, &column[i], &column[i + 1]);
    make_rotation(column[j], column[j + 1], k->rotation + 2 * j);
    rotate(k->rotation + 2 * j, &column[j], &column[j + 1]);
    rotate(k->rotation + 2 * j, &k->g[j], &k->g[j + 1]);
  }
  return k->size > 0 ? cabs(k->g[k->steps]) / k->size : 0;
}

/* After it: c = H y, the coefficients of x. */
static void back_substitute(Basis *k)
{
  const PetscInt lead = k->p->most + 1;

  for (PetscInt j = k->steps - 1; j >= 0; j--) {
    const double complex pivot = k->R[(size_t)j * (size_t)lead + (size_t)j];
    double complex       sum   = k->g[j];
    for (PetscInt l = j + 1; l < k->steps; l++) sum -= k->R[(size_t)l * (size_t)lead + (size_t)j] * k->y[l];
    k->y[j] = pivot != 0 ? sum / pivot : 0;
  }
  for (PetscInt i = 0; i <= k->steps; i++) k->c[i] = 0;
  for (PetscInt j = 0; j < k->steps; j++)
    for (PetscInt i = 0; i <= j + 1; i++) k->c[i] += h_at(k, j)[i] * k->y[j];
}

static PetscErrorCode create(const ShiftedProblem *p, Vec b, Basis *k)
{
  const size_t m = (size_t)p->most;

  PetscFunctionBeginUser;
  *k = (Basis){.p = p, .room = PetscMin(GROWTH, p->most + 1)};
  PetscCall(BVCreate(PetscObjectComm((PetscObject)b), &k->V));
  PetscCall(BVSetSizesFromVec(k->V, b, k->room));
  PetscCall(BVSetType(k->V, BVSVEC));
  PetscCall(BVSetOrthogonalization(k->V, BV_ORTHOG_CGS, BV_ORTHOG_REFINE_ALWAYS, PETSC_DEFAULT, BV_ORTHOG_BLOCK_GS));
  PetscCall(PetscCalloc1((m + 1) * m, &k->H));
  PetscCall(PetscMalloc1((m + 1) * m, &k->R));
  PetscCall(PetscMalloc4(m + 1, &k->g, m, &k->y, m + 1, &k->c, 2 * m, &k->rotation));
  PetscCall(VecNorm(b, NORM_2, &k->size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Basis *k)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree4(k->g, k->y, k->c, k->rotation));
  PetscCall(PetscFree(k->R));
  PetscCall(PetscFree(k->H));
  PetscCall(BVDestroy(&k->V));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One step of Arnoldi. *end: the space is invariant, or there is no inverse. */
static PetscErrorCode extend(Basis *k, PetscBool *end)
{
  const PetscInt j = k->steps;
  PetscReal      norm;
  PetscBool      lost, failed;
  Vec            v, w;

  PetscFunctionBeginUser;
  if (j + 2 > k->room) {
    k->room = PetscMin(k->room + GROWTH, k->p->most + 1);
    PetscCall(BVResize(k->V, k->room, PETSC_TRUE));
  }
  PetscCall(BVGetColumn(k->V, j, &v));
  PetscCall(BVGetColumn(k->V, j + 1, &w));
  PetscCall(k->p->invert(k->p->context, v, w, &failed));
  PetscCall(BVRestoreColumn(k->V, j + 1, &w));
  PetscCall(BVRestoreColumn(k->V, j, &v));
  *end = failed;
  if (failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(BVOrthogonalizeColumn(k->V, j + 1, h_at(k, j), &norm, &lost));
  k->steps++;
  *end              = lost || !(norm > 0) ? PETSC_TRUE : PETSC_FALSE;
  h_at(k, j)[j + 1] = *end ? 0 : norm;
  k->columns        = *end ? k->steps : k->steps + 1;
  if (!*end) PetscCall(BVScaleColumn(k->V, j + 1, 1 / norm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The largest residual of all frequencies: those before `*first` are known to be small. */
static PetscBool is_done(Basis *k, int *first)
{
  for (; *first < k->p->count; (*first)++)
    if (!(least_squares(k, k->p->omega[*first]) <= k->p->tol)) return PETSC_FALSE;
  return PETSC_TRUE;
}

static PetscErrorCode build(Basis *k, Vec b)
{
  PetscBool end   = PETSC_FALSE;
  int       first = 0;

  PetscFunctionBeginUser;
  PetscCall(BVInsertVec(k->V, 0, b));
  PetscCall(BVScaleColumn(k->V, 0, 1 / k->size));
  k->columns = 1;
  while (k->steps < k->p->most && !end) {
    PetscCall(extend(k, &end));
    if (k->steps % CHECK == 0 && is_done(k, &first)) break;
  }
  PetscCall(BVSetActiveColumns(k->V, 0, k->columns));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* x = V c, real and imaginary part. */
static PetscErrorCode combine(const Basis *k, double *part, Vec re, Vec im)
{
  PetscFunctionBeginUser;
  for (PetscInt i = 0; i < k->columns; i++) part[i] = creal(k->c[i]);
  PetscCall(BVMultVec(k->V, 1, 0, re, part));
  for (PetscInt i = 0; i < k->columns; i++) part[i] = cimag(k->c[i]);
  PetscCall(BVMultVec(k->V, 1, 0, im, part));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |b - (i omega - L)(re + i im)|/|b| */
static PetscErrorCode measure(const Basis *k, double omega, Vec b, Vec re, Vec im, Vec r, PetscReal *residual)
{
  PetscReal real, imaginary;

  PetscFunctionBeginUser;
  PetscCall(MatMultAdd(k->p->L, re, b, r));
  PetscCall(VecAXPY(r, omega, im));
  PetscCall(VecNorm(r, NORM_2, &real));
  PetscCall(MatMult(k->p->L, im, r));
  PetscCall(VecAXPY(r, -omega, re));
  PetscCall(VecNorm(r, NORM_2, &imaginary));
  *residual = hypot(real, imaginary) / k->size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* seen_of[seen][columns]: functionals of the basis. */
static PetscErrorCode see_basis(const Basis *k, double **seen_of)
{
  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1((size_t)k->p->seen * (size_t)k->columns, seen_of));
  for (int f = 0; f < k->p->seen; f++) PetscCall(BVDotVec(k->V, k->p->functional[f], *seen_of + (size_t)f * (size_t)k->columns));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode evaluate(Basis *k, Vec b, double complex *value, PetscReal *residual)
{
  const int seen = k->p->seen;
  double   *seen_of, *part;
  Vec       re, im, r;

  PetscFunctionBeginUser;
  PetscCall(see_basis(k, &seen_of));
  PetscCall(PetscMalloc1(k->columns, &part));
  PetscCall(VecDuplicate(b, &re));
  PetscCall(VecDuplicate(b, &im));
  PetscCall(VecDuplicate(b, &r));
  for (int w = 0; w < k->p->count; w++) {
    (void)least_squares(k, k->p->omega[w]);
    back_substitute(k);
    for (int f = 0; f < seen; f++) {
      value[w * seen + f] = 0;
      for (PetscInt i = 0; i < k->columns; i++) value[w * seen + f] += seen_of[(size_t)f * (size_t)k->columns + (size_t)i] * k->c[i];
    }
    PetscCall(combine(k, part, re, im));
    PetscCall(measure(k, k->p->omega[w], b, re, im, r, &residual[w]));
  }
  PetscCall(VecDestroy(&r));
  PetscCall(VecDestroy(&im));
  PetscCall(VecDestroy(&re));
  PetscCall(PetscFree(part));
  PetscCall(PetscFree(seen_of));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ShiftedKrylovSolve(const ShiftedProblem *p, Vec b, double complex *value, PetscReal *residual, PetscInt *vectors)
{
  Basis k;

  PetscFunctionBeginUser;
  for (int w = 0; w < p->count; w++) {
    residual[w] = 0;
    for (int f = 0; f < p->seen; f++) value[w * p->seen + f] = 0;
  }
  PetscCall(create(p, b, &k));
  if (k.size > 0) {
    PetscCall(build(&k, b));
    PetscCall(evaluate(&k, b, value, residual));
  }
  *vectors += k.steps;
  PetscCall(destroy(&k));
  PetscFunctionReturn(PETSC_SUCCESS);
}
