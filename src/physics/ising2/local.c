/* Local pump and loss: equations of motion, the symmetric state with its stability blocks, closed forms of one model.
   Ising paper, Eqs. 48, 55 and 60. */
#include "physics/ising2/local.h"

#include "physics/ising2/bloch.h"
#include "physics/numerics/lapack.h"
#include "physics/numerics/refinement.h"

#include <math.h>
#include <string.h>

const int ising2_odd[ISING2_ODD] = {
  ISING2_MX2, ISING2_MY2, ISING2_MX1, ISING2_OXZ, ISING2_MY1, ISING2_OYZ, ISING2_OZX, ISING2_OZY,
};
const int ising2_even[ISING2_EVEN] = {
  ISING2_MZ2, ISING2_OXX, ISING2_OXY, ISING2_OYX, ISING2_OYY, ISING2_MZ1, ISING2_OZZ,
};

int ising2_local_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  const double          m[2]      = {x[ISING2_MX1], x[ISING2_MX2]};
  const Ising2Generator generator = ising2_generator(model, m, true);

  ising2_generator_apply(&generator, 1, x, dx);
  return 0;
}

int ising2_local_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM])
{
  const double          m[2]      = {x[ISING2_MX1], x[ISING2_MX2]};
  const Ising2Generator generator = ising2_generator(model, m, true);

  ising2_generator_matrix(&generator, J);
  for (int n = 0; n < 2; n++) {
    const Ising2Generator by_field = ising2_generator_by_field(n);
    double                column[ISING2_DIM];
    ising2_generator_apply(&by_field, 1, x, column);
    for (int i = 0; i < ISING2_DIM; i++) J[ISING2_DIM * i + ising2_mx[n]] += column[i];
  }
  return 0;
}

void ising2_local_symmetric(const Ising2Model *model, double x[ISING2_DIM])
{
  const double lambda = model->p[ISING2_LAMBDA], sum = model->p[ISING2_H1] + model->p[ISING2_H2];
  const double G = model->p[ISING2_GAMMA_UP] + model->p[ISING2_GAMMA_DOWN], D = model->p[ISING2_GAMMA_UP] - model->p[ISING2_GAMMA_DOWN];
  const double d = G * G + 4 * (sum * sum + lambda * lambda);

  memset(x, 0, ISING2_DIM * sizeof *x);
  x[ISING2_MZ1] = x[ISING2_MZ2] = D * (G * G + 4 * sum * sum) / (G * d);
  x[ISING2_OXX]                 = 4 * lambda * D * sum / (G * d);
  x[ISING2_OYY]                 = -x[ISING2_OXX];
  x[ISING2_OXY] = x[ISING2_OYX] = 2 * lambda * D / d;
  x[ISING2_OZZ]                 = D / G * x[ISING2_MZ1];
}

/* The generator is a rotation and a decay of about G: so much below its fastest part the solution would lose more than four digits. */
static bool is_slow(const Ising2Model *model, const double A[ISING2_DIM * ISING2_DIM])
{
  double largest = 0;

  for (int i = 0; i < ISING2_DIM * ISING2_DIM; i++) largest = fmax(largest, fabs(A[i]));
  return model->p[ISING2_GAMMA_UP] + model->p[ISING2_GAMMA_DOWN] < 1e-4 * largest;
}

/* With the generator b - A x: x = A^-1 b, dx = A^-1 (db - dA x). */
bool ising2_local_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                           double by_parameter[ISING2_DIM])
{
  const Ising2Generator generator        = ising2_generator(model, m, true);
  const double          zero[ISING2_DIM] = {0};
  double                A[ISING2_DIM * ISING2_DIM], LU[ISING2_DIM * ISING2_DIM], b[ISING2_DIM];
  int                   pivots[ISING2_DIM];

  ising2_generator_matrix(&generator, A);
  for (int i = 0; i < ISING2_DIM; i++)
    for (int k = 0; k < ISING2_DIM; k++) LU[ISING2_DIM * k + i] = A[ISING2_DIM * i + k] = -A[ISING2_DIM * i + k];
  ising2_generator_apply(&generator, 1, zero, b);
  memcpy(x, b, sizeof b);
  if (lapack_factor(ISING2_DIM, LU, pivots) || lapack_factor_solve(ISING2_DIM, LU, pivots, 1, x)) return false;
  if (is_slow(model, A) && linear_refine(ISING2_DIM, A, LU, pivots, b, x)) return false;

  for (int i = 0; i < 3; i++) {
    const Ising2Generator by = i < 2 ? ising2_generator_by_field(i) : ising2_generator_by_parameter(parameter);
    double               *dx = i < 2 ? by_field[i] : by_parameter;
    ising2_generator_apply(&by, 1, x, b);
    memcpy(dx, b, sizeof b);
    if (lapack_factor_solve(ISING2_DIM, LU, pivots, 1, dx)) return false;
    if (is_slow(model, A) && linear_refine(ISING2_DIM, A, LU, pivots, b, dx)) return false;
  }
  return true;
}

void ising2_local_odd_block(const Ising2Model *model, double odd[ISING2_ODD * ISING2_ODD])
{
  double x[ISING2_DIM], J[ISING2_DIM * ISING2_DIM];

  ising2_local_symmetric(model, x);
  ising2_local_jacobian(model, x, J);
  for (int i = 0; i < ISING2_ODD; i++)
    for (int k = 0; k < ISING2_ODD; k++) odd[ISING2_ODD * i + k] = J[ISING2_DIM * ising2_odd[i] + ising2_odd[k]];
}

void ising2_local_even_eigenvalues(const Ising2Model *model, double re[ISING2_EVEN], double im[ISING2_EVEN])
{
  const double h1 = model->p[ISING2_H1], h2 = model->p[ISING2_H2], lambda = model->p[ISING2_LAMBDA];
  const double G = model->p[ISING2_GAMMA_UP] + model->p[ISING2_GAMMA_DOWN];

  for (int i = 0; i < ISING2_EVEN; i++) re[i] = i == 0 ? -2 * G : -G;
  im[0] = im[1] = im[2] = 0;
  im[3] = 2 * hypot(h1 + h2, lambda), im[4] = -im[3];
  im[5] = 2 * hypot(h1 - h2, lambda), im[6] = -im[5];
}

bool ising2_local_window(double gamma_up, double gamma_down, double *lower, double *upper)
{
  const double G = gamma_up + gamma_down, s = (gamma_up - gamma_down) / G, square = s * s - G * G / 4;

  if (!(square >= 0)) return false;
  const double larger = (s + copysign(sqrt(square), s)) / 2, smaller = G * G / (16 * larger); /* without cancellation */
  *lower = fmin(larger, smaller);
  *upper = fmax(larger, smaller);
  return true;
}

bool ising2_local_ordered(double h, double gamma_up, double gamma_down, double m[3])
{
  const double G = gamma_up + gamma_down, s = (gamma_up - gamma_down) / G, square = 2 * h * (s - h) - G * G / 8;

  if (!(square > 0)) return false;
  m[0] = sqrt(square);
  m[1] = G * m[0] / (4 * h);
  m[2] = h + G * G / (16 * h);
  return true;
}
