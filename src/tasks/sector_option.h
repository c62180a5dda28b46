/* The option `sector`: which total spin j, where all jumps are collective and conserve it. */
#ifndef PILIND_TASKS_SECTOR_OPTION_H
#define PILIND_TASKS_SECTOR_OPTION_H

#include "physics/spins/spin_model.h"
#include "tasks/task.h"

#define SECTOR_OPTION                                                                                                                      \
  {                                                                                                                                        \
    "sector", TASK_TEXT, {0}, "auto", 0, 0, "auto, or j=J, J a number or an expression in N: the total spin, where no jump is local"       \
  }

/* Keep that spin of a model of N spins, if the text names one. NULL, or what is wrong: j is none of N spins, there are local jumps, or
   there are none and the text is auto. */
const char *SectorTake(const char *text, SpinModel *model);

#endif
