/* The two coupled Ising models: parameters, coordinates of the 4x4 state, mean-field Hamiltonian. */
#include "physics/ising2/ising2.h"

#include "physics/ising2/landmarks.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Presets are the values of the paper's figures. */
static const ParamSpec params[ISING2_PARAMS] = {
  [ISING2_H1]         = {"h1", PARAM_REAL, NAN, -INFINITY, INFINITY, "J", "transverse field of model 1", "Ising paper, Eq. 2"},
  [ISING2_H2]         = {"h2", PARAM_REAL, 10, -INFINITY, INFINITY, "J", "transverse field of model 2", "Ising paper, Eq. 2"},
  [ISING2_LAMBDA]     = {"lambda", PARAM_REAL, 0.01, -INFINITY, INFINITY, "J", "coupling of the two models, -lambda sx_1 sx_2",
                         "Ising paper, Eq. 1"},
  [ISING2_T]          = {"T", PARAM_REAL, 0.05, 0, INFINITY, "J", "temperature of the bath (above 0)", "Ising paper, Eq. 26"},
  [ISING2_GAMMA]      = {"gamma", PARAM_REAL, 0.05, 0, INFINITY, "J", "thermal: downward rate of the high-energy transitions",
                         "Ising paper, Eq. 27"},
  [ISING2_R]          = {"r", PARAM_REAL, 10, 1, INFINITY, "1", "thermal: ratio of the high- and low-energy rates", "Ising paper, Eq. 28"},
  [ISING2_GAMMA_UP]   = {"gamma_up", PARAM_REAL, 1, 0, INFINITY, "J", "local: rate of D[s+_n]", "Ising paper, Eq. 41"},
  [ISING2_GAMMA_DOWN] = {"gamma_down", PARAM_REAL, 0, 0, INFINITY, "J", "local: rate of D[s-_n]", "Ising paper, Eq. 41"},
};

static const char *check(const double *point)
{
  if (!(point[ISING2_T] > 0)) return "T must be above 0: the thermal rates and the Gibbs state need a positive temperature";
  if (!(point[ISING2_R] >= 1)) return "r must be at least 1: it is the ratio of the high- to the low-energy rates";
  if (!(point[ISING2_GAMMA] >= 0)) return "gamma is negative: a rate cannot be";
  if (!(point[ISING2_GAMMA_UP] >= 0)) return "gamma_up is negative: a rate cannot be";
  if (!(point[ISING2_GAMMA_DOWN] >= 0)) return "gamma_down is negative: a rate cannot be";
  if (point[ISING2_GAMMA_UP] + point[ISING2_GAMMA_DOWN] == 0)
    return "gamma_up + gamma_down = 0: local dissipation needs one of them (with thermal jumps leave both at their presets)";
  return NULL;
}

const ModelSpec ising2_spec = {
  .name       = "ising2",
  .long_name  = "two coupled fully-connected Ising models in mean field",
  .params     = params,
  .nparams    = ISING2_PARAMS,
  .check      = check,
  .landmarks  = ising2_landmarks,
  .nlandmarks = ISING2_LANDMARKS,
};

const char *const ising2_dissipator_names[ISING2_DISSIPATORS] = {"thermal", "local"};

Ising2Model ising2_model(const double *point, Ising2Dissipator dissipator)
{
  Ising2Model model = {.dissipator = dissipator};

  memcpy(model.p, point, sizeof model.p);
  return model;
}

Ising2Model ising2_with(Ising2Model model, int parameter, double value)
{
  model.p[parameter] = value;
  return model;
}

const char *ising2_check_dissipator(const Ising2Model *model)
{
  const bool thermal = model->dissipator == ISING2_THERMAL;

  if (thermal && !(model->p[ISING2_GAMMA] > 0)) return "gamma = 0: without thermal jumps the steady state is not unique";
  if (!thermal && !(model->p[ISING2_GAMMA_UP] + model->p[ISING2_GAMMA_DOWN] > 0))
    return "gamma_up + gamma_down = 0: without jumps the steady state is not unique";
  return NULL;
}

/* A Pauli matrix has one entry a row: in column row ^ flip, with the value sign * i^imaginary. */
static const struct {
  int    flip, imaginary;
  double sign[2];
} pauli[4] = {
  {0, 0, {1, 1}},
  {1, 0, {1, 1}},
  {1, 1, {-1, 1}},
  {0, 0, {1, -1}},
};

bool ising2_is_odd(int coordinate)
{
  const int a = (coordinate + 1) / 4, b = (coordinate + 1) % 4;

  return (pauli[a].flip ^ pauli[b].flip) != 0;
}

void ising2_matrix(double trace, const double x[ISING2_DIM], Ising2Matrix *matrix)
{
  memset(matrix, 0, sizeof *matrix);
  for (int k = 0; k < 16; k++) {
    const int    a = k / 4, b = k % 4, flip = 2 * pauli[a].flip + pauli[b].flip;
    const int    power = pauli[a].imaginary + pauli[b].imaginary; /* of i */
    const double value = 0.25 * (k ? x[k - 1] : trace) * (power == 2 ? -1 : 1);
    double      *part  = power == 1 ? matrix->im : matrix->re;
    for (int row = 0; row < 4; row++) part[4 * row + (row ^ flip)] += value * pauli[a].sign[row / 2] * pauli[b].sign[row % 2];
  }
}

void ising2_coordinates(const Ising2Matrix *matrix, double x[ISING2_DIM])
{
  for (int k = 1; k < 16; k++) {
    const int     a = k / 4, b = k % 4, flip = 2 * pauli[a].flip + pauli[b].flip;
    const int     power = pauli[a].imaginary + pauli[b].imaginary;
    const double *part  = power == 1 ? matrix->im : matrix->re;
    double        sum   = 0;
    for (int row = 0; row < 4; row++) sum += part[4 * (row ^ flip) + row] * pauli[a].sign[row / 2] * pauli[b].sign[row % 2];
    x[k - 1] = power ? -sum : sum; /* i * i im, or i^2 re */
  }
}

void ising2_hamiltonian(const Ising2Model *model, const double m[2], double H[16])
{
  const double h1 = model->p[ISING2_H1], h2 = model->p[ISING2_H2];
  double       x[ISING2_DIM] = {0};
  Ising2Matrix matrix;

  x[ISING2_MX1] = -4 * m[0], x[ISING2_MX2] = -4 * m[1];
  x[ISING2_MZ1] = -4 * h1, x[ISING2_MZ2] = -4 * h2;
  x[ISING2_OXX] = -4 * model->p[ISING2_LAMBDA];
  ising2_matrix(0, x, &matrix);
  memcpy(H, matrix.re, sizeof matrix.re);
}
