/* B^-1 = (kappa + i[H, .])^-1, exactly, for each j: eigenvectors of H_j once, then two changes of basis a solve. */
#ifndef PILIND_SOLVERS_ADI_HAMILTONIAN_H
#define PILIND_SOLVERS_ADI_HAMILTONIAN_H

#include "physics/generators/dicke_liouvillian.h"
#include "solvers/adi/rows.h"

#include <complex.h>

enum { ADI_PARTS = 2 };

/* Eigenvectors of class q of one block (an m-parity, or all m); by reflection they split into symmetric and antisymmetric ones. */
typedef struct {
  int     size, parts;
  int     part[ADI_PARTS]; /* sizes */
  double *energy;          /* [size] */
  double *vector[ADI_PARTS];
} AdiClass;

typedef struct {
  int classes; /* 1: all m; 2: by m-parity */
  AdiClass class[2];
  double complex *unitary;  /* complex H: [size*size] eigenvectors in columns; else NULL */
  PetscBool       diagonal; /* H is diagonal: the eigenvectors are the unit vectors */
  PetscBool       folded;   /* symmetric and antisymmetric combinations first */
  PetscBool       mirror;   /* class 1 is the reflection of class 0: its elements are taken in reverse order */
} AdiEigen;

/* Leading dimension of a packed matrix of n rows: whole cache lines, but no power of two, which would collide in the cache. */
static inline int adi_leading(int n) { return (n + 7) / 8 * 8 + ((n + 7) / 8 % 8 == 0 ? 8 : 0); }

typedef struct {
  int       k0, k1;
  int       parity; /* of the sector; 0 where all m are one class */
  AdiEigen *eigen;  /* [k1-k0] */
  double   *pool;   /* energies and vectors of all */
  double   *work[3];
} AdiHamiltonian;

PetscErrorCode AdiHamiltonianCreate(const DickeLiouvillian *L, const AdiKind *kind, int k0, int k1, AdiHamiltonian *h);
PetscErrorCode AdiHamiltonianDestroy(AdiHamiltonian *h);

/* Doubles that the eigenvectors and energies of a block take; the dgemm flops of one solve of it; doubles of one work matrix. */
double adi_eigen_doubles(const AdiKind *kind, const DickeBasis *basis, int k);
double adi_eigen_flops(const AdiKind *kind, const DickeBasis *basis, int k);
double adi_work_doubles(const AdiKind *kind, const DickeBasis *basis, int k);

/* What B^-1 is applied to, z = alpha x + beta y (+ population on every population), and what is subtracted: y = B^-1 z - gamma y. */
typedef struct {
  double alpha, beta, population, gamma;
} AdiBlend;

/* One block, in the rows of its families; x and y are its unknowns (x may be NULL if alpha is 0). `gemm`: event of the changes of basis. */
PetscErrorCode AdiHamiltonianSolve(const AdiHamiltonian *h, int families, const AdiRows *const *rows, double kappa, int k, AdiBlend blend,
                                   PetscLogEvent gemm, const double *x, double *y);

/* The same in complex arithmetic (complex.c), called by it. */
PetscErrorCode AdiHamiltonianSolveComplex(const AdiHamiltonian *h, int families, const AdiRows *const *rows, double kappa, int k,
                                          AdiBlend blend, PetscLogEvent gemm, const double *x, double *y);

#endif
