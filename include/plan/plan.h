/* The plan of a run: which points there are, what comes out of each, who solves it and in what order.

   Grid    what the input says: a model, a task with its options, and the values of every parameter.
   Plan    the grid's axes in the order of the model's rows, the outputs laid out, and the work cut into items.
   Item    a run of consecutive points that one group of ranks solves and writes at once: a piece of a line of one axis, with all
           that is along the axes after it. Points are solved one by one, so that items, groups and order leave no trace in the
           results. Where the task follows a state along a parameter, an item is a whole line of that axis instead.
   Chunk   points in a row along the last axis that may begin from each other (TaskSpec.chunk), counted from the beginning of each
           line: the grid alone says where they end, and an item holds whole ones. */
#ifndef PILIND_PLAN_PLAN_H
#define PILIND_PLAN_PLAN_H

#include "plan/verdict.h"
#include "tasks/task.h"
#include "text/formula.h"

enum { AXES_MAX = 32 - OUTPUT_DIMS /* HDF5 allows 32 dimensions */, GRID_WHY = 200 };

typedef struct {
  const ModelSpec *model;
  const TaskSpec  *task;
  TaskOptions      options;
  int              count[PARAM_MAX];            /* number of values of each parameter, 0: an expression */
  bool             listed[PARAM_MAX];           /* given as a list or range: an axis, also with one value */
  double          *values[PARAM_MAX];           /* owned, as all below: GridDestroy */
  Formula         *formula[PARAM_MAX];          /* in other parameters, of which one at least varies; or NULL */
  char            *formula_text[PARAM_MAX];     /* without blanks */
  int              nformulas, order[PARAM_MAX]; /* each after those that it uses */
} Grid;

typedef struct {
  int64_t first;        /* linear index of its first point, last axis fastest */
  int     count;        /* of points, plan->stride apart */
  int     ranks;        /* size of the group that solves it */
  float   wall_seconds; /* estimate for the whole item on its group */
} PlanItem;

/* What the machine offers, for the sizes of groups. */
typedef struct {
  int    ranks;
  int    ranks_per_point; /* 0: chosen from size */
  double bytes_per_rank;  /* memory that a rank may use */
} Resources;

typedef struct {
  const Grid *grid;
  int         naxes, axis[PARAM_MAX]; /* indices of parameters */
  int         along;                  /* the axis (index in axis[]) along which items run; -1 without axes */
  int         line;                   /* the parameter along which the task solves whole lines, or -1 */
  int64_t     stride;                 /* from point to point of an item */
  int         chunk;                  /* points of a chunk, 1: none */
  int64_t     npoints;
  int         noutputs;
  OutputSpec  output[OUTPUT_MAX];
  int         offset[OUTPUT_MAX + 1]; /* of each output in a point's values; offset[noutputs] is the width of a point */
  int         ndims;
  TaskDim     dim[DIM_MAX];
  int64_t     nitems;
  PlanItem   *items; /* largest groups first, then costliest first */
} Plan;

void GridDestroy(Grid *grid);

/* May the parameter have this value? If not, true, and why[] says so. */
bool GridObjects(const Grid *grid, int parameter, double value, char why[GRID_WHY]);

/* Fill the parameters of a point that are given as expressions in the others. */
void GridEvaluate(const Grid *grid, double point[PARAM_MAX]);

/* Does a parameter follow another one, as itself or by its expression? */
bool GridDepends(const Grid *grid, int parameter, int on);

/* Lay out the grid and check every point and what it needs against the resources; objections go to the verdict (bad input).
   The plan keeps a pointer to the grid. Not collective, the same on every rank. Release with PlanDestroy. */
PetscErrorCode PlanCreate(const Grid *grid, const Resources *resources, Plan *plan, Verdict *verdict);
PetscErrorCode PlanDestroy(Plan *plan);

/* Parameter values of a point. */
void PlanPoint(const Plan *plan, int64_t index, double point[PARAM_MAX]);

/* Where a point is, for messages: "N = 10, Jy = 0.75". Returns text. */
const char *PlanDescribe(const Plan *plan, int64_t index, size_t size, char *text);

/* Indices of a point along the axes. */
void PlanIndices(const Plan *plan, int64_t index, int64_t at[PARAM_MAX]);

/* How many points from the k-th of an item on are solved together: a line, a chunk, or the point alone; k is where one begins. */
int PlanUnit(const Plan *plan, const PlanItem *item, int k);

/* Does a chunk begin at this point? */
bool PlanChunkBegins(const Plan *plan, int64_t index);

/* Dimensions of an output's own, and their number. */
int PlanDims(const Plan *plan, const OutputSpec *output, const TaskDim *dims[OUTPUT_DIMS]);

#endif
