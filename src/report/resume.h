/* The command with which a run goes on, whole: also what launched the program. */
#ifndef PILIND_REPORT_RESUME_H
#define PILIND_REPORT_RESUME_H

#include <stddef.h>

/* Words of the launcher, mpiexec and its like, as this process was started by it, each after a blank and as a shell reads it: found among
   the processes above this one; else "srun -n RANKS" in a step of Slurm's, "mpiexec -n RANKS" with more than one rank, and "". `root`
   stands before /proc: "" but in tests. Returns text. */
const char *resume_launcher(const char *root, long parent, const char *program, int ranks, size_t size, char text[]);

/* The program's own words, without -overwrite, which would begin again, and with `more` behind them (or NULL) unless they are there.
   Returns text. */
const char *resume_words(int argc, char **argv, const char *more, size_t size, char text[]);

#endif
