/* Task transitions of model ising2: where steady states meet or change their stability along one parameter. Every branch is followed
   both ways from the states at the point by pseudo-arclength continuation, around its folds; the boundaries of the symmetric phase
   are found apart, as roots. */
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/steady.h"
#include "tasks/ising2_site.h"
#include "tasks/registry.h"

#include <math.h>
#include <stdlib.h>

static const struct {
  const char *word;
  int         parameter;
} along[] = {{"h1", ISING2_H1},
             {"h2", ISING2_H2},
             {"lambda", ISING2_LAMBDA},
             {"T", ISING2_T},
             {"gamma_up", ISING2_GAMMA_UP},
             {"gamma_down", ISING2_GAMMA_DOWN}};

enum { DISSIPATOR, ALONG, LOWER, UPPER };
static const OptionSpec task_options[] = {
  [DISSIPATOR] = ISING2_DISSIPATOR_OPTION("local"),
  [ALONG]      = {"along", TASK_CHOICE, WORDS_OF(along), "h1", 0, 0, "the parameter along which transitions are looked for"},
  [LOWER]      = {"lower", TASK_REAL, {0}, "0", -1e6, 1e6, "from this value of it"},
  [UPPER]      = {"upper", TASK_REAL, {0}, "2", -1e6, 1e6, "to this; branches start from the point itself, which must lie between"},
};

enum { EVENTS = 16, BOUNDARIES = 8 };
static const OutputSpec list_of_outputs[] = {
  {"event", "J", "value of the parameter at a transition, ascending; mirror images once", "pseudo-arclength continuation", OUTPUT_REAL,
   "transition", NULL},
  {"kind", "1", "what happens there", "pseudo-arclength continuation", OUTPUT_INTEGER, "transition", "fold bifurcation hopf"},
  {"mx1", "1", "<sigma^x> of model 1 there", "Ising paper, Eq. 23", OUTPUT_REAL, "transition", NULL},
  {"mx2", "1", "<sigma^x> of model 2 there", "Ising paper, Eq. 23", OUTPUT_REAL, "transition", NULL},
  {"omega", "J", "frequency at a Hopf bifurcation, else 0", "|Im| of the critical eigenvalue", OUTPUT_REAL, "transition", NULL},
  {"events", "1", "number of transitions", "pseudo-arclength continuation", OUTPUT_INTEGER, NULL, NULL},
  {"boundary", "J", "value of the parameter at which the symmetric state changes its stability by a real eigenvalue, ascending",
   "Ising paper, Eq. 60: determinant of the odd block = 0; thermal: curvature of the free energy = 0", OUTPUT_REAL, "root", NULL},
  {"boundaries", "1", "number of these", "root finding", OUTPUT_INTEGER, NULL, NULL},
  {"tip", "J", "local, along h1: where the two boundaries meet when gamma_up grows", "bisection", OUTPUT_REAL, NULL, NULL},
  {"tip_gamma_up", "J", "gamma_up at which they meet: no order beyond", "bisection", OUTPUT_REAL, NULL, NULL},
};
enum { OUTPUTS = sizeof list_of_outputs / sizeof *list_of_outputs };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  for (int k = 0; k < OUTPUTS; k++) list[k] = list_of_outputs[k];
  return OUTPUTS;
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  static double numbers[EVENTS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

  (void)options;
  list[0] = (TaskDim){"transition", "1", "transition", EVENTS, numbers};
  list[1] = (TaskDim){"root", "1", "boundary of the symmetric phase", BOUNDARIES, numbers};
  return 2;
}

/* The search at a point. */
typedef struct {
  Ising2Model model;
  int         parameter;
  double      lower, upper;
} Search;

static Search search_at(const double *point, const TaskOptions *options)
{
  return (Search){ising2_model(point, (Ising2Dissipator)options->choice[DISSIPATOR]), along[options->choice[ALONG]].parameter,
                  options->number[LOWER], options->number[UPPER]};
}

