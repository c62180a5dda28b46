/* The solver's PETSc faces: Vecs, shell Mats, and the preconditioner type "adi". */
#include "solvers/adi/object.h"

#include <petsc/private/pcimpl.h>

typedef struct {
  Adi    *adi;
  AdiForm form;
} Operator;

static const char context_name[] = "AdiOperator";

PetscErrorCode AdiCreateVec(Adi *adi, Vec *x)
{
  PetscFunctionBeginUser;
  PetscCall(VecCreateMPI(adi->comm, adi->local, PETSC_DETERMINE, x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* y = f(x) on the local arrays. */
typedef PetscErrorCode (*ArrayMap)(Adi *, const double *, double *);

static PetscErrorCode apply_map(Adi *adi, ArrayMap map, Vec x, Vec y)
{
  const PetscScalar *in;
  PetscScalar       *out;

  PetscFunctionBeginUser;
  PetscCall(VecGetArrayRead(x, &in));
  PetscCall(VecGetArrayWrite(y, &out));
  PetscCall(map(adi, in, out));
  PetscCall(VecRestoreArrayWrite(y, &out));
  PetscCall(VecRestoreArrayRead(x, &in));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode map_plain(Adi *adi, const double *x, double *y) { return AdiApplyProduct(adi, LIOUVILLIAN_ALL, 0, x, y); }

static PetscErrorCode map_trace(Adi *adi, const double *x, double *y)
{
  double trace;

  PetscFunctionBeginUser;
  PetscCall(map_plain(adi, x, y));
  PetscCall(AdiApplyTrace(adi, x, &trace));
  adi_add_populations(adi, -trace / adi->populations, y);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode map_split(Adi *adi, const double *x, double *y) { return AdiApplySplit(adi, PETSC_FALSE, x, y); }
static PetscErrorCode map_split_trace(Adi *adi, const double *x, double *y) { return AdiApplySplit(adi, PETSC_TRUE, x, y); }

static PetscErrorCode map_hamiltonian(Adi *adi, const double *x, double *y)
{
  return AdiApplyHamiltonian(adi, (AdiBlend){.alpha = 1}, x, y);
}

static PetscErrorCode map_preconditioner(Adi *adi, const double *x, double *y)
{
  PetscFunctionBeginUser;
  PetscCall(AdiApplyHamiltonian(adi, (AdiBlend){.alpha = -(adi->shifts.dissipation + adi->shifts.hamiltonian)}, x, y));
  PetscCall(AdiApplyDissipation(adi, y, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const ArrayMap maps[] = {
  [ADI_PLAIN] = map_plain, [ADI_TRACE] = map_trace, [ADI_SPLIT] = map_split, [ADI_SPLIT_TRACE] = map_split_trace};

PetscErrorCode AdiMult(Adi *adi, Vec x, Vec y) { return apply_map(adi, map_plain, x, y); }
PetscErrorCode AdiSolveDissipation(Adi *adi, Vec x, Vec y) { return apply_map(adi, AdiApplyDissipation, x, y); }
PetscErrorCode AdiSolveHamiltonian(Adi *adi, Vec x, Vec y) { return apply_map(adi, map_hamiltonian, x, y); }

PetscErrorCode AdiTrace(Adi *adi, Vec rho, PetscScalar *trace)
{
  const PetscScalar *x;

  PetscFunctionBeginUser;
  PetscCall(VecGetArrayRead(rho, &x));
  PetscCall(AdiApplyTrace(adi, x, trace));
  PetscCall(VecRestoreArrayRead(rho, &x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode mat_mult(Mat L, Vec x, Vec y)
{
  Operator *op;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(L, &op));
  PetscCall(apply_map(op->adi, maps[op->form], x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode mat_destroy(Mat L)
{
  Operator *op;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(L, &op));
  PetscCall(PetscFree(op));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCreateMat(Adi *adi, AdiForm form, Mat *L)
{
  const PetscBool trace = form == ADI_TRACE || form == ADI_SPLIT_TRACE ? PETSC_TRUE : PETSC_FALSE;
  Operator       *op;
  PetscContainer  container;

  PetscFunctionBeginUser;
  PetscCheck(!trace || (adi->basis->scaling == 0 && adi->own[0].parity == 0), adi->comm, PETSC_ERR_SUP,
             "the trace term needs populations and scaling 0");
  PetscCall(PetscNew(&op));
  *op = (Operator){adi, form};
  PetscCall(MatCreateShell(adi->comm, adi->local, adi->local, PETSC_DETERMINE, PETSC_DETERMINE, op, L));
  PetscCall(MatShellSetOperation(*L, MATOP_MULT, (void (*)(void))mat_mult));
  PetscCall(MatShellSetOperation(*L, MATOP_DESTROY, (void (*)(void))mat_destroy));
  PetscCall(PetscContainerCreate(adi->comm, &container));
  PetscCall(PetscContainerSetPointer(container, op));
  PetscCall(PetscObjectCompose((PetscObject)*L, context_name, (PetscObject)container));
  PetscCall(PetscContainerDestroy(&container));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A KSP that multiplies by PC and Mat in one go: on the split forms the Mat alone. */
static PetscErrorCode pc_apply_split(PC pc, PCSide side, Vec x, Vec y, Vec work)
{
  const Operator *op = pc->data;

  PetscFunctionBeginUser;
  (void)side;
  (void)work;
  PetscCall(apply_map(op->adi, maps[op->form], x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool is_split(const Operator *op) { return op->form == ADI_SPLIT || op->form == ADI_SPLIT_TRACE ? PETSC_TRUE : PETSC_FALSE; }

/* Finds its solver through the matrix, which owns what pc->data points to. */
static PetscErrorCode pc_setup(PC pc)
{
  Mat            L;
  PetscContainer container;

  PetscFunctionBeginUser;
  PetscCall(PCGetOperators(pc, NULL, &L));
  PetscCall(PetscObjectQuery((PetscObject)L, context_name, (PetscObject *)&container));
  PetscCheck(container, PetscObjectComm((PetscObject)pc), PETSC_ERR_ARG_WRONG,
             "the preconditioner adi needs a matrix made by AdiCreateMat");
  PetscCall(PetscContainerGetPointer(container, (void **)&pc->data));
  pc->ops->applyBA = is_split(pc->data) ? pc_apply_split : NULL; /* saves two copies */
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode pc_apply(PC pc, Vec x, Vec y)
{
  const Operator *op = pc->data;

  PetscFunctionBeginUser;
  if (is_split(op)) PetscCall(VecCopy(x, y));
  else PetscCall(apply_map(op->adi, map_preconditioner, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode pc_view(PC pc, PetscViewer viewer)
{
  const Operator *op = pc->data;

  PetscFunctionBeginUser;
  if (!op) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscViewerASCIIPrintf(viewer, "  alternating directions, shifts %g of the dissipation, %g of the Hamiltonian%s\n",
                                   op->adi->shifts.dissipation, op->adi->shifts.hamiltonian,
                                   is_split(op) ? "; inside of the operator" : ""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode pc_destroy(PC pc)
{
  PetscFunctionBeginUser;
  pc->data = NULL; /* the matrix's */
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode pc_create(PC pc)
{
  PetscFunctionBeginUser;
  pc->data         = NULL;
  pc->ops->setup   = pc_setup;
  pc->ops->apply   = pc_apply;
  pc->ops->view    = pc_view;
  pc->ops->destroy = pc_destroy;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *const event_names[ADI_EVENTS] = {
  [ADI_EIGEN] = "AdiEigen",         [ADI_SWEEP] = "AdiSweep",     [ADI_H_SOLVE] = "AdiHSolve", [ADI_GEMM] = "AdiGemm",
  [ADI_TRANSPOSE] = "AdiTranspose", [ADI_PRODUCT] = "AdiProduct", [ADI_REFINE] = "AdiRefine"};

PetscErrorCode AdiFindEvents(PetscLogEvent event[ADI_EVENTS])
{
  PetscFunctionBeginUser;
  PetscCall(PetscLogEventGetId(event_names[0], &event[0])); /* looks through all of PETSc's */
  for (int e = 1; e < ADI_EVENTS; e++) event[e] = event[0] + e;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiRegister(void)
{
  PetscErrorCode (*known)(PC);
  PetscLogEvent event[ADI_EVENTS];

  PetscFunctionBeginUser;
  PetscCall(PetscFunctionListFind(PCList, "adi", &known));
  if (known) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PCRegister("adi", pc_create));
  for (int e = 0; e < ADI_EVENTS; e++)
    PetscCall(PetscLogEventRegister(event_names[e], PETSC_OBJECT_CLASSID, &event[e])); /* one after the other */
  PetscFunctionReturn(PETSC_SUCCESS);
}
