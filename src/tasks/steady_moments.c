/* Averages of collective words give the StateSummary that the table of observables reads; those of one and two spins give deviations. */
#include "tasks/steady_moments.h"

#include "physics/algebra/expression.h"

#include <math.h>
#include <string.h>

/* The words of physics/observables/moments.h. */
static const char *const words[MOMENT_COUNT] = {[MOMENT_TRACE] = "1",
                                                [MOMENT_SX]    = "Sx",
                                                [MOMENT_SY]    = "Sy",
                                                [MOMENT_SZ]    = "Sz",
                                                [MOMENT_SX2]   = "Sx^2",
                                                [MOMENT_SY2]   = "Sy^2",
                                                [MOMENT_SZ2]   = "Sz^2",
                                                [MOMENT_SXY]   = "(Sx*Sy + Sy*Sx)/2",
                                                [MOMENT_SXZ]   = "(Sx*Sz + Sz*Sx)/2",
                                                [MOMENT_SYZ]   = "(Sy*Sz + Sz*Sy)/2",
                                                [MOMENT_SX4]   = "Sx^4",
                                                [MOMENT_SY4]   = "Sy^4",
                                                [MOMENT_S2]    = "S2"};

/* Averages over one spin (b < 0) and over pairs. `mf`: NULL where the table of observables has it. */
#define MEANFIELD_ROW(NAME)                                                                                                                \
  {                                                                                                                                        \
    NAME "_mf", "1", "mean field, N to infinity: " NAME "; of a pair of mirror states their average", "XYZ paper, Eq. 7", OUTPUT_REAL,     \
      NULL, NULL, "method"                                                                                                                 \
  }
#define DEVIATION_ROWS(NAME)                                                                                                               \
  {                                                                                                                                        \
    NAME "_dev", "1",         NAME " - " NAME "_mf, without cancellation where the state is near the mean field's",                        \
    "moments",   OUTPUT_REAL, NULL,                                                                                                        \
    NULL,        "method"},                                                                                                                \
  {                                                                                                                                        \
    NAME "_dev_error", "1", "estimated relative error of " NAME "_dev", "certificate", OUTPUT_REAL, NULL, NULL, "method"                   \
  }
enum { ROWS = 9 };

static double of_one(const PairAverages *p, int a, int b) { return (void)b, p->m[a]; }
static double of_pair(const PairAverages *p, int a, int b) { return p->c[a][b]; }

static const struct {
  const char *text;
  double (*value)(const PairAverages *p, int a, int b);
  int        a, b;
  OutputSpec dev, error, mf;
} rows[ROWS] = {
  {"Sx/N", of_one, 0, -1, DEVIATION_ROWS("Mx"), MEANFIELD_ROW("Mx")},
  {"Sy/N", of_one, 1, -1, DEVIATION_ROWS("My"), MEANFIELD_ROW("My")},
  {"Sz/N", of_one, 2, -1, DEVIATION_ROWS("Mz")},
  {"(Sx^2 - N)/(N*(N-1))", of_pair, 0, 0, DEVIATION_ROWS("Sxx")},
  {"(Sy^2 - N)/(N*(N-1))", of_pair, 1, 1, DEVIATION_ROWS("Syy")},
  {"(Sz^2 - N)/(N*(N-1))", of_pair, 2, 2, DEVIATION_ROWS("Szz"), MEANFIELD_ROW("Szz")},
  {"(Sx*Sy + Sy*Sx)/(2*N*(N-1))", of_pair, 0, 1, DEVIATION_ROWS("Sxy"), MEANFIELD_ROW("Sxy")},
  {"(Sx*Sz + Sz*Sx)/(2*N*(N-1))", of_pair, 0, 2, DEVIATION_ROWS("Sxz"), MEANFIELD_ROW("Sxz")},
  {"(Sy*Sz + Sz*Sy)/(2*N*(N-1))", of_pair, 1, 2, DEVIATION_ROWS("Syz"), MEANFIELD_ROW("Syz")},
};
enum { AVERAGES = MOMENT_COUNT + ROWS };

/* Bimodalities are looked for to moments_tol, and stored with their own error where that is below. */
static const double     fourth_limit = 1e-4;
static const OutputSpec fourth_row   = {"bimodality_error",
                                        "1",
                                        "estimated error of Bx and By, which are fill where it is above 1e-4 and moments_tol",
                                        "certificate",
                                        OUTPUT_REAL,
                                        NULL,
                                        NULL,
                                        "method"};

int SteadyMomentOutputs(const TaskOptions *options, int first, OutputSpec *list)
{
  int at = MomentOutputs(options, first, list);

  if (at > 0) list[at++] = fourth_row;
  for (int k = 0; k < ROWS && at > 0; k++) {
    if (rows[k].mf.name) list[at++] = rows[k].mf;
    list[at++] = rows[k].dev;
    list[at++] = rows[k].error;
  }
  return at;
}

/* Observables in the order in which the solver is to know them. */
typedef struct {
  StateSummary summary; /* to fill the averages into */
  int          count, of_kind[OBSERVABLE_MEANFIELD + 1], order[64];
} Sequence;

