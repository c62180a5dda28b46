/* mpiexec's words stand in /proc, each ended by a zero, the program's own behind them. On another node than mpiexec's the parent is its
   daemon, which does not know them. */
#include "report/resume.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { GENERATIONS = 6, WORDS = 8192 };

static const char *base(const char *path) { return strrchr(path, '/') ? strrchr(path, '/') + 1 : path; }

static bool is_launcher(const char *word)
{
  static const char *const names[] = {"mpiexec", "mpirun", "orterun", "prterun", "srun"};

  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (!strncmp(base(word), names[k], strlen(names[k]))) return true;
  return false;
}

/* A word as the shell reads it, after a blank; what does not fit is cut. */
static void append(size_t size, char *text, const char *word)
{
  size_t at = strlen(text);

  if (*word && !strpbrk(word, " \t\n'\"\\$`&|;<>()[]{}*?!~#")) {
    snprintf(text + at, size - at, " %s", word);
    return;
  }
  at += (size_t)snprintf(text + at, size - at, " '");
  for (; *word && at < size; word++) at += (size_t)snprintf(text + at, size - at, *word == '\'' ? "'\\''" : "%c", *word);
  if (at < size) snprintf(text + at, size - at, "'");
}

/* The words of a process, one after the other; their length in all, 0 if they cannot be read. */
static size_t read_words(const char *root, long process, char words[WORDS])
{
  char  path[4096];
  FILE *file;

  snprintf(path, sizeof path, "%s/proc/%ld/cmdline", root, process);
  if (!(file = fopen(path, "r"))) return 0;
  const size_t length = fread(words, 1, WORDS - 1, file);
  fclose(file);
  words[length] = 0;
  return length;
}

static long parent_of(const char *root, long process)
{
  char  path[4096], line[1024] = "";
  long  parent = 0;
  FILE *file;

  snprintf(path, sizeof path, "%s/proc/%ld/stat", root, process);
  if (!(file = fopen(path, "r"))) return 0;
  const char *end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL; /* the name may hold anything */
  fclose(file);
  return end && sscanf(end + 1, " %*c %ld", &parent) == 1 ? parent : 0;
}

const char *resume_launcher(const char *root, long parent, const char *program, int ranks, size_t size, char text[])
{
  char words[WORDS], number[32];

  text[0] = 0;
  for (int k = 0; k < GENERATIONS && parent > 1; k++, parent = parent_of(root, parent)) {
    const size_t length = read_words(root, parent, words);
    if (length == 0 || !is_launcher(words)) continue;
    for (const char *w = words; w < words + length && strcmp(w, program); w += strlen(w) + 1) append(size, text, w);
    return text;
  }
  if (ranks == 1 && !getenv("SLURM_STEP_ID")) return text;
  append(size, text, getenv("SLURM_STEP_ID") ? "srun" : "mpiexec");
  append(size, text, "-n");
  snprintf(number, sizeof number, "%d", ranks);
  append(size, text, number);
  return text;
}

const char *resume_words(int argc, char **argv, const char *more, size_t size, char text[])
{
  bool there = false;

  text[0] = 0;
  for (int i = 0; i < argc; i++) {
    there = there || (more && !strcasecmp(argv[i], more));
    if (strcasecmp(argv[i], "-overwrite")) append(size, text, argv[i]);
    else if (i + 1 < argc && argv[i + 1][0] != '-') i++; /* its true or false */
  }
  if (more && !there) append(size, text, more);
  return text;
}
