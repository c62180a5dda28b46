/* PETSc's errors go to a handler that keeps the first message and prints nothing. What a failed trial has made is not destroyed: the
   program ends after it. */
#include "solvers/method/option_trial.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  char  *text;
  size_t size;
} Message;

static PetscErrorCode keep_message(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode code,
                                   PetscErrorType type, const char *text, void *context)
{
  const Message *m = context;

  (void)comm, (void)line, (void)function, (void)file;
  if (type == PETSC_ERROR_INITIAL && text && !m->text[0])
    snprintf(m->text, m->size, "solver options: %.*s", (int)strcspn(text, "\n"), text);
  return code;
}

PetscErrorCode OptionTrialRun(OptionTrial trial, char *objection, size_t size)
{
  Message message = {objection, size};

  PetscFunctionBeginUser;
  objection[0] = '\0';
  PetscCall(PetscPushErrorHandler(keep_message, &message));
  const PetscErrorCode failed = trial();
  PetscCall(PetscPopErrorHandler());
  if (failed && !objection[0]) snprintf(objection, size, "a solver option is refused (PETSc's error %d)", (int)failed);
  PetscFunctionReturn(PETSC_SUCCESS);
}
