/* Cuts of the symmetric sector. Levels count m from below: u = m + N/2 = a + block, so a cut keeps u <= N - top. */
#include "solvers/adi/cut.h"

#include "operators/row_mat.h"

#include <math.h>

static const double worthwhile = 0.5; /* a cut that keeps more than this does not pay */

Cut       TruncationWhole(int N) { return (Cut){dicke_blocks(N), 0}; }
PetscBool TruncationIsWhole(int N, Cut cut) { return cut.blocks >= dicke_blocks(N) && cut.top <= 0 ? PETSC_TRUE : PETSC_FALSE; }

double TruncationKept(int N, Cut cut)
{
  int64_t kept = 0;

  for (int k = 0; k < cut.blocks; k++) {
    const int n = N + 1 - 2 * k - (cut.top > k ? cut.top - k : 0);
    if (n > 0) kept += dicke_block_dimension(DICKE_EVEN, n);
  }
  return (double)kept / (double)dicke_dimension(N, DICKE_EVEN);
}

static Cut make_cut(int N, double blocks, double levels)
{
  const Cut cut = {(int)fmin(ceil(blocks), dicke_blocks(N)), N + 1 - (int)fmin(ceil(levels), N + 1)};

  return TruncationKept(N, cut) > worthwhile ? TruncationWhole(N) : cut;
}

Cut TruncationGrow(int N, Cut cut, int blocks, int levels) { return make_cut(N, cut.blocks + blocks, N + 1 - cut.top + levels); }

/* The mean-field state sits at block N(1-|M|)/2 and level N(1+Mz)/2; fluctuations are of order sqrt(N) around it. */
static Cut around_meanfield(const SpinModel *model, double in_blocks, double in_levels)
{
  const int N = model->N;
  double    M[3];

  const Cut least = make_cut(N, in_blocks * sqrt(N) + 6, in_levels * sqrt(N) + 12); /* of a state at the pole */
  if (TruncationIsWhole(N, least) || !spin_reference(model, M)) return TruncationWhole(N);
  const double length = fmin(1, sqrt(M[0] * M[0] + M[1] * M[1] + M[2] * M[2]));
  return make_cut(N, 0.5 * N * (1 - length) + in_blocks * sqrt(N) + 6, 0.5 * N * (1 + M[2]) + in_levels * sqrt(N) + 12);
}

Cut TruncationStart(const SpinModel *model) { return around_meanfield(model, 0.7, 2.5); }
Cut TruncationPredict(const SpinModel *model) { return around_meanfield(model, 1.5, 5); }

