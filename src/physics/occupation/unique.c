/* Singular values of the dense matrix. */
#include "physics/occupation/unique.h"

#include "physics/numerics/lapack.h"
#include "physics/occupation/generator.h"

#include <stdlib.h>

static const double tiny = 1e-13;

static int kernel(const OccupationGenerator *g, OccupationRow *row, double complex *A, double *s)
{
  const int n    = (int)g->index.size;
  int       zero = 0;

  for (int i = 0; i < n; i++) {
    occupation_row(g, i, row);
    for (int k = 0; k < row->count; k++) A[i + (long)n * row->column[k]] = row->value[k];
  }
  if (lapack_singular_values(n, A, s)) return -1;
  for (int k = 0; k < n; k++) zero += s[k] <= tiny * s[0];
  return zero;
}

int occupation_steady_states(const SiteBasis *basis, const SiteMaps *maps)
{
  enum { UNKNOWNS = 350, SITES = 3 };
  OccupationGenerator *g       = calloc(1, sizeof *g);
  LetterBasis         *letters = malloc(sizeof *letters);
  OccupationRow        row     = {0};
  SiteMaps             few     = *maps;
  double complex      *A       = NULL;
  double              *s       = NULL;
  int                  states  = -1;

  few.N = few.N > SITES ? SITES : few.N;
  while (few.N > 1 && occupation_count(few.n, few.N) > UNKNOWNS) few.N--;
  if (letters) letters_matrix_units(basis, letters);
  if (g && letters && occupation_generator_create(&few, letters, g) && occupation_row_create(g, &row)) {
    const size_t n = (size_t)g->index.size;
    A              = calloc(n * n, sizeof *A);
    s              = malloc(n * sizeof *s);
    if (A && s) states = kernel(g, &row, A, s);
  }
  free(A);
  free(s);
  occupation_row_free(&row);
  if (g) occupation_generator_free(g);
  free(g);
  free(letters);
  return states;
}
