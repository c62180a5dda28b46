/* L_D as tables of size O(N^2), made from the rows of physics/models/dissipator.h: half of the loss rate of every (j, m) and one ladder
   factor of every gain, so that all coefficients of a row are products of two table entries. */
#include "physics/models/dissipator.h"
#include "physics/generators/liouvillian.h"
#include "solvers/adi/impl.h"

/* sqrt(rate scale d_ratio^u) of gain g out of block k, 0 if the target does not exist. */
static double gain_scale(const XyzModel *model, const DickeBasis *basis, const GainTerm *g, int k)
{
  const int target = k - g->dj;

  if (target < 0 || target >= basis->blocks) return 0;
  const double ratio = basis->scaling != 0 && g->dj != 0 ? pow(dicke_degeneracy_ratio(model->N, k, g->dj), basis->scaling) : 1;
  return model->rate[g->channel] * g->scale(model->N, k) * ratio;
}

/* Local and collective gains of the same shape share their ladder factor and become one. */
static PetscErrorCode add_gain(AdiDissipator *d, const XyzModel *model, const DickeBasis *basis, const GainTerm *g, int kind, double *scale)
{
  AdiGain *gain = d->gain[kind];
  int      at   = 0;

  PetscFunctionBeginUser;
  while (at < d->count[kind] && (gain[at].dj != g->dj || gain[at].ladder != g->left)) at++;
  if (at == d->count[kind]) {
    PetscCheck(at < ADI_GAIN_MAX, PETSC_COMM_SELF, PETSC_ERR_PLIB, "more kinds of gain than the ADI solver has room for");
    gain[at] = (AdiGain){.dj = g->dj, .shift = -g->dm - g->dj, .dm = g->dm, .ladder = g->left};
    PetscCall(PetscCalloc1(d->element[d->blocks], &gain[at].f));
    d->count[kind]++;
  }
  for (int k = 0; k < basis->blocks; k++) scale[k] = gain_scale(model, basis, g, k);
  for (int k = 0; k < basis->blocks; k++) {
    const double j = dicke_j(basis, k);
    double      *f = gain[at].f + d->element[k];
    /* f^2 adds up; a factor outside its domain (a target below -j') is no gain */
    for (int a = 0; a < basis->size[k]; a++) {
      const double ladder = scale[k] > 0 ? g->left(j, a - j) : 0;
      if (ladder * ladder > 0) f[a] = copysign(sqrt(f[a] * f[a] + scale[k] * ladder * ladder), ladder);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode add_losses(AdiDissipator *d, const XyzModel *model, const DickeBasis *basis)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < basis->blocks; k++) {
    const double j = dicke_j(basis, k);
    for (int a = 0; a < basis->size[k]; a++) d->loss[d->element[k] + a] = 0.5 * liouvillian_loss(model, j, a - j, a - j);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The level gain with dj = 0 stays on the element: it belongs to the diagonal. */
static void take_phase(AdiDissipator *d)
{
  AdiGain *level = d->gain[ADI_LEVEL];

  for (int g = 0; g < d->count[ADI_LEVEL]; g++) {
    if (level[g].dj != 0) continue;
    d->phase = level[g].f;
    level[g] = level[--d->count[ADI_LEVEL]];
    return;
  }
}

/* Emission sweeps down, pumping up; the weaker of the two is left to the incomplete factor. */
static int main_direction(const XyzModel *model)
{
  double rate[2] = {0, 0};

  for (const GainTerm *g = gain_terms; g < gain_terms + GAIN_TERMS; g++)
    if (g->dm != 0) rate[g->dm > 0] += model->rate[g->channel];
  return rate[1] > rate[0] ? 1 : -1;
}

PetscErrorCode AdiDissipatorCreate(const XyzModel *model, const DickeBasis *basis, AdiDissipator *d)
{
  double *scale;

  PetscFunctionBeginUser;
  *d = (AdiDissipator){.blocks = basis->blocks, .direction = main_direction(model)};
  PetscCall(PetscMalloc1(basis->blocks + 1, &d->element));
  d->element[0] = 0;
  for (int k = 0; k < basis->blocks; k++) d->element[k + 1] = d->element[k] + basis->size[k];
  PetscCall(PetscMalloc1(d->element[basis->blocks], &d->loss));
  PetscCall(PetscMalloc1(basis->blocks, &scale));
  PetscCall(add_losses(d, model, basis));
  for (const GainTerm *g = gain_terms; g < gain_terms + GAIN_TERMS; g++) {
    if (model->rate[g->channel] == 0) continue;
    PetscCheck(g->left == g->right && g->dm == g->dmp, PETSC_COMM_SELF, PETSC_ERR_SUP, "a gain that does not conserve m-m'");
    const int kind = g->dm == d->direction ? ADI_FORWARD : g->dm ? ADI_BACKWARD : ADI_LEVEL;
    PetscCall(add_gain(d, model, basis, g, kind, scale));
  }
  take_phase(d);
  PetscCall(PetscFree(scale));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiDissipatorDestroy(AdiDissipator *d)
{
  PetscFunctionBeginUser;
  for (int kind = 0; kind < ADI_KINDS; kind++)
    for (int g = 0; g < d->count[kind]; g++) PetscCall(PetscFree(d->gain[kind][g].f));
  PetscCall(PetscFree(d->phase));
  PetscCall(PetscFree(d->loss));
  PetscCall(PetscFree(d->element));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool AdiDissipatorExact(const AdiDissipator *d) { return d->count[ADI_BACKWARD] == 0 ? PETSC_TRUE : PETSC_FALSE; }

/* out += fa fb src for `pairs` pairs; fa runs up, fb down. */
PILIND_CLONES static void gain_pairs(int pairs, const double *restrict fa, const double *restrict fb, const double *restrict src,
                                     double *restrict out)
{
  for (int i = 0; i < pairs; i++) {
    const double f = fa[i] * fb[-i];
    out[2 * i] += f * src[2 * i];
    out[2 * i + 1] += f * src[2 * i + 1];
  }
}

static void add_gain_row(const AdiDissipator *d, const AdiGain *g, const AdiRows *rows, const double *const *block, int k, int c, double *out)
{
  const int ks = k + g->dj, cs = c + g->shift;

  if (ks < rows->k0 || ks >= rows->k1 || cs < 0 || cs >= rows->rows[ks - rows->k0]) return;
  const int     end = PetscMin(adi_end(rows, k, c), adi_end(rows, ks, cs)), lone = adi_lone(rows), i = rows->i0 + lone;
  const double *fb = g->f + d->element[ks] + cs, *fa = fb + rows->parity;
  const double *src = block[ks - rows->k0] + adi_row(rows, ks, cs);

  if (lone && end > 0) out[0] += *fa * *fb * src[0];
  if (end > i) gain_pairs(end - i, fa + i, fb - i, src + lone, out + lone);
}

void adi_add_gains(const AdiDissipator *d, int kind, const AdiRows *rows, const double *const *block, int k, int c, double *out)
{
  for (int g = 0; g < d->count[kind]; g++) add_gain_row(d, &d->gain[kind][g], rows, block, k, c, out);
}

void adi_diagonal_row(const AdiDissipator *d, const AdiRows *rows, double kappa, int k, int c, double *out)
{
  const int     count = adi_end(rows, k, c) - rows->i0;
  const double *b = d->loss + d->element[k] + c - rows->i0, *a = b + rows->parity + 2 * rows->i0;

  for (int i = 0; i < count; i++) out[i] = kappa + a[i] + b[-i];
  if (!d->phase) return;
  b = d->phase + d->element[k] + c - rows->i0;
  a = b + rows->parity + 2 * rows->i0;
  for (int i = 0; i < count; i++) out[i] -= a[i] * b[-i];
}

/* out = (v + three gains) / (kappa + la + lb) for `pairs` pairs: local emission or pumping, where most of the time goes. */
typedef struct {
  const double *a, *b, *src;
} Gain;

PILIND_CLONES static void sweep_pairs(int pairs, double kappa, const double *restrict la, const double *restrict lb, const Gain g[3],
                                   const double *v, double *out)
{
  const double *restrict a0 = g[0].a, *restrict b0 = g[0].b, *restrict s0 = g[0].src;
  const double *restrict a1 = g[1].a, *restrict b1 = g[1].b, *restrict s1 = g[1].src;
  const double *restrict a2 = g[2].a, *restrict b2 = g[2].b, *restrict s2 = g[2].src;

  PILIND_IVDEP
  for (int i = 0; i < pairs; i++) {
    const double scale = 1 / (kappa + la[i] + lb[-i]), f0 = a0[i] * b0[-i], f1 = a1[i] * b1[-i], f2 = a2[i] * b2[-i];
    const double re = v[2 * i] + f0 * s0[2 * i] + f1 * s1[2 * i] + f2 * s2[2 * i];
    const double im = v[2 * i + 1] + f0 * s0[2 * i + 1] + f1 * s1[2 * i + 1] + f2 * s2[2 * i + 1];
    out[2 * i]     = scale * re;
    out[2 * i + 1] = scale * im;
  }
}

/* Pair i of a row, any boundary: pointers of the gains are for pair `start`; a gain beyond the end of its row is left out. */
static void sweep_pair(double scale, int i, int start, const Gain g[3], const int gain_end[3], int parts, int at, const double *v, double *out)
{
  for (int part = 0; part < parts; part++) {
    double sum = v[at + part];
    for (int n = 0; n < 3; n++)
      if (i < gain_end[n]) sum += g[n].a[i - start] * g[n].b[start - i] * g[n].src[at + part];
    out[at + part] = scale * sum;
  }
}

PetscBool adi_sweep_row(const AdiDissipator *d, const AdiRows *rows, double kappa, const double *const *block, int k, int c, const double *v,
                        double *out)
{
  const AdiGain *gain = d->gain[ADI_FORWARD];
  const int      lone = adi_lone(rows), start = rows->i0, end = adi_end(rows, k, c);
  const double  *lb = d->loss + d->element[k] + c - start, *la = lb + rows->parity + 2 * start;
  int            common = end, gain_end[3];
  Gain           g[3];

  if (d->count[ADI_FORWARD] != 3 || d->phase) return PETSC_FALSE;
  for (int n = 0; n < 3; n++) {
    const int ks = k + gain[n].dj, cs = c + gain[n].shift;
    if (ks < rows->k0 || ks >= rows->k1 || cs < 0 || cs >= rows->rows[ks - rows->k0]) return PETSC_FALSE;
    gain_end[n] = adi_end(rows, ks, cs);
    common      = PetscMin(common, gain_end[n]);
    g[n].b      = gain[n].f + d->element[ks] + cs - start;
    g[n].a      = g[n].b + rows->parity + 2 * start;
    g[n].src    = block[ks - rows->k0] + adi_row(rows, ks, cs);
  }
  if (lone && end > 0) sweep_pair(1 / (kappa + la[0] + lb[0]), 0, 0, g, gain_end, 1, 0, v, out);
  if (common > start + lone) {
    Gain from[3];
    for (int n = 0; n < 3; n++) from[n] = (Gain){g[n].a + lone, g[n].b - lone, g[n].src + lone};
    sweep_pairs(common - start - lone, kappa, la + lone, lb - lone, from, v + lone, out + lone);
  }
  for (int i = PetscMax(common, start + lone); i < end; i++)
    sweep_pair(1 / (kappa + la[i - start] + lb[start - i]), i, start, g, gain_end, 2, 2 * (i - start) - lone, v, out);
  return PETSC_TRUE;
}

PILIND_CLONES static void scale_pairs(int pairs, const double *restrict factor, const double *restrict x, double *restrict out)
{
  for (int i = 0; i < pairs; i++) {
    out[2 * i]     = factor[i] * x[2 * i];
    out[2 * i + 1] = factor[i] * x[2 * i + 1];
  }
}

void adi_scale_row(const AdiRows *rows, int count, const double *factor, const double *x, double *out)
{
  const int lone = adi_lone(rows);

  if (lone && count > 0) out[0] = factor[0] * x[0];
  if (count > lone) scale_pairs(count - lone, factor + lone, x + lone, out + lone);
}
