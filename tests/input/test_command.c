/* ranks: 1 2 */
/* Words of the command line, of the environment and of files of options: what they are, who wins, and what PETSc gets to see. */
#include "input/config.h"

#include "mpi_main.h"
#include "text/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static const char *in_folder(const char *name)
{
  static char path[2][128];
  static int  turn;

  snprintf(path[turn ^= 1], sizeof path[0], "%s/%s", folder, name);
  return path[turn];
}

/* Rank 0 writes, the others wait. */
static void write_file(const char *name, const char *text)
{
  int rank;

  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0) {
    FILE *file = fopen(in_folder(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
  }
  MPI_Barrier(MPI_COMM_WORLD);
}

static const char input[] = "model: xyz\ntask: steady\nN: 5\nJx: 0.6\nJy: 1.1\nJz: 1\nsteady_ksp_rtol: 1e-6\n";

typedef struct {
  CommandLine command;
  Config      config;
  Verdict     verdict;
} Read;

/* The verdict of all ranks, so that none goes on alone. */
static void check_all(bool good) { assert_true(all_ranks(good ? 0 : 1) == 0); }

/* A run's configuration from an environment and the words behind the program's name. */
static void read_config(Read *r, const char *environment, int n, const char *const *words)
{
  char *argv[32] = {(char *)"pilind"};

  for (int k = 0; k < n; k++) argv[k + 1] = (char *)words[k];
  if (environment) setenv("PETSC_OPTIONS", environment, 1);
  else unsetenv("PETSC_OPTIONS");
  check_all((CommandCreate(n + 1, argv, &r->command)) == (0));
  check_all(!getenv("PETSC_OPTIONS"));
  check_all((ConfigRead(&r->command, &r->config, &r->verdict)) == (0));
}

static void close_config(Read *r)
{
  ConfigDestroy(&r->config);
  CommandDestroy(&r->command);
  PetscOptionsClear(NULL);
}

static bool warned(const Read *r, const char *words)
{
  for (int k = 0; k < r->config.warnings.count; k++)
    if (strstr(r->config.warnings.line[k], words)) return true;
  return false;
}

static const char *petsc_option(const char *name)
{
  const char *value = NULL;
  PetscBool   set;

  PetscOptionsFindPair(NULL, NULL, name, &value, &set);
  return set ? (value ? value : "") : "(unset)";
}

static bool petsc_sees(const Read *r, const char *word)
{
  for (int k = 0; k < r->command.petsc_argc; k++)
    if (!strcmp(r->command.petsc_argv[k], word)) return true;
  return false;
}

#define READ(r, environment, ...)                                                                                                          \
  do {                                                                                                                                     \
    const char *const words_[] = {__VA_ARGS__};                                                                                            \
    read_config(r, environment, sizeof words_ / sizeof *words_, words_);                                                                   \
  } while (0)

static void words_and_their_values(void **state)
{
  Read r;

  (void)state;
  READ(&r, NULL, in_folder("a.yaml"), "-Jx", "-sqrt(2)", "--Jy", "-0.5", "-dry_run", "-overwrite", "no", "-log_view", ":x",
       "-steady_ksp_monitor", "-N", "7");
  check_all((r.verdict.code) == (0));
  check_all(r.config.mode == MODE_DRY_RUN && !r.config.overwrite);
  check_all(r.config.grid.values[1][0] == -sqrt(2) && r.config.grid.values[2][0] == -0.5 && r.config.grid.values[0][0] == 7);
  check_all(petsc_sees(&r, "-log_view") && petsc_sees(&r, ":x") && petsc_sees(&r, "-skip_petscrc") && !petsc_sees(&r, "-N") &&
            !petsc_sees(&r, "-steady_ksp_monitor"));
  check_all(!strcmp(petsc_option("-steady_ksp_monitor"), ""));
  check_all(!strcmp(petsc_option("-steady_ksp_rtol"), "1e-6"));
  check_all(!strcmp(petsc_option("-N"), "(unset)"));
  check_all(!strcmp(r.config.output, "a.h5"));
  close_config(&r);
}

static void what_belongs_to_nothing(void **state)
{
  static const struct {
    const char *words[3], *says;
  } cases[] = {
    {{"-Jq", "1", NULL}, "did you mean Jx?"},         {{"stray", NULL}, "'stray' on the command line belongs to no key"},
    {{"-N", NULL}, "N: a value must follow"},         {{"-", NULL}, "'-'"},
    {{"-overwrite", "maybe", NULL}, "'maybe'"},       {{"-gap_eps_tol", "1", NULL}, "a key of task gap"},
    {{"-overwite", NULL}, "did you mean overwrite?"}, {{"-Jq=1", NULL}, "'-Jq=1'"},
    {{"-max_time", "soon", NULL}, "max_time"},        {{"-ranks_per_point", "1.5", NULL}, "ranks_per_point"},
    {{"-farm_keeper", "x", NULL}, "farm_keeper"},     {{"-output", "", NULL}, "output: empty"},
    {{"-steady_ksp_rtol", "abc", NULL}, "abc"},
  };

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    const char *words[4] = {in_folder("a.yaml")};
    int         n        = 1;
    Read        r;
    while (n < 4 && cases[k].words[n - 1]) words[n] = cases[k].words[n - 1], n++;
    read_config(&r, NULL, n, words);
    if (!strstr(r.verdict.line, cases[k].says)) print_message("%s: %s\n", cases[k].words[0], r.verdict.line);
    check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, cases[k].says));
    close_config(&r);
  }
}

