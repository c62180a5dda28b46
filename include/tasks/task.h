/* Tasks as table rows: what can be computed at a point of a model's parameter space. The farm, the results file, -help and
   -dry_run know a task only by its row. To add one: a file in src/tasks/ with its row, and its line in registry.c. */
#ifndef PILIND_TASKS_TASK_H
#define PILIND_TASKS_TASK_H

#include "operators/petsc.h"
#include "physics/models/param.h"
#include "solvers/checkpoint/checkpoint.h"
#include "solvers/method/method_option.h"
#include "text/values.h"
#include "solvers/monitor/monitor.h"
#include "text/words.h"

typedef enum {
  TASK_CHOICE,
  TASK_REAL,
  TASK_COUNT,
  TASK_TEXT,  /* for the task to read, as the string of an operator */
  TASK_TEXTS, /* one or a list of them */
  TASK_VALUES /* numbers in any form that an axis has */
} OptionKind;

/* A key of the input that belongs to the task, never an axis. */
typedef struct {
  const char *name;
  OptionKind  kind;
  Words       choices;  /* TASK_CHOICE: its words; the task compares their indices */
  const char *preset;   /* text of the default; NULL: the input must give it; "": it may be missing. For numbers also the name of a
                           parameter, whose value the task takes then: the number is NAN */
  double      min, max; /* TASK_REAL, TASK_COUNT, TASK_VALUES */
  const char *long_name;
  bool        unsaid; /* at its preset it has no line in a file's settings, so that files of before it go on */
} OptionSpec;

enum { OPTION_MAX = 16, OUTPUT_MAX = 128, DIM_MAX = 8, OUTPUT_DIMS = 3, OPTION_TEXT = 64 };

/* What the input asks of a task: the model, and values of the task's options in the order of its rows. */
typedef struct {
  const ModelSpec *model;                         /* of this input: the task's own, or one made from it */
  int              choice[OPTION_MAX];            /* TASK_CHOICE: index of the word */
  double           number[OPTION_MAX];            /* TASK_REAL, TASK_COUNT */
  char             text[OPTION_MAX][OPTION_TEXT]; /* of these, as the results file has it; words in lower case */
  const Node      *node[OPTION_MAX];              /* where its value stands; NULL: not given */
  Values           values[OPTION_MAX];            /* TASK_VALUES */
  int              size_max;                      /* the first parameter's largest value on the grid; 0: an expression sets it */
  bool             size_mixed;                    /* does it take even and odd values? */
  void            *data;                          /* what the task's prepare() keeps */
} TaskOptions;

typedef enum { OUTPUT_REAL, OUTPUT_INTEGER } OutputKind;

/* A dimension of the task's own, beside the axes: coordinates[count], owned by whoever holds the TaskDim; NULL: it has a length only.
   Beside them there may be one variable more along it, label[count], which no point changes. Names are paths in the results file. */
typedef struct {
  const char *name, *unit, *long_name;
  int         count;
  double     *coordinates;
  const char *label_name, *label_long_name;
  double     *label;
} TaskDim;

typedef struct {
  const char *name, *unit, *long_name, *source;
  OutputKind  kind;
  const char *dim; /* names of its own dimensions, the last one fastest, or NULL; "a|b" alone: the one of them that dims() gives */
  const char *flag_meanings; /* OUTPUT_INTEGER: words for 0, 1, 2, ..., or NULL */
  const char *option;        /* it is there only where this option asks for it; or NULL */
} OutputSpec;

typedef enum { POINT_PENDING = 0, POINT_DONE = 1, POINT_FAILED = 2 } PointStatus;

typedef struct {
  double      unknowns, nonzeros, bytes, wall_seconds; /* of one point: bytes of all its ranks together, time by the clock on so many */
  const char *method;
} TaskEstimate;

enum { TASK_WHY = 200 };

