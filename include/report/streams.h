/* Standard input, output and error before anything else is opened. */
#ifndef PILIND_REPORT_STREAMS_H
#define PILIND_REPORT_STREAMS_H

/* Of the three those that are closed are opened on /dev/null: the next file of the program would get their number, and what is
   printed would go into it. Output and error go there, too, where the process above, an Open MPI launcher that was itself started
   without them, has a pipe of its own in their place: it takes the bytes that it should pass on for numbers of signals, and each
   line feed (10) for USR1. Call it first in main; prints nothing, fails in silence. */
void StreamsOpen(void);

#endif
