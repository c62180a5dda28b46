/* From the input to the grid: expressions in other parameters, parameters and keys of a model's own, options of every kind, and who
   wins over whom. */
#include "input/grid.h"
#include "input_case.h"
#include "physics/models/xyz.h"

#include <math.h>
#include <stdio.h>

static int one_output(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  list[0] = (OutputSpec){.name = "x", .unit = "1", .long_name = "x", .source = "x"};
  return 1;
}

static const char *any_point(const double *point, const TaskOptions *options)
{
  (void)point, (void)options;
  return NULL;
}

static const char *no_cost(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 1, .bytes = 1, .wall_seconds = 1e-3, .method = "none"};
  return NULL;
}

static const TaskSpec plain = {.name = "plain", .model = &xyz_spec, .outputs = one_output, .check = any_point, .estimate = no_cost};

/* A model with a parameter of its row and two of its own, as an input would make them. */
static const ParamSpec own_params[] = {
  {"N", PARAM_COUNT, NAN, 1, 1e6, "1", "size", "none"},
  {"g", PARAM_REAL, NAN, -INFINITY, INFINITY, "1", "own", "input"},
  {"Omega", PARAM_REAL, NAN, -INFINITY, INFINITY, "1", "own", "input"},
};
static const ModelKey own_keys[] = {
  {"parameters", NODE_MAP, false, "parameters and their values"},
  {"dissipators", NODE_LIST, true, "jumps and their rates"},
  {"boson", NODE_MAP, false, "a mode"},
};
static const char *fine(const double *point)
{
  (void)point;
  return NULL;
}
static const ModelSpec own_model = {.name      = "own",
                                    .long_name = "own",
                                    .params    = own_params,
                                    .nparams   = 3,
                                    .check     = fine,
                                    .keys      = own_keys,
                                    .nkeys     = 3,
                                    .own_key   = "parameters",
                                    .nown      = 2};
static const TaskSpec  own_task  = {.name = "plain", .model = &own_model, .outputs = one_output, .check = any_point, .estimate = no_cost};

static bool read_grid(InputCase *c, const ModelSpec *model, const TaskSpec *task, Grid *grid, Objection *o)
{
  *o    = (Objection){0};
  *grid = (Grid){.model = model, .task = task};
  if (model->own_key) c->input.own = node_find(&c->document.root, model->own_key, true);
  return GridReadParameters(grid, &c->input, o) && GridReadOptions(grid, &c->input, o);
}

static void expressions_follow_the_axes(void **state)
{
  InputCase       c;
  Grid            grid;
  Objection       o;
  Plan            plan;
  Verdict         verdict   = {0};
  const Resources resources = {.ranks = 1, .bytes_per_rank = 1e12};

  (void)state;
  case_open(&c, "N: [5, 10, 20]\nJz: 2*jx - 1\nJx: hz/4 + 1/(N - 1)\nJy: 0:1:3\nhz: sqrt(16)/2\nhx: hz*pi\ngamma: 1 + Jy^2\n", "");
  assert_true(read_grid(&c, &xyz_spec, &plain, &grid, &o));
  assert_true(grid.nformulas == 3 && !grid.formula[XYZ_HZ] && !grid.formula[XYZ_HX]); /* what depends on no axis is a number */
  assert_true(grid.values[XYZ_HZ][0] == 2 && grid.values[XYZ_HX][0] == 2 * M_PI && !grid.listed[XYZ_HZ]);
  assert_true(grid.formula[XYZ_JX] && grid.formula[XYZ_JZ] && !strcmp(grid.formula_text[XYZ_JX], "hz/4+1/(N-1)"));
  assert_true(GridDepends(&grid, XYZ_JZ, XYZ_N) && !GridDepends(&grid, XYZ_JZ, XYZ_JY) && GridDepends(&grid, XYZ_GAMMA, XYZ_JY) &&
              GridDepends(&grid, XYZ_N, XYZ_N));
  assert_int_equal(PlanCreate(&grid, &resources, &plan, &verdict), 0);
  assert_true(!verdict.code && plan.npoints == 9 && plan.naxes == 2);
  for (int64_t i = 0; i < 9; i++) {
    const double N = (const double[]){5, 10, 20}[i / 3], Jy = 0.5 * (double)(i % 3), Jx = 0.5 + 1 / (N - 1);
    double       point[PARAM_MAX];
    PlanPoint(&plan, i, point);
    assert_true(point[XYZ_N] == N && point[XYZ_JY] == Jy && fabs(point[XYZ_JX] - Jx) < 1e-15 && fabs(point[XYZ_JZ] - 2 * Jx + 1) < 1e-15);
    assert_true(point[XYZ_GAMMA] == 1 + Jy * Jy && point[XYZ_HX] == 2 * M_PI);
  }
  PlanDestroy(&plan);
  GridDestroy(&grid);
  case_close(&c);
}