/* A point to be solved, on the ranks of comm. */
typedef struct {
  MPI_Comm           comm;
  const double      *point;
  const TaskOptions *options;
  Checkpoint        *checkpoint; /* a file that may hold the state of a long solve, and why it was not used; or NULL */
  const Monitor     *monitor;    /* what the solvers tell while they work, on every rank; or NULL */
  char              *why; /* [TASK_WHY] why the point, or points of the line, have failed: filled on rank 0 of comm, "" before; or NULL */
  void             **memory; /* what the points of its chunk leave for the next one, NULL before the first; or NULL: no chunk */
} TaskPoint;

typedef struct {
  const char                *name, *long_name;
  const ModelSpec           *model;
  const char                *prefix;  /* of its PETSc and SLEPc options: one word for each solver it uses, or NULL */
  const MethodOption *const *methods; /* its options that choose methods of ours, the last of them NULL; NULL: none */
  const OptionSpec          *options;
  int                        noptions;
  /* Fill the outputs and the task's own dimensions; return their number. Without options (NULL, for -help) the outputs are all that an
     input may have. */
  int (*outputs)(const TaskOptions *options, OutputSpec list[OUTPUT_MAX]);
  int (*dims)(const TaskOptions *options, TaskDim dims[DIM_MAX]);
  bool owned_dims; /* the coordinates that dims() gives are malloc'ed for the caller: the plan frees them */
  /* Is the task defined at this point? NULL or what is wrong. */
  const char *(*check)(const double *point, const TaskOptions *options);
  /* Once the options are read: make sense of texts, keep what it makes in options->data, for release() to free. False and an
     objection if there is none. Pure: every rank calls it. NULL: there is nothing to do. */
  bool (*prepare)(TaskOptions *options, Objection *objection);
  void (*release)(TaskOptions *options);
  /* Are the values of its other solver options allowed? objection[size] says what is wrong, or is "". Asked once, before anything is
     written, by every rank for itself; NULL: there is nothing to ask. */
  PetscErrorCode (*check_solver)(char *objection, size_t size);
  /* What a point costs on `ranks` ranks. Returns NULL, or why the point cannot be solved on so many. Not collective. */
  const char *(*estimate)(const double *point, const TaskOptions *options, int ranks, TaskEstimate *estimate);
  /* Solve a point (collective); rank 0 of its comm fills out[]: all outputs one after the other in the order of outputs(), each
     with its own dimension's count. A numerical failure is status POINT_FAILED, not an error. */
  PetscErrorCode (*run)(const TaskPoint *at, double *out, PointStatus *status);
  /* How many points in a row along the last axis make a chunk, in which run() may begin from what it left in at->memory: they are
     solved in order, in one item, the same for any number of ranks. forget() frees the memory. NULL or 1: every point stands alone. */
  int (*chunk)(const TaskOptions *options);
  PetscErrorCode (*forget)(void **memory);
  /* The parameter that the task itself varies at a point, as continuation does, or -1 (as if NULL): no other may be given in terms of
     it. */
  int (*varies)(const TaskOptions *options);
  /* Points that depend on their neighbours along one parameter, as in a sweep that follows a state: its row, or -1 where every point
     stands alone (as if NULL). Each line along it is then one item: run_line solves its `count` points, at the `values` of that
     parameter, all other parameters as in at->point; an interrupted line is solved again as a whole. */
  int (*line)(const TaskOptions *options);
  PetscErrorCode (*run_line)(const TaskPoint *at, int count, const double *values, double *out, PointStatus *status);
} TaskSpec;

extern const TaskSpec *const  tasks[];
extern const int              task_count;
extern const ModelSpec *const models[];
extern const int              model_count;

/* What is wrong with the task's choice of methods and with its other solver options, in one line, or "". Not collective. */
PetscErrorCode TaskCheckSolvers(const TaskSpec *task, size_t size, char objection[]);

/* Does one of the task's solvers have options that begin so? */
bool TaskTakesOption(const TaskSpec *task, const char *key);

/* The row of a task of a model, or of a model; NULL if there is none. Names ignore case, as all keys do. */
const TaskSpec  *TaskFind(const ModelSpec *model, const char *name);
const ModelSpec *ModelFind(const char *name);

#endif
