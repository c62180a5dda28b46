/* Eigenvectors of H_j, once a solver.

   Real H. Where it connects m with m+-2, +-4 ... only, the two m-parity classes q are by themselves; else all m are one class. A Hermitian
   block R + iI is packed as the real matrix Z = R + I, for which -i[H, rho] is Z^T H - H Z^T. In the eigenbases Z' = V^T Z V, and the pairs
   (k, l), (l, k) decouple:  Z_kl = (kappa F_kl - w F_lk) / (kappa^2 + w^2),  w = E_k - E_l.
   Even sector: Z_q couples class q with itself; odd sector: Z_q has its rows in class q and its columns in the other one.
   Complex H: complex.c.

   Reflection m -> -m (H unchanged by it, block not cut): a class that is its own image splits into symmetric and antisymmetric halves,
   which halves the dgemm work; with 2j odd the two classes are mirror images and share one set of eigenvectors. */
#include "solvers/adi/hamiltonian.h"

#include "physics/numerics/lapack.h"

typedef struct {
  int       classes;
  PetscBool complex_, diagonal, folded, mirror;
  int       size[2];
  int       part[2][ADI_PARTS]; /* sizes of the parts of each class; 0: none */
} Shape;

static Shape block_shape(const AdiKind *kind, const DickeBasis *basis, int k)
{
  const int  n = basis->size[k], classes = adi_classes(kind, basis);
  const bool reflects = kind->symmetry.reflects && kind->symmetry.real && n == basis->N + 1 - 2 * k && !kind->symmetry.diagonal;
  Shape      s        = {.classes  = classes,
                         .complex_ = adi_complex(kind) ? PETSC_TRUE : PETSC_FALSE,
                         .diagonal = kind->symmetry.diagonal ? PETSC_TRUE : PETSC_FALSE,
                         .size     = {n, 0}};

  if (classes == 2) s.size[0] = (n + 1) / 2, s.size[1] = n / 2;
  s.folded = reflects && (classes == 1 || n % 2 == 1) ? PETSC_TRUE : PETSC_FALSE;
  s.mirror = reflects && !s.folded ? PETSC_TRUE : PETSC_FALSE;
  for (int q = 0; q < classes; q++) {
    s.part[q][0] = s.folded ? (s.size[q] + 1) / 2 : s.size[q];
    s.part[q][1] = s.folded ? s.size[q] / 2 : 0;
  }
  return s;
}

double adi_eigen_doubles(const AdiKind *kind, const DickeBasis *basis, int k)
{
  const Shape s   = block_shape(kind, basis, k);
  double      sum = 0;

  for (int q = 0; q < (s.mirror ? 1 : s.classes); q++) {
    sum += s.size[q];
    for (int p = 0; p < ADI_PARTS && !s.diagonal; p++) sum += (s.complex_ ? 2.0 : 1.0) * s.part[q][p] * s.part[q][p];
  }
  return sum;
}

double adi_eigen_flops(const AdiKind *kind, const DickeBasis *basis, int k)
{
  const Shape s   = block_shape(kind, basis, k);
  double      sum = 0;

  if (s.diagonal) return 0;
  if (s.complex_) return 32.0 * s.size[0] * s.size[0] * s.size[0];
  for (int q = 0; q < s.classes; q++) {
    const int r = s.classes == 2 ? q ^ (int)basis->parity : 0; /* class of the columns */
    for (int p = 0; p < ADI_PARTS; p++)
      sum += 4.0 * s.size[q] * s.part[r][p] * s.part[r][p] + 4.0 * s.size[r] * s.part[q][p] * s.part[q][p];
  }
  return sum;
}

double adi_work_doubles(const AdiKind *kind, const DickeBasis *basis, int k)
{
  const int n = (basis->size[k] + adi_classes(kind, basis) - 1) / adi_classes(kind, basis);
  return (adi_complex(kind) ? 2.0 : 1.0) * adi_leading(n) * n;
}

/* Element <a + d|H|a> of class q: m values q, q + classes, ... */
static double class_element(const SpinBand *H, int classes, int q, int row, int column)
{
  return creal(spin_band(H, classes * column + q, classes * (row - column)));
}

/* The tridiagonal matrix of one part of class q: diagonal e, off-diagonal h, in the order of the part. */
static void tridiagonal_part(const SpinBand *H, const Shape *s, int q, int p, double *e, double *h)
{
  const int size = s->size[q], n = s->part[q][p];

  for (int i = 0; i < n; i++) e[i] = class_element(H, s->classes, q, i, i);
  for (int i = 0; i + 1 < n; i++) h[i] = class_element(H, s->classes, q, i + 1, i);
  if (!s->folded || n == 0) return;
  const double middle = class_element(H, s->classes, q, n, n - 1); /* to the next one towards the centre, or across it */
  if (size % 2 == 0) e[n - 1] += p == 0 ? middle : -middle;
  else if (p == 0 && n > 1) h[n - 2] *= PETSC_SQRT2; /* the centre is its own image */
}

