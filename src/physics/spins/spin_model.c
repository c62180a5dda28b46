/* Derived once: symmetries, jumps, scales, and the closed forms of physics/models/xyz.h where the model is of that form. */
#include "physics/spins/spin_model.h"

#include "physics/generators/dicke_liouvillian.h"
#include "physics/generators/liouvillian.h"
#include "physics/models/frame.h"
#include "physics/models/xyz_lindbladian.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Local rates as they are, collective ones with the N-1 partners of a spin. */
static double sum_of_rates(const Lindbladian *l)
{
  double sum = 0;

  for (int k = 0; k < l->locals; k++)
    for (int i = 0; i < 4; i++) sum += l->local[k].rate * creal(l->local[k].L[i] * conj(l->local[k].L[i]));
  for (int k = 0; k < l->collectives; k++) {
    const Polynomial *C = &l->collective[k].C;
    const double      c = polynomial_size(C) * pow(l->N, polynomial_degree(C) - 1);
    sum += l->collective[k].rate * c * c * (l->N - 1);
  }
  return sum;
}

bool spin_model_create(Lindbladian *l, SpinModel *model)
{
  *model = (SpinModel){.N = l->N, .l = *l, .jumps = lindbladian_spin_jumps(l), .rate = lindbladian_rate(l), .total_rate = sum_of_rates(l)};
  *l     = lindbladian_empty(l->N, l->basis);
  if (!spin_symmetry(&model->l, &model->symmetry)) {
    spin_model_free(model);
    return false;
  }
  model->axial = xyz_of_lindbladian(&model->l, &model->xyz);
  return true;
}

bool spin_model_of_xyz(const XyzModel *xyz, SpinModel *model)
{
  Lindbladian l;

  *model = (SpinModel){.N = xyz->N};
  if (!xyz_lindbladian(xyz, &l) || !spin_model_create(&l, model)) {
    lindbladian_free(&l);
    return false;
  }
  model->axial      = true;
  model->xyz        = *xyz; /* to the last bit */
  model->rate       = xyz_unit(xyz);
  model->total_rate = 0;
  for (int c = 0; c < CHANNEL_COUNT; c++) model->total_rate += xyz->rate[c];
  return true;
}

void spin_model_free(SpinModel *model)
{
  lindbladian_free(&model->l);
  *model = (SpinModel){0};
}

bool spin_model_take_frame(SpinModel *model)
{
  Lindbladian rotated;
  SpinModel   framed;
  double      R[9];

  if (!lindbladian_best_frame(&model->l, R)) return true;
  if (lindbladian_rotated(&model->l, R, &rotated) != POLYNOMIAL_OK || !spin_model_create(&rotated, &framed))
    return lindbladian_free(&rotated), false;
  framed.ladder = model->ladder;
  if (framed.ladder) framed.axial = false;
  framed.framed = true;
  memcpy(framed.frame, R, sizeof R);
  spin_model_free(model);
  *model = framed;
  return true;
}

PolynomialError spin_model_polynomial(const SpinModel *model, const Polynomial *P, Polynomial *out)
{
  if (model->framed) return polynomial_rotated(P, model->frame, out);
  *out = polynomial_zero(P->basis);
  return polynomial_add(out, 1, P);
}

void spin_model_keep_ladder(SpinModel *model, int two_j)
{
  model->N = model->l.N = two_j;
  model->ladder         = true;
  model->axial          = false; /* its closed forms know N by their couplings */
}

bool spin_basis_create(const SpinModel *model, DickeParity sector, double scaling, DickeBasis *basis)
{
  return dicke_basis_create_cut(model->N, sector, scaling, model->ladder ? 1 : dicke_blocks(model->N), 0, basis);
}

int64_t spin_dimension(const SpinModel *model, DickeParity sector)
{
  return model->ladder ? dicke_block_dimension(sector, model->N + 1) : dicke_dimension(model->N, sector);
}

DickeParity spin_sector(const SpinModel *model, int parity, int part)
{
  switch (model->symmetry.group) {
  case CLASS_EVEN_RE:
  case CLASS_EVEN_RE | CLASS_EVEN_IM: return parity ? DICKE_ODD : DICKE_EVEN;
  case CLASS_EVEN_RE | CLASS_ODD_RE: return part ? DICKE_IMAGINARY : DICKE_REAL;
  case CLASS_EVEN_RE | CLASS_ODD_IM: return parity == part ? DICKE_TWISTED : DICKE_SKEWED;
  default: return DICKE_BOTH;
  }
}

DickeParity spin_parity_sector(const SpinModel *model, int parity)
{
  return !spin_conserves_parity(model) ? DICKE_BOTH : parity ? DICKE_ODD : DICKE_EVEN;
}

int spin_reach(const SpinModel *model)
{
  int reach = polynomial_degree(&model->l.H);

  if (reach < 2) reach = 2; /* the loss of jumps with cross terms */
  for (int k = 0; k < model->l.collectives; k++) {
    const int width = 2 * polynomial_degree(&model->l.collective[k].C);
    if (width > reach) reach = width;
  }
  return reach;
}

double spin_norm(const SpinModel *model)
{
  const XyzModel *m    = &model->xyz;
  double          norm = model->total_rate;

  if (model->axial) return norm + fabs(m->Jx - m->Jy) + fabs(m->Jx + m->Jy - 2 * m->Jz) + 2 * (fabs(m->hx) + fabs(m->hy) + fabs(m->hz));
  for (int k = 0; k < model->l.H.count; k++) {
    const PolynomialTerm *t = &model->l.H.term[k];
    if (t->word.degree > 0) norm += 2 * cabs(t->c) * pow(model->N, t->word.degree - 1);
  }
  return norm;
}

/* Entries of a row in the middle of a space of few spins: the number does not depend on N. */
static double sampled_row(const SpinModel *model)
{
  enum { FEW = 14, SAMPLES = 40 };
  Lindbladian      l = model->l;
  DickeBasis       basis;
  DickeLiouvillian tables = {0};
  double           sum    = 0;

  l.N       = FEW;
  bool good = dicke_basis_create(FEW, spin_sector(model, 0, 0), 0, &basis) && dicke_liouvillian_create(&l, &basis, &tables);
  if (good) {
    const int64_t size = dicke_size(&basis);
    SparseRow     row  = {.room = dicke_liouvillian_row_max(&tables)};
    row.column         = malloc((size_t)row.room * sizeof *row.column);
    row.value          = malloc((size_t)row.room * sizeof *row.value);
    good               = row.column && row.value;
    for (int k = 0; k < SAMPLES && good; k++) {
      dicke_liouvillian_row(&tables, LIOUVILLIAN_ALL, dicke_element(&basis, (size - 1) * (k + 1) / (SAMPLES + 1)), &row);
      sum += row.count;
    }
    free(row.column);
    free(row.value);
  }
  dicke_liouvillian_free(&tables);
  dicke_basis_free(&basis);
  return good ? 1.2 * sum / SAMPLES : NAN;
}

double spin_row_estimate(const SpinModel *model) { return model->axial ? liouvillian_row_estimate(&model->xyz) : sampled_row(model); }
