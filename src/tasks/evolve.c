/* Task evolve: time evolution at finite N from one of the usual initial states, with the observables of task steady along time
   and the mean field's own trajectory beside them. Solved in units of the model. */
#include "solvers/evolution/evolution.h"
#include "operators/liouvillian_mat.h"
#include "tasks/registry.h"
#include "tasks/spin_point.h"
#include "tasks/state_outputs.h"

#include <math.h>
#include <stdlib.h>

enum { INITIAL, THETA, PHI, DICKE_M, TEMPERATURE, T_END, T_POINTS, STATE };
static const OptionSpec task_options[] = {
  [INITIAL]     = {"initial", TASK_CHOICE, WORDS_OF(initial_states), "all_down", 0, 0, "state at time 0"},
  [THETA]       = {"theta", TASK_REAL, {0}, "1.5707963267948966", 0, 3.1415926535897936, "coherent: angle from the z axis, rad"},
  [PHI]         = {"phi", TASK_REAL, {0}, "0", -7, 7, "coherent: azimuth from the x axis, rad"},
  [DICKE_M]     = {"dicke_m", TASK_REAL, {0}, "0", -1e6, 1e6, "dicke: eigenvalue m of Sz/2; 0 stands for 1/2 if N is odd"},
  [TEMPERATURE] = {"T", TASK_REAL, {0}, "1", 1e-300, 1e300, "thermal: temperature in units of H"},
  [T_END]       = {"t_end", TASK_REAL, {0}, NULL, 1e-300, 1e300, "last time"},
  [T_POINTS]    = {"t_points", TASK_COUNT, {0}, "101", 2, 1e6, "number of times, from 0 to t_end"},
  STATE_OPTION_ROWS(STATE),
};

static const OutputSpec single[] = {
  {"trace_error", "1", "largest |Tr rho - 1| at the output times", "certificate", OUTPUT_REAL, NULL, NULL},
  {"rho_min", "1", "smallest eigenvalue of rho at the output times, all copies of a block together", "certificate", OUTPUT_REAL, NULL, NULL},
  {"error", "1", "bound on the error of Mx, My, Mz and the correlations at t_end: local errors of all steps in the trace norm", "certificate", OUTPUT_REAL, NULL, NULL},
  {"iterations", "1", "steps of the exponential", "certificate", OUTPUT_INTEGER, NULL, NULL},
};
enum { SINGLE = sizeof single / sizeof *single };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = 0;

  for (int k = 0; k < observable_count; k++) {
    const ObservableSpec *o = &observables[k];
    list[count++]           = (OutputSpec){o->name, o->unit, o->long_name, o->source, OUTPUT_REAL, "time", NULL};
  }
  for (int k = 0; k < SINGLE; k++) list[count++] = single[k];
  return count + StateOutputs(options, STATE, true, list + count);
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const int    count = (int)options->number[T_POINTS];
  const double end   = options->number[T_END];
  double      *times = malloc((size_t)count * sizeof *times);

  for (int k = 0; times && k < count; k++) times[k] = k == count - 1 ? end : end * k / (count - 1);
  list[0] = (TaskDim){"time", "time", "time", times ? count : 0, times};
  return 1 + StateDims(options, STATE, list + 1);
}

static bool prepare(TaskOptions *options, Objection *objection) { return StatePrepare(options, STATE, objection); }

static const InitialSpec *initial_of(const TaskOptions *options) { return &initial_states[options->choice[INITIAL]]; }

static InitialParams params_of(const TaskOptions *options, double unit)
{
  const double *number = options->number;

  return (InitialParams){number[THETA], number[PHI], number[DICKE_M], number[TEMPERATURE] / unit};
}

/* In units of the model: energies, temperature and rates divided by the unit, times multiplied. The initial state is not prepared. */
static PetscErrorCode create_problem(const double *point, const TaskOptions *options, SpinModel *model, EvolutionProblem *p)
{
  double unit;

  PetscFunctionBeginUser;
  PetscCall(SpinPoint(options, point, &unit, model));
  const InitialParams params = params_of(options, unit);
  *p = (EvolutionProblem){.model = model, .initial = initial_state(initial_of(options), &model->l, &params),
                          .t_end = options->number[T_END] * unit, .count = (int)options->number[T_POINTS]};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const InitialParams params = params_of(options, 1);

  return initial_state_check(initial_of(options), (int)point[0], &params);
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  EvolutionProblem p;
  SpinModel        model;

  if (create_problem(point, options, &model, &p)) return "no memory for the model";
  const EvolutionEstimate s        = EvolutionEstimateSolve(&p, ranks);
  const PetscBool         overflow = LiouvillianMatOverflow(&model, (int64_t)s.unknowns, ranks);
  spin_model_free(&model);
  *e = (TaskEstimate){s.unknowns, s.nonzeros, s.bytes, s.wall_seconds, "expokit: Krylov exponential"};
  StateEstimate(options, STATE, p.initial.N, p.count, ranks, e);
  return overflow ? "the matrix overflows PETSc's 32-bit integers" : NULL;
}

static PetscErrorCode see(const void *context, const DickeBasis *basis, Vec rho, const BlockSums *blocks, double *number)
{
  const TaskPoint *at = context;

  PetscFunctionBeginUser;
  (void)blocks;
  PetscCall(StateSee(at->options, STATE, (int)at->point[0], basis, rho, number));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *at, double *out, PointStatus *status)
{
  EvolutionProblem p;
  SpinModel        model;
  StateSummary    *summary;
  double          *states;
  EvolutionReport  report;

  PetscFunctionBeginUser;
  PetscCall(create_problem(at->point, at->options, &model, &p));
  p.checkpoint = at->checkpoint;
  p.monitor    = at->monitor;
  p.numbers    = StateWidth(at->options, STATE);
  p.see        = see;
  p.context    = at;
  const int info = initial_state_prepare(&p.initial);
  PetscCheck(!info, PETSC_COMM_SELF, PETSC_ERR_LIB, "the initial state cannot be made: LAPACK's info is %d", info);
  PetscCall(PetscMalloc1(p.count, &summary));
  PetscCall(PetscMalloc1((size_t)p.count * p.numbers, &states));
  PetscCall(EvolutionSummaries(at->comm, &p, summary, states, &report));
  *status = report.complete && report.trace_error < 1e-9 && report.rho_min > -1e-8 && report.error <= EVOLUTION_ERROR_LIMIT ? POINT_DONE : POINT_FAILED;
  for (int o = 0; o < observable_count; o++)
    for (int k = 0; k < p.count; k++) *out++ = *status == POINT_DONE ? observables[o].value(&summary[k]) : NAN;
  *out++ = report.trace_error;
  *out++ = report.rho_min;
  *out++ = report.error;
  *out++ = report.iterations;
  if (*status == POINT_DONE) StateAlongTime(at->options, STATE, p.count, states, out);
  else StateNone(at->options, STATE, p.count, out);
  PetscCall(PetscFree(states));
  PetscCall(PetscFree(summary));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_evolve = {
  .name = "evolve", .long_name = "time evolution from an initial state, observables and mean field", .model = &xyz_spec, .prefix = "evolve_",
  .options = task_options, .noptions = sizeof task_options / sizeof *task_options,
  .outputs = outputs, .dims = dims, .owned_dims = true, .prepare = prepare, .check = check, .check_solver = EvolutionTryOptions, .estimate = estimate, .run = run,
};
