/* Rows with value functions. */
#include "tasks/moment_options.h"

#include <math.h>
#include <stdio.h>

const char *const moment_methods[METHODS] = {[METHOD_EXACT] = "exact", [METHOD_MOMENTS] = "moments", [METHOD_AUTO] = "auto"};

/* auto takes the exact method up to so many seconds. */
static const double cheap = 0.5;

static double by(const MomentSteady *r) { return r ? METHOD_MOMENTS : METHOD_EXACT; }
static double verdict(const MomentSteady *r) { return r ? r->verdict : NAN; }
static double ladder(const MomentSteady *r) { return r ? r->ladder : NAN; }
static double order(const MomentSteady *r) { return r && r->ladder ? r->order : NAN; }
static double unknowns(const MomentSteady *r) { return r && r->ladder ? r->unknowns : NAN; }
static double error(const MomentSteady *r) { return r && isfinite(r->error) ? r->error : NAN; }
static double positivity(const MomentSteady *r) { return r ? r->positivity : NAN; }
static double classes(const MomentSteady *r) { return r ? r->classes : NAN; }
static double sum_of_indices(const MomentSteady *r) { return r ? r->index : NAN; }

static const struct {
  OutputSpec spec;
  double (*value)(const MomentSteady *r);
} rows[] = {
  {{"solved_by", "1", "method that made the result", "method", OUTPUT_INTEGER, NULL, "exact moments", "method"}, by},
  {{"moments_verdict", "1", "what the certificate says; a result is converged, at_bifurcation (of the mean field) or mixture",
    "certificate", OUTPUT_INTEGER, NULL, MOMENT_VERDICT_WORDS, "method"},
   verdict},
  {{"moments_ladder", "1", "expansion about the stable state (A), along its slow mode (B), between mirror states (C)", "certificate",
    OUTPUT_INTEGER, NULL, "none A B C", "method"},
   ladder},
  {{"moments_order", "1", "order K at which the hierarchy was cut", "certificate", OUTPUT_INTEGER, NULL, NULL, "method"}, order},
  {{"moments_unknowns", "1", "moments in the equations", "certificate", OUTPUT_INTEGER, NULL, NULL, "method"}, unknowns},
  {{"moments_error", "1", "estimated absolute error of the observables: 2 (10 with mirror states) times the change over the last orders",
    "certificate", OUTPUT_REAL, NULL, NULL, "method"},
   error},
  {{"moments_positivity", "1", "smallest eigenvalue of the matrix of collective moments and of the states of one and two sites",
    "certificate", OUTPUT_REAL, NULL, NULL, "method"},
   positivity},
  {{"moments_states", "1", "inequivalent stable states of the mean field at this N: with more than one their weights are unknown",
    "certificate", OUTPUT_INTEGER, NULL, NULL, "method"},
   classes},
  {{"moments_index", "1", "sum of the indices of its fixed points: 1 if none is missing", "certificate", OUTPUT_INTEGER, NULL, NULL,
    "method"},
   sum_of_indices},
};
enum { ROWS = sizeof rows / sizeof *rows };

int moment_method(const TaskOptions *options, int first) { return options ? options->choice[first + MOMENTS_METHOD] : METHOD_MOMENTS; }

int MomentOutputs(const TaskOptions *options, int first, OutputSpec *list)
{
  if (moment_method(options, first) == METHOD_EXACT) return 0;
  for (int k = 0; k < ROWS; k++) list[k] = rows[k].spec;
  return ROWS;
}

int MomentValues(const TaskOptions *options, int first, const MomentSteady *result, double *out)
{
  if (moment_method(options, first) == METHOD_EXACT) return 0;
  for (int k = 0; k < ROWS; k++) out[k] = rows[k].value(result);
  return ROWS;
}

bool moments_instead(const TaskOptions *options, int first, const TaskEstimate *exact, const char *why_not_exact)
{
  const int method = moment_method(options, first);

  return method == METHOD_MOMENTS || (method == METHOD_AUTO && (why_not_exact || exact->wall_seconds > cheap));
}

TaskEstimate moment_estimate(void)
{
  return (TaskEstimate){.unknowns = 1e3, .nonzeros = 1.5e4, .bytes = 5e7, .wall_seconds = 0.02, .method = "moment hierarchy"};
}

const char *moments_object(const SpinModel *model)
{
  if (model->symmetry.conserves_j) return "method moments: no jump is local, and each total spin has a steady state of its own";
  return moments_refuse(&model->l);
}

const char *exact_size_object(double N)
{
  const double largest = 1e6;

  return N > largest ? "N beyond 1000000 is for method: moments" : NULL;
}

MomentProblem moment_problem(const TaskOptions *options, int first, const Lindbladian *model, const Monitor *monitor)
{
  return (MomentProblem){.model   = model,
                         .tol     = options->number[first + MOMENTS_TOL],
                         .ladder  = (MomentLadder)options->choice[first + MOMENTS_LADDER],
                         .order   = (int)options->number[first + MOMENTS_ORDER],
                         .monitor = monitor};
}

void moment_tell_why(const TaskPoint *p, const MomentSteady *result)
{
  PetscMPIInt rank;

  MPI_Comm_rank(p->comm, &rank);
  if (rank == 0 && p->why && result->why) snprintf(p->why, TASK_WHY, "moments: %s", result->why);
}
