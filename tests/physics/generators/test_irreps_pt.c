/* PT symmetry, block by block on dense spectra: where it is said to hold every spectrum is its own mirror image (or that of the
   other parity); where it is said not to hold the spectra are visibly not. */
#include "physics/generators/irreps_pt.h"

#include "physics/spaces/irreps_dense.h"
#include "physics/models/random_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  double gamma, gamma_up, gamma_phi, collective, hx, hy, hz;
  bool   isotropic; /* Jx = Jy */
  bool   holds;
} Case;

static const Case cases[] = {
  {.gamma = 1, .holds = true},
  {.gamma_up = 0.7, .holds = true},
  {.gamma = 1, .gamma_up = 0.3, .holds = true},
  {.gamma = 0.8, .gamma_up = 0.8, .holds = true},
  {.gamma = 0.8, .gamma_up = 0.8, .hz = 0.6, .holds = true},
  {.gamma_phi = 0.4, .holds = true},
  {.gamma_phi = 0.4, .hx = 0.7, .holds = true},
  {.gamma_phi = 0.4, .hy = 0.7, .holds = true},
  {.gamma_phi = 0.4, .hx = 0.5, .hy = 0.7, .isotropic = true, .holds = true},
  {.gamma_phi = 0.4, .hx = 0.5, .hy = 0.7},
  {.gamma_phi = 0.4, .hz = 0.7},
  {.gamma_phi = 0.4, .hx = 0.5, .hz = 0.7},
  {.gamma = 1, .hx = 0.7},
  {.gamma = 1, .hy = 0.7},
  {.gamma = 1, .hz = 0.7},
  {.gamma = 1, .gamma_up = 0.3, .hz = 0.7},
  {.gamma = 0.8, .gamma_up = 0.8, .hx = 0.6},
  {.gamma = 1, .gamma_phi = 0.4},
  {.gamma = 0.8, .gamma_up = 0.8, .gamma_phi = 0.4},
  {.gamma = 1, .collective = 0.5},
  {.gamma_phi = 0.4, .collective = 0.5},
  {.collective = 0.5},
};
enum { CASES = sizeof cases / sizeof *cases };

static XyzModel case_model(const Case *c, int N, int channel)
{
  XyzModel model = {.N = N, .Jx = 0.6, .Jy = c->isotropic ? 0.6 : 1.3, .Jz = 1.1, .hx = c->hx, .hy = c->hy, .hz = c->hz};

  model.rate[CHANNEL_LOSS]      = c->gamma;
  model.rate[CHANNEL_PUMP]      = c->gamma_up;
  model.rate[CHANNEL_DEPHASING] = c->gamma_phi;
  model.rate[channel] += c->collective;
  return model;
}

/* Distance between the spectrum of one sector and the mirror image of the other's. */
static double mirror_distance(Spectrum s, Spectrum other, double two_eta)
{
  Spectrum mirror = {other.n, dense_alloc((size_t)other.n, sizeof *mirror.value)};

  for (int i = 0; i < other.n; i++) mirror.value[i] = -two_eta - other.value[i];
  const double distance = spectrum_distance(s, mirror);

  free(mirror.value);
  return distance;
}

/* The largest distance over all irreps and sectors. */
static double asymmetry(const XyzModel *model, double two_eta, bool swaps_parity)
{
  const bool split  = xyz_conserves_parity(model);
  Partition  lambda = partition_first(model->N);
  double     worst  = 0;

  do {
    Spectrum s[2];
    for (int p = 0; p < 2; p++) s[p] = block_spectrum(model, &lambda, split ? (DickeParity)p : DICKE_BOTH);
    for (int p = 0; p < 2; p++) worst = fmax(worst, mirror_distance(s[p], s[swaps_parity ? 1 - p : p], two_eta));
    for (int p = 0; p < 2; p++) free(s[p].value);
  } while (partition_next(&lambda));
  return worst;
}

static void mirror_holds_block_by_block(void **state)
{
  (void)state;
  for (int N = 3; N <= 5; N++)
    for (int k = 0; k < CASES; k++) {
      const XyzModel   model = case_model(&cases[k], N, CHANNEL_LOSS);
      const PtSymmetry pt    = irreps_pt_symmetry(&model);
      if (cases[k].holds) assert_true(pt.holds && asymmetry(&model, pt.two_eta, pt.swaps_parity) < 1e-11);
    }
}

/* All 4^N eigenvalues; their mean is the only place where a mirror could be. */
static Spectrum full_spectrum(const XyzModel *model, double *two_eta)
{
  Spectrum  all    = {0, dense_alloc((size_t)1 << (2 * model->N), sizeof *all.value)};
  Partition lambda = partition_first(model->N);

  *two_eta = 0;
  do {
    Spectrum block = block_spectrum(model, &lambda, DICKE_BOTH);
    for (int copy = 0; copy < irrep_multiplicity(&lambda); copy++)
      for (int i = 0; i < block.n; i++) {
        *two_eta -= 2 * creal(block.value[i]) / ldexp(1, 2 * model->N);
        all.value[all.n++] = block.value[i];
      }
    free(block.value);
  } while (partition_next(&lambda));
  return all;
}

static void no_mirror_is_claimed_where_there_is_none(void **state)
{
  (void)state;
  for (int k = 0; k < CASES; k++)
    for (int channel = CHANNEL_COLLECTIVE_LOSS; channel < CHANNEL_COUNT; channel++) {
      const XyzModel   model = case_model(&cases[k], 4, channel);
      const PtSymmetry pt    = irreps_pt_symmetry(&model);
      double           two_eta;
      if (cases[k].holds) continue;
      Spectrum all = full_spectrum(&model, &two_eta);
      assert_false(pt.holds);
      assert_true(mirror_distance(all, all, two_eta) > 0.1);
      assert_true(isnan(pt.two_eta));
      free(all.value);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(mirror_holds_block_by_block),
    cmocka_unit_test(no_mirror_is_claimed_where_there_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
