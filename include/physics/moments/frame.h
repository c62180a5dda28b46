/* Where moments are taken about, in which directions, and what they count: O'_a = sum_b V_ab (O_b - point_b). */
#ifndef PILIND_PHYSICS_MOMENTS_FRAME_H
#define PILIND_PHYSICS_MOMENTS_FRAME_H

#include "physics/algebra/site_basis.h"

#include <math.h>

enum { MOMENT_LETTERS = SITE_LEVELS_MAX * SITE_LEVELS_MAX - 1 };

/* About the size of the k-th letter of its kind beside k-1: (intercept + slope k)^power. The fluctuations of a collective average that are
   normal have sqrt(k/N); on a slow mode <x^k>/<x^(k-2)> is about (k/N)^(1/2) in a quartic potential, x0^2 where two sharp states lie at
   +-x0. */
typedef struct {
  double intercept, slope, power;
} MomentScale;

/* A moment of m_a letters a counts sum weight_a m_a towards the order; its size is about the product of its letters'. */
typedef struct {
  int         n;
  int         slow; /* the letter of weight 1 among heavier ones, or -1 */
  double      point[MOMENT_LETTERS];
  double      V[MOMENT_LETTERS * MOMENT_LETTERS], U[MOMENT_LETTERS * MOMENT_LETTERS]; /* row-major [n*n], U = V^-1 */
  int         weight[MOMENT_LETTERS];
  MomentScale scale[MOMENT_LETTERS];
} MomentFrame;

static inline double moment_letter_size(const MomentScale *s, int k) { return pow(s->intercept + s->slope * k, s->power); }

/* Ladder A: about `point`, V = 1, all weights 1. */
MomentFrame moment_frame_plain(int n, int N, const double *point);

/* Ladder B: about a point with a slow mode of the Jacobian, to the real eigenvector `right` and `left` of the transpose: letter 0 is along
   left, the rest spans what is at a right angle to `right`. Weights slow 1, fast 4. False if the vectors
   are at a right angle to each other, or LAPACK fails. */
bool moment_frame_slow(int n, int N, const double *point, const double *left, const double *right, MomentFrame *frame);

/* Ladder C: about the middle of two mirror states; letter 0 is along their difference, the rest orthonormal; weights 1 and `fast`.
   False if they coincide, or LAPACK fails. */
bool moment_frame_mirror(int n, int N, const double *plus, const double *minus, int fast, MomentFrame *frame);

#endif
