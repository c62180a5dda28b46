/* The rows of the steady state, for every task that solves one. */
#include "tasks/steady_outputs.h"

#include "physics/observables/identities.h"
#include "tasks/spin_point.h"

#include <math.h>

/* Beyond one of these a state is no result, and the point has failed (with the limits of solvers/steady/steadystate.h): smallest eigenvalue,
   distance of the trace from 1, violation of the exact balances. */
static const double rho_min_limit = -1e-8, trace_limit = 1e-9, identity_limit = STEADY_ERROR_LIMIT;

static const OutputSpec certificate[] = {
  {"residual", "1", "|L rho|_2/|rho|_2 in the trace convention, in units of the largest coupling or rate", "certificate", OUTPUT_REAL, NULL, NULL},
  {"error", "1", "estimated absolute error of the observables: what a random residual of its size does to them", "certificate", OUTPUT_REAL,
   NULL, NULL},
  {"trace_error", "1", "|Tr rho - 1|", "certificate", OUTPUT_REAL, NULL, NULL},
  {"rho_min", "1", "smallest eigenvalue of rho, all copies of a block together", "certificate", OUTPUT_REAL, NULL, NULL},
  {"identity", "1", "largest violation of the exact balances of Sz, S^2, Sx^2 and Sy^2, relative to how large their terms could be: no moment is better known", "certificate", OUTPUT_REAL,
   NULL, NULL},
  {"iterations", "1", "Krylov iterations", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"reason", "1", "why the last round ended: lu, ilu: PETSc's KSPConvergedReason; adi: 0 converged, 1 at rounding, 2 stagnated", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"solver", "1", "method that made the result", "certificate", OUTPUT_INTEGER, NULL, STEADY_METHOD_WORDS},
  {"kept", "1", "fraction of the unknowns kept by the truncation", "certificate", OUTPUT_REAL, NULL, NULL},
  {"edge", "1", "largest element at an edge of the truncation over the largest of all", "certificate", OUTPUT_REAL, NULL, NULL},
  {"states_mf", "1", "number of inequivalent stable mean-field states; of several the *_mf are those of the one with the largest basin, of none those of the least unstable", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"kind_mf", "1", "is that state an isolated point or one of a ring that symmetry leaves free", "certificate", OUTPUT_INTEGER, NULL, "point ring"},
  {"index_mf", "1", "sum of sign det(-J) over the mean field's fixed points: 1 if none is missing", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"error_mf", "1", "estimated error of that state's Bloch vector", "certificate", OUTPUT_REAL, NULL, NULL},
};
enum { CERTIFICATES = sizeof certificate / sizeof *certificate };

enum { TRUNCATE_AUTO, TRUNCATE_OFF };
static const char *const truncate_words[] = {[TRUNCATE_AUTO] = "auto", [TRUNCATE_OFF] = "off"};

enum { TRUNCATE };
const OptionSpec steady_task_options[STEADY_ALL_OPTIONS] = {
  [TRUNCATE] = {"truncate", TASK_CHOICE, WORDS_OF(truncate_words), "auto", 0, 0, "cut the space where the state has died out, if that pays"},
  [STEADY_SWEEP_CHUNK] = {"sweep_chunk", TASK_COUNT, {0}, "1", 1, 1e6,
                          "adi: begin from the points before, in chunks of so many along the last axis"},
  STATE_OPTION_ROWS(STEADY_STATE),
};

SteadyOptions SteadyTaskOptions(const TaskOptions *options, Checkpoint *checkpoint)
{
  return (SteadyOptions){.truncate = options->choice[TRUNCATE] == TRUNCATE_OFF ? PETSC_FALSE : PETSC_TRUE, .checkpoint = checkpoint};
}