static void check_objections(const ModelSpec *model, const TaskSpec *task, int count, const char *const cases[][3])
{
  for (int k = 0; k < count; k++) {
    InputCase c;
    Grid      grid;
    Objection o;
    char      place[32];
    case_open(&c, cases[k][0], "");
    const bool taken = read_grid(&c, model, task, &grid, &o);
    if (taken) print_message("%s is taken\n", cases[k][0]);
    assert_false(taken);
    snprintf(place, sizeof place, "%d:%d", o.line, o.column);
    if (!strstr(o.text, cases[k][1]) || strcmp(place, cases[k][2])) print_message("%s-> %s %s\n", cases[k][0], place, o.text);
    assert_non_null(strstr(o.text, cases[k][1]));
    assert_string_equal(place, cases[k][2]);
    GridDestroy(&grid);
    case_close(&c);
  }
}

static void bad_expressions(void **state)
{
  static const char *const cases[][3] = {
    {"N: 5\nJx: 2*Jx\nJy: 1\nJz: 1\n", "depends on Jx itself", "2:5"},
    {"N: 5\nJx: Jy\nJy: Jz + 1\nJz: 2*Jx\n", "circle", "2:5"},
    {"N: 5\nJx: 1\nJy: 1 + gama\nJz: 1\n", "did you mean gamma?", "3:9"},
    {"N: 5\nJx: 1\nJy: 1 + (2\nJz: 1\n", "not closed", "3:9"},
    {"N: 5\nJx: 1\nJy: 1 2\nJz: 1\n", "product", "3:7"},
    {"N: 5\nJx: [N, 2]\nJy: 1\nJz: 1\n", "'N' is not a number", "2:6"},
    {"N: 5\nJx: 1\nJy: 1\nJz: 1\ngamma: -Jx\n", "-1 is out of range", "5:8"},
    {"N: Jx/2\nJx: 1\nJy: 1\nJz: 1\n", "not a whole number", "1:4"},
    {"N: 5\nJx: 1\nJy: 1\nJz: 1/(N-5)\n", "inf", "4:5"},
    {"N: 5\nJx: 1\nJy: 1\n", "Jz: missing", "0:0"},
    {"N: 5\nJx: 1\nJy: 1\nJz: 1\ngamma: 1,5\n", "comma", "5:9"},
    {"N: 5\nJx: 1\nJy: abc\nJz: 1\n", "not a number", "3:5"},
    {"N: 5\nJx: 1\nJy: [1, [2]]\nJz: 1\n", "a list inside the list", "3:9"},
  };

  (void)state;
  check_objections(&xyz_spec, &plain, sizeof cases / sizeof *cases, cases);
}

static void expressions_out_of_range_at_a_point(void **state)
{
  InputCase       c;
  Grid            grid;
  Objection       o;
  Plan            plan;
  Verdict         verdict   = {0};
  const Resources resources = {.ranks = 1, .bytes_per_rank = 1e12};

  (void)state;
  case_open(&c, "N: [5, 6]\nJx: 1\nJy: 1\nJz: 1\ngamma: 6 - N\ngamma_up: N - 6\n", "");
  assert_true(read_grid(&c, &xyz_spec, &plain, &grid, &o));
  assert_int_equal(PlanCreate(&grid, &resources, &plan, &verdict), 0);
  assert_true(verdict.code == EXIT_BAD_INPUT && strstr(verdict.line, "at N = 5: gamma_up: -1 is out of range") &&
              strstr(verdict.line, "('N-6')"));
  PlanDestroy(&plan);
  GridDestroy(&grid);
  case_close(&c);
}

