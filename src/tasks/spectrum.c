/* Task spectrum: eigenvalues of the Liouvillian with multiplicities (XYZ paper, Fig. 4). */
#include "physics/generators/irreps_pt.h"
#include "operators/conserved.h"
#include "operators/row_mat.h"
#include "solvers/method/cost.h"
#include "solvers/modes/rightmost.h"
#include "solvers/modes/spectrum.h"
#include "tasks/moment_options.h"
#include "tasks/registry.h"
#include "tasks/spin_point.h"
#include "tasks/space_option.h"

#include <math.h>
#include <stdlib.h>

enum { SPACE, NEV, OPTIONS };

static const OptionSpec options[OPTIONS] = {
  [SPACE] = SPACE_OPTION,
  [NEV]   = {"nev", TASK_COUNT, {0}, "200", 1, 1000000, "number of modes in the results file, slowest first"},
};

/* First those along `mode`, in the order of the list. */
enum { RE, IM, ERROR, MULTIPLICITY, ROWS, PARITY, ALONG_MODE };
static const OutputSpec list_of_outputs[] = {
  [RE]    = {"eigenvalue_re", "1/time", "real parts of the eigenvalues, largest first", "XYZ paper, Fig. 4", OUTPUT_REAL, "mode", NULL},
  [IM]    = {"eigenvalue_im", "1/time", "imaginary parts", "XYZ paper, Fig. 4", OUTPUT_REAL, "mode", NULL},
  [ERROR] = {"error", "1/time", "estimate of how far off each eigenvalue is at most, from its condition number", "certificate", OUTPUT_REAL,
             "mode", NULL},
  [MULTIPLICITY] = {"multiplicity", "1", "copies of the irrep of S_N in which the eigenvalue lives", "hook length formula", OUTPUT_REAL,
                    "mode", NULL},
  [ROWS]   = {"mode_rows", "1", "boxes below the first row of that irrep: 0 symmetric", "Schur-Weyl duality", OUTPUT_INTEGER, "mode", NULL},
  [PARITY] = {"mode_parity", "1", "its sector: under the rotation by pi about z, or a mirror's", "XYZ paper, Eq. 12", OUTPUT_INTEGER,
              "mode", DICKE_SECTOR_WORDS},
  {"modes", "1", "number of modes stored; the rest of the mode dimension is fill", "count", OUTPUT_INTEGER, NULL, NULL},
  {"complete", "1", "are these all eigenvalues of the space", "certificate", OUTPUT_INTEGER, NULL, "part all"},
  {"two_eta", "1/time", "mirror image of 0 under PT symmetry is -two_eta; NaN without", "XYZ paper, Sec. IV B", OUTPUT_REAL, NULL, NULL},
};
enum { OUTPUTS = sizeof list_of_outputs / sizeof *list_of_outputs };

static int outputs(const TaskOptions *o, OutputSpec list[OUTPUT_MAX])
{
  (void)o;
  for (int k = 0; k < OUTPUTS; k++) list[k] = list_of_outputs[k];
  return OUTPUTS;
}

static int dims(const TaskOptions *o, TaskDim dims_[DIM_MAX])
{
  const int count   = (int)o->number[NEV];
  double   *numbers = malloc((size_t)count * sizeof *numbers);

  for (int k = 0; numbers && k < count; k++) numbers[k] = k;
  dims_[0] = (TaskDim){"mode", "1", "mode", numbers ? count : 0, numbers};
  return 1;
}

static bool full(const TaskOptions *o) { return o->choice[SPACE] == SPACE_FULL; }

static const char *check_model(const SpinModel *model, const TaskOptions *o)
{
  const char *too_large = exact_size_object(model->N);
  double      unknowns, largest;

  if (too_large) return too_large;
  if (full(o) && !model->axial) return "space full needs H of squares and fields, and jumps s-, s+, sz: choose space symmetric";
  if (full(o) && model->N > 100) return "space full is for N of up to about 16: all its blocks are solved by LAPACK";
  spectrum_sizes(model, full(o), &unknowns, &largest);
  if (full(o) && largest > SPECTRUM_DENSE_MAX) return "space full is for N of up to about 16: all its blocks are solved by LAPACK";
  return spectrum_is_dense(largest, o->number[NEV]) ? NULL : ConservedObjection(model);
}

static const char *check(const double *point, const TaskOptions *o)
{
  SpinModel model;

  if (SpinPoint(o, point, NULL, &model)) return "no memory for the model";
  const char *objection = check_model(&model, o);
  spin_model_free(&model);
  return objection;
}

