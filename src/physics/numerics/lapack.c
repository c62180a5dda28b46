/* Fortran LAPACK behind C prototypes. */
#include "physics/numerics/lapack.h"

#include <stdlib.h>

void dgeev_(const char *, const char *, const int *, double *, const int *, double *, double *, double *, const int *, double *,
            const int *, double *, const int *, int *);
void dgeevx_(const char *, const char *, const char *, const char *, const int *, double *, const int *, double *, double *, double *,
             const int *, double *, const int *, int *, int *, double *, double *, double *, double *, double *, const int *, int *, int *);
void zgeev_(const char *, const char *, const int *, double complex *, const int *, double complex *, double complex *, const int *,
            double complex *, const int *, double complex *, const int *, double *, int *);
void zgesv_(const int *, const int *, double complex *, const int *, int *, double complex *, const int *, int *);
void zheevd_(const char *, const char *, const int *, double complex *, const int *, double *, double complex *, const int *, double *,
             const int *, int *, const int *, int *);
void dgelsd_(const int *, const int *, const int *, double *, const int *, double *, const int *, double *, const double *, int *, double *,
             const int *, int *, int *);
void dgesv_(const int *, const int *, double *, const int *, int *, double *, const int *, int *);
void dgetrf_(const int *, const int *, double *, const int *, int *, int *);
void dgetrs_(const char *, const int *, const int *, const double *, const int *, const int *, double *, const int *, int *);
void zheev_(const char *, const char *, const int *, double complex *, const int *, double *, double complex *, const int *, double *,
            int *);
void dstevd_(const char *, const int *, double *, double *, double *, const int *, double *, const int *, int *, const int *, int *);
void dsyev_(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *);
void zgesvd_(const char *, const char *, const int *, const int *, double complex *, const int *, double *, double complex *, const int *,
             double complex *, const int *, double complex *, const int *, double *, int *);

void zgemm_(const char *, const char *, const int *, const int *, const int *, const double complex *, const double complex *, const int *,
            const double complex *, const int *, const double complex *, double complex *, const int *);
void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *, const int *, const double *,
            const int *, const double *, double *, const int *);

void blas_complex_multiply(char side_a, char side_b, int n, const double complex *A, const double complex *B, double complex *C)
{
  const double complex one = 1, zero = 0;

  zgemm_(&side_a, &side_b, &n, &n, &n, &one, A, &n, B, &n, &zero, C, &n);
}

void blas_complex_overlaps(int rows, int columns, const double complex *A, const double complex *B, double complex *C)
{
  const double complex one = 1, zero = 0;

  zgemm_("C", "N", &columns, &columns, &rows, &one, A, &rows, B, &rows, &zero, C, &columns);
}

void blas_multiply(int rows, int columns, int inner, const double *A, int lda, const double *B, int ldb, double *C)
{
  const double one = 1, zero = 0;

  dgemm_("N", "N", &rows, &columns, &inner, &one, A, &lda, B, &ldb, &zero, C, &rows);
}

int lapack_general_eigenvalues(int n, double *A, double *re, double *im)
{
  const int one = 1, lwork = 8 * n;
  int       info;
  double   *work = malloc((size_t)lwork * sizeof *work);

  if (!work) return LAPACK_NO_MEMORY;
  dgeev_("N", "N", &n, A, &n, re, im, NULL, &one, NULL, &one, work, &lwork, &info);
  free(work);
  return info;
}

int lapack_general_eigenvectors(int n, double *A, double *re, double *im, double *left, double *right)
{
  const int lwork = 8 * n;
  int       info;
  double   *work = malloc((size_t)lwork * sizeof *work);

  if (!work) return LAPACK_NO_MEMORY;
  dgeev_("V", "V", &n, A, &n, re, im, left, &n, right, &n, work, &lwork, &info);
  free(work);
  return info;
}

int lapack_general_modes(int n, double *A, double *re, double *im, double *left, double *right, double *overlap, double *norm)
{
  const int lwork = n * (n + 6) + 64 * n;
  int       info  = LAPACK_NO_MEMORY, low, high;
  double   *work = malloc((size_t)lwork * sizeof *work), *scale = malloc(2 * (size_t)n * sizeof *scale);
  int      *iwork = malloc(2 * (size_t)n * sizeof *iwork);

  if (work && scale && iwork)
    dgeevx_("B", "V", "V", "E", &n, A, &n, re, im, left, &n, right, &n, &low, &high, scale, norm, overlap, scale + n, work, &lwork, iwork,
            &info);
  free(work);
  free(scale);
  free(iwork);
  return info;
}

