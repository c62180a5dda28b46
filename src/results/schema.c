/* Outputs come from the task, what belongs to every file from a table. */
#include "results/schema.h"

const SchemaVariable schema_own[SCHEMA_OWN] = {
  [SCHEMA_SECONDS] = {"timing/seconds", VALUE_REAL, NULL, NULL, false, 1, {"s", "wall time of the point", "MPI_Wtime"}},
  [SCHEMA_ATTEMPT] =
    {"timing/attempt", VALUE_INTEGER, NULL, NULL, true, 2, {"1", "row of provenance/attempts: the run that solved the point", "farm"}},
  [SCHEMA_STATUS]   = {"status", VALUE_STATUS, NULL, "pending done failed", false, 1, {"1", "state of the point", "farm"}},
  [SCHEMA_CHECKSUM] = {"timing/checksum", VALUE_HASH, NULL, NULL, false, 2, {"1", "checksum of all that is stored of the point", "farm"}},
};

int schema_variables(const Plan *plan, SchemaVariable list[SCHEMA_MAX])
{
  for (int k = 0; k < plan->noutputs; k++) {
    const OutputSpec *o = &plan->output[k];
    list[k]             = (SchemaVariable){o->name,
                               o->kind == OUTPUT_INTEGER ? VALUE_INTEGER : VALUE_REAL,
                                           o->dim,
                                           o->flag_meanings,
                                           true,
                                           1,
                                           {o->unit, o->long_name, o->source}};
  }
  for (int k = 0; k < SCHEMA_OWN; k++) list[plan->noutputs + k] = schema_own[k];
  return plan->noutputs + SCHEMA_OWN;
}
