/* How a run ends before or instead of its work: an exit code and the one line that says why. */
#ifndef PILIND_PLAN_VERDICT_H
#define PILIND_PLAN_VERDICT_H

enum {
  EXIT_COMPLETE      = 0,
  EXIT_BAD_INPUT     = 1,
  EXIT_POINTS_FAILED = 2,
  EXIT_NO_OUTPUT     = 3, /* folder missing, unwritable, full */
  EXIT_OTHER_FILE    = 4, /* the file belongs to another input or format version */
  EXIT_INTERNAL      = 70,
  EXIT_RESTARTABLE   = 75
};

typedef struct {
  int  code; /* EXIT_COMPLETE: nothing to object */
  char line[512];
} Verdict;

/* Set the verdict unless one stands already; printf's format. Returns 0, so that checks can end with it. */
int VerdictSet(Verdict *verdict, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
