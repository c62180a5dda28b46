/* The rows of the steady state, for every task that solves one. */
#include "tasks/steady_outputs.h"

#include "physics/observables/identities.h"
#include "tasks/sector_option.h"
#include "tasks/spin_point.h"
#include "tasks/steady_certificate.h"
#include "tasks/steady_options.h"

#include <math.h>

/* Violation of the exact balances beyond which a state is no result. */
static const double identity_limit = STEADY_ERROR_LIMIT;

/* What model xyz has beside the common certificate. */
typedef struct {
  double           identity;
  const MeanField *mf;
} Beside;

static double identity(const Beside *b) { return b->identity; }
static double states_mf(const Beside *b) { return b->mf->stable; }
static double kind_mf(const Beside *b) { return b->mf->count ? b->mf->point[0].kind : NAN; }
static double index_mf(const Beside *b) { return b->mf->index; }
static double error_mf(const Beside *b) { return b->mf->count ? b->mf->point[0].error : NAN; }

static const struct {
  OutputSpec spec;
  double (*value)(const Beside *b);
} beside[] = {
  {{"identity", "1",
    "largest violation of the exact balances of Sz, S^2, Sx^2 and Sy^2, relative to how large their terms could be: no moment is better "
    "known",
    "certificate", OUTPUT_REAL, NULL, NULL},
   identity},
  {{"states_mf", "1",
    "number of inequivalent stable mean-field states; of several the *_mf are those of the one with the largest basin, of none those of "
    "the least unstable",
    "certificate", OUTPUT_INTEGER, NULL, NULL},
   states_mf},
  {{"kind_mf", "1", "is that state an isolated point or one of a ring that symmetry leaves free", "certificate", OUTPUT_INTEGER, NULL,
    "point ring"},
   kind_mf},
  {{"index_mf", "1", "sum of sign det(-J) over the mean field's fixed points: 1 if none is missing", "certificate", OUTPUT_INTEGER, NULL,
    NULL},
   index_mf},
  {{"error_mf", "1", "estimated error of that state's Bloch vector", "certificate", OUTPUT_REAL, NULL, NULL}, error_mf},
};
enum { BESIDE = sizeof beside / sizeof *beside };

const OptionSpec steady_task_options[STEADY_ENSEMBLE_OPTIONS] = {
  [STEADY_TRUNCATE] = TRUNCATE_OPTION,
  [STEADY_SECTOR]   = SECTOR_OPTION,
  [STEADY_SWEEP_CHUNK] =
    {"sweep_chunk", TASK_COUNT, {0}, "1", 1, 1e6, "adi: begin from the points before, in chunks of so many along the last axis"},
  STATE_OPTION_ROWS(STEADY_STATE),
  MOMENT_OPTION_ROWS(STEADY_MOMENTS),
  [STEADY_FRAME] = FRAME_OPTION,
};

int SteadyTaskChunk(const TaskOptions *options) { return (int)options->number[STEADY_SWEEP_CHUNK]; }

PetscErrorCode SteadyTaskForget(void **memory)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyMemoryClear(*memory));
  PetscCall(PetscFree(*memory));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyTaskMemory(const TaskPoint *p, SteadyOptions *wanted)
{
  PetscFunctionBeginUser;
  if (p->memory && !*p->memory) {
    PetscCall(PetscNew(&wanted->memory));
    *p->memory = wanted->memory;
  } else if (p->memory) wanted->memory = *p->memory;
  PetscFunctionReturn(PETSC_SUCCESS);
}

SteadyOptions SteadyTaskOptions(const TaskOptions *options, Checkpoint *checkpoint)
{
  return (SteadyOptions){.truncate = options->choice[STEADY_TRUNCATE] == TRUNCATE_OFF ? PETSC_FALSE : PETSC_TRUE, .checkpoint = checkpoint};
}

PetscErrorCode SteadyPoint(const TaskOptions *options, const double *point, double *unit, SpinModel *model, const char **why)
{
  const Node *sector = options->node[STEADY_SECTOR];

  PetscFunctionBeginUser;
  PetscCall(SpinPoint(options, point, unit, model));
  *why = SectorTake(sector ? sector->text : "auto", model);
  if (!*why && (model->symmetry.strong_parity || model->symmetry.strong_u1))
    *why = model->symmetry.strong_u1 ? "H and every jump commute with Sz: there are N+1 steady states"
                                     : "H and every jump conserve the product of all sigma^z: the steady state is not unique; dephasing "
                                       "needs a field, or loss or pumping beside it";
  PetscFunctionReturn(PETSC_SUCCESS);
}

