/* Rows from the tables: every term is a complex coefficient on one element rho_kl, which is folded onto k >= l and split into parts. */
#include "physics/generators/dicke_liouvillian.h"

#include "physics/numerics/twofold.h"

#include <math.h>
#include <stdlib.h>

/* N trace/2 + 2 kz Jz + kp J+ + kp* J- as a polynomial: J+ = (Sx + i Sy)/2. */
static bool local_loss(const SpinJumps *s, int N, Polynomial *P)
{
  const double complex c[3]  = {creal(s->kp), -cimag(s->kp), s->kz}; /* of Sx, Sy, Sz */
  PolynomialWord       word  = {0};
  PolynomialError      error = polynomial_add_word(P, 0.5 * N * s->trace, &word);

  word.degree = 1;
  for (unsigned char a = SITE_X; a <= SITE_Z && error == POLYNOMIAL_OK; a++) {
    word.letter[0] = a;
    error          = polynomial_add_word(P, c[a], &word);
  }
  return error == POLYNOMIAL_OK;
}

static bool is_linear(const CollectiveJump *jump) { return polynomial_degree(&jump->C) < 2; }

/* Loss of a collective jump, and its bands where it is not linear. */
static bool fill_collective(const CollectiveJump *jump, int two_j, int n, SpinBand *loss, SpinBand *own)
{
  SpinBand   C, square = {0};
  const bool good = spin_band_create(&jump->C, two_j, two_j + 1, &C) && spin_band_adjoint_product(&C, &C, &square) &&
                    spin_band_add(jump->rate, &square, loss);

  spin_band_free(&square);
  if (good && own) {
    spin_band_cut(&C, n);
    *own = C;
  } else spin_band_free(&C);
  return good;
}

static bool fill_block(const Lindbladian *l, const Polynomial *local, int block, DickeLiouvillian *L)
{
  const int two_j = l->N - 2 * block, n = L->basis->size[block];
  SpinBand *loss = &L->loss[block], *own = L->collective + block * L->collectives;

  if (n == 0) return true; /* outside of a box */
  bool good = spin_band_create(&l->H, two_j, n, &L->hamiltonian[block]) && spin_band_create(local, two_j, two_j + 1, loss);

  for (int c = 0; c < l->collectives && good; c++)
    good = fill_collective(&l->collective[c], two_j, n, loss, is_linear(&l->collective[c]) ? NULL : own++);
  if (!good) return false;
  spin_band_cut(loss, n);
  spin_band_trim(loss);
  return true;
}

bool dicke_liouvillian_create(const Lindbladian *l, const DickeBasis *basis, DickeLiouvillian *L)
{
  const size_t blocks = (size_t)basis->blocks;
  Polynomial   local  = polynomial_zero(l->basis);

  *L             = (DickeLiouvillian){.basis = basis, .N = l->N, .blocks = basis->blocks, .jumps = lindbladian_spin_jumps(l)};
  L->rate        = malloc(((size_t)l->collectives + 1) * sizeof *L->rate);
  L->hamiltonian = calloc(blocks, sizeof *L->hamiltonian);
  L->loss        = calloc(blocks, sizeof *L->loss);
  L->collective  = calloc(blocks * (size_t)l->collectives + 1, sizeof *L->collective);
  bool good      = L->rate && L->hamiltonian && L->loss && L->collective && local_loss(&L->jumps, l->N, &local);
  for (int c = 0; c < l->collectives && good; c++)
    if (!is_linear(&l->collective[c])) L->rate[L->collectives++] = l->collective[c].rate;
  for (int k = 0; k < basis->blocks && good; k++) good = fill_block(l, &local, k, L);
  polynomial_free(&local);
  return good;
}

void dicke_liouvillian_free(DickeLiouvillian *L)
{
  for (int k = 0; k < L->blocks && L->hamiltonian; k++) spin_band_free(&L->hamiltonian[k]);
  for (int k = 0; k < L->blocks && L->loss; k++) spin_band_free(&L->loss[k]);
  for (int k = 0; k < L->blocks * L->collectives && L->collective; k++) spin_band_free(&L->collective[k]);
  free(L->rate);
  free(L->hamiltonian);
  free(L->loss);
  free(L->collective);
  *L = (DickeLiouvillian){0};
}

static void add(SparseRow *row, int64_t column, double value)
{
  int at = row->count;

  while (at > 0 && row->column[at - 1] >= column) at--;
  if (at < row->count && row->column[at] == column) {
    const Twofold sum = twofold_sum(row->value[at], value);
    row->value[at]    = sum.hi;
    if (row->low) row->low[at] += sum.lo;
    return;
  }
  for (int k = row->count; k > at; k--) row->column[k] = row->column[k - 1], row->value[k] = row->value[k - 1];
  for (int k = row->count; k > at && row->low; k--) row->low[k] = row->low[k - 1];
  row->column[at] = column;
  row->value[at]  = value;
  if (row->low) row->low[at] = 0;
  row->count++;
}

/* value times Re rho_kl (part 0) or Im rho_kl (part 1), wherever (k, l) lies. */
static void add_part(SparseRow *row, const DickeBasis *basis, int block, int k, int l, int part, double value)
{
  if (value == 0 || !dicke_in_sector(basis, k, l, part)) return;
  if (part == 1) {
    if (k == l) return;
    if (k < l) value = -value;
  }
  add(row, dicke_index(basis, (DickeElement){block, k > l ? k : l, k > l ? l : k, part}), value);
}

