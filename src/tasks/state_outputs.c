/* Rows, dimensions, and what they take. */
#include "tasks/state_outputs.h"

#include "solvers/method/cost.h"
#include "tasks/state_layout.h"

#include "physics/observables/husimi.h"
#include "physics/observables/two_spin.h"

#include <math.h>
#include <stdlib.h>

const char *const state_yes_no[2]                    = {"false", "true"};
const char *const state_distributions[DISTRIBUTIONS] = {[DISTRIBUTIONS_OFF] = "off", [DISTRIBUTIONS_M] = "m", [DISTRIBUTIONS_JM] = "jm"};

#define ALONG(dims)                                                                                                                        \
  {                                                                                                                                        \
    dims, "time " dims                                                                                                                     \
  }
#define ALONE                                                                                                                              \
  {                                                                                                                                        \
    NULL, "time"                                                                                                                           \
  }
static const struct {
  const char *name, *long_name, *source, *dim[2], *option;
} rows[STATE_ROWS] = {
  [ROW_PX]  = {"P_x", "probability of the eigenvalue m of Jx = Sx/2, whatever j", "definition", ALONG("m"), "distributions"},
  [ROW_PY]  = {"P_y", "probability of the eigenvalue m of Jy = Sy/2, whatever j", "definition", ALONG("m"), "distributions"},
  [ROW_PZ]  = {"P_z", "probability of the eigenvalue m of Jz = Sz/2, whatever j", "definition", ALONG("m"), "distributions"},
  [ROW_PJM] = {"P_jm", "probability of j and of the eigenvalue m of Jz, all copies of j together", "definition", ALONG("j m"),
               "distributions: jm"},
  [ROW_QFI] = {"QFI", "quantum Fisher information per spin of the best rotation, max F_n/N over generators n.S/2: 1 product states, N GHZ",
               "Pezze, Smerzi, PRL 102, 100401 (2009)", ALONE, "qfi"},
  [ROW_F + 0]  = {"QFI_xx", "its matrix per spin, F_ab/N = 2/N sum_kl (p_k - p_l)^2/(p_k + p_l) Re <k|Ja|l><l|Jb|k>",
                  "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_F + 1]  = {"QFI_yy", "matrix of the quantum Fisher information per spin", "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_F + 2]  = {"QFI_zz", "matrix of the quantum Fisher information per spin", "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_F + 3]  = {"QFI_xy", "matrix of the quantum Fisher information per spin", "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_F + 4]  = {"QFI_xz", "matrix of the quantum Fisher information per spin", "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_F + 5]  = {"QFI_yz", "matrix of the quantum Fisher information per spin", "Braunstein, Caves, PRL 72, 3439 (1994)", ALONE, "qfi"},
  [ROW_HUSIMI] = {"husimi", "Husimi function sum_j (2j+1)/(4 pi) <j,n|rho|j,n>, n = (theta, phi): a density on the sphere",
                  "Agarwal, PRA 24, 2889 (1981)", ALONG("theta phi"), "husimi"},
  [ROW_RHO_RE] = {"states/rho_re",
                  "real part of <j,m|rho|j,m'>, all copies of j together: block j begins at entry first(j), its rows m = -j ... j hold "
                  "m' = -j ... m",
                  "Shammah et al., PRA 98, 063815 (2018)", ALONG("states/entry"), "states"},
  [ROW_RHO_IM] = {"states/rho_im", "imaginary part", "Shammah et al., PRA 98, 063815 (2018)", ALONG("states/entry"), "states"},
  [ROW_ONE_RE] = {"rho1_re", "density matrix of one spin, real part; element 2r + c is <r|rho|c>, states 0, 1: u, d", "definition",
                  ALONG("element1"), "few_spins"},
  [ROW_ONE_IM] = {"rho1_im", "density matrix of one spin, imaginary part", "definition", ALONG("element1"), "few_spins"},
  [ROW_TWO_RE] = {"rho2_re", "density matrix of two spins, real part; element 4r + c is <r|rho|c>, states 0 ... 3: uu, ud, du, dd",
                  "Wootters, PRL 80, 2245 (1998)", ALONG("element"), "few_spins"},
  [ROW_TWO_IM] = {"rho2_im", "density matrix of two spins, imaginary part", "Wootters, PRL 80, 2245 (1998)", ALONG("element"), "few_spins"},
  [ROW_CONCURRENCE] = {"concurrence", "entanglement of two spins", "Wootters, PRL 80, 2245 (1998)", ALONE, "few_spins"},
  [ROW_SQUEEZING_S] = {"squeezing_S", "spin squeezing xi_S^2 = min Var(S_n)/N, n at a right angle to <S>; NaN where <S> = 0",
                       "Kitagawa, Ueda, PRA 47, 5138 (1993)", ALONE, "few_spins"},
  [ROW_SQUEEZING_R] = {"squeezing_R", "spin squeezing xi_R^2 = N min Var(S_n)/|<S>|^2; NaN where <S> = 0",
                       "Wineland et al., PRA 50, 67 (1994)", ALONE, "few_spins"},
};

bool StatePrepare(const TaskOptions *options, int first, Objection *objection)
{
  const StateWish w    = state_wish(options, first);
  const char     *name = w.states ? "states" : w.jm || w.m ? "distributions" : NULL;

  if (w.few && !options->model->root)
    return objection_set(objection, options->node[first + STATE_FEW_SPINS], 0,
                         "few_spins: for model ensemble; model %s has what it asks for in any case", options->model->name);
  if (w.polar == 1)
    return objection_set(objection, options->node[first + STATE_HUSIMI], 0,
                         "husimi: 1 is not allowed; allowed: 0, or at least 2 polar angles");
  if (name && !w.N)
    return objection_set(objection, NULL, 0, "%s: %s is an expression that varies; allowed beside %s: a number, a list or a range", name,
                         options->model->params[0].name, name);
  return true;
}

int StateOutputs(const TaskOptions *options, int first, bool in_time, OutputSpec *list)
{
  const StateWish w     = state_wish(options, first);
  int             count = 0;

  for (StateRow r = 0; r < STATE_ROWS; r++)
    if (state_wants(&w, r))
      list[count++] =
        (OutputSpec){rows[r].name, "1", rows[r].long_name, rows[r].source, OUTPUT_REAL, rows[r].dim[in_time], NULL, rows[r].option};
  return count;
}

/* count values from `begin` on, step apart; an empty dimension where memory is short. */
static void add_dim(TaskDim *list, int *count, const char *name, const char *unit, const char *long_name, int length, double begin,
                    double step)
{
  double *x = malloc((size_t)length * sizeof *x);

  for (int i = 0; x && i < length; i++) x[i] = begin + step * i;
  list[(*count)++] = (TaskDim){.name = name, .unit = unit, .long_name = long_name, .count = x ? length : 0, .coordinates = x};
}

/* Where in the entries each block begins. */
static void label_blocks(const StateWish *w, TaskDim *j)
{
  j->label           = malloc((size_t)j->count * sizeof *j->label);
  j->label_name      = "states/first";
  j->label_long_name = "where block j begins along entry: it has (2j+1)(j+1) of them, the lower triangle by rows";
  for (int i = 0; j->label && i < j->count; i++) j->label[i] = (double)state_entries_before(w, state_two_j(w, i));
}

int StateDims(const TaskOptions *options, int first, TaskDim *list)
{
  const StateWish w     = state_wish(options, first);
  int             count = 0;

  if (w.jm || w.states) {
    add_dim(list, &count, "j", "1", "total spin", state_count_j(&w), state_two_j(&w, 0) / 2.0, w.step / 2.0);
    if (w.states) label_blocks(&w, &list[count - 1]);
  }
  if (w.m) add_dim(list, &count, "m", "1", "eigenvalue of a component of J = S/2", state_count_m(&w), -w.N / 2.0, w.step / 2.0);
  if (w.polar > 0) {
    const int azimuths = husimi_azimuths(w.polar);
    add_dim(list, &count, "theta", "rad", "angle from the z axis", w.polar, 0, M_PI / (w.polar - 1));
    add_dim(list, &count, "phi", "rad", "azimuth from the x axis", azimuths, 0, 2 * M_PI / azimuths);
  }
  if (w.few) {
    add_dim(list, &count, "element1", "1", "element of the density matrix of one spin, row-major", ONE_SPIN * ONE_SPIN, 0, 1);
    add_dim(list, &count, "element", "1", "element of the density matrix of two spins, row-major", TWO_SPIN * TWO_SPIN, 0, 1);
  }
  if (w.states) {
    const int64_t entries = state_row_width(&w, ROW_RHO_RE);
    list[count++] =
      (TaskDim){.name = "states/entry", .unit = "1", .long_name = "entry of rho", .count = (int)PetscMin(entries, PETSC_MAX_INT)};
  }
  return count;
}

int StateWidth(const TaskOptions *options, int first)
{
  const StateWish w = state_wish(options, first);

  return (int)state_row_offset(&w, STATE_ROWS);
}

/* Every rank has the numbers of a point, while an evolution goes on twice more, and the one that writes has a row once more. */
void StateEstimate(const TaskOptions *options, int first, int N, int times, int ranks, TaskEstimate *e)
{
  const StateWish w      = state_wish(options, first);
  const double    blocks = cost(COST_BLOCK_ENTRY) * pow(N, 4), entries = pow(N + 1.0, 3) / 12;
  double          seconds = 0;

  if (w.m) seconds += cost(COST_BLOCK_ROTATED) * blocks;
  if (w.qfi) seconds += cost(COST_BLOCK_FISHER) * blocks;
  if (w.polar > 0) seconds += cost(COST_HUSIMI_ENTRY) * w.polar * (entries + 0.25 * husimi_azimuths(w.polar) * pow(N + 1.0, 2));
  if (w.states) seconds += cost(COST_STATE_ENTRY) * entries * ranks; /* of one rank */
  e->wall_seconds += PetscMax(times, 1) * cost_shared(seconds, ranks, cost(COST_SERIAL));
  e->bytes += (w.m || w.qfi || w.polar > 0 ? 80.0 * ranks * (N + 1) * (N + 1.0) : 0) +
              8.0 * StateWidth(options, first) * (times ? 4.0 * times : 2) * ranks;
}
