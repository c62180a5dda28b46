/* The XYZ model: its parameters and its Hamiltonian in the Dicke basis. */
#include "physics/models/xyz.h"

#include <math.h>
#include <stddef.h>

static const ParamSpec params[XYZ_PARAMS] = {
  [XYZ_N]           = {"N", PARAM_COUNT, NAN, 2, 1000000000, "1", "number of spins", "XYZ paper, Eq. 2"},
  [XYZ_JX]          = {"Jx", PARAM_REAL, NAN, -INFINITY, INFINITY, "1/time", "coupling of Sx^2/(2(N-1))", "XYZ paper, Eq. 4"},
  [XYZ_JY]          = {"Jy", PARAM_REAL, NAN, -INFINITY, INFINITY, "1/time", "coupling of Sy^2/(2(N-1))", "XYZ paper, Eq. 4"},
  [XYZ_JZ]          = {"Jz", PARAM_REAL, NAN, -INFINITY, INFINITY, "1/time", "coupling of Sz^2/(2(N-1))", "XYZ paper, Eq. 4"},
  [XYZ_HX]          = {"hx", PARAM_REAL, 0, -INFINITY, INFINITY, "1/time", "field along x, hx Sx", "XYZ paper, Eq. 19"},
  [XYZ_HY]          = {"hy", PARAM_REAL, 0, -INFINITY, INFINITY, "1/time", "field along y, hy Sy", "XYZ paper, Eq. 19"},
  [XYZ_HZ]          = {"hz", PARAM_REAL, 0, -INFINITY, INFINITY, "1/time", "field along z, hz Sz", "H + hz Sz"},
  [XYZ_GAMMA]       = {"gamma", PARAM_REAL, 1, 0, INFINITY, "1/time", "local emission rate", "XYZ paper, Eq. 2"},
  [XYZ_GAMMA_UP]    = {"gamma_up", PARAM_REAL, 0, 0, INFINITY, "1/time", "local pumping rate", "D[sigma+_i]"},
  [XYZ_GAMMA_PHI]   = {"gamma_phi", PARAM_REAL, 0, 0, INFINITY, "1/time", "local dephasing rate", "D[sigma^z_i]"},
  [XYZ_GAMMA_C]     = {"gamma_c", PARAM_REAL, 0, 0, INFINITY, "1/time", "collective emission rate (the paper's Gamma), divided by N-1",
                       "XYZ paper, Eq. 2"},
  [XYZ_GAMMA_C_UP]  = {"gamma_c_up", PARAM_REAL, 0, 0, INFINITY, "1/time", "collective pumping rate, divided by N-1", "D[S+]/(N-1)"},
  [XYZ_GAMMA_C_PHI] = {"gamma_c_phi", PARAM_REAL, 0, 0, INFINITY, "1/time", "collective dephasing rate, divided by N-1", "D[Sz]/(N-1)"},
  [XYZ_SPIN_SCALE]  = {"spin_scale", PARAM_REAL, 1, -INFINITY, INFINITY, "1",
                       "factor on Jx, Jy, Jz: 1 for Pauli S, 0.25 for spin-1/2 operators", "XYZ paper, Eq. 4"},
};

static const char *check(const double *point)
{
  const XyzModel model = xyz_model(point);
  double         total = 0;

  for (int c = 0; c < CHANNEL_COUNT; c++) total += model.rate[c];
  return total > 0 ? NULL : "all six rates are zero: a closed system has no unique steady state; set gamma or another rate";
}

const ModelSpec xyz_spec = {
  .name      = "xyz",
  .long_name = "all-to-all dissipative XYZ model",
  .params    = params,
  .nparams   = XYZ_PARAMS,
  .check     = check,
};

XyzModel xyz_model(const double *point)
{
  const double scale = point[XYZ_SPIN_SCALE];
  XyzModel     model = {
        .N  = (int)point[XYZ_N],
        .Jx = scale * point[XYZ_JX],
        .Jy = scale * point[XYZ_JY],
        .Jz = scale * point[XYZ_JZ],
        .hx = point[XYZ_HX],
        .hy = point[XYZ_HY],
        .hz = point[XYZ_HZ],
  };
  for (int c = 0; c < CHANNEL_COUNT; c++) model.rate[c] = point[XYZ_GAMMA + c];
  return model;
}

double xyz_unit(const XyzModel *model)
{
  const double term[]  = {model->Jx, model->Jy, model->Jz, model->hx, model->hy, model->hz};
  double       largest = 0;
  int          exponent;

  for (size_t k = 0; k < sizeof term / sizeof *term; k++) largest = fmax(largest, fabs(term[k]));
  for (int c = 0; c < CHANNEL_COUNT; c++) largest = fmax(largest, model->rate[c]);
  if (!(largest > 0)) return 1;
  frexp(largest, &exponent); /* largest = f 2^exponent, 1/2 <= f < 1 */
  return ldexp(1, exponent - 1);
}

XyzModel xyz_in_units(const XyzModel *model, double unit)
{
  XyzModel scaled = {
    .N  = model->N,
    .Jx = model->Jx / unit,
    .Jy = model->Jy / unit,
    .Jz = model->Jz / unit,
    .hx = model->hx / unit,
    .hy = model->hy / unit,
    .hz = model->hz / unit,
  };
  for (int c = 0; c < CHANNEL_COUNT; c++) scaled.rate[c] = model->rate[c] / unit;
  return scaled;
}

XyzModel xyz_unit_model(const double *point, double *unit)
{
  const XyzModel model = xyz_model(point);
  const double   own   = xyz_unit(&model);

  if (unit) *unit = own;
  return xyz_in_units(&model, own);
}

bool xyz_conserves_parity(const XyzModel *model) { return model->hx == 0 && model->hy == 0; }

bool xyz_conserves_Sz(const XyzModel *model) { return model->Jx == model->Jy && xyz_conserves_parity(model); }

XyzElement xyz_hamiltonian(const XyzModel *model, double j, double m, int dm)
{
  const double pair = 0.5 / (model->N - 1);

  if (m + dm > j || m < -j) return (XyzElement){0, 0};
  if (dm == 0)
    return (XyzElement){((model->Jx + model->Jy) * 2 * (j * (j + 1) - m * m) + model->Jz * 4 * m * m) * pair + 2 * model->hz * m, 0};
  const double raise = sqrt((j - m) * (j + m + 1)); /* <m+1| J+ |m> */
  if (dm == 1) return (XyzElement){model->hx * raise, -model->hy * raise};
  return (XyzElement){(model->Jx - model->Jy) * raise * sqrt((j - m - 1) * (j + m + 2)) * pair, 0};
}

Twofold xyz_frequency(const XyzModel *model, double m, double mp)
{
  const double pair    = 0.5 / (model->N - 1),
               squares = 2 * (m - mp) * (m + mp); /* H_mm = 2 (2 Jz - Jx - Jy) pair m^2 + 2 hz m + what depends on j */
  const double term[]  = {2 * model->Jz, -model->Jx, -model->Jy};
  Twofold      sum     = twofold_product(2 * (m - mp), model->hz);

  for (int k = 0; k < 3; k++) sum = twofold_add(sum, twofold_scale(twofold_product(term[k], pair), squares));
  return sum;
}
