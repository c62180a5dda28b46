/* Provenance as text. Only what does not change from run to run belongs here; host and times go to the group timing. */
#include "results/provenance.h"

#include <hdf5.h>
#include <slepcsys.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "revision.h"

const char *ProvenanceRevision(void) { return PILIND_REVISION; }

void ProvenanceLibraries(size_t size, char *text)
{
  char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int  length;

  MPI_Get_library_version(mpi, &length);
  snprintf(text, size, "%.*s, PETSc %d.%d.%d, SLEPc %d.%d.%d, HDF5 %d.%d.%d", (int)strcspn(mpi, ",\n"), mpi, PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR,
           SLEPC_VERSION_MAJOR, SLEPC_VERSION_MINOR, SLEPC_VERSION_SUBMINOR, H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE);
}

/* Text that grows. */
typedef struct {
  char  *text;
  size_t used, size;
} Buffer;

/* Room for `length` more characters and the end of the text. */
static PetscErrorCode reserve(Buffer *b, size_t length)
{
  char *larger;

  PetscFunctionBeginUser;
  if (b->used + length + 1 <= b->size) PetscFunctionReturn(PETSC_SUCCESS);
  b->size = 2 * b->size + length + 1;
  PetscCall(PetscMalloc1(b->size, &larger));
  PetscCall(PetscArraycpy(larger, b->text, b->used));
  PetscCall(PetscFree(b->text));
  b->text = larger;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode append(Buffer *b, const char *format, ...)
{
  va_list arguments, again;

  PetscFunctionBeginUser;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  const PetscErrorCode full = length < 0 ? PETSC_ERR_LIB : reserve(b, (size_t)length);
  if (!full) vsnprintf(b->text + b->used, (size_t)length + 1, format, again);
  va_end(again);
  PetscCheck(!full, PETSC_COMM_SELF, full, "no room for a line of the settings");
  b->used += (size_t)length;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode append_numbers(Buffer *b, int count, const double *numbers, bool listed)
{
  PetscFunctionBeginUser;
  if (listed) PetscCall(append(b, "["));
  for (int i = 0; i < count; i++) PetscCall(append(b, "%s%.17g", i ? ", " : "", numbers[i]));
  if (listed) PetscCall(append(b, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Texts of an option, as they were given. */
static PetscErrorCode append_texts(Buffer *b, OptionKind kind, const Node *node)
{
  PetscFunctionBeginUser;
  if (!node || (kind != TASK_TEXT && kind != TASK_TEXTS)) PetscFunctionReturn(PETSC_SUCCESS);
  if (node->kind == NODE_SCALAR) PetscCall(append(b, "%s", node->text));
  for (int i = 0; i < node->count; i++) PetscCall(append(b, "%s%s%s", i ? ", " : "[", node->child[i].text, i == node->count - 1 ? "]" : ""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceSettings(const Plan *plan, char **settings)
{
  const Grid *grid = plan->grid;
  Buffer      b    = {0};

  PetscFunctionBeginUser;
  PetscCall(append(&b, "model = %s\ntask = %s\n", grid->model->name, grid->task->name));
  for (int k = 0; k < grid->task->noptions; k++) {
    PetscCall(append(&b, "%s = %s", grid->task->options[k].name, grid->options.text[k]));
    PetscCall(append_texts(&b, grid->task->options[k].kind, grid->options.node[k]));
    PetscCall(append_numbers(&b, grid->options.values[k].count, grid->options.values[k].number, grid->options.values[k].listed));
    PetscCall(append(&b, "\n"));
  }
  for (int k = 0; k < grid->model->nparams; k++) {
    PetscCall(append(&b, "%s = %s", grid->model->params[k].name, grid->formula[k] ? grid->formula_text[k] : ""));
    PetscCall(append_numbers(&b, grid->count[k], grid->values[k], grid->listed[k]));
    PetscCall(append(&b, "\n"));
  }
  *settings = b.text;
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ProvenanceDifference(const char *a, const char *b, size_t size, char *key)
{
  key[0] = 0;
  while (*a || *b) {
    const size_t la = strcspn(a, "\n"), lb = strcspn(b, "\n");
    if (la != lb || strncmp(a, b, la)) {
      const char *line = *b ? b : a;
      snprintf(key, size, "%.*s", (int)strcspn(line, " =\n"), line);
      return;
    }
    a += la + (a[la] == '\n');
    b += lb + (b[lb] == '\n');
  }
}

static void fnv1a(const char *text, char hex[17])
{
  uint64_t hash = 14695981039346656037u;

  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
  snprintf(hex, 17, "%016llx", (unsigned long long)hash);
}

/* "-key value" of every option in the database that belongs to the task, a line each. */
static PetscErrorCode solver_options(const TaskSpec *task, char **text)
{
  char  *all;
  Buffer b = {0};

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsGetAll(NULL, &all));
  PetscCall(append(&b, "%s", ""));
  for (const char *key = all; key && *key;) {
    const char  *next   = strstr(key + 1, " -");
    const size_t length = next ? (size_t)(next - key) : strlen(key);
    key += strspn(key, " ");
    if (TaskTakesOption(task, key + 1)) PetscCall(append(&b, "%.*s\n", (int)length, key));
    key = next;
  }
  PetscCall(PetscFree(all));
  *text = b.text;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceCreate(const char *input, const Plan *plan, Provenance *provenance)
{
  PetscFunctionBeginUser;
  *provenance = (Provenance){.input = input};
  PetscCall(solver_options(plan->grid->task, &provenance->options));
  ProvenanceLibraries(sizeof provenance->libraries, provenance->libraries);
  PetscCall(ProvenanceSettings(plan, &provenance->settings));
  fnv1a(provenance->settings, provenance->hash);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceDestroy(Provenance *provenance)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(provenance->options));
  PetscCall(PetscFree(provenance->settings));
  PetscFunctionReturn(PETSC_SUCCESS);
}
