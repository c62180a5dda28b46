/* (A' - target)^-1 of a sector, as a shell with products from both sides, in one of two ways:

     lu    bordered LU by MUMPS (src/solvers/modes/sector_lu.c), target 0. Any sector; memory grows as N^4.1
     adi   Krylov solves with the ADI preconditioner (src/solvers/modes/sector_adi.c), matrix-free but for the check of the residual.
           The target is a little right of 0, where no mode is: the matrix is regular however small the gap

     charge  LU by MUMPS of a sector of one charge (src/solvers/modes/sector_charge.c), target 0: memory grows as N^2 log N

   -gap_inverse takes one of these names; by default the cheaper one that takes the sector. */
#ifndef PILIND_SOLVERS_MODES_SECTOR_INVERSE_H
#define PILIND_SOLVERS_MODES_SECTOR_INVERSE_H

#include "solvers/method/method_option.h"
#include "solvers/modes/sector.h"

#include <petscksp.h>

/* What has to be known of a sector to choose before it is made. */
typedef struct {
  const SpinModel *model;
  DickeParity      parity;
  PetscBool        symmetric; /* the irrep (N) */
  double           unknowns;
  int              modes;    /* that are wanted; 0: the rightmost one */
  PetscBool        ordinary; /* Sector.ordinary */
  PetscBool        charged;  /* Sector.charged */
} SectorShape;

typedef struct {
  const char *method, *fallback; /* for -dry_run: by itself, and where Krylov on products comes first */
  /* NULL, or why the sector cannot be inverted in this way. */
  const char *(*refuses)(const SectorShape *shape);
  PetscErrorCode (*create)(const Sector *sector, PetscReal *target, Mat *inverse);
  double (*bytes)(const SectorShape *shape, int ranks);        /* of all ranks together, beside the sector's own */
  double (*wall_seconds)(const SectorShape *shape, int ranks); /* of the modes, from one side */
  PetscErrorCode (*try_options)(void);                         /* make and destroy a solver of one process with its options */
  PetscInt  nev, ncv;  /* modes asked for where the rightmost is wanted, and vectors of the Krylov space: few where products are dear */
  PetscReal tolerance; /* of an eigenvalue of the inverse, relative */
} SectorInverseSpec;

extern const SectorInverseSpec sector_lu, sector_adi, sector_charge;

/* What SectorInverse made of a sector that keeps it: all of its factors' memory until SectorDestroy. */
typedef struct SectorInverseKept {
  Mat                      inverse;
  PetscReal                target;
  const SectorInverseSpec *spec;
} SectorInverseKept;

PetscErrorCode SectorShapeGet(const Sector *sector, SectorShape *shape);

/* The way for a sector on so many ranks; *spec = NULL and the reason in *why if there is none. Not collective. */
PetscErrorCode SectorInverseChoose(const SectorShape *shape, int ranks, const SectorInverseSpec **spec, const char **why);

/* Let every way read its options: an error if they are not allowed. Not collective. */
PetscErrorCode SectorInverseTrial(void);

/* Make the inverse, for the calculation of so many modes (0: the rightmost one). The sector must outlive it. The caller destroys
   *inverse, which is NULL if the calculation failed. An error if no way takes the sector. Collective. */
PetscErrorCode SectorInverse(const Sector *sector, int modes, Mat *inverse, PetscReal *target, const SectorInverseSpec **spec);

#endif
