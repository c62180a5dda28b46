/* B^-1 = (kappa + i[H, .])^-1, exactly, for each j.

   H_j connects m with m+-2 only: two real tridiagonal matrices, one for each m-parity class q. A Hermitian block R + iI is
   packed as the real matrix Z = R + I, for which -i[H, rho] is Z^T H - H Z^T. In the eigenbases Z' = V^T Z V, and the pairs
   (k, l), (l, k) decouple:  Z_kl = (kappa F_kl - w F_lk) / (kappa^2 + w^2),  w = E_k - E_l.
   Even sector: Z_q couples class q with itself; odd sector: Z_q has its rows in class q and its columns in the other one.

   Reflection m -> -m (no field hz, block not cut): with 2j even each class splits into symmetric and antisymmetric halves, which
   halves the dgemm work; with 2j odd the classes are mirror images and share one set of eigenvectors. */
#include "physics/numerics/lapack.h"
#include "solvers/adi/impl.h"

typedef struct {
  PetscBool diagonal, folded, mirror;
  int       size[2];
  int       part[2][ADI_PARTS]; /* sizes of the parts of each class; 0: none */
} Shape;

static Shape block_shape(const XyzModel *model, const DickeBasis *basis, int k)
{
  const int  n = basis->size[k];
  const bool reflects = model->hz == 0 && n == basis->N + 1 - 2 * k;
  Shape      s = {.diagonal = model->Jx == model->Jy ? PETSC_TRUE : PETSC_FALSE, .size = {(n + 1) / 2, n / 2}};

  s.folded = reflects && n % 2 == 1 && !s.diagonal ? PETSC_TRUE : PETSC_FALSE;
  s.mirror = reflects && n % 2 == 0 && !s.diagonal ? PETSC_TRUE : PETSC_FALSE;
  for (int q = 0; q < 2; q++) {
    s.part[q][0] = s.folded ? (s.size[q] + 1) / 2 : s.size[q];
    s.part[q][1] = s.folded ? s.size[q] / 2 : 0;
  }
  return s;
}

double adi_eigen_doubles(const XyzModel *model, const DickeBasis *basis, int k)
{
  const Shape s   = block_shape(model, basis, k);
  double      sum = 0;

  for (int q = 0; q < (s.mirror ? 1 : 2); q++) {
    sum += s.size[q];
    for (int p = 0; p < ADI_PARTS && !s.diagonal; p++) sum += (double)s.part[q][p] * s.part[q][p];
  }
  return sum;
}

double adi_eigen_flops(const XyzModel *model, const DickeBasis *basis, int k)
{
  const Shape s   = block_shape(model, basis, k);
  double      sum = 0;

  if (s.diagonal) return 0;
  for (int q = 0; q < 2; q++) {
    const int r = q ^ (int)basis->parity; /* class of the columns */
    for (int p = 0; p < ADI_PARTS; p++) sum += 4.0 * s.size[q] * s.part[r][p] * s.part[r][p] + 4.0 * s.size[r] * s.part[q][p] * s.part[q][p];
  }
  return sum;
}

