/* Blocks are looked at where they are brought to; the sums of all ranks are then laid out. */
#include "tasks/state_layout.h"

#include "operators/block_visit.h"
#include "operators/functional.h"
#include "physics/observables/distributions.h"
#include "physics/observables/husimi.h"
#include "physics/observables/observables.h"

#include <float.h>
#include <math.h>

/* Sums over blocks, one array behind the other: P of each axis [N+1], the populations of block k [k][N+1], F, Q. */
typedef struct {
  const StateWish *wish;
  int              N; /* of the basis */
  size_t           size;
  double          *sum, *P[3], *jm, *F, *Q;
} Sums;

static PetscErrorCode create(const StateWish *w, int N, int blocks, Sums *s)
{
  const size_t n = (size_t)N + 1, p = w->m ? n : 0, jm = w->jm ? n * (size_t)blocks : 0, f = w->qfi ? FISHER : 0;

  PetscFunctionBeginUser;
  *s      = (Sums){.wish = w, .N = N};
  s->size = 3 * p + jm + f + (size_t)state_row_width(w, ROW_HUSIMI);
  PetscCall(PetscCalloc1(s->size, &s->sum));
  for (int axis = 0; axis < 3; axis++) s->P[axis] = s->sum + p * (size_t)axis;
  s->jm = s->sum + 3 * p;
  s->F  = s->jm + jm;
  s->Q  = s->F + f;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int look(void *context, const DickeBasis *basis, int block, const double *x)
{
  const Sums *s    = context;
  int         info = 0;

  for (int axis = 0; axis < 3 && s->wish->m && !info; axis++) info = spin_distribution_add(basis, block, x, axis, s->P[axis]);
  if (s->wish->jm && !info) info = spin_distribution_add(basis, block, x, 2, s->jm + (size_t)block * (size_t)(s->N + 1));
  if (s->wish->qfi && !info) info = fisher_add(basis, block, x, s->F);
  if (s->wish->polar > 0 && !info) info = husimi_add(basis, block, x, s->wish->polar, s->Q);
  return info;
}

/* P[m + j] of spin j, where the largest N of the grid has m; and zeros for all m that so many spins have. */
static void lay_out_m(const StateWish *w, const double *P, int two_j, double *out)
{
  for (int i = 0; i <= two_j; i++) out[state_place_m(w, 2 * i - two_j)] = P[i];
}

static void zeros_m(const StateWish *w, int two_j, double *out)
{
  for (int two_m = -two_j; two_m <= two_j; two_m += 2) out[state_place_m(w, two_m)] = 0;
}

/* Block k of the basis has P from m + N/2 = k on. */
static void lay_out_jm(const Sums *s, int N, int blocks, double *out)
{
  const StateWish *w = s->wish;

  for (int two_j = N % 2; two_j <= N; two_j += 2) zeros_m(w, two_j, out + (size_t)state_place_j(w, two_j) * (size_t)state_count_m(w));
  for (int k = 0; k < blocks; k++) {
    const int two_j = s->N - 2 * k;
    lay_out_m(w, s->jm + (size_t)k * (size_t)(s->N + 1) + k, two_j, out + (size_t)state_place_j(w, two_j) * (size_t)state_count_m(w));
  }
}

static void lay_out(const Sums *s, int N, int blocks, double *out)
{
  const StateWish *w = s->wish;
  double          *at[STATE_ROWS];

  for (StateRow r = 0; r < STATE_ROWS; r++) at[r] = out + state_row_offset(w, r);
  for (int axis = 0; axis < 3 && w->m; axis++) {
    zeros_m(w, N, at[ROW_PX + axis]);
    lay_out_m(w, s->P[axis], s->N, at[ROW_PX + axis]);
  }
  if (w->jm) lay_out_jm(s, N, blocks, at[ROW_PJM]);
  if (w->qfi) *at[ROW_QFI] = fisher_largest(s->F) / N;
  for (int q = 0; q < FISHER && w->qfi; q++) *at[ROW_F + q] = s->F[q] / N;
  for (int64_t g = 0; g < state_row_width(w, ROW_HUSIMI); g++) at[ROW_HUSIMI][g] = s->Q[g];
}

/* The entries of the blocks that N spins have: zero, and then what the basis holds. */
static void lay_out_state(const StateWish *w, int N, const DickeBasis *basis, const PetscScalar *x, double *re, double *im)
{
  DickeElement e = dicke_element(basis, 0);

  for (int two_j = N % 2; two_j <= N; two_j += 2) {
    const int64_t at = state_entries_before(w, two_j), count = (two_j + 1) * (two_j + 2L) / 2;
    for (int64_t i = at; i < at + count; i++) re[i] = im[i] = 0;
  }
  for (int64_t i = 0; i < dicke_size(basis); i++, e = dicke_next(basis, e)) {
    const int64_t at       = state_entries_before(w, basis->N - 2 * e.block) + e.a * (e.a + 1L) / 2 + e.b;
    (e.part ? im : re)[at] = x[i];
  }
}

static PetscErrorCode bring_state(const StateWish *w, int N, const DickeBasis *basis, Vec rho, double *out)
{
  const PetscScalar *x;
  VecScatter         scatter;
  Vec                all;

  PetscFunctionBeginUser;
  PetscCall(VecScatterCreateToAll(rho, &scatter, &all));
  PetscCall(VecScatterBegin(scatter, rho, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, rho, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArrayRead(all, &x));
  lay_out_state(w, N, basis, x, out + state_row_offset(w, ROW_RHO_RE), out + state_row_offset(w, ROW_RHO_IM));
  PetscCall(VecRestoreArrayRead(all, &x));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void parts(int count, const double complex *rho, double *re, double *im)
{
  for (int k = 0; k < count; k++) re[k] = creal(rho[k]), im[k] = cimag(rho[k]);
}

static PetscErrorCode few_spins(const StateWish *w, int N, const DickeBasis *basis, Vec rho, double *out)
{
  StateSummary   summary = {.N = N};
  double complex one[ONE_SPIN * ONE_SPIN], two[TWO_SPIN * TWO_SPIN];

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(basis, rho, summary.moment));
  const PairAverages averages = pair_averages(&summary);
  one_spin_density(&averages, one);
  two_spin_density(&averages, two);
  parts(ONE_SPIN * ONE_SPIN, one, out + state_row_offset(w, ROW_ONE_RE), out + state_row_offset(w, ROW_ONE_IM));
  parts(TWO_SPIN * TWO_SPIN, two, out + state_row_offset(w, ROW_TWO_RE), out + state_row_offset(w, ROW_TWO_IM));
  out[state_row_offset(w, ROW_CONCURRENCE)] = two_spin_concurrence(&averages);
  out[state_row_offset(w, ROW_SQUEEZING_S)] = squeezing_kitagawa_ueda(&averages);
  out[state_row_offset(w, ROW_SQUEEZING_R)] = squeezing_wineland(&averages);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode StateValues(const TaskOptions *options, int first, int N, const DickeBasis *basis, Vec rho, double *out)
{
  const StateWish w = state_wish(options, first);
  PetscMPIInt     failed;
  Sums            s;
  int             info;

  PetscFunctionBeginUser;
  StateNone(options, first, 1, out);
  if (w.m || w.qfi || w.polar > 0) {
    PetscCall(create(&w, basis->N, basis->blocks, &s));
    PetscCall(BlocksVisit(basis, rho, look, &s, &info));
    failed = info != 0;
    PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, PetscObjectComm((PetscObject)rho)));
    PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s.sum, (PetscMPIInt)s.size, MPI_DOUBLE, MPI_SUM, PetscObjectComm((PetscObject)rho)));
    if (!failed) lay_out(&s, N, basis->blocks, out);
    PetscCall(PetscFree(s.sum));
  }
  if (w.few) PetscCall(few_spins(&w, N, basis, rho, out));
  if (w.states) PetscCall(bring_state(&w, N, basis, rho, out));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void StateNone(const TaskOptions *options, int first, int times, double *out)
{
  const size_t count = (size_t)times * (size_t)StateWidth(options, first);

  for (size_t i = 0; i < count; i++) out[i] = NAN;
}

/* No output is that large. */
static const double no_value = DBL_MAX;

PetscErrorCode StateSee(const TaskOptions *options, int first, int N, const DickeBasis *basis, Vec rho, double *values)
{
  const int width = StateWidth(options, first);

  PetscFunctionBeginUser;
  PetscCall(StateValues(options, first, N, basis, rho, values));
  for (int i = 0; i < width; i++)
    if (isnan(values[i])) values[i] = no_value;
  PetscFunctionReturn(PETSC_SUCCESS);
}

void StateAlongTime(const TaskOptions *options, int first, int times, const double *values, double *out)
{
  const StateWish w     = state_wish(options, first);
  const size_t    whole = (size_t)StateWidth(options, first);

  for (StateRow r = 0; r < STATE_ROWS; r++) {
    const int64_t width = state_row_width(&w, r), begin = state_row_offset(&w, r);
    for (int t = 0; t < times; t++)
      for (int64_t i = 0; i < width; i++) {
        const double value = values[(size_t)t * whole + (size_t)(begin + i)];
        *out++             = value == no_value ? NAN : value;
      }
  }
}
