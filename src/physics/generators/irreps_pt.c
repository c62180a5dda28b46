/* The cases of PT symmetry as a table. In each, L' = L + eta is -i[H, .] plus jumps without their loss, up to a constant, and t
   commutes with the former and changes the sign of the latter (header). */
#include "physics/generators/irreps_pt.h"

#include <math.h>

static bool only_loss_and_pump(const XyzModel *m) { return m->rate[CHANNEL_DEPHASING] == 0 && m->hx == 0 && m->hy == 0; }

static bool loss_and_pump(const XyzModel *m) { return only_loss_and_pump(m) && m->hz == 0; }
static bool balanced(const XyzModel *m) { return only_loss_and_pump(m) && m->rate[CHANNEL_LOSS] == m->rate[CHANNEL_PUMP]; }

static bool dephasing(const XyzModel *m)
{
  return m->rate[CHANNEL_LOSS] == 0 && m->rate[CHANNEL_PUMP] == 0 && m->hz == 0 && (m->hx == 0 || m->hy == 0 || m->Jx == m->Jy);
}

static double loss_and_pump_rate(const XyzModel *m) { return m->rate[CHANNEL_LOSS] + m->rate[CHANNEL_PUMP]; }
static double dephasing_rate(const XyzModel *m) { return 2 * m->rate[CHANNEL_DEPHASING]; }

static const struct {
  bool (*applies)(const XyzModel *model);
  double (*two_eta)(const XyzModel *model); /* a spin */
  bool flips;                               /* t exchanges {1, sigma^z} with {sigma^x, sigma^y} */
} cases[] = {
  {loss_and_pump, loss_and_pump_rate, false},
  {balanced, loss_and_pump_rate, false},
  {dephasing, dephasing_rate, true},
};

static bool has_collective(const XyzModel *m)
{
  return m->rate[CHANNEL_COLLECTIVE_LOSS] != 0 || m->rate[CHANNEL_COLLECTIVE_PUMP] != 0 || m->rate[CHANNEL_COLLECTIVE_DEPHASING] != 0;
}

PtSymmetry irreps_pt_symmetry(const XyzModel *model)
{
  if (!has_collective(model))
    for (int k = 0; k < (int)(sizeof cases / sizeof *cases); k++)
      if (cases[k].applies(model)) return (PtSymmetry){true, model->N * cases[k].two_eta(model), cases[k].flips && model->N % 2 == 1};
  return (PtSymmetry){false, NAN, false};
}
