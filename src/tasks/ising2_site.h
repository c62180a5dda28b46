/* What the tasks of model ising2 share: the observables of a site's state as table rows, and the option `dissipator`. */
#ifndef PILIND_TASKS_ISING2_SITE_H
#define PILIND_TASKS_ISING2_SITE_H

#include "physics/ising2/steady.h"
#include "tasks/task.h"

enum { ISING2_OBSERVABLES = 9 };

/* Their rows, in the order of Ising2Observe, with the given dimension of their own (or NULL). */
void Ising2Observables(const char *dim, OutputSpec list[ISING2_OBSERVABLES]);

/* Their values at values[k*stride], from the coordinates of the state and its root. */
void Ising2Observe(const double x[ISING2_DIM], const Ising2Matrix *root, int stride, double *values);

/* The root of a steady state: exact for the Gibbs states of thermal jumps. */
void Ising2RootOfSteady(const Ising2Model *model, const Ising2Steady *state, Ising2Matrix *root);

/* The option; its choice is an Ising2Dissipator. */
#define ISING2_DISSIPATOR_OPTION(preset)                                                                                                   \
  {                                                                                                                                        \
    "dissipator", TASK_CHOICE, WORDS_OF(ising2_dissipator_names), preset, 0, 0, "jumps between eigenstates, or local pump and loss"        \
  }

#endif
