/* The thermal dissipator D(rho) = V Dt(V^T rho V) V^T, Dt acting on populations and coherences of the eigenbasis V.

   Derivative along dH (first-order perturbation theory, Bt = V^T dH V): dV = V K, K_nm = Bt_nm/(E_m - E_n), dE_n = Bt_nn, so
     dD = V { [K, Dt(rt)] - Dt([K, rt]) + dDt(rt) } V^T,   rt = V^T rho V,
   where dDt has the derivatives of the upward rates alone. H depends on the state through mx_1 and mx_2 only: the Jacobian is
   the linear generator at fixed H plus two columns. */
#include "physics/ising2/thermal.h"

#include "physics/ising2/bloch.h"

#include <math.h>
#include <string.h>

typedef struct {
  Ising2Levels levels;
  double       rate[16]; /* [4*n+m]: of the jump m -> n */
} Jumps;

/* Eq. 27: the transitions within the two pairs of levels are slow. */
static bool is_slow(int n, int m) { return n / 2 == m / 2; }

static int make_jumps(const Ising2Model *model, const double m[2], Jumps *jumps)
{
  ising2_levels(model, m, &jumps->levels);
  for (int n = 0; n < 4; n++) {
    jumps->rate[5 * n] = 0;
    for (int k = n + 1; k < 4; k++) {
      const double down      = model->p[ISING2_GAMMA] / (is_slow(n, k) ? model->p[ISING2_R] : 1);
      jumps->rate[4 * n + k] = down;
      jumps->rate[4 * k + n] = down * exp(-(jumps->levels.E[k] - jumps->levels.E[n]) / model->p[ISING2_T]); /* Eq. 26 */
    }
  }
  return ising2_degeneracy(&jumps->levels);
}

/* Dt: out += the jumps with these rates, in the eigenbasis. */
static void add_jumps(const double rate[16], const Ising2Matrix *in, Ising2Matrix *out)
{
  double leave[4];

  for (int m = 0; m < 4; m++) leave[m] = rate[m] + rate[4 + m] + rate[8 + m] + rate[12 + m];
  for (int n = 0; n < 4; n++)
    for (int m = 0; m < 4; m++) {
      out->re[4 * n + m] -= (leave[n] + leave[m]) / 2 * in->re[4 * n + m];
      out->im[4 * n + m] -= (leave[n] + leave[m]) / 2 * in->im[4 * n + m];
      out->re[5 * n] += rate[4 * n + m] * in->re[5 * m];
    }
}

static void to_levels(const Ising2Levels *levels, const Ising2Matrix *in, Ising2Matrix *out)
{
  ising2_to_levels(levels, in->re, out->re);
  ising2_to_levels(levels, in->im, out->im);
}

/* The matrix's coordinates in the Pauli basis. */
static void from_levels(const Ising2Levels *levels, const Ising2Matrix *in, double x[ISING2_DIM])
{
  Ising2Matrix out;

  ising2_from_levels(levels, in->re, out.re);
  ising2_from_levels(levels, in->im, out.im);
  ising2_coordinates(&out, x);
}

/* D of the matrix with this trace and these coordinates, at fixed jumps. */
static void dissipate(const Jumps *jumps, double trace, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  Ising2Matrix rho, in, out = {.re = {0}};

  ising2_matrix(trace, x, &rho);
  to_levels(&jumps->levels, &rho, &in);
  add_jumps(jumps->rate, &in, &out);
  from_levels(&jumps->levels, &out, dx);
}

int ising2_thermal_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  const double          m[2]     = {x[ISING2_MX1], x[ISING2_MX2]};
  const Ising2Generator coherent = ising2_generator(model, m, false);
  Jumps                 jumps;
  double                jump[ISING2_DIM];
  const int             degeneracy = make_jumps(model, m, &jumps);

  if (degeneracy) return degeneracy;
  ising2_generator_apply(&coherent, 1, x, dx);
  dissipate(&jumps, 1, x, jump);
  for (int i = 0; i < ISING2_DIM; i++) dx[i] += jump[i];
  return 0;
}

/* out += sign [K, in] for a real K. */
static void add_commutator(double sign, const double K[16], const Ising2Matrix *in, Ising2Matrix *out)
{
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++)
      for (int l = 0; l < 4; l++) {
        out->re[4 * i + k] += sign * (K[4 * i + l] * in->re[4 * l + k] - in->re[4 * i + l] * K[4 * l + k]);
        out->im[4 * i + k] += sign * (K[4 * i + l] * in->im[4 * l + k] - in->im[4 * i + l] * K[4 * l + k]);
      }
}

/* K and the derivative of the rates for dH = -sx_n. */
static void perturb(const Jumps *jumps, int n, double T, double K[16], double drate[16])
{
  const double *E             = jumps->levels.E;
  double        x[ISING2_DIM] = {0}, B[16];
  Ising2Matrix  dH;

  x[ising2_mx[n]] = -4;
  ising2_matrix(0, x, &dH);
  ising2_to_levels(&jumps->levels, dH.re, B);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      K[4 * i + k]     = i == k ? 0 : B[4 * i + k] / (E[k] - E[i]);
      drate[4 * i + k] = i > k ? -jumps->rate[4 * i + k] * (B[5 * i] - B[5 * k]) / T : 0;
    }
}

/* dD/dmx_n at fixed rho. */
static void dissipate_by_field(const Ising2Model *model, const Jumps *jumps, int n, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  double       K[16], drate[16];
  Ising2Matrix rho, in, jumped = {.re = {0}}, turned = {.re = {0}}, out = {.re = {0}};

  perturb(jumps, n, model->p[ISING2_T], K, drate);
  ising2_matrix(1, x, &rho);
  to_levels(&jumps->levels, &rho, &in);
  add_jumps(jumps->rate, &in, &jumped);
  add_commutator(1, K, &jumped, &out);
  add_commutator(-1, K, &in, &turned);
  add_jumps(jumps->rate, &turned, &out);
  add_jumps(drate, &in, &out);
  from_levels(&jumps->levels, &out, dx);
}

int ising2_thermal_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM])
{
  const double          m[2]     = {x[ISING2_MX1], x[ISING2_MX2]};
  const Ising2Generator coherent = ising2_generator(model, m, false);
  Jumps                 jumps;
  double                column[ISING2_DIM];
  const int             degeneracy = make_jumps(model, m, &jumps);

  if (degeneracy) return degeneracy;
  ising2_generator_matrix(&coherent, J);
  for (int k = 0; k < ISING2_DIM; k++) {
    double unit[ISING2_DIM] = {0};
    unit[k]                 = 1;
    dissipate(&jumps, 0, unit, column);
    for (int i = 0; i < ISING2_DIM; i++) J[ISING2_DIM * i + k] += column[i];
  }
  for (int n = 0; n < 2; n++) {
    const Ising2Generator by_field = ising2_generator_by_field(n);
    double                turn[ISING2_DIM];
    ising2_generator_apply(&by_field, 1, x, turn);
    dissipate_by_field(model, &jumps, n, x, column);
    for (int i = 0; i < ISING2_DIM; i++) J[ISING2_DIM * i + ising2_mx[n]] += turn[i] + column[i];
  }
  return 0;
}
