/* Gibbs states and their response. With p_i the populations and B = V^T dH V,
     d(exp(-H/T)/Z)_ij = -phi_ij B_ij + delta_ij p_i <B>/T,   phi_ij = -(p_i - p_j)/(E_i - E_j),   phi_ii = p_i/T,
   (divided differences of the exponential, Daleckii-Krein). */
#include "physics/ising2/gibbs.h"

#include "physics/ising2/levels.h"

#include <math.h>
#include <string.h>

typedef struct {
  Ising2Levels levels;
  double       p[4];
} Gibbs;

static Gibbs make_gibbs(const Ising2Model *model, const double m[2])
{
  Gibbs  gibbs;
  double Z = 0;

  ising2_levels(model, m, &gibbs.levels);
  for (int i = 0; i < 4; i++) Z += gibbs.p[i] = exp(-(gibbs.levels.E[i] - gibbs.levels.E[0]) / model->p[ISING2_T]);
  for (int i = 0; i < 4; i++) gibbs.p[i] /= Z;
  return gibbs;
}

/* V M V^T for a real M, as a matrix and as coordinates. */
static void to_matrix(const Gibbs *gibbs, const double M[16], Ising2Matrix *matrix)
{
  memset(matrix->im, 0, sizeof matrix->im);
  ising2_from_levels(&gibbs->levels, M, matrix->re);
}

static void to_coordinates(const Gibbs *gibbs, const double M[16], double x[ISING2_DIM])
{
  Ising2Matrix matrix;

  to_matrix(gibbs, M, &matrix);
  ising2_coordinates(&matrix, x);
}

static void state(const Gibbs *gibbs, double x[ISING2_DIM])
{
  double M[16] = {0};

  for (int i = 0; i < 4; i++) M[5 * i] = gibbs->p[i];
  to_coordinates(gibbs, M, x);
}

void ising2_gibbs(const Ising2Model *model, const double m[2], double x[ISING2_DIM])
{
  const Gibbs gibbs = make_gibbs(model, m);

  state(&gibbs, x);
}

void ising2_gibbs_root(const Ising2Model *model, const double m[2], Ising2Matrix *root)
{
  const Gibbs gibbs = make_gibbs(model, m);
  double      M[16] = {0};

  for (int i = 0; i < 4; i++) M[5 * i] = sqrt(gibbs.p[i]);
  to_matrix(&gibbs, M, root);
}

/* phi_ij, i < j, without cancellation. */
static double divided_difference(const Gibbs *gibbs, double T, int i, int j)
{
  const double u = (gibbs->levels.E[j] - gibbs->levels.E[i]) / T;

  return gibbs->p[i] / T * (u > 0 ? -expm1(-u) / u : 1);
}

/* The derivative for H -> H + dH, dH real and given by its coordinates (dH = sum_k h_k P_k). */
static void respond(const Gibbs *gibbs, double T, const double h[ISING2_DIM], double dx[ISING2_DIM])
{
  double       x[ISING2_DIM], B[16], mean = 0;
  Ising2Matrix dH;

  for (int k = 0; k < ISING2_DIM; k++) x[k] = 4 * h[k];
  ising2_matrix(0, x, &dH);
  ising2_to_levels(&gibbs->levels, dH.re, B);
  for (int i = 0; i < 4; i++) mean += gibbs->p[i] * B[5 * i];
  for (int i = 0; i < 4; i++) B[5 * i] = -gibbs->p[i] / T * (B[5 * i] - mean);
  for (int i = 0; i < 3; i++)
    for (int j = i + 1; j < 4; j++) {
      const double phi = divided_difference(gibbs, T, i, j);
      B[4 * i + j] *= -phi;
      B[4 * j + i] *= -phi;
    }
  to_coordinates(gibbs, B, dx);
}

/* dH for a change of one parameter; T acts as dH = -H dT/T. */
static void hamiltonian_by_parameter(const Ising2Model *model, const double m[2], int parameter, double h[ISING2_DIM])
{
  memset(h, 0, ISING2_DIM * sizeof *h);
  if (parameter == ISING2_H1) h[ISING2_MZ1] = -1;
  if (parameter == ISING2_H2) h[ISING2_MZ2] = -1;
  if (parameter == ISING2_LAMBDA) h[ISING2_OXX] = -1;
  if (parameter == ISING2_T) {
    const double T = model->p[ISING2_T];
    h[ISING2_MX1] = m[0] / T, h[ISING2_MX2] = m[1] / T;
    h[ISING2_MZ1] = model->p[ISING2_H1] / T, h[ISING2_MZ2] = model->p[ISING2_H2] / T;
    h[ISING2_OXX] = model->p[ISING2_LAMBDA] / T;
  }
}

void ising2_gibbs_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                           double by_parameter[ISING2_DIM])
{
  const Gibbs  gibbs = make_gibbs(model, m);
  const double T     = model->p[ISING2_T];
  double       h[ISING2_DIM];

  state(&gibbs, x);
  for (int n = 0; n < 2; n++) {
    memset(h, 0, sizeof h);
    h[ising2_mx[n]] = -1;
    respond(&gibbs, T, h, by_field[n]);
  }
  hamiltonian_by_parameter(model, m, parameter, h);
  respond(&gibbs, T, h, by_parameter);
}

double ising2_free_energy(const Ising2Model *model, const double m[2])
{
  Ising2Levels levels;
  double       Z = 0;

  ising2_levels(model, m, &levels);
  for (int i = 0; i < 4; i++) Z += exp(-(levels.E[i] - levels.E[0]) / model->p[ISING2_T]);
  return levels.E[0] - model->p[ISING2_T] * log(Z) + (m[0] * m[0] + m[1] * m[1]) / 2;
}
