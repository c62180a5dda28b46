/* Options that choose a method, and the choice among the rows of a table: by word, by the estimate, and after one has failed. */
#include "solvers/method/solver_method.h"
#include "solvers/response/response.h"

#include "mpi_main.h"

#include <string.h>

static const char *const words[] = {"red", "green", "petsc"};
enum { RED, GREEN, ANY };
static const MethodOption with_any = {
  .name = "test_method", .pc_type = "test_pc_type", .words = WORDS_OF(words), .any_pc = ANY, .long_name = "a colour"};
static const MethodOption without_any = {
  .name = "test_method", .pc_type = "test_pc_type", .words = WORDS_OF(words), .any_pc = -1, .long_name = "a colour"};
static const MethodOption alone = {.name = "test_method", .words = WORDS_OF(words), .any_pc = -1, .long_name = "a colour"};

static void give(const char *method, const char *pc)
{
  assert_int_equal(method ? PetscOptionsSetValue(NULL, "-test_method", method) : PetscOptionsClearValue(NULL, "-test_method"), 0);
  assert_int_equal(pc ? PetscOptionsSetValue(NULL, "-test_pc_type", pc) : PetscOptionsClearValue(NULL, "-test_pc_type"), 0);
}

static void words_and_their_rows(void **state)
{
  static const struct {
    const MethodOption *option;
    const char         *method, *pc;
    int                 row, objects, warns;
  } cases[] = {
    {&with_any, NULL, NULL, METHOD_AUTOMATIC, 0, 0},
    {&with_any, "auto", NULL, METHOD_AUTOMATIC, 0, 0},
    {&with_any, "green", NULL, GREEN, 0, 0},
    {&with_any, "Green", NULL, GREEN, 0, 0},
    {&with_any, NULL, "green", GREEN, 0, 1},
    {&with_any, NULL, "jacobi", ANY, 0, 0},
    {&with_any, "petsc", "jacobi", ANY, 0, 0},
    {&with_any, "petsc", "green", ANY, 0, 0},
    {&with_any, "red", "red", RED, 0, 0},
    {&with_any, "auto", "red", RED, 0, 1},
    {&with_any, "auto", "jacobi", ANY, 0, 0},
    {&without_any, NULL, "red", RED, 0, 1},
    {&with_any, NULL, "petsc", ANY, 0, 0},
    {&alone, "red", "jacobi", RED, 0, 0},
    {&alone, NULL, "red", METHOD_AUTOMATIC, 0, 0},
    {&with_any, "blue", NULL, 0, 1, 0},
    {&with_any, "", NULL, 0, 1, 0},
    {&with_any, "red", "green", 0, 1, 0},
    {&with_any, "red", "jacobi", 0, 1, 0},
    {&without_any, NULL, "jacobi", 0, 1, 0},
    {&without_any, "red", "jacobi", 0, 1, 0},
  };
  char objection[256], warning[256];
  int  row;

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    give(cases[k].method, cases[k].pc);
    assert_int_equal(MethodOptionCheck(cases[k].option, sizeof objection, objection, warning), 0);
    assert_int_equal(objection[0] != 0, cases[k].objects);
    assert_int_equal(warning[0] != 0, cases[k].warns);
    if (cases[k].objects) continue;
    assert_int_equal(MethodOptionGet(cases[k].option, &row), 0);
    assert_int_equal(row, cases[k].row);
  }
  give(NULL, NULL);
}

static void messages_name_what_is_allowed(void **state)
{
  char objection[256], warning[256];

  (void)state;
  give("blue", NULL);
  assert_int_equal(MethodOptionCheck(&with_any, sizeof objection, objection, warning), 0);
  assert_string_equal(objection, "-test_method: 'blue' is not allowed; allowed: auto, red, green, petsc");
  give(NULL, "red");
  assert_int_equal(MethodOptionCheck(&with_any, sizeof objection, objection, warning), 0);
  assert_non_null(strstr(warning, "write -test_method red"));
  give(NULL, NULL);
}

/* The words of the flags in the results file are the rows. */
static void flag_words_are_the_rows(void **state)
{
  const struct {
    const char         *flags;
    const MethodOption *option;
  } tables[] = {{STEADY_METHOD_WORDS, &steady_method_option}, {RESPONSE_METHOD_WORDS, &response_method_option}};
  char joined[128];

  (void)state;
  for (int t = 0; t < 2; t++) {
    joined[0] = 0;
    for (int k = 0; k < tables[t].option->words.count; k++)
      snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", k ? " " : "", words_at(tables[t].option->words, k));
    assert_string_equal(joined, tables[t].flags);
  }
}

static SteadyEstimate cheap(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o, (void)ranks;
  return (SteadyEstimate){.bytes = 1e3, .wall_seconds = 1};
}

