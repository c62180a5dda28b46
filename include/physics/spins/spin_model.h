/* A model of N spins-1/2 at one point, as solvers see it: its Lindbladian and what is derived from it once. Solvers ask its predicates and
   know no model by name. */
#ifndef PILIND_PHYSICS_SPINS_SPIN_MODEL_H
#define PILIND_PHYSICS_SPINS_SPIN_MODEL_H

#include "physics/models/symmetry.h"
#include "physics/models/xyz.h"
#include "physics/spaces/dicke.h"

typedef struct {
  int          N;
  Lindbladian  l; /* owned */
  SpinSymmetry symmetry;
  SpinJumps    jumps;
  double       rate; /* the largest coupling or rate of one spin, the unit of what is small: in [1, 2) for a model in units of its own */
  double       total_rate; /* of all dissipators together, of one spin */
  bool         axial;  /* is it of the form of physics/models/xyz.h: H with the squares of Sx, Sy, Sz and fields, jumps s-, s+, sz? Then */
  XyzModel     xyz;    /* its parameters, for closed forms */
  bool         ladder; /* the states of largest spin alone, of N spins: where all jumps are collective j is conserved, and a spin j is the
                              ladder of 2j spins with the coefficients of the N that there are */
  bool         framed; /* is it in a rotated frame? */
  double       frame[9]; /* then: S_a = sum_b frame[3a+b] S'_b, see physics/models/frame.h */
} SpinModel;

/* Takes the Lindbladian over, also where it fails (false: memory is short; nothing is to be freed). */
bool spin_model_create(Lindbladian *l, SpinModel *model);

/* Model xyz: the same, with its own parameters. */
bool spin_model_of_xyz(const XyzModel *xyz, SpinModel *model);
void spin_model_free(SpinModel *model);

/* Go over to the frame in which the model looks simplest, if there is a simpler one than its own. False if memory is short. */
bool spin_model_take_frame(SpinModel *model);

/* A polynomial of the input in the model's frame: out is made new. Errors: memory. */
PolynomialError spin_model_polynomial(const SpinModel *model, const Polynomial *P, Polynomial *out);

/* From now on the model of one spin j = two_j/2. All of its jumps are collective. */
void spin_model_keep_ladder(SpinModel *model, int two_j);

/* The Dicke basis of a sector, whole but for a ladder; its size without making it. False if memory is short. */
bool    spin_basis_create(const SpinModel *model, DickeParity sector, double scaling, DickeBasis *basis);
int64_t spin_dimension(const SpinModel *model, DickeParity sector);

/* Is the parity of m - m' conserved? */
static inline bool spin_conserves_parity(const SpinModel *m) { return !(m->symmetry.group & (CLASS_ODD_RE | CLASS_ODD_IM)); }

/* The sector of an unknown's class (parity of m - m', part): its coset of the group. (0, 0) is that of the steady state. */
DickeParity spin_sector(const SpinModel *model, int parity, int part);

/* The same without the sectors that mix parities but not reality: EVEN, ODD or BOTH. */
DickeParity spin_parity_sector(const SpinModel *model, int parity);

/* How far L reaches in m from a cut: the width of its widest term. */
int spin_reach(const SpinModel *model);

/* About how many entries a row of L has in the Dicke basis. */
double spin_row_estimate(const SpinModel *model);

/* About |L|/N where nothing has died out: energies and rates of one spin. */
double spin_norm(const SpinModel *model);

/* Where the state will lie, roughly: the Bloch vector of a stable mean-field state, or the last one seen where the flow does not rest.
   False (M = 0): nothing is known. */
bool spin_reference(const SpinModel *model, double M[3]);

/* Numbers that two different models do not share, and the same model always has: for checkpoints. */
enum { SPIN_FINGERPRINT = 5 };
void spin_fingerprint(const SpinModel *model, double key[SPIN_FINGERPRINT]);

#endif
