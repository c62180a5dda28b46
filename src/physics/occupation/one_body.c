/* Letters in which the one-body map is nearly diagonal.

   Algorithm  l in matrix units; blocks of letters that are coupled by more than a tenth of the difference of their diagonal elements. A
              block and the block of the adjoints that are not one: eigenvectors of one, their adjoints for the other. A block that is its
              own adjoint: Hermitian letters, where it is real; eigenvectors of real eigenvalues are Hermitian, those of a pair are adjoints
              of each other. */
#include "physics/occupation/letters.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <string.h>

static const double weak = 0.1, dependent = 1e3; /* couplings that stay; |V| |U| of eigenvectors that are not taken */

typedef struct {
  int            n, size, own; /* own: is it its own adjoint? */
  int            letter[MOMENT_LETTERS];
  double complex V[MOMENT_LETTERS * MOMENT_LETTERS], U[MOMENT_LETTERS * MOMENT_LETTERS]; /* row-major [size*size] */
} Block;

/* l' = V l U of the letters without the constant. */
static void map_in(const SiteMaps *maps, const LetterBasis *letters, double complex *l)
{
  const int n = maps->n;

  for (int a = 0; a < n; a++)
    for (int b = 0; b < n; b++) {
      l[a * n + b] = 0;
      for (int c = 0; c < n; c++)
        for (int e = 0; e < n && letters->V[a * n + c] != 0; e++)
          l[a * n + b] += letters->V[a * n + c] * site_one(maps, c + 1, e + 1) * letters->U[e * n + b];
    }
}

static bool is_strong(int n, const double complex *l, int a, int b)
{
  const double c = cabs(l[a * n + b]);

  return c > 1e-14 * cabs(l[a * n + a]) && c >= weak * cabs(l[a * n + a] - l[b * n + b]);
}

/* The block of a letter, by flooding; block[a] gets the letter's number. */
static void flood(int n, const double complex *l, int first, int *block)
{
  int stack[MOMENT_LETTERS], depth = 0;

  stack[depth++] = first;
  block[first]   = first;
  while (depth > 0) {
    const int a = stack[--depth];
    for (int b = 0; b < n; b++)
      if (block[b] < 0 && (is_strong(n, l, a, b) || is_strong(n, l, b, a))) block[b] = first, stack[depth++] = b;
  }
}

static bool invert(int n, const double complex *V, double complex *U)
{
  double complex A[MOMENT_LETTERS * MOMENT_LETTERS];

  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      A[i + n * k] = V[i * n + k];
      U[i + n * k] = i == k; /* columns */
    }
  if (lapack_complex_solve(n, n, A, U)) return false;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++) {
      const double complex x = U[i + n * k];
      U[i + n * k]           = U[k + n * i];
      U[k + n * i]           = x;
    }
  return true;
}

/* Are the rows of V far enough from dependent? */
static bool is_sound(Block *b)
{
  double v = 0, u = 0;

  if (!invert(b->size, b->V, b->U)) return false;
  for (int k = 0; k < b->size * b->size; k++) {
    v += creal(b->V[k] * conj(b->V[k]));
    u += creal(b->U[k] * conj(b->U[k]));
  }
  return sqrt(v * u) < dependent * b->size;
}

/* v^T l = w v^T: rows of V are left eigenvectors, here of the block of l. */
static bool diagonalise(int n, const double complex *l, Block *b)
{
  double complex A[MOMENT_LETTERS * MOMENT_LETTERS], w[MOMENT_LETTERS], left[MOMENT_LETTERS * MOMENT_LETTERS];
  const int      size = b->size;

  for (int i = 0; i < size; i++)
    for (int k = 0; k < size; k++) A[k + size * i] = l[b->letter[i] * n + b->letter[k]]; /* its transpose: right eigenvectors */
  if (lapack_complex_modes(size, A, w, left, b->V)) return false;
  return is_sound(b); /* column i of V is row i of a row-major V */
}

/* H_(i) of the letters of an own block: a Hermitian letter itself, of a pair (a, a*) a + a* and -i (a - a*). Rows of T over the block's
   letters. */
static void hermitian_parts(const Block *b, const int *star, double complex *T)
{
  const int size = b->size;

  memset(T, 0, (size_t)(size * size) * sizeof *T);
  for (int i = 0; i < size; i++) {
    int k = 0;
    while (b->letter[k] != star[b->letter[i]]) k++;
    if (k == i) T[i * size + i] = 1;
    else if (i < k) T[i * size + i] = T[i * size + k] = 1;
    else {
      T[i * size + k] = -I; /* k < i: the letter whose adjoint i is */
      T[i * size + i] = I;
    }
  }
}

static void product(int n, const double complex *A, const double complex *B, double complex *C)
{
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      C[i * n + k] = 0;
      for (int r = 0; r < n; r++) C[i * n + k] += A[i * n + r] * B[r * n + k];
    }
}

