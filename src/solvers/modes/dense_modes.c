/* The expert driver: balanced, with condition numbers. */
#include "solvers/modes/dense_modes.h"

#include "physics/numerics/lapack.h"

#include <float.h>
#include <math.h>

PetscErrorCode DenseModesCreate(int n, double *A, DenseModes *m)
{
  const size_t square = (size_t)n * (size_t)n;

  PetscFunctionBeginUser;
  *m = (DenseModes){.n = n};
  PetscCall(PetscMalloc4(n, &m->re, n, &m->im, n, &m->overlap, n, &m->error));
  PetscCall(PetscMalloc2(square, &m->right, square, &m->left));
  const int info = lapack_general_modes(n, A, m->re, m->im, m->left, m->right, m->overlap, &m->norm);
  PetscCheck(info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the eigenvalues of a block");
  for (int k = 0; k < n; k++) {
    if (info) m->re[k] = m->im[k] = m->overlap[k] = NAN; /* the point fails, the farm goes on */
    m->error[k] = DENSE_ERROR_FACTOR * DBL_EPSILON * m->norm / m->overlap[k];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DenseModesDestroy(DenseModes *m)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree4(m->re, m->im, m->overlap, m->error));
  PetscCall(PetscFree2(m->right, m->left));
  *m = (DenseModes){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
