/* Every word is applied to every |m> letter by letter, from the right; a letter widens what it has by one. */
#include "physics/spaces/spin_bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REACH = POLYNOMIAL_DEGREE_MAX };

static bool allocate(int n, int width, SpinBand *b)
{
  *b   = (SpinBand){n, width, NULL};
  b->c = calloc((size_t)(2 * width + 1) * (size_t)n, sizeof *b->c);
  return b->c != NULL;
}

void spin_band_free(SpinBand *b)
{
  free(b->c);
  *b = (SpinBand){0};
}

/* amplitude[REACH + d] of |a + d> <- letter applied, up to |d| = reach < REACH before; one farther after it. raise[a] = <a+1|J+|a>. */
static void apply_letter(int letter, int n, double j, const double *raise, int a, int reach, double complex *amplitude)
{
  double complex out[2 * REACH + 1];
  const size_t   first = REACH - 1 - (size_t)reach, bytes = (2 * (size_t)reach + 3) * sizeof *out; /* of what it reaches */

  memset(out + first, 0, bytes);
  for (int d = -reach; d <= reach; d++) {
    const int            at = a + d;
    const double complex x  = amplitude[REACH + d];
    if (at < 0 || at >= n || x == 0) continue;
    if (letter == SITE_Z) {
      out[REACH + d] += 2 * (at - j) * x;
      continue;
    }
    if (at + 1 < n) out[REACH + d + 1] += (letter == SITE_X ? 1 : -I) * raise[at] * x;
    if (at > 0) out[REACH + d - 1] += (letter == SITE_X ? 1 : I) * raise[at - 1] * x;
  }
  memcpy(amplitude + first, out + first, bytes);
}

void spin_band_trim(SpinBand *b)
{
  int width = 0;

  for (int d = -b->width; d <= b->width; d++)
    for (int a = 0; a < b->n; a++)
      if (b->c[(long)(d + b->width) * b->n + a] != 0) width = abs(d) > width ? abs(d) : width;
  memmove(b->c, b->c + (long)(b->width - width) * b->n, (size_t)(2 * width + 1) * (size_t)b->n * sizeof *b->c);
  b->width = width;
}

void spin_band_cut(SpinBand *b, int n)
{
  const int old = b->n;

  if (n >= old) return;
  for (int d = -b->width; d <= b->width; d++)
    for (int a = 0; a < n; a++) {
      const double complex x             = b->c[(long)(d + b->width) * old + a];
      b->c[(long)(d + b->width) * n + a] = a + d < 0 || a + d >= n ? 0 : x;
    }
  b->n = n;
}

bool spin_band_create(const Polynomial *P, int two_j, int n, SpinBand *b)
{
  const int    whole = two_j + 1;
  const double j     = 0.5 * two_j;
  double      *raise = malloc((size_t)whole * sizeof *raise);

  if (!raise || !allocate(whole, polynomial_degree(P), b)) return free(raise), false;
  for (int a = 0; a < whole; a++) raise[a] = sqrt((double)(two_j - a) * (a + 1.0));
  for (int k = 0; k < P->count; k++) {
    const PolynomialWord *word = &P->term[k].word;
    for (int a = 0; a < whole; a++) {
      double complex amplitude[2 * REACH + 1];
      amplitude[REACH] = P->term[k].c;
      for (int i = word->degree - 1; i >= 0; i--) apply_letter(word->letter[i], whole, j, raise, a, word->degree - 1 - i, amplitude);
      for (int d = -word->degree; d <= word->degree; d++) b->c[(long)(d + b->width) * whole + a] += amplitude[REACH + d];
    }
  }
  free(raise);
  spin_band_cut(b, n);
  spin_band_trim(b);
  return true;
}

bool spin_band_adjoint_product(const SpinBand *A, const SpinBand *B, SpinBand *out)
{
  if (!allocate(B->n, A->width + B->width, out)) return false;
  for (int d = -B->width; d <= B->width; d++)
    for (int e = -A->width; e <= A->width; e++) /* |a> -> |a+d> -> |a+d-e>, <a+d-e|A^+|a+d> = conj <a+d|A|a+d-e> */
      for (int a = 0; a < B->n; a++) {
        const int from = a + d - e;
        if (from < 0 || from >= B->n || a + d < 0 || a + d >= B->n) continue;
        out->c[(long)(d - e + out->width) * B->n + a] += conj(spin_band(A, from, e)) * spin_band(B, a, d);
      }
  return true;
}

bool spin_band_add(double complex factor, const SpinBand *B, SpinBand *A)
{
  if (B->width > A->width) {
    SpinBand wider;
    if (!allocate(A->n, B->width, &wider)) return false;
    memcpy(wider.c + (long)(B->width - A->width) * A->n, A->c, (size_t)(2 * A->width + 1) * (size_t)A->n * sizeof *A->c);
    spin_band_free(A);
    *A = wider;
  }
  for (int d = -B->width; d <= B->width; d++)
    for (int a = 0; a < A->n; a++) A->c[(long)(d + A->width) * A->n + a] += factor * B->c[(long)(d + B->width) * B->n + a];
  return true;
}
