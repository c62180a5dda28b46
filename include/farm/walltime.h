/* How long the batch system lets this job run. */
#ifndef PILIND_FARM_WALLTIME_H
#define PILIND_FARM_WALLTIME_H

#include <stdbool.h>

/* Seconds that Slurm leaves to the job that this process belongs to: from SLURM_JOB_END_TIME (seconds since 1970), else from
   squeue. *source says which. False outside of a job, without a limit, or when neither answers. Call on rank 0. */
bool WalltimeLeft(double *seconds, const char **source);

/* Slurm's way to write a time: minutes:seconds, hours:minutes:seconds or days-hours:minutes:seconds. */
bool WalltimeParse(const char *text, double *seconds);

#endif
