/* The rows that the tables of registry.c are made of: one line a task. */
#ifndef PILIND_TASKS_REGISTRY_H
#define PILIND_TASKS_REGISTRY_H

#include "physics/ising2/ising2.h"
#include "physics/models/ensemble_spec.h"
#include "physics/models/xyz.h"
#include "tasks/task.h"

extern const TaskSpec task_steady;         /* exact steady state at finite N */
extern const TaskSpec task_susceptibility; /* linear response at finite N */
extern const TaskSpec task_meanfield;      /* fixed points of the mean field */
extern const TaskSpec task_gap;            /* gap and antigap of the Liouvillian */
extern const TaskSpec task_spectrum;       /* eigenvalues of the Liouvillian with multiplicities */
extern const TaskSpec task_correlation;    /* two-time correlations and spectra */
extern const TaskSpec task_evolve;         /* time evolution at finite N */

extern const TaskSpec task_ising2_equilibrium; /* Gibbs states */
extern const TaskSpec task_ising2_quench;      /* time evolution */
extern const TaskSpec task_ising2_steady;      /* steady states and sweeps */
extern const TaskSpec task_ising2_stability;   /* phase diagram of local dissipation */
extern const TaskSpec task_ising2_transitions; /* boundaries, folds, bifurcations */

extern const TaskSpec task_ensemble_susceptibility; /* linear response */
extern const TaskSpec task_ensemble_correlation;    /* two-time correlations and spectra */
extern const TaskSpec task_ensemble_steady;         /* exact steady state */
extern const TaskSpec task_ensemble_evolve;         /* time evolution */
extern const TaskSpec task_ensemble_meanfield;      /* fixed points of the mean field */
extern const TaskSpec task_ensemble_gap;
extern const TaskSpec task_ensemble_spectrum;

extern const TaskSpec task_levels_steady; /* the same of sites with more than two levels */
extern const TaskSpec task_levels_meanfield;

/* Do the strings of model ensemble make sense at this point? NULL, or what is wrong. */
const char *EnsembleCheck(const double *point, const TaskOptions *options);

#endif
