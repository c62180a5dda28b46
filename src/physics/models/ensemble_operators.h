/* Levels of a site and named matrices of an input of model ensemble. */
#ifndef PILIND_PHYSICS_MODELS_ENSEMBLE_OPERATORS_H
#define PILIND_PHYSICS_MODELS_ENSEMBLE_OPERATORS_H

#include "physics/algebra/expression.h"
#include "text/objection.h"

typedef struct {
  SiteBasis       basis;
  int             count;
  NamedMatrix    *matrix;  /* names belong to the document */
  double complex *element; /* [count][d*d] */
} EnsembleOperators;

/* What `levels` says; 2 where it is missing or no whole number that is allowed. */
int ensemble_levels(const Node *root);

/* False with an objection; ensemble_operators_free releases in any case. */
bool ensemble_operators_read(const Node *root, EnsembleOperators *operators, Objection *objection);
void ensemble_operators_free(EnsembleOperators *operators);

#endif
