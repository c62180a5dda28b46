/* Task gap: the Liouvillian's gap in the symmetric sector or the full 4^N space, and the antigap beside it. */
#include "solvers/modes/gap.h"
#include "tasks/moment_options.h"
#include "tasks/registry.h"
#include "tasks/spin_point.h"
#include "tasks/space_option.h"

#include <math.h>

enum { WISH_AUTO, WISH_TRUE, WISH_FALSE, WISH_ORDINARY };
static const char *const antigap_words[] = {
  [WISH_AUTO] = "auto", [WISH_TRUE] = "true", [WISH_FALSE] = "false", [WISH_ORDINARY] = "ordinary"};
static const char *const prove_words[] = {[GAP_PROVE_AUTO] = "auto", [GAP_PROVE_ALL] = "true", [GAP_PROVE_NONE] = "false"};

enum { SPACE, ANTIGAP, PROVE, OPTIONS, CHARGES = OPTIONS, ENSEMBLE_OPTIONS };
static const OptionSpec options[ENSEMBLE_OPTIONS] = {
  [SPACE] = SPACE_OPTION,
  [ANTIGAP] =
    {"antigap", TASK_CHOICE, WORDS_OF(antigap_words), "auto", 0, 0,
     "compute the antigap: auto where PT symmetry holds; ordinary in the scaling of the steady state, to show that it is lost there"},
  [PROVE]   = {"prove", TASK_CHOICE, WORDS_OF(prove_words), "auto", 0, 0,
               "space full: solve all irreps that the bound leaves, not only (N) and (N-1,1)"},
  [CHARGES] = {"gap_sectors",
               TASK_COUNT,
               {0},
               "4",
               0,
               1e6,
               "where Sz is conserved, space symmetric: look into the sectors m - m' = 0 ... gap_sectors"},
};

static double row_numbers[IRREP_ROWS] = {1, 2, 3, 4};

/* What was found at a point; where it is no result the certificate alone is told. */
typedef struct {
  const Gap *gap;
  double     unit;
  int        N, charge;
  bool       good;
} Found;

static double gap(const Found *f, int i) { return (void)i, f->good ? -f->gap->mode.re * f->unit : NAN; }
static double imaginary(const Found *f, int i) { return (void)i, f->good ? f->gap->mode.im * f->unit : NAN; }
static double error(const Found *f, int i) { return (void)i, f->gap->mode.error * f->unit; }
static double parity(const Found *f, int i) { return (void)i, f->good && f->gap->parity != DICKE_BOTH ? (double)f->gap->parity : NAN; }
static double rows_below(const Found *f, int i) { return (void)i, f->good ? f->N - f->gap->lambda.row[0] : NAN; }
static double partition_row(const Found *f, int i) { return f->good ? f->gap->lambda.row[i] : NAN; }
static double proven(const Found *f, int i) { return (void)i, f->good ? f->gap->proven : NAN; }
static double antigap_value(const Found *f, int i) { return (void)i, f->good ? f->gap->antigap * f->unit : NAN; }
static double residual(const Found *f, int i) { return (void)i, f->gap->mode.residual * f->unit; }
static double left_residual(const Found *f, int i) { return (void)i, f->gap->mode.left_residual * f->unit; }
static double condition(const Found *f, int i) { return (void)i, f->gap->mode.condition; }
static double antigap_residual(const Found *f, int i) { return (void)i, f->gap->antigap_residual * f->unit; }
static double rightmost(const Found *f, int i) { return (void)i, f->gap->mode.proof; }
static double sector(const Found *f, int i) { return (void)i, f->good && f->charge >= 0 ? f->charge : NAN; }

