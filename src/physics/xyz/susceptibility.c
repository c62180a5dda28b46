/* Method     The circumference is 4 s1 E(k), k'= s2/s1; E by Gauss's arithmetic-geometric mean.
   References Abramowitz, Stegun, 17.6 (E by the AGM) and 17.3.35 ff. (k' to 0). */
#include "physics/xyz/susceptibility.h"

#include "physics/numerics/lapack.h"

#include <math.h>

/* E/K = 1 - sum_n 2^(n-1) c_n^2, K = pi/(2 agm(1, k')), c_0 = k, c_n = (a_(n-1) - b_(n-1))/2. Below k' = 1e-9 E = 1 to rounding. */
static double complete_elliptic_e(double complement)
{
  double a = 1, b = complement, weight = 0.5, sum;

  if (complement < 1e-9) return 1;
  sum = weight * (1 - complement) * (1 + complement);
  for (int step = 0; step < 40 && a - b > 1e-16 * a; step++) {
    const double c = 0.5 * (a - b), mean = 0.5 * (a + b);
    b = sqrt(a * b);
    a = mean;
    weight *= 2;
    sum += weight * c * c;
  }
  return (1 - sum) * M_PI_2 / a;
}

double susceptibility_average(const double chi[2][2])
{
  const double sum = hypot(chi[0][0] + chi[1][1], chi[0][1] - chi[1][0]), difference = hypot(chi[0][0] - chi[1][1], chi[0][1] + chi[1][0]);
  const double s1 = 0.5 * (sum + difference), s2 = 0.5 * fabs(sum - difference);

  if (!(s1 > 0) || isinf(s1)) return s1; /* zero, NaN or infinite */
  return s1 * M_2_PI * complete_elliptic_e(s2 / s1);
}

/* Solves (i w - A) Y = F, 3 complex equations, as 6 real ones; Y = (real parts, imaginary parts). */
static bool solve_oscillation(const double A[9], double w, double Y[6])
{
  double B[36];

  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) {
      B[6 * k + i] = B[6 * (k + 3) + i + 3] = -A[3 * i + k];
      B[6 * (k + 3) + i]                    = i == k ? -w : 0;
      B[6 * k + i + 3]                      = i == k ? w : 0;
    }
  return lapack_solve(6, B, Y) == 0;
}

/* In the frame that turns with the ring a constant field h along b is Re(v exp(i w t)) h, v = (1, i, 0) for x and (-i, 1, 0) for y, and
   acts as 2 v x M; the answer Re(Y exp(i w t)), turned back, has the time average (Re Yx + Im Yy, Re Yy - Im Yx)/2. */
static void respond_turning(const XyzModel *model, const MeanFieldPoint *p, double chi[2][2])
{
  const double *M = p->M;
  double        A[9];

  meanfield_jacobian(model, M, A);
  A[1] += p->omega, A[3] -= p->omega; /* A = J - omega G */
  for (int b = 0; b < 2; b++) {
    double Y[6] = {0}; /* 2 v x M: v x M = (vy Mz, -vx Mz, vx My - vy Mx) */
    if (b == 0) Y[1] = -2 * M[2], Y[2] = 2 * M[1], Y[3] = 2 * M[2], Y[5] = -2 * M[0];
    else Y[0] = 2 * M[2], Y[2] = -2 * M[0], Y[4] = 2 * M[2], Y[5] = -2 * M[1];
    const bool regular = solve_oscillation(A, p->omega, Y);
    chi[0][b]          = regular ? (Y[0] + Y[4]) / 2 : NAN;
    chi[1][b]          = regular ? (Y[1] - Y[3]) / 2 : NAN;
  }
}

static void respond(const XyzModel *model, const double M[3], double chi[2][2])
{
  const double force[2][3] = {{0, -2 * M[2], 2 * M[1]}, {2 * M[2], 0, -2 * M[0]}}; /* df/dhx, df/dhy */

  for (int b = 0; b < 2; b++) {
    double J[9], A[9], x[3];
    meanfield_jacobian(model, M, J);
    for (int i = 0; i < 3; i++) {
      x[i] = -force[b][i];
      for (int k = 0; k < 3; k++) A[3 * k + i] = J[3 * i + k];
    }
    const bool regular = !isnan(M[2]) && lapack_solve(3, A, x) == 0;
    for (int a = 0; a < 2; a++) chi[a][b] = regular ? x[a] : NAN;
  }
}

void susceptibility_meanfield(const XyzModel *model, const MeanFieldPoint *point, double chi[2][2])
{
  if (point->kind == FLOW_POINT) respond(model, point->M, chi);
  else if (point->omega != 0) respond_turning(model, point, chi);
  else chi[0][0] = chi[0][1] = chi[1][0] = chi[1][1] = INFINITY;
}
