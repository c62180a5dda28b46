/* Branches of fixed points along a parameter, by pseudo-arclength continuation: they are followed around folds. On the way the points are
   located where a real eigenvalue of the Jacobian is zero, and those where a complex pair takes the stability of the state. */
#ifndef PILIND_PHYSICS_MEANFIELD_CONTINUATION_H
#define PILIND_PHYSICS_MEANFIELD_CONTINUATION_H

#include "physics/meanfield/stability.h"

/* A flow with a parameter p. */
typedef struct {
  FlowSpec flow;       /* at the value that was set last: its context is `parameters` */
  void    *parameters; /* borrowed */
  void (*set)(void *parameters, double value);
  bool (*by_parameter)(const void *parameters, const double *x, double *df); /* df/dp at fixed x */
  /* Stability of the state that x stands for, where it is not that of the flow itself (as of a reduced system). NULL: flow_stability. */
  bool (*spectrum)(const void *parameters, const double *x, FlowSpectrum *spectrum);
  double unit; /* arclength counts p/unit beside the coordinates of order one */
} FlowFamily;

/* A point of a branch. */
typedef struct {
  int          n;
  double      *u, *tangent; /* [n+1]: x and p/unit; of length one */
  double       determinant; /* of df/dx */
  FlowSpectrum spectrum;    /* growth NaN where it is not defined */
} FlowBranchPoint;

/* False: no memory. flow_branch_point_free accepts what a failure leaves. */
bool flow_branch_point_create(int n, FlowBranchPoint *point);
void flow_branch_point_free(FlowBranchPoint *point);

/* The point at which Newton's method arrives from x at p = value; direction +1 or -1 is the sign in which p is to change first. False if
   there is none, or if the branch has no direction there. */
bool flow_branch_start(const FlowFamily *family, const double *x, double value, int direction, FlowBranchPoint *point);

/* One step of arclength s from `from`. False if the corrector fails: try a shorter step. `to` may be `from`. */
bool flow_branch_step(const FlowFamily *family, const FlowBranchPoint *from, double s, FlowBranchPoint *to);

typedef enum {
  FLOW_FOLD,        /* the branch turns back: two states meet and vanish */
  FLOW_BIFURCATION, /* the branch goes on, others cross it (pitchfork); or it is the one that turns there */
  FLOW_HOPF         /* a complex pair of eigenvalues crosses the axis: oscillations set in */
} FlowEventKind;

typedef struct {
  FlowEventKind kind;
  double       *x;     /* [n], in the storage of the list */
  double        value; /* of the parameter */
  double        omega; /* at a Hopf bifurcation the frequency, else 0 */
} FlowEvent;

typedef struct {
  int        n, count, max;
  FlowEvent *event;
  double    *storage;
} FlowEvents;

/* Room for `max` events. False: no memory. */
bool flow_events_create(int n, int max, FlowEvents *events);
void flow_events_free(FlowEvents *events);

/* Follows the branch from `point` (which moves along) until p leaves [lower, upper], the list is full, the arclength `length` is used up,
   or the steps become too short. Appends the events in the order met. False: no memory. */
bool flow_branch_events(const FlowFamily *family, FlowBranchPoint *point, double lower, double upper, double length, FlowEvents *events);

/* All events on all branches through the `count` fixed points x[k*n ...] at p = value, both ways, ascending in p. Of branches and
   events that the flow's reflections carry into each other one is kept, the one with the larger first coordinate that differs; an event
   met on two branches is kept where it is more symmetric. False: no memory. */
bool flow_transitions(const FlowFamily *family, int count, const double *x, double value, double lower, double upper, FlowEvents *events);

#endif
