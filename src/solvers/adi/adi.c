/* The ADI solver object: its layouts and tables, and the operations on local arrays from which everything else is made. */
#include "solvers/adi/object.h"

static const char *refuses(const SpinSymmetry *symmetry, const DickeBasis *basis)
{
  const bool even = !(symmetry->group & (CLASS_ODD_RE | CLASS_ODD_IM));

  if (basis->parity > DICKE_BOTH) return "the ADI solver takes the sectors even, odd and both";
  if (!even && basis->parity != DICKE_BOTH) return "the ADI solver needs both parities of m - m' for this model";
  if (symmetry->conserves_j) return "the ADI solver needs a local rate: without one each total spin is by itself";
  if (dicke_size(basis) > PETSC_INT_MAX) return "more unknowns than this PETSc's integers count";
  return NULL;
}

const char *AdiRefuses(const Lindbladian *l, const DickeBasis *basis)
{
  SpinSymmetry symmetry;

  if (l->basis->d != 2) return "the ADI solver is for sites of two levels";
  return spin_symmetry(l, &symmetry) ? refuses(&symmetry, basis) : "memory is short";
}

PetscInt AdiLocalSize(const Lindbladian *l, const DickeBasis *basis, int ranks, int rank)
{
  AdiKind  kind;
  int     *cut;
  PetscInt size = 0;

  if (AdiKindCreate(l, &kind) || AdiCutBlocks(&kind, basis, ranks, &cut)) return -1;
  size = (PetscInt)(basis->first[cut[rank + 1]] - basis->first[cut[rank]]);
  return PetscFree(cut) ? -1 : size;
}

static double count_populations(const DickeBasis *basis)
{
  double sum = 0;

  for (int k = 0; k < basis->blocks; k++) sum += basis->size[k];
  return sum;
}

