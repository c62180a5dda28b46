/* Task steady of model ising2 (Ising paper, Secs. V and VI, Figs. 7, 8, 9 and 11): without a sweep all steady states at a point, the
   stable ones first; with one the state that a slow change of h1 follows, always a stable one. Newton's method throughout. */
#include "physics/ising2/landmarks.h"
#include "physics/ising2/levels.h"
#include "physics/ising2/observables.h"
#include "physics/ising2/equilibrium.h"
#include "tasks/ising2_site.h"
#include "tasks/registry.h"

#include <math.h>
#include <stdlib.h>

/* The directions of the sweeps, +1 up and -1 down: where they begin in `both`, and how many. */
static const double both[2] = {1, -1};
static const struct {
  const char *word;
  int         first, count;
} sweeps_of[] = {{"none", 0, 0}, {"forward", 0, 1}, {"backward", 1, 1}, {"both", 0, 2}};

enum { DISSIPATOR, SWEEP, SEED };
static const OptionSpec task_options[] = {
  [DISSIPATOR] = ISING2_DISSIPATOR_OPTION("thermal"),
  [SWEEP]      = {"sweep", TASK_CHOICE, WORDS_OF(sweeps_of), "none", 0, 0, "all states, or the one followed up h1, down h1, or both"},
  [SEED]       = {"seed", TASK_REAL, {0}, "1e-6", -1, 1, "sweep: mx1 given to a state without order; its sign chooses the branch"},
};

/* Along the states of a point. */
static const OutputSpec of_state[] = {
  {"chi_F", "1/J^2", "fidelity susceptibility by h1, from the exact derivative of the state", "Ising paper, Eq. 34, as a limit",
   OUTPUT_REAL, "branch|sweep", NULL},
  {"chi_F_grid", "1/J^2", "the same between this h1 and the next on the grid, for their middle: depends on the step; sweeps only",
   "2 (1 - F)/dh1^2, Ising paper, Eq. 34", OUTPUT_REAL, "branch|sweep", NULL},
  {"gap", "J", "stability gap, -max Re of the Jacobian's eigenvalues", "Ising paper, Eq. 40", OUTPUT_REAL, "branch|sweep", NULL},
  {"omega", "J", "|Im| of that eigenvalue", "Ising paper, Eq. 40", OUTPUT_REAL, "branch|sweep", NULL},
  {"stable", "1", "is the state stable", "gap > 0", OUTPUT_INTEGER, "branch|sweep", "unstable stable"},
  {"residual", "1", "largest |dx/dt| of the coordinates", "certificate", OUTPUT_REAL, "branch|sweep", NULL},
  {"error", "1", "estimated error of mx1 and mx2", "certificate", OUTPUT_REAL, "branch|sweep", NULL},
};
static const OutputSpec of_point[] = {
  {"states", "1", "number of steady states at the point", "Newton from all branches", OUTPUT_INTEGER, NULL, NULL},
  {"complete", "1", "do their indices add up to 1, which a missed state would break", "certificate", OUTPUT_INTEGER, NULL, "no yes"},
  {"h1c", "J", "critical h1 of the symmetric state at the other parameters; local: the upper one", "root finding", OUTPUT_REAL, NULL, NULL},
  {"h1c_lower", "J", "local: the lower one", "root finding", OUTPUT_REAL, NULL, NULL},
};
enum {
  OF_STATE = sizeof of_state / sizeof *of_state,
  OF_POINT = sizeof of_point / sizeof *of_point,
  CHI_F    = ISING2_OBSERVABLES,
  CHI_F_GRID,
  GAP,
  OMEGA,
  STABLE,
  RESIDUAL,
  ERROR,
  STATE_OUTPUTS
};
static const double residual_limit = 1e-10, error_limit = 1e-7; /* the first in units of the largest energy or rate */

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = ISING2_OBSERVABLES;

  (void)options;
  Ising2Observables("branch|sweep", list);
  for (int k = 0; k < OF_STATE; k++) list[count++] = of_state[k];
  for (int k = 0; k < OF_POINT; k++) list[count++] = of_point[k];
  return count;
}

