/* What points really cost, learned while they are solved: the tasks' estimates are right up to a factor that depends on the
   machine and, slowly, on the size. Points are classed by their estimate, half an octave wide. */
#ifndef PILIND_FARM_COSTS_H
#define PILIND_FARM_COSTS_H

#include <stdbool.h>

enum { COST_CLASSES = 128 };

/* Zero: nothing learned yet. */
typedef struct {
  double ratio[COST_CLASSES]; /* real seconds over estimated ones, near the upper end of what was seen lately; 0: unknown */
} Costs;

/* A point (or the mean point of an item) that was estimated at `estimate` took `seconds`. */
void CostsLearn(Costs *costs, double estimate, double seconds);

/* Seconds that a point of this estimate is expected to take: by its class, else by the nearest class known, else the estimate. */
double CostsExpect(const Costs *costs, double estimate);

/* Has a point of this class been seen? */
bool CostsKnown(const Costs *costs, double estimate);

/* Estimated work that is still to do, by class: rank-seconds of items of so many points each of this estimate. */
typedef struct {
  double work[COST_CLASSES];
} Backlog;

void BacklogAdd(Backlog *backlog, double estimate, double points, double ranks);

/* Rank-seconds that the backlog is expected to take. */
double BacklogExpect(const Backlog *backlog, const Costs *costs);

#endif