int lapack_complex_modes(int n, double complex *A, double complex *w, double complex *left, double complex *right)
{
  const int       lwork = 34 * n;
  int             info  = LAPACK_NO_MEMORY;
  double complex *work  = malloc((size_t)lwork * sizeof *work);
  double         *rwork = malloc(2 * (size_t)n * sizeof *rwork);

  if (work && rwork) zgeev_("V", "V", &n, A, &n, w, left, &n, right, &n, work, &lwork, rwork, &info);
  free(work);
  free(rwork);
  return info;
}

int lapack_complex_solve(int n, int count, double complex *A, double complex *B)
{
  int info = LAPACK_NO_MEMORY, *pivots = malloc((size_t)n * sizeof *pivots);

  if (pivots) zgesv_(&n, &count, A, &n, pivots, B, &n, &info);
  free(pivots);
  return info;
}

int lapack_hermitian_eigenvalues(int n, double complex *A, double *w)
{
  const int       lwork = 64 * n + 1, lrwork = n, liwork = 1;
  int             info, iwork;
  double complex *work  = malloc((size_t)lwork * sizeof *work);
  double         *rwork = malloc((size_t)lrwork * sizeof *rwork);

  info = LAPACK_NO_MEMORY;
  if (work && rwork) zheevd_("N", "L", &n, A, &n, w, work, &lwork, rwork, &lrwork, &iwork, &liwork, &info);
  free(work);
  free(rwork);
  return info;
}

int lapack_solve(int n, double *A, double *b)
{
  const int one = 1;
  int       info, *pivots = malloc((size_t)n * sizeof *pivots);

  if (!pivots) return LAPACK_NO_MEMORY;
  dgesv_(&n, &one, A, &n, pivots, b, &n, &info);
  free(pivots);
  return info;
}

int lapack_least_squares(int rows, int columns, double *A, double *b, double tiny)
{
  const int one = 1, query = -1, larger = rows > columns ? rows : columns, smaller = rows < columns ? rows : columns;
  int       info, rank, liwork;
  double    wanted, *work = NULL, *s = malloc((size_t)smaller * sizeof *s);
  int      *iwork = NULL;

  dgelsd_(&rows, &columns, &one, A, &rows, b, &larger, s, &tiny, &rank, &wanted, &query, &liwork, &info);
  const int lwork = (int)wanted;
  work            = malloc((size_t)lwork * sizeof *work);
  iwork           = malloc((size_t)liwork * sizeof *iwork);
  info            = LAPACK_NO_MEMORY;
  if (s && work && iwork) dgelsd_(&rows, &columns, &one, A, &rows, b, &larger, s, &tiny, &rank, work, &lwork, iwork, &info);
  free(s);
  free(work);
  free(iwork);
  return info;
}

int lapack_factor(int n, double *A, int *pivots)
{
  int info;

  dgetrf_(&n, &n, A, &n, pivots, &info);
  return info;
}

int lapack_factor_solve(int n, const double *LU, const int *pivots, int count, double *B)
{
  int info;

  dgetrs_("N", &n, &count, LU, &n, pivots, B, &n, &info);
  return info;
}

int lapack_hermitian_eigenvectors(int n, double complex *A, double *w)
{
  const int       lwork = 64 * n;
  int             info  = LAPACK_NO_MEMORY;
  double complex *work  = malloc((size_t)lwork * sizeof *work);
  double         *rwork = malloc((size_t)(3 * n) * sizeof *rwork);

  if (work && rwork) zheev_("V", "L", &n, A, &n, w, work, &lwork, rwork, &info);
  free(work);
  free(rwork);
  return info;
}

int lapack_tridiagonal_eigenvectors(int n, double *d, double *e, double *V)
{
  const int lwork = 1 + 4 * n + n * n, liwork = 3 + 5 * n;
  int       info  = LAPACK_NO_MEMORY;
  double   *work  = malloc((size_t)lwork * sizeof *work);
  int      *iwork = malloc((size_t)liwork * sizeof *iwork);

  if (work && iwork) dstevd_("V", &n, d, e, V, &n, work, &lwork, iwork, &liwork, &info);
  free(work);
  free(iwork);
  return info;
}

int lapack_singular_values(int n, double complex *A, double *s)
{
  const int       lwork = 64 * n, one = 1;
  int             info  = LAPACK_NO_MEMORY;
  double complex *work  = malloc((size_t)lwork * sizeof *work);
  double         *rwork = malloc((size_t)(5 * n) * sizeof *rwork);

  if (work && rwork) zgesvd_("N", "N", &n, &n, A, &n, s, NULL, &one, NULL, &one, work, &lwork, rwork, &info);
  free(work);
  free(rwork);
  return info;
}

int lapack_symmetric_eigenvectors(int n, double *A, double *w)
{
  const int lwork = 64 * n + 1;
  int       info  = LAPACK_NO_MEMORY;
  double   *work  = malloc((size_t)lwork * sizeof *work);

  if (work) dsyev_("V", "L", &n, A, &n, w, work, &lwork, &info);
  free(work);
  return info;
}
