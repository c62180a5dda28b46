/* Options that choose among methods of ours: -TASK_method and its like. Their words are the rows of a table, their value is the row.

   -TASK_pc_type is PETSc's. It says which PC the KSP of an assembled matrix gets, and so it also chooses the row in which any PC may
   stand; beside a row that is made of one PC it must name that. In older input it named our methods: their words are still taken there,
   with a warning. */
#ifndef PILIND_SOLVERS_METHOD_METHOD_OPTION_H
#define PILIND_SOLVERS_METHOD_METHOD_OPTION_H

#include "operators/petsc.h"
#include "text/words.h"

enum { METHOD_AUTOMATIC = -1 };

typedef struct {
  const char *name;      /* as in -steady_method */
  const char *pc_type;   /* PETSc's option beside it, as in -steady_pc_type; NULL: none, or none that has to do with the choice */
  Words       words;     /* of the methods; "auto" stands for METHOD_AUTOMATIC */
  int         any_pc;    /* the row for any PC of PETSc's; -1: only those that have the name of a row are allowed */
  const char *long_name; /* what is chosen */
} MethodOption;

/* The row that the options ask for, or METHOD_AUTOMATIC; the options have passed MethodOptionCheck. Not collective. */
PetscErrorCode MethodOptionGet(const MethodOption *option, int *row);

/* What is wrong with the values of both options, and a word of ours given to PETSc's option, each in one line or "". Not collective. */
PetscErrorCode MethodOptionCheck(const MethodOption *option, size_t size, char objection[], char warning[]);

#endif