static int directions(const TaskOptions *options, const double **list)
{
  *list = both + sweeps_of[options->choice[SWEEP]].first;
  return sweeps_of[options->choice[SWEEP]].count;
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const double *direction = NULL;
  const int     sweeps = directions(options, &direction), count = sweeps ? sweeps : ISING2_BRANCHES;
  double       *values = malloc((size_t)count * sizeof *values);

  for (int k = 0; values && k < count; k++) values[k] = sweeps ? direction[k] : k;
  list[0] = sweeps ? (TaskDim){"sweep", "1", "direction of the sweep: 1 up, -1 down", count, values}
                   : (TaskDim){"branch", "1", "steady state", count, values};
  return 1;
}

static int line(const TaskOptions *options)
{
  const double *direction;

  return directions(options, &direction) > 0 ? ISING2_H1 : -1;
}

static Ising2Model model_at(const double *point, const TaskOptions *options)
{
  return ising2_model(point, (Ising2Dissipator)options->choice[DISSIPATOR]);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const Ising2Model model     = model_at(point, options);
  const char       *objection = ising2_check_dissipator(&model);
  double            m[2], x[ISING2_DIM];
  Ising2Levels      levels;

  if (objection || model.dissipator == ISING2_LOCAL) return objection;
  ising2_equilibrium(&model, m, x);
  ising2_levels(&model, m, &levels);
  const int degeneracy = ising2_degeneracy(&levels);
  return degeneracy ? ising2_degeneracy_message(degeneracy) : NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 2, .bytes = 1e5, .wall_seconds = 2e-3, .method = "Newton"};
  return NULL;
}

/* The largest energy or rate, of which J = 1 is one: what rounding of dx/dt is measured by. */
static double largest_rate(const Ising2Model *model)
{
  static const int terms[2][4] = {{ISING2_H1, ISING2_H2, ISING2_LAMBDA, ISING2_GAMMA},
                                  {ISING2_H1, ISING2_H2, ISING2_LAMBDA, ISING2_GAMMA_UP}};
  double           largest     = model->dissipator == ISING2_LOCAL ? fmax(1, model->p[ISING2_GAMMA_DOWN]) : 1;

  for (int k = 0; k < 4; k++) largest = fmax(largest, fabs(model->p[terms[model->dissipator == ISING2_LOCAL][k]]));
  return largest;
}

/* What is known of one state; returns whether its certificates and its jumps are in order. */
static bool fill_state(const Ising2Model *model, const Ising2Steady *state, int stride, double *out, Ising2Matrix *root)
{
  double dx[ISING2_DIM];

  Ising2RootOfSteady(model, state, root);
  Ising2Observe(state->x, root, stride, out);
  out[CHI_F * stride]      = ising2_steady_derivative(model, state, ISING2_H1, dx) ? ising2_fidelity_susceptibility(state->x, dx) : NAN;
  out[CHI_F_GRID * stride] = NAN;
  out[GAP * stride]        = state->stability.gap;
  out[OMEGA * stride]      = state->stability.omega;
  out[STABLE * stride]     = state->stability.gap > 0;
  out[RESIDUAL * stride]   = state->residual;
  out[ERROR * stride]      = state->error;
  return state->degeneracy == 0 && state->residual < residual_limit * largest_rate(model) && state->error < error_limit;
}

