/* The log of an attempt, on rank 0. */
#include "report/log.h"

#include "report/report.h"
#include "report/resume.h"
#include "farm/resources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void LogByLines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

/* hours:minutes:seconds */
static const char *clock_text(double seconds, size_t size, char *text)
{
  const long long s = seconds > 0 ? (long long)seconds : 0;

  snprintf(text, size, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
  return text;
}

/* "2024-05-01 12:00:00 on 4 ranks of 2 nodes, first node n1, job 17, restart 2, 1:00:00 left (squeue)" */
static void print_place(const LogPlace *place)
{
  const char  *job = getenv("SLURM_JOB_ID"), *restart = getenv("SLURM_RESTART_COUNT");
  const time_t now = time(NULL);
  char         date[64], host[128] = "?", left[64];

  strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", localtime(&now));
  gethostname(host, sizeof host - 1);
  printf("%s on %d rank%s of %d node%s (%s)", date, place->ranks, place->ranks > 1 ? "s" : "", place->nodes, place->nodes > 1 ? "s" : "",
         host);
  if (job) printf(", job %s, restart %s", job, restart ? restart : "0");
  if (place->limit) printf(", %s left (%s)", clock_text(place->seconds_left, sizeof left, left), place->limit);
  printf("\n");
}

void LogStart(const Config *config, const Plan *plan, const LogPlace *place, const unsigned char *status)
{
  int64_t count[3] = {0};

  for (int64_t i = 0; i < plan->npoints; i++) count[status[i] % 3]++;
  ReportVersion();
  print_place(place);
  printf("%s -> %s: model %s, task %s, %lld points (%lld done, %lld failed, %lld to do) on %d rank%s\n", config->document.path,
         config->output, plan->grid->model->name, plan->grid->task->name, (long long)plan->npoints, (long long)count[POINT_DONE],
         (long long)count[POINT_FAILED], (long long)count[POINT_PENDING], place->ranks, place->ranks > 1 ? "s" : "");
  fflush(stdout);
}

void LogFile(const Config *config, const ResultsLeft *left, const Reuse *reuse)
{
  ReuseCount file;
  long long  points = 0;

  for (int k = 0; ReuseGave(reuse, k, &file); k++) points += file.points;
  if (reuse) printf("%lld points reused\n", points);
  for (int k = 0; ReuseGave(reuse, k, &file); k++) {
    printf("  %lld of '%s'", (long long)file.points, file.path);
    if (file.damaged) printf("; %lld there do not match their checksums and are not taken", (long long)file.damaged);
    printf("\n");
  }
  fflush(stdout);
  if (left->damaged)
    fprintf(stderr, "pilind: warning: %lld points in '%s' do not match their checksums and are solved again\n", (long long)left->damaged,
            config->output);
  if (left->lost_attempts)
    fprintf(
      stderr,
      "pilind: warning: %lld rows of provenance/attempts in '%s' do not match their checksums: how their points were made is uncertain\n",
      (long long)left->lost_attempts, config->output);
}

void LogBlasThreads(int ranks)
{
  const int threads = ResourcesBlasThreads();

  if (threads > 1 && ranks > 1)
    fprintf(stderr,
            "pilind: warning: the BLAS starts %d threads in each of %d ranks; set OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1: the ranks "
            "are the parallelism\n",
            threads, ranks);
}

/* The whole command that goes on. */
static void print_command(int ranks, int argc, char **argv, const char *more)
{
  static const int longest  = 16384;
  char            *launcher = malloc(longest), *words = malloc(longest);

  if (launcher && words)
    printf(" %s%s\n", resume_launcher("", getppid(), argv[0], ranks, longest, launcher), resume_words(argc, argv, more, longest, words));
  free(launcher);
  free(words);
}

/* Why the run stopped before its end. */
static const char *stop_reason(const Config *config, const FarmOutcome *outcome, size_t size, char *text)
{
  char time_text[64];

  switch (outcome->stopped) {
  case FARM_SIGNAL: return "USR1 or USR2";
  case FARM_STOP_FILE: snprintf(text, size, "'%s.STOP' is there; remove it", config->output); return text;
  case FARM_FILE_GONE: return "the file is gone";
  case FARM_MEMORY: return "memory: every process had run out of it and lost some; new ones begin with all of theirs";
  default:
    snprintf(text, size, "time: the next is expected to take %s",
             outcome->expected < 60 ? "less than a minute" : clock_text(outcome->expected, sizeof time_text, time_text));
    return text;
  }
}

void LogEnd(const Config *config, const FarmOutcome *outcome, int ranks, int argc, char **argv)
{
  char reason[PETSC_MAX_PATH_LEN + 64];

  if (outcome->left > 0) {
    printf("stopped early with %lld points left, %lld finished in this run (%s); to go on, with any number of ranks:\n",
           (long long)outcome->left, (long long)outcome->finished, stop_reason(config, outcome, sizeof reason, reason));
    print_command(ranks, argc, argv, NULL);
  } else if (outcome->failed > 0) {
    printf("%lld points failed (status 2 in '%s'); to solve them again, with other options:\n", (long long)outcome->failed, config->output);
    print_command(ranks, argc, argv, "-retry_failed");
  } else printf("complete: '%s'\n", config->output);
  fflush(stdout);
}
