/* The text is read at every point: it may depend on N. */
#include "tasks/sector_option.h"

#include "physics/algebra/expression.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static const char *read_spin(const char *text, int N, int *two_j)
{
  const ExpressionScope scope = {.N = N};
  ExpressionError       error;
  double                j;

  while (*text == ' ') text++;
  if (*text != 'j' && *text != 'J') return "sector is auto or j=J, J a number or an expression in N, as j=N/2";
  for (text++; *text == ' '; text++) continue;
  if (*text != '=') return "sector is auto or j=J, J a number or an expression in N, as j=N/2";
  if (!expression_real(text + 1, &scope, &j, &error)) return "sector: J is a number or an expression in N, as j=N/2";
  if (!(j >= 0 && j <= 0.5 * N) || rint(2 * j) != 2 * j || (N - (int)(2 * j)) % 2) return "sector: N spins do not add up to this j";
  *two_j = (int)(2 * j);
  return NULL;
}

const char *SectorTake(const char *text, SpinModel *model)
{
  int two_j;

  if (!strcasecmp(text, "auto"))
    return model->symmetry.conserves_j
             ? "no jump is local: each total spin j has a steady state of its own; name one (sector: \"j=N/2\"), or set a local rate"
             : NULL;
  if (!model->symmetry.conserves_j) return "sector: there are local jumps, which do not conserve j";
  const char *why = read_spin(text, model->N, &two_j);
  if (!why && two_j == 0) why = "sector: j = 0 is a single state";
  if (!why) spin_model_keep_ladder(model, two_j);
  return why;
}