static PetscErrorCode create_layouts(Adi *adi)
{
  const DickeBasis *basis = adi->basis;

  PetscFunctionBeginUser;
  PetscCall(AdiCutBlocks(&adi->kind, basis, adi->ranks, &adi->block_cut));
  PetscCall(AdiCutPairs(basis, adi->ranks, &adi->pair_cut));
  const int k0 = adi_k0(adi), k1 = adi_k1(adi), width = adi->pair_cut[adi->ranks];
  const int before = k1 > k0 && k0 > 0, after = k1 > k0 && k1 < basis->blocks;
  adi->local    = (PetscInt)(basis->first[k1] - basis->first[k0]);
  adi->families = adi_families(basis);
  for (int f = 0; f < adi->families; f++) {
    PetscCall(AdiRowsCreate(basis, f, k0 - before, k1 + after, 0, width, &adi->own[f]));
    PetscCall(AdiRowsCreate(basis, f, 0, basis->blocks, adi->pair_cut[adi->rank], adi->pair_cut[adi->rank + 1], &adi->lines[f]));
  }
  const int halo[2] = {before ? k0 - 1 : k0, after ? k1 : k0};
  PetscCall(PetscMalloc2(before && adi->ranks > 1 ? basis->first[halo[0] + 1] - basis->first[halo[0]] : 0, &adi->halo[0],
                         after && adi->ranks > 1 ? basis->first[halo[1] + 1] - basis->first[halo[1]] : 0, &adi->halo[1]));
  PetscCall(PetscCalloc1(k1 - k0 + 2, &adi->block));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Is -i[H, .] a matter of rows of one family? */
static PetscBool rows_suffice(const Adi *adi)
{
  int width = 0;

  for (int k = 0; k < adi->basis->blocks; k++) width = PetscMax(width, adi->tables.hamiltonian[k].width);
  return adi->kind.symmetry.real && adi->kind.symmetry.even && width <= 2 ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode create_factors(Adi *adi)
{
  PetscFunctionBeginUser;
  for (int f = 0; f < adi->families; f++)
    PetscCall(AdiFactorCreate(&adi->dissipator, &adi->lines[f], adi->shifts.dissipation, &adi->factor[f]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_tables(Adi *adi, const Lindbladian *l)
{
  PetscFunctionBeginUser;
  PetscCheck(dicke_liouvillian_create(l, adi->basis, &adi->tables), PETSC_COMM_SELF, PETSC_ERR_MEM,
             "no memory for the tables of the Liouvillian");
  PetscCall(AdiDissipatorCreate(&adi->tables, &adi->kind, &adi->dissipator));
  PetscCall(create_factors(adi));
  PetscCall(AdiTermsCreate(&adi->tables, LIOUVILLIAN_DISSIPATION, &adi->remainder));
  adi->rows_suffice = rows_suffice(adi);
  if (!adi->rows_suffice) PetscCall(AdiTermsCreate(&adi->tables, LIOUVILLIAN_HAMILTONIAN, &adi->coherent));
  if (!AdiDissipatorExact(&adi->dissipator) || adi->remainder.count > 0) PetscCall(PetscMalloc1(adi->local, &adi->work));
  PetscCall(PetscLogEventBegin(adi->event[ADI_EIGEN], 0, 0, 0, 0));
  PetscCall(AdiHamiltonianCreate(&adi->tables, &adi->kind, adi_k0(adi), adi_k1(adi), &adi->hamiltonian));
  PetscCall(PetscLogEventEnd(adi->event[ADI_EIGEN], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCreate(MPI_Comm comm, const Lindbladian *l, const DickeBasis *basis, double kappa, Adi **out)
{
  Adi *adi;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&adi));
  PetscCall(AdiKindCreate(l, &adi->kind));
  const char *why = refuses(&adi->kind.symmetry, basis);
  PetscCheck(!why, comm, PETSC_ERR_SUP, "%s", why);
  adi->comm   = comm;
  adi->basis  = basis;
  adi->shifts = (AdiShifts){kappa, kappa};
  if (!(kappa > 0)) PetscCall(AdiShiftsCreate(l, &adi->kind, &adi->shifts));
  adi->unknowns    = (double)dicke_size(basis);
  adi->populations = count_populations(basis);
  PetscCallMPI(MPI_Comm_rank(comm, &adi->rank));
  PetscCallMPI(MPI_Comm_size(comm, &adi->ranks));
  PetscCall(AdiRegister());
  PetscCall(AdiFindEvents(adi->event));
  PetscCall(create_layouts(adi));
  PetscCall(create_tables(adi, l));
  PetscCall(AdiExchangeCreate(adi));
  *out = adi;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiDestroy(Adi **adi)
{
  PetscFunctionBeginUser;
  if (!*adi) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiExchangeDestroy(*adi));
  PetscCall(AdiHamiltonianDestroy(&(*adi)->hamiltonian));
  PetscCall(AdiTermsDestroy(&(*adi)->coherent));
  PetscCall(AdiTermsDestroy(&(*adi)->remainder));
  for (int f = 0; f < (*adi)->families; f++) {
    PetscCall(AdiFactorDestroy(&(*adi)->factor[f]));
    PetscCall(AdiRowsDestroy(&(*adi)->lines[f]));
    PetscCall(AdiRowsDestroy(&(*adi)->own[f]));
  }
  PetscCall(AdiDissipatorDestroy(&(*adi)->dissipator));
  dicke_liouvillian_free(&(*adi)->tables);
  PetscCall(PetscFree2((*adi)->halo[0], (*adi)->halo[1]));
  PetscCall(PetscFree((*adi)->block));
  PetscCall(PetscFree((*adi)->work));
  PetscCall(PetscFree((*adi)->block_cut));
  PetscCall(PetscFree((*adi)->pair_cut));
  PetscCall(PetscFree(*adi));
  PetscFunctionReturn(PETSC_SUCCESS);
}

AdiShifts AdiGetShifts(const Adi *adi) { return adi->shifts; }

PetscErrorCode AdiSetShifts(Adi *adi, AdiShifts shifts)
{
  PetscFunctionBeginUser;
  adi->shifts = shifts;
  for (int f = 0; f < adi->families; f++) PetscCall(AdiFactorDestroy(&adi->factor[f]));
  PetscCall(create_factors(adi));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void AdiSetLimit(Adi *adi, PetscInt iterations) { adi->iterations_most = iterations; }
void AdiSetMonitor(Adi *adi, const Monitor *monitor) { adi->monitor = monitor; }

void AdiSetProgress(Adi *adi, PetscInt every, AdiProgress progress, void *context)
{
  adi->progress_every   = every;
  adi->progress         = progress;
  adi->progress_context = context;
}

PetscErrorCode AdiApplyDissipation(Adi *adi, const double *v, double *w)
{
  PetscFunctionBeginUser;
  if (adi->ranks == 1) {
    PetscCall(PetscLogEventBegin(adi->event[ADI_SWEEP], 0, 0, 0, 0));
    for (int f = 0; f < adi->families; f++) adi_factor_solve(&adi->factor[f], v, w);
    PetscCall(PetscLogEventEnd(adi->event[ADI_SWEEP], 0, 0, 0, 0));
  } else PetscCall(AdiExchangeSolve(adi, v, w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiApplyHamiltonian(Adi *adi, AdiBlend blend, const double *x, double *y)
{
  const AdiRows *const rows[ADI_FAMILIES] = {&adi->own[0], &adi->own[1]};

  PetscFunctionBeginUser;
  PetscCall(PetscLogEventBegin(adi->event[ADI_H_SOLVE], 0, 0, 0, 0));
  for (int k = adi_k0(adi); k < adi_k1(adi); k++) {
    const PetscInt at = adi_block_at(adi, k);
    PetscCall(AdiHamiltonianSolve(&adi->hamiltonian, adi->families, rows, adi->shifts.hamiltonian, k, blend, adi->event[ADI_GEMM],
                                  x ? x + at : NULL, y + at));
  }
  PetscCall(PetscLogEventEnd(adi->event[ADI_H_SOLVE], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void product_row(const Adi *adi, const AdiRows *own, LiouvillianPart part, double shift, int k, int c, double *diagonal, double *y)
{
  const double *x     = adi->block[k - own->k0];
  const int     count = adi_end(own, k, c);

  for (int i = 0; i < count; i++) diagonal[i] = -shift;
  if (part & LIOUVILLIAN_DISSIPATION) adi_diagonal_row(&adi->dissipator, own, -shift, k, c, diagonal);
  for (int i = 0; i < count; i++) diagonal[i] = -diagonal[i];
  adi_scale_row(own, count, diagonal, x + adi_row(own, k, c), y);
  for (int kind = 0; kind < ADI_KINDS && (part & LIOUVILLIAN_DISSIPATION); kind++)
    adi_add_gains(&adi->dissipator, kind, own, (const double *const *)adi->block, k, c, y);
  if ((part & LIOUVILLIAN_HAMILTONIAN) && adi->rows_suffice) adi_commutator_row(own, &adi->tables.hamiltonian[k], k, c, x, y);
}

static PetscErrorCode add_terms(Adi *adi, const AdiTerms *terms, double *y)
{
  const AdiRows *const rows[ADI_FAMILIES] = {&adi->own[0], &adi->own[1]};

  PetscFunctionBeginUser;
  if (terms->count > 0) PetscCall(AdiTermsAdd(terms, adi->families, rows, adi_k0(adi), adi_k1(adi), (const double *const *)adi->block, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiApplyProduct(Adi *adi, LiouvillianPart part, double shift, const double *x, double *y)
{
  double *diagonal;

  PetscFunctionBeginUser;
  PetscCall(AdiExchangeHalo(adi, x));
  PetscCall(PetscLogEventBegin(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  PetscCall(PetscMalloc1(adi->own[0].i1, &diagonal));
  for (int f = 0; f < adi->families; f++) {
    const AdiRows *own = &adi->own[f];
    for (int k = adi_k0(adi); k < adi_k1(adi); k++)
      for (int c = own->rows[k - own->k0] - 1; c >= 0; c--)
        product_row(adi, own, part, shift, k, c, diagonal, y + adi_block_at(adi, k) + adi_row(own, k, c));
  }
  PetscCall(PetscFree(diagonal));
  if (part & LIOUVILLIAN_DISSIPATION) PetscCall(add_terms(adi, &adi->remainder, y));
  if (part & LIOUVILLIAN_HAMILTONIAN) PetscCall(add_terms(adi, &adi->coherent, y));
  PetscCall(PetscLogEventEnd(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The family that has the populations, or none. */
static const AdiRows *populated(const Adi *adi) { return adi->own[0].parity == 0 ? &adi->own[0] : NULL; }

PetscErrorCode AdiApplyTrace(Adi *adi, const double *x, double *trace)
{
  const AdiRows *own = populated(adi);
  double         sum = 0;

  PetscFunctionBeginUser;
  for (int k = adi_k0(adi); k < adi_k1(adi) && own; k++)
    for (int c = own->rows[k - own->k0] - 1; c >= 0; c--) sum += x[adi_block_at(adi, k) + adi_row(own, k, c)];
  PetscCallMPI(MPI_Allreduce(&sum, trace, 1, MPI_DOUBLE, MPI_SUM, adi->comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void adi_add_populations(const Adi *adi, double value, double *y)
{
  const AdiRows *own = populated(adi);

  for (int k = adi_k0(adi); k < adi_k1(adi) && own; k++)
    for (int c = 0; c < own->rows[k - own->k0]; c++) y[adi_block_at(adi, k) + adi_row(own, k, c)] += value;
}

/* -v + R w, of the remainder R. */
static PetscErrorCode remain(Adi *adi, const double *v, const double *w, double *out)
{
  PetscFunctionBeginUser;
  PetscCall(AdiExchangeHalo(adi, w));
  PetscCall(PetscLogEventBegin(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  for (PetscInt i = 0; i < adi->local; i++) out[i] = -v[i];
  PetscCall(add_terms(adi, &adi->remainder, out));
  PetscCall(PetscLogEventEnd(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With w = A^-1 v and L = L_H + L_D: B^-1 L w = B^-1 (kappa_H + L_D) w - w, and L_D w = kappa_D w - v + R w if A is exact. */
PetscErrorCode AdiApplySplit(Adi *adi, PetscBool trace, const double *v, double *y)
{
  const double both   = adi->shifts.dissipation + adi->shifts.hamiltonian;
  double       weight = 0;

  PetscFunctionBeginUser;
  PetscCall(AdiApplyDissipation(adi, v, y));
  if (trace) PetscCall(AdiApplyTrace(adi, y, &weight));
  const double population = -weight / adi->populations;
  if (!AdiDissipatorExact(&adi->dissipator)) {
    PetscCall(AdiApplyProduct(adi, LIOUVILLIAN_DISSIPATION, adi->shifts.hamiltonian, y, adi->work));
    PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = 1, .population = population, .gamma = 1}, adi->work, y));
  } else if (adi->remainder.count > 0) {
    PetscCall(remain(adi, v, y, adi->work));
    PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = 1, .beta = both, .population = population, .gamma = 1}, adi->work, y));
  } else PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = -1, .beta = both, .population = population, .gamma = 1}, v, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}
