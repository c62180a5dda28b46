/* Rows with value functions, so that a value and its name cannot part. */
#include "tasks/steady_certificate.h"

/* Beyond one of these a state is no result (with the limits of solvers/steady/steadystate.h): smallest eigenvalue, distance of the trace
   from 1. */
static const double rho_min_limit = -1e-8, trace_limit = 1e-9;

static double residual(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->residual; }
static double error(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->error; }
static double trace_error(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->trace_error; }
static double rho_min(const SteadyCertificate *c, const BlockSums *b) { return (void)c, b->rho_min; }
static double iterations(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->iterations; }
static double reason(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->reason; }
static double solver(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->method; }
static double kept(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->kept; }
static double edge(const SteadyCertificate *c, const BlockSums *b) { return (void)b, c->edge; }

static const struct {
  OutputSpec spec;
  double (*value)(const SteadyCertificate *c, const BlockSums *b);
} rows[STEADY_CERTIFICATES] = {
  {{"residual", "1", "|L rho|_2/|rho|_2 in the trace convention, in units of the largest coupling or rate", "certificate", OUTPUT_REAL,
    NULL, NULL},
   residual},
  {{"error", "1", "estimated absolute error of the observables: what a random residual of its size does to them", "certificate",
    OUTPUT_REAL, NULL, NULL},
   error},
  {{"trace_error", "1", "|Tr rho - 1|", "certificate", OUTPUT_REAL, NULL, NULL}, trace_error},
  {{"rho_min", "1", "smallest eigenvalue of rho, all copies of a block together", "certificate", OUTPUT_REAL, NULL, NULL}, rho_min},
  {{"iterations", "1", "Krylov iterations", "certificate", OUTPUT_INTEGER, NULL, NULL}, iterations},
  {{"reason", "1", "why the last round ended: lu, ilu: PETSc's KSPConvergedReason; adi: 0 converged, 1 at rounding, 2 stagnated",
    "certificate", OUTPUT_INTEGER, NULL, NULL},
   reason},
  {{"solver", "1", "method that made the result", "certificate", OUTPUT_INTEGER, NULL, STEADY_METHOD_WORDS}, solver},
  {{"kept", "1", "fraction of the unknowns kept by the truncation", "certificate", OUTPUT_REAL, NULL, NULL}, kept},
  {{"edge", "1", "largest element at an edge of the truncation over the largest of all", "certificate", OUTPUT_REAL, NULL, NULL}, edge},
};

int SteadyCertificateOutputs(OutputSpec *list)
{
  for (int k = 0; k < STEADY_CERTIFICATES; k++) list[k] = rows[k].spec;
  return STEADY_CERTIFICATES;
}

int SteadyCertificateValues(const SteadyState *state, const BlockSums *blocks, double *out)
{
  for (int k = 0; k < STEADY_CERTIFICATES; k++) out[k] = rows[k].value(&state->certificate, blocks);
  return STEADY_CERTIFICATES;
}

int SteadyCertificateNone(double of_result, double *out)
{
  for (int k = 0; k < STEADY_CERTIFICATES; k++) out[k] = rows[k].value == error ? of_result : NAN;
  return STEADY_CERTIFICATES;
}

bool SteadyIsResult(const SteadyState *state, const BlockSums *blocks)
{
  return SteadyIsAccurate(&state->certificate) && state->certificate.trace_error < trace_limit && blocks->rho_min > rho_min_limit;
}