static int varied(const TaskOptions *options)
{
  (void)options;
  return XYZ_JY;
}

static void what_a_task_varies_is_no_basis_of_others(void **state)
{
  const TaskSpec varying = {
    .name = "varying", .model = &xyz_spec, .outputs = one_output, .check = any_point, .estimate = no_cost, .varies = varied};
  const TaskSpec sweeping = {
    .name = "sweeping", .model = &xyz_spec, .outputs = one_output, .check = any_point, .estimate = no_cost, .line = varied};
  const TaskSpec *specs[]   = {&varying, &sweeping};
  const Resources resources = {.ranks = 1, .bytes_per_rank = 1e12};
  const char     *texts[]   = {"N: 5\nJx: 2*Jy\nJy: 0:1:5\nJz: 1\n", "N: 5\nJx: [1, 2]\nJy: 2*Jx\nJz: 1\n",
                               "N: 5\nJx: [1, 2]\nJy: 2\nJz: 2*Jx\n"};

  (void)state;
  for (int s = 0; s < 2; s++)
    for (int t = 0; t < 3; t++) {
      InputCase c;
      Grid      grid;
      Objection o;
      Plan      plan;
      Verdict   verdict = {0};
      case_open(&c, texts[t], "");
      assert_true(read_grid(&c, &xyz_spec, specs[s], &grid, &o));
      assert_int_equal(PlanCreate(&grid, &resources, &plan, &verdict), 0);
      assert_int_equal(verdict.code != 0, t < 2);
      PlanDestroy(&plan);
      GridDestroy(&grid);
      case_close(&c);
    }
}

static void the_command_line_wins(void **state)
{
  InputCase c;
  Grid      grid;
  Objection o;

  (void)state;
  case_open(&c, "N: [5, 6]\nJx: 1\nJy: 0:1:5\nJz: 1\ngamma: 2\n", "-n 10,20 -Jy -sqrt(4) --Jz -0.5 -gamma Jx+1 -Jx 3 -Jx 4");
  assert_true(read_grid(&c, &xyz_spec, &plain, &grid, &o));
  assert_true(grid.count[XYZ_N] == 2 && grid.values[XYZ_N][1] == 20 && grid.listed[XYZ_N]);
  assert_true(grid.count[XYZ_JY] == 1 && grid.values[XYZ_JY][0] == -2 && !grid.listed[XYZ_JY]);
  assert_true(grid.values[XYZ_JZ][0] == -0.5 && grid.values[XYZ_JX][0] == 4 && grid.values[XYZ_GAMMA][0] == 5);
  GridDestroy(&grid);
  case_close(&c);
}

static void parameters_of_the_input(void **state)
{
  InputCase c;
  Grid      grid;
  Objection o;

  (void)state;
  case_open(&c, "n: 5\nparameters:\n  g: 0:1:3\n  Omega: 2*g\n", "-G 7");
  assert_true(read_grid(&c, &own_model, &own_task, &grid, &o));
  assert_true(grid.values[0][0] == 5 && grid.count[1] == 3 && grid.formula[2]); /* -G is not g */
  GridDestroy(&grid);
  case_close(&c);
  case_open(&c, "N: 5\nparameters:\n  g: 0:1:3\n  Omega: 2*g\n", "-g 0.5");
  assert_true(read_grid(&c, &own_model, &own_task, &grid, &o));
  assert_true(grid.values[1][0] == 0.5 && grid.values[2][0] == 1);
  GridDestroy(&grid);
  case_close(&c);
  static const char *const cases[][3] = {
    {"N: 5\nparameters: {g: 1, Omega: 2*G}\n", "'2*G': G is no parameter of model own; did you mean g?", "2:29"},
    {"N: 5\nparameters: {g: x, Omega: 1}\n", "not a number", "2:17"},
    {"N: 5\nparameters: {g: {a: 1}, Omega: 1}\n", "map", "2:17"},
  };
  check_objections(&own_model, &own_task, sizeof cases / sizeof *cases, cases);
}

