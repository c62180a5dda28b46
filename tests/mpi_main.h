/* Shared by the cmocka programs under MPI: main(), with PETSc and SLEPc around the tests and rank 0 alone speaking, and the verdict of
   all ranks. */
#ifndef PILIND_TESTS_MPI_MAIN_H
#define PILIND_TESTS_MPI_MAIN_H

#include "operators/petsc.h"

#include <slepcsys.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The worst number of all ranks, so that all come to the same verdict. */
static inline double all_ranks(double worst)
{
  double most = isnan(worst) ? INFINITY : worst;

  MPI_Allreduce(MPI_IN_PLACE, &most, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return most;
}

/* run() calls cmocka_run_group_tests and returns what that does. */
static inline int mpi_main(int argc, char **argv, int (*run)(void))
{
  int rank;

  if (SlepcInitialize(&argc, &argv, NULL, NULL)) return 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank > 0) cmocka_set_message_output(CM_OUTPUT_TAP);
  const int failed = run();
  if (SlepcFinalize()) return 1;
  return failed ? 1 : 0;
}

#endif