const char *SteadyTaskCheck(const double *point, const TaskOptions *options)
{
  const char *why = NULL;
  SpinModel   model;

  if (SteadyPoint(options, point, NULL, &model, &why)) return "no memory for the model";
  if (why && model.symmetry.conserves_j && !options->node[STEADY_SECTOR])
    why = "gamma, gamma_up and gamma_phi are all zero: each total spin has a steady state of its own; set a local rate, or sector to j=N/2";
  else if (why && model.symmetry.strong_parity)
    why = "dephasing alone conserves the product of all sigma^z: the steady state is not unique; set gamma, gamma_up or a field";
  if (!why && model.N != (int)point[XYZ_N])
    why = "sector: model xyz has observables for j=N/2 alone; for another j write it as an ensemble";
  spin_model_free(&model);
  return why;
}

static const char *model_estimate(const SpinModel *model, const TaskOptions *options, PetscBool populations, int ranks, TaskEstimate *e)
{
  SteadyOptions wanted = SteadyTaskOptions(options, NULL);
  PetscBool     forced;
  int           method;
  const char   *why;

  wanted.populations = populations;
  if (SteadyChoose(model, &wanted, ranks, &method, &forced, &why)) return "the solver options cannot be read";
  if (method < 0) return why;
  const SteadyEstimate s = steady_methods[method].estimate(model, &wanted, ranks);
  *e                     = (TaskEstimate){s.unknowns, s.nonzeros, s.bytes, s.wall_seconds, steady_methods[method].long_name};
  return NULL;
}

const char *SteadyStateEstimate(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  return model_estimate(model, options, PETSC_TRUE, ranks, e);
}

const char *SteadyModelEstimate(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  return model_estimate(model, options, PETSC_FALSE, ranks, e);
}

int SteadyTaskOutputs(OutputSpec *list)
{
  int count = 0;

  for (int k = 0; k < observable_count; k++) {
    const ObservableSpec *o = &observables[k];
    list[count++]           = (OutputSpec){o->name, o->unit, o->long_name, o->source, OUTPUT_REAL, NULL, NULL};
  }
  count += SteadyCertificateOutputs(list + count);
  for (int k = 0; k < BESIDE; k++) list[count++] = beside[k].spec;
  return count;
}

void steady_meanfield(const XyzModel *model, MeanField *mf, StateSummary *summary)
{
  meanfield_solve(model, mf);
  for (int i = 0; i < 3; i++) summary->meanfield[i] = mf->count ? mf->point[0].M[i] : NAN;
  for (int i = 0; i < 2; i++) summary->meanfield_square[i] = mf->count ? meanfield_square(&mf->point[0], i) : NAN;
}

PetscErrorCode SteadyTaskSummary(const XyzModel *model, const SteadyState *state, MeanField *mf, StateSummary *summary)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyStateSummary(state, summary));
  steady_meanfield(model, mf, summary);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PointStatus SteadyTaskStatus(const XyzModel *model, const SteadyState *state, const StateSummary *summary)
{
  return SteadyIsResult(state, &summary->blocks) && identity_violation(model, summary->moment) < identity_limit ? POINT_DONE : POINT_FAILED;
}

int SteadyTaskValues(const XyzModel *model, const SteadyState *state, const MeanField *meanfield, const StateSummary *summary, double *out)
{
  const Beside with = {identity_violation(model, summary->moment), meanfield};
  const bool   good = SteadyTaskStatus(model, state, summary) == POINT_DONE;
  int          at   = 0;

  for (int k = 0; k < observable_count; k++) out[at++] = good ? observables[k].value(summary) : NAN;
  at += SteadyCertificateValues(state, &summary->blocks, out + at);
  for (int k = 0; k < BESIDE; k++) out[at++] = beside[k].value(&with);
  return at;
}

int SteadyTaskMoments(const XyzModel *model, const double *observable, double error, const MeanField *meanfield,
                      const StateSummary *summary, double *out)
{
  const Beside with = {identity_violation(model, summary->moment), meanfield};
  int          at   = 0;

  for (int k = 0; k < observable_count; k++)
    out[at++] = observables[k].kind == OBSERVABLE_MEANFIELD ? observables[k].value(summary) : observable[k];
  at += SteadyCertificateNone(error, out + at);
  for (int k = 0; k < BESIDE; k++) out[at++] = beside[k].value(&with);
  return at;
}
