/* ranks: 1 2 4 */
/* Sectors and their rightmost modes: SLEPc against LAPACK on the same block in another basis, zero modes that are exactly gone,
   inverses, and residuals that are measured apart. */
#include "oracle/spins.h"
#include "solvers/modes/spectral_check.h"

#include "solvers/modes/rightmost.h"
#include "solvers/modes/rightmost_dense.h"

/* Every product costs a few collective calls: on many ranks a few models show that the distribution is right. */
static int models_of(int alone)
{
  int ranks;

  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  return ranks == 1 ? alone : 2;
}

static void set_method(const char *name) { PetscOptionsSetValue(NULL, "-gap_method", name); }

/* The sector's modes by LAPACK from the Gelfand-Tsetlin generator. */
static Spectrum reference(const XyzModel *model, DickeParity parity)
{
  const Partition symmetric = partition_first(model->N);
  return scaled_spectrum(model, &symmetric, parity, 1);
}

static PetscErrorCode krylov_error(const XyzModel *model, DickeParity parity, PetscBool finish, double *error, double *imag)
{
  Spectrum             s      = reference(model, parity);
  const double complex wanted = rightmost(s, parity == DICKE_ODD ? 0 : 1);
  Sector               sector;
  Mode                 mode;

  PetscFunctionBeginUser;
  PetscCall(SectorCreateDicke(PETSC_COMM_WORLD, spins(model), parity, PETSC_FALSE, &sector));
  PetscCall(SectorRightmost(&sector, RIGHTMOST_CAREFUL, &mode));
  *error = mode.proof == PROOF_KRYLOV ? fabs(mode.re - creal(wanted)) + fabs(mode.im - fabs(cimag(wanted))) : INFINITY;
  if (finish) {
    PetscCall(SectorFinish(&sector, &mode));
    *error = fabs(mode.re - creal(wanted)) + fabs(mode.im - fabs(cimag(wanted))) + mode.residual + mode.left_residual;
    if (!(hypot(mode.re - creal(wanted), mode.im - fabs(cimag(wanted))) <= mode.error + 1e-12 && mode.error < 1e-9)) *error = INFINITY;
  }
  *imag = 0;
  for (int k = 0; k < s.n; k++)
    if (cabs(s.value[k]) > 1e-9 && cabs(s.value[k]) < cabs(wanted) - 1e-9) *imag = 1; /* something else is nearer to 0 */
  free(s.value);
  PetscCall(ModeDestroy(&mode));
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* 40 random models of ten spins: in some the rightmost mode is not the one nearest to 0, and it is found all the same. */
static void krylov_finds_the_rightmost_mode(void **state)
{
  uint64_t seed  = 11;
  double   worst = 0, others = 0;

  (void)state;
  set_method("krylov");
  for (int k = 0; k < models_of(40); k++) {
    const XyzModel model = dephased_model(&seed, 10);
    double         error = INFINITY, other = 0;
    if (krylov_error(&model, k % 2 ? DICKE_ODD : DICKE_EVEN, PETSC_FALSE, &error, &other)) error = INFINITY;
    worst = fmax(worst, error);
    others += other;
  }
  set_method("auto");
  assert_true(all_ranks(worst) < 1e-6);
  if (models_of(40) == 40) assert_true(others >= 3);
}

static void finished_modes_are_exact(void **state)
{
  uint64_t seed  = 5;
  double   worst = 0;

  (void)state;
  set_method("krylov");
  for (int k = 0; k < models_of(8); k++) {
    const XyzModel model = dephased_model(&seed, 9);
    double         error = INFINITY, other;
    if (krylov_error(&model, k % 2 ? DICKE_ODD : DICKE_EVEN, PETSC_TRUE, &error, &other)) error = INFINITY;
    worst = fmax(worst, error);
  }
  set_method("auto");
  assert_true(all_ranks(worst) < 2e-9);
}

static int by_distance(const void *x, const void *y)
{
  const double a = cabs(*(const double complex *)x), b = cabs(*(const double complex *)y);
  return (a > b) - (a < b);
}

static PetscErrorCode nearest_error(const XyzModel *model, DickeParity parity, double *error)
{
  enum { WANTED = 6 };
  Spectrum s = reference(model, parity);
  Mode     mode[WANTED];
  PetscInt found;
  Sector   sector;

  PetscFunctionBeginUser;
  qsort(s.value, (size_t)s.n, sizeof *s.value, by_distance);
  PetscCall(SectorCreateDicke(PETSC_COMM_WORLD, spins(model), parity, PETSC_FALSE, &sector));
  PetscCall(SectorNearest(&sector, WANTED, mode, &found));
  *error = found < WANTED - 1 ? INFINITY : 0;
  for (int k = 0; k < found; k++) {
    const double complex wanted = s.value[k + (parity == DICKE_ODD ? 0 : 1)];
    *error                      = fmax(*error, fabs(cabs(mode[k].re + I * mode[k].im) - cabs(wanted)) + fabs(mode[k].re - creal(wanted)));
    if (!(mode[k].error > 0 && mode[k].error < 1e-9 && mode[k].condition >= 1 - 1e-12)) *error = INFINITY;
  }
  free(s.value);
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* More modes than the sector has: all of them, and no byte behind. */
static void no_more_modes_than_there_are(void **state)
{
  const XyzModel model = paper_model(6, 1.5);
  Sector         sector;
  PetscInt       size, found = 0;
  Mode           mode[64];

  (void)state;
  assert_int_equal(SectorCreateDicke(PETSC_COMM_WORLD, spins(&model), DICKE_EVEN, PETSC_FALSE, &sector), 0);
  MatGetSize(sector.L, &size, NULL);
  assert_true(size < 60);
  for (int k = 0; k < 64; k++) mode[k].re = 7;
  assert_int_equal(SectorNearest(&sector, 60, mode, &found), 0);
  assert_true(found > size / 2 && found <= size - 1);
  for (PetscInt k = found; k < 64; k++) assert_true(mode[k].re == 7);
  assert_int_equal(SectorDestroy(&sector), 0);
}

static void shift_invert_finds_the_nearest_modes(void **state)
{
  uint64_t seed = 23;
  double   point[XYZ_PARAMS], worst = 0;

  (void)state;
  for (int k = 0; k < models_of(6); k++) {
    parity_point(&seed, 8, point);
    const XyzModel model = xyz_model(point);
    double         error = INFINITY;
    if (nearest_error(&model, k % 2 ? DICKE_ODD : DICKE_EVEN, &error)) error = INFINITY;
    worst = fmax(worst, error);
  }
  assert_true(all_ranks(worst) < 1e-9);
}

/* Models with PT symmetry of every kind: one and two zero modes, both parities and mixed ones, both kinds of N. */
enum { PT_MODELS = 10 };
static XyzModel pt_model(int k)
{
  double point[XYZ_PARAMS];

  empty_point(5 + k % 2, point);
  point[XYZ_JX] = 0.7, point[XYZ_JY] = k / 2 == 4 ? 0.7 : 1.3, point[XYZ_JZ] = -0.4;
  switch (k / 2) {
  case 0: point[XYZ_GAMMA] = 1, point[XYZ_GAMMA_UP] = 0.3; break;
  case 1: point[XYZ_GAMMA] = point[XYZ_GAMMA_UP] = 0.8, point[XYZ_HZ] = 0.5; break;
  case 2: point[XYZ_GAMMA_PHI] = 0.6; break;
  case 3: point[XYZ_GAMMA_PHI] = 0.6, point[k % 2 ? XYZ_HX : XYZ_HY] = 0.9; break;
  default: point[XYZ_GAMMA_PHI] = 0.6, point[XYZ_HX] = 0.9, point[XYZ_HY] = -0.4;
  }
  return xyz_model(point);
}

static int parities(const XyzModel *model, DickeParity parity[2])
{
  parity[0] = xyz_conserves_parity(model) ? DICKE_EVEN : DICKE_BOTH;
  parity[1] = DICKE_ODD;
  return xyz_conserves_parity(model) ? 2 : 1;
}

static void set_way(const char *name)
{
  if (name) PetscOptionsSetValue(NULL, "-gap_inverse", name);
  else PetscOptionsClearValue(NULL, "-gap_inverse");
}

/* (A' - target) (A' - target)^-1 = 1 from both sides. */
static PetscErrorCode inverse_error(const Sector *sector, double *error)
{
  const SectorInverseSpec *way;
  Mat                      inverse;
  Vec                      x, y, z;
  PetscReal                norm, target;

  PetscFunctionBeginUser;
  PetscCall(MatCreateVecs(sector->L, &x, &y));
  PetscCall(VecDuplicate(x, &z));
  PetscCall(SectorInverse(sector, 0, &inverse, &target, &way));
  PetscCall(VecSetRandom(x, NULL));
  for (int side = 0; side < 2; side++) {
    PetscCall(side ? MatMultTranspose(inverse, x, y) : MatMult(inverse, x, y));
    PetscCall(side ? MatMultTranspose(sector->A, y, z) : MatMult(sector->A, y, z));
    PetscCall(VecAXPY(z, -target, y));
    PetscCall(VecAXPY(z, -1, x));
    PetscCall(VecNorm(z, NORM_2, &norm));
    *error = fmax(*error, norm);
  }
  PetscCall(MatDestroy(&inverse));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(VecDestroy(&z));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A'^T t = -c t, and the inverse by LU. */
static PetscErrorCode operator_error(const XyzModel *model, DickeParity parity, PetscBool mirrored, double *zero_error, double *inverse,
                                     int *zeros)
{
  Sector    sector;
  Vec       y;
  PetscReal norm;

  PetscFunctionBeginUser;
  PetscCall(SectorCreateDicke(PETSC_COMM_WORLD, spins(model), parity, mirrored, &sector));
  PetscCall(MatCreateVecs(sector.L, &y, NULL));
  *zeros += sector.zeros;
  for (int k = 0; k < sector.zeros; k++) {
    PetscCall(MatMultTranspose(sector.A, sector.t[k], y));
    PetscCall(VecAXPY(y, sector.shift, sector.t[k]));
    PetscCall(VecNorm(y, NORM_2, &norm));
    *zero_error = fmax(*zero_error, norm);
  }
  PetscCall(inverse_error(&sector, inverse));
  PetscCall(VecDestroy(&y));
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void zero_modes_are_gone_and_inverses_exact(void **state)
{
  double zero_error = 0, inverse = 0;
  int    zeros = 0;

  (void)state;
  set_way("lu");
  for (int k = 0; k < PT_MODELS; k++) {
    const XyzModel model = pt_model(k);
    DickeParity    parity[2];
    const int      count = parities(&model, parity);
    for (int i = 0; i < 2 * count; i++)
      if (operator_error(&model, parity[i / 2], i % 2 ? PETSC_TRUE : PETSC_FALSE, &zero_error, &inverse, &zeros)) zero_error = INFINITY;
  }
  set_way(NULL);
  assert_true(all_ranks(zero_error) < 1e-12);
  assert_true(all_ranks(inverse) < 1e-10);
  assert_int_equal(zeros, 2 * (2 + 2 + 4 + 2 + 2)); /* plain and mirrored, each model for both kinds of N */
}

/* The ADI inverse with its own sweeps for both sides: emission, pumping, both, hz; both parities and kinds of N; mirrored where PT
   symmetry holds. What it does not take it refuses. */
static void structured_inverses_are_exact(void **state)
{
  static const struct {
    double gamma, gamma_up, hz;
    bool   mirrored;
  } cases[] = {{1, 0, 0, true}, {0, 0.7, 0, true}, {0.8, 0.3, 0, true}, {0.6, 0.6, 0.4, true}, {1, 0, 0.5, false}, {0.5, 0.9, -0.3, false}};
  double worst = 0;

  (void)state;
  set_way("adi");
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k += models_of(1))
    for (int i = 0; i < (cases[k].mirrored ? 8 : 4); i++) {
      double point[XYZ_PARAMS], error = 0;
      Sector sector;
      empty_point(8 + i % 2, point);
      point[XYZ_JX] = 0.7, point[XYZ_JY] = 1.3, point[XYZ_JZ] = -0.4, point[XYZ_HZ] = cases[k].hz;
      point[XYZ_GAMMA] = cases[k].gamma, point[XYZ_GAMMA_UP] = cases[k].gamma_up;
      const XyzModel    model  = xyz_model(point);
      const DickeParity parity = i / 2 % 2 ? DICKE_ODD : DICKE_EVEN;
      if (SectorCreateDicke(PETSC_COMM_WORLD, spins(&model), parity, i / 4 ? PETSC_TRUE : PETSC_FALSE, &sector)) error = INFINITY;
      if (inverse_error(&sector, &error) || SectorDestroy(&sector)) error = INFINITY;
      worst = fmax(worst, error);
    }
  set_way(NULL);
  assert_true(all_ranks(worst) < 2e-11); /* |x| is about 10 */
}

static void what_the_structured_inverse_does_not_take(void **state)
{
  const SectorInverseSpec *way;
  const char              *why;
  double                   point[XYZ_PARAMS];

  (void)state;
  for (int p = XYZ_GAMMA_PHI; p <= XYZ_GAMMA_C_PHI; p++) {
    empty_point(6, point);
    point[XYZ_GAMMA] = 1, point[p] = 0.3;
    const XyzModel    model = xyz_model(point);
    const SectorShape shape = {spins(&model), DICKE_ODD, PETSC_TRUE, 42, 0, PETSC_FALSE},
                      other = {spins(&model), DICKE_ODD, PETSC_FALSE, 42, 0, PETSC_FALSE};
    assert_non_null(sector_adi.refuses(&shape));
    assert_non_null(sector_adi.refuses(&other));
    assert_int_equal(SectorInverseChoose(&shape, 1, &way, &why), 0);
    assert_ptr_equal(way, &sector_lu);
  }
}

/* PT reflection block by block: the mirrored block has the spectrum of the plain one of the parity that PT leads to. */
static void mirrored_sectors_have_plain_spectra(void **state)
{
  double worst = 0;

  (void)state;
  for (int k = 0; k < PT_MODELS; k++) {
    const XyzModel   model = pt_model(k);
    const PtSymmetry pt    = irreps_pt_symmetry(&model);
    DickeParity      parity[2];
    const int        count = parities(&model, parity);
    assert_true(pt.holds);
    for (int i = 0; i < count; i++) {
      const DickeParity image = pt.swaps_parity && count == 2 ? parity[1 - i] : parity[i];
      Sector            plain, mirror;
      PetscInt          n, m;
      if (SectorCreateDicke(PETSC_COMM_SELF, spins(&model), image, PETSC_FALSE, &plain) ||
          SectorCreateDicke(PETSC_COMM_SELF, spins(&model), parity[i], PETSC_TRUE, &mirror))
        abort();
      MatGetSize(plain.L, &n, NULL);
      MatGetSize(mirror.L, &m, NULL);
      double *A = dense_alloc((size_t)n * (size_t)n, sizeof *A), *B = dense_alloc((size_t)m * (size_t)m, sizeof *B);
      if (SectorDense(&plain, plain.L, A) || SectorDense(&mirror, mirror.L, B)) abort(); /* zeros in their places */
      Spectrum a = dense_spectrum((int)n, A), b = dense_spectrum((int)m, B);
      worst = fmax(worst, spectrum_distance(a, b));
      SectorDestroy(&plain);
      SectorDestroy(&mirror);
      free(a.value), free(b.value);
    }
  }
  assert_true(all_ranks(worst) < 1e-7); /* defective pairs split by the root of rounding */
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(krylov_finds_the_rightmost_mode),           cmocka_unit_test(finished_modes_are_exact),
    cmocka_unit_test(shift_invert_finds_the_nearest_modes),      cmocka_unit_test(no_more_modes_than_there_are),
    cmocka_unit_test(zero_modes_are_gone_and_inverses_exact),    cmocka_unit_test(structured_inverses_are_exact),
    cmocka_unit_test(what_the_structured_inverse_does_not_take), cmocka_unit_test(mirrored_sectors_have_plain_spectra),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
