/* The option `truncate` of the tasks that solve for steady states. */
#ifndef PILIND_TASKS_TRUNCATE_OPTION_H
#define PILIND_TASKS_TRUNCATE_OPTION_H

#include "tasks/task.h"

enum { TRUNCATE_AUTO, TRUNCATE_OFF };
static const char *const truncate_words[] = {[TRUNCATE_AUTO] = "auto", [TRUNCATE_OFF] = "off"};

#define TRUNCATE_OPTION {"truncate", TASK_CHOICE, WORDS_OF(truncate_words), "auto", 0, 0, "cut the space where the state has died out, if that pays"}

#endif