static void the_environment_holds_solver_options_only(void **state)
{
  static const struct {
    const char *environment, *says;
  } cases[] = {{"-Jx 9", "Jx: set by PETSC_OPTIONS"}, {"-dry_run", "dry_run: set by"},
               {"-model ising2", "model: set by"},    {"-help", "help: set by"},
               {"-truncate off", "truncate: set by"}, {"stray", "'stray' in PETSC_OPTIONS"}};
  Read r;

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    READ(&r, cases[k].environment, in_folder("a.yaml"));
    if (!strstr(r.verdict.line, cases[k].says)) print_message("%s: %s\n", cases[k].environment, r.verdict.line);
    check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, cases[k].says));
    check_all(!(petsc_sees(&r, "-help")));
    close_config(&r);
  }
  READ(&r, "-steady_ksp_rtol 1e-3 -steady_ksp_max_it 77 -gap_eps_tol 1 -foo 3 -log_view :x", in_folder("a.yaml"));
  check_all((r.verdict.code) == (0));
  check_all(!strcmp(petsc_option("-steady_ksp_rtol"), "1e-6")); /* the file has it */
  check_all(!strcmp(petsc_option("-steady_ksp_max_it"), "77"));
  check_all(warned(&r, "-steady_ksp_rtol 1e-3 from PETSC_OPTIONS is ignored") && warned(&r, "PETSC_OPTIONS sets -steady_ksp_max_it 77") &&
            warned(&r, "-foo"));
  check_all(!(warned(&r, "gap_eps_tol") || warned(&r, "log_view")));
  check_all(petsc_sees(&r, "-log_view") && petsc_sees(&r, "-foo") && !petsc_sees(&r, "-steady_ksp_rtol"));
  close_config(&r);
}

static void petscs_yaml_of_the_environment_is_refused(void **state)
{
  Read r;

  (void)state;
  setenv("PETSC_OPTIONS_YAML", "Jx: 9", 1);
  READ(&r, NULL, in_folder("a.yaml"));
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "PETSC_OPTIONS_YAML"));
  check_all(!getenv("PETSC_OPTIONS_YAML"));
  close_config(&r);
}

