/* Model `ensemble` as a row of the table of models: parameters, operators and observables come from the input.

     parameters:  {W: 0.5:2:31, k: 1}                    become parameters, axes and keys of the command line like any others
     hamiltonian: "W*Sx/2"                               (physics/algebra/expression.h has the language)
     dissipators: [{jump: Sm, rate: "2*k/N"}, {jump: sm, rate: g}]
     observables: {mz: "Sz/N", sxx: "Sx^2/N^2"}

   Sites of more than two levels have no operators of the language: the input names them,

     levels:      3
     operators:   {s01: [[0, 1, 0], [0, 0, 0], [0, 0, 0]]}     row r, column c: <r|O|c>; complex elements "1 - 0.5i"
     hamiltonian: "W*(sum(s01) + dag(sum(s01)))" */
#ifndef PILIND_PHYSICS_MODELS_ENSEMBLE_SPEC_H
#define PILIND_PHYSICS_MODELS_ENSEMBLE_SPEC_H

#include "physics/models/ensemble.h"
#include "physics/models/param.h"

#include <stddef.h>

/* Of spins-1/2, and of sites with more levels: tasks differ, input does not. */
extern const ModelSpec ensemble_spec, ensemble_levels_spec;

enum { ENSEMBLE_N }; /* the first parameter; the input's own follow */

/* What the row of an input keeps. Strings belong to the document. */
typedef struct {
  EnsembleText     text;
  int              observables;
  const char     **observable_name, **observable; /* [observables] */
  const char     **parameter;                     /* names, those of N and of the model's own rows left out */
  int              parameters;
  const SiteBasis *basis;
  int              matrices; /* operators of the input */
  NamedMatrix     *matrix;
} EnsembleModel;

/* The model's data of a row made from an input; the scope of a point's values (borrowed from both). */
static inline const EnsembleModel *ensemble_of(const ModelSpec *made) { return made->data; }
ExpressionScope                    ensemble_scope(const EnsembleModel *model, const double *point);

/* The Lindbladian of a point, and observable k: false with one line in message[size]. */
bool ensemble_at(const EnsembleModel *model, const double *point, Lindbladian *l, char *message, size_t size);
bool ensemble_observable_at(const EnsembleModel *model, int k, const double *point, Polynomial *observable, char *message, size_t size);

#endif
