/* What task evolve shares between models: its options, the problem at a point, and the certificate. */
#ifndef PILIND_TASKS_EVOLVE_PROBLEM_H
#define PILIND_TASKS_EVOLVE_PROBLEM_H

#include "solvers/evolution/evolution.h"
#include "tasks/state_outputs.h"

enum {
  EVOLVE_INITIAL,
  EVOLVE_THETA,
  EVOLVE_PHI,
  EVOLVE_DICKE_M,
  EVOLVE_TEMPERATURE,
  EVOLVE_T_END,
  EVOLVE_T_POINTS,
  EVOLVE_STATE,
  EVOLVE_OPTIONS = EVOLVE_STATE + STATE_OPTIONS
};
extern const OptionSpec evolve_options[EVOLVE_OPTIONS];

/* Of TaskSpec (tasks/task.h). */
int         EvolveDims(const TaskOptions *options, TaskDim list[DIM_MAX]);
bool        EvolvePrepare(TaskOptions *options, Objection *objection);
const char *EvolveCheck(const double *point, const TaskOptions *options);
const char *EvolveEstimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e);

/* In units of the model: energies, temperature and rates divided by the unit, times multiplied. Where no jump is local and the initial
   state is of the largest spin, that spin alone. The initial state is not prepared; nothing is seen yet. The model is the caller's to free.
   */
PetscErrorCode EvolveProblem(const TaskOptions *options, const double *point, SpinModel *model, EvolutionProblem *problem);

/* Rows and values of the certificate; the number of both. Is the evolution a result? */
enum { EVOLVE_CERTIFICATES = 4 };
int         EvolveCertificateOutputs(OutputSpec *list);
int         EvolveCertificateValues(const EvolutionReport *report, double *out);
PointStatus EvolveStatus(const EvolutionReport *report);

#endif