/* A window of a large sector: the inverse and the vectors of two times as many modes. */
static const char *estimate_window(const SpinModel *model, int modes, int ranks, TaskEstimate *e, double largest)
{
  const SectorShape        shape = {model, spin_parity_sector(model, 1), PETSC_TRUE, largest, modes, PETSC_FALSE};
  const SectorInverseSpec *spec;
  const char              *why;

  e->nonzeros = largest * spin_row_estimate(model);
  if (SectorInverseChoose(&shape, ranks, &spec, &why)) return "no estimate";
  if (!spec) return why;
  e->bytes        = 12 * e->nonzeros + spec->bytes(&shape, ranks) + 8 * largest * 2 * (2.0 * modes + 40);
  e->wall_seconds = 2 * 2 * spec->wall_seconds(&shape, ranks); /* two sectors from both sides */
  e->method       = spec->method;
  return RowMatOverflow(largest, e->nonzeros, ranks) ? "the matrix overflows PETSc's 32-bit integers" : NULL;
}

static const char *estimate_model(const SpinModel *model, const TaskOptions *o, int ranks, TaskEstimate *e)
{
  double unknowns, largest;

  spectrum_sizes(model, full(o), &unknowns, &largest);
  e->unknowns = unknowns;
  if (!spectrum_is_dense(largest, o->number[NEV])) return estimate_window(model, (int)o->number[NEV], ranks, e, largest);
  const double block = cost(COST_DENSE_EIGEN) * largest * largest; /* over its unknowns; blocks are dealt out to the ranks */
  e->nonzeros        = largest * largest;
  e->bytes           = 4 * 8 * largest * largest * ranks; /* the matrix, vectors of both sides, work */
  e->wall_seconds    = cost(COST_DENSE_START) + block * fmax(largest, unknowns / ranks);
  e->method          = "lapack";
  return NULL;
}

static const char *estimate(const double *point, const TaskOptions *o, int ranks, TaskEstimate *e)
{
  SpinModel model;

  if (SpinPoint(o, point, NULL, &model)) return "no memory for the model";
  const char *why = estimate_model(&model, o, ranks, e);
  spin_model_free(&model);
  return why;
}

/* The outputs along `mode` of one mode, in units of the input: its error alone where the spectrum is no result, nothing where m is NULL. */
static void mode_values(const SpectrumMode *m, double unit, bool good, double value[ALONG_MODE])
{
  for (int i = 0; i < ALONG_MODE; i++) value[i] = NAN;
  if (!m) return;
  value[ERROR] = m->error * unit;
  if (!good) return;
  value[RE] = m->re * unit, value[IM] = m->im * unit;
  value[MULTIPLICITY] = m->multiplicity, value[ROWS] = m->rows, value[PARITY] = m->parity;
}

static bool is_result(const LiouvillianSpectrum *s, int count)
{
  for (int k = 0; k < count; k++)
    if (!(isfinite(s->mode[k].re) && s->mode[k].error <= SPECTRUM_ERROR_LIMIT)) return false;
  return count > 0;
}

/* Solved in units of the model. */
static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  double              unit, value[ALONG_MODE];
  const int           room = (int)p->options->number[NEV];
  SpinModel           model;
  LiouvillianSpectrum s;

  PetscFunctionBeginUser;
  PetscCall(SpinPoint(p->options, p->point, &unit, &model));
  PetscCall(SpectrumSolve(p->comm, &model, full(p->options) ? PETSC_TRUE : PETSC_FALSE, room, &s));
  const int  count = (int)PetscMin(s.count, room);
  const bool good  = is_result(&s, count);
  *status          = good ? POINT_DONE : POINT_FAILED;
  if (!good && p->why) PetscCall(PetscStrncpy(p->why, count ? "an eigenvalue is too ill conditioned" : "no mode was found", TASK_WHY));
  for (int k = 0; k < room; k++) {
    mode_values(k < count ? &s.mode[k] : NULL, unit, good, value);
    for (int i = 0; i < ALONG_MODE; i++) out[i * room + k] = value[i];
  }
  out[ALONG_MODE * room]     = count;
  out[ALONG_MODE * room + 1] = s.complete && count == s.count;
  out[ALONG_MODE * room + 2] = model.axial ? irreps_pt_symmetry(&model.xyz).two_eta * unit : NAN;
  spin_model_free(&model);
  PetscCall(SpectrumDestroy(&s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&gap_inverse_option, NULL};

static const char *ensemble_check(const double *point, const TaskOptions *o)
{
  const char *objection = EnsembleCheck(point, o);

  return objection ? objection : check(point, o);
}

#define SPECTRUM_ROW(MODEL, CHECK)                                                                                                         \
  {                                                                                                                                        \
    .name = "spectrum", .long_name = "eigenvalues of the Liouvillian", .model = MODEL, .prefix = "gap_", .methods = methods,               \
    .options = options, .noptions = OPTIONS, .outputs = outputs, .dims = dims, .owned_dims = true, .check = CHECK,                         \
    .check_solver = RightmostTryOptions, .estimate = estimate, .run = run,                                                                 \
  }
const TaskSpec task_spectrum = SPECTRUM_ROW(&xyz_spec, check), task_ensemble_spectrum = SPECTRUM_ROW(&ensemble_spec, ensemble_check);
