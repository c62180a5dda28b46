/* Everything here comes from the tables and the plan. */
#include "report/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void ReportVersion(void)
{
  char libraries[256];

  ProvenanceLibraries(sizeof libraries, libraries);
  printf("pilind %s (%s), file format %d, %s\n", PILIND_VERSION, ProvenanceRevision(), PILIND_FORMAT_VERSION, libraries);
}

/* A kind of point: same solver and group, and about the same size; the largest of them. */
typedef struct {
  TaskEstimate e;
  int          ranks;
  int64_t      points;
} Kind;
enum { KINDS = 64 };

static int size_class(double unknowns) { return (int)(log2(unknowns + 1) / 2); }

static void add_kind(Kind *kinds, int *count, const TaskEstimate *e, int ranks, int points)
{
  int k = 0;

  while (k < *count && !(size_class(kinds[k].e.unknowns) == size_class(e->unknowns) && kinds[k].ranks == ranks && !strcmp(kinds[k].e.method, e->method))) k++;
  if (k == KINDS) k--;
  if (k == *count) kinds[(*count)++] = (Kind){*e, ranks, 0};
  kinds[k].points += points;
  if (e->unknowns > kinds[k].e.unknowns) kinds[k].e = *e;
}

/* One line for each kind of point: how many, and what the largest takes. */
void ReportDryRun(const Config *config, const Plan *plan, const Resources *resources)
{
  const Grid *grid = plan->grid;
  Kind        kinds[KINDS];
  int         count = 0;
  double      total = 0;

  printf("%s, task %s: %lld points in %lld items, %d outputs, to '%s'\n", grid->model->long_name, grid->task->name, (long long)plan->npoints, (long long)plan->nitems, plan->noutputs, config->output);
  for (int a = 0; a < plan->naxes; a++) {
    const int k = plan->axis[a];
    printf("  axis %-11s %d values, %.10g to %.10g\n", grid->model->params[k].name, grid->count[k], grid->values[k][0], grid->values[k][grid->count[k] - 1]);
  }
  printf("  %d ranks, %.3g GB for each\n", resources->ranks, resources->bytes_per_rank / 1e9);
  for (int64_t i = 0; i < plan->nitems; i++) {
    double       point[PARAM_MAX];
    TaskEstimate e = {0};
    PlanPoint(plan, plan->items[i].first, point);
    grid->task->estimate(point, &grid->options, plan->items[i].ranks, &e);
    total += plan->items[i].wall_seconds * plan->items[i].ranks;
    add_kind(kinds, &count, &e, plan->items[i].ranks, plan->items[i].count);
  }
  printf("  %9s %12s %12s %10s %6s  %s\n", "points", "unknowns to", "nonzeros", "GB a point", "ranks", "seconds a point, solver");
  for (const Kind *k = kinds; k < kinds + count; k++)
    printf("  %9lld %12.0f %12.4g %10.3g %6d  %.2g, %s\n", (long long)k->points, k->e.unknowns, k->e.nonzeros, k->e.bytes / 1e9, k->ranks, k->e.wall_seconds, k->e.method);
  printf("  about %.3g s in all\n", total / resources->ranks);
}

void ReportWarnings(const Warnings *warnings)
{
  for (int k = 0; k < warnings->count && k < WARNINGS_MAX; k++) fprintf(stderr, "pilind: warning: %s\n", warnings->line[k]);
  if (warnings->count > WARNINGS_MAX) fprintf(stderr, "pilind: warning: and %d more\n", warnings->count - WARNINGS_MAX);
}
