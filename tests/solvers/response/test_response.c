/* ranks: 1 2 4 */
/* Linear response: against finite differences of the steady state, the 2^N space and independent spins; its methods against each
   other, in a cut and in the whole space; and the exact identities of the steady state that it starts from. */
#include "oracle/spins.h"
#include "mpi_main.h"
#include "oracle/brute_steady.h"
#include "oracle/quad_steady.h"
#include "physics/models/random_model.h"
#include "physics/observables/identities.h"
#include "solvers/response/response.h"

#include <math.h>

static const SteadyOptions whole = {.truncate = PETSC_FALSE}, cut = {.truncate = PETSC_TRUE};

static int run(PetscErrorCode code) { return code == 0; }

/* One method for both solves, or the program's choice (NULL). */
static void set_method(const char *method)
{
  static const char *const options[] = {"-steady_method", "-susceptibility_method"};

  for (int k = 0; k < 2; k++)
    assert_true(run(method ? PetscOptionsSetValue(NULL, options[k], method) : PetscOptionsClearValue(NULL, options[k])));
}

/* Of model xyz: chi[a][b] = dM_a/dh_b, a, b = x, y, and what else is judged. */
typedef struct {
  double    chi[2][2];
  PetscReal residual, error, kept;
  PetscInt  method;
} Chi;

static Chi chi_of(Response *r)
{
  Chi c = {{{r->chi[0], r->chi[2]}, {r->chi[1], r->chi[3]}}, r->residual, r->error, r->kept, r->method};

  assert_true(run(ResponseDestroy(r)));
  return c;
}

static PetscBool is_result(const SpinModel *model, Chi c)
{
  double         chi[] = {c.chi[0][0], c.chi[1][0], c.chi[0][1], c.chi[1][1]};
  ResponseFields fields;

  response_fields(model->N, &fields);
  return ResponseIsResult(model, &fields.problem, &(Response){.chi = chi, .residual = c.residual, .error = c.error});
}

static Chi respond(const XyzModel *model, const SteadyOptions *options, const char *method)
{
  SteadyState    state;
  Response       r;
  ResponseFields fields;

  response_fields(model->N, &fields);
  set_method(method);
  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, spins(model), options, &state)));
  assert_true(run(ResponseSolve(spins(model), &fields.problem, options, &state, &r)));
  assert_true(run(SteadyStateDestroy(&state)));
  set_method(NULL);
  return chi_of(&r);
}

static StateSummary steady(const XyzModel *model)
{
  SteadyState  state;
  StateSummary s;

  set_method("lu");
  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, spins(model), &whole, &state)));
  assert_true(run(SteadyStateSummary(&state, &s)));
  assert_true(run(SteadyStateDestroy(&state)));
  set_method(NULL);
  return s;
}

static void assert_chi(const double a[2][2], const double b[2][2], double tolerance)
{
  double scale = 0;

  for (int i = 0; i < 4; i++) scale = fmax(scale, fabs(b[i / 2][i % 2]));
  for (int i = 0; i < 4; i++) assert_true(fabs(a[i / 2][i % 2] - b[i / 2][i % 2]) <= tolerance * scale);
}

/* Without transverse fields in every other draw. */
static XyzModel random_model(uint64_t *seed, int N, int draw, double point[XYZ_PARAMS])
{
  random_point(seed, N, point);
  if (draw % 2) point[XYZ_HX] = point[XYZ_HY] = 0;
  return xyz_model(point);
}

static void matches_the_whole_space_of_spins(void **unused)
{
  uint64_t seed = 5;
  double   point[XYZ_PARAMS], exact[2][2];

  (void)unused;
  for (int draw = 0; draw < 6; draw++) {
    const XyzModel   model = random_model(&seed, 2 + draw / 2, draw, point);
    const BruteModel brute = brute_model(point);
    const Chi        r     = respond(&model, &cut, NULL);
    assert_int_equal(brute_susceptibility(&brute, exact), 0);
    assert_true(r.residual < 1e-12 && r.kept == 1);
    assert_chi(r.chi, exact, 1e-10);
  }
}

/* Fourth order: dM/dh = [8 (M(h) - M(-h)) - (M(2h) - M(-2h))]/(12 h). */
static void matches_finite_differences(void **unused)
{
  const double h = 2e-3, weights[] = {8, -8, -1, 1}, steps[] = {h, -h, 2 * h, -2 * h};
  uint64_t     seed = 11;
  double       point[XYZ_PARAMS];

  (void)unused;
  for (int draw = 0; draw < 5; draw++) {
    const XyzModel model            = random_model(&seed, 4 + draw, draw, point);
    double         difference[2][2] = {{0}};
    for (int b = 0; b < 2; b++)
      for (int k = 0; k < 4; k++) {
        XyzModel shifted = model;
        *(b ? &shifted.hy : &shifted.hx) += steps[k];
        const StateSummary s = steady(&shifted);
        for (int a = 0; a < 2; a++) difference[a][b] += weights[k] * s.moment[a ? MOMENT_SY : MOMENT_SX] / model.N / (12 * h);
      }
    const Chi r = respond(&model, &cut, NULL);
    assert_chi(r.chi, difference, 1e-8);
  }
}