static void files_of_options_beat_nothing(void **state)
{
  Read r;

  (void)state;
  write_file("options", "# a comment\n-Jx 9\n-hz 0.25\n-steady_ksp_rtol 1e-3\n-steady_ksp_max_it 55\n-steady_adi_kappa 7\n");
  READ(&r, "-steady_ksp_max_it 66", in_folder("a.yaml"), "-options_file", in_folder("options"), "-steady_adi_kappa", "8");
  check_all((r.verdict.code) == (0));
  check_all(r.config.grid.values[1][0] == 0.6 && r.config.grid.values[6][0] == 0.25);
  check_all(!strcmp(petsc_option("-steady_ksp_rtol"), "1e-6"));
  check_all(!strcmp(petsc_option("-steady_ksp_max_it"), "55"));
  check_all(!strcmp(petsc_option("-steady_adi_kappa"), "8"));
  check_all(warned(&r, "-Jx 9 from a file of options is ignored") && warned(&r, "-steady_ksp_rtol 1e-3 from a file") &&
            warned(&r, "-steady_ksp_max_it 66 from PETSC_OPTIONS is ignored"));
  close_config(&r);
  write_file("options", "-overwrite\n");
  READ(&r, NULL, in_folder("a.yaml"), "-options_file", in_folder("options"));
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "overwrite: a flag"));
  close_config(&r);
  write_file("options", "no options\n");
  READ(&r, NULL, in_folder("a.yaml"), "-options_file", in_folder("options"));
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "options_file"));
  close_config(&r);
  READ(&r, NULL, in_folder("a.yaml"), "-options_file", in_folder("missing"));
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "missing"));
  close_config(&r);
}

static void two_words_of_one_key_are_warned_of(void **state)
{
  Read r;

  (void)state;
  READ(&r, NULL, in_folder("a.yaml"), "-N", "5", "-N", "6", "-Gamma_c", "1", "-gamma_C", "2", "-steady_ksp_foo", "3");
  check_all((r.verdict.code) == (0));
  check_all(warned(&r, "-N is given twice; the last one counts: 6") && warned(&r, "-gamma_C is given twice (as -Gamma_c, too)") &&
            warned(&r, "-steady_ksp_foo is an option that no solver of task steady knows"));
  check_all((r.config.warnings.count) == (3));
  check_all(r.config.grid.values[0][0] == 6 && r.config.grid.values[10][0] == 2);
  close_config(&r);
}

static void modes(void **state)
{
  Read r;

  (void)state;
  READ(&r, NULL, "--help", "steady");
  check_all(r.config.mode == MODE_HELP && !strcmp(r.config.topic, "steady") && !r.verdict.code);
  close_config(&r);
  READ(&r, NULL, in_folder("a.yaml"), "-h");
  check_all(r.config.mode == MODE_HELP && !r.config.topic);
  close_config(&r);
  READ(&r, NULL, "--version");
  check_all(r.config.mode == MODE_VERSION);
  close_config(&r);
  READ(&r, NULL, "--status", "x.h5", "-overwrite");
  check_all(r.config.mode == MODE_STATUS && !strcmp(r.config.output, "x.h5") && warned(&r, "-overwrite has no effect"));
  close_config(&r);
  READ(&r, NULL, "-status");
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "status"));
  close_config(&r);
  READ(&r, NULL, "-N", "5");
  check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, "the first argument must be the input file"));
  close_config(&r);
}

