/* Initial states of a time evolution in the symmetric sector: one table. To add one: a function that fills a block of rho, or the
   amplitudes of a pure state of total spin N/2, and a row.

   Product states carry their Bloch vector, from which the mean field starts. |up> and |down> are the eigenstates of sigma^z to
   +1 and -1; the coherent state at (theta, phi) has every spin along (sin theta cos phi, sin theta sin phi, cos theta). */
#ifndef PILIND_PHYSICS_SPACES_INITIAL_STATES_H
#define PILIND_PHYSICS_SPACES_INITIAL_STATES_H

#include "physics/spaces/dicke.h"
#include "physics/models/symmetry.h"

#include <complex.h>
#include <stdbool.h>

/* What the rows may read. */
typedef struct {
  double theta, phi; /* of a coherent state, rad */
  double m;          /* of a Dicke state |N/2, m>; 0 stands for 1/2 if N is odd */
  double T;          /* of a thermal state of H, in the unit of H; above 0 */
} InitialParams;

typedef struct InitialState InitialState;

typedef struct {
  const char *name, *long_name;
  bool (*even)(const InitialState *s);                       /* does rho have elements with even m - m' only? */
  bool (*diagonal)(const InitialState *s);                   /* with m = m' only? */
  double complex (*amplitude)(const InitialState *s, int a); /* pure states: <N/2, m = a - N/2|psi>, or NULL */
  /* Else: lower triangle of rho_j, n x n, column-major, rho_j[a + n b], a >= b, zeroed before. Returns LAPACK's info. */
  int (*block)(const InitialState *s, int block, int n, double complex *rho);
  bool (*bloch)(const InitialState *s, double M[3]); /* product states: the Bloch vector of one spin; else NULL */
} InitialSpec;

struct InitialState {
  const InitialSpec *spec;
  int                N;
  const Polynomial  *H;                  /* borrowed */
  bool               H_even, H_diagonal; /* does it conserve the parity of m, or m? */
  InitialParams      params;
  double             log_z; /* thermal: ln Tr exp(-H/T) */
};

enum { INITIAL_STATES = 7 };
extern const InitialSpec initial_states[INITIAL_STATES];

/* Does the state exist? NULL or what is wrong. */
const char *initial_state_check(const InitialSpec *spec, int N, const InitialParams *params);

/* A state of the spins of a Lindbladian, which must outlive it, that passed the check. */
InitialState initial_state(const InitialSpec *spec, const Lindbladian *l, const InitialParams *params);

/* Before its blocks are asked for. Returns LAPACK's info (thermal states diagonalise H here), LAPACK_NO_MEMORY if short. */
int initial_state_prepare(InitialState *state);

/* Unknowns x[0 ... block dimension - 1] of one whole block; the basis has scaling 0 and a sector, or a charge, that holds the state.
   Returns LAPACK's info. */
int initial_state_block(const InitialState *state, const DickeBasis *basis, int block, double *x);

#endif