static void check_file(const ModelSpec *model, const TaskSpec *task, const char *text, const char *says, int line, int column)
{
  InputCase c;
  Objection o = {0};

  case_open(&c, text, "");
  KeysCheckFile(&c.document.root, model, task, &o);
  if (!o.text[0]) KeysCheckNames(model->own_key ? node_find(&c.document.root, model->own_key, true) : NULL, model, &o);
  if (says ? !strstr(o.text, says) || o.line != line || o.column != column : o.text[0] != 0)
    print_message("%s-> %d:%d %s\n", text, o.line, o.column, o.text);
  assert_true(says ? strstr(o.text, says) && o.line == line && o.column == column : !o.text[0]);
  case_close(&c);
}

static void structured_keys(void **state)
{
  (void)state;
  check_file(&own_model, &own_task, "N: 5\nDissipators: [{jump: sm}]\nparameters: {g: 1, Omega: 1}\nboson: {cutoff: 3}\n", NULL, 0, 0);
  check_file(&own_model, &own_task, "N: 5\nparameters: {g: 1, Omega: 1}\n", "dissipators: missing", 0, 0);
  check_file(&own_model, &own_task, "N: 5\ndissipators: sm\n", "a number or text has no place here; allowed: a list", 2, 14);
  check_file(&own_model, &own_task, "N: 5\ndissipators: [a]\nboson: [1]\n", "a list has no place here; allowed: a map", 3, 8);
  check_file(&own_model, &own_task, "N: {a: 1}\ndissipators: [a]\n", "keys inside this key (a) have no place here", 1, 5);
  check_file(&own_model, &own_task, "N: 1\ndissipators: [a]\nbosn: {a: 1}\n", "bosn: unknown key; did you mean boson?", 3, 1);
  check_file(&xyz_spec, &plain, "N: 1\ndissipators: [a]\n", "dissipators: a key of model ensemble; model xyz does not take it", 2, 1);
  check_file(&xyz_spec, &plain, "N: 1\nmax_time: 3\n", "flag", 2, 1);
  check_file(&xyz_spec, &plain, "N: 1\nlog_view: 3\n", "flag", 2, 1);
  check_file(&xyz_spec, &plain, "N: 1\nmodel: [xyz]\n", "a list has no place here", 2, 8);
}

static void names_that_are_taken(void **state)
{
  static const struct {
    const char *name, *says;
  } cases[] = {{"Output", "a key of the program"},
               {"dry_run", "a key of the program"},
               {"h", "a key of the program"},
               {"V", "a key of the program"},
               {"Boson", "a key of the program"},
               {"log_x", "a key of the program"},
               {"sqrt", "in expressions"},
               {"pi", "in expressions"},
               {"n", "in case only"},
               {"G", "in case only"}};

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    ParamSpec params[] = {own_params[0], own_params[1], own_params[2]};
    ModelSpec model    = own_model;
    char      text[80];
    params[2].name = cases[k].name;
    model.params   = params;
    snprintf(text, sizeof text, "dissipators: [a]\nparameters:\n  g: 1\n  %s: 2\n", cases[k].name);
    check_file(&model, &own_task, text, cases[k].says, 4, 3);
  }
}

enum { WORD, NUMBER, COUNT, TEXT, TEXTS, VALUES, OPTIONAL, OPTIONS };
static const char *const words[]               = {"auto", "Off"};
static const OptionSpec  some_options[OPTIONS] = {
   [WORD]     = {"word", TASK_CHOICE, WORDS_OF(words), "auto", 0, 0, "a word"},
   [NUMBER]   = {"number", TASK_REAL, {0}, "Jx", 0, 10, "a number"},
   [COUNT]    = {"count", TASK_COUNT, {0}, "3", 1, 10, "a count"},
   [TEXT]     = {"text", TASK_TEXT, {0}, "Sx", 0, 0, "a text"},
   [TEXTS]    = {"texts", TASK_TEXTS, {0}, NULL, 0, 0, "texts"},
   [VALUES]   = {"values", TASK_VALUES, {0}, "0:1:3", 0, 10, "values"},
   [OPTIONAL] = {"optional", TASK_TEXT, {0}, "", 0, 0, "what may be missing"},
};