/* The same of a block that is its own adjoint; star of its new letters by position goes to *mate. */
static bool diagonalise_own(int n, const double complex *l, const int *star, Block *b, int *mate)
{
  double complex T[MOMENT_LETTERS * MOMENT_LETTERS], S[MOMENT_LETTERS * MOMENT_LETTERS], M[MOMENT_LETTERS * MOMENT_LETTERS],
    R[MOMENT_LETTERS * MOMENT_LETTERS];
  double A[MOMENT_LETTERS * MOMENT_LETTERS], re[MOMENT_LETTERS], im[MOMENT_LETTERS], left[MOMENT_LETTERS * MOMENT_LETTERS],
    right[MOMENT_LETTERS * MOMENT_LETTERS];
  const int size = b->size;

  hermitian_parts(b, star, T);
  if (!invert(size, T, S)) return false;
  for (int i = 0; i < size; i++)
    for (int k = 0; k < size; k++) M[i * size + k] = l[b->letter[i] * n + b->letter[k]];
  product(size, T, M, R);
  product(size, R, S, M);
  for (int i = 0; i < size; i++)
    for (int k = 0; k < size; k++) A[k + size * i] = creal(M[i * size + k]);
  if (lapack_general_eigenvectors(size, A, re, im, left, right)) return false;
  for (int i = 0; i < size; i++) {
    const bool second = im[i] < 0; /* LAPACK has the one with im > 0 first */
    mate[i]           = im[i] == 0 ? i : second ? i - 1 : i + 1;
    for (int k = 0; k < size; k++)
      R[i * size + k] = im[i] == 0 ? right[k + size * i]
                        : second   ? right[k + size * (i - 1)] - I * right[k + size * i]
                                   : right[k + size * i] + I * right[k + size * (i + 1)];
  }
  product(size, R, T, b->V);
  return is_sound(b);
}

/* Rows of the block in letters->V become b->V times them; letters->U follows at the end. */
static void apply(const Block *b, const LetterBasis *from, LetterBasis *to)
{
  const int n = from->n;

  for (int i = 0; i < b->size; i++)
    for (int c = 0; c < n; c++) {
      double complex sum = 0;
      for (int k = 0; k < b->size; k++) sum += b->V[i * b->size + k] * from->V[b->letter[k] * n + c];
      to->V[b->letter[i] * n + c] = sum;
    }
}

static void gather(int n, const int *block, int first, Block *b)
{
  b->n    = n;
  b->size = 0;
  for (int a = 0; a < n; a++)
    if (block[a] == first) b->letter[b->size++] = a;
}

static void treat_own(const double complex *l, Block *b, const LetterBasis *units, LetterBasis *letters)
{
  int mate[MOMENT_LETTERS];

  if (!diagonalise_own(units->n, l, units->star, b, mate)) return;
  apply(b, units, letters);
  for (int i = 0; i < b->size; i++) letters->star[b->letter[i]] = b->letter[mate[i]];
}

/* The block of the adjoints has the conjugate eigenvectors, letter by letter. */
static void treat_pair(const double complex *l, Block *b, const LetterBasis *units, LetterBasis *letters)
{
  if (!diagonalise(units->n, l, b)) return;
  apply(b, units, letters);
  for (int i = 0; i < b->size; i++) b->letter[i] = units->star[b->letter[i]];
  for (int k = 0; k < b->size * b->size; k++) b->V[k] = conj(b->V[k]);
  apply(b, units, letters);
}

/* Steady values of the map that is diagonalised; zero where there are none. */
static void steady_point(const SiteMaps *maps, const LetterBasis *units, const double complex *l, const int *block, double *point)
{
  const int      n = maps->n;
  double complex A[MOMENT_LETTERS * MOMENT_LETTERS], b[MOMENT_LETTERS];

  for (int a = 0; a < n; a++) {
    b[a] = 0;
    for (int c = 0; c < n; c++) {
      A[a + n * c] = block[a] == block[c] ? l[a * n + c] : 0;
      b[a] -= units->V[a * n + c] * site_one(maps, c + 1, 0);
    }
  }
  memset(point, 0, (size_t)n * sizeof *point);
  if (lapack_complex_solve(n, 1, A, b)) return;
  for (int a = 0; a < n; a++) {
    double complex sum = 0;
    for (int c = 0; c < n; c++) sum += units->U[a * n + c] * b[c];
    if (!(cabs(sum) < 2 * n)) return (void)memset(point, 0, (size_t)n * sizeof *point); /* nearly singular: no state's averages */
    point[a] = fabs(creal(sum)) > 1e-15 ? creal(sum) : 0;
  }
}

void letters_one_body(const SiteBasis *basis, const SiteMaps *maps, LetterBasis *letters)
{
  const int      n = maps->n;
  LetterBasis    units;
  double complex l[MOMENT_LETTERS * MOMENT_LETTERS];
  int            block[MOMENT_LETTERS];
  Block          b;

  letters_matrix_units(basis, &units);
  *letters = units;
  map_in(maps, &units, l);
  for (int a = 0; a < n; a++) block[a] = -1;
  for (int a = 0; a < n; a++)
    if (block[a] < 0) flood(n, l, a, block);
  for (int a = 0; a < n; a++) {
    const int other = block[units.star[a]];
    gather(n, block, a, &b);
    if (block[a] != a || b.size == 1) continue;
    if (other == a) treat_own(l, &b, &units, letters);
    else if (a < other) treat_pair(l, &b, &units, letters);
  }
  if (!invert(n, letters->V, letters->U)) *letters = units;
  steady_point(maps, &units, l, block, letters->point);
}
