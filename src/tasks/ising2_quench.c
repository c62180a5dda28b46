/* Task quench of model ising2: time evolution from the Gibbs state at h1_i and T_i (Ising paper, Sec. IV, Figs. 2 to 6).
   The fidelity's initial root is the exact one of a Gibbs state. */
#include "physics/ising2/adiabatic.h"
#include "physics/ising2/dynamics.h"
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/levels.h"
#include "physics/ising2/observables.h"
#include "solvers/evolution/ode.h"
#include "solvers/method/option_trial.h"
#include "tasks/ising2_site.h"
#include "tasks/registry.h"

#include <math.h>
#include <stdlib.h>

enum { UNIT_J, UNIT_GAMMA };
static const char *const unit_words[] = {[UNIT_J] = "J", [UNIT_GAMMA] = "gamma"};

enum { DISSIPATOR, H1_I, T_I, T_END, T_POINTS, T_UNIT };
static const OptionSpec task_options[] = {
  [DISSIPATOR] = ISING2_DISSIPATOR_OPTION("thermal"),
  [H1_I]       = {"h1_i", TASK_REAL, {0}, "h1", -1e6, 1e6, "transverse field of model 1 before the quench"},
  [T_I]        = {"T_i", TASK_REAL, {0}, "T", 0, 1e6, "temperature before the quench"},
  [T_END]      = {"t_end", TASK_REAL, {0}, NULL, 1e-9, 1e9, "last time"},
  [T_POINTS]   = {"t_points", TASK_COUNT, {0}, "1001", 2, 1e7, "number of times, from 0 to t_end"},
  [T_UNIT]     = {"t_unit", TASK_CHOICE, WORDS_OF(unit_words), "J", 0, 0,
                  "unit of all times: 1/J, or 1/gamma (local: 1/(gamma_up + gamma_down))"},
};

static const OutputSpec along_time[] = {
  {"fidelity", "1", "fidelity per site with the initial state", "Ising paper, Eq. 30", OUTPUT_REAL, "time", NULL},
  {"rate", "1", "rate function, -log of the fidelity", "Ising paper, Eq. 31", OUTPUT_REAL, "time", NULL},
  {"distance", "1",
   "distance from the equilibrium state of the final parameters (the nearer of the two with broken symmetry), as Euclidean norm of the "
   "coordinates",
   "|x - x_eq|", OUTPUT_REAL, "time", NULL},
};
static const OutputSpec single[] = {
  {"t_zero", "t_unit", "first zero of mx1", "measured", OUTPUT_REAL, NULL, NULL},
  {"t_adiabatic", "t_unit", "adiabatic time at which the order parameter of model 1 alone vanishes, thermal temperature quench",
   "closed form for gamma, lambda -> 0", OUTPUT_REAL, NULL, NULL},
  {"rho_min", "1", "smallest eigenvalue of rho at the output times", "certificate", OUTPUT_REAL, NULL, NULL},
  {"steps", "1", "steps of the integrator", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"rejected", "1", "steps that it took back", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"degeneracy", "1", "levels at whose crossing the thermal jumps became undefined and the integration ended", "certificate",
   OUTPUT_INTEGER, NULL, "none levels_0_1 levels_1_2 levels_2_3"},
};
enum {
  ALONG_TIME = sizeof along_time / sizeof *along_time,
  SINGLE     = sizeof single / sizeof *single,
  FIDELITY   = ISING2_OBSERVABLES,
  RATE,
  DISTANCE,
  TIME_OUTPUTS
};

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = ISING2_OBSERVABLES;

  (void)options;
  Ising2Observables("time", list);
  for (int k = 0; k < ALONG_TIME; k++) list[count++] = along_time[k];
  for (int k = 0; k < SINGLE; k++) list[count++] = single[k];
  return count;
}

/* A quench as the options and a point say it. */
typedef struct {
  Ising2Model before, after;
  double      unit; /* of time, in 1/J */
  int         count;
} Quench;

static Quench quench_at(const double *point, const TaskOptions *options)
{
  const double *number = options->number;
  Quench        q      = {.after = ising2_model(point, (Ising2Dissipator)options->choice[DISSIPATOR]), .unit = 1};
  const double *p      = q.after.p;

  q.before = q.after;
  if (!isnan(number[H1_I])) q.before.p[ISING2_H1] = number[H1_I];
  if (!isnan(number[T_I])) q.before.p[ISING2_T] = number[T_I];
  if (options->choice[T_UNIT] == UNIT_GAMMA)
    q.unit = 1 / (q.after.dissipator == ISING2_THERMAL ? p[ISING2_GAMMA] : p[ISING2_GAMMA_UP] + p[ISING2_GAMMA_DOWN]);
  q.count = (int)number[T_POINTS];
  return q;
}

static double *make_times(const TaskOptions *options, double unit)
{
  const int    count = (int)options->number[T_POINTS];
  const double end   = options->number[T_END];
  double      *times = malloc((size_t)count * sizeof *times);

  for (int i = 0; times && i < count; i++) times[i] = unit * (i == count - 1 ? end : end * i / (count - 1));
  return times;
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  list[0] = (TaskDim){"time", options->choice[T_UNIT] == UNIT_GAMMA ? "1/gamma" : "1/J", "time after the quench",
                      (int)options->number[T_POINTS], make_times(options, 1)};
  return 1;
}

