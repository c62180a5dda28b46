/* Where the time of an ADI solve goes, beside what the machine can do in the same run: bench_adi N JY
   Prints "name value" lines: dgemm peak and memory bandwidth of one rank (all ranks working), times by part of one solve on all
   ranks (maximum over ranks), flops of the changes of basis and the bytes that the memory-bound parts move at least. */
#include "oracle/spins.h"
#include "solvers/adi/adi.h"

#include <stdio.h>
#include <stdlib.h>

void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *, const int *, const double *,
            const int *, const double *, double *, const int *);

/* Gflop/s of a dgemm as large as the largest block of the solve. */
static double dgemm_peak(int n)
{
  const double one = 1, zero = 0;
  double *A = calloc((size_t)n * n, sizeof *A), *B = calloc((size_t)n * n, sizeof *B), *C = calloc((size_t)n * n, sizeof *C), best = 1e30;

  for (size_t i = 0; i < (size_t)n * n; i++) A[i] = B[i] = 1e-3 * (double)(i % 1000);
  for (int k = 0; k < 5; k++) {
    const double start = MPI_Wtime();
    dgemm_("N", "N", &n, &n, &n, &one, A, &n, B, &n, &zero, C, &n);
    best = PetscMin(best, MPI_Wtime() - start);
  }
  free(A), free(B), free(C);
  return 2e-9 * n * n * (double)n / best;
}

/* GB/s of a = b + s c on arrays larger than any cache; three arrays move. */
static double triad(void)
{
  const size_t n = 20000000;
  double      *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b), *c = malloc(n * sizeof *c), best = 1e30;

  for (size_t i = 0; i < n; i++) a[i] = 0, b[i] = 1, c[i] = 2;
  for (int k = 0; k < 5; k++) {
    const double start = MPI_Wtime();
    for (size_t i = 0; i < n; i++) a[i] = b[i] + 0.5 * c[i];
    best = PetscMin(best, MPI_Wtime() - start);
  }
  free(a), free(b), free(c);
  return 24e-9 * (double)n / best;
}

static void show(const char *name, double value, MPI_Op op)
{
  int rank;

  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, op, PETSC_COMM_WORLD);
  if (rank == 0) printf("%s %.6g\n", name, value);
}

/* An event of the solver, of the main stage. */
static PetscEventPerfInfo event(const char *name)
{
  PetscLogEvent      id;
  PetscEventPerfInfo info = {0};

  if (!PetscLogEventGetId(name, &id) && id >= 0) (void)PetscLogEventGetPerfInfo(0, id, &info);
  return info;
}

int main(int argc, char **argv)
{
  const int    N     = argc > 1 ? atoi(argv[1]) : 95;
  const double Jy    = argc > 2 ? atof(argv[2]) : 1.15625;
  XyzModel     model = {.N = N, .Jx = 0.6, .Jy = Jy, .Jz = 1, .rate = {1}};
  DickeBasis   basis;
  Adi         *adi;
  AdiReport    report;
  Vec          rho;
  int          ranks;

  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  MPI_Comm_size(PETSC_COMM_WORLD, &ranks);
  show("dgemm_gflops", dgemm_peak(N < 400 ? 400 : N), MPI_MIN);
  show("triad_gbytes", triad(), MPI_MIN);
  if (!dicke_basis_create(N, DICKE_EVEN, 0, &basis)) return 1;
  const AdiEstimate e = AdiEstimateSolve(&spins(&model)->l, &basis, ranks);
  PetscCall(PetscLogDefaultBegin());
  PetscCall(AdiCreate(PETSC_COMM_WORLD, &spins(&model)->l, &basis, 0, &adi));
  PetscCall(AdiCreateVec(adi, &rho));
  MPI_Barrier(PETSC_COMM_WORLD);
  const double since = MPI_Wtime();
  PetscCall(AdiSolveSteady(adi, "steady_", rho, 1e-13, &report));
  const double             seconds  = MPI_Wtime() - since;
  const PetscEventPerfInfo hamilton = event("AdiHSolve"), gemm = event("AdiGemm");
  show("unknowns", (double)dicke_size(&basis), MPI_MAX);
  show("applications", (double)hamilton.count, MPI_MAX);
  show("residual", report.residual, MPI_MAX);
  show("gflop_an_application", 1e-9 * e.flops, MPI_MAX);
  show("eigen_s", event("AdiEigen").time, MPI_MAX);
  show("gemm_s", gemm.time, MPI_MAX);
  show("pack_s", hamilton.time - gemm.time, MPI_MAX);
  show("sweep_s", event("AdiSweep").time, MPI_MAX);
  show("transpose_s", event("AdiTranspose").time, MPI_MAX);
  show("product_s", event("AdiProduct").time, MPI_MAX);
  show("solve_s", seconds, MPI_MAX);
  PetscCall(VecDestroy(&rho));
  PetscCall(AdiDestroy(&adi));
  dicke_basis_free(&basis);
  PetscCall(PetscFinalize());
  return 0;
}
