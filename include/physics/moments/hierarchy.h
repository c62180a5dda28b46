/* The moment hierarchy, cut: linear equations of motion of the displaced moments p_m = <O'_x1 O'_x2 ...> on different sites, sum weight_a
   m_a <= order, sum m_a <= N (physics/moments/site_maps.h has the exact equations; without a cut these are all of them).

   Unknowns are what the wanted moments depend on, and of these the weak component of the average of 1: what is outside of it is zero in a
   steady state. Both y_m = p_m/S_m and the rows are scaled, S_m the product of the sizes
   of their letters (physics/moments/frame.h).

   What lies beyond the order is dropped, or, where there is a slow letter x, <x^a f> = r(a) <x^(a-2) f>, r(a)^2 = intercept + slope a,
   fitted to what the solution says of <x^a>/<x^(a-2)>. */
#ifndef PILIND_PHYSICS_MOMENTS_HIERARCHY_H
#define PILIND_PHYSICS_MOMENTS_HIERARCHY_H

#include "physics/moments/frame.h"
#include "physics/moments/multisets.h"
#include "physics/moments/site_maps.h"

typedef struct {
  int order;
  int cap;    /* at most so many letters that are not the slow one; 0: no limit */
  int wanted; /* all moments of so many letters are wanted */
  int most;   /* at most so many unknowns */
} MomentCut;

/* <x^a f> = sqrt(intercept + slope a) <x^(a-2) f>; both 0: dropped. */
typedef struct {
  double intercept, slope;
} MomentClosure;

typedef struct MomentMove MomentMove;

typedef struct {
  MomentFrame frame;
  MomentCut   cut;
  int         N, moves, unknowns;
  MomentMove *move;
  Multisets   found;   /* number 0 is the empty multiset */
  int        *unknown; /* [found.count] its number as an unknown, or -1 */
  int        *set;     /* [unknowns] its number as a multiset */
} MomentHierarchy;

typedef enum {
  MOMENT_OK,
  MOMENT_MEMORY,
  MOMENT_TOO_MANY /* more unknowns than cut.most, or the order is beyond OCCUPATION_MAX */
} MomentError;

/* maps: of the model, not displaced. Release with moment_hierarchy_free (also after an error). */
MomentError moment_hierarchy_create(const SiteMaps *maps, const MomentFrame *frame, const MomentCut *cut, MomentHierarchy *h);
void        moment_hierarchy_free(MomentHierarchy *h);

/* dy_i/dt = sum_k value[k] y_column[k] + source: the number of entries (at most moves), columns in any order, each once. */
int moment_row(const MomentHierarchy *h, const MomentClosure *closure, int i, int *column, double *value, double *source);

/* Average of letters x[degree] (of the model's basis O, or displaced O') on different sites, from the scaled solution y. `fluctuation`
   leaves out the product of the averages at the frame's point, without cancellation. degree <= cut.wanted. */
double moment_displaced(const MomentHierarchy *h, const double *y, int degree, const unsigned char *x);
double moment_average(const MomentHierarchy *h, const double *y, int degree, const unsigned char *x, bool fluctuation);

/* The closure that y suggests; false where it suggests none. */
bool moment_closure_fit(const MomentHierarchy *h, const double *y, MomentClosure *closure);

#endif
