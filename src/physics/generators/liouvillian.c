/* Rows of the Liouvillian in the real Dicke basis.

   With H = A + iB (A symmetric, B antisymmetric) and rho = R + iI:
     dR/dt = [A, I] + [B, R],      dI/dt = -[A, R] + [B, I],
   where R_kl = R_lk and I_kl = -I_lk fold every element onto k >= l. */
#include "physics/generators/liouvillian.h"

#include <math.h>

static void add(LiouvillianRow *row, int64_t column, double value)
{
  int at = row->count;

  while (at > 0 && row->column[at - 1] >= column) at--;
  if (at < row->count && row->column[at] == column) {
    row->value[at] += value;
    return;
  }
  for (int k = row->count; k > at; k--) row->column[k] = row->column[k - 1], row->value[k] = row->value[k - 1];
  row->column[at] = column;
  row->value[at]  = value;
  row->count++;
}

/* Add value * Re rho_kl (part 0) or value * Im rho_kl (part 1), wherever (k, l) lies. */
static void add_element(LiouvillianRow *row, const DickeBasis *basis, int block, int k, int l, int part, double value)
{
  if (value == 0 || !dicke_has_element(basis, block, k, l) || !dicke_in_sector(basis, k, l, part)) return;
  if (part == 1) {
    if (k == l) return;
    if (k < l) value = -value;
  }
  add(row, dicke_index(basis, (DickeElement){block, k > l ? k : l, k > l ? l : k, part}), value);
}

/* One entry h = <k|H|a> of the left product (H rho)_ab = sum_k H_ak rho_kb, or of the right one with the roles exchanged:
   sign = +1 adds -i H_ak rho_kb, sign = -1 adds +i rho_ak H_kb; (k, l) is the element of rho that is multiplied. */
static void add_product(LiouvillianRow *row, const DickeBasis *basis, DickeElement e, int k, int l, XyzElement h, double sign)
{
  const double via_symmetric = sign * (e.part == 0 ? h.re : -h.re);

  add_element(row, basis, e.block, k, l, 1 - e.part, via_symmetric);
  add_element(row, basis, e.block, k, l, e.part, sign * h.im);
}

static XyzElement conjugate(XyzElement h) { return (XyzElement){h.re, -h.im}; }

static void add_commutator(const XyzModel *model, const DickeBasis *basis, DickeElement e, LiouvillianRow *row)
{
  const double j = dicke_j(basis, e.block), m = e.a - j, mp = e.b - j;

  add_product(row, basis, e, e.a, e.b, (XyzElement){xyz_frequency(model, m, mp).hi, 0}, 1);
  for (int dm = 1; dm <= XYZ_BAND; dm++) {
    add_product(row, basis, e, e.a + dm, e.b, conjugate(xyz_hamiltonian(model, j, m, dm)), 1); /* H_{m,m+dm}   */
    add_product(row, basis, e, e.a - dm, e.b, xyz_hamiltonian(model, j, m - dm, dm), 1);       /* H_{m,m-dm}   */
    add_product(row, basis, e, e.a, e.b + dm, xyz_hamiltonian(model, j, mp, dm), -1);          /* H_{m'+dm,m'} */
    add_product(row, basis, e, e.a, e.b - dm, conjugate(xyz_hamiltonian(model, j, mp - dm, dm)), -1);
  }
}

double liouvillian_loss(const XyzModel *model, double j, double m, double mp)
{
  double sum = 0;

  for (int c = 0; c < CHANNEL_COUNT; c++)
    if (model->rate[c] > 0) sum += 0.5 * model->rate[c] * (channels[c].loss(model->N, j, m) + channels[c].loss(model->N, j, mp));
  return sum;
}

static void add_dissipation(const XyzModel *model, const DickeBasis *basis, DickeElement e, LiouvillianRow *row)
{
  const double j = dicke_j(basis, e.block), m = e.a - j, mp = e.b - j;

  add(row, dicke_index(basis, e), -liouvillian_loss(model, j, m, mp)); /* also if zero: factorisations need the diagonal */
  for (const GainTerm *g = gain_terms; g < gain_terms + GAIN_TERMS; g++) {
    const int source = e.block + g->dj; /* j_source = j - dj */
    if (model->rate[g->channel] == 0 || source < 0 || source >= basis->blocks) continue;
    const int a = e.a - g->dm - g->dj, b = e.b - g->dmp - g->dj;
    if (!dicke_has_element(basis, source, a, b)) continue;
    const double js    = dicke_j(basis, source);
    double       value = model->rate[g->channel] * g->scale(model->N, source) * g->left(js, m - g->dm) * g->right(js, mp - g->dmp);
    if (basis->scaling != 0 && g->dj != 0) value *= pow(dicke_degeneracy_ratio(model->N, source, g->dj), basis->scaling);
    add_element(row, basis, source, a, b, e.part, value);
  }
}

void liouvillian_row(const XyzModel *model, const DickeBasis *basis, LiouvillianPart part, DickeElement e, LiouvillianRow *row)
{
  row->count = 0;
  if (part & LIOUVILLIAN_HAMILTONIAN) add_commutator(model, basis, e, row);
  if (part & LIOUVILLIAN_DISSIPATION) add_dissipation(model, basis, e, row);
}

double liouvillian_row_estimate(const XyzModel *model)
{
  double entries = 2; /* the diagonal and the coupling of Re to Im by the energies */

  if (model->Jx != model->Jy) entries += 4;
  if (model->hx != 0) entries += 4;
  if (model->hy != 0) entries += 4;
  for (const GainTerm *g = gain_terms; g < gain_terms + GAIN_TERMS; g++) entries += model->rate[g->channel] > 0 && (g->dm || g->dj);
  return entries;
}
