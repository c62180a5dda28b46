/* Option rows of the tasks that solve for steady states: the space may be cut, the frame turned. */
#ifndef PILIND_TASKS_STEADY_OPTIONS_H
#define PILIND_TASKS_STEADY_OPTIONS_H

#include "tasks/task.h"

enum { TRUNCATE_AUTO, TRUNCATE_OFF };
static const char *const truncate_words[] = {[TRUNCATE_AUTO] = "auto", [TRUNCATE_OFF] = "off"};
#define TRUNCATE_OPTION                                                                                                                    \
  {                                                                                                                                        \
    "truncate", TASK_CHOICE, WORDS_OF(truncate_words), "auto", 0, 0, "cut the space where the state has died out, if that pays"            \
  }

enum { FRAME_AUTO, FRAME_OFF };
static const char *const frame_words[] = {[FRAME_AUTO] = "auto", [FRAME_OFF] = "off"};
#define FRAME_OPTION                                                                                                                       \
  {                                                                                                                                        \
    "frame", TASK_CHOICE, WORDS_OF(frame_words), "auto", 0, 0,                                                                             \
      "solve in the frame in which the model looks simplest, observables turned along; off: as it is written", true                        \
  }

#endif
