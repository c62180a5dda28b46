/* The ADI solver object: its layouts and tables, and the operations on local arrays from which everything else is made. */
#include "solvers/adi/impl.h"

const char *AdiRefuses(const XyzModel *model, const DickeBasis *basis)
{
  if (!xyz_conserves_parity(model) || basis->parity == DICKE_BOTH) return "the ADI solver needs a parity sector: no transverse fields hx, hy";
  if (dicke_size(basis) > PETSC_INT_MAX) return "more unknowns than this PETSc's integers count";
  return NULL;
}

PetscInt AdiLocalSize(const XyzModel *model, const DickeBasis *basis, int ranks, int rank)
{
  int     *cut;
  PetscInt size = 0;

  if (AdiCutBlocks(model, basis, ranks, &cut)) return -1;
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
  PetscCall(AdiCutBlocks(&adi->model, basis, adi->ranks, &adi->block_cut));
  PetscCall(AdiCutPairs(basis, adi->ranks, &adi->pair_cut));
  const int k0 = adi_k0(adi), k1 = adi_k1(adi), width = adi->pair_cut[adi->ranks];
  const int before = k1 > k0 && k0 > 0, after = k1 > k0 && k1 < basis->blocks;
  adi->local = (PetscInt)(basis->first[k1] - basis->first[k0]);
  PetscCall(AdiRowsCreate(basis, k0 - before, k1 + after, 0, width, &adi->own));
  PetscCall(AdiRowsCreate(basis, 0, basis->blocks, adi->pair_cut[adi->rank], adi->pair_cut[adi->rank + 1], &adi->lines));
  const int halo[2] = {before ? k0 - 1 : k0, after ? k1 : k0};
  PetscCall(PetscMalloc2(before && adi->ranks > 1 ? basis->first[halo[0] + 1] - basis->first[halo[0]] : 0, &adi->halo[0],
                         after && adi->ranks > 1 ? basis->first[halo[1] + 1] - basis->first[halo[1]] : 0, &adi->halo[1]));
  PetscCall(PetscCalloc1(k1 - k0 + 2, &adi->block));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, double kappa, Adi **out)
{
  const char *why = AdiRefuses(model, basis);
  Adi        *adi;

  PetscFunctionBeginUser;
  PetscCheck(!why, comm, PETSC_ERR_SUP, "%s", why);
  PetscCall(PetscNew(&adi));
  adi->comm  = comm;
  adi->model = *model;
  adi->basis = basis;
  adi->shifts = kappa > 0 ? (AdiShifts){kappa, kappa} : AdiAutomaticShifts(model);
  adi->unknowns    = (double)dicke_size(basis);
  adi->populations = count_populations(basis);
  PetscCallMPI(MPI_Comm_rank(comm, &adi->rank));
  PetscCallMPI(MPI_Comm_size(comm, &adi->ranks));
  PetscCall(AdiRegister());
  PetscCall(AdiFindEvents(adi->event));
  PetscCall(create_layouts(adi));
  PetscCall(AdiDissipatorCreate(model, basis, &adi->dissipator));
  PetscCall(AdiFactorCreate(&adi->dissipator, &adi->lines, adi->shifts.dissipation, &adi->factor));
  if (!AdiDissipatorExact(&adi->dissipator)) PetscCall(PetscMalloc1(adi->local, &adi->work));
  PetscCall(PetscLogEventBegin(adi->event[ADI_EIGEN], 0, 0, 0, 0));
  PetscCall(AdiHamiltonianCreate(model, basis, adi_k0(adi), adi_k1(adi), &adi->hamiltonian));
  PetscCall(PetscLogEventEnd(adi->event[ADI_EIGEN], 0, 0, 0, 0));
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
  PetscCall(AdiFactorDestroy(&(*adi)->factor));
  PetscCall(AdiDissipatorDestroy(&(*adi)->dissipator));
  PetscCall(AdiRowsDestroy(&(*adi)->lines));
  PetscCall(AdiRowsDestroy(&(*adi)->own));
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
  PetscCall(AdiFactorDestroy(&adi->factor));
  PetscCall(AdiFactorCreate(&adi->dissipator, &adi->lines, shifts.dissipation, &adi->factor));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void AdiSetProgress(Adi *adi, PetscInt every, AdiProgress progress, void *context)
{
  adi->progress_every   = every;
  adi->progress         = progress;
  adi->progress_context = context;
}

/* Offset of block k in the local array. */
static PetscInt block_at(const Adi *adi, int k) { return adi->own.first[k - adi->own.k0] - adi->own.first[adi_k0(adi) - adi->own.k0]; }

PetscErrorCode AdiApplyDissipation(Adi *adi, const double *v, double *w)
{
  PetscFunctionBeginUser;
  if (adi->ranks == 1) {
    PetscCall(PetscLogEventBegin(adi->event[ADI_SWEEP], 0, 0, 0, 0));
    adi_factor_solve(&adi->factor, v, w);
    PetscCall(PetscLogEventEnd(adi->event[ADI_SWEEP], 0, 0, 0, 0));
  } else PetscCall(AdiExchangeSolve(adi, v, w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiApplyHamiltonian(Adi *adi, AdiBlend blend, const double *x, double *y)
{
  PetscFunctionBeginUser;
  PetscCall(PetscLogEventBegin(adi->event[ADI_H_SOLVE], 0, 0, 0, 0));
  for (int k = adi_k0(adi); k < adi_k1(adi); k++) {
    const PetscInt at = block_at(adi, k);
    PetscCall(AdiHamiltonianSolve(&adi->hamiltonian, &adi->own, adi->shifts.hamiltonian, k, blend, adi->event[ADI_GEMM], x ? x + at : NULL, y + at));
  }
  PetscCall(PetscLogEventEnd(adi->event[ADI_H_SOLVE], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void product_row(const Adi *adi, LiouvillianPart part, double shift, int k, int c, double *diagonal, double *y)
{
  const AdiRows *own   = &adi->own;
  const double  *x     = adi->block[k - own->k0];
  const int      count = adi_end(own, k, c);

  for (int i = 0; i < count; i++) diagonal[i] = -shift;
  if (part & LIOUVILLIAN_DISSIPATION) adi_diagonal_row(&adi->dissipator, own, -shift, k, c, diagonal);
  for (int i = 0; i < count; i++) diagonal[i] = -diagonal[i];
  adi_scale_row(own, count, diagonal, x + adi_row(own, k, c), y);
  for (int kind = 0; kind < ADI_KINDS && (part & LIOUVILLIAN_DISSIPATION); kind++)
    adi_add_gains(&adi->dissipator, kind, own, (const double *const *)adi->block, k, c, y);
  if (part & LIOUVILLIAN_HAMILTONIAN) adi_commutator_row(own, adi_hamiltonian_band(&adi->hamiltonian, adi->basis, k), k, c, x, y);
}

PetscErrorCode AdiApplyProduct(Adi *adi, LiouvillianPart part, double shift, const double *x, double *y)
{
  double *diagonal;

  PetscFunctionBeginUser;
  PetscCall(AdiExchangeHalo(adi, x));
  PetscCall(PetscLogEventBegin(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  PetscCall(PetscMalloc1(adi->own.i1, &diagonal));
  for (int k = adi_k0(adi); k < adi_k1(adi); k++)
    for (int c = adi->own.rows[k - adi->own.k0] - 1; c >= 0; c--)
      product_row(adi, part, shift, k, c, diagonal, y + block_at(adi, k) + adi_row(&adi->own, k, c));
  PetscCall(PetscFree(diagonal));
  PetscCall(PetscLogEventEnd(adi->event[ADI_PRODUCT], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiApplyTrace(Adi *adi, const double *x, double *trace)
{
  double sum = 0;

  PetscFunctionBeginUser;
  if (adi->own.parity == 0)
    for (int k = adi_k0(adi); k < adi_k1(adi); k++)
      for (int c = adi->own.rows[k - adi->own.k0] - 1; c >= 0; c--) sum += x[block_at(adi, k) + adi_row(&adi->own, k, c)];
  PetscCallMPI(MPI_Allreduce(&sum, trace, 1, MPI_DOUBLE, MPI_SUM, adi->comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void adi_add_populations(const Adi *adi, double value, double *y)
{
  for (int k = adi_k0(adi); k < adi_k1(adi); k++)
    for (int c = 0; c < adi->own.rows[k - adi->own.k0]; c++) y[block_at(adi, k) + adi_row(&adi->own, k, c)] += value;
}

/* With w = A^-1 v and L = L_H + L_D: B^-1 L w = B^-1 (kappa_H + L_D) w - w, and L_D w = kappa_D w - v if A is exact. */
PetscErrorCode AdiApplySplit(Adi *adi, PetscBool trace, const double *v, double *y)
{
  double weight = 0;

  PetscFunctionBeginUser;
  PetscCall(AdiApplyDissipation(adi, v, y));
  if (trace) PetscCall(AdiApplyTrace(adi, y, &weight));
  const double population = -weight / adi->populations;
  if (AdiDissipatorExact(&adi->dissipator)) {
    const double both = adi->shifts.dissipation + adi->shifts.hamiltonian;
    PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = -1, .beta = both, .population = population, .gamma = 1}, v, y));
  } else {
    PetscCall(AdiApplyProduct(adi, LIOUVILLIAN_DISSIPATION, adi->shifts.hamiltonian, y, adi->work));
    PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = 1, .population = population, .gamma = 1}, adi->work, y));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
