/* Pauli and Gell-Mann matrices, and structure constants from traces: f_abc = -i Tr([O_a, O_b] O_c) / 2.
   References Bertlmann, Krammer, J. Phys. A 41, 235303 (2008). */
#include "physics/algebra/site_basis.h"

#include <math.h>
#include <stdlib.h>

static const double complex pauli[3][4]    = {{0, 1, 1, 0}, {0, -I, I, 0}, {1, 0, 0, -1}};
static const double twice_epsilon[3][3][3] = {{{0}, {0, 0, 2}, {0, -2, 0}}, {{0, 0, -2}, {0}, {2, 0, 0}}, {{0, 2, 0}, {-2, 0, 0}, {0}}};
const SiteBasis     site_pauli             = {2, 3, pauli[0], twice_epsilon[0][0]};

void site_multiply(int d, const double complex *A, const double complex *B, double complex *C)
{
  for (int r = 0; r < d; r++)
    for (int c = 0; c < d; c++) {
      double complex sum = 0;
      for (int k = 0; k < d; k++) sum += A[r * d + k] * B[k * d + c];
      C[r * d + c] = sum;
    }
}

void site_adjoint(int d, const double complex *A, double complex *B)
{
  for (int r = 0; r < d; r++)
    for (int c = 0; c < d; c++) B[r * d + c] = conj(A[c * d + r]);
}

/* sqrt(2 / (l (l+1))) diag(1, ..., 1, -l, 0, ...): l = 1 is sigma_z of the first two levels. */
static void diagonal(int d, int l, double complex *O)
{
  const double scale = sqrt(2.0 / (l * (l + 1.0)));

  for (int k = 0; k < l; k++) O[k * d + k] = scale;
  O[l * d + l] = -l * scale;
}

static void fill_matrices(int d, double complex *O)
{
  for (int r = 0; r < d; r++)
    for (int c = r + 1; c < d; c++, O += 2 * d * d) {
      O[r * d + c] = O[c * d + r] = 1;
      O[d * d + r * d + c]        = -I;
      O[d * d + c * d + r]        = I;
    }
  for (int l = 1; l < d; l++, O += d * d) diagonal(d, l, O);
}

static double half_trace(int d, const double complex *A, const double complex *B)
{
  double complex sum = 0;

  for (int r = 0; r < d; r++)
    for (int k = 0; k < d; k++) sum += A[r * d + k] * B[k * d + r];
  return creal(-I * sum) / 2;
}

static void fill_structure(const SiteBasis *b, double *structure)
{
  double complex AB[SITE_LEVELS_MAX * SITE_LEVELS_MAX], BA[SITE_LEVELS_MAX * SITE_LEVELS_MAX];

  for (int a = 0; a < b->letters; a++)
    for (int c = 0; c < b->letters; c++) {
      site_multiply(b->d, site_matrix(b, a), site_matrix(b, c), AB);
      site_multiply(b->d, site_matrix(b, c), site_matrix(b, a), BA);
      for (int k = 0; k < b->d * b->d; k++) AB[k] -= BA[k];
      for (int e = 0; e < b->letters; e++) {
        const double f                                         = half_trace(b->d, AB, site_matrix(b, e));
        structure[((long)a * b->letters + c) * b->letters + e] = fabs(f) < 1e-14 ? 0 : f;
      }
    }
}

bool site_basis_create(int d, SiteBasis *b)
{
  const size_t    n         = (size_t)d * d - 1;
  double complex *matrix    = calloc(n * d * d, sizeof *matrix);
  double         *structure = calloc(n * n * n, sizeof *structure);

  *b = (SiteBasis){d, (int)n, matrix, structure};
  if (!matrix || !structure) return false;
  fill_matrices(d, matrix);
  fill_structure(b, structure);
  return true;
}

void site_basis_free(SiteBasis *b)
{
  free((void *)b->matrix);
  free((void *)b->structure);
  *b = (SiteBasis){0};
}

double complex site_expand(const SiteBasis *b, const double complex *A, double complex *coefficient)
{
  const int      d     = b->d;
  double complex trace = 0;

  for (int a = 0; a < b->letters; a++) {
    const double complex *O   = site_matrix(b, a);
    double complex        sum = 0;
    for (int r = 0; r < d; r++)
      for (int k = 0; k < d; k++) sum += O[r * d + k] * A[k * d + r];
    coefficient[a] = sum / 2;
  }
  for (int k = 0; k < d; k++) trace += A[k * d + k];
  return trace / d;
}
