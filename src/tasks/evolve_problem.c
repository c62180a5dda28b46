/* The options of task evolve as rows, and the problem that they describe at a point. */
#include "tasks/evolve_problem.h"

#include "operators/liouvillian_mat.h"
#include "tasks/moment_options.h"
#include "tasks/spin_point.h"

#include <stdlib.h>

const OptionSpec evolve_options[EVOLVE_OPTIONS] = {
  [EVOLVE_INITIAL]     = {"initial", TASK_CHOICE, WORDS_OF(initial_states), "all_down", 0, 0, "state at time 0"},
  [EVOLVE_THETA]       = {"theta", TASK_REAL, {0}, "1.5707963267948966", 0, 3.1415926535897936, "coherent: angle from the z axis, rad"},
  [EVOLVE_PHI]         = {"phi", TASK_REAL, {0}, "0", -7, 7, "coherent: azimuth from the x axis, rad"},
  [EVOLVE_DICKE_M]     = {"dicke_m", TASK_REAL, {0}, "0", -1e6, 1e6, "dicke: eigenvalue m of Sz/2; 0 stands for 1/2 if N is odd"},
  [EVOLVE_TEMPERATURE] = {"T", TASK_REAL, {0}, "1", 1e-300, 1e300, "thermal: temperature in units of H"},
  [EVOLVE_T_END]       = {"t_end", TASK_REAL, {0}, NULL, 1e-300, 1e300, "last time"},
  [EVOLVE_T_POINTS]    = {"t_points", TASK_COUNT, {0}, "101", 2, 1e6, "number of times, from 0 to t_end"},
  STATE_OPTION_ROWS(EVOLVE_STATE),
};

int EvolveDims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const int    count = (int)options->number[EVOLVE_T_POINTS];
  const double end   = options->number[EVOLVE_T_END];
  double      *times = malloc((size_t)count * sizeof *times);

  for (int k = 0; times && k < count; k++) times[k] = k == count - 1 ? end : end * k / (count - 1);
  list[0] = (TaskDim){"time", "time", "time", times ? count : 0, times};
  return 1 + StateDims(options, EVOLVE_STATE, list + 1);
}

bool EvolvePrepare(TaskOptions *options, Objection *objection) { return StatePrepare(options, EVOLVE_STATE, objection); }

static const InitialSpec *initial_of(const TaskOptions *options) { return &initial_states[options->choice[EVOLVE_INITIAL]]; }

static InitialParams params_of(const TaskOptions *options, double unit)
{
  const double *number = options->number;

  return (InitialParams){number[EVOLVE_THETA], number[EVOLVE_PHI], number[EVOLVE_DICKE_M], number[EVOLVE_TEMPERATURE] / unit};
}

/* Pure states of the table live in the block of the largest spin, which collective jumps do not leave. */
static bool stays_on_ladder(const SpinModel *model, const InitialSpec *initial)
{
  return model->symmetry.conserves_j && initial->amplitude;
}

PetscErrorCode EvolveProblem(const TaskOptions *options, const double *point, SpinModel *model, EvolutionProblem *p)
{
  double unit;

  PetscFunctionBeginUser;
  PetscCall(SpinPoint(options, point, &unit, model));
  if (stays_on_ladder(model, initial_of(options))) spin_model_keep_ladder(model, model->N);
  const InitialParams params = params_of(options, unit);
  *p                         = (EvolutionProblem){.model   = model,
                                                  .initial = initial_state(initial_of(options), &model->l, &params),
                                                  .t_end   = options->number[EVOLVE_T_END] * unit,
                                                  .count   = (int)options->number[EVOLVE_T_POINTS]};
  PetscFunctionReturn(PETSC_SUCCESS);
}

const char *EvolveCheck(const double *point, const TaskOptions *options)
{
  const InitialParams params    = params_of(options, 1);
  const char         *too_large = exact_size_object(point[0]);

  return too_large ? too_large : initial_state_check(initial_of(options), (int)point[0], &params);
}

const char *EvolveEstimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  EvolutionProblem p;
  SpinModel        model;

  if (EvolveProblem(options, point, &model, &p)) return "no memory for the model";
  const EvolutionEstimate s        = EvolutionEstimateSolve(&p, ranks);
  const PetscBool         overflow = LiouvillianMatOverflow(&model, (int64_t)s.unknowns, ranks);
  spin_model_free(&model);
  *e = (TaskEstimate){s.unknowns, s.nonzeros, s.bytes, s.wall_seconds, "expokit: Krylov exponential"};
  StateEstimate(options, EVOLVE_STATE, p.initial.N, p.count, ranks, e);
  return overflow ? "the matrix overflows PETSc's 32-bit integers" : NULL;
}

static double trace_error(const EvolutionReport *r) { return r->trace_error; }
static double rho_min(const EvolutionReport *r) { return r->rho_min; }
static double error(const EvolutionReport *r) { return r->error; }
static double iterations(const EvolutionReport *r) { return r->iterations; }

static const struct {
  OutputSpec spec;
  double (*value)(const EvolutionReport *r);
} certificate[EVOLVE_CERTIFICATES] = {
  {{"trace_error", "1", "largest |Tr rho - 1| at the output times", "certificate", OUTPUT_REAL, NULL, NULL}, trace_error},
  {{"rho_min", "1", "smallest eigenvalue of rho at the output times, all copies of a block together", "certificate", OUTPUT_REAL, NULL,
    NULL},
   rho_min},
  {{"error", "1", "bound at t_end on the error of expectation values of operators of norm one: local errors of all steps in the trace norm",
    "certificate", OUTPUT_REAL, NULL, NULL},
   error},
  {{"iterations", "1", "steps of the exponential", "certificate", OUTPUT_INTEGER, NULL, NULL}, iterations},
};

int EvolveCertificateOutputs(OutputSpec *list)
{
  for (int k = 0; k < EVOLVE_CERTIFICATES; k++) list[k] = certificate[k].spec;
  return EVOLVE_CERTIFICATES;
}

int EvolveCertificateValues(const EvolutionReport *report, double *out)
{
  for (int k = 0; k < EVOLVE_CERTIFICATES; k++) out[k] = certificate[k].value(report);
  return EVOLVE_CERTIFICATES;
}

PointStatus EvolveStatus(const EvolutionReport *r)
{
  return r->complete && r->trace_error < 1e-9 && r->rho_min > -1e-8 && r->error <= EVOLUTION_ERROR_LIMIT ? POINT_DONE : POINT_FAILED;
}
