/* The file is consistent at any time: where a run must end at once there is nothing to put in order, and little time before KILL. */
#include "farm/signals.h"

#include "farm/farm.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop_requested = 0;

static void on_signal(int number)
{
  (void)number;
  stop_requested = 1;
}

static void on_end(int number)
{
  static const char term[] = "pilind: TERM: stopped at once; what is in the file is right, the same command goes on\n";
  static const char intr[] = "pilind: interrupted: stopped at once; what is in the file is right, the same command goes on\n";
  const char *const line   = number == SIGTERM ? term : intr;

  if (write(STDERR_FILENO, line, strlen(line)) < 0) _exit(EXIT_RESTARTABLE);
  _exit(EXIT_RESTARTABLE);
}

bool SignalsStop(void) { return stop_requested; }
void SignalsAskStop(void) { stop_requested = 1; }

/* A shell that runs the program in the background, or nohup, has it ignore the interrupt: that stays. */
PetscErrorCode FarmCatchSignals(void)
{
  struct sigaction stop = {.sa_handler = on_signal, .sa_flags = SA_RESTART}, end = {.sa_handler = on_end}, before;

  PetscFunctionBeginUser;
  sigaction(SIGUSR1, &stop, NULL);
  sigaction(SIGUSR2, &stop, NULL);
  sigaction(SIGTERM, &end, NULL);
  if (!sigaction(SIGINT, NULL, &before) && before.sa_handler != SIG_IGN) sigaction(SIGINT, &end, NULL);
  PetscFunctionReturn(PETSC_SUCCESS);
}