/* J = 0: one spin in a field along z, k = (gamma+gamma_up)/2 + 2 gamma_phi, w = 2 hz, Mz = (gamma_up-gamma)/(gamma+gamma_up):
   chi = 2 Mz/(k^2+w^2) [[w, k], [-k, w]]. */
static void independent_spins(void **unused)
{
  static const int sizes[] = {2, 7, 40, 121};

  (void)unused;
  for (int i = 0; i < 4; i++) {
    const XyzModel model = {
      .N = sizes[i], .hz = 0.35, .rate = {[CHANNEL_LOSS] = 1, [CHANNEL_PUMP] = i % 2 ? 0.2 : 0, [CHANNEL_DEPHASING] = i > 1 ? 0.1 : 0}};
    const double loss = model.rate[CHANNEL_LOSS], pump = model.rate[CHANNEL_PUMP];
    const double k = 0.5 * (loss + pump) + 2 * model.rate[CHANNEL_DEPHASING], w = 2 * model.hz;
    const double unit        = 2 * (pump - loss) / (pump + loss) / (k * k + w * w);
    const double exact[2][2] = {{unit * w, unit * k}, {-unit * k, unit * w}};
    const Chi    r           = respond(&model, &cut, NULL);
    assert_true(r.residual < 1e-11);
    assert_chi(r.chi, exact, 1e-10);
  }
}

static void methods_agree(void **unused)
{
  uint64_t seed = 77;
  double   point[XYZ_PARAMS];

  (void)unused;
  for (int draw = 0; draw < 6; draw++) {
    random_point(&seed, 3 + 4 * draw, point);
    point[XYZ_HX] = point[XYZ_HY] = 0;
    for (int c = 1; c < CHANNEL_COUNT; c++)
      if ((draw >> (c % 3)) & 1) point[XYZ_GAMMA + c] = 0;
    const XyzModel model = xyz_model(point);
    const Chi      lu = respond(&model, &whole, "lu"), adi = respond(&model, &whole, "adi");
    assert_true(lu.method == 0 && adi.method == 1 && lu.residual < 1e-12 && adi.residual < 1e-11);
    assert_chi(adi.chi, lu.chi, 1e-9);
  }
}

static XyzModel paper(int N, double Jy) { return (XyzModel){.N = N, .Jx = 0.6, .Jy = Jy, .Jz = 1, .rate = {1}}; }

/* The right-hand side of a cut state, its response in a wider cut, and the residual of the whole space. */
static void cut_agrees_with_the_whole_space(void **unused)
{
  static const double Jys[] = {0.8, 1.1};

  (void)unused;
  for (int k = 0; k < 2; k++) {
    const XyzModel model = paper(120, Jys[k]);
    const Chi      full = respond(&model, &whole, "adi"), part = respond(&model, &cut, "adi");
    assert_true(full.kept == 1 && part.kept < 0.5);
    assert_true(full.residual < 1e-11 && part.residual < 1e-11);
    assert_chi(part.chi, full.chi, 1e-10);
  }
}

/* Against the exact response, in quadruple precision: nearly always the error is no larger than what is claimed, and mostly no less than a
   hundredth of that. Rates of many decades, so that slow modes turn small residuals into large errors. */
static void errors_are_what_they_are_said_to_be(void **unused)
{
  static const char *const methods[] = {"lu", "adi"};
  uint64_t                 seed      = 4;
  double                   point[XYZ_PARAMS], exact[2][2];
  int                      results[2] = {0}, above[2] = {0}, far_below[2] = {0};

  (void)unused;
  for (int draw = 0; draw < 60; draw++) {
    random_point(&seed, 2 + draw % 3, point);
    if (draw % 2) point[XYZ_HX] = point[XYZ_HY] = 0;
    for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++)
      point[p] = pow(10, random_between(&seed, -7, 1)) * (draw >> (p % 3) & 1 || p == XYZ_GAMMA);
    const BruteModel brute = brute_model(point);
    double           unit;
    const XyzModel   model = xyz_unit_model(point, &unit);
    assert_int_equal(quad_susceptibility(&brute, exact), 0);
    for (int k = 0; k < 2; k++) {
      const Chi r   = respond(&model, &whole, methods[k]);
      double    off = 0, largest = 0;
      for (int i = 0; i < 4; i++)
        off = fmax(off, fabs(r.chi[i / 2][i % 2] - exact[i / 2][i % 2] * unit)), largest = fmax(largest, fabs(exact[i / 2][i % 2] * unit));
      if (!is_result(spins(&model), r)) continue;
      assert_true(off <= 1e-3 * fmax(largest, 1e-6)); /* never wrong and done */
      results[k]++;
      above[k] += off > r.error + 1e-15 * largest;
      far_below[k] += r.error > 100 * off + 1e-13 * largest;
    }
  }
  for (int k = 0; k < 2; k++) assert_true(results[k] >= 50 && above[k] <= 0.05 * results[k] && far_below[k] <= 0.5 * results[k]);
}