/* Element (i, l) of one part, from the elements of the class: (x_i +- x_(size-1-i))/sqrt(2), and the centre itself. */
static double dense_element(const SpinBand *H, const Shape *s, int q, int p, int i, int l)
{
  const int    size = s->size[q], mi = size - 1 - i, ml = size - 1 - l;
  const double sign = p == 0 ? 1 : -1;

  if (!s->folded) return class_element(H, s->classes, q, i, l);
  const double sum = class_element(H, s->classes, q, i, l) + class_element(H, s->classes, q, mi, ml) +
                     sign * (class_element(H, s->classes, q, mi, l) + class_element(H, s->classes, q, i, ml));
  return sum / ((i == mi ? PETSC_SQRT2 : 1) * (l == ml ? PETSC_SQRT2 : 1) * 2);
}

/* Antisymmetric combinations are kept where their mirror images were, in reverse order. */
static void reverse_rows(int n, double *V)
{
  for (int c = 0; c < n; c++)
    for (int i = 0; i < n / 2; i++) {
      double *column = V + (size_t)c * n, t = column[i];
      column[i]         = column[n - 1 - i];
      column[n - 1 - i] = t;
    }
}

static int solve_part(const SpinBand *H, const Shape *s, int q, int p, double *h, double *energy, double *V)
{
  const int n = s->part[q][p];

  if (n == 0) return 0;
  if (H->width <= s->classes) {
    tridiagonal_part(H, s, q, p, energy, h);
    return lapack_tridiagonal_eigenvectors(n, energy, h, V);
  }
  for (int l = 0; l < n; l++)
    for (int i = 0; i < n; i++) V[i + (size_t)l * n] = dense_element(H, s, q, p, i, l);
  return lapack_symmetric_eigenvectors(n, V, energy);
}

static PetscErrorCode solve_class(const SpinBand *H, const Shape *s, int q, AdiClass *class, double **pool)
{
  double *h;

  PetscFunctionBeginUser;
  *class        = (AdiClass){.size = s->size[q], .parts = s->diagonal ? 0 : s->folded ? 2 : 1};
  class->energy = *pool;
  *pool += class->size;
  if (s->diagonal) {
    for (int i = 0; i < class->size; i++) class->energy[i] = class_element(H, s->classes, q, i, i);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(PetscMalloc1(class->size + 1, &h));
  for (int p = 0, done = 0; p < class->parts; done += s->part[q][p], p++) {
    class->part[p]   = s->part[q][p];
    class->vector[p] = *pool;
    *pool += (size_t) class->part[p] * class->part[p];
    const int info = solve_part(H, s, q, p, h, class->energy + done, class->vector[p]);
    PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "LAPACK returned %d for the eigenvectors of H, size %d", info, class->part[p]);
    if (p == 1) reverse_rows(class->part[p], class->vector[p]);
  }
  PetscCall(PetscFree(h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_complex(const SpinBand *H, AdiEigen *eigen, double **pool)
{
  const int n = H->n;

  PetscFunctionBeginUser;
  eigen->class[0] = (AdiClass){.size = n, .energy = *pool};
  eigen->unitary  = (double complex *)(void *)(*pool + n);
  *pool += n + 2 * (size_t)n * n;
  for (int l = 0; l < n; l++)
    for (int i = 0; i < n; i++) eigen->unitary[i + (size_t)l * n] = spin_band(H, l, i - l);
  const int info = lapack_hermitian_eigenvectors(n, eigen->unitary, eigen->class[0].energy);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "LAPACK returned %d for the eigenvectors of H, size %d", info, n);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_block(const AdiKind *kind, const DickeBasis *basis, const SpinBand *H, int k, AdiEigen *eigen, double **pool)
{
  const Shape s = block_shape(kind, basis, k);

  PetscFunctionBeginUser;
  *eigen = (AdiEigen){.classes = s.classes, .diagonal = s.diagonal, .folded = s.folded, .mirror = s.mirror};
  if (s.complex_) {
    PetscCall(solve_complex(H, eigen, pool));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(solve_class(H, &s, 0, &eigen->class[0], pool));
  if (s.mirror) eigen->class[1] = eigen->class[0];
  else if (s.classes == 2) PetscCall(solve_class(H, &s, 1, &eigen->class[1], pool));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiHamiltonianCreate(const DickeLiouvillian *L, const AdiKind *kind, int k0, int k1, AdiHamiltonian *h)
{
  const DickeBasis *basis   = L->basis;
  double            doubles = 0, square = 0;

  PetscFunctionBeginUser;
  *h = (AdiHamiltonian){.k0 = k0, .k1 = k1, .parity = adi_classes(kind, basis) == 2 ? (int)basis->parity : 0};
  PetscCall(PetscMalloc1(k1 - k0, &h->eigen));
  for (int k = k0; k < k1; k++) {
    doubles += adi_eigen_doubles(kind, basis, k);
    square = fmax(square, adi_work_doubles(kind, basis, k));
  }
  PetscCall(PetscMalloc1((size_t)doubles, &h->pool));
  PetscCall(PetscMalloc3((size_t)square, &h->work[0], (size_t)square, &h->work[1], (size_t)square, &h->work[2]));
  double *pool = h->pool;
  for (int k = k0; k < k1; k++) PetscCall(solve_block(kind, basis, &L->hamiltonian[k], k, &h->eigen[k - k0], &pool));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiHamiltonianDestroy(AdiHamiltonian *h)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(h->eigen));
  PetscCall(PetscFree(h->pool));
  PetscCall(PetscFree3(h->work[0], h->work[1], h->work[2]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