static void places_in_messages(void **state)
{
  static const struct {
    const char *text, *says;
  } cases[] = {{"model: xyz\ntask: steady\nN: 5\nJx: 0.6\nJy: x\nJz: 1\n", "b.yaml, line 5, column 5: Jy: 'x'"},
               {"model: xyz\ntask: stedy\n", "b.yaml, line 2, column 7: task: 'stedy' is not a task of model xyz"},
               {"task: steady\n", "model: missing; allowed: xyz"},
               {"model: xyz\ntask: steady\ngama: 1\n", "b.yaml, line 3, column 1: gama: unknown key; did you mean gamma?"},
               {"model: xyz\n\ttask: steady\n", "b.yaml, line 2, column 1: the line begins with a tab"}};

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    Read r;
    write_file("b.yaml", cases[k].text);
    READ(&r, NULL, in_folder("b.yaml"));
    if (!strstr(r.verdict.line, cases[k].says)) print_message("%s\n", r.verdict.line);
    check_all(r.verdict.code == EXIT_BAD_INPUT && strstr(r.verdict.line, cases[k].says));
    close_config(&r);
  }
}

/* No file does harm: it is a configuration, or one line. A range of very many values only takes long. */
static void random_files(void **state)
{
  static const char *const texts[] = {
    ("model: xyz\ntask: steady\nN: [5, 10]\nJx: 0.6\nJy: 0.75:1.75:11 # c\nJz: 2*Jx - 1/(N - 1)\ngamma: 1\ntruncate: "
     "off\nsteady_ksp_rtol: 1e-6\noutput: 'a b.h5'\n"),
    "model: ising2\ntask: quench\nh1: around:h1c:0.1:5\nh1_i: 0.7\nT: [0.05, log:0.1:1:3]\nr: 10\nt_end: 20/gamma\nt_unit: gamma\n",
    "{model: xyz, task: gap, N: 4, Jx: 0.6, Jy: 1, Jz: 1, space: full, antigap: auto, gap_eps_tol: 1e-9}\n",
  };
  uint64_t seed = 31415;
  int      good = 0, bad = 0, ranks;

  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int draws = ranks > 1 ? 40 : 400;

  (void)state;
  for (int draw = 0; draw < draws; draw++) {
    size_t length;
    char  *text       = fuzz_mutate(&seed, texts[draw % 3], strlen(texts[draw % 3]), ":-[]{},#'\" \n\t0123.e*/()N", &length);
    bool   long_range = false;
    Read   r;
    for (const char *c = text; (c = strchr(c, ':')); c++) long_range |= strspn(c + 1, "0123456789e^*") > 5;
    if (!long_range) {
      write_file("b.yaml", text);
      READ(&r, NULL, in_folder("b.yaml"));
      bool fine = r.verdict.code == 0 || (r.verdict.code == EXIT_BAD_INPUT && strlen(r.verdict.line) > 10);
      for (const char *c = r.verdict.line; *c; c++) fine &= (unsigned char)*c >= 0x20;
      if (!fine) print_message("%s\n%d: %s\n", text, r.verdict.code, r.verdict.line);
      check_all(fine);
      *(r.verdict.code ? &bad : &good) += 1;
      close_config(&r);
    }
    free(text);
  }
  check_all(good + bad > draws / 2 && bad > draws / 4);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_and_their_values),
    cmocka_unit_test(what_belongs_to_nothing),
    cmocka_unit_test(the_environment_holds_solver_options_only),
    cmocka_unit_test(petscs_yaml_of_the_environment_is_refused),
    cmocka_unit_test(files_of_options_beat_nothing),
    cmocka_unit_test(two_words_of_one_key_are_warned_of),
    cmocka_unit_test(modes),
    cmocka_unit_test(places_in_messages),
    cmocka_unit_test(random_files),
  };
  int rank;

  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  snprintf(folder, sizeof folder, "/tmp/pilind_command_XXXXXX");
  if (rank == 0 && !mkdtemp(folder)) return 1;
  MPI_Bcast(folder, sizeof folder, MPI_CHAR, 0, MPI_COMM_WORLD);
  write_file("a.yaml", input);
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  MPI_Barrier(MPI_COMM_WORLD);
  if (rank == 0) {
    unlink(in_folder("a.yaml")), unlink(in_folder("b.yaml")), unlink(in_folder("options"));
    rmdir(folder);
  }
  return failed;
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
