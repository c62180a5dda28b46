/* Steady state of a model that conserves Sz: a rate equation for the populations P(j, m), in a box about the mean field where that pays.

   Algorithm  The pinned system of solvers/steady/assembled.c over the basis of charge 0 in a box with reflecting walls (9 entries a row, of
              which H is none); the box grows at every side where the state has not died out, until it has.
   Residual   Of the whole space: that in the box, and what the walls keep back.
   References Shammah et al., PRA 98, 063815 (2018) for the rates. */
#include "operators/box_edges.h"
#include "operators/row_mat.h"
#include "physics/spins/charge_box.h"
#include "solvers/method/cost.h"
#include "solvers/steady/methods.h"

#include <math.h>

enum { BOXES = 8, ROW = 9 };
static const PetscReal growth = 0.2, edge_tol = 1e-15;

static DickeBox box_of(const SpinModel *model, const SteadyOptions *options)
{
  DickeBox box;

  if (!charge_box(model, &box) || !options->truncate) box = charge_space(model);
  return box;
}

SteadyEstimate SteadyEstimateCharge(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  const DickeBox box      = box_of(model, options);
  const double   unknowns = dicke_charge_dimension(model->N, 0, true, &box);

  return (SteadyEstimate){.unknowns     = unknowns,
                          .nonzeros     = ROW * unknowns,
                          .bytes        = (24.0 * ROW + 80) * unknowns + cost_planar_bytes(unknowns),
                          .wall_seconds = cost_shared(cost_planar_factor(unknowns), ranks, cost(COST_LU_FACTOR_SERIAL))};
}

const char *SteadyRefusesCharge(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  if (!model->symmetry.u1) return "charge needs an H and jumps that conserve Sz";
  if (!options->populations) return "charge solves for populations alone: this task needs the sector that holds them";
  const double unknowns = SteadyEstimateCharge(model, options, ranks).unknowns;
  return RowMatOverflow(unknowns, ROW * unknowns, ranks)
           ? "the assembled matrix overflows PETSc's 32-bit integers: use more ranks_per_point, or PETSc with 64-bit indices"
           : NULL;
}

static PetscErrorCode solve_in(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                               const DickeBox *box, BoxEdges *edges, SteadyState *state)
{
  const DickeBox     all = charge_space(model);
  SteadyCertificate *c   = &state->certificate;
  PetscReal          outflow;

  PetscFunctionBeginUser;
  *state = (SteadyState){.rho = NULL};
  PetscCheck(dicke_basis_create_charge(model->N, 0, true, 0, box, &state->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(SteadySolveInBasis(comm, model, options, pc_type, state));
  c->kept = dicke_charge_dimension(model->N, 0, true, box) / dicke_charge_dimension(model->N, 0, true, &all);
  PetscCall(BoxEdgesMeasure(model, &state->basis, state->rho, NULL, edges));
  for (int k = 0; k < DICKE_SIDES; k++) c->edge = PetscMax(c->edge, edges->side[k] / edges->most);
  PetscCall(BoxOutflow(model, &state->basis, state->rho, &outflow));
  c->residual = hypot(c->residual, outflow);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadySolveCharge(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                 SteadyState *state)
{
  DickeBox box        = box_of(model, options);
  PetscInt iterations = 0;
  bool     side[DICKE_SIDES];
  BoxEdges edges;

  PetscFunctionBeginUser;
  PetscCall(solve_in(comm, model, options, pc_type, &box, &edges, state));
  for (int round = 1; round < BOXES && box_edges_above(&edges, edge_tol, side); round++) {
    iterations += state->certificate.iterations;
    PetscCall(SteadyStateDestroy(state));
    charge_box_grow(model->N, side, growth, &box);
    PetscCall(solve_in(comm, model, options, pc_type, &box, &edges, state));
  }
  state->certificate.iterations += iterations;
  PetscFunctionReturn(PETSC_SUCCESS);
}
