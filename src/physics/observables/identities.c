/* The balances of include/physics/observables/identities.h, term by term. */
#include "physics/observables/identities.h"

#include <math.h>

/* A sum that should vanish, and how large its terms could be. */
typedef struct {
  double sum, size;
} Balance;

/* scale: largest absolute value that `value` takes in any state. */
static void add(Balance *b, double factor, double value, double scale)
{
  b->sum += factor * value;
  b->size += fabs(factor) * scale;
}

static double violation(Balance b) { return b.size > 0 ? fabs(b.sum) / b.size : 0; }

static Balance balance_sz(const XyzModel *m, const double *moment)
{
  const double *rate = m->rate, N = m->N, loss = rate[CHANNEL_LOSS], pump = rate[CHANNEL_PUMP];
  const double  collective_loss = rate[CHANNEL_COLLECTIVE_LOSS] / (N - 1), collective_pump = rate[CHANNEL_COLLECTIVE_PUMP] / (N - 1);
  Balance       b = {0};

  add(&b, 2 * (m->Jx - m->Jy) / (N - 1), moment[MOMENT_SXY], N * N);
  add(&b, 2 * m->hx, moment[MOMENT_SY], N);
  add(&b, -2 * m->hy, moment[MOMENT_SX], N);
  add(&b, -loss, moment[MOMENT_SZ], N);
  add(&b, -loss, N, N);
  add(&b, -pump, moment[MOMENT_SZ], N);
  add(&b, pump, N, N);
  add(&b, 0.5 * (collective_pump - collective_loss), moment[MOMENT_SX2] + moment[MOMENT_SY2], N * (N + 2));
  add(&b, -(collective_pump + collective_loss), moment[MOMENT_SZ], N);
  return b;
}

/* Decay rate of the xy correlations of two spins by the local channels. */
static double transverse_decay(const XyzModel *m) { return m->rate[CHANNEL_LOSS] + m->rate[CHANNEL_PUMP] + 4 * m->rate[CHANNEL_DEPHASING]; }

static Balance balance_s2(const XyzModel *m, const double *moment)
{
  const double loss = m->rate[CHANNEL_LOSS], pump = m->rate[CHANNEL_PUMP], decay = transverse_decay(m), N = m->N;
  Balance      b = {0};

  add(&b, decay, moment[MOMENT_SX2] + moment[MOMENT_SY2], N * (N + 2));
  add(&b, -decay, 2 * N, 2 * N);
  add(&b, 2 * (loss + pump), moment[MOMENT_SZ2], N * N);
  add(&b, -2 * (loss + pump), N, N);
  add(&b, 2 * (loss - pump) * (N - 1), moment[MOMENT_SZ], N);
  return b;
}

static bool closes_on_squares(const XyzModel *m)
{
  return xyz_conserves_parity(m) && m->rate[CHANNEL_COLLECTIVE_LOSS] == 0 && m->rate[CHANNEL_COLLECTIVE_PUMP] == 0;
}

static Balance balance_squares(const XyzModel *m, const double *moment)
{
  const double zx = m->Jz - m->Jx, yz = m->Jy - m->Jz, decay = transverse_decay(m), N = m->N;
  Balance      b = {0};

  add(&b, zx * decay, moment[MOMENT_SX2], N * N);
  add(&b, -zx * decay, N, N);
  add(&b, -yz * decay, moment[MOMENT_SY2], N * N);
  add(&b, yz * decay, N, N);
  add(&b, (zx + yz) * 4 * m->hz, moment[MOMENT_SXY], N * N);
  add(&b, (zx + yz) * 4 * m->rate[CHANNEL_COLLECTIVE_DEPHASING] / (N - 1), moment[MOMENT_SX2] - moment[MOMENT_SY2], N * N);
  return b;
}

double identity_violation(const XyzModel *model, const double moment[MOMENT_COUNT])
{
  const double always = fmax(violation(balance_sz(model, moment)), violation(balance_s2(model, moment)));

  return closes_on_squares(model) ? fmax(always, violation(balance_squares(model, moment))) : always;
}
