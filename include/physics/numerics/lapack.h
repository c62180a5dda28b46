/* The LAPACK calls of this project behind one header, in C types. All matrices are column-major.
   Every function returns LAPACK's info (0: success, LAPACK_NO_MEMORY: no work space, which is allocated inside). */
#ifndef PILIND_PHYSICS_NUMERICS_LAPACK_H
#define PILIND_PHYSICS_NUMERICS_LAPACK_H

#include <complex.h>

enum { LAPACK_NO_MEMORY = -1000 };

/* C = op(A) op(B) of complex n x n matrices, op by 'N' (as it is) or 'C' (adjoint). */
void blas_complex_multiply(char side_a, char side_b, int n, const double complex *A, const double complex *B, double complex *C);

/* C = A^+ B, A and B rows x columns: C is columns x columns. */
void blas_complex_overlaps(int rows, int columns, const double complex *A, const double complex *B, double complex *C);

/* C = A B, real, A rows x inner with leading dimension lda, B inner x columns with ldb, C rows x columns without gaps. */
void blas_multiply(int rows, int columns, int inner, const double *A, int lda, const double *B, int ldb, double *C);

/* Eigenvalues of a real general n x n matrix (destroyed): (re[i], im[i]). */
int lapack_general_eigenvalues(int n, double *A, double *re, double *im);

/* The same with eigenvectors, A r = w r and l^H A = w l^H: column i of left[n*n] and right[n*n] for a real w_i, columns i and i+1 the
   real and imaginary parts for a complex pair w_i, w_i+1 (the one with im[i] > 0). */
int lapack_general_eigenvectors(int n, double *A, double *re, double *im, double *left, double *right);

/* The same from the balanced matrix with condition numbers: overlap[i] = |y^H x| for vectors of length one and *norm the
   1-norm, both of A as it was balanced for the calculation: its eigenvalues have errors of about eps norm / overlap. */
int lapack_general_modes(int n, double *A, double *re, double *im, double *left, double *right, double *overlap, double *norm);

/* Eigenvalues and left and right eigenvectors (columns, length one) of a complex general n x n matrix (destroyed). */
int lapack_complex_modes(int n, double complex *A, double complex *w, double complex *left, double complex *right);

/* Solve A X = B, complex, n x n and n x count; A is destroyed, B becomes X. */
int lapack_complex_solve(int n, int count, double complex *A, double complex *B);

/* Eigenvalues, ascending, of a Hermitian n x n matrix given by its lower triangle (destroyed). */
int lapack_hermitian_eigenvalues(int n, double complex *A, double *w);

/* Solve A x = b, n x n; A and b are destroyed, b becomes x. */
int lapack_solve(int n, double *A, double *b);

/* The x of least length that minimises |A x - b| for any rows x columns matrix; b[max(rows, columns)] becomes x, A is destroyed.
   Singular values below `tiny` times the largest count as zero. */
int lapack_least_squares(int rows, int columns, double *A, double *b, double tiny);

/* A = P L U, n x n, in place; and the solution of A X = B (n x count, in place) with such factors and pivots[n]. */
int lapack_factor(int n, double *A, int *pivots);
int lapack_factor_solve(int n, const double *LU, const int *pivots, int count, double *B);

/* Eigenvalues, ascending, and orthonormal eigenvectors of a Hermitian n x n matrix given by its lower triangle; column i of A
   becomes eigenvector i. */
int lapack_hermitian_eigenvectors(int n, double complex *A, double *w);

/* The same of a real symmetric n x n matrix. */
int lapack_symmetric_eigenvectors(int n, double *A, double *w);

/* Eigenvalues, ascending, and orthonormal eigenvectors of a real symmetric tridiagonal n x n matrix, n > 0: diagonal d[n] becomes
   the eigenvalues, off-diagonal e[n-1] is destroyed, column i of V[n*n] is eigenvector i. */
int lapack_tridiagonal_eigenvectors(int n, double *d, double *e, double *V);

/* Singular values, descending, of a general n x n matrix (destroyed). */
int lapack_singular_values(int n, double complex *A, double *s);

#endif
