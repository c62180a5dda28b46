/* What a Lindbladian of spins-1/2 conserves, found from its data after cancellations: predicates that solvers ask.

   An unknown of the Dicke basis is of a class (parity of m - m', Re or Im) in Z2 x Z2. Every term of L moves classes by a generator: band d
   of H by (d mod 2, 1) with its real and (d mod 2, 0) with its imaginary part, K_qr of the jumps, q != r, by (q-r mod 2, 0) with Re, by
   (q-r mod 2, 1) with Im, two parts x, y of one collective jump by (d_x - d_y mod 2, c_x + c_y), c = 1 for an imaginary one. The group they
   generate leaves its cosets uncoupled: sectors of physics/spaces/dicke.h. */
#ifndef PILIND_PHYSICS_MODELS_SYMMETRY_H
#define PILIND_PHYSICS_MODELS_SYMMETRY_H

#include "physics/models/lindbladian.h"

/* Bits of a group of classes. */
enum { CLASS_EVEN_RE = 1, CLASS_EVEN_IM = 2, CLASS_ODD_RE = 4, CLASS_ODD_IM = 8, CLASS_ALL = 15 };

typedef struct {
  unsigned group; /* contains CLASS_EVEN_RE, the class of the populations */
  bool     u1;    /* m - m' is conserved: H commutes with Sz, every jump moves m by a fixed step (as a sum of dissipators) */
  bool     strong_parity, strong_u1;       /* parity (-1)^(N/2+m), or Sz, commutes with H and with every jump: several steady states */
  bool     conserves_j;                    /* no local jumps */
  bool     real, even, diagonal, reflects; /* H: a real matrix; only even bands; only the diagonal; unchanged by m -> -m (if real) */
} SpinSymmetry;

/* False if memory is short. */
bool spin_symmetry(const Lindbladian *l, SpinSymmetry *s);

/* The class of a polynomial's words: parity of the bands they have, and whether they are imaginary matrices. */
typedef struct {
  int parity, imaginary;
} WordClass;
WordClass spin_word_class(const PolynomialWord *word, double complex part);

#endif
