/* Branches of steady states: the loss of antiparallel order against reference values computed apart, the kind of each event
   against the states on both sides, folds and pitchforks against closed forms. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/continuation.h"
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/local.h"
#include "physics/ising2/steady.h"

static Ising2Model coupled(double h1, double h2, double gamma_up, double lambda)
{
  return ising2_model((double[ISING2_PARAMS]){h1, h2, lambda, 0.3, 1, 1, gamma_up, 0}, ISING2_LOCAL);
}

/* Follows antiparallel order from weak coupling; the events until lambda = 1 or back at 0. */
static int antiparallel_events(double h1, double h2, double gamma, Ising2Event events[8])
{
  const Ising2Model model = coupled(h1, h2, gamma, 0.05);
  const double      m[2]  = {0.6, -0.6};
  Ising2BranchPoint point;

  assert_true(ising2_branch_start(&model, ISING2_LAMBDA, m, 1, &point));
  assert_true(point.u[0] > 0 && point.u[1] < 0 && point.stability.gap > 0);
  return ising2_branch_events(&model, ISING2_LAMBDA, &point, 0, 1, 6, 8, events);
}

/* Reference section 11_extra, spinodal; its last column, the gap at the value given, says how good that is: 1e-9 in lambda.
   At h1 = h2 antiparallel order does not end there: it is lost to a pitchfork, or at weak dissipation to a Hopf bifurcation. */
static void antiparallel_order_is_lost(void **state)
{
  static const struct {
    double          h, gamma, lambda, m;
    Ising2EventKind kind;
  } reference[] = {
    {0.5, 0.7, 0.237558045268059, 0.5276699634627026, ISING2_BIFURCATION},
    {0.5, 0.1, 0.2362428510189058, 0.638064310587857, ISING2_HOPF},
    {0.7, 0.5, 0.1502368378639222, 0.4699050618394686, ISING2_BIFURCATION},
  };

  (void)state;
  for (int i = 0; i < 3; i++) {
    Ising2Event events[8];
    assert_true(antiparallel_events(reference[i].h, reference[i].h, reference[i].gamma, events) > 0);
    assert_int_equal(events[0].kind, reference[i].kind);
    assert_close(events[0].u[2], reference[i].lambda, 2e-10);
    assert_close(events[0].u[0], reference[i].m, 2e-7);
    assert_close(events[0].u[1], -reference[i].m, 2e-7);
    assert_true((events[0].omega > 0.1) == (reference[i].kind == ISING2_HOPF));
  }
}

/* With different fields the two branches meet in a fold: reference lambda = .20749652826786 with a gap of 4e-5. */
static void antiparallel_order_folds(void **state)
{
  Ising2Event  events[8];
  Ising2Steady states[ISING2_BRANCHES];
  int          antiparallel[2] = {0, 0};

  (void)state;
  assert_int_equal(antiparallel_events(0.3, 0.5, 0.7, events), 1);
  assert_int_equal(events[0].kind, ISING2_FOLD);
  assert_close(events[0].u[2], 0.20749652826786052, 2e-10);
  assert_close(events[0].u[0], 0.60274, 1e-5);
  assert_close(events[0].u[1], -0.47374, 1e-5);
  for (int side = 0; side < 2; side++) {
    const Ising2Model model = coupled(0.3, 0.5, 0.7, events[0].u[2] + (side ? 1e-4 : -1e-4));
    const int         count = ising2_steady_all(&model, states, NULL);
    for (int i = 0; i < count; i++) antiparallel[side] += states[i].m[0] * states[i].m[1] < -0.2;
  }
  assert_int_equal(antiparallel[0], 4); /* stable and unstable, and their mirror images */
  assert_int_equal(antiparallel[1], 0);
}

/* At a Hopf bifurcation the gap changes sign, the number of states does not. */
static void hopf_bifurcation_leaves_the_states(void **state)
{
  Ising2Event events[8];

  (void)state;
  antiparallel_events(0.5, 0.5, 0.1, events);
  assert_close(events[0].omega, 0.50137, 1e-5);
  for (int side = -1; side <= 1; side += 2) {
    const Ising2Model model = coupled(0.5, 0.5, 0.1, events[0].u[2] + side * 1e-6);
    Ising2Steady      s;
    assert_true(ising2_steady_from(&model, events[0].u, &s));
    assert_int_equal(s.index, 1);
    assert_true(s.stability.gap * side < 0);
    assert_close(s.stability.gap, 0, 1e-5);
  }
}

/* Along the symmetric state h1 goes through both boundaries of the ordered phase, pitchforks that the determinant of the odd
   block finds apart. */
static void pitchforks_are_the_phase_boundaries(void **state)
{
  const Ising2Model model = local_model(0.001, 1);
  const double      zero[2] = {0, 0};
  Ising2BranchPoint point;
  Ising2Event       events[8];
  double            roots[16];

  (void)state;
  assert_int_equal(ising2_boundaries(&model, ISING2_H1, 0, 2, 16, roots), 2);
  assert_true(ising2_branch_start(&model, ISING2_H1, zero, 1, &point));
  assert_int_equal(ising2_branch_events(&model, ISING2_H1, &point, 0, 1.5, 5, 8, events), 2);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(events[i].kind, ISING2_BIFURCATION);
    assert_close(events[i].u[2], roots[i], 1e-12);
    assert_close(events[i].u[0], 0, 0);
  }
}

/* The ordered branch turns around at the pitchfork: from mx_1 > 0 through zero to mx_1 < 0. */
static void ordered_branch_passes_the_critical_field(void **state)
{
  const Ising2Model model = thermal_model(0.9, 0.05, 0.05, 10);
  const double      up[2] = {1, 0};
  Ising2BranchPoint point;
  Ising2Event       events[8];

  (void)state;
  assert_true(ising2_branch_start(&model, ISING2_H1, up, 1, &point));
  assert_int_equal(ising2_branch_events(&model, ISING2_H1, &point, 0.9, 1.2, 2, 8, events), 1);
  assert_close(events[0].u[2], ising2_critical_h1(&model), 1e-12);
  assert_close(events[0].u[0], 0, 1e-7);
  assert_close(point.u[2], 0.9, 0.05);
  assert_true(point.u[0] < -0.4);
}

/* Single steps stay on the branch: lambda = 0, mx^2 = 2h(1-h) - g^2/8. */
static void steps_stay_on_the_branch(void **state)
{
  Ising2Model       model = local_model(0.3, 0.5);
  const double      up[2] = {1, 0};
  Ising2BranchPoint point;
  double            m[3];

  (void)state;
  model.p[ISING2_LAMBDA] = 0;
  assert_true(ising2_branch_start(&model, ISING2_H1, up, -1, &point));
  for (int i = 0; i < 40; i++) {
    assert_true(ising2_branch_step(&model, ISING2_H1, &point, 0.02, &point));
    if (!ising2_local_ordered(point.u[2], 0.5, 0, m)) fail_msg("left the ordered phase at h1 = %g", point.u[2]);
    assert_close(fabs(point.u[0]), m[0], 1e-13);
  }
  assert_true(point.u[0] < 0); /* through the lower critical field to the other sign */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(antiparallel_order_is_lost),
    cmocka_unit_test(antiparallel_order_folds),
    cmocka_unit_test(hopf_bifurcation_leaves_the_states),
    cmocka_unit_test(pitchforks_are_the_phase_boundaries),
    cmocka_unit_test(ordered_branch_passes_the_critical_field),
    cmocka_unit_test(steps_stay_on_the_branch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
