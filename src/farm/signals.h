/* What signals ask of the farm; farm/farm.h says which. */
#ifndef PILIND_FARM_SIGNALS_H
#define PILIND_FARM_SIGNALS_H

#include <stdbool.h>

/* Has this process been asked to start nothing more, by a signal or by SignalsAskStop? */
bool SignalsStop(void);
void SignalsAskStop(void);

#endif
