/* Strings to a Lindbladian, with one line for every mistake. */
#include "physics/models/ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double hermitian_tol = 1e-13;

static void say(ExpressionError *error, const char *text)
{
  *error = (ExpressionError){.column = 1};
  strncat(error->text, text, sizeof error->text - 1);
}

/* out = a x b with three digits of x: physics has no stdio. */
static void say_number(ExpressionError *error, const char *before, double x, const char *after)
{
  char      digits[32] = "0.00e+00";
  int       exponent   = x > 0 ? (int)floor(log10(x)) : 0;
  const int mantissa   = x > 0 ? (int)lround(x / pow(10, exponent) * 100) : 0;

  digits[0] = (char)('0' + (mantissa / 100 > 9 ? 9 : mantissa / 100));
  digits[2] = (char)('0' + mantissa / 10 % 10);
  digits[3] = (char)('0' + mantissa % 10);
  digits[5] = exponent < 0 ? '-' : '+';
  exponent  = abs(exponent) % 100;
  digits[6] = (char)('0' + exponent / 10);
  digits[7] = (char)('0' + exponent % 10);
  say(error, before);
  strncat(error->text, digits, sizeof error->text - strlen(error->text) - 1);
  strncat(error->text, after, sizeof error->text - strlen(error->text) - 1);
}

static bool no_memory(ExpressionError *error) { return say(error, "memory is short"), false; }

/* Only rounding may keep it from being Hermitian; then its Hermitian part is taken. */
static bool make_hermitian(Polynomial *P, const char *what, ExpressionError *error)
{
  const double size = polynomial_size(P), deviation = polynomial_anti_hermitian(P);
  Polynomial   adjoint;

  if (deviation < 0) return no_memory(error);
  if (deviation > hermitian_tol * size) {
    say_number(error, what, deviation / size, " of its largest term");
    return false;
  }
  bool good = polynomial_adjoint(P, &adjoint) == POLYNOMIAL_OK && polynomial_add(P, 1, &adjoint) == POLYNOMIAL_OK;
  for (int k = 0; k < P->count; k++) P->term[k].c /= 2, P->term[k].weight /= 2;
  polynomial_free(&adjoint);
  return good || no_memory(error);
}

static bool fail(EnsembleError *error, EnsemblePart part, int jump, Lindbladian *l)
{
  error->part = part;
  error->jump = jump;
  lindbladian_free(l);
  return false;
}

static bool add_hamiltonian(const char *text, const ExpressionScope *scope, Lindbladian *l, ExpressionError *error)
{
  Polynomial H;

  if (!text || !*text) return true;
  if (!expression_collective(text, scope, &H, error)) return false;
  bool good = make_hermitian(&H, "the Hamiltonian is not Hermitian: it differs from its adjoint by ", error);
  if (good && lindbladian_add_hamiltonian(l, 1, &H) != POLYNOMIAL_OK) good = no_memory(error);
  polynomial_free(&H);
  return good;
}

static bool add_jump(const char *text, double rate, const ExpressionScope *scope, Lindbladian *l, ExpressionError *error)
{
  ExpressionValue v;
  PolynomialError wrong = POLYNOMIAL_OK;

  if (!expression_evaluate(text, scope, &v, error)) return false;
  if (v.kind == EXPRESSION_NUMBER) return say(error, "a jump must be an operator, not a number"), false;
  if (v.kind == EXPRESSION_SITE) wrong = lindbladian_add_local(l, rate, v.site);
  else if (2 * polynomial_degree(&v.polynomial) > POLYNOMIAL_DEGREE_MAX) {
    expression_free(&v);
    return say(error, "a collective jump of degree higher than 4"), false;
  } else wrong = lindbladian_add_collective(l, rate, &v.polynomial);
  expression_free(&v);
  return wrong == POLYNOMIAL_OK || no_memory(error);
}

static bool rate_of(const char *text, const ExpressionScope *scope, double *rate, ExpressionError *error)
{
  if (!expression_real(text, scope, rate, error)) return false;
  if (*rate < 0) return say_number(error, "a negative rate, -", -*rate, ""), false;
  return true;
}

static bool dissipates(const Lindbladian *l)
{
  for (int k = 0; k < l->locals; k++)
    for (int i = 0; i < l->basis->d * l->basis->d; i++)
      if (l->local[k].L[i] != 0) return true;
  for (int k = 0; k < l->collectives; k++)
    if (l->collective[k].C.count > 0) return true;
  return false;
}

bool ensemble_lindbladian(const EnsembleText *text, const ExpressionScope *scope, Lindbladian *l, EnsembleError *error)
{
  *l     = lindbladian_empty((int)scope->N, scope->basis);
  *error = (EnsembleError){.part = ENSEMBLE_WHOLE};
  if (!add_hamiltonian(text->hamiltonian, scope, l, &error->error)) return fail(error, ENSEMBLE_HAMILTONIAN, 0, l);
  for (int k = 0; k < text->jumps; k++) {
    double rate;
    if (!rate_of(text->jump[k].rate, scope, &rate, &error->error)) return fail(error, ENSEMBLE_RATE, k, l);
    if (!add_jump(text->jump[k].jump, rate, scope, l, &error->error)) return fail(error, ENSEMBLE_JUMP, k, l);
  }
  if (dissipates(l)) return true;
  say(&error->error, "nothing dissipates: every rate is zero or no dissipator is given");
  return fail(error, ENSEMBLE_WHOLE, 0, l);
}

bool ensemble_hermitian(const char *text, const char *otherwise, const ExpressionScope *scope, Polynomial *P, ExpressionError *error)
{
  if (!expression_collective(text, scope, P, error)) return false;
  if (make_hermitian(P, otherwise, error)) return true;
  polynomial_free(P);
  return false;
}

bool ensemble_observable(const char *text, const ExpressionScope *scope, Polynomial *observable, ExpressionError *error)
{
  return ensemble_hermitian(text, "an observable must be Hermitian: it differs from its adjoint by ", scope, observable, error);
}
