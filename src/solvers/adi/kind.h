/* What the solver must know of a Lindbladian before it builds anything: its symmetries, what goes where, and the units of its shifts. */
#ifndef PILIND_SOLVERS_ADI_KIND_H
#define PILIND_SOLVERS_ADI_KIND_H

#include "operators/petsc.h"
#include "physics/models/symmetry.h"
#include "physics/spaces/dicke.h"

typedef struct {
  int          N;
  SpinSymmetry symmetry;
  SpinJumps    jumps;
  int          width;    /* of the bands of H: its degree */
  double       down, up; /* rates of gains that lower and raise m and keep m - m': of one site, collective ones times N */
  double rate;      /* geometric mean of the slowest and the fastest decay over sqrt(N), gamma for emission alone: the unit of the shifts */
  double spread;    /* coherent over dissipative rates: the largest frequency of H is about N spread rate */
  double frequency; /* the largest frequency of L_H, all spins */
  bool   level;     /* gains that keep m: dephasing */
  bool   cross;     /* terms that do not conserve m - m': they are left to the remainder */
} AdiKind;

/* Not collective. */
PetscErrorCode AdiKindCreate(const Lindbladian *l, AdiKind *kind);

/* 0 if the mean-field state is at a pole of the Bloch sphere, where dissipation drives it; 1 at the equator. Takes longer than all the
   rest: for those who need it. Not collective. */
PetscErrorCode AdiTilt(const Lindbladian *l, const AdiKind *kind, double *tilt);

/* Relative residual below which rounding in the product L x may decide. */
double adi_rounding_floor(const AdiKind *kind);

/* Emission beside pumping: A^-1 is two sweeps with an approximate factor, and L_D is applied itself. */
static inline bool adi_both_ways(const AdiKind *kind) { return kind->down > 0 && kind->up > 0; }

/* B^-1 by one class of m (all of them), or by two m-parity classes; in real or in complex arithmetic. */
static inline int adi_classes(const AdiKind *kind, const DickeBasis *basis)
{
  return basis->parity == DICKE_BOTH || !kind->symmetry.real ? 1 : 2;
}
static inline bool adi_complex(const AdiKind *kind) { return !kind->symmetry.real; }

#endif
