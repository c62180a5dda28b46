/* The solver for model xyz: its Lindbladian, then the general one. */
#include "physics/models/xyz_lindbladian.h"
#include "solvers/adi/adi.h"

const char *AdiRefuses(const XyzModel *model, const DickeBasis *basis)
{
  Lindbladian l;
  const char *why = xyz_lindbladian(model, &l) ? LindbladAdiRefuses(&l, basis) : "memory is short";

  lindbladian_free(&l);
  return why;
}

AdiShifts AdiAutomaticShifts(const XyzModel *model)
{
  Lindbladian     l;
  const AdiShifts shifts = xyz_lindbladian(model, &l) ? LindbladAdiAutomaticShifts(&l) : (AdiShifts){NAN, NAN};

  lindbladian_free(&l);
  return shifts;
}

PetscInt AdiLocalSize(const XyzModel *model, const DickeBasis *basis, int ranks, int rank)
{
  Lindbladian    l;
  const PetscInt size = xyz_lindbladian(model, &l) ? LindbladAdiLocalSize(&l, basis, ranks, rank) : -1;

  lindbladian_free(&l);
  return size;
}

AdiEstimate AdiEstimateSolve(const XyzModel *model, const DickeBasis *basis, int ranks)
{
  Lindbladian       l;
  const AdiEstimate e = xyz_lindbladian(model, &l) ? LindbladAdiEstimateSolve(&l, basis, ranks) : (AdiEstimate){.unknowns = NAN};

  lindbladian_free(&l);
  return e;
}

double AdiRoundingFloor(const XyzModel *model)
{
  Lindbladian  l;
  const double floor_ = xyz_lindbladian(model, &l) ? LindbladAdiRoundingFloor(&l) : INFINITY;

  lindbladian_free(&l);
  return floor_;
}

PetscErrorCode AdiCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, double kappa, Adi **adi)
{
  Lindbladian l;

  PetscFunctionBeginUser;
  PetscCheck(xyz_lindbladian(model, &l), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscCall(LindbladAdiCreate(comm, &l, basis, kappa, adi));
  lindbladian_free(&l);
  PetscFunctionReturn(PETSC_SUCCESS);
}
