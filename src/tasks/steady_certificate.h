/* The certificate of a steady state as rows, for every task and model that solves one. */
#ifndef PILIND_TASKS_STEADY_CERTIFICATE_H
#define PILIND_TASKS_STEADY_CERTIFICATE_H

#include "solvers/steady/steadystate.h"
#include "tasks/task.h"

enum { STEADY_CERTIFICATES = 9 };

/* Their rows and values; the number of both. */
int SteadyCertificateOutputs(OutputSpec *list);
int SteadyCertificateValues(const SteadyState *state, const BlockSums *blocks, double *out);

/* Of a result without a density matrix, of which the certificate knows the estimated error alone. */
int SteadyCertificateNone(double error, double *out);

/* Is the state a result: accurate, of trace one, without negative weights? */
bool SteadyIsResult(const SteadyState *state, const BlockSums *blocks);

#endif