const char *SteadyTaskCheck(const double *point, const TaskOptions *options)
{
  const XyzModel model = xyz_model(point);
  const double  *rate  = model.rate;

  (void)options;
  if (rate[CHANNEL_LOSS] + rate[CHANNEL_PUMP] > 0) return NULL;
  if (rate[CHANNEL_DEPHASING] == 0)
    return "gamma, gamma_up and gamma_phi are all zero: each total spin has a steady state of its own; set a local rate";
  if (rate[CHANNEL_COLLECTIVE_LOSS] + rate[CHANNEL_COLLECTIVE_PUMP] > 0 || !xyz_conserves_parity(&model)) return NULL;
  return "dephasing alone conserves the product of all sigma^z: the steady state is not unique; set gamma, gamma_up or a field";
}

const char *SteadyModelEstimate(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const SteadyOptions wanted = SteadyTaskOptions(options, NULL);
  PetscBool           forced;
  int                 method;
  const char         *why;

  if (SteadyChoose(model, &wanted, ranks, &method, &forced, &why)) return "the solver options cannot be read";
  if (method < 0) return why;
  const SteadyEstimate s = steady_methods[method].estimate(model, &wanted, ranks);
  *e = (TaskEstimate){s.unknowns, s.nonzeros, s.bytes, s.wall_seconds, steady_methods[method].long_name};
  return NULL;
}

const char *SteadyTaskEstimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  SpinModel   model;
  const char *why;

  if (SpinPoint(options, point, NULL, &model)) return "no memory for the model";
  why = SteadyModelEstimate(&model, options, ranks, e);
  spin_model_free(&model);
  return why;
}

int SteadyTaskOutputs(OutputSpec *list)
{
  int count = 0;

  for (int k = 0; k < observable_count; k++) {
    const ObservableSpec *o = &observables[k];
    list[count++]           = (OutputSpec){o->name, o->unit, o->long_name, o->source, OUTPUT_REAL, NULL, NULL};
  }
  for (int k = 0; k < CERTIFICATES; k++) list[count++] = certificate[k];
  return count;
}

PetscErrorCode SteadyTaskSummary(const XyzModel *model, const SteadyState *state, MeanField *mf, StateSummary *summary)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyStateSummary(state, summary));
  meanfield_solve(model, mf);
  for (int i = 0; i < 3; i++) summary->meanfield[i] = mf->count ? mf->point[0].M[i] : NAN;
  for (int i = 0; i < 2; i++) summary->meanfield_square[i] = mf->count ? meanfield_square(&mf->point[0], i) : NAN;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PointStatus SteadyTaskStatus(const XyzModel *model, const SteadyState *state, const StateSummary *summary)
{
  const SteadyCertificate *c = &state->certificate;

  const double identity = identity_violation(model, summary->moment);

  return SteadyIsAccurate(c) && c->trace_error < trace_limit && summary->blocks.rho_min > rho_min_limit && identity < identity_limit ? POINT_DONE : POINT_FAILED;
}

int SteadyTaskValues(const XyzModel *model, const SteadyState *state, const MeanField *meanfield, const StateSummary *summary, double *out)
{
  const SteadyCertificate *c    = &state->certificate;
  const PetscBool          good = SteadyTaskStatus(model, state, summary) == POINT_DONE ? PETSC_TRUE : PETSC_FALSE;
  int                      at   = 0;

  for (int k = 0; k < observable_count; k++) out[at++] = good ? observables[k].value(summary) : NAN;
  out[at++] = c->residual;
  out[at++] = c->error;
  out[at++] = c->trace_error;
  out[at++] = summary->blocks.rho_min;
  out[at++] = identity_violation(model, summary->moment);
  out[at++] = c->iterations;
  out[at++] = c->reason;
  out[at++] = c->method;
  out[at++] = c->kept;
  out[at++] = c->edge;
  out[at++] = meanfield->stable;
  out[at++] = meanfield->count ? meanfield->point[0].kind : NAN;
  out[at++] = meanfield->index;
  out[at++] = meanfield->count ? meanfield->point[0].error : NAN;
  return at;
}
