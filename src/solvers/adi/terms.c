/* Terms from the tables of a Liouvillian, and their products with whole blocks. */
#include "solvers/adi/terms.h"

#include "physics/numerics/clones.h"
#include "solvers/adi/dissipation.h"

enum { SOURCES = 3 };

static PetscErrorCode new_term(AdiTerms *t, int dj, int dl, int dr, AdiTerm **term)
{
  PetscFunctionBeginUser;
  if (t->count == t->room) {
    t->room = t->room ? 2 * t->room : 16;
    PetscCall(PetscRealloc((size_t)t->room * sizeof *t->term, &t->term));
  }
  *term  = &t->term[t->count++];
  **term = (AdiTerm){.dj = dj, .dl = dl, .dr = dr};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode new_side(const AdiTerms *t, double complex **side)
{
  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1((size_t)t->element[t->basis->blocks], side));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Band d of every block times a factor; *any says whether anything is there. */
static PetscErrorCode band_side(const AdiTerms *t, const SpinBand *bands, int stride, int d, double complex factor, double complex **side,
                                bool *any)
{
  PetscFunctionBeginUser;
  PetscCall(new_side(t, side));
  *any = false;
  for (int k = 0; k < t->basis->blocks; k++)
    for (int a = 0; a < t->basis->size[k]; a++) {
      const double complex x     = factor * spin_band(&bands[k * stride], a, d);
      (*side)[t->element[k] + a] = x;
      if (x != 0) *any = true;
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int widest(const DickeBasis *basis, const SpinBand *bands, int stride)
{
  int width = 0;

  for (int k = 0; k < basis->blocks; k++) width = PetscMax(width, bands[k * stride].width);
  return width;
}

/* factor B rho + its Hermitian partner, for the bands of B; the diagonal too if `whole`. */
static PetscErrorCode add_two_sided(AdiTerms *t, const SpinBand *B, double complex factor, bool whole)
{
  const int width = widest(t->basis, B, 1);

  PetscFunctionBeginUser;
  for (int d = -width; d <= width; d++) {
    double complex *side;
    AdiTerm        *term = NULL;
    bool            any;
    if (d == 0 && !whole) continue;
    for (int right = 0; right < 2; right++) {
      PetscCall(band_side(t, B, 1, d, factor, &side, &any));
      if (!any) {
        PetscCall(PetscFree(side));
        continue;
      }
      PetscCall(new_term(t, 0, right ? 0 : d, right ? d : 0, &term));
      *(right ? &term->right : &term->left) = side;
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* K_qr with q != r: signed ladder factors on both sides. */
static PetscErrorCode add_cross(AdiTerms *t, const DickeLiouvillian *L, int kind, int q, int r)
{
  const JumpLadder *left = &jump_ladder[kind][q], *right = &jump_ladder[kind][r];
  AdiTerm          *term = NULL;

  PetscFunctionBeginUser;
  PetscCall(new_term(t, left->dj, left->q, right->q, &term));
  PetscCall(new_side(t, &term->left));
  PetscCall(new_side(t, &term->right));
  for (int k = 0; k < t->basis->blocks; k++) {
    const double         j = dicke_j(t->basis, k);
    const double complex c = dicke_liouvillian_gain(L, kind, q, r, k);
    for (int a = 0; a < t->basis->size[k]; a++) {
      term->left[t->element[k] + a]  = c * left->ladder(j, a - j);
      term->right[t->element[k] + a] = right->ladder(j, a - j);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* rate C rho C^+ of a collective jump with several bands, band by band. */
static PetscErrorCode add_bands(AdiTerms *t, const DickeLiouvillian *L, int c)
{
  const SpinBand *C     = L->collective + c;
  const int       width = widest(t->basis, C, L->collectives);

  PetscFunctionBeginUser;
  for (int d = -width; d <= width; d++)
    for (int e = -width; e <= width; e++) {
      AdiTerm *term = NULL;
      bool     left, right = false;
      PetscCall(new_term(t, 0, d, e, &term));
      PetscCall(band_side(t, C, L->collectives, d, L->rate[c], &term->left, &left));
      PetscCall(band_side(t, C, L->collectives, e, 1, &term->right, &right));
      if (left && right) continue;
      PetscCall(PetscFree(term->left));
      PetscCall(PetscFree(term->right));
      t->count--;
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode add_remainder(AdiTerms *t, const DickeLiouvillian *L)
{
  double complex phase;
  bool           single;

  PetscFunctionBeginUser;
  for (int kind = 0; kind < JUMP_KINDS; kind++)
    for (int q = 0; q < SPIN_JUMPS; q++)
      for (int r = 0; r < SPIN_JUMPS; r++)
        if (q != r && (L->jumps.K[q][r] != 0 || (jump_ladder[kind][q].dj == 0 && L->jumps.Kc[q][r] != 0)))
          PetscCall(add_cross(t, L, kind, q, r));
  for (int c = 0; c < L->collectives; c++) {
    (void)adi_single_band(L, c, &phase, &single);
    if (!single) PetscCall(add_bands(t, L, c));
  }
  PetscCall(add_two_sided(t, L->loss, -0.5, false));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiTermsCreate(const DickeLiouvillian *L, LiouvillianPart part, AdiTerms *t)
{
  const DickeBasis *basis = L->basis;

  PetscFunctionBeginUser;
  *t = (AdiTerms){.basis = basis};
  PetscCall(PetscMalloc1(basis->blocks + 1, &t->element));
  t->element[0] = 0;
  for (int k = 0; k < basis->blocks; k++) {
    t->element[k + 1] = t->element[k] + basis->size[k];
    t->square         = PetscMax(t->square, (size_t)basis->size[k] * (size_t)basis->size[k]);
  }
  if (part & LIOUVILLIAN_HAMILTONIAN) PetscCall(add_two_sided(t, L->hamiltonian, -I, true));
  if (part & LIOUVILLIAN_DISSIPATION) PetscCall(add_remainder(t, L));
  if (t->count > 0) PetscCall(PetscMalloc1(2 * (SOURCES + 1) * t->square, &t->work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiTermsDestroy(AdiTerms *t)
{
  PetscFunctionBeginUser;
  for (int n = 0; n < t->count; n++) {
    PetscCall(PetscFree(t->term[n].left));
    PetscCall(PetscFree(t->term[n].right));
  }
  PetscCall(PetscFree(t->term));
  PetscCall(PetscFree(t->element));
  PetscCall(PetscFree(t->work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Real and imaginary parts of a whole block, n x n. */
typedef struct {
  double *re, *im;
} Parts;

static Parts parts_of(const AdiTerms *t, int slot)
{
  return (Parts){t->work + 2 * (size_t)slot * t->square, t->work + (2 * (size_t)slot + 1) * t->square};
}

static void unpack_row(const AdiRows *rows, int k, int c, int n, const double *x, Parts out)
{
  const int     lone = rows->parity == 0, count = adi_end(rows, k, c);
  const double *row = x + adi_row(rows, k, c);

  for (int i = 0; i < count; i++) {
    const size_t a = (size_t)(c + rows->parity + i), b = (size_t)(c - i), at = (size_t)(2 * i - (lone && i > 0));
    const double re = row[at], im = lone && i == 0 ? 0 : row[at + 1];
    out.re[a + b * (size_t)n] = out.re[b + a * (size_t)n] = re;
    out.im[a + b * (size_t)n]                             = im;
    out.im[b + a * (size_t)n]                             = -im;
  }
}

static void unpack(const AdiTerms *t, int families, const AdiRows *const *rows, int k, const double *x, Parts out)
{
  const int n = t->basis->size[k];

  if (families == 1) {
    (void)memset(out.re, 0, (size_t)n * (size_t)n * sizeof *out.re);
    (void)memset(out.im, 0, (size_t)n * (size_t)n * sizeof *out.im);
  }
  for (int f = 0; f < families; f++)
    for (int c = 0; c < rows[f]->rows[k - rows[f]->k0]; c++) unpack_row(rows[f], k, c, n, x, out);
}

/* target += left conj(r) source, along one column; `left` is re, im, re, im ... */
PILIND_CLONES static void add_column(int n, const double *restrict left, double rr, double ri, const double *restrict re,
                                     const double *restrict im, double *restrict out_re, double *restrict out_im)
{
  for (int i = 0; i < n; i++) {
    const double pr = left[2 * i] * rr + left[2 * i + 1] * ri, pi = left[2 * i + 1] * rr - left[2 * i] * ri;
    out_re[i] += pr * re[i] - pi * im[i];
    out_im[i] += pr * im[i] + pi * re[i];
  }
}

/* The same where the coefficient does not depend on the row. */
PILIND_CLONES static void add_scaled(int n, double pr, double pi, const double *restrict re, const double *restrict im,
                                     double *restrict out_re, double *restrict out_im)
{
  for (int i = 0; i < n; i++) {
    out_re[i] += pr * re[i] - pi * im[i];
    out_im[i] += pr * im[i] + pi * re[i];
  }
}

/* One term out of block ks into block k, elements a >= b. */
static void add_term(const AdiTerms *t, const AdiTerm *term, int ks, int k, Parts source, Parts target)
{
  const int n = t->basis->size[k], ns = t->basis->size[ks], down = term->dl + term->dj, across = term->dr + term->dj;

  for (int b = PetscMax(0, across); b < PetscMin(n, ns + across); b++) {
    const int            a0 = PetscMax(b, down), count = PetscMin(n, ns + down) - a0;
    const double complex r    = term->right ? term->right[t->element[ks] + b - across] : 1;
    const size_t         from = (size_t)(a0 - down) + (size_t)(b - across) * (size_t)ns, to = (size_t)a0 + (size_t)b * (size_t)n;
    if (count <= 0 || r == 0) continue;
    if (term->left)
      add_column(count, (const double *)(term->left + t->element[ks] + a0 - down), creal(r), cimag(r), source.re + from, source.im + from,
                 target.re + to, target.im + to);
    else add_scaled(count, creal(r), -cimag(r), source.re + from, source.im + from, target.re + to, target.im + to);
  }
}

static void add_rows(const AdiRows *rows, int k, int n, Parts target, double *y)
{
  const int lone = rows->parity == 0;

  for (int c = 0; c < rows->rows[k - rows->k0]; c++) {
    double *row = y + adi_row(rows, k, c);
    for (int i = 0; i < adi_end(rows, k, c); i++) {
      const size_t at = (size_t)(c + rows->parity + i) + (size_t)(c - i) * (size_t)n, to = (size_t)(2 * i - (lone && i > 0));
      row[to] += target.re[at];
      if (!(lone && i == 0)) row[to + 1] += target.im[at];
    }
  }
}

PetscErrorCode AdiTermsAdd(const AdiTerms *t, int families, const AdiRows *const *rows, int k0, int k1, const double *const *block,
                           double *y)
{
  const Parts     target = parts_of(t, SOURCES);
  const PetscInt *first  = rows[0]->first - rows[0]->k0;
  int             ready  = rows[0]->k0 - 1; /* blocks up to this one are unpacked, the last three of them kept */

  PetscFunctionBeginUser;
  for (int k = k0; k < k1; k++) {
    const int n = t->basis->size[k];
    for (; ready < PetscMin(k + 1, rows[0]->k1 - 1); ready++)
      unpack(t, families, rows, ready + 1, block[ready + 1 - rows[0]->k0], parts_of(t, (ready + 1) % SOURCES));
    (void)memset(target.re, 0, (size_t)n * (size_t)n * sizeof *target.re);
    (void)memset(target.im, 0, (size_t)n * (size_t)n * sizeof *target.im);
    for (int i = 0; i < t->count; i++) {
      const int ks = k + t->term[i].dj;
      if (ks >= rows[0]->k0 && ks < rows[0]->k1) add_term(t, &t->term[i], ks, k, parts_of(t, ks % SOURCES), target);
    }
    for (int f = 0; f < families; f++) add_rows(rows[f], k, n, target, y + (first[k] - first[k0]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

double adi_terms_doubles(const AdiKind *kind, const DickeBasis *basis)
{
  double elements = 0, square = (double)basis->size[0] * basis->size[0];

  if (!kind->cross) return 0;
  for (int k = 0; k < basis->blocks; k++) elements += basis->size[k];
  return 2 * (SOURCES + 1) * square + 4 * elements * JUMP_KINDS * 3;
}
