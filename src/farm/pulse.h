/* The pulse of a process: a thread that says, at least so often, what the point at work has come to, whatever its solver is doing.

   The solver tells its news to a Monitor (solvers/monitor/monitor.h); the thread prints the last of them as one whole line when it is
   time to, also while nothing is told: inside a factorisation the line says for how long. It calls neither MPI nor PETSc. */
#ifndef PILIND_FARM_PULSE_H
#define PILIND_FARM_PULSE_H

#include "operators/petsc.h"
#include "solvers/monitor/monitor.h"

#include <stdbool.h>

typedef struct Pulse Pulse;

/* Lines every `seconds`. `overall`, or NULL, is called as often by the thread, to say how the whole run is. Not collective. */
PetscErrorCode PulseCreate(double seconds, void (*overall)(void *context), void *context, Pulse **pulse);
PetscErrorCode PulseDestroy(Pulse **pulse);

/* A point begins, on a process that speaks for its group: its first line comes after `first` intervals, others every `every` of them.
   `where` is copied. PulseEnd closes it; points that end before their first line say nothing. */
void PulseBegin(Pulse *pulse, const char *where, int first, int every);
void PulseEnd(Pulse *pulse);

/* For the solver of the point. */
const Monitor *PulseMonitor(const Pulse *pulse);

/* "N = 600, Jy = 1.7: adi, iteration 140, residual 3.2e-06, aims at 1e-13, 61 s": news of a point that has run for so long, of which the
   last is so old. Returns text. */
const char *pulse_line(const char *where, const SolverNews *news, double seconds, double age, size_t size, char text[]);

#endif
