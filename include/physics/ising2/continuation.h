/* Branches of steady states along a parameter, by pseudo-arclength continuation: they are followed around folds. On the way the
   points are located where a real eigenvalue of the Jacobian is zero (there det(1 - d<sx>/dm) is), and those where a complex pair
   takes the stability of the state. */
#ifndef PILIND_PHYSICS_ISING2_CONTINUATION_H
#define PILIND_PHYSICS_ISING2_CONTINUATION_H

#include "physics/ising2/stability.h"

/* A point of a branch: u = (mx_1, mx_2, parameter) and the unit tangent. */
typedef struct {
  double          u[3], tangent[3];
  double          determinant; /* of 1 - d<sx>/dm */
  Ising2Stability stability;   /* NaN where thermal jumps are undefined */
} Ising2BranchPoint;

typedef enum {
  ISING2_FOLD,        /* the branch turns back: two states meet and vanish */
  ISING2_BIFURCATION, /* the branch goes on, others cross it (pitchfork) */
  ISING2_HOPF         /* the gap changes sign with omega > 0: oscillations set in */
} Ising2EventKind;

typedef struct {
  Ising2EventKind kind;
  double          u[3];
  double          omega; /* at a Hopf bifurcation the frequency, else 0 */
} Ising2Event;

/* The point at which Newton's method arrives from m at the model's own value of the parameter; direction +1 or -1 is the sign in
   which the parameter is to change first. Returns false if there is none, or if the branch has no direction there. */
bool ising2_branch_start(const Ising2Model *model, int parameter, const double m[2], int direction, Ising2BranchPoint *point);

/* One step of arclength s from `from`. Returns false if the corrector fails: try a shorter step. */
bool ising2_branch_step(const Ising2Model *model, int parameter, const Ising2BranchPoint *from, double s, Ising2BranchPoint *to);

/* Follows the branch from `point` (which moves along) until the parameter leaves [lower, upper], `max_events` events were met, the
   length `length` is used up, or the steps become too short. Returns the number of events, in the order met. */
int ising2_branch_events(const Ising2Model *model, int parameter, Ising2BranchPoint *point, double lower, double upper,
                         double length, int max_events, Ising2Event *events);

#endif
