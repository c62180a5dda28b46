/* Bands of the collective operators. With f(m) = <m+2|J+^2|m> and e(m) = <m|Sx^2|m>:
   Sx^2 and Sy^2 have the bands e, +-f; their squares follow from e and f without dense products. */
#include "physics/observables/moments.h"

#include <math.h>

static double raise1(double j, double m) { return m + 1 > j ? 0 : sqrt((j - m) * (j + m + 1)); }
static double raise2(double j, double m) { return m + 2 > j || m < -j ? 0 : raise1(j, m) * raise1(j, m + 1); }
static double square(double j, double m) { return 2 * (j * (j + 1) - m * m); }

static double complex band_one(double j, double m, int dm) { return (void)j, (void)m, dm == 0; }
static double complex band_sx(double j, double m, int dm) { return dm == 1 ? raise1(j, m) : 0; }
static double complex band_sy(double j, double m, int dm) { return dm == 1 ? -I * raise1(j, m) : 0; }
static double complex band_sz(double j, double m, int dm) { return (void)j, dm == 0 ? 2 * m : 0; }
static double complex band_sz2(double j, double m, int dm) { return (void)j, dm == 0 ? 4 * m * m : 0; }
static double complex band_s2(double j, double m, int dm) { return (void)m, dm == 0 ? 4 * j * (j + 1) : 0; }
static double complex band_sx2(double j, double m, int dm) { return dm == 0 ? square(j, m) : dm == 2 ? raise2(j, m) : 0; }
static double complex band_sy2(double j, double m, int dm) { return dm == 0 ? square(j, m) : dm == 2 ? -raise2(j, m) : 0; }
static double complex band_sxy(double j, double m, int dm) { return dm == 2 ? -I * raise2(j, m) : 0; }

static double complex band_sxz(double j, double m, int dm) { return dm == 1 ? raise1(j, m) * (2 * m + 1) : 0; }
static double complex band_syz(double j, double m, int dm) { return dm == 1 ? -I * raise1(j, m) * (2 * m + 1) : 0; }

static double complex fourth(double j, double m, int dm, double sign)
{
  if (dm == 0) return square(j, m) * square(j, m) + raise2(j, m) * raise2(j, m) + raise2(j, m - 2) * raise2(j, m - 2);
  if (dm == 2) return sign * raise2(j, m) * (square(j, m) + square(j, m + 2));
  return dm == 4 ? raise2(j, m) * raise2(j, m + 2) : 0;
}
static double complex band_sx4(double j, double m, int dm) { return fourth(j, m, dm, 1); }
static double complex band_sy4(double j, double m, int dm) { return fourth(j, m, dm, -1); }

static const struct {
  int    width; /* widest dm, at most MOMENT_BAND */
  double complex (*element)(double j, double m, int dm);
} operators[MOMENT_COUNT] = {
  [MOMENT_TRACE] = {0, band_one}, [MOMENT_SX] = {1, band_sx},   [MOMENT_SY] = {1, band_sy},   [MOMENT_SZ] = {0, band_sz},
  [MOMENT_SX2] = {2, band_sx2},   [MOMENT_SY2] = {2, band_sy2}, [MOMENT_SZ2] = {0, band_sz2}, [MOMENT_SXY] = {2, band_sxy},
  [MOMENT_SXZ] = {1, band_sxz},   [MOMENT_SYZ] = {1, band_syz}, [MOMENT_SX4] = {4, band_sx4}, [MOMENT_SY4] = {4, band_sy4},
  [MOMENT_S2] = {0, band_s2},
};

double complex moment_element(Moment moment, double j, double m, int dm)
{
  return m + dm > j || dm > operators[moment].width ? 0 : operators[moment].element(j, m, dm);
}

double moment_weight(Moment moment, const DickeBasis *basis, DickeElement e)
{
  /* a > b: O_ab rho_ba + O_ba rho_ab = 2 (Re O_ab Re rho_ab + Im O_ab Im rho_ab) */
  const int dm = e.a - e.b;

  if (dm > operators[moment].width) return 0;
  const double         j       = dicke_j(basis, e.block);
  const double complex element = moment_element(moment, j, e.b - j, dm);
  const double         weight  = dm == 0 ? creal(element) : 2 * (e.part == 0 ? creal(element) : cimag(element));
  return basis->scaling == 0 ? weight : weight * exp(-basis->scaling * dicke_log_degeneracy(basis->N, e.block));
}
