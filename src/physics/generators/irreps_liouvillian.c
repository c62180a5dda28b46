/* Rows of the Liouvillian in a Gelfand-Tsetlin basis.

   Method. Row p of a product A B is B^T A^T e_p: generators act one after the other on sparse vectors of patterns, so any row is
   made alone, with no matrix of a generator and no product of matrices. Every term is (sum of operators) times R_x, R_y, R_z or 1
   (the table `products`, grouped by its right factor), and the local channels are one diagonal and one off-diagonal operator.
   Patterns are found in a vector through a small hash table of their packed words; gt_index is needed once for each entry. */
#include "physics/generators/irreps_liouvillian.h"

#include <math.h>
#include <string.h>

/* One-spin operators as E_ab + sign E_ba. */
typedef enum { Q_X, Q_Y, Q_Z, R_X, R_Y, R_Z, E_Z0, ONE } Operator;

static const struct {
  GtLabel a, b;
  double  sign;
} operators[] = {
  [Q_X] = {GT_X, GT_ONE, 1}, [Q_Y] = {GT_Y, GT_ONE, 1}, [Q_Z] = {GT_Z, GT_ONE, 1},  [R_X] = {GT_Z, GT_Y, -1},
  [R_Y] = {GT_X, GT_Z, -1},  [R_Z] = {GT_Y, GT_X, -1},  [E_Z0] = {GT_Z, GT_ONE, 0},
};

static double collective_sum(const XyzModel *m)
{
  return (m->rate[CHANNEL_COLLECTIVE_LOSS] + m->rate[CHANNEL_COLLECTIVE_PUMP]) / (m->N - 1);
}

static double collective_difference(const XyzModel *m)
{
  return (m->rate[CHANNEL_COLLECTIVE_LOSS] - m->rate[CHANNEL_COLLECTIVE_PUMP]) / (m->N - 1);
}

static double coupling_x(const XyzModel *m) { return 2 * m->Jx / (m->N - 1); }
static double coupling_y(const XyzModel *m) { return 2 * m->Jy / (m->N - 1); }
static double coupling_z(const XyzModel *m) { return 2 * m->Jz / (m->N - 1); }
static double field_x(const XyzModel *m) { return 2 * m->hx; }
static double field_y(const XyzModel *m) { return 2 * m->hy; }
static double field_z(const XyzModel *m) { return 2 * m->hz; }
static double spread(const XyzModel *m) { return collective_sum(m) / 2; }
static double drift_plus(const XyzModel *m) { return collective_difference(m) / 2; }
static double drift_minus(const XyzModel *m) { return -collective_difference(m) / 2; }
static double drift_single(const XyzModel *m) { return -collective_difference(m); }
static double diffusion(const XyzModel *m) { return 2 * m->rate[CHANNEL_COLLECTIVE_DEPHASING] / (m->N - 1); }
static double imbalance(const XyzModel *m) { return m->rate[CHANNEL_PUMP] - m->rate[CHANNEL_LOSS]; }

/* L is the diagonal of the local channels plus  sum coefficient * left * right. */
static const struct Product {
  Operator left, right;
  double (*coefficient)(const XyzModel *model);
} products[] = {
  {Q_X, R_X, coupling_x}, {ONE, R_X, field_x},      {R_X, R_X, spread},     {Q_Y, R_X, drift_minus}, {Q_Y, R_Y, coupling_y},
  {ONE, R_Y, field_y},    {R_Y, R_Y, spread},       {Q_X, R_Y, drift_plus}, {Q_Z, R_Z, coupling_z},  {ONE, R_Z, field_z},
  {R_Z, R_Z, diffusion},  {Q_Z, ONE, drift_single}, {E_Z0, ONE, imbalance},
};
static const Operator right_factors[] = {R_X, R_Y, R_Z, ONE};

enum { PRODUCTS = sizeof products / sizeof *products, RIGHT_FACTORS = sizeof right_factors / sizeof *right_factors };

/* A sparse vector of patterns; bulk is the sum of the sizes of what was added, to know what has cancelled. */
enum { SLOTS = 1024 };
typedef struct {
  int      count;
  uint64_t key[GT_ROW_MAX];
  double   value[GT_ROW_MAX], bulk[GT_ROW_MAX];
  int16_t  slot[SLOTS]; /* 1 + position, 0: empty */
} GtVector;

static void clear(GtVector *vector)
{
  vector->count = 0;
  memset(vector->slot, 0, sizeof vector->slot);
}

static void add(GtVector *vector, uint64_t key, double value)
{
  unsigned s = (unsigned)((key * 0x9E3779B97F4A7C15u) >> 54); /* Fibonacci hashing; 64 - 54 bits = SLOTS */

  while (vector->slot[s] && vector->key[vector->slot[s] - 1] != key) s = (s + 1) % SLOTS;
  if (!vector->slot[s]) {
    vector->slot[s]             = (int16_t)(vector->count + 1);
    vector->key[vector->count]  = key;
    vector->bulk[vector->count] = vector->value[vector->count] = 0;
    vector->count++;
  }
  vector->value[vector->slot[s] - 1] += value;
  vector->bulk[vector->slot[s] - 1] += fabs(value);
}

static void add_generator(GtVector *out, GtLabel a, GtLabel b, double factor, const GtPattern *pattern)
{
  GtPattern target[GT_TARGETS_MAX];
  double    amplitude[GT_TARGETS_MAX];
  const int n = gt_apply(a, b, pattern, target, amplitude);

  for (int k = 0; k < n; k++) add(out, gt_pack(&target[k]), factor * amplitude[k]);
}

