/* The product with L_H = -i[H, .] in rows, H real and tridiagonal in steps of two:

     d Re_ab = (E_a - E_b) Im_ab + h_a Im_{a+2,b} + h_{a-2} Im_{a-2,b} - h_b Im_{a,b+2} - h_{b-2} Im_{a,b-2},   h_a = <a+2|H|a>,

   and d Im_ab = -(the same with Re). At a = c+p+i, b = c-i the four neighbours are (c+1, i+1), (c-1, i-1), (c+1, i-1), (c-1, i+1). */
#include "physics/numerics/clones.h"
#include "solvers/adi/object.h"

/* Element (c, i) of a block, real or imaginary part, also beyond the triangle that is stored: rho_ba = conj(rho_ab). */
static double element(const AdiRows *rows, int k, const double *x, int c, int i, int part)
{
  const int p = rows->parity;

  if (c < 0 || c >= rows->rows[k - rows->k0]) return 0;
  if (i < 0) return element(rows, k, x, c, -i - p, part) * (part ? -1 : 1);
  if (i >= adi_end(rows, k, c)) return 0;
  if (i == 0 && p == 0) return part ? 0 : x[adi_row(rows, k, c)];
  return x[adi_row(rows, k, c) + 2 * i + part - (p == 0)];
}

static double energy(const SpinBand *H, int a) { return creal(spin_band(H, a, 0)); }
static double raise(const SpinBand *H, int a) { return creal(spin_band(H, a, 2)); }

/* The sum above for one element, any boundary. */
static double commutator_element(const AdiRows *rows, const SpinBand *H, int k, const double *x, int c, int i, int part)
{
  const int    a = c + rows->parity + i, b = c - i, other = 1 - part;
  const double sum = (energy(H, a) - energy(H, b)) * element(rows, k, x, c, i, other) +
                     raise(H, a) * element(rows, k, x, c + 1, i + 1, other) + raise(H, a - 2) * element(rows, k, x, c - 1, i - 1, other) -
                     raise(H, b) * element(rows, k, x, c + 1, i - 1, other) - raise(H, b - 2) * element(rows, k, x, c - 1, i + 1, other);
  return part ? -sum : sum;
}

/* Pairs that have all four neighbours. ea, ha run up (E_a, h_a), eb, hb down, as real parts of complex arrays; x, above and below are pair
   i of the rows c, c+1, c-1. */
PILIND_CLONES static void commutator_pairs(int pairs, const double *restrict ea, const double *restrict eb, const double *restrict ha,
                                           const double *restrict hb, const double *restrict x, const double *restrict above,
                                           const double *restrict below, double *restrict out)
{
  for (int i = 0; i < pairs; i++) {
    const double e = ea[2 * i] - eb[-2 * i], h = ha[2 * i], l = ha[2 * i - 4], g = hb[-2 * i], m = hb[-2 * i - 4];
    const double re = e * x[2 * i] + h * above[2 * i + 2] + l * below[2 * i - 2] - g * above[2 * i - 2] - m * below[2 * i + 2];
    const double im = e * x[2 * i + 1] + h * above[2 * i + 3] + l * below[2 * i - 1] - g * above[2 * i - 1] - m * below[2 * i + 3];
    out[2 * i] += im;
    out[2 * i + 1] -= re;
  }
}

static void commutator_slow(const AdiRows *rows, const SpinBand *H, int k, int c, int i0, int i1, const double *x, double *out)
{
  const int lone = rows->parity == 0;

  for (int i = i0; i < i1; i++)
    for (int part = 0; part < 2; part++)
      if (!(lone && i == 0 && part)) out[2 * i + part - (lone && i > 0)] += commutator_element(rows, H, k, x, c, i, part);
}

/* H is diagonal in this block. */
static void diagonal_row(const AdiRows *rows, const SpinBand *H, int k, int c, const double *x, double *out)
{
  const int lone = rows->parity == 0;

  for (int i = lone; i < adi_end(rows, k, c); i++) {
    const double  e   = energy(H, c + rows->parity + i) - energy(H, c - i);
    const double *own = x + adi_row(rows, k, c) + 2 * i - lone;
    out[2 * i - lone] += e * own[1];
    out[2 * i - lone + 1] -= e * own[0];
  }
}

void adi_commutator_row(const AdiRows *rows, const SpinBand *H, int k, int c, const double *x, double *out)
{
  const int lone = rows->parity == 0, end = adi_end(rows, k, c), last = rows->rows[k - rows->k0] - 1;
  /* h_{b-2} needs b >= 2; the neighbours' rows have one pair more on the long side, one less on the short */
  int low = lone ? 2 : 1, high = 0;

  if (H->width < 2) {
    diagonal_row(rows, H, k, c, x, out);
    return;
  }
  if (c > 0 && c < last) high = PetscMin(PetscMin(adi_end(rows, k, c - 1), adi_end(rows, k, c + 1)) - 1, c - 1);
  high = PetscMin(high, end);
  low  = PetscMin(low, end);
  if (high < low) high = low;
  commutator_slow(rows, H, k, c, 0, low, x, out);
  if (high > low) {
    const int     a = c + rows->parity + low, b = c - low, at0 = 2 * low - lone;
    const double *e = (const double *)(H->c + (size_t)H->width * H->n), *h = (const double *)(H->c + (size_t)(H->width + 2) * H->n);
    commutator_pairs(high - low, e + 2 * a, e + 2 * b, h + 2 * a, h + 2 * b, x + adi_row(rows, k, c) + at0,
                     x + adi_row(rows, k, c + 1) + at0, x + adi_row(rows, k, c - 1) + at0, out + at0);
  }
  commutator_slow(rows, H, k, c, high, end, x, out);
}