/* Rows with value functions: i runs along the row's own dimension, 0 where it has none. The last is of model ensemble. */
static const struct {
  OutputSpec spec;
  double (*value)(const Found *f, int i);
} rows[] = {
  {{"gap", "1/time", "Liouvillian gap: -Re of the rightmost nonzero eigenvalue", "XYZ paper, Sec. IV", OUTPUT_REAL, NULL, NULL}, gap},
  {{"gap_imag", "1/time", "|Im| of that eigenvalue", "XYZ paper, Sec. IV", OUTPUT_REAL, NULL, NULL}, imaginary},
  {{"gap_error", "1/time", "estimate of how far off gap and gap_imag are at most; a point is done below 1e-3 of the gap", "certificate",
    OUTPUT_REAL, NULL, NULL},
   error},
  {{"gap_parity", "1", "its sector: under the rotation by pi about z, or a mirror's; fill where nothing separates sectors",
    "XYZ paper, Eq. 12", OUTPUT_INTEGER, NULL, DICKE_SECTOR_WORDS},
   parity},
  {{"gap_rows", "1", "boxes below the first row of its irrep of S_N: 0 symmetric, 1 (N-1,1)", "Schur-Weyl duality", OUTPUT_INTEGER, NULL,
    NULL},
   rows_below},
  {{"gap_partition", "1", "its irrep of S_N as a partition of N", "Schur-Weyl duality", OUTPUT_INTEGER, "row", NULL}, partition_row},
  {{"gap_proven", "1", "is no mode of the space slower: every irrep solved or excluded by a bound", "certificate", OUTPUT_INTEGER, NULL,
    "unproven proven"},
   proven},
  {{"antigap", "1/time", "Re + 2 eta of the eigenvalue next to -2 eta; NaN without PT symmetry", "XYZ paper, Sec. IV B", OUTPUT_REAL, NULL,
    NULL},
   antigap_value},
  {{"residual", "1/time", "|L x - lambda x|/|x| of the right eigenvector", "certificate", OUTPUT_REAL, NULL, NULL}, residual},
  {{"left_residual", "1/time", "|L^T y - lambda y|/|y| of the left eigenvector", "certificate", OUTPUT_REAL, NULL, NULL}, left_residual},
  {{"condition", "1", "condition number |x||y|/|y^T x| of the eigenvalue", "certificate", OUTPUT_REAL, NULL, NULL}, condition},
  {{"antigap_residual", "1/time", "larger one of the two residuals of the antigap", "certificate", OUTPUT_REAL, NULL, NULL},
   antigap_residual},
  {{"rightmost", "1", "what shows that no eigenvalue of its sector lies farther right", "certificate", OUTPUT_INTEGER, NULL,
    MODE_PROOF_WORDS},
   rightmost},
  {{"gap_sector", "1", "m - m' of the mode where Sz is conserved: 1 is the linewidth of a laser; fill elsewhere", "U(1) symmetry",
    OUTPUT_INTEGER, NULL, NULL},
   sector},
};
enum { OUTPUTS = sizeof rows / sizeof *rows - 1 };

static int outputs(const TaskOptions *o, OutputSpec list[OUTPUT_MAX])
{
  (void)o;
  for (int k = 0; k < OUTPUTS; k++) list[k] = rows[k].spec;
  return OUTPUTS;
}

static int ensemble_outputs(const TaskOptions *o, OutputSpec list[OUTPUT_MAX])
{
  const int count = outputs(o, list);

  list[count] = rows[OUTPUTS].spec;
  return count + 1;
}

static int dims(const TaskOptions *o, TaskDim dims_[DIM_MAX])
{
  (void)o;
  dims_[0] = (TaskDim){"row", "1", "row of the partition", IRREP_ROWS, row_numbers};
  return 1;
}

static bool full(const TaskOptions *o) { return o->choice[SPACE] == SPACE_FULL; }

static bool has_pt(const SpinModel *model) { return model->axial && irreps_pt_symmetry(&model->xyz).holds; }

static GapAntigapKind antigap(const SpinModel *model, const TaskOptions *o)
{
  if (o->choice[ANTIGAP] == WISH_FALSE || !has_pt(model)) return ANTIGAP_NONE;
  return o->choice[ANTIGAP] == WISH_ORDINARY ? ANTIGAP_ORDINARY : ANTIGAP_DUAL;
}

static bool is_ensemble(const TaskOptions *o) { return o->model && o->model->make == ensemble_spec.make; }

/* By the sectors of one charge each. */
static bool by_charge(const SpinModel *model, const TaskOptions *o)
{
  return is_ensemble(o) && !full(o) && model->symmetry.u1 && !model->symmetry.strong_parity && o->choice[ANTIGAP] != WISH_TRUE &&
         o->choice[ANTIGAP] != WISH_ORDINARY;
}

static PetscBool asked(GapAntigapKind kind) { return kind == ANTIGAP_NONE ? PETSC_FALSE : PETSC_TRUE; }

static GapProve prove(const TaskOptions *o) { return (GapProve)o->choice[PROVE]; }