static Sequence sequence_of(int N)
{
  Sequence s = {.summary = {.N = N}};

  for (int kind = OBSERVABLE_AVERAGES; kind <= OBSERVABLE_DERIVED; kind++) {
    for (int k = 0; k < observable_count && s.count < 64; k++)
      if ((int)observables[k].kind == kind) s.order[s.count++] = k;
    s.of_kind[kind] = s.count;
  }
  return s;
}

static void evaluate(const void *context, const double *average, double *value)
{
  const Sequence *s       = context;
  StateSummary    summary = s->summary;

  memcpy(summary.moment, average, sizeof summary.moment);
  for (int k = 0; k < s->count; k++) value[k] = observables[s->order[k]].value(&summary);
}

static PetscErrorCode polynomials_create(int N, Polynomial *polynomial)
{
  const ExpressionScope scope = {.basis = &site_pauli, .N = N};
  ExpressionError       error;

  PetscFunctionBeginUser;
  for (int k = 0; k < AVERAGES; k++)
    PetscCheck(expression_collective(k < MOMENT_COUNT ? words[k] : rows[k - MOMENT_COUNT].text, &scope, &polynomial[k], &error),
               PETSC_COMM_SELF, PETSC_ERR_MEM, "%s", error.text);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyMomentsSolve(const TaskPoint *p, int first, const SpinModel *model, SteadyMoments *r)
{
  const Sequence sequence = sequence_of(model->N);
  MomentProblem  problem  = moment_problem(p->options, first, &model->l, p->monitor);
  Polynomial     polynomial[AVERAGES];

  PetscFunctionBeginUser;
  PetscCall(polynomials_create(model->N, polynomial));
  problem.count = AVERAGES, problem.polynomial = polynomial;
  problem.values = sequence.count, problem.firm = sequence.of_kind[OBSERVABLE_AVERAGES],
  problem.sought   = sequence.of_kind[OBSERVABLE_FOURTH];
  problem.evaluate = evaluate, problem.context = &sequence;
  PetscCall(MomentSteadySolve(p->comm, &problem, &r->steady));
  for (int k = 0; k < AVERAGES; k++) polynomial_free(&polynomial[k]);
  r->summary        = sequence.summary;
  r->summary.blocks = (BlockSums){.entropy = NAN, .purity = NAN, .rho_min = NAN};
  memcpy(r->summary.moment, r->steady.average, sizeof r->summary.moment);
  r->fourth_error = 0;
  PetscCall(PetscMalloc1(observable_count, &r->observable));
  for (int k = 0; k < observable_count; k++) r->observable[k] = NAN;
  for (int k = 0; k < sequence.count; k++) {
    const ObservableKind kind = observables[sequence.order[k]].kind;
    if (r->steady.value_error[k] <= (kind == OBSERVABLE_FOURTH ? fmax(problem.tol, fourth_limit) : problem.tol))
      r->observable[sequence.order[k]] = r->steady.value[k];
    if (kind == OBSERVABLE_FOURTH) r->fourth_error = fmax(r->fourth_error, r->steady.value_error[k]);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyMomentsDestroy(SteadyMoments *r)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(r->observable));
  PetscCall(MomentSteadyDestroy(&r->steady));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of a row in the mean field's state; of two mirror states their average, in which x and y occur in pairs. */
static double meanfield_of(int k, const MeanField *mf)
{
  const MeanFieldPoint *p = &mf->point[0];
  const int             a = rows[k].a, b = rows[k].b;

  if (!mf->count || p->kind != FLOW_POINT) return NAN;
  const bool odd = (a < 2) != (b >= 0 && b < 2), mirror = mf->count > 1 && mf->point[1].family == p->family;
  if (odd && mirror) return 0;
  return p->M[a] * (b < 0 ? 1 : p->M[b]);
}

/* The hierarchy's reference is the mean field at this N; from that at N to infinity it differs where collective rates have a 1/(N-1). */
static double shift_of(double at_N, double limit)
{
  const double rounding = 1e-13;

  return fabs(at_N - limit) < rounding ? 0 : at_N - limit;
}

int SteadyMomentValues(const TaskOptions *options, int first, const SteadyMoments *moments, const MeanField *mf,
                       const StateSummary *summary, bool good, double *out)
{
  const PairAverages pairs = pair_averages(summary);
  int                at    = MomentValues(options, first, moments ? &moments->steady : NULL, out);

  if (at > 0) out[at++] = moments && good && isfinite(moments->fourth_error) ? moments->fourth_error : NAN;
  for (int k = 0; k < ROWS && at > 0; k++) {
    const double limit = meanfield_of(k, mf);
    double       dev = rows[k].value(&pairs, rows[k].a, rows[k].b) - limit, error = NAN;
    if (moments) {
      const MomentSteady *s = &moments->steady;
      dev                   = s->deviation[MOMENT_COUNT + k] + shift_of(s->meanfield[MOMENT_COUNT + k], limit);
      error                 = dev == 0 ? 0 : s->average_error[MOMENT_COUNT + k] / fabs(dev);
    }
    if (rows[k].mf.name) out[at++] = limit;
    out[at++] = good ? dev : NAN;
    out[at++] = good ? error : NAN;
  }
  return at;
}
