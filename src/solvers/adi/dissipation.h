/* The part of L_D that conserves m-m', in coefficients of size O(N^2): half of the loss rate of every (j, m), and one real factor of every
   gain, so that all coefficients of a row are products of two table entries. Element (k, a) has index element[k] + a. */
#ifndef PILIND_SOLVERS_ADI_DISSIPATION_H
#define PILIND_SOLVERS_ADI_DISSIPATION_H

#include "physics/generators/dicke_liouvillian.h"
#include "solvers/adi/rows.h"

/* Block k takes from block k+dj, row c from row c+shift, with f(a) f(b) of the source. */
typedef struct {
  int     dj, dm, shift;
  double *f; /* [elements] by source block and a */
} AdiGain;

enum { ADI_FORWARD, ADI_LEVEL, ADI_BACKWARD, ADI_KINDS };
enum { ADI_GAIN_MAX = 12, ADI_PHASE_MAX = 4 };

typedef struct {
  int       blocks;
  int       direction; /* sign of dm of the forward gains: -1 emission, +1 pumping */
  int       count[ADI_KINDS];
  AdiGain   gain[ADI_KINDS][ADI_GAIN_MAX];
  PetscInt *element; /* [blocks+1] */
  double   *loss;    /* half of the loss rate: the diagonal is -loss(a) - loss(b) + sum of phase(a) phase(b) */
  int       phases;
  double   *phase[ADI_PHASE_MAX]; /* level gains that stay on the element */
} AdiDissipator;

PetscErrorCode AdiDissipatorCreate(const DickeLiouvillian *L, const AdiKind *kind, AdiDissipator *d);
PetscErrorCode AdiDissipatorDestroy(AdiDissipator *d);
PetscBool      AdiDissipatorExact(const AdiDissipator *d); /* no backward gains */

/* Is collective jump c of the tables a gain of this kind: one band, real but for a phase? Its band, else 0 with *real false. */
int adi_single_band(const DickeLiouvillian *L, int c, double complex *phase, bool *real);

/* Row c of block k of the layout, pointers to its first unknown kept; block[k - rows->k0] are the source blocks.
   Row of w = A^-1 v where A has three forward gains and a diagonal without phase (else nothing is done and false returned);
   add the gains of a kind; kappa minus the diagonal of L_D by pair; out = factor x with `count` factors by pair (may be the same). */
PetscBool adi_sweep_row(const AdiDissipator *d, const AdiRows *rows, double kappa, const double *const *block, int k, int c,
                        const double *v, double *w);
void      adi_add_gains(const AdiDissipator *d, int kind, const AdiRows *rows, const double *const *block, int k, int c, double *out);
void      adi_diagonal_row(const AdiDissipator *d, const AdiRows *rows, double kappa, int k, int c, double *out);
void      adi_scale_row(const AdiRows *rows, int count, const double *factor, const double *x, double *out);

#endif
