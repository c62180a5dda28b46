/* One block of B^-1 where H is complex: rho' = U^+ rho U, rho'_kl / (kappa + i (E_k - E_l)), and back. All m are one class; elements that
   the sector does not have are zero before and after. */
#include "physics/numerics/lapack.h"
#include "solvers/adi/hamiltonian.h"

typedef struct {
  int             n;
  double complex *rho, *other;
} Work;

static void gather(const Work *w, const AdiRows *rows, int k, AdiBlend blend, const double *x, const double *y)
{
  const int lone = rows->parity == 0;

  for (int c = 0; c < rows->rows[k - rows->k0]; c++) {
    const PetscInt row = adi_row(rows, k, c);
    for (int i = 0; i < adi_end(rows, k, c); i++) {
      const int      a = c + rows->parity + i, b = c - i;
      const PetscInt at  = row + 2 * i - (lone && i > 0);
      double complex z   = 0;
      const bool     pop = lone && i == 0;
      if (blend.alpha != 0) z += blend.alpha * (pop ? x[at] : x[at] + I * x[at + 1]);
      if (blend.beta != 0) z += blend.beta * (pop ? y[at] : y[at] + I * y[at + 1]);
      if (pop) z += blend.population;
      w->rho[a + (size_t)b * w->n] = z;
      w->rho[b + (size_t)a * w->n] = conj(z);
    }
  }
}

static void scatter(const Work *w, const AdiRows *rows, int k, double gamma, double *y)
{
  const int lone = rows->parity == 0;

  for (int c = 0; c < rows->rows[k - rows->k0]; c++) {
    const PetscInt row = adi_row(rows, k, c);
    for (int i = 0; i < adi_end(rows, k, c); i++) {
      const PetscInt       at = row + 2 * i - (lone && i > 0);
      const double complex z  = w->rho[(c + rows->parity + i) + (size_t)(c - i) * w->n];
      y[at]                   = creal(z) - (gamma != 0 ? gamma * y[at] : 0);
      if (!(lone && i == 0)) y[at + 1] = cimag(z) - (gamma != 0 ? gamma * y[at + 1] : 0);
    }
  }
}

/* rho <- U^+ rho U (forward) or U rho U^+. */
static void change_basis(const Work *w, const double complex *U, bool forward)
{
  blas_complex_multiply(forward ? 'C' : 'N', 'N', w->n, U, w->rho, w->other);
  blas_complex_multiply('N', forward ? 'N' : 'C', w->n, w->other, U, w->rho);
}

PetscErrorCode AdiHamiltonianSolveComplex(const AdiHamiltonian *h, int families, const AdiRows *const *rows, double kappa, int k,
                                          AdiBlend blend, PetscLogEvent gemm, const double *x, double *y)
{
  const AdiEigen *eigen = &h->eigen[k - h->k0];
  const int       n     = eigen->class[0].size;
  const double   *e     = eigen->class[0].energy;
  const Work      w     = {n, (double complex *)(void *)h->work[0], (double complex *)(void *)h->work[1]};

  PetscFunctionBeginUser;
  if (families == 1) PetscCall(PetscArrayzero(w.rho, (size_t)n * n));
  for (int f = 0; f < families; f++) gather(&w, rows[f], k, blend, x, y);
  PetscCall(PetscLogEventBegin(gemm, 0, 0, 0, 0));
  change_basis(&w, eigen->unitary, true);
  for (int l = 0; l < n; l++)
    for (int i = 0; i < n; i++) w.rho[i + (size_t)l * n] /= kappa + I * (e[i] - e[l]);
  change_basis(&w, eigen->unitary, false);
  PetscCall(PetscLogFlops(32.0 * n * n * n));
  PetscCall(PetscLogEventEnd(gemm, 0, 0, 0, 0));
  for (int f = 0; f < families; f++) scatter(&w, rows[f], k, blend.gamma, y);
  PetscFunctionReturn(PETSC_SUCCESS);
}
