/* ranks: 1 2 4 */
/* Steady states: every method against LU, the truncated against the whole space, certificates that notice a wrong state. */
#include "oracle/spins.h"
#include "mpi_main.h"
#include "physics/models/random_model.h"
#include "operators/functional.h"
#include "solvers/steady/steadystate.h"
#include "solvers/adi/cut.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>

static const SteadyOptions whole = {.truncate = PETSC_FALSE}, cut = {.truncate = PETSC_TRUE};

static int run(PetscErrorCode code) { return code == 0; }

/* Solve with one method (NULL: the program's choice) and summarise. */
static void solve(const XyzModel *model, const SteadyOptions *options, const char *method, SteadyCertificate *certificate,
                  StateSummary *summary)
{
  SteadyState state;

  if (method) assert_true(run(PetscOptionsSetValue(NULL, "-steady_method", method)));
  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, spins(model), options, &state)));
  assert_true(run(SteadyStateSummary(&state, summary)));
  *certificate = state.certificate;
  assert_true(run(SteadyStateDestroy(&state)));
  assert_true(run(PetscOptionsClearValue(NULL, "-steady_method")));
}

/* Fourth moments weigh the far, empty corner of the space with N^4: its rounding errors count more. */
static void assert_same(const StateSummary *a, const StateSummary *b, double tolerance)
{
  for (int k = 0; k < MOMENT_COUNT; k++) {
    const double loss = k == MOMENT_SX4 || k == MOMENT_SY4 ? 4e-13 * pow(a->N, 4) : 0;
    assert_true(fabs(a->moment[k] - b->moment[k]) <= tolerance * (1 + fabs(b->moment[k])) + loss);
  }
  assert_true(fabs(a->blocks.entropy - b->blocks.entropy) <= tolerance * a->N);
  assert_true(fabs(a->blocks.purity - b->blocks.purity) <= tolerance);
}

/* Random couplings, field along z and rates; a few rates off, so that every treatment of the dissipator is met. */
static XyzModel random_model(uint64_t *state, int N, int draw)
{
  double point[XYZ_PARAMS];

  random_point(state, N, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
  if (draw % 2) point[XYZ_HZ] = 0;
  for (int c = 1; c < CHANNEL_COUNT; c++)
    if ((draw >> (c % 3)) & 1) point[XYZ_GAMMA + c] = 0;
  return xyz_model(point);
}

static void test_methods_agree(void **unused)
{
  uint64_t          state = 2024;
  SteadyCertificate c;
  StateSummary      lu, other;
  int               ranks, solved = 0;

  (void)unused;
  MPI_Comm_size(PETSC_COMM_WORLD, &ranks);
  for (int draw = 0; draw < 12; draw++) {
    const XyzModel model = random_model(&state, 5 + 3 * draw, draw);
    solve(&model, &whole, "lu", &c, &lu);
    assert_true(c.residual < 1e-12 && c.trace_error < 1e-12 && lu.blocks.rho_min > -1e-12);
    assert_true(fabs(lu.moment[MOMENT_TRACE] - 1) < 1e-13);
    solve(&model, &whole, "adi", &c, &other);
    assert_true(c.residual < 1e-11 && c.method == 2);
    assert_same(&other, &lu, 1e-9);
    if (ranks > 1) continue;
    solve(&model, &whole, "ilu", &c, &other);
    if (c.residual >= STEADY_RESIDUAL_LIMIT) continue; /* incomplete factors may break down, and the certificate says so */
    assert_same(&other, &lu, 1e-9);
    solved++;
  }
  if (ranks == 1) assert_true(solved >= 6);
}

static void test_transverse_fields(void **unused)
{
  uint64_t          state = 7;
  SteadyCertificate c;
  StateSummary      first, mirrored;
  double            point[XYZ_PARAMS];

  (void)unused;
  for (int N = 3; N < 9; N++) {
    random_point(&state, N, point);
    XyzModel model = xyz_model(point);
    solve(&model, &whole, NULL, &c, &first);
    assert_true(c.residual < 1e-12);
    model.hx = -model.hx, model.hy = -model.hy; /* rotation by pi about z */
    solve(&model, &whole, NULL, &c, &mirrored);
    assert_true(fabs(first.moment[MOMENT_SX] + mirrored.moment[MOMENT_SX]) < 1e-10 * N);
    assert_true(fabs(first.moment[MOMENT_SY] + mirrored.moment[MOMENT_SY]) < 1e-10 * N);
    assert_true(fabs(first.moment[MOMENT_SZ] - mirrored.moment[MOMENT_SZ]) < 1e-10 * N);
    assert_true(fabs(first.moment[MOMENT_SX]) > 1e-3);
  }
}

static XyzModel paper(int N, double Jy) { return (XyzModel){.N = N, .Jx = 0.6, .Jy = Jy, .Jz = 1, .rate = {1}}; }

static void test_truncation_against_whole(void **unused)
{
  static const double Jys[] = {0.8, 1.0, 1.1, 1.15625, 1.25};

  (void)unused;
  for (size_t k = 0; k < sizeof Jys / sizeof *Jys; k++) {
    const XyzModel    model = paper(120, Jys[k]);
    SteadyCertificate full, truncated;
    StateSummary      a, b;
    solve(&model, &whole, "adi", &full, &a);
    solve(&model, &cut, "adi", &truncated, &b);
    assert_true(full.kept == 1 && full.edge == 0);
    assert_true(truncated.residual < 2e-12 && truncated.edge <= 1e-12);
    assert_same(&b, &a, 1e-10);
    if (Jys[k] < 1.2) assert_true(truncated.kept < 0.6);
  }
}

/* A cut that is too small must be noticed by what flows out of it. */
static void test_outflow_notices(void **unused)
{
  const XyzModel model = paper(40, 1.3);
  const Cut      small = {6, 25};
  DickeBasis     basis, all;
  SteadyState    state;
  Vec            part;
  PetscReal      outflow, edge;
  Cut            next;

  (void)unused;
  assert_true(run(PetscOptionsSetValue(NULL, "-steady_method", "lu")));
  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, spins(&model), &whole, &state)));
  assert_true(run(PetscOptionsClearValue(NULL, "-steady_method")));
  assert_true(dicke_basis_create_cut(40, DICKE_EVEN, 0, small.blocks, small.top, &basis));
  assert_true(run(VecCreateMPI(PETSC_COMM_WORLD, PETSC_DECIDE, (PetscInt)dicke_size(&basis), &part)));
  assert_true(run(TruncationCopy(&state.basis, state.rho, &basis, part)));
  assert_true(run(TruncationOutflow(spins(&model), &basis, small, part, &outflow)));
  assert_true(outflow > 1e-3);
  assert_true(run(TruncationNext(&basis, part, small, 1e-12, 1e-13, &edge, &next)));
  assert_true(edge > 1e-3 && (next.blocks > small.blocks || next.top < small.top));
  /* there and back again */
  assert_true(dicke_basis_create(40, DICKE_EVEN, 0, &all));
  Vec back, again;
  assert_true(run(VecDuplicate(state.rho, &back)));
  assert_true(run(VecDuplicate(part, &again)));
  assert_true(run(TruncationCopy(&basis, part, &all, back)));
  assert_true(run(TruncationCopy(&all, back, &basis, again)));
  assert_true(run(VecAXPY(again, -1, part)));
  PetscReal difference;
  assert_true(run(VecNorm(again, NORM_INFINITY, &difference)));
  assert_true(difference == 0);
  assert_true(run(VecDestroy(&back)) && run(VecDestroy(&again)) && run(VecDestroy(&part)));
  dicke_basis_free(&basis);
  dicke_basis_free(&all);
  assert_true(run(SteadyStateDestroy(&state)));
}

