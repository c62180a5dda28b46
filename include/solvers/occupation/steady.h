/* Exact steady states of N sites with any number of levels, in the occupation basis, with a certificate.

   Method     A x = b for the averages of all multisets of letters in the component of p_0 = 1 (physics/occupation/sector.h), in the letters
              that make it small and its diagonal strong. The trace is exact. Corrections on the residual in twice the working precision
              until it stops falling.
   Methods    lu      one factorisation by MUMPS, or by LAPACK where it is small;
              jacobi  GMRES(200) with the inverses of the diagonal and of the 2 x 2 blocks of Re p and Im p, which are Jacobi's method on
                      complex averages;
              petsc   GMRES with the PC of the options.
              Automatic: lu up to a few thousand unknowns, else jacobi; where it does not get there, lu if its factors fit.
   Certificate  residual |b - A x|_2 / |(1, x)|_2, in the units of the Lindbladian; error: what random residuals of its size do to the
                averages that are
              wanted and to those of one and two sites. */
#ifndef PILIND_SOLVERS_OCCUPATION_STEADY_H
#define PILIND_SOLVERS_OCCUPATION_STEADY_H

#include "operators/petsc.h"
#include "physics/occupation/averages.h"
#include "solvers/method/method_option.h"
#include "solvers/monitor/monitor.h"

typedef enum { OCCUPATION_LU, OCCUPATION_JACOBI, OCCUPATION_PETSC, OCCUPATION_METHODS } OccupationMethod;
#define OCCUPATION_METHOD_WORDS "lu jacobi petsc"
extern const MethodOption occupation_method_option; /* -steady_method */

typedef struct {
  OccupationGenerator *g;
  OccupationSector     sector;
  PetscInt             known;         /* y and deviations have so many unknowns of the sector, those of few letters: p_0 first */
  double              *y, *deviation; /* on every rank; what y may be off by: samples one after the other, with p_0 = 0 */
  PetscInt             samples;
  PetscReal            residual;
  PetscInt             iterations, reason, method;
  bool                 solved; /* false: the solver has no numbers, or nobody knows what a residual does to them */
} OccupationSteady;

/* Averages of at most `degree` letters (2 at least) are known afterwards. The Lindbladian is in units of its largest rate. *why, static
   text: the model is refused, its steady state is not unique (physics/occupation/unique.h), or memory is short, and nothing is to be
   destroyed; else NULL. Collective. */
PetscErrorCode OccupationSteadySolve(MPI_Comm comm, const Lindbladian *l, int degree, const Monitor *monitor, OccupationSteady *state,
                                     const char **why);
PetscErrorCode OccupationSteadyDestroy(OccupationSteady *state);

static inline OccupationAverages occupation_averages(const OccupationSteady *s) { return (OccupationAverages){s->g, &s->sector, s->y}; }
static inline OccupationAverages occupation_deviation(const OccupationSteady *s, PetscInt k)
{
  return (OccupationAverages){s->g, &s->sector, s->deviation + k * s->known};
}

/* Can the occupation basis take the model? NULL or why not. */
const char *occupation_refuses(const Lindbladian *l);

/* Unknowns and nonzeros of the state, counted where that is quick, else extrapolated from fewer sites. False if memory is short. Not
   collective. */
typedef struct {
  double all, unknowns, nonzeros; /* all: of the whole basis */
} OccupationSize;
bool occupation_size(const Lindbladian *l, OccupationSize *size);

/* What that costs on so many ranks, all together and by the clock. */
typedef struct {
  double      bytes, wall_seconds;
  const char *method;
} OccupationCost;
OccupationCost occupation_cost(const OccupationSize *size, int ranks);

/* Are the options with the prefix steady_ allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode OccupationTryOptions(char *objection, size_t size);

#endif