/* Jumps must be defined where the evolution begins: the levels of the Hamiltonian after the quench in the state before it. */
static const char *check(const double *point, const TaskOptions *options)
{
  const Quench q = quench_at(point, options);
  double       m[2], x[ISING2_DIM];
  Ising2Levels levels;

  if (!(q.before.p[ISING2_T] > 0)) return "T_i must be above 0: the initial Gibbs state needs a positive temperature";
  if (!isfinite(q.unit)) return "t_unit: gamma, but the rate is zero";
  if (q.after.dissipator == ISING2_LOCAL) return ising2_check_dissipator(&q.after);
  ising2_equilibrium(&q.before, m, x);
  ising2_levels(&q.after, m, &levels);
  const int degeneracy = ising2_degeneracy(&levels);
  return degeneracy && q.after.p[ISING2_GAMMA] > 0 ? ising2_degeneracy_message(degeneracy) : NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const Quench q     = quench_at(point, options);
  const double field = fabs(q.after.p[ISING2_H1]) + fabs(q.after.p[ISING2_H2]) + 1;
  const double steps = options->number[T_END] * q.unit * field + q.count;

  (void)ranks;
  *e = (TaskEstimate){.unknowns     = ISING2_DIM,
                      .bytes        = 1e5 + 500.0 * q.count,
                      .wall_seconds = 2e-5 * steps + 2e-5 * q.count,
                      .method       = "explicit Runge-Kutta 8(7)"};
  return NULL;
}

typedef struct {
  Quench       quench;
  Ising2Matrix initial;           /* root */
  double       final[ISING2_DIM]; /* equilibrium after the quench */
  double      *out, rho_min;
} Evolution;

static int rhs(const double *x, double *dx, void *context) { return ising2_rhs(&((Evolution *)context)->quench.after, x, dx); }

static double order_parameter(const double *x, void *context)
{
  (void)context;
  return x[ISING2_MX1];
}

/* From the equilibrium state or its mirror image. */
static double distance(const double x[ISING2_DIM], const double y[ISING2_DIM])
{
  double same = 0, mirrored = 0;

  for (int k = 0; k < ISING2_DIM; k++) {
    const double sum = x[k] + y[k], difference = x[k] - y[k];
    same += difference * difference;
    mirrored += ising2_is_odd(k) ? sum * sum : difference * difference;
  }
  return sqrt(fmin(same, mirrored));
}

static PetscErrorCode visit(int k, const double *x, void *context)
{
  Evolution   *e     = context;
  const int    count = e->quench.count;
  double      *out   = e->out + k;
  Ising2Matrix root  = e->initial;

  PetscFunctionBeginUser;
  if (k > 0) ising2_root_of(x, &root);
  Ising2Observe(x, &root, count, out);
  out[FIDELITY * count] = ising2_fidelity(&e->initial, &root);
  out[RATE * count]     = -log(out[FIDELITY * count]);
  out[DISTANCE * count] = distance(x, e->final);
  e->rho_min            = fmin(e->rho_min, ising2_smallest_population(x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The closed form holds for thermal jumps and a quench of the temperature alone; NAN otherwise, or if order does not end. */
static double adiabatic_time(const Quench *q)
{
  if (q->after.dissipator != ISING2_THERMAL || q->before.p[ISING2_H1] != q->after.p[ISING2_H1] || !(q->after.p[ISING2_GAMMA] > 0))
    return NAN;
  const double rescaled = ising2_adiabatic_time(&q->after, q->before.p[ISING2_T]);
  return rescaled > 0 && isfinite(rescaled) ? rescaled / q->after.p[ISING2_GAMMA] / q->unit : NAN;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  Evolution        e       = {.quench = quench_at(p->point, p->options), .out = out, .rho_min = INFINITY};
  const OdeProblem problem = {ISING2_DIM, rhs, visit, order_parameter, &e, "quench_"};
  const int        count   = e.quench.count;
  double           m[2], x[ISING2_DIM], *times = make_times(p->options, e.quench.unit), *last = out + TIME_OUTPUTS * count;
  OdeReport        report;

  PetscFunctionBeginUser;
  PetscCheck(times, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the times");
  for (int k = 0; k < TIME_OUTPUTS * count; k++) out[k] = NAN;
  const bool known = ising2_equilibrium(&e.quench.after, m, e.final) && ising2_equilibrium(&e.quench.before, m, x);
  ising2_gibbs_root(&e.quench.before, m, &e.initial);
  PetscCall(OdeSolve(&problem, count, times, x, &report));
  free(times);
  *last++ = report.event / e.quench.unit;
  *last++ = adiabatic_time(&e.quench);
  *last++ = e.rho_min;
  *last++ = report.steps;
  *last++ = report.rejected;
  *last++ = report.undefined;
  *status = known && report.complete && e.rho_min > -1e-8 ? POINT_DONE : POINT_FAILED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void) { return OdeTry("quench_"); }
static PetscErrorCode check_solver(char *objection, size_t size) { return OptionTrialRun(trial, objection, size); }

const TaskSpec task_ising2_quench = {
  .name         = "quench",
  .long_name    = "time evolution from a Gibbs state after a quench",
  .model        = &ising2_spec,
  .prefix       = "quench_",
  .options      = task_options,
  .noptions     = sizeof task_options / sizeof *task_options,
  .outputs      = outputs,
  .dims         = dims,
  .owned_dims   = true,
  .check        = check,
  .check_solver = check_solver,
  .estimate     = estimate,
  .run          = run,
};
