/* -dry_run: the grid, and a row for each kind of point. */
#include "report/report.h"

#include "results/results.h"

#include <math.h>
#include <stdio.h>

static void print_axes(const Plan *plan)
{
  const Grid *grid = plan->grid;

  for (int a = 0; a < plan->naxes; a++) {
    const int k = plan->axis[a];
    printf("  axis %-11s %d values, %.10g to %.10g\n", grid->model->params[k].name, grid->count[k], grid->values[k][0],
           grid->values[k][grid->count[k] - 1]);
  }
  for (int i = 0; i < grid->nformulas; i++)
    printf("  %-16s = %s\n", grid->model->params[grid->order[i]].name, grid->formula_text[grid->order[i]]);
}

static void print_row(const SurveyRow *row, bool whole)
{
  const TaskEstimate *e = &row->e;

  printf("  %s%9lld %12.0f %12.4g %10.3g %6d  ", whole ? "" : "~", (long long)row->points, e->unknowns, e->nonzeros, e->bytes / 1e9,
         row->ranks);
  if (row->why) printf("CANNOT BE SOLVED: %s\n", row->why);
  else printf("%.2g, %s\n", e->wall_seconds, e->method);
}

/* What the job needs, in sbatch's words: the largest share of a rank, with a third to spare, as the estimates are good to that. */
static void print_sbatch(const Survey *survey)
{
  PetscMPIInt ranks = 1;
  double      bytes = 0;

  MPI_Comm_size(PETSC_COMM_WORLD, &ranks);
  for (int k = 0; k < survey->count; k++) bytes = PetscMax(bytes, survey->row[k].e.bytes / survey->row[k].ranks);
  printf("  sbatch: --ntasks=%d --cpus-per-task=1 --hint=nomultithread --mem-per-cpu=%.0fM\n", ranks,
         10 * ceil(1.35 * bytes / 1048576 / 10));
}

void ReportDryRun(const Config *config, const Plan *plan, const Survey *survey, const Resources *resources)
{
  const Grid *grid  = plan->grid;
  const bool  whole = survey->looked_at == plan->npoints;

  printf("%s, task %s: %lld points, %d outputs, to '%s', a file of %.3g MB\n", grid->model->long_name, grid->task->name,
         (long long)plan->npoints, plan->noutputs, config->output, ResultsBytes(plan) / 1e6);
  print_axes(plan);
  printf("  %d ranks, %.3g GB for each\n", resources->ranks, resources->bytes_per_rank / 1e9);
  if (!whole) printf("  looked at %lld points, spread over the grid\n", (long long)survey->looked_at);
  printf("  %s%9s %12s %12s %10s %6s  %s\n", whole ? "" : " ", "points", "unknowns to", "nonzeros", "GB a point", "ranks",
         "seconds a point, solver");
  for (int k = 0; k < survey->count; k++) print_row(&survey->row[k], whole);
  printf("  about %.3g s in all\n", survey->seconds);
  print_sbatch(survey);
}
