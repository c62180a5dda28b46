/* Parameters of a model as table rows.

   One row is all the program knows of a parameter: validation, -help, the axes of the results file and the README's table
   come from these rows. A point is an array of doubles in the order of its model's rows.

   A model may take more than parameters from the input: keys under which a list or a map stands, and parameters of its own.
   Then make() turns its row and the document into the row of this input, which is what everybody sees from there on. */
#ifndef PILIND_PHYSICS_MODELS_PARAM_H
#define PILIND_PHYSICS_MODELS_PARAM_H

#include "text/node.h"
#include "text/objection.h"

#include <stdbool.h>

typedef enum { PARAM_REAL, PARAM_COUNT } ParamKind; /* PARAM_COUNT: a whole number */

typedef struct {
  const char *name; /* the key in the input, the name of the axis in the results file */
  ParamKind   kind;
  double      preset;   /* NAN: the input must give it */
  double      min, max; /* allowed range, ends included */
  const char *unit;     /* hbar = 1: couplings and rates share one unit */
  const char *long_name;
  const char *source; /* equation that defines it */
} ParamSpec;

enum { PARAM_MAX = 64 }; /* no model has more parameters */

/* A key of the input file that takes what a number is not enough for. */
typedef struct {
  const char *name;
  int         kinds; /* NODE_SCALAR, NODE_LIST, NODE_MAP or several of them (a sum): what may stand under it */
  bool        needed;
  const char *long_name;
} ModelKey;

/* A place of interest that the model can find, for the axis form around:NAME:WIDTH:COUNT. */
typedef struct {
  const char *name;
  int         parameter; /* the row that takes its value */
  const char *long_name;
  double (*value)(const double *point); /* from the other parameters of the point; NAN: there is none */
} LandmarkSpec;

typedef struct ModelSpec ModelSpec;
struct ModelSpec {
  const char      *name;
  const char      *long_name;
  const ParamSpec *params;
  int              nparams;
  /* Is the point physical as a whole (single values are checked by the rows)? Returns NULL or what is wrong with it. NULL: every
     point is. */
  const char *(*check)(const double *point);
  const LandmarkSpec *landmarks; /* or NULL */
  int                 nlandmarks;
  const ModelKey     *keys; /* or NULL */
  int                 nkeys;
  const char         *own_key; /* that of the keys whose map holds the values of its own parameters, or NULL */
  int                 nown;    /* the last so many parameters are its own, from the input: case counts in their names */
  /* Rows of one name, whose keys are the same: the one that the input's keys ask for. NULL: this row. */
  const ModelSpec *(*choose)(const Node *root);
  /* The row of this input: *made is a copy of the row to begin with; its parameters (PARAM_MAX at most) and `data` are filled from
     the document's root, whose nodes stay where they are as long as *made. Pure: every rank calls it. Returns false and objects, with
     nothing to release. NULL: the row is all. */
  bool (*make)(const Node *root, ModelSpec *made, Objection *objection);
  void (*unmake)(ModelSpec *made);
  void       *data; /* what make() keeps for the tasks: operators, jumps and so on */
  const Node *root; /* of the document that the keys were read from: they are part of the settings of a file; NULL: no keys */
};

#endif
