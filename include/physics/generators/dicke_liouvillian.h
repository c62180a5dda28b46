/* The Liouvillian of any Lindbladian of spins-1/2 (physics/models/lindbladian.h) in the Dicke basis, as tables of O(N^2) numbers from
   which rows, products and sweeps are made.

     L rho = G rho + rho G^+ + sum of gains,      G_j = -i H_j - (sum_n rate L^+L + sum_c rate C^+C)_j / 2   (a band in every j).

   A gain moves the element (j; m, m') to (j+dj; m+q, m'+r) with  c scale(N, j) left(j, m) right(j, m'): local jumps by their
   Kossakowski matrix K_qr for dj = 0, -1, +1 (Chase, Geremia, PRA 78, 052101 (2008); ladder factors with signs, which matter for q != r),
   linear collective ones by Kc_qr with the ladder factors of dj = 0, others by their bands. Coefficients c are complex; on real unknowns c
   acts as (Re c, -Im c; Im c, Re c). */
#ifndef PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_H
#define PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_H

#include "physics/generators/part.h"
#include "physics/models/lindbladian.h"
#include "physics/spaces/dicke.h"
#include "physics/spaces/spin_bands.h"

#include <stdint.h>

/* One kind of change that a local jump makes: j to j + dj and m to m + q (q as a number: -1, +1, 0). Signed factors of one side. */
typedef struct {
  int dj, q;
  double (*ladder)(double j, double m);
} JumpLadder;

enum { JUMP_KINDS = 3 }; /* dj = 0, -1, +1 */
extern const JumpLadder jump_ladder[JUMP_KINDS][SPIN_JUMPS];

/* Factor of a local jump from block k (j = N/2 - k) by kind; 0 where the target does not exist. */
double jump_scale(int kind, int N, int block);

typedef struct {
  const DickeBasis *basis;       /* borrowed */
  int               N, blocks;   /* blocks of the basis, which may be gone before the tables */
  int               collectives; /* collective jumps of degree 2 and more: the linear ones are in `jumps` */
  SpinJumps         jumps;
  double           *rate;        /* [collectives] */
  SpinBand         *hamiltonian; /* [blocks] H_j */
  SpinBand         *loss;        /* [blocks] sum L^+L + sum C^+C */
  SpinBand         *collective;  /* [blocks][collectives] */
} DickeLiouvillian;

/* Make the tables; the Lindbladian is not needed afterwards. False if memory is short; free accepts what a failure leaves. */
bool dicke_liouvillian_create(const Lindbladian *l, const DickeBasis *basis, DickeLiouvillian *L);
void dicke_liouvillian_free(DickeLiouvillian *L);

/* A row of the real matrix: columns ascending, each once. `room` entries are there; see dicke_liouvillian_row_max. */
typedef struct {
  int      count, room;
  int64_t *column;
  double  *value;
  double  *low; /* what each value lacks for being rounded where its terms were added up; or NULL: nobody asks */
} SparseRow;

/* No row of L is longer. */
int dicke_liouvillian_row_max(const DickeLiouvillian *L);

/* Row of the unknown x_r = d_j^u (Re or Im) rho_j;mm':  dx_r/dt = sum_k value[k] x_column[k]. Columns that the basis cuts away, or that lie
   in another sector, are left out; the diagonal is always there where the dissipation is asked for, since factorisations need it. For
   -i[H, .] alone the element may be any of the basis's blocks, also of another sector or beyond a cut: a rectangular map. */
void dicke_liouvillian_row(const DickeLiouvillian *L, LiouvillianPart part, DickeElement e, SparseRow *row);

/* Coefficient of a linear gain out of block `source`, without its ladder factors: K_qr scale (d ratio)^u, and Kc_qr where j stays. */
double complex dicke_liouvillian_gain(const DickeLiouvillian *L, int kind, int q, int r, int source);

/* Rate at which (j; m, m') loses: -Re of the diagonal of the no-jump part. */
double dicke_liouvillian_loss(const DickeLiouvillian *L, int block, int a, int b);

#endif