static void results_need_residual_and_error(void **unused)
{
  const XyzModel model = paper(16, 1.7);
  const Chi      good  = respond(&model, &whole, "adi");
  Chi            bad   = good;

  (void)unused;
  assert_true(is_result(spins(&model), good));
  bad.error = 2e-3 * hypot(hypot(good.chi[0][0], good.chi[0][1]), hypot(good.chi[1][0], good.chi[1][1]));
  assert_false(is_result(spins(&model), bad));
  bad = good, bad.residual = 2e-9;
  assert_false(is_result(spins(&model), bad));
  bad = good, bad.error = NAN;
  assert_false(is_result(spins(&model), bad));
}

/* Where the response of a field vanishes beside slow rates, nothing is negligible but what is far below the time of the couplings. */
static void vanishing_responses_are_judged_by_the_largest_term(void **unused)
{
  const XyzModel model = {.N = 4, .Jx = 1, .Jy = 1, .Jz = 1, .rate = {[CHANNEL_LOSS] = 1e-10, [CHANNEL_PUMP] = 1e-10}};
  Chi            r     = {.residual = 1e-14, .error = 1e-10};

  (void)unused;
  assert_true(is_result(spins(&model), r));
  r.error = 1e-6;
  assert_false(is_result(spins(&model), r));
}

/* Rounding aside, a state is a result of the model or violates them: all channels and fields, then without what keeps the third
   from closing. */
static void identities_hold_and_notice(void **unused)
{
  uint64_t seed = 3;
  double   point[XYZ_PARAMS];

  (void)unused;
  for (int draw = 0; draw < 10; draw++) {
    XyzModel model = random_model(&seed, 2 + draw, draw, point);
    if (draw % 2) model.rate[CHANNEL_COLLECTIVE_LOSS] = model.rate[CHANNEL_COLLECTIVE_PUMP] = 0;
    StateSummary s = steady(&model);
    assert_true(identity_violation(&model, s.moment) < 1e-12);
    static const Moment seen[] = {MOMENT_SZ, MOMENT_SX2, MOMENT_SY2, MOMENT_SZ2, MOMENT_SXY};
    for (size_t k = 0; k < sizeof seen / sizeof *seen; k++) {
      StateSummary wrong = s;
      wrong.moment[seen[k]] += 1e-3 * model.N * model.N;
      assert_true(identity_violation(&model, wrong.moment) > 1e-6);
    }
    for (int c = 0; c < CHANNEL_COUNT; c++) { /* every rate counts, but the one that commutes with Sz and S^2 */
      XyzModel other = model;
      other.rate[c] += 0.1;
      if (c != CHANNEL_COLLECTIVE_DEPHASING || draw % 2) assert_true(identity_violation(&other, s.moment) > 1e-12);
    }
    if (draw % 2) { /* a field along z enters the third alone */
      model.hz += 0.1;
      assert_true(identity_violation(&model, s.moment) > 1e-10);
    }
  }
}

/* A sub-communicator solves as the world does. */
static void subcommunicator(void **unused)
{
  const XyzModel model = paper(30, 1.2);
  const Chi      world = respond(&model, &cut, "adi");
  MPI_Comm       half;
  SteadyState    state;
  Response       r;
  ResponseFields fields;
  Chi            part = {0};
  int            rank;

  (void)unused;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Comm_split(PETSC_COMM_WORLD, rank % 2, rank, &half);
  response_fields(model.N, &fields);
  int good = run(SteadyStateSolve(half, spins(&model), &cut, &state)) &&
             run(ResponseSolve(spins(&model), &fields.problem, &cut, &state, &r)) && run(SteadyStateDestroy(&state));
  if (good) part = chi_of(&r);
  for (int i = 0; i < 4; i++) good = good && fabs(part.chi[i / 2][i % 2] - world.chi[i / 2][i % 2]) < 1e-9 * fabs(world.chi[0][0]);
  MPI_Comm_free(&half);
  MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, PETSC_COMM_WORLD);
  assert_true(good);
}

static int run_group(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(matches_the_whole_space_of_spins),
    cmocka_unit_test(matches_finite_differences),
    cmocka_unit_test(independent_spins),
    cmocka_unit_test(methods_agree),
    cmocka_unit_test(cut_agrees_with_the_whole_space),
    cmocka_unit_test(identities_hold_and_notice),
    cmocka_unit_test(errors_are_what_they_are_said_to_be),
    cmocka_unit_test(results_need_residual_and_error),
    cmocka_unit_test(vanishing_responses_are_judged_by_the_largest_term),
    cmocka_unit_test(subcommunicator),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run_group); }