/* Largest |element| of every block and of every level (of the larger index), on all ranks. */
static PetscErrorCode profiles(const DickeBasis *basis, Vec rho, int levels, double *block, double *level)
{
  const PetscScalar *x;
  PetscInt           start, end;
  MPI_Comm           comm = PetscObjectComm((PetscObject)rho);

  PetscFunctionBeginUser;
  PetscCall(PetscArrayzero(block, basis->blocks));
  PetscCall(PetscArrayzero(level, levels));
  PetscCall(VecGetOwnershipRange(rho, &start, &end));
  PetscCall(VecGetArrayRead(rho, &x));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e)) {
    const double size = fabs(x[i - start]);
    if (size > block[e.block]) block[e.block] = size;
    if (size > level[e.a + e.block]) level[e.a + e.block] = size;
  }
  PetscCall(VecRestoreArrayRead(rho, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, block, basis->blocks, MPI_DOUBLE, MPI_MAX, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, level, levels, MPI_DOUBLE, MPI_MAX, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* How many entries of a profile that decays towards its end are needed to reach tol * largest; n if it is there already. */
static double extrapolate(int n, const double *profile, double largest, double tol, double noise)
{
  int last = n - 1;

  if (profile[n - 1] <= tol * largest) return n;
  while (last > 0 && profile[last] < noise * largest) last--;
  const int back = last / 4 > 3 ? last / 4 : last < 3 ? last : 3;
  if (back == 0 || !(profile[last - back] > profile[last])) return 2.0 * n;
  const double slope = log(profile[last - back] / profile[last]) / back;
  return fmin(2.0 * n, fmax(n + 1, last + 1 + 1.05 * log(profile[last] / (tol * largest)) / slope + 2));
}

PetscErrorCode TruncationNext(const DickeBasis *basis, Vec rho, Cut cut, PetscReal tol, PetscReal noise, PetscReal *edge, Cut *next)
{
  const int N = basis->N, levels = N - cut.top + 1;
  double   *block, *level, largest;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc2(basis->blocks, &block, levels, &level));
  PetscCall(profiles(basis, rho, levels, block, level));
  largest = 0;
  for (int k = 0; k < basis->blocks; k++) largest = fmax(largest, block[k]);
  for (int u = levels - 2; u >= 0; u--) level[u] = fmax(level[u], level[u + 1]); /* parity may empty every other one */
  *edge = 0;
  if (cut.blocks < dicke_blocks(N)) *edge = fmax(*edge, block[basis->blocks - 1] / largest);
  if (cut.top > 0) *edge = fmax(*edge, fmax(level[levels - 1], levels > 1 ? level[levels - 2] : 0) / largest);
  *next = cut;
  if (*edge > tol) {
    const double blocks = cut.blocks < dicke_blocks(N) ? extrapolate(basis->blocks, block, largest, tol, noise) : cut.blocks;
    const double height = cut.top > 0 ? extrapolate(levels, level, largest, tol, noise) : levels;
    *next               = make_cut(N, blocks, height);
    if (next->blocks <= cut.blocks && next->top >= cut.top) *next = make_cut(N, cut.blocks + 2, levels + 2);
  }
  PetscCall(PetscFree2(block, level));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Entries up to the last one above tol * largest. */
static int support(int n, const double *profile, double largest, double tol)
{
  while (n > 0 && profile[n - 1] <= tol * largest) n--;
  return n;
}

PetscErrorCode TruncationFit(const DickeBasis *basis, Vec rho, Cut cut, PetscReal tol, Cut *fit)
{
  const int N = basis->N, levels = N - cut.top + 1;
  double   *block, *level, largest = 0;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc2(basis->blocks, &block, levels, &level));
  PetscCall(profiles(basis, rho, levels, block, level));
  for (int k = 0; k < basis->blocks; k++) largest = fmax(largest, block[k]);
  const int blocks = support(basis->blocks, block, largest, tol) + 1, height = support(levels, level, largest, tol) + 2; /* the edges */
  *fit = make_cut(N, PetscMin(blocks, cut.blocks), PetscMin(height, levels));
  PetscCall(PetscFree2(block, level));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode TruncationCopy(const DickeBasis *from, Vec x, const DickeBasis *to, Vec y)
{
  const PetscScalar *array;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(VecZeroEntries(y));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArrayRead(x, &array));
  DickeElement e = dicke_element(from, start < end ? start : 0);
  for (PetscInt i = start; i < end; i++, e = dicke_next(from, e))
    if (e.block < to->blocks && e.a < to->size[e.block] && dicke_in_sector(to, e.a, e.b, e.part))
      PetscCall(VecSetValue(y, (PetscInt)dicke_index(to, e), array[i - start], INSERT_VALUES));
  PetscCall(VecRestoreArrayRead(x, &array));
  PetscCall(VecAssemblyBegin(y));
  PetscCall(VecAssemblyEnd(y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Columns and values of the rows outside the cut, as far as they reach into it. */
typedef struct {
  PetscInt  entries, rows, room;
  PetscInt *row, *column;
  double   *value;
} Outflow;

static PetscErrorCode keep(Outflow *o, PetscInt column, double value)
{
  PetscFunctionBeginUser;
  if (o->entries == o->room) {
    o->room = 2 * o->room + 1024;
    PetscCall(PetscRealloc(o->room * sizeof *o->row, &o->row));
    PetscCall(PetscRealloc(o->room * sizeof *o->column, &o->column));
    PetscCall(PetscRealloc(o->room * sizeof *o->value, &o->value));
  }
  o->row[o->entries]     = o->rows;
  o->column[o->entries]  = column;
  o->value[o->entries++] = value;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What a row outside has of the columns of the cut. */
typedef struct {
  Outflow          *outflow;
  const DickeBasis *basis, *wide;
  PetscErrorCode    error;
} Collector;

static void collect_row(void *visitor, int64_t row, int count, const int64_t *column, const double *value)
{
  Collector *c = visitor;

  (void)row;
  for (int i = 0; i < count && !c->error; i++) {
    const DickeElement e = dicke_element(c->wide, column[i]);
    if (e.block < c->basis->blocks && e.a < c->basis->size[e.block])
      c->error = keep(c->outflow, (PetscInt)dicke_index(c->basis, e), value[i]);
  }
}

/* The part of the extended basis (one more block, and as many levels as L reaches) that lies outside the cut; the rows of one rank are
   every ranks-th of them. Columns are unknowns of the cut. */
static PetscErrorCode collect_outflow(const SpinModel *model, const DickeBasis *basis, const DickeBasis *wide, int rank, int ranks,
                                      Outflow *o)
{
  Collector    collector = {o, basis, wide, PETSC_SUCCESS};
  RowGenerator rows;
  PetscInt     outside = 0;

  PetscFunctionBeginUser;
  PetscCall(DickeRowsCreate(model, wide, LIOUVILLIAN_ALL, &rows));
  for (int k = 0; k < wide->blocks; k++) {
    const int inner = k < basis->blocks ? basis->size[k] : 0;
    for (int a = inner; a < wide->size[k]; a++) {
      for (int b = a; b >= 0; b--) {
        if (!dicke_in_sector(wide, a, b, 0) || outside++ % ranks != rank) continue;
        for (int part = 0; part < (a == b ? 1 : 2); part++, o->rows++) {
          const int64_t row = dicke_index(wide, (DickeElement){k, a, b, part});
          rows.walk(&rows, row, row + 1, collect_row, &collector);
        }
      }
    }
  }
  PetscCall(collector.error);
  PetscCall(RowGeneratorDestroy(&rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Sum over the rows of |sum of their entries times rho|^2, with rho's values gathered in the order of the entries. */
static PetscErrorCode sum_of_squares(const Outflow *o, Vec rho, PetscReal *sum)
{
  IS                 from;
  Vec                values;
  VecScatter         scatter;
  const PetscScalar *x;
  double             flow = 0;

  PetscFunctionBeginUser;
  PetscCall(ISCreateGeneral(PETSC_COMM_SELF, o->entries, o->column, PETSC_USE_POINTER, &from));
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, o->entries, &values));
  PetscCall(VecScatterCreate(rho, from, values, NULL, &scatter));
  PetscCall(VecScatterBegin(scatter, rho, values, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, rho, values, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArrayRead(values, &x));
  *sum = 0;
  for (PetscInt i = 0; i < o->entries; i++) {
    flow += o->value[i] * x[i];
    if (i + 1 < o->entries && o->row[i + 1] == o->row[i]) continue;
    *sum += flow * flow;
    flow = 0;
  }
  PetscCall(VecRestoreArrayRead(values, &x));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&values));
  PetscCall(ISDestroy(&from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode TruncationOutflow(const SpinModel *model, const DickeBasis *basis, Cut cut, Vec rho, PetscReal *norm)
{
  MPI_Comm    comm = PetscObjectComm((PetscObject)rho);
  DickeBasis  wide;
  Outflow     o = {0};
  PetscMPIInt rank, ranks;

  PetscFunctionBeginUser;
  *norm = 0;
  if (TruncationIsWhole(model->N, cut)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  const int blocks = PetscMin(cut.blocks + 1, dicke_blocks(model->N)), top = PetscMax(cut.top - spin_reach(model), 0);
  PetscCheck(dicke_basis_create_cut(model->N, basis->parity, 0, blocks, top, &wide), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(collect_outflow(model, basis, &wide, rank, ranks, &o));
  PetscCall(sum_of_squares(&o, rho, norm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, norm, 1, MPIU_REAL, MPI_SUM, comm));
  *norm = sqrt(*norm);
  PetscCall(PetscFree(o.row));
  PetscCall(PetscFree(o.column));
  PetscCall(PetscFree(o.value));
  dicke_basis_free(&wide);
  PetscFunctionReturn(PETSC_SUCCESS);
}
