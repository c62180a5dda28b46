/* Symmetries of models written as strings: as their authors know them, and against the matrix of L itself, whose entries must couple
   exactly the classes that the group says. */
#include "physics/models/symmetry.h"

#include "physics/generators/dicke_liouvillian.h"
#include "physics/models/ensemble.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { JUMPS = 4 };

typedef struct {
  const char  *H;
  EnsembleJump jump[JUMPS];
  unsigned     group;
  bool         u1, strong_parity, strong_u1, conserves_j;
} Case;

static const Case cases[] = {
  {"0.6*Sx^2 + Sy^2 + 0.3*Sz^2", {{"sm", "1"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, false, false, false, false},
  {"0.7*Sx", {{"Sm", "1"}, {"sm", "0.1"}}, CLASS_EVEN_RE | CLASS_ODD_IM, false, false, false, false},
  {"0.7*Sy", {{"Sm", "1"}, {"sm", "0.1"}}, CLASS_EVEN_RE | CLASS_ODD_RE, false, false, false, false},
  {"0.7*Sx + Sz^2", {{"sm", "1"}}, CLASS_ALL, false, false, false, false},
  {"0.7*Sx + Sz", {{"sm", "1"}}, CLASS_ALL, false, false, false, false},
  {"0", {{"Sm", "1"}, {"sp", "0.3"}, {"sz", "0.1"}}, CLASS_EVEN_RE, true, false, false, false},
  {"Sz^2 + Sz", {{"Sm", "1"}, {"sp", "0.3"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, true, false, false, false},
  {"Sx^2 + Sy^2 + 0.4*Sz^2", {{"sm", "1"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, true, false, false, false}, /* XXZ */
  {"Sz^2", {{"sz", "1"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, true, true, true, false},
  {"Sx^2", {{"sz", "1"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, false, true, false, false},
  {"0", {{"sx", "1"}, {"sy", "1"}}, CLASS_EVEN_RE, true, false, false, false}, /* cross terms cancel: s- and s+ */
  {"0", {{"Sx", "1"}, {"Sy", "1"}, {"sm", "1"}}, CLASS_EVEN_RE, true, false, false, false},
  {"0", {{"sm + 0.3*sp", "1"}}, CLASS_EVEN_RE, false, false, false, false},
  {"0", {{"sm + 0.3*i*sp", "1"}}, CLASS_EVEN_RE | CLASS_EVEN_IM, false, false, false, false},
  {"0", {{"sm + 0.5*i*sz", "1"}}, CLASS_EVEN_RE | CLASS_ODD_IM, false, false, false, false},
  {"Sx", {{"Sm", "1"}}, CLASS_EVEN_RE | CLASS_ODD_IM, false, false, false, true},
  {"0", {{"Sm*Sz", "1"}, {"sm", "1"}}, CLASS_EVEN_RE, true, false, false, false},
  {"(Sx*Sz + Sz*Sx)/10", {{"sm", "1"}}, CLASS_EVEN_RE | CLASS_ODD_IM, false, false, false, false},
  {"Sx*Sy + Sy*Sx", {{"sm", "1"}}, CLASS_EVEN_RE, false, false, false, false},
};

static unsigned class_of(DickeElement e) { return (unsigned)(2 * ((e.a - e.b) & 1) + e.part); }

/* The group that the matrix shows. */
static unsigned group_of_matrix(const Lindbladian *l, bool *steps_only)
{
  DickeBasis       basis;
  DickeLiouvillian L;
  unsigned         group = 1;

  assert_true(dicke_basis_create(l->N, DICKE_BOTH, -0.5, &basis) && dicke_liouvillian_create(l, &basis, &L));
  const int room = dicke_liouvillian_row_max(&L);
  SparseRow row  = {0, room, malloc((size_t)room * sizeof *row.column), malloc((size_t)room * sizeof *row.value)};
  *steps_only    = true;
  for (int64_t i = 0; i < dicke_size(&basis); i++) {
    const DickeElement e = dicke_element(&basis, i);
    dicke_liouvillian_row(&L, LIOUVILLIAN_ALL, e, &row);
    for (int k = 0; k < row.count; k++) {
      const DickeElement s = dicke_element(&basis, row.column[k]);
      if (fabs(row.value[k]) < 1e-13) continue;
      group |= 1u << (class_of(e) ^ class_of(s));
      if (e.a - e.b != s.a - s.b) *steps_only = false;
    }
  }
  for (unsigned a = 0; a < 4; a++)
    for (unsigned b = 0; b < 4; b++)
      if (group >> a & 1 && group >> b & 1) group |= 1u << (a ^ b);
  free(row.column);
  free(row.value);
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  return group;
}

static void found_from_the_data(void **state)
{
  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    const Case           *c     = &cases[k];
    const ExpressionScope scope = {.basis = &site_pauli, .N = 5};
    EnsembleText          text  = {.hamiltonian = c->H, .jump = c->jump};
    EnsembleError         error;
    Lindbladian           l;
    SpinSymmetry          s;
    bool                  steps_only;

    while (text.jumps < JUMPS && c->jump[text.jumps].jump) text.jumps++;
    if (!ensemble_lindbladian(&text, &scope, &l, &error)) fail_msg("%s: %s", c->H, error.error.text);
    assert_true(spin_symmetry(&l, &s));
    const unsigned group = group_of_matrix(&l, &steps_only);
    if (s.group != c->group || s.group != group || s.u1 != c->u1 || s.u1 != steps_only || s.strong_parity != c->strong_parity ||
        s.strong_u1 != c->strong_u1 || s.conserves_j != c->conserves_j)
      fail_msg("model %zu, H = %s: group %u (matrix %u), u1 %d, strong %d %d", k, c->H, s.group, group, s.u1, s.strong_parity, s.strong_u1);
    lindbladian_free(&l);
  }
}

static void mistakes_have_one_line(void **state)
{
  static const struct {
    const char  *H;
    EnsembleJump jump;
    EnsemblePart part;
    const char  *words;
  } wrong[] = {
    {"i*Sx^2", {"sm", "1"}, ENSEMBLE_HAMILTONIAN, "not Hermitian"},
    {"Sp*Sz", {"sm", "1"}, ENSEMBLE_HAMILTONIAN, "not Hermitian"},
    {"sx", {"sm", "1"}, ENSEMBLE_HAMILTONIAN, "sum(sx)"},
    {"Sx", {"sm", "-1"}, ENSEMBLE_RATE, "negative rate"},
    {"Sx", {"sm", "i"}, ENSEMBLE_RATE, "complex"},
    {"Sx", {"1", "1"}, ENSEMBLE_JUMP, "must be an operator"},
    {"Sx", {"sm", "0"}, ENSEMBLE_WHOLE, "nothing dissipates"},
    {"Sx", {"id", "1"}, ENSEMBLE_WHOLE, "nothing dissipates"},
    {"Sx", {"sq", "1"}, ENSEMBLE_JUMP, "unknown name"},
    {"Sx", {"Sm^5", "1"}, ENSEMBLE_JUMP, "degree"},
  };
  const ExpressionScope scope = {.basis = &site_pauli, .N = 5};

  (void)state;
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    const EnsembleText text = {wrong[k].H, 1, &wrong[k].jump};
    EnsembleError      error;
    Lindbladian        l;
    if (ensemble_lindbladian(&text, &scope, &l, &error)) fail_msg("taken: H = %s", wrong[k].H);
    if (error.part != wrong[k].part || !strstr(error.error.text, wrong[k].words))
      fail_msg("H = %s: part %d: %s", wrong[k].H, (int)error.part, error.error.text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(found_from_the_data), cmocka_unit_test(mistakes_have_one_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
