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
