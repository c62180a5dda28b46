/* LU by MUMPS, or GMRES with a diagonal that knows that averages are complex. */
#include "solvers/occupation/methods.h"

#include "solvers/linear/direct.h"
#include "solvers/method/option_trial.h"

#include <math.h>
#include <stdlib.h>

/* Letters are coupled many to many: factors are nearly dense (12869 unknowns, d = 3: 1.7 GB and 13 s on one core; 3002: 0.12 GB). */
static const double lu_entry_bytes = 10, lu_flop_seconds = 6e-12, lu_bytes_max = 4e9, lu_unknowns = 3000;

static const struct {
  const char *name, *long_name;
} rows[OCCUPATION_METHODS] = {
  [OCCUPATION_LU]     = {"lu", "LU by MUMPS"},
  [OCCUPATION_JACOBI] = {"jacobi", "GMRES with the diagonal of complex averages"},
  [OCCUPATION_PETSC]  = {"petsc", "GMRES with the PC of -steady_pc_type"},
};

const MethodOption occupation_method_option = {
  "steady_method", "steady_pc_type", {rows, sizeof *rows, OCCUPATION_METHODS}, OCCUPATION_PETSC, "solver of the steady state"};

double occupation_lu_bytes(double unknowns) { return lu_entry_bytes * unknowns * unknowns; }
bool   occupation_lu_fits(double unknowns) { return occupation_lu_bytes(unknowns) < lu_bytes_max; }

PetscErrorCode OccupationMethodChoose(double unknowns, int *method, PetscBool *forced)
{
  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&occupation_method_option, method));
  *forced = *method == METHOD_AUTOMATIC ? PETSC_FALSE : PETSC_TRUE;
  if (!*forced) *method = unknowns <= lu_unknowns ? OCCUPATION_LU : OCCUPATION_JACOBI;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_iterative(Mat A, OccupationMethod method, KSP *ksp)
{
  PC pc;

  PetscFunctionBeginUser;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)A), ksp));
  PetscCall(KSPSetOptionsPrefix(*ksp, "steady_"));
  PetscCall(KSPSetOperators(*ksp, A, A));
  PetscCall(KSPGetPC(*ksp, &pc));
  if (method == OCCUPATION_JACOBI) PetscCall(PCSetType(pc, PCVPBJACOBI));
  PetscCall(KSPSetType(*ksp, KSPGMRES));
  PetscCall(KSPGMRESSetRestart(*ksp, 200));
  PetscCall(KSPSetPCSide(*ksp, PC_RIGHT));
  PetscCall(KSPSetTolerances(*ksp, 1e-9, 1e-50, 1e5, 600));
  PetscCall(KSPSetFromOptions(*ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OccupationSystemSetUp(OccupationSystem *s, OccupationMethod method, const Monitor *monitor, PetscBool *failed)
{
  PetscBool singular = PETSC_FALSE;

  PetscFunctionBeginUser;
  *failed = PETSC_FALSE;
  if (method == OCCUPATION_LU) {
    monitor_begin(monitor, "factorisation");
    PetscCall(DirectSolverCreate(s->A, "steady_", &s->ksp));
    PetscCall(DirectSolverSetUp(s->ksp, &singular));
    PetscCall(DirectSolverFailed(s->ksp, failed));
    if (singular) *failed = PETSC_TRUE;
  } else {
    PetscCall(create_iterative(s->A, method, &s->ksp));
    PetscCall(KSPSetUp(s->ksp));
    PetscCall(DirectSolverFailed(s->ksp, failed));
    PetscCall(MonitorKSP(monitor, "Krylov method in the occupation basis", s->ksp));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void)
{
  int method;
  Mat A;
  KSP ksp;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&occupation_method_option, &method));
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, 1, 1, 1, NULL, &A));
  PetscCall(MatSetValue(A, 0, 0, 1, INSERT_VALUES));
  PetscCall(MatAssemblyBegin(A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatSetVariableBlockSizes(A, 1, &(PetscInt){1}));
  PetscCall(create_iterative(A, method == OCCUPATION_PETSC ? OCCUPATION_PETSC : OCCUPATION_JACOBI, &ksp));
  PetscCall(KSPSetUp(ksp));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&A));
  if (method == METHOD_AUTOMATIC || method == OCCUPATION_LU) PetscCall(DirectSolverTry("steady_"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OccupationTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

const char *occupation_refuses(const Lindbladian *l)
{
  bool linear = true;

  if (!polynomial_is_spin(&l->H)) return "the occupation basis has no boson mode";
  for (int k = 0; k < l->collectives; k++)
    linear = linear && polynomial_is_spin(&l->collective[k].C) && polynomial_degree(&l->collective[k].C) <= 1;
  if (polynomial_degree(&l->H) > 2)
    return "the Hamiltonian couples three sites or more; sites of more than two levels take products of two collective operators";
  if (!linear) return "a collective jump is a product; sites of more than two levels take sums over sites alone";
  return occupation_count(l->basis->letters, l->N) < (double)INT32_MAX ? NULL : "more than 2^31 unknowns";
}

/* Unknowns of the state and entries of their rows at so many sites. */
static bool count_at(const SiteBasis *basis, const SiteMaps *maps, int N, double *unknowns, double *nonzeros)
{
  OccupationGenerator *g      = calloc(1, sizeof *g);
  OccupationSector     sector = {0};
  SiteMaps             few    = *maps;

  few.N              = N;
  const bool counted = g && occupation_generator_choose(basis, &few, g) && occupation_sector_create(g, &sector);
  *unknowns          = (double)sector.count;
  *nonzeros          = (double)sector.nonzeros;
  occupation_sector_free(&sector);
  if (g) occupation_generator_free(g);
  free(g);
  return counted;
}

/* Unknowns grow from the most sites that are counted quickly as the basis does, the length of a row as it does from one site fewer. */
bool occupation_size(const Lindbladian *l, OccupationSize *size)
{
  enum { QUICK = 10000 };
  const int n = l->basis->letters;
  SiteMaps  maps;
  double    before[2] = {1, 1};
  int       N         = l->N;

  *size = (OccupationSize){.all = occupation_count(n, N)};
  while (N > 2 && occupation_count(n, N) > QUICK) N--;
  bool counted = site_maps_create(l, &maps) == SITE_MAPS_OK && count_at(l->basis, &maps, N, &size->unknowns, &size->nonzeros);
  if (counted && N < l->N) counted = count_at(l->basis, &maps, N - 1, &before[0], &before[1]);
  site_maps_free(&maps);
  if (counted && N < l->N) {
    const double length = size->nonzeros / size->unknowns, longer = fmax(0, length - before[1] / before[0]);
    size->unknowns *= size->all / occupation_count(n, N);
    size->nonzeros = size->unknowns * (length + longer * (l->N - N));
  }
  return counted;
}

OccupationCost occupation_cost(const OccupationSize *size, int ranks)
{
  const bool   lu    = size->unknowns <= lu_unknowns;
  const double solve = lu ? lu_flop_seconds * pow(size->unknowns, 3) : 60 * (4e-9 * size->nonzeros + 1e-7 * size->unknowns);

  return (OccupationCost){
    .method       = rows[lu ? OCCUPATION_LU : OCCUPATION_JACOBI].name,
    .bytes        = 16 * size->all * ranks + 13 * size->nonzeros + (lu ? occupation_lu_bytes(size->unknowns) : 8 * 110 * size->unknowns),
    .wall_seconds = 1e-3 + 1.5e-5 * size->all + (2e-7 * size->nonzeros + solve) / ranks,
  };
}
