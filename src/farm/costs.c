/* An upper bound that forgets: it jumps up to a slower point and sinks towards faster ones, so that one point that needed a
   second method does not forbid all others of its size. */
#include "farm/costs.h"

#include <math.h>

static const double smallest = 1e-7; /* seconds; the lower end of the first class */
static const double sinking  = 0.1;
static const double margin   = 1.1;

static int class_of(double estimate)
{
  const double k = 2 * log2(estimate / smallest);

  return k > 0 ? (k < COST_CLASSES - 1 ? (int)k : COST_CLASSES - 1) : 0;
}

void CostsLearn(Costs *costs, double estimate, double seconds)
{
  double *r = &costs->ratio[class_of(estimate)];

  if (!(estimate > 0) || !(seconds > 0)) return;
  *r = fmax(seconds / estimate, *r + sinking * (seconds / estimate - *r));
}

bool CostsKnown(const Costs *costs, double estimate) { return costs->ratio[class_of(estimate)] > 0; }

/* Of the class or the nearest known one; 0 if none is. */
static double ratio_of(const Costs *costs, int class)
{
  for (int away = 0; away < COST_CLASSES; away++) {
    const int above = class + away, below = class - away;
    if (above < COST_CLASSES && costs->ratio[above] > 0) return costs->ratio[above];
    if (below >= 0 && costs->ratio[below] > 0) return costs->ratio[below];
  }
  return 0;
}

double CostsExpect(const Costs *costs, double estimate)
{
  const double ratio = ratio_of(costs, class_of(estimate));

  return ratio > 0 ? margin * estimate * ratio : estimate;
}

void BacklogAdd(Backlog *backlog, double estimate, double points, double ranks)
{
  backlog->work[class_of(estimate)] += estimate * points * ranks;
}

double BacklogExpect(const Backlog *backlog, const Costs *costs)
{
  double sum = 0;

  for (int k = 0; k < COST_CLASSES; k++) {
    if (backlog->work[k] <= 0) continue;
    const double ratio = ratio_of(costs, k);
    sum += backlog->work[k] * (ratio > 0 ? ratio : 1);
  }
  return sum;
}