/* The tridiagonal matrix of one part of class q: diagonal e, off-diagonal h, in the order of the part. */
static void part_matrix(AdiBand band, const Shape *s, int q, int p, double *e, double *h)
{
  const int size = s->size[q], n = s->part[q][p];

  for (int i = 0; i < n; i++) e[i] = band.energy[2 * i + q];
  for (int i = 0; i + 1 < n; i++) h[i] = band.raise[2 * i + q];
  if (!s->folded || n == 0) return;
  const double middle = band.raise[2 * (n - 1) + q]; /* to the next one towards the centre, or across it */
  if (size % 2 == 0) e[n - 1] += p == 0 ? middle : -middle;
  else if (p == 0 && n > 1) h[n - 2] *= PETSC_SQRT2; /* the centre is its own image */
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

static PetscErrorCode solve_class(AdiBand band, const Shape *s, int q, AdiClass *class, double **pool)
{
  double *h;

  PetscFunctionBeginUser;
  *class        = (AdiClass){.size = s->size[q], .parts = s->diagonal ? 0 : s->folded ? 2 : 1};
  class->energy = *pool;
  *pool += class->size;
  PetscCall(PetscMalloc1(class->size + 1, &h));
  for (int p = 0, done = 0; p < (s->folded ? 2 : 1); done += s->part[q][p], p++) {
    const int n = class->part[p] = s->part[q][p];
    double   *e = class->energy + done;

    part_matrix(band, s, q, p, e, h);
    if (s->diagonal) break;
    class->vector[p] = *pool;
    *pool += (size_t)n * n;
    const int info = n > 0 ? lapack_tridiagonal_eigenvectors(n, e, h, class->vector[p]) : 0;
    PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "LAPACK dstevd returned %d for a tridiagonal block of size %d", info, n);
    if (p == 1) reverse_rows(n, class->vector[p]);
  }
  PetscCall(PetscFree(h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_block(const XyzModel *model, const DickeBasis *basis, AdiBand band, int k, AdiEigen *eigen, double **pool)
{
  const Shape s = block_shape(model, basis, k);

  PetscFunctionBeginUser;
  *eigen = (AdiEigen){.diagonal = s.diagonal, .folded = s.folded, .mirror = s.mirror};
  PetscCall(solve_class(band, &s, 0, &eigen->class[0], pool));
  if (s.mirror) eigen->class[1] = eigen->class[0];
  else PetscCall(solve_class(band, &s, 1, &eigen->class[1], pool));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void fill_band(const XyzModel *model, const DickeBasis *basis, int k, double *energy, double *raise)
{
  const double j = dicke_j(basis, k);

  for (int a = 0; a < basis->size[k]; a++) {
    energy[a] = xyz_hamiltonian(model, j, a - j, 0).re;
    raise[a]  = a + 2 < basis->size[k] ? xyz_hamiltonian(model, j, a - j, 2).re : 0;
  }
}

AdiBand adi_hamiltonian_band(const AdiHamiltonian *h, const DickeBasis *basis, int k)
{
  const double *energy = h->band + h->first[k - h->k0];
  return (AdiBand){energy, energy + basis->size[k]};
}

PetscErrorCode AdiHamiltonianCreate(const XyzModel *model, const DickeBasis *basis, int k0, int k1, AdiHamiltonian *h)
{
  double   doubles = 0;
  PetscInt band = 0;
  size_t   square = 0;

  PetscFunctionBeginUser;
  *h = (AdiHamiltonian){.k0 = k0, .k1 = k1, .parity = (int)basis->parity};
  PetscCall(PetscMalloc2(k1 - k0, &h->eigen, k1 - k0, &h->first));
  for (int k = k0; k < k1; k++) {
    h->first[k - k0] = band;
    band += 2 * basis->size[k];
    doubles += adi_eigen_doubles(model, basis, k);
    square = PetscMax(square, (size_t)adi_leading((basis->size[k] + 1) / 2) * ((basis->size[k] + 1) / 2));
  }
  PetscCall(PetscMalloc2(band, &h->band, (size_t)doubles, &h->pool));
  PetscCall(PetscMalloc3(square, &h->work[0], square, &h->work[1], square, &h->work[2]));
  double *pool = h->pool;
  for (int k = k0; k < k1; k++) {
    double *energy = h->band + h->first[k - k0];
    fill_band(model, basis, k, energy, energy + basis->size[k]);
    PetscCall(solve_block(model, basis, (AdiBand){energy, energy + basis->size[k]}, k, &h->eigen[k - k0], &pool));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiHamiltonianDestroy(AdiHamiltonian *h)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree2(h->eigen, h->first));
  PetscCall(PetscFree2(h->band, h->pool));
  PetscCall(PetscFree3(h->work[0], h->work[1], h->work[2]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
