/* Where the states of a model that conserves Sz lie: a box in (j, m) about its mean field, and the frame that turns with it.

   At large N the populations, and the slow modes of every small charge, are about Gaussian with widths of order sqrt(N) around the stable
   fixed points of the mean field, j = N |M|/2, m = N Mz/2. The box holds all of these; whoever solves in it looks at its edges and lets it
   grow. */
#ifndef PILIND_PHYSICS_SPINS_CHARGE_BOX_H
#define PILIND_PHYSICS_SPINS_CHARGE_BOX_H

#include "physics/spins/spin_model.h"

/* False: the whole space is to be taken, as the box would save little or nothing is known; *box is the whole space then. */
bool charge_box(const SpinModel *model, DickeBox *box);

/* All that the model has: every block, or that of the largest spin alone (SpinModel.ladder). */
DickeBox charge_space(const SpinModel *model);

/* Larger by `factor` of what charge_box begins with, at the sides that are asked for: first (large j), last, bottom, top. */
void charge_box_grow(int N, const bool side[DICKE_SIDES], double factor, DickeBox *box);

/* The angular velocity about z of the mean field's stable ring, or of a transverse deviation from its stable point; 0 where there is none.
   H less omega Sz/2 is the model in the frame that turns with it: charge k has its frequencies shifted by k omega. */
double charge_frequency(const SpinModel *model);

/* Is H without effect on populations and coherences alike, so that Re and Im of an element do not meet? */
static inline bool charge_is_real(const SpinModel *model) { return model->symmetry.group == CLASS_EVEN_RE; }

#endif
