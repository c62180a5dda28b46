/* The table of observables. S_a = sum_i sigma^a_i; correlations are averages over pairs i != l of different spins. */
#include "physics/observables/observables.h"

static double pair(const StateSummary *s, Moment moment, double self) { return (s->moment[moment] - self) / ((double)s->N * (s->N - 1)); }

PairAverages pair_averages(const StateSummary *s)
{
  static const Moment of[3][3] = {
    {MOMENT_SX2, MOMENT_SXY, MOMENT_SXZ}, {MOMENT_SXY, MOMENT_SY2, MOMENT_SYZ}, {MOMENT_SXZ, MOMENT_SYZ, MOMENT_SZ2}};
  PairAverages p = {.N = s->N, .m = {s->moment[MOMENT_SX] / s->N, s->moment[MOMENT_SY] / s->N, s->moment[MOMENT_SZ] / s->N}};

  for (int a = 0; a < 3; a++)
    for (int b = 0; b < 3; b++) p.c[a][b] = pair(s, of[a][b], a == b ? s->N : 0);
  return p;
}

static double mx(const StateSummary *s) { return s->moment[MOMENT_SX] / s->N; }
static double my(const StateSummary *s) { return s->moment[MOMENT_SY] / s->N; }
static double mz(const StateSummary *s) { return s->moment[MOMENT_SZ] / s->N; }
static double sxx(const StateSummary *s) { return pair(s, MOMENT_SX2, s->N); }
static double syy(const StateSummary *s) { return pair(s, MOMENT_SY2, s->N); }
static double szz(const StateSummary *s) { return pair(s, MOMENT_SZ2, s->N); }
static double sxy(const StateSummary *s) { return pair(s, MOMENT_SXY, 0); }
static double sxz(const StateSummary *s) { return pair(s, MOMENT_SXZ, 0); }
static double syz(const StateSummary *s) { return pair(s, MOMENT_SYZ, 0); }
static double bx(const StateSummary *s) { return s->moment[MOMENT_SX2] * s->moment[MOMENT_SX2] / s->moment[MOMENT_SX4]; }
static double by(const StateSummary *s) { return s->moment[MOMENT_SY2] * s->moment[MOMENT_SY2] / s->moment[MOMENT_SY4]; }
static double entropy(const StateSummary *s) { return s->blocks.entropy / s->N; }
static double purity(const StateSummary *s) { return s->blocks.purity; }
static double spin2(const StateSummary *s) { return s->moment[MOMENT_S2] / (s->N * (s->N + 2.0)); }
static double concurrence(const StateSummary *s)
{
  const PairAverages p = pair_averages(s);
  return two_spin_concurrence(&p);
}
static double squeezing_s(const StateSummary *s)
{
  const PairAverages p = pair_averages(s);
  return squeezing_kitagawa_ueda(&p);
}
static double squeezing_r(const StateSummary *s)
{
  const PairAverages p = pair_averages(s);
  return squeezing_wineland(&p);
}
static double mz_mf(const StateSummary *s) { return s->meanfield[2]; }
static double sxx_mf(const StateSummary *s) { return s->meanfield_square[0]; }
static double syy_mf(const StateSummary *s) { return s->meanfield_square[1]; }
static double entropy_mf(const StateSummary *s) { return meanfield_entropy(s->meanfield); }

const ObservableSpec observables[] = {
  {"Mx", "1", "magnetisation along x, <Sx>/N; 0 without transverse fields", "definition", mx},
  {"My", "1", "magnetisation along y, <Sy>/N; 0 without transverse fields", "definition", my},
  {"Mz", "1", "magnetisation along z, <Sz>/N", "XYZ paper, Sec. V A", mz},
  {"Sxx", "1", "structure factor <sigma^x_i sigma^x_l>, i != l: (<Sx^2> - N)/(N(N-1))", "XYZ paper, Eq. 15", sxx},
  {"Syy", "1", "structure factor <sigma^y_i sigma^y_l>, i != l: (<Sy^2> - N)/(N(N-1))", "XYZ paper, Eq. 15", syy},
  {"Szz", "1", "structure factor <sigma^z_i sigma^z_l>, i != l: (<Sz^2> - N)/(N(N-1))", "XYZ paper, Eq. 15", szz},
  {"Sxy", "1", "structure factor <sigma^x_i sigma^y_l>, i != l, symmetrised: <SxSy + SySx>/(2N(N-1))", "XYZ paper, Eq. 15", sxy},
  {"Sxz", "1", "structure factor <sigma^x_i sigma^z_l>, i != l, symmetrised: <SxSz + SzSx>/(2N(N-1))", "XYZ paper, Eq. 15", sxz},
  {"Syz", "1", "structure factor <sigma^y_i sigma^z_l>, i != l, symmetrised: <SySz + SzSy>/(2N(N-1))", "XYZ paper, Eq. 15", syz},
  {"Bx", "1", "bimodality of Sx, <Sx^2>^2/<Sx^4>: 1/3 Gaussian, 1 two sharp peaks", "XYZ paper, Eq. 18", bx, OBSERVABLE_FOURTH},
  {"By", "1", "bimodality of Sy, <Sy^2>^2/<Sy^4>", "XYZ paper, Eq. 18", by, OBSERVABLE_FOURTH},
  {"entropy", "nat", "von Neumann entropy per spin", "XYZ paper, Eq. 16", entropy, OBSERVABLE_STATE},
  {"purity", "1", "purity Tr rho^2 of the whole state", "XYZ paper, Eq. 14", purity, OBSERVABLE_STATE},
  {"spin2", "1", "squared total spin <S^2>/(N(N+2)), S^2 = Sx^2+Sy^2+Sz^2: 1 for the largest spin j = N/2", "XYZ paper, Eq. 5", spin2},
  {"concurrence", "1", "entanglement of two spins", "Wootters, PRL 80, 2245 (1998)", concurrence, OBSERVABLE_DERIVED},
  {"squeezing_S", "1", "spin squeezing xi_S^2 = min Var(S_n)/N, n at a right angle to <S>; NaN where <S> = 0",
   "Kitagawa, Ueda, PRA 47, 5138 (1993)", squeezing_s, OBSERVABLE_DERIVED},
  {"squeezing_R", "1", "spin squeezing xi_R^2 = N min Var(S_n)/|<S>|^2; NaN where <S> = 0", "Wineland et al., PRA 50, 67 (1994)",
   squeezing_r, OBSERVABLE_DERIVED},
  {"Mz_mf", "1", "mean field, N to infinity: Mz", "XYZ paper, Eqs. 7 and 25", mz_mf, OBSERVABLE_MEANFIELD},
  {"Sxx_mf", "1", "mean field, N to infinity: Mx^2, averaged over a ring of steady states", "XYZ paper, Eqs. 7 and 24", sxx_mf,
   OBSERVABLE_MEANFIELD},
  {"Syy_mf", "1", "mean field, N to infinity: My^2, averaged over a ring of steady states", "XYZ paper, Eq. 7", syy_mf,
   OBSERVABLE_MEANFIELD},
  {"entropy_mf", "nat", "mean field, N to infinity: entropy of one spin", "XYZ paper, Eq. 17", entropy_mf, OBSERVABLE_MEANFIELD},
};
const int observable_count = sizeof observables / sizeof *observables;