/* out += factor * op^T |pattern> */
static void add_transposed(GtVector *out, Operator op, double factor, const GtPattern *pattern)
{
  if (op == ONE) {
    add(out, gt_pack(pattern), factor);
    return;
  }
  add_generator(out, operators[op].b, operators[op].a, factor, pattern);
  if (operators[op].sign != 0) add_generator(out, operators[op].a, operators[op].b, factor * operators[op].sign, pattern);
}

/* Sum over the terms with this right factor: out += right^T (sum coefficient * left^T) |pattern>. */
static void add_products(const XyzModel *model, const Partition *lambda, Operator right, const GtPattern *pattern, GtVector *out)
{
  GtVector sum;

  clear(&sum);
  for (const struct Product *p = products; p < products + PRODUCTS; p++) {
    const double coefficient = p->right == right ? p->coefficient(model) : 0;
    if (coefficient != 0) add_transposed(&sum, p->left, coefficient, pattern);
  }
  for (int k = 0; k < sum.count; k++) {
    const GtPattern via = gt_unpack(lambda, sum.key[k]);
    add_transposed(out, right, sum.value[k], &via);
  }
}

/* Local loss, pumping and dephasing on a string of n_x, n_y, n_z Pauli matrices. */
static double local_decay(const XyzModel *model, const int n[GT_LABELS])
{
  const double rate = model->rate[CHANNEL_LOSS] + model->rate[CHANNEL_PUMP];

  return (rate / 2 + 2 * model->rate[CHANNEL_DEPHASING]) * (n[GT_X] + n[GT_Y]) + rate * n[GT_Z];
}

/* Sort by key, which is the order of the patterns and so that of the columns (Shell's method: rows are short). */
static void sort(GtVector *v)
{
  static const int gaps[] = {57, 23, 10, 4, 1};

  for (int g = 0; g < (int)(sizeof gaps / sizeof *gaps); g++)
    for (int k = gaps[g]; k < v->count; k++) {
      const uint64_t key   = v->key[k];
      const double   value = v->value[k], bulk = v->bulk[k];
      int            at = k;
      for (; at >= gaps[g] && v->key[at - gaps[g]] > key; at -= gaps[g]) {
        v->key[at]   = v->key[at - gaps[g]];
        v->value[at] = v->value[at - gaps[g]];
        v->bulk[at]  = v->bulk[at - gaps[g]];
      }
      v->key[at]   = key;
      v->value[at] = value;
      v->bulk[at]  = bulk;
    }
}

/* Multinomial coefficient of the content `to` over that of `from`: prod_q from_q!/to_q!. */
static double multinomial_ratio(const int to[GT_LABELS], const int from[GT_LABELS])
{
  double ratio = 1;

  for (int q = 0; q < GT_LABELS; q++) {
    for (int k = from[q]; k > to[q]; k--) ratio *= k;
    for (int k = to[q]; k > from[q]; k--) ratio /= k;
  }
  return ratio;
}

/* (M(column)/M(row))^(s/2) */
static double scale(const GtBasis *basis, const int row[GT_LABELS], const GtPattern *column)
{
  int n[GT_LABELS];

  if (basis->scaling == 0) return 1;
  gt_content(column, n);
  return basis->scaling == 1 ? sqrt(multinomial_ratio(n, row)) : pow(multinomial_ratio(n, row), basis->scaling / 2);
}

static bool same_sector(const GtBasis *basis, const GtPattern *a, const GtPattern *b)
{
  return basis->parity == DICKE_BOTH || ((a->m[1][0] + a->m[1][1] - b->m[1][0] - b->m[1][1]) & 1) == 0;
}

void irreps_liouvillian_row(const XyzModel *model, const GtBasis *basis, const GtPattern *pattern, GtRow *row)
{
  const double rounding = 1e-13; /* an entry has a few dozen contributions, each right to a few units in the last place */
  GtVector     sum;
  int          n[GT_LABELS];

  gt_content(pattern, n);
  clear(&sum);
  add(&sum, gt_pack(pattern), -local_decay(model, n));
  for (int r = 0; r < RIGHT_FACTORS; r++) add_products(model, &basis->lambda, right_factors[r], pattern, &sum);
  sort(&sum);
  row->count = 0;
  for (int k = 0; k < sum.count; k++) {
    const GtPattern column = gt_unpack(&basis->lambda, sum.key[k]);
    if (fabs(sum.value[k]) <= rounding * sum.bulk[k] || !same_sector(basis, pattern, &column)) continue;
    row->column[row->count] = gt_index(basis, &column);
    row->value[row->count]  = sum.value[k] * scale(basis, n, &column);
    row->count++;
  }
}

double irreps_row_estimate(const XyzModel *model, const GtBasis *basis)
{
  const int64_t size = gt_size(basis), samples = size < 200 ? size : 200;
  int64_t       entries = 0;
  GtRow         row;

  for (int64_t k = 0; k < samples; k++) {
    const GtPattern pattern = gt_pattern(basis, (2 * k + 1) * size / (2 * samples));
    irreps_liouvillian_row(model, basis, &pattern, &row);
    entries += row.count;
  }
  return samples > 0 ? (double)entries / (double)samples : 0;
}