/* `part` of c rho_kl of a block. */
static void add_element(SparseRow *row, const DickeBasis *basis, int block, int k, int l, int part, double complex c)
{
  if (!dicke_has_element(basis, block, k, l)) return;
  add_part(row, basis, block, k, l, part, creal(c));
  add_part(row, basis, block, k, l, 1 - part, part == 0 ? -cimag(c) : cimag(c));
}

/* <a+d|B|a> of a Hermitian band from one of both halves, so that what leaves a population is what arrives in others to the last bit. */
static double complex hermitian(const SpinBand *B, int a, int d)
{
  if (d == 0) return creal(spin_band(B, a, 0));
  return d > 0 ? spin_band(B, a, d) : conj(spin_band(B, a + d, -d));
}

/* factor (B rho) + conj(factor) (rho B): Hermitian band B; factor = -i for H, -1/2 for losses. */
static void add_two_sided(const SpinBand *B, double complex factor, const DickeBasis *basis, DickeElement e, SparseRow *row)
{
  add_element(row, basis, e.block, e.a, e.b, e.part, factor * hermitian(B, e.a, 0));
  add_element(row, basis, e.block, e.a, e.b, e.part, conj(factor) * hermitian(B, e.b, 0));
  for (int d = 1; d <= B->width; d++)
    for (int s = -d; s <= d; s += 2 * d) {
      add_element(row, basis, e.block, e.a + s, e.b, e.part, factor * conj(hermitian(B, e.a, s))); /* B_{a,a+s} */
      add_element(row, basis, e.block, e.a, e.b + s, e.part, conj(factor) * hermitian(B, e.b, s)); /* B_{b+s,b} */
    }
}

double complex dicke_liouvillian_gain(const DickeLiouvillian *L, int kind, int q, int r, int source)
{
  const DickeBasis *basis = L->basis;
  const int         dj    = jump_ladder[kind][SPIN_Z].dj;
  const double      ratio = basis->scaling != 0 && dj != 0 ? pow(dicke_degeneracy_ratio(L->N, source, dj), basis->scaling) : 1;

  return L->jumps.K[q][r] * (jump_scale(kind, L->N, source) * ratio) + (dj == 0 ? L->jumps.Kc[q][r] : 0);
}

static void add_linear_gains(const DickeLiouvillian *L, DickeElement e, SparseRow *row)
{
  const DickeBasis *basis = L->basis;

  for (int kind = 0; kind < JUMP_KINDS; kind++) {
    const int dj = jump_ladder[kind][SPIN_Z].dj, source = e.block + dj; /* j of the source is j - dj */
    if (source < 0 || source >= basis->blocks) continue;
    const double js = dicke_j(basis, source);
    for (int q = 0; q < SPIN_JUMPS; q++)
      for (int r = 0; r < SPIN_JUMPS; r++) {
        const JumpLadder *left = &jump_ladder[kind][q], *right = &jump_ladder[kind][r];
        const int         a = e.a - left->q - dj, b = e.b - right->q - dj; /* a = m + j of the source */
        if ((L->jumps.K[q][r] == 0 && L->jumps.Kc[q][r] == 0) || !dicke_has_element(basis, source, a, b)) continue;
        const double ladders = left->ladder(js, a - js) * right->ladder(js, b - js);
        if (ladders != 0) add_element(row, basis, source, a, b, e.part, ladders * dicke_liouvillian_gain(L, kind, q, r, source));
      }
  }
}

static void add_collective_gains(const DickeLiouvillian *L, DickeElement e, SparseRow *row)
{
  for (int c = 0; c < L->collectives; c++) {
    const SpinBand *C = &L->collective[e.block * L->collectives + c];
    for (int d = -C->width; d <= C->width; d++) {
      const double complex left = L->rate[c] * spin_band(C, e.a - d, d);
      for (int f = -C->width; f <= C->width && left != 0; f++)
        add_element(row, L->basis, e.block, e.a - d, e.b - f, e.part, left * conj(spin_band(C, e.b - f, f)));
    }
  }
}

void dicke_liouvillian_row(const DickeLiouvillian *L, LiouvillianPart part, DickeElement e, SparseRow *row)
{
  row->count = 0;
  if (part & LIOUVILLIAN_HAMILTONIAN) add_two_sided(&L->hamiltonian[e.block], -I, L->basis, e, row);
  if (!(part & LIOUVILLIAN_DISSIPATION)) return;
  add(row, dicke_index(L->basis, e), 0); /* also if it stays zero */
  add_two_sided(&L->loss[e.block], -0.5, L->basis, e, row);
  add_linear_gains(L, e, row);
  add_collective_gains(L, e, row);
}

int dicke_liouvillian_row_max(const DickeLiouvillian *L)
{
  int width = 0, gains = JUMP_KINDS * SPIN_JUMPS * SPIN_JUMPS;

  for (int k = 0; k < L->basis->blocks; k++) {
    int widest = L->hamiltonian[k].width > L->loss[k].width ? L->hamiltonian[k].width : L->loss[k].width, collective = 0;
    for (int c = 0; c < L->collectives; c++) {
      const int side = 2 * L->collective[k * L->collectives + c].width + 1;
      collective += side * side;
    }
    if (widest > width) width = widest;
    if (JUMP_KINDS * SPIN_JUMPS * SPIN_JUMPS + collective > gains) gains = JUMP_KINDS * SPIN_JUMPS * SPIN_JUMPS + collective;
  }
  return 2 * (1 + 4 * width + gains);
}

double dicke_liouvillian_loss(const DickeLiouvillian *L, int block, int a, int b)
{
  return 0.5 * creal(spin_band(&L->loss[block], a, 0) + spin_band(&L->loss[block], b, 0));
}
