/* squeue is asked once, under a time limit of its own: a busy controller must not hold the run up. */
#include "farm/walltime.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool WalltimeParse(const char *text, double *seconds)
{
  double days = 0, total = 0;
  int    parts = 0;
  char  *end;

  if (strchr(text, '-')) {
    days = strtod(text, &end);
    if (end == text || *end != '-') return false;
    text = end + 1;
  }
  while (isdigit((unsigned char)*text)) {
    total = 60 * total + strtod(text, &end);
    text  = end + (*end == ':');
    parts++;
    if (*end != ':') break;
  }
  if (parts < 2 || parts > 3 || (*text && !isspace((unsigned char)*text))) return false;
  *seconds = 86400 * days + total;
  return true;
}

/* An identifier of Slurm's goes into a command: digits only. */
static bool is_number(const char *text) { return text && *text && strspn(text, "0123456789") == strlen(text); }

static bool ask_squeue(const char *job, double *seconds)
{
  char  command[128], answer[64] = "";
  FILE *pipe;

  snprintf(command, sizeof command, "timeout 20 squeue -h -j %s -O TimeLeft 2>/dev/null", job);
  if (!(pipe = popen(command, "r"))) return false;
  const bool read = fgets(answer, sizeof answer, pipe) != NULL;
  pclose(pipe);
  return read && WalltimeParse(answer, seconds);
}

bool WalltimeLeft(double *seconds, const char **source)
{
  const char *end = getenv("SLURM_JOB_END_TIME"), *job = getenv("SLURM_JOB_ID");

  if (is_number(end)) {
    *seconds = strtod(end, NULL) - (double)time(NULL);
    *source  = "SLURM_JOB_END_TIME";
    return true;
  }
  *source = "squeue";
  return is_number(job) && ask_squeue(job, seconds);
}