static SteadyEstimate large(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o, (void)ranks;
  return (SteadyEstimate){.bytes = 1e9, .wall_seconds = 0.1};
}

/* Dear on one rank, and the cheapest on four. */
static SteadyEstimate scaling(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o;
  return (SteadyEstimate){.bytes = 1e3, .wall_seconds = 3.0 / ranks};
}

static const char *takes_all(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o, (void)ranks;
  return NULL;
}

static const char *takes_none(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o, (void)ranks;
  return "not this one";
}

static void the_cheapest_that_may(void **state)
{
  const SolverMethod rows[] = {
    {"cheap", "", cheap, takes_all, PETSC_FALSE},     {"large", "", large, takes_all, PETSC_FALSE},
    {"scaling", "", scaling, takes_all, PETSC_FALSE}, {"refuses", "", large, takes_none, PETSC_FALSE},
    {"asked", "", large, takes_all, PETSC_TRUE},
  };
  const char *why = NULL;

  (void)state;
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 1, 0, 1e12, &why), 1);
  assert_string_equal(why, "not this one");
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 1, 0, 1e6, &why), 0);   /* no room for the large one */
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 4, 0, 1e6, &why), 2);   /* on four ranks */
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 4, 0, 0.3e9, &why), 1); /* four times 0.3 GB is room enough */
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 1, 1u << 1, 1e12, &why), 0);
  assert_int_equal(solver_method_cheapest(5, rows, NULL, NULL, 1, 7, 1e12, &why), -1);
  assert_int_equal(solver_method_cheapest(1, rows + 4, NULL, NULL, 1, 0, 1e12, &why), -1);
}

static SteadyEstimate huge(const SpinModel *m, const SteadyOptions *o, int ranks)
{
  (void)m, (void)o;
  return (SteadyEstimate){.bytes = 2 * SOLVER_FALLBACK_BYTES * ranks, .wall_seconds = 0.5};
}

/* Rows that were tried, and which of them is good enough. */
typedef struct {
  int tried[8], count, good;
} Record;

static PetscErrorCode note(void *context, int method, PetscBool *good)
{
  Record *r = context;

  r->tried[r->count++] = method;
  *good                = method == r->good ? PETSC_TRUE : PETSC_FALSE;
  return PETSC_SUCCESS;
}

/* An error is expected: nothing is printed. */
static PetscErrorCode be_quiet(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode code, PetscErrorType type,
                               const char *message, void *context)
{
  (void)comm, (void)line, (void)function, (void)file, (void)type, (void)message, (void)context;
  return code;
}

/* By cost, each once, none that is large, refuses or waits to be asked for; where one is asked for, that alone. */
static void an_attempt_that_is_not_good_is_handed_on(void **state)
{
  static const char *const names[] = {"asked", "cheap", "huge", "large", "refuses"};
  const MethodOption       option  = {.name = "test_method", .words = WORDS_OF(names), .any_pc = -1, .long_name = "a row"};
  const SolverMethod       rows[]  = {
           {"asked", "", large, takes_all, PETSC_TRUE},
           {"cheap", "", cheap, takes_all},
           {"huge", "", huge, takes_all},
           {"large", "", large, takes_all},
           {"refuses", "", large, takes_none},
  };
  const struct {
    const char *asked;
    int         good, count, tried[2];
  } cases[]             = {{NULL, 3, 1, {3}},    {NULL, 1, 2, {3, 1}}, {NULL, -1, 2, {3, 1}}, {NULL, 2, 2, {3, 1}},
                           {"huge", -1, 1, {2}}, {"asked", 0, 1, {0}}, {"large", 1, 1, {3}}};
  const SpinModel model = {.N = 7};

  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    Record record = {.good = cases[c].good};
    give(cases[c].asked, NULL);
    assert_int_equal(SolverMethodRun(PETSC_COMM_SELF, &option, rows, &model, NULL, note, &record), 0);
    assert_int_equal(record.count, cases[c].count);
    for (int k = 0; k < record.count; k++) assert_int_equal(record.tried[k], cases[c].tried[k]);
  }
  Record none = {.good = -1};
  give("refuses", NULL);
  assert_int_equal(PetscPushErrorHandler(be_quiet, NULL), 0);
  assert_true(SolverMethodRun(PETSC_COMM_SELF, &option, rows, &model, NULL, note, &none) != 0 && none.count == 0);
  assert_int_equal(PetscPopErrorHandler(), 0);
  give(NULL, NULL);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_and_their_rows),
    cmocka_unit_test(messages_name_what_is_allowed),
    cmocka_unit_test(flag_words_are_the_rows),
    cmocka_unit_test(the_cheapest_that_may),
    cmocka_unit_test(an_attempt_that_is_not_good_is_handed_on),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
