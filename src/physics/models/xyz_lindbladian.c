/* Couplings, fields and channels as rows. */
#include "physics/models/xyz_lindbladian.h"

/* The jump of a channel; collective ones sum it over the sites and carry 1/(N-1). */
static const struct {
  bool           collective;
  double complex matrix[4]; /* up first */
} jump[CHANNEL_COUNT] = {
  [CHANNEL_LOSS] = {false, {0, 0, 1, 0}},           [CHANNEL_PUMP] = {false, {0, 1, 0, 0}},
  [CHANNEL_DEPHASING] = {false, {1, 0, 0, -1}},     [CHANNEL_COLLECTIVE_LOSS] = {true, {0, 0, 1, 0}},
  [CHANNEL_COLLECTIVE_PUMP] = {true, {0, 1, 0, 0}}, [CHANNEL_COLLECTIVE_DEPHASING] = {true, {1, 0, 0, -1}},
};

static PolynomialError add_channel(const XyzModel *model, int c, Lindbladian *l)
{
  Polynomial      sum = polynomial_zero(&site_pauli);
  PolynomialError error;

  if (!jump[c].collective) return lindbladian_add_local(l, model->rate[c], jump[c].matrix);
  error = polynomial_add_site(&sum, 1, jump[c].matrix, model->N);
  if (error == POLYNOMIAL_OK) error = lindbladian_add_collective(l, model->rate[c] / (model->N - 1), &sum);
  polynomial_free(&sum);
  return error;
}

bool xyz_lindbladian(const XyzModel *model, Lindbladian *l)
{
  const double    coupling[3] = {model->Jx, model->Jy, model->Jz}, field[3] = {model->hx, model->hy, model->hz};
  PolynomialError error = POLYNOMIAL_OK;

  *l = lindbladian_empty(model->N, &site_pauli);
  for (unsigned char a = SITE_X; a <= SITE_Z && error == POLYNOMIAL_OK; a++) {
    error = polynomial_add_word(&l->H, coupling[a] / (2 * (model->N - 1.0)), &(PolynomialWord){.degree = 2, .letter = {a, a}});
    if (error == POLYNOMIAL_OK) error = polynomial_add_word(&l->H, field[a], &(PolynomialWord){.degree = 1, .letter = {a}});
  }
  for (int c = 0; c < CHANNEL_COUNT && error == POLYNOMIAL_OK; c++) error = add_channel(model, c, l);
  return error == POLYNOMIAL_OK;
}

/* A term of H: the square of one collective operator, one of them, or a number, which does not act. */
static bool take_term(const PolynomialTerm *t, XyzModel *m)
{
  double *const coupling[3] = {&m->Jx, &m->Jy, &m->Jz}, *const field[3] = {&m->hx, &m->hy, &m->hz};
  const PolynomialWord *w = &t->word;

  if (cimag(t->c) != 0) return false;
  if (w->degree == 1) *field[w->letter[0]] = creal(t->c);
  if (w->degree == 2) {
    if (w->letter[0] != w->letter[1]) return false;
    *coupling[w->letter[0]] = 2 * (m->N - 1.0) * creal(t->c);
  }
  return w->degree <= 2;
}

/* K of jumps s-, s+, sigma_z by themselves; sigma_z = 2 s_z. */
static bool take_rates(const double complex K[SPIN_JUMPS][SPIN_JUMPS], double factor, double *down, double *up, double *z)
{
  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++)
      if (q != r && K[q][r] != 0) return false;
  *down = factor * creal(K[SPIN_DOWN][SPIN_DOWN]);
  *up   = factor * creal(K[SPIN_UP][SPIN_UP]);
  *z    = factor * creal(K[SPIN_Z][SPIN_Z]) / 4;
  return true;
}

bool xyz_of_lindbladian(const Lindbladian *l, XyzModel *m)
{
  const SpinJumps jumps = lindbladian_spin_jumps(l);
  double         *rate  = m->rate;

  *m = (XyzModel){.N = l->N};
  if (l->N < 2) return false;
  for (int k = 0; k < l->H.count; k++)
    if (!take_term(&l->H.term[k], m)) return false;
  for (int k = 0; k < l->collectives; k++)
    if (polynomial_degree(&l->collective[k].C) > 1) return false;
  return take_rates(jumps.K, 1, &rate[CHANNEL_LOSS], &rate[CHANNEL_PUMP], &rate[CHANNEL_DEPHASING]) &&
         take_rates(jumps.Kc, l->N - 1, &rate[CHANNEL_COLLECTIVE_LOSS], &rate[CHANNEL_COLLECTIVE_PUMP],
                    &rate[CHANNEL_COLLECTIVE_DEPHASING]);
}
