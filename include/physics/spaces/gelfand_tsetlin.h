/* Gelfand-Tsetlin basis of one irrep of GL(4): the orthonormal real basis in which the blocks of irreps.h are sparse.

   E_ab = sum_i |a><b|_i replaces the Pauli matrix b of one spin by the Pauli matrix a, summed over spins; a, b are labels
   sigma^z, 1, sigma^x, sigma^y, in this order 1 ... 4 in the formulas. [E_ab, E_cd] = delta_bc E_ad - delta_ad E_cb, E_ab^T = E_ba.

   A basis vector is a pattern of integers, row q = 4 ... 1 of q entries, row 4 = lambda, neighbouring rows interlaced:

       m14  m24  m34  m44            m_{i,q} >= m_{i,q-1} >= m_{i+1,q}
         m13  m23  m33
           m12  m22
             m11

   The number of spins that carry label q is n_q = sum_i m_{i,q} - sum_i m_{i,q-1}. Order of the patterns: lexicographic in
   (m13, m23, m33, m12, m22, m11). The rotation by pi about z conserves n_x + n_y = N - m12 - m22 mod 2, so a parity sector keeps or
   drops whole runs of m11, and the maps between patterns and indices are two table look-ups one way, two bisections the other.

   Unknowns are the coefficients in this basis times (N!/(n_x! n_y! n_z! n_1!))^(-s/2). s = 0 is the orthonormal basis. s = 1 is
   the scaling of moments (for lambda = (N) the unknowns are the means of products of Pauli matrices): slow modes are well conditioned in
   it, where s = 0 loses a digit every 7 spins or so. s = -1 is its dual, for the modes next to the antigap.

   Reference: I. M. Gelfand and M. L. Tsetlin, Dokl. Akad. Nauk SSSR 71, 825 (1950); A. O. Barut and R. Raczka, Theory of Group
   Representations and Applications (PWN, 1980), chapter 10. */
#ifndef PILIND_PHYSICS_SPACES_GELFAND_TSETLIN_H
#define PILIND_PHYSICS_SPACES_GELFAND_TSETLIN_H

#include "physics/spaces/dicke.h"
#include "physics/spaces/irreps.h"

#include <stdbool.h>
#include <stdint.h>

/* The labels in the order of the chain GL(1) < GL(2) < GL(3) < GL(4): with 1 and sigma^z in front the local terms have 2 entries. */
typedef enum { GT_Z, GT_ONE, GT_X, GT_Y, GT_LABELS } GtLabel;

/* m[q-1][i-1] = m_{i,q}; entries with i > q are zero. */
typedef struct {
  int m[IRREP_ROWS][IRREP_ROWS];
} GtPattern;

typedef struct {
  Partition   lambda;
  DickeParity parity;  /* of n_x + n_y */
  double      scaling; /* s */
  int64_t     triples; /* number of (m13, m23, m33) */
  int64_t    *run;     /* [triples+1] first run of each triple: a run is one (m13, m23, m33, m12, m22) */
  int64_t    *first;   /* [run[triples]+1] first index of each run; a run of the other parity is empty */
} GtBasis;

/* Basis of one parity sector of the irrep; it may be empty. Returns false if memory is short or N > IRREP_N_MAX. Release with
   gt_basis_free (also after a failure). The tables hold about dimension/(length of a run) numbers, not dimension. */
bool gt_basis_create(const Partition *lambda, DickeParity parity, double scaling, GtBasis *basis);
void gt_basis_free(GtBasis *basis);

/* Number of patterns in the sector, from the basis and without one. */
static inline int64_t gt_size(const GtBasis *basis) { return basis->first[basis->run[basis->triples]]; }
int64_t               gt_dimension(const Partition *lambda, DickeParity parity);

/* Index of a pattern of the sector (0 ... gt_size-1), its inverse, and the pattern of the next index. gt_next returns false, the
   pattern then being undefined, at the end. Walking with gt_next visits all patterns in order without any search. */
int64_t   gt_index(const GtBasis *basis, const GtPattern *pattern);
GtPattern gt_pattern(const GtBasis *basis, int64_t index);
bool      gt_next(const GtBasis *basis, GtPattern *pattern);

/* n[label]: how many spins carry it (the diagonal elements of E_aa). */
void gt_content(const GtPattern *pattern, int n[GT_LABELS]);

/* The pattern with six numbers in one word, in the order of the patterns; lambda is not in it. */
uint64_t  gt_pack(const GtPattern *pattern);
GtPattern gt_unpack(const Partition *lambda, uint64_t key);

/* E_ab |pattern> = sum_k amplitude[k] |target[k]>, a != b. Returns the number of targets. */
enum { GT_TARGETS_MAX = 6 };
int gt_apply(GtLabel a, GtLabel b, const GtPattern *pattern, GtPattern target[GT_TARGETS_MAX], double amplitude[GT_TARGETS_MAX]);

#endif
