/* The tables of dissipators. Local jumps change j by 0, +-1 with amplitudes that split by the Wigner-Eckart theorem into a
   factor of (N, j) and one ladder factor for each side; the loss of a local channel does not depend on j. */
#include "physics/models/dissipator.h"

#include <math.h>

/* Ladder factors of sigma- for j -> j, j-1, j+1 (A is also that of the collective S-); pumping is their mirror image in m. */
static double a_down(double j, double m) { return sqrt((j + m) * (j - m + 1)); }
static double b_down(double j, double m) { return sqrt((j + m) * (j + m - 1)); }
static double d_down(double j, double m) { return sqrt((j - m + 1) * (j - m + 2)); }
static double a_up(double j, double m) { return a_down(j, -m); }
static double b_up(double j, double m) { return b_down(j, -m); }
static double d_up(double j, double m) { return d_down(j, -m); }
/* ... and of sigma^z = 2 s^z */
static double a_z(double j, double m) { return (void)j, 2 * m; }
static double b_z(double j, double m) { return 2 * sqrt((j + m) * (j - m)); }
static double d_z(double j, double m) { return 2 * sqrt((j + m + 1) * (j - m + 1)); }

/* Scales of a local jump from block (j = N/2 - block) to j, j-1, j+1; N/2+j = N-block, N/2-j = block. */
static double local_same(int N, int block)
{
  const double j = 0.5 * N - block;
  return j > 0 ? (N + 2) / (4 * j * (j + 1)) : 0;
}
static double local_down(int N, int block)
{
  const double j = 0.5 * N - block;
  return (N - block + 1) / (2 * j * (2 * j + 1));
}
static double local_up(int N, int block)
{
  const double j = 0.5 * N - block;
  return block / (2 * (2 * j + 1) * (j + 1));
}
static double collective(int N, int block) { return (void)block, 1.0 / (N - 1); }

const GainTerm gain_terms[GAIN_TERMS] = {
  {CHANNEL_LOSS, 0, -1, -1, local_same, a_down, a_down},
  {CHANNEL_LOSS, -1, -1, -1, local_down, b_down, b_down},
  {CHANNEL_LOSS, +1, -1, -1, local_up, d_down, d_down},
  {CHANNEL_PUMP, 0, +1, +1, local_same, a_up, a_up},
  {CHANNEL_PUMP, -1, +1, +1, local_down, b_up, b_up},
  {CHANNEL_PUMP, +1, +1, +1, local_up, d_up, d_up},
  {CHANNEL_DEPHASING, 0, 0, 0, local_same, a_z, a_z},
  {CHANNEL_DEPHASING, -1, 0, 0, local_down, b_z, b_z},
  {CHANNEL_DEPHASING, +1, 0, 0, local_up, d_z, d_z},
  {CHANNEL_COLLECTIVE_LOSS, 0, -1, -1, collective, a_down, a_down},
  {CHANNEL_COLLECTIVE_PUMP, 0, +1, +1, collective, a_up, a_up},
  {CHANNEL_COLLECTIVE_DEPHASING, 0, 0, 0, collective, a_z, a_z},
};

static double local_loss(int N, double j, double m) { return (void)j, 0.5 * N + m; }
static double local_pump(int N, double j, double m) { return (void)j, 0.5 * N - m; }
static double local_dephasing(int N, double j, double m) { return (void)j, (void)m, N; }
static double collective_loss(int N, double j, double m) { return (j + m) * (j - m + 1) / (N - 1); }
static double collective_pump(int N, double j, double m) { return collective_loss(N, j, -m); }
static double collective_dephasing(int N, double j, double m) { return (void)j, 4 * m * m / (N - 1); }

const ChannelSpec channels[CHANNEL_COUNT] = {
  [CHANNEL_LOSS]                 = {"gamma", local_loss},
  [CHANNEL_PUMP]                 = {"gamma_up", local_pump},
  [CHANNEL_DEPHASING]            = {"gamma_phi", local_dephasing},
  [CHANNEL_COLLECTIVE_LOSS]      = {"gamma_c", collective_loss},
  [CHANNEL_COLLECTIVE_PUMP]      = {"gamma_c_up", collective_pump},
  [CHANNEL_COLLECTIVE_DEPHASING] = {"gamma_c_phi", collective_dephasing},
};