static bool prepare(TaskOptions *options, Objection *objection)
{
  if (options->node[TEXT] && !strcmp(options->node[TEXT]->text, "Sq"))
    return objection_set(objection, options->node[TEXT], 1, "text: no operator");
  options->data = malloc(1);
  return true;
}

static void release(TaskOptions *options) { free(options->data); }

static const TaskSpec optional_task = {.name     = "o",
                                       .model    = &xyz_spec,
                                       .options  = some_options,
                                       .noptions = OPTIONS,
                                       .outputs  = one_output,
                                       .check    = any_point,
                                       .estimate = no_cost,
                                       .prepare  = prepare,
                                       .release  = release};

#define COUPLINGS "N: [5, 6]\nJx: 2\nJy: 1\nJz: 1\n"

static void options_of_every_kind(void **state)
{
  InputCase          c;
  Grid               grid;
  Objection          o;
  const TaskOptions *got = &grid.options;

  (void)state;
  case_open(&c, COUPLINGS "texts: [Sx, Sy*Sz]\n", "");
  assert_true(read_grid(&c, &xyz_spec, &optional_task, &grid, &o));
  assert_true(got->model == &xyz_spec && got->choice[WORD] == 0 && isnan(got->number[NUMBER]) && !strcmp(got->text[NUMBER], "Jx") &&
              got->number[COUNT] == 3);
  assert_true(!got->node[TEXT] && got->node[TEXTS]->count == 2 && !got->node[OPTIONAL] && got->values[VALUES].count == 3 &&
              got->values[VALUES].number[1] == 0.5 && got->data);
  GridDestroy(&grid);
  case_close(&c);
  case_open(&c, COUPLINGS "texts: Sx\nWORD: off\nnumber: 3*Jx/4\ncount: 2^3\nvalues: [1, 2]\n", "-values 3,4 -text Sy -optional x");
  assert_true(read_grid(&c, &xyz_spec, &optional_task, &grid, &o));
  assert_true(got->choice[WORD] == 1 && !strcmp(got->text[WORD], "off") && got->number[NUMBER] == 1.5 && got->number[COUNT] == 8 &&
              !strcmp(got->node[TEXTS]->text, "Sx"));
  assert_true(got->values[VALUES].count == 2 && got->values[VALUES].number[1] == 4 && !strcmp(got->node[TEXT]->text, "Sy") &&
              !strcmp(got->node[OPTIONAL]->text, "x"));
  GridDestroy(&grid);
  case_close(&c);
}

static void bad_options(void **state)
{
  static const char *const cases[][3] = {
    {COUPLINGS, "texts: missing", "0:0"},
    {COUPLINGS "texts: a\nword: of\n", "allowed: auto|Off; did you mean Off?", "6:7"},
    {COUPLINGS "texts: a\nnumber: 11\n", "a number from 0 to 10", "6:9"},
    {COUPLINGS "texts: a\nnumber: N\n", "depends on N, which varies", "6:9"},
    {COUPLINGS "texts: a\nnumber: Jq\n", "not allowed", "6:9"},
    {COUPLINGS "texts: a\ncount: 2.5\n", "a whole number", "6:8"},
    {COUPLINGS "texts: [a, [b]]\n", "a list in the list", "5:12"},
    {COUPLINGS "texts: []\n", "empty", "5:8"},
    {COUPLINGS "texts: a\nvalues: 0:20:3\n", "20 is not allowed", "6:9"},
    {COUPLINGS "texts: a\nvalues: 1,2\n", "comma", "6:10"},
    {COUPLINGS "texts: a\ntext: Sq\n", "no operator", "6:8"},
  };

  (void)state;
  check_objections(&xyz_spec, &optional_task, sizeof cases / sizeof *cases, cases);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(expressions_follow_the_axes),
    cmocka_unit_test(bad_expressions),
    cmocka_unit_test(expressions_out_of_range_at_a_point),
    cmocka_unit_test(what_a_task_varies_is_no_basis_of_others),
    cmocka_unit_test(the_command_line_wins),
    cmocka_unit_test(parameters_of_the_input),
    cmocka_unit_test(structured_keys),
    cmocka_unit_test(names_that_are_taken),
    cmocka_unit_test(options_of_every_kind),
    cmocka_unit_test(bad_options),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
