/* The Bloch generator as a Kronecker sum of two site generators and the coupling.
   Ising paper, Eqs. 45 and 48. */
#include "physics/ising2/bloch.h"

#include <string.h>

enum { X = 1, Y = 2, Z = 3 };

/* i[-sx_1 sx_2, .]: R[to] gains sign * 2 lambda R[from]. */
static const struct {
  int to, from, sign;
} coupling[] = {
  {4 * Y, 4 * Z + X, 1}, {4 * Y + X, 4 * Z, 1}, {4 * Z, 4 * Y + X, -1}, {4 * Z + X, 4 * Y, -1},
  {Y, 4 * X + Z, 1},     {4 * X + Y, Z, 1},     {Z, 4 * X + Y, -1},     {4 * X + Z, Y, -1},
};
enum { COUPLINGS = sizeof coupling / sizeof coupling[0] };

static void add_rotation(double site[16], double mx, double h)
{
  site[4 * X + Y] += 2 * h;
  site[4 * Y + X] -= 2 * h;
  site[4 * Y + Z] += 2 * mx;
  site[4 * Z + Y] -= 2 * mx;
}

static void add_damping(double site[16], double up, double down)
{
  site[4 * X + X] -= (up + down) / 2;
  site[4 * Y + Y] -= (up + down) / 2;
  site[4 * Z + Z] -= up + down;
  site[4 * Z] += up - down;
}

Ising2Generator ising2_generator(const Ising2Model *model, const double m[2], bool dissipative)
{
  Ising2Generator g = {.lambda = model->p[ISING2_LAMBDA]};

  for (int n = 0; n < 2; n++) {
    add_rotation(g.site[n], m[n], model->p[ISING2_H1 + n]);
    if (dissipative) add_damping(g.site[n], model->p[ISING2_GAMMA_UP], model->p[ISING2_GAMMA_DOWN]);
  }
  return g;
}

Ising2Generator ising2_generator_by_field(int n)
{
  Ising2Generator g = {.lambda = 0};

  add_rotation(g.site[n], 1, 0);
  return g;
}

Ising2Generator ising2_generator_by_parameter(int parameter)
{
  Ising2Generator g = {.lambda = parameter == ISING2_LAMBDA};

  for (int n = 0; n < 2; n++) {
    add_rotation(g.site[n], 0, parameter == ISING2_H1 + n);
    add_damping(g.site[n], parameter == ISING2_GAMMA_UP, parameter == ISING2_GAMMA_DOWN);
  }
  return g;
}

void ising2_generator_apply(const Ising2Generator *g, double trace, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  double R[16], dR[16];

  R[0] = trace;
  memcpy(R + 1, x, ISING2_DIM * sizeof *x);
  for (int a = 0; a < 4; a++)
    for (int b = 0; b < 4; b++) {
      double sum = 0;
      for (int c = 0; c < 4; c++) sum += g->site[0][4 * a + c] * R[4 * c + b] + g->site[1][4 * b + c] * R[4 * a + c];
      dR[4 * a + b] = sum;
    }
  for (int i = 0; i < COUPLINGS; i++) dR[coupling[i].to] += 2 * coupling[i].sign * g->lambda * R[coupling[i].from];
  memcpy(dx, dR + 1, ISING2_DIM * sizeof *dx);
}

void ising2_generator_matrix(const Ising2Generator *g, double A[ISING2_DIM * ISING2_DIM])
{
  memset(A, 0, ISING2_DIM * ISING2_DIM * sizeof *A);
  for (int k = 1; k < 16; k++)
    for (int c = 0; c < 4; c++) {
      const int a = k / 4, b = k % 4;
      if (4 * c + b) A[ISING2_DIM * (k - 1) + 4 * c + b - 1] += g->site[0][4 * a + c];
      if (4 * a + c) A[ISING2_DIM * (k - 1) + 4 * a + c - 1] += g->site[1][4 * b + c];
    }
  for (int i = 0; i < COUPLINGS; i++) A[ISING2_DIM * (coupling[i].to - 1) + coupling[i].from - 1] += 2 * coupling[i].sign * g->lambda;
}
