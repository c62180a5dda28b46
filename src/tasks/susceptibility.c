/* Task susceptibility: linear response of the exact steady state to weak fields along x and y, beside all that task steady gives. */
#include "physics/xyz/susceptibility.h"
#include "solvers/response/response.h"
#include "tasks/registry.h"
#include "tasks/steady_outputs.h"

#include <math.h>

static const OutputSpec results[] = {
  {"chi_xx", "time", "susceptibility dMx/dhx, M = <S>/N", "XYZ paper, Eq. 22", OUTPUT_REAL, NULL, NULL},
  {"chi_xy", "time", "susceptibility dMx/dhy", "XYZ paper, Eq. 22", OUTPUT_REAL, NULL, NULL},
  {"chi_yx", "time", "susceptibility dMy/dhx", "XYZ paper, Eq. 22", OUTPUT_REAL, NULL, NULL},
  {"chi_yy", "time", "susceptibility dMy/dhy", "XYZ paper, Eq. 22", OUTPUT_REAL, NULL, NULL},
  {"chi_av", "time", "average over all directions of the field of |dM/dh|", "XYZ paper, Eq. 23", OUTPUT_REAL, NULL, NULL},
  {"chi_av_mf", "time", "mean field, N to infinity: chi_av of the same state as Mz_mf; infinite on a ring that stands still",
   "XYZ paper, Eqs. 7 and 23", OUTPUT_REAL, NULL, NULL},
};
enum { RESULTS = sizeof results / sizeof *results };

static const OutputSpec certificate[] = {
  {"chi_residual", "1", "|L rho1 - b|_2/|b|_2, b = i[S, rho], the larger one of both fields", "certificate", OUTPUT_REAL, NULL, NULL},
  {"chi_error", "time", "estimated error of the susceptibilities: residuals times the slowest time of L", "certificate", OUTPUT_REAL, NULL,
   NULL},
  {"chi_iterations", "1", "Krylov iterations of the response", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"chi_solver", "1", "method that made the response", "certificate", OUTPUT_INTEGER, NULL, RESPONSE_METHOD_WORDS},
  {"chi_kept", "1", "fraction of the unknowns kept by the truncation of the response", "certificate", OUTPUT_REAL, NULL, NULL},
};
enum { CERTIFICATES = sizeof certificate / sizeof *certificate };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = 0;

  (void)options;
  for (int k = 0; k < RESULTS; k++) list[count++] = results[k];
  count += SteadyTaskOutputs(list + count);
  for (int k = 0; k < CERTIFICATES; k++) list[count++] = certificate[k];
  return count;
}

/* The state first, then the response, which holds the state and works in a sector of the same size. */
static const char *estimate_both(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const SteadyOptions wanted = SteadyTaskOptions(options, NULL);
  PetscBool           forced;
  int                 method;
  const char         *why = SteadyModelEstimate(model, options, ranks, e);

  if (why) return why;
  if (ResponseChoose(model, &wanted, ranks, &method, &forced, &why)) return "the solver options cannot be read";
  if (method < 0) return why;
  const SteadyEstimate r = response_methods[method].estimate(model, &wanted, ranks);
  e->unknowns += r.unknowns;
  e->nonzeros += r.nonzeros;
  e->bytes = fmax(e->bytes, r.bytes + sizeof(PetscScalar) * r.unknowns);
  e->wall_seconds += r.wall_seconds;
  e->method = response_methods[method].long_name;
  return NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = NULL;
  SpinModel   model;

  if (SteadyPoint(options, point, NULL, &model, &why)) return "no memory for the model";
  if (!why) why = estimate_both(&model, options, ranks, e);
  spin_model_free(&model);
  return why;
}

/* The model and the response are in units of the largest coupling or rate; chi is a time. */
static int fill_results(const XyzModel *model, double unit, const MeanField *meanfield, const Response *r, PetscBool good, double *out)
{
  double chi[2][2] = {{NAN, NAN}, {NAN, NAN}};
  int    at        = 0;

  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++) {
      if (good) chi[a][b] = r->chi[2 * b + a];
      out[at++] = good ? chi[a][b] / unit : NAN;
    }
  out[at++] = good ? susceptibility_average((const double(*)[2])chi) / unit : NAN;
  for (int i = 0; i < 4; i++) chi[i / 2][i % 2] = NAN;
  if (meanfield->count) susceptibility_meanfield(model, &meanfield->point[0], chi);
  out[at++] = good ? susceptibility_average((const double(*)[2])chi) / unit : NAN;
  return at;
}

static void fill_certificate(double unit, const Response *r, double *out)
{
  *out++ = r->residual;
  *out++ = r->error / unit;
  *out++ = r->iterations;
  *out++ = r->method;
  *out++ = r->kept;
}

/* A state that is no result has no response. */
static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  double         unit;
  SteadyOptions  wanted   = SteadyTaskOptions(p->options, p->checkpoint);
  Response       response = {.residual = NAN, .error = NAN, .kept = NAN};
  const char    *why;
  SpinModel      model;
  SteadyState    state;
  StateSummary   summary;
  MeanField      meanfield;
  ResponseFields fields;
  int            at;

  PetscFunctionBeginUser;
  PetscCall(SteadyPoint(p->options, p->point, &unit, &model, &why));
  wanted.monitor = p->monitor;
  response_fields(model.N, &fields);
  PetscCall(SteadyStateSolve(p->comm, &model, &wanted, &state));
  PetscCall(SteadyTaskSummary(&model.xyz, &state, &meanfield, &summary));
  *status = SteadyTaskStatus(&model.xyz, &state, &summary);
  if (*status == POINT_DONE) PetscCall(ResponseSolve(&model, &fields.problem, &wanted, &state, &response));
  if (!ResponseIsResult(&model, &fields.problem, &response)) *status = POINT_FAILED;
  at = fill_results(&model.xyz, unit, &meanfield, &response, *status == POINT_DONE, out);
  at += SteadyTaskValues(&model.xyz, &state, &meanfield, &summary, out + at);
  fill_certificate(unit, &response, out + at);
  PetscCall(ResponseDestroy(&response));
  PetscCall(SteadyStateDestroy(&state));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *too_large = exact_size_object(point[0]);

  return too_large ? too_large : SteadyTaskCheck(point, options);
}

static const MethodOption *const methods[] = {&steady_method_option, &response_method_option, NULL};

const TaskSpec task_susceptibility = {
  .name         = "susceptibility",
  .long_name    = "linear response of the steady state to fields along x and y",
  .model        = &xyz_spec,
  .prefix       = "susceptibility_ steady_",
  .methods      = methods,
  .options      = steady_task_options,
  .noptions     = STEADY_TASK_OPTIONS,
  .outputs      = outputs,
  .check        = check,
  .check_solver = ResponseTryOptions,
  .estimate     = estimate,
  .run          = run,
};
