/* The PETSc that this program is written against, 3.18 and newer: names that came later are given to the older releases here,
   and what cannot work is refused at compile time. Every header that needs PETSc or SLEPc comes after this one. */
#ifndef PILIND_OPERATORS_PETSC_H
#define PILIND_OPERATORS_PETSC_H

#include <petscsys.h>

#if defined(PETSC_USE_COMPLEX) || !defined(PETSC_USE_REAL_DOUBLE)
#error "pilind needs PETSc with real scalars in double precision: its unknowns are the real and imaginary parts of rho"
#endif

#if PETSC_VERSION_LT(3, 19, 0)
#define PETSC_SUCCESS ((PetscErrorCode)0)
#endif
#if !defined(PETSC_INT_MAX) && PETSC_VERSION_LT(3, 22, 0)
#define PETSC_INT_MAX PETSC_MAX_INT
#endif
#if PETSC_VERSION_LT(3, 23, 0)
/* For a context that is one block of PetscMalloc; the type of its argument is another in later releases. */
static inline PetscErrorCode PetscCtxDestroyDefault(void **context) { return PetscFree(*context); }
#endif

#endif
