/* The option `space` of the tasks that solve for modes. */
#ifndef PILIND_TASKS_SPACE_OPTION_H
#define PILIND_TASKS_SPACE_OPTION_H

#include "tasks/task.h"

enum { SPACE_SYMMETRIC, SPACE_FULL };
static const char *const space_words[] = {[SPACE_SYMMETRIC] = "symmetric", [SPACE_FULL] = "full"};

#define SPACE_OPTION                                                                                                                       \
  {                                                                                                                                        \
    "space", TASK_CHOICE, WORDS_OF(space_words), "symmetric", 0, 0, "permutation-symmetric states, or all of the 4^N space"                \
  }

#endif
