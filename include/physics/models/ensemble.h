/* Model `ensemble`: a Lindbladian from the strings of the input, evaluated at a point (parameters and N). */
#ifndef PILIND_PHYSICS_MODELS_ENSEMBLE_H
#define PILIND_PHYSICS_MODELS_ENSEMBLE_H

#include "physics/algebra/expression.h"
#include "physics/models/lindbladian.h"

/* A jump: one-site (sum_n rate D[L(n)]) or collective (rate D[C]), told apart by its value. */
typedef struct {
  const char *jump, *rate;
} EnsembleJump;

typedef struct {
  const char         *hamiltonian; /* NULL or "": 0 */
  int                 jumps;
  const EnsembleJump *jump;
} EnsembleText;

/* Which string is wrong. */
typedef enum { ENSEMBLE_HAMILTONIAN, ENSEMBLE_JUMP, ENSEMBLE_RATE, ENSEMBLE_WHOLE } EnsemblePart;
typedef struct {
  EnsemblePart    part;
  int             jump; /* number of the jump */
  ExpressionError error;
} EnsembleError;

/* Refused: mistakes of the language, an H that is not Hermitian (by how much is said), a rate that is negative or complex, a jump that is
   a number, nothing that dissipates. False: error is filled; nothing is to be freed. The basis of the scope must outlive the result. */
bool ensemble_lindbladian(const EnsembleText *text, const ExpressionScope *scope, Lindbladian *l, EnsembleError *error);

/* A Hermitian operator; `otherwise` is said of one that is not, before by how much: "... it differs from its adjoint by ". The caller frees
   it. */
bool ensemble_hermitian(const char *text, const char *otherwise, const ExpressionScope *scope, Polynomial *P, ExpressionError *error);

/* An observable: Hermitian, else refused. The caller frees it. */
bool ensemble_observable(const char *text, const ExpressionScope *scope, Polynomial *observable, ExpressionError *error);

#endif
