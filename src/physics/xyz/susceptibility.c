/* Method     The circumference is 4 s1 E(k), k'= s2/s1; E by Gauss's arithmetic-geometric mean.
   References Abramowitz, Stegun, 17.6 (E by the AGM) and 17.3.35 ff. (k' to 0). */
#include "physics/xyz/susceptibility.h"

#include "physics/numerics/lapack.h"
#include "physics/xyz/meanfield.h"

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

void susceptibility_meanfield(const XyzModel *model, const double M[3], double chi[2][2])
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
