/* Diagonal gains of the linear jumps by their Kossakowski matrices, and of collective jumps that have one band. */
#include "solvers/adi/dissipation.h"

#include "physics/numerics/clones.h"

static PetscErrorCode new_gain(AdiDissipator *d, int dj, int dm, double **f)
{
  const int kind = dm == 0 ? ADI_LEVEL : (dm < 0) == (d->direction < 0) ? ADI_FORWARD : ADI_BACKWARD;

  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1(d->element[d->blocks], f));
  if (dm == 0 && dj == 0) {
    PetscCheck(d->phases < ADI_PHASE_MAX, PETSC_COMM_SELF, PETSC_ERR_SUP, "more than %d kinds of collective dephasing", ADI_PHASE_MAX);
    d->phase[d->phases++] = *f;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCheck(d->count[kind] < ADI_GAIN_MAX, PETSC_COMM_SELF, PETSC_ERR_SUP, "more than %d kinds of gain", ADI_GAIN_MAX);
  d->gain[kind][d->count[kind]++] = (AdiGain){.dj = dj, .dm = dm, .shift = -dm - dj, .f = *f};
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* sqrt(rate scale) and one ladder factor; 0 where the target block does not exist. */
static PetscErrorCode add_linear(const DickeLiouvillian *L, int kind, int q, AdiDissipator *d)
{
  const JumpLadder *jump = &jump_ladder[kind][q];
  double           *f;

  PetscFunctionBeginUser;
  PetscCall(new_gain(d, jump->dj, jump->q, &f));
  for (int k = 0; k < L->basis->blocks; k++) {
    const double j = dicke_j(L->basis, k), scale = creal(dicke_liouvillian_gain(L, kind, q, q, k));
    if (k - jump->dj < 0 || k - jump->dj >= L->basis->blocks) continue;
    for (int a = 0; a < L->basis->size[k]; a++) f[d->element[k] + a] = sqrt(scale) * jump->ladder(j, a - j);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

int adi_single_band(const DickeLiouvillian *L, int c, double complex *phase, bool *real)
{
  int    band  = 0;
  double most  = 0;
  bool   found = false;

  *real  = true;
  *phase = 1;
  for (int k = 0; k < L->basis->blocks; k++) {
    const SpinBand *C = &L->collective[k * L->collectives + c];
    for (int e = -C->width; e <= C->width; e++)
      for (int a = 0; a < C->n; a++) {
        const double complex x = spin_band(C, a, e);
        if (x == 0) continue;
        if (found && e != band) *real = false;
        band = e, found = true;
        if (cabs(x) > most) most = cabs(x), *phase = x / cabs(x);
      }
  }
  for (int k = 0; k < L->basis->blocks && *real; k++)
    for (int a = 0; a < L->basis->size[k]; a++)
      if (fabs(cimag(spin_band(&L->collective[k * L->collectives + c], a, band) * conj(*phase))) > 1e-14 * most) *real = false;
  return *real ? band : 0;
}

static PetscErrorCode add_nonlinear(const DickeLiouvillian *L, int c, AdiDissipator *d)
{
  double complex phase;
  double        *f;
  bool           real;
  const int      band = adi_single_band(L, c, &phase, &real);

  PetscFunctionBeginUser;
  if (!real) PetscFunctionReturn(PETSC_SUCCESS); /* the remainder has it */
  PetscCall(new_gain(d, 0, band, &f));
  for (int k = 0; k < L->basis->blocks; k++)
    for (int a = 0; a < L->basis->size[k]; a++)
      f[d->element[k] + a] = sqrt(L->rate[c]) * creal(spin_band(&L->collective[k * L->collectives + c], a, band) * conj(phase));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiDissipatorCreate(const DickeLiouvillian *L, const AdiKind *kind, AdiDissipator *d)
{
  static const int  order[SPIN_JUMPS] = {SPIN_DOWN, SPIN_UP, SPIN_Z};
  const DickeBasis *basis             = L->basis;

  PetscFunctionBeginUser;
  *d = (AdiDissipator){.blocks = basis->blocks, .direction = kind->up > kind->down ? 1 : -1}; /* the weaker way is the backward one */
  PetscCall(PetscMalloc1(basis->blocks + 1, &d->element));
  d->element[0] = 0;
  for (int k = 0; k < basis->blocks; k++) d->element[k + 1] = d->element[k] + basis->size[k];
  PetscCall(PetscMalloc1(d->element[basis->blocks], &d->loss));
  for (int k = 0; k < basis->blocks; k++)
    for (int a = 0; a < basis->size[k]; a++) d->loss[d->element[k] + a] = 0.5 * dicke_liouvillian_loss(L, k, a, a);
  for (int n = 0; n < SPIN_JUMPS; n++) {
    const int q = order[n];
    for (int jumps = 0; jumps < JUMP_KINDS; jumps++)
      if (creal(L->jumps.K[q][q]) > 0 || (jump_ladder[jumps][q].dj == 0 && creal(L->jumps.Kc[q][q]) > 0))
        PetscCall(add_linear(L, jumps, q, d));
  }
  for (int c = 0; c < L->collectives; c++) PetscCall(add_nonlinear(L, c, d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiDissipatorDestroy(AdiDissipator *d)
{
  PetscFunctionBeginUser;
  for (int kind = 0; kind < ADI_KINDS; kind++)
    for (int g = 0; g < d->count[kind]; g++) PetscCall(PetscFree(d->gain[kind][g].f));
  for (int p = 0; p < d->phases; p++) PetscCall(PetscFree(d->phase[p]));
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

static void add_gain_row(const AdiDissipator *d, const AdiGain *g, const AdiRows *rows, const double *const *block, int k, int c,
                         double *out)
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
  for (int p = 0; p < d->phases; p++) {
    b = d->phase[p] + d->element[k] + c - rows->i0;
    a = b + rows->parity + 2 * rows->i0;
    for (int i = 0; i < count; i++) out[i] -= a[i] * b[-i];
  }
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
    out[2 * i]      = scale * re;
    out[2 * i + 1]  = scale * im;
  }
}

/* Pair i of a row, any boundary: pointers of the gains are for pair `start`; a gain beyond the end of its row is left out. */
static void sweep_pair(double scale, int i, int start, const Gain g[3], const int gain_end[3], int parts, int at, const double *v,
                       double *out)
{
  for (int part = 0; part < parts; part++) {
    double sum = v[at + part];
    for (int n = 0; n < 3; n++)
      if (i < gain_end[n]) sum += g[n].a[i - start] * g[n].b[start - i] * g[n].src[at + part];
    out[at + part] = scale * sum;
  }
}

PetscBool adi_sweep_row(const AdiDissipator *d, const AdiRows *rows, double kappa, const double *const *block, int k, int c,
                        const double *v, double *out)
{
  const AdiGain *gain = d->gain[ADI_FORWARD];
  const int      lone = adi_lone(rows), start = rows->i0, end = adi_end(rows, k, c);
  const double  *lb = d->loss + d->element[k] + c - start, *la = lb + rows->parity + 2 * start;
  int            common = end, gain_end[3];
  Gain           g[3];

  if (d->count[ADI_FORWARD] != 3 || d->phases > 0) return PETSC_FALSE;
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