/* The exact identities of a model without collective rates and fields: (Jz-Jx) Sxx = (Jy-Jz) Syy, Sxx + Syy + 2 Szz + 2 Mz = 0. */
static void test_identities(void **unused)
{
  static const int sizes[] = {2, 3, 10, 41, 150};

  (void)unused;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    const int         N     = sizes[k];
    const XyzModel    model = paper(N, 1.4);
    const double      pairs = (double)N * (N - 1);
    SteadyCertificate c;
    StateSummary      s;
    solve(&model, &cut, NULL, &c, &s);
    const double Sxx = (s.moment[MOMENT_SX2] - N) / pairs, Syy = (s.moment[MOMENT_SY2] - N) / pairs,
                 Szz = (s.moment[MOMENT_SZ2] - N) / pairs;
    assert_true(fabs((model.Jz - model.Jx) * Sxx - (model.Jy - model.Jz) * Syy) < 1e-11);
    assert_true(fabs(Sxx + Syy + 2 * Szz + 2 * s.moment[MOMENT_SZ] / N) < 1e-11);
    assert_true(c.residual < STEADY_RESIDUAL_LIMIT);
  }
}

static size_t allocated(void)
{
#if __GLIBC_PREREQ(2, 33)
  return mallinfo2().uordblks;
#else
  return (size_t)mallinfo().uordblks;
#endif
}

/* What a point has allocated is released: runs have 10^5 of them. The least growth of three, as libraries may keep what they need once. */
static void test_solves_leave_no_memory(void **unused)
{
  static const char *const methods[] = {"adi", "ilu", "lu"};
  const XyzModel           model     = paper(30, 1.4);
  SteadyCertificate        c;
  StateSummary             s;
  int                      ranks;

  (void)unused;
  MPI_Comm_size(PETSC_COMM_WORLD, &ranks);
  for (int k = 0; k < 3; k++) {
    size_t least = SIZE_MAX;
    if (k == 1 && ranks > 1) continue; /* ilu is for one rank */
    solve(&model, &whole, methods[k], &c, &s);
    for (int trial = 0; trial < 3; trial++) {
      const size_t before = allocated();
      for (int repeat = 0; repeat < 5; repeat++) solve(&model, &whole, methods[k], &c, &s);
      const size_t after = allocated();
      least              = PetscMin(least, after > before ? after - before : 0);
    }
    assert_true(least < 5 * 8192); /* the models of oracle/spins.h stay */
  }
}

/* A sub-communicator solves as the world does. */
static void test_subcommunicator(void **unused)
{
  const XyzModel model = paper(20, 1.7);
  MPI_Comm       half;
  SteadyState    state;
  StateSummary   summary;
  int            rank;

  (void)unused;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Comm_split(PETSC_COMM_WORLD, rank % 2, rank, &half);
  int good = run(SteadyStateSolve(half, spins(&model), &cut, &state)) && run(SteadyStateSummary(&state, &summary));
  good     = good && fabs(summary.moment[MOMENT_SZ] / 20 + 0.5088552128451594) < 1e-11 &&
         fabs(summary.blocks.entropy / 20 - 0.31149256581254636) < 1e-11;
  good = run(SteadyStateDestroy(&state)) && good;
  MPI_Comm_free(&half);
  MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, PETSC_COMM_WORLD);
  assert_true(good);
}

static int all_tests(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_methods_agree),
    cmocka_unit_test(test_transverse_fields),
    cmocka_unit_test(test_truncation_against_whole),
    cmocka_unit_test(test_outflow_notices),
    cmocka_unit_test(test_identities),
    cmocka_unit_test(test_subcommunicator),
    cmocka_unit_test(test_solves_leave_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, all_tests); }
