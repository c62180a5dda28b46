/* What a local jump does to j and m. By the Wigner-Eckart theorem its amplitudes split into a factor of (N, j) and one ladder factor
   for each side. s- lowers m (q = -1), s+ raises it, s_z = sigma_z/2 keeps it. */
#include "physics/generators/dicke_liouvillian.h"

#include <math.h>

static double root(double x, double y) { return x > 0 && y > 0 ? sqrt(x * y) : 0; }

/* j stays; j falls; j grows */
static double same_down(double j, double m) { return root(j + m, j - m + 1); }
static double fall_down(double j, double m) { return -root(j + m, j + m - 1); }
static double grow_down(double j, double m) { return root(j - m + 1, j - m + 2); }
static double same_up(double j, double m) { return root(j - m, j + m + 1); }
static double fall_up(double j, double m) { return root(j - m, j - m - 1); }
static double grow_up(double j, double m) { return -root(j + m + 1, j + m + 2); }
static double same_z(double j, double m) { return (void)j, m; }
static double fall_z(double j, double m) { return root(j + m, j - m); }
static double grow_z(double j, double m) { return root(j + m + 1, j - m + 1); }

const JumpLadder jump_ladder[JUMP_KINDS][SPIN_JUMPS] = {
  {[SPIN_DOWN] = {0, -1, same_down}, [SPIN_UP] = {0, +1, same_up}, [SPIN_Z] = {0, 0, same_z}},
  {[SPIN_DOWN] = {-1, -1, fall_down}, [SPIN_UP] = {-1, +1, fall_up}, [SPIN_Z] = {-1, 0, fall_z}},
  {[SPIN_DOWN] = {+1, -1, grow_down}, [SPIN_UP] = {+1, +1, grow_up}, [SPIN_Z] = {+1, 0, grow_z}},
};

double jump_scale(int kind, int N, int block)
{
  const double j = 0.5 * N - block; /* N/2 + j = N - block, N/2 - j = block */

  switch (jump_ladder[kind][SPIN_Z].dj) {
  case 0: return j > 0 ? (N + 2) / (4 * j * (j + 1)) : 0;
  case -1: return j > 0.75 ? (N - block + 1) / (2 * j * (2 * j + 1)) : 0;
  default: return block / (2 * (2 * j + 1) * (j + 1));
  }
}
