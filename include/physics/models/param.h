/* Parameters of a model as table rows.

   One row is all the program knows of a parameter: validation, -help, the axes of the results file and the README's table
   come from these rows. A point is an array of doubles in the order of its model's rows. */
#ifndef PILIND_PHYSICS_MODELS_PARAM_H
#define PILIND_PHYSICS_MODELS_PARAM_H

#include <stdbool.h>

typedef enum { PARAM_REAL, PARAM_COUNT } ParamKind; /* PARAM_COUNT: a whole number */

typedef struct {
  const char *name;      /* the key in the input, the name of the axis in the results file */
  ParamKind   kind;
  double      preset;    /* NAN: the input must give it */
  double      min, max;  /* allowed range, ends included */
  const char *unit;      /* hbar = 1: couplings and rates share one unit */
  const char *long_name;
  const char *source;    /* equation that defines it */
} ParamSpec;

enum { PARAM_MAX = 16 }; /* no model has more parameters */

/* A place of interest that the model can find, for the axis form around:NAME:WIDTH:COUNT. */
typedef struct {
  const char *name;
  int         parameter; /* the row that takes its value */
  const char *long_name;
  double (*value)(const double *point); /* from the other parameters of the point; NAN: there is none */
} LandmarkSpec;

typedef struct {
  const char      *name;
  const char      *long_name;
  const ParamSpec *params;
  int              nparams;
  /* Is the point physical as a whole (single values are checked by the rows)? Returns NULL or what is wrong with it. */
  const char *(*check)(const double *point);
  const LandmarkSpec *landmarks; /* or NULL */
  int                 nlandmarks;
} ModelSpec;

#endif
