/* Units of the shifts from the jumps, the frequencies of H from its largest block. */
#include "solvers/adi/kind.h"

#include "physics/meanfield/polynomial_flow.h"
#include "physics/spaces/spin_bands.h"
#include "solvers/adi/adi.h"

/* Largest difference of Gershgorin's bounds in the block j = N/2: what is constant in a block drops out. */
static PetscErrorCode largest_frequency(const Lindbladian *l, double *frequency)
{
  SpinBand H;
  double   low = PETSC_INFINITY, high = -PETSC_INFINITY;

  PetscFunctionBeginUser;
  PetscCheck(spin_band_create(&l->H, l->N, l->N + 1, &H), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for H");
  for (int a = 0; a < H.n; a++) {
    double radius = 0;
    for (int d = -H.width; d <= H.width; d++) radius += d ? cabs(spin_band(&H, a, d)) : 0;
    low  = fmin(low, creal(spin_band(&H, a, 0)) - radius);
    high = fmax(high, creal(spin_band(&H, a, 0)) + radius);
  }
  spin_band_free(&H);
  *frequency = high - low;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static bool has_cross(const Lindbladian *l, const SpinJumps *s)
{
  for (int q = 0; q < SPIN_JUMPS; q++)
    for (int r = 0; r < SPIN_JUMPS; r++)
      if (q != r && (s->K[q][r] != 0 || s->Kc[q][r] != 0)) return true;
  for (int c = 0; c < l->collectives; c++)
    if (polynomial_degree(&l->collective[c].C) > 1) return true;
  return false;
}

/* sqrt of the slow end of the spectrum of L_D, the local rates, times its fast end, all spins together: gamma sqrt(N) for emission alone.
   */
static double spectral_mean(const Lindbladian *l, const SpinJumps *s)
{
  const double down = creal(s->K[SPIN_DOWN][SPIN_DOWN]), up = creal(s->K[SPIN_UP][SPIN_UP]), z = creal(s->K[SPIN_Z][SPIN_Z]) / 4,
               j = 0.5 * l->N;
  double fast    = l->N * fmax(fmax(down, up), z);

  fast += j * (j + 1) * creal(s->Kc[SPIN_DOWN][SPIN_DOWN] + s->Kc[SPIN_UP][SPIN_UP]) + j * j * creal(s->Kc[SPIN_Z][SPIN_Z]);
  for (int c = 0; c < l->collectives; c++) {
    const Polynomial *C = &l->collective[c].C;
    if (polynomial_degree(C) > 1) fast += l->collective[c].rate * pow(polynomial_size(C) * pow(l->N, polynomial_degree(C)), 2);
  }
  return sqrt((down + up + 2 * z) * fast);
}

PetscErrorCode AdiKindCreate(const Lindbladian *l, AdiKind *kind)
{
  PetscFunctionBeginUser;
  *kind = (AdiKind){.N = l->N, .jumps = lindbladian_spin_jumps(l), .width = polynomial_degree(&l->H)};
  PetscCheck(spin_symmetry(l, &kind->symmetry), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the symmetries");
  const SpinJumps *s = &kind->jumps;
  kind->down         = creal(s->K[SPIN_DOWN][SPIN_DOWN]) + (l->N - 1) * creal(s->Kc[SPIN_DOWN][SPIN_DOWN]);
  kind->up           = creal(s->K[SPIN_UP][SPIN_UP]) + (l->N - 1) * creal(s->Kc[SPIN_UP][SPIN_UP]);
  kind->level        = s->K[SPIN_Z][SPIN_Z] != 0 || s->Kc[SPIN_Z][SPIN_Z] != 0;
  kind->cross        = has_cross(l, s);
  kind->rate         = spectral_mean(l, s) / sqrt(l->N);
  PetscCall(largest_frequency(l, &kind->frequency));
  kind->spread = 2 * kind->frequency / (l->N * kind->rate);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Where the mean field goes from a state off every symmetric point. */
PetscErrorCode AdiTilt(const Lindbladian *l, const AdiKind *kind, double *tilt)
{
  PolynomialFlow flow;
  double         M[3] = {0.3, 0.3, -0.3};

  PetscFunctionBeginUser;
  PetscCheck(polynomial_flow_create(l, &flow), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the mean field");
  *tilt = polynomial_flow_follow(&flow, kind->rate, M) ? fmin(1, fmax(0, 1 - fabs(M[2]))) : 1;
  polynomial_flow_free(&flow);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |L| in units of the machine precision. */
double adi_rounding_floor(const AdiKind *kind) { return 4 * PETSC_MACHINE_EPSILON * (kind->frequency + 2 * kind->rate * kind->N); }

double AdiRoundingFloor(const Lindbladian *l)
{
  AdiKind kind;

  return AdiKindCreate(l, &kind) ? PETSC_INFINITY : adi_rounding_floor(&kind);
}