static const char *check(const double *point, const TaskOptions *options)
{
  const Search s     = search_at(point, options);
  const bool   local = s.model.dissipator == ISING2_LOCAL, rate = s.parameter == ISING2_GAMMA_UP || s.parameter == ISING2_GAMMA_DOWN;
  const double rest = s.model.p[ISING2_GAMMA_UP] + s.model.p[ISING2_GAMMA_DOWN] - s.model.p[s.parameter];

  if (!(s.lower < s.upper)) return "lower is not below upper";
  if (local && s.parameter == ISING2_T) return "along: T has no part in local dissipation";
  if (!local && rate) return "along: the local rates have no part in thermal dissipation";
  if (!local && s.parameter == ISING2_T && !(s.lower > 0)) return "lower must be above 0: a temperature";
  if (rate && (s.lower < 0 || (s.lower == 0 && rest == 0))) return "lower would make gamma_up + gamma_down zero or negative";
  if (point[s.parameter] < s.lower || point[s.parameter] > s.upper) return "the point does not lie between lower and upper";
  return ising2_check_dissipator(&s.model);
}

static int varies(const TaskOptions *options) { return along[options->choice[ALONG]].parameter; }

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 3, .bytes = 1e5, .wall_seconds = 0.1, .method = "continuation and root finding"};
  return NULL;
}

/* All events of all branches that pass through the states of the point. */
static bool find_events(const Search *s, FlowEvents *events)
{
  Ising2Map        map;
  Ising2Steady     states[ISING2_BRANCHES];
  double           m[2 * ISING2_BRANCHES];
  const FlowFamily family = ising2_family(&s->model, s->parameter, &map);
  const int        count  = ising2_steady_all(&s->model, states, NULL);

  for (int i = 0; i < count; i++) memcpy(m + 2 * i, states[i].m, sizeof states[i].m);
  return flow_transitions(&family, count, m, s->model.p[s->parameter], s->lower, s->upper, events);
}

static int find_boundaries(const Search *s, double roots[BOUNDARIES])
{
  if (s->model.dissipator == ISING2_LOCAL) return ising2_boundaries(&s->model, s->parameter, s->lower, s->upper, BOUNDARIES, roots);
  roots[0] = ising2_critical_value(&s->model, s->parameter, s->lower, s->upper);
  return !isnan(roots[0]);
}

/* The end of the ordered phase, if the point has two boundaries and ten times the loss of the largest field has none. */
static void find_tip(const Search *s, double *tip, double *tip_rate)
{
  const double inside = s->model.p[ISING2_GAMMA_UP], outside = 10 * (1 + s->upper);

  *tip = *tip_rate = NAN;
  if (s->model.dissipator != ISING2_LOCAL || s->parameter != ISING2_H1) return;
  if (!ising2_boundary_tip(&s->model, ISING2_GAMMA_UP, inside, outside, ISING2_H1, s->lower, s->upper, tip_rate, tip))
    *tip = *tip_rate = NAN;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const Search s = search_at(p->point, p->options);
  FlowEvents   events;
  double       roots[BOUNDARIES], *last = out + 5 * EVENTS;

  PetscFunctionBeginUser;
  PetscCheck(flow_events_create(2, EVENTS, &events) && find_events(&s, &events), PETSC_COMM_SELF, PETSC_ERR_MEM,
             "no memory for transitions");
  const int boundaries = find_boundaries(&s, roots);
  for (int k = 0; k < EVENTS; k++) {
    const bool       there = k < events.count;
    const FlowEvent *e     = &events.event[k];
    out[k]                 = there ? e->value : NAN;
    out[EVENTS + k]        = there ? e->kind : NAN;
    out[2 * EVENTS + k]    = there ? e->x[0] : NAN;
    out[3 * EVENTS + k]    = there ? e->x[1] : NAN;
    out[4 * EVENTS + k]    = there ? e->omega : NAN;
  }
  *last++ = events.count;
  for (int k = 0; k < BOUNDARIES; k++) *last++ = k < boundaries ? roots[k] : NAN;
  *last++ = boundaries;
  find_tip(&s, last, last + 1);
  flow_events_free(&events);
  *status = POINT_DONE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ising2_transitions = {
  .name      = "transitions",
  .long_name = "folds, bifurcations and phase boundaries along one parameter",
  .model     = &ising2_spec,
  .options   = task_options,
  .noptions  = sizeof task_options / sizeof *task_options,
  .outputs   = outputs,
  .dims      = dims,
  .check     = check,
  .estimate  = estimate,
  .run       = run,
  .varies    = varies,
};