static void fill_critical_fields(const Ising2Model *model, double out[2])
{
  double    h1[ISING2_BOUNDARIES];
  const int count = ising2_critical_fields(model, h1);

  out[0] = count ? h1[count - 1] : NAN;
  out[1] = count > 1 ? h1[0] : NAN;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const Ising2Model model = model_at(p->point, p->options);
  Ising2Steady      states[ISING2_BRANCHES];
  Ising2Matrix      root;
  bool              complete, good = true;
  const int         count = ising2_steady_all(&model, states, &complete);
  double           *last  = out + STATE_OUTPUTS * ISING2_BRANCHES;

  PetscFunctionBeginUser;
  for (int k = 0; k < STATE_OUTPUTS * ISING2_BRANCHES; k++) out[k] = NAN;
  for (int k = 0; k < count; k++) good = fill_state(&model, &states[k], ISING2_BRANCHES, out + k, &root) && good;
  last[0] = count;
  last[1] = complete;
  fill_critical_fields(&model, last + 2);
  *status = count > 0 && good ? POINT_DONE : POINT_FAILED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One point of a line, to be put in order by the value of h1. */
typedef struct {
  double h1;
  int    index;
} Stop;

static int by_h1(const void *a, const void *b)
{
  const Stop *p = a, *q = b;

  if (p->h1 != q->h1) return p->h1 < q->h1 ? -1 : 1;
  return p->index - q->index;
}

static Stop *ordered_stops(int count, const double *values)
{
  Stop *stops = malloc((size_t)count * sizeof *stops);

  for (int i = 0; stops && i < count; i++) stops[i] = (Stop){values[i], i};
  if (stops) qsort(stops, (size_t)count, sizeof *stops, by_h1);
  return stops;
}

/* Where a sweep begins: up from full order, down from the seed. */
static void begin_sweep(const Ising2Model *model, double direction, double seed, double m[2])
{
  m[0] = direction > 0 ? copysign(1, seed) : seed;
  m[1] = direction > 0 ? copysign(m[0], seed * model->p[ISING2_LAMBDA]) : 0;
}

/* Follow the state through the stops; width and stride lay out a point's values in out. */
static void sweep_line(Ising2Model model, double direction, double seed, int count, const Stop *stops, int width, int stride, double *out,
                       PointStatus *status)
{
  double       m[2];
  Ising2Matrix root, last_root = {{0}, {0}};
  int          last = -1;

  begin_sweep(&model, direction, seed, m);
  for (int i = 0; i < count; i++) {
    const int    at     = direction > 0 ? i : count - 1 - i;
    const Stop  *stop   = &stops[at];
    double      *values = out + (size_t)stop->index * width;
    Ising2Steady state;
    model.p[ISING2_H1] = stop->h1;
    if (!ising2_steady_follow(&model, m, &state) || !fill_state(&model, &state, stride, values, &root)) {
      status[stop->index] = POINT_FAILED;
      last                = -1;
      continue;
    }
    if (last >= 0) {
      const Stop  *lower                                      = stop->h1 < stops[last].h1 ? stop : &stops[last];
      const double step                                       = stop->h1 - stops[last].h1;
      out[(size_t)lower->index * width + CHI_F_GRID * stride] = 2 * (1 - ising2_fidelity(&last_root, &root)) / (step * step);
    }
    m[0] = fabs(state.m[0]) < fabs(seed) ? seed : state.m[0];
    m[1] = state.m[1], last = at, last_root = root;
  }
}

static PetscErrorCode run_line(const TaskPoint *p, int count, const double *values, double *out, PointStatus *status)
{
  const double *direction = NULL;
  const int     sweeps = directions(p->options, &direction), width = STATE_OUTPUTS * sweeps + OF_POINT;
  Ising2Model   model = model_at(p->point, p->options);
  Stop         *stops = ordered_stops(count, values);
  double        critical[2];

  PetscFunctionBeginUser;
  PetscCheck(stops, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a line");
  fill_critical_fields(&model, critical);
  for (int i = 0; i < count; i++) {
    double *last = out + (size_t)i * width + STATE_OUTPUTS * sweeps;
    for (int k = 0; k < STATE_OUTPUTS * sweeps; k++) out[(size_t)i * width + k] = NAN;
    last[0] = last[1] = NAN;
    last[2] = critical[0], last[3] = critical[1];
    status[i] = POINT_DONE;
  }
  for (int d = 0; d < sweeps; d++) sweep_line(model, direction[d], p->options->number[SEED], count, stops, width, sweeps, out + d, status);
  free(stops);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ising2_steady = {
  .name       = "steady",
  .long_name  = "steady states, their observables and stability, at points or followed along h1",
  .model      = &ising2_spec,
  .options    = task_options,
  .noptions   = sizeof task_options / sizeof *task_options,
  .outputs    = outputs,
  .dims       = dims,
  .owned_dims = true,
  .check      = check,
  .estimate   = estimate,
  .run        = run,
  .line       = line,
  .run_line   = run_line,
};
