/* ranks: 1 2 4 */
/* A hierarchy large enough to be spread over the ranks, and what all of them decide together: N = 10^4 at the critical point, where the
   exact state has Mz = -0.994690013000. */
#include "solvers/moments/xyz_problem.h"

static void is_the_same_on_all_ranks(void **state)
{
  XyzCase      c;
  MomentSteady s;

  (void)state;
  xyz_case_create(&(XyzPoint){1e4, .6, 1.15625, 1, .gamma = 1}, 1e-9, &c);
  assert_int_equal(MomentSteadySolve(PETSC_COMM_WORLD, &c.problem, &s), 0);
  const double failed =
    !(s.verdict == MOMENTS_AT_BIFURCATION && s.unknowns > 4000 && fabs(s.value[0] + 0.994690013000) < 1e-9 && s.error <= 1e-9);
  double least = s.value[0], most = s.value[0];
  MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_DOUBLE, MPI_MIN, MPI_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, &most, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  if (all_ranks(failed) > 0) fail_msg("verdict %d, %d unknowns, error %.3g", s.verdict, s.unknowns, s.error);
  assert_true(least == most);
  assert_int_equal(MomentSteadyDestroy(&s), 0);
  xyz_case_free(&c);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_the_same_on_all_ranks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