/* In the frame in which the model looks simplest; what has closed forms keeps its own. */
static PetscErrorCode create_model(const TaskOptions *o, const double *point, double *unit, SpinModel *model)
{
  PetscFunctionBeginUser;
  PetscCall(SpinPoint(o, point, unit, model));
  if (!model->axial) PetscCheck(spin_model_take_frame(model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *check_model(const SpinModel *model, const TaskOptions *o)
{
  const char *objection = ConservedObjection(model);

  if (!objection) objection = exact_size_object(model->N);
  if (objection) return objection;
  if (full(o) && !model->axial) return "space full needs H of squares and fields, and jumps s-, s+, sz: choose space symmetric";
  if (full(o) && model->N > IRREP_N_MAX) return "space full goes to N = 1000";
  const bool ordinary = o->choice[ANTIGAP] == WISH_ORDINARY;
  if (full(o) && ordinary) return "antigap ordinary is for space symmetric";
  if ((ordinary || o->choice[ANTIGAP] == WISH_TRUE) && !has_pt(model))
    return "antigap needs PT symmetry: only local loss and pumping without fields, or only dephasing "
           "(include/physics/generators/irreps_pt.h); set antigap to auto";
  return NULL;
}

static const char *check(const double *point, const TaskOptions *o)
{
  SpinModel model;

  if (create_model(o, point, NULL, &model)) return "no memory for the model";
  const char *objection = check_model(&model, o);
  spin_model_free(&model);
  return objection;
}

static const char *estimate(const double *point, const TaskOptions *o, int ranks, TaskEstimate *e)
{
  SpinModel   model;
  GapEstimate g;

  if (create_model(o, point, NULL, &model)) return "no memory for the model";
  const GapAntigapKind kind   = antigap(&model, o);
  const bool           failed = by_charge(&model, o) ? GapEstimateCharges(&model, (int)o->number[CHARGES], ranks, &g)
                                : full(o)            ? GapEstimateFull(&model, asked(kind), prove(o), ranks, &g)
                                                     : GapEstimateSymmetric(&model, kind, ranks, &g);
  spin_model_free(&model);
  if (failed) return "no estimate";
  *e = (TaskEstimate){.unknowns     = g.unknowns,
                      .nonzeros     = g.largest * g.row,
                      .bytes        = g.bytes,
                      .wall_seconds = g.wall_seconds,
                      .method       = rightmost_plan_words(&g.plan)};
  if (g.plan.why) return g.plan.why;
  return RowMatOverflow(g.largest, g.largest * g.row, ranks) ? "the matrix overflows PETSc's 32-bit integers" : NULL;
}

static bool is_result(const Gap *g)
{
  const double limit = GAP_RESIDUAL_LIMIT * g->mode.scale;

  return isfinite(g->mode.re) && g->mode.residual < limit && g->mode.left_residual < limit &&
         g->mode.error <= GAP_ERROR_LIMIT * -g->mode.re;
}

/* Why it is none, in one line. */
static const char *failure(const Gap *g)
{
  if (!isfinite(g->mode.re)) return "no mode but that of the steady state was found";
  if (!(g->mode.error <= GAP_ERROR_LIMIT * -g->mode.re))
    return "the slowest mode cannot be told from 0 or from others: several steady states, or a gap beyond double precision";
  return "the residuals of the slowest mode are too large";
}

/* Solved in units of the model, given in those of the input. */
static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  double    unit;
  SpinModel model;
  Gap       g;
  int       charge = -1;

  PetscFunctionBeginUser;
  PetscCall(create_model(p->options, p->point, &unit, &model));
  if (by_charge(&model, p->options)) PetscCall(GapCharges(p->comm, &model, (int)p->options->number[CHARGES], &g, &charge));
  else if (full(p->options)) PetscCall(GapFull(p->comm, &model, asked(antigap(&model, p->options)), prove(p->options), PETSC_TRUE, &g));
  else PetscCall(GapSymmetric(p->comm, &model, antigap(&model, p->options), &g));
  const bool good = is_result(&g);
  *status         = good ? POINT_DONE : POINT_FAILED;
  if (!good && p->why) PetscCall(PetscStrncpy(p->why, failure(&g), TASK_WHY));
  const Found found = {&g, unit, model.N, charge, good};
  for (int k = 0; k < OUTPUTS + is_ensemble(p->options); k++)
    for (int i = 0; i < (rows[k].spec.dim ? IRREP_ROWS : 1); i++) *out++ = rows[k].value(&found, i);
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&gap_method_option, &gap_inverse_option, NULL};

static const char *ensemble_check(const double *point, const TaskOptions *o)
{
  const char *objection = EnsembleCheck(point, o);

  return objection ? objection : check(point, o);
}

#define GAP_ROW(MODEL, CHECK, COUNT, OUTPUTS_OF)                                                                                           \
  {                                                                                                                                        \
    .name = "gap", .long_name = "Liouvillian gap and antigap", .model = MODEL, .prefix = "gap_", .methods = methods, .options = options,   \
    .noptions = COUNT, .outputs = OUTPUTS_OF, .dims = dims, .check = CHECK, .check_solver = RightmostTryOptions, .estimate = estimate,     \
    .run = run,                                                                                                                            \
  }
const TaskSpec task_gap          = GAP_ROW(&xyz_spec, check, OPTIONS, outputs);
const TaskSpec task_ensemble_gap = GAP_ROW(&ensemble_spec, ensemble_check, ENSEMBLE_OPTIONS, ensemble_outputs);
