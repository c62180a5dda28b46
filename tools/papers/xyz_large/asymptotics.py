"""The XYZ model at large N: limits in closed form, and the numbers that the files in xyz_large give. The figures and the claims share it.

    zero_dimensional_binder()       bimodality of the density exp(-x^4): the critical point's for N to infinity
    bosons(r, Jy)                   limits of N Sxx, N Syy, N (1 + Mz), the total entropy and chi_av in the paramagnet
    exponent_limit(N, y)            local exponents extrapolated in powers of N^-1/2
    doubled_crossings(r, "Bx")      crossings of the curves of N and 2N along Jy
    lowered(r, Jy=1.15625)          mean number of units by which the total spin j lies below N/2
    entropy_growth(r, Jy=1.15625)   dS/d ln N of the whole state's entropy
    closing(N, gap)                 local rates -d ln gap / dN
    approach(r, Jy)                 local exponents of |Sxx - mean field|
    collapse(r, ratio)              Sxx over the mean field's at a given N/Jy, for every Jy that has it

Methods. Paramagnet: N - 2 a^+a for S^z and sqrt(N) (a + a^+), sqrt(N) i (a^+ - a) for S^x, S^y to leading order in 1/N turn Eqs. 2 and 4
into one boson, H = (Jx-Jz) X^2/2 + (Jy-Jz) P^2/2, which decays with gamma + gamma_c: its drift and covariance are 2 x 2. Critical point:
the one slow mode moves in a quartic well, and its amplitude grows as N^(1/4) (mean-field finite-size scaling)."""
import math
from typing import NamedTuple

import numpy as np

from papers.xyz import scaling
from pilind import analysis

# Powers of 1/N with which the growth of the entropy and the mean of N/2 - j approach their limits at the critical point.
GROWTH_POWERS = (0.5, 1)


def zero_dimensional_binder():
    """<x^2>^2/<x^4> = Gamma(3/4)^2 / (Gamma(1/4) Gamma(5/4)) for the density exp(-x^4)."""
    return math.gamma(0.75) ** 2 / (math.gamma(0.25) * math.gamma(1.25))


class Bosons(NamedTuple):
    """Limits for N to infinity at fixed parameters in the paramagnet."""

    Sxx: float  # of N Sxx
    Syy: float  # of N Syy
    Mz: float  # of N (1 + Mz)
    entropy: float  # of the whole state
    chi_av: float


def mean_length(chi, angles=4096):
    """Eq. 23: |chi (cos t, sin t)| averaged over t; equidistant angles converge geometrically."""
    t = np.arange(angles) * 2 * np.pi / angles
    return float(np.linalg.norm(chi @ np.stack([np.cos(t), np.sin(t)]), axis=0).mean())


def mode_entropy(nu):
    """Entropy of a bosonic mode with symplectic eigenvalue nu >= 1 (vacuum: 1)."""
    up, down = (nu + 1) / 2, (nu - 1) / 2
    return up * math.log(up) - (down * math.log(down) if down > 0 else 0.0)


def bosons(r, Jy):
    """The limits at the parameters of a results file; its fields, pumping and dephasing must be zero, and the drift stable."""
    scale, kappa = float(r["spin_scale"]), float(r["gamma"]) + float(r["gamma_c"])
    a, b = scale * (float(r["Jx"]) - float(r["Jz"])), scale * (Jy - float(r["Jz"]))
    drift = np.array([[-kappa / 2, 2 * b], [-2 * a, -kappa / 2]])  # d(X, P)/dt, [X, P] = 2i
    if np.linalg.eigvals(drift).real.max() >= 0:
        raise ValueError(f"Jy = {Jy:g} is not in the paramagnet")
    correlation = 2 * (b - a) / (kappa + 16 * a * b / kappa)
    x2, p2 = 1 + 4 * b * correlation / kappa, 1 - 4 * a * correlation / kappa
    chi = -np.linalg.inv(drift) @ np.array([[0.0, 2.0], [-2.0, 0.0]])  # response to hx Sx + hy Sy
    nu = math.sqrt(max(x2 * p2 - correlation**2, 1.0))
    return Bosons(x2 - 1, p2 - 1, (x2 + p2) / 2 - 1, mode_entropy(nu), mean_length(chi))


def exponent_limit(N, y, powers=(0.5, 1)):
    """Exponent of y for N to infinity, an Estimate: local exponents, extrapolated in powers of 1/N that mean-field scaling has."""
    return analysis.extrapolate(*analysis.local_slopes(N, y), powers)


def doubled_crossings(r, name, power=0, near=None):
    """Crossings of the curves of N and 2N (of name/N^power) for every such pair of the file: a Series over the smaller N."""
    near = scaling.critical_Jy(r) if near is None else near
    sizes = [n for n in scaling.sizes_of(r) if 2 * n in r["N"]]
    found = [(n, *scaling.crossing(r, name, n, 2 * n, near, power)) for n in sizes]
    return scaling.Series(*np.array([f for f in found if np.isfinite(f[1])], float).reshape(-1, 3).T)


def crossing_limit(series):
    """Crossings for N to infinity. Corrections to scaling of relative size N^-1/2 move those of (N, 2N) by 1/N to leading order: with
    B = f(x) + N^-1/2 g(x), x = (Jy - Jc) N^1/2, the curves meet at x = -N^-1/2 (1 - 2^-1/2)/(1 - 2^1/2) g/f' + ..."""
    return analysis.extrapolate(series.N, series.value, (1, 1.5, 2))


def lowered(r, **at):
    """Mean of N/2 - j at every size, to leading order in 1/N: from <S^2> = 4 <j(j+1)>."""
    return (1 - r.select("spin2", **at)) * (r["N"] + 2) / 4


def lowered_limit(r, **at):
    """The same for N to infinity, at the critical point. Local emission takes j to j - 1 at the rate gamma n(n-1)/N and back at gamma
    (N/2 - j), n the collective excitations: with n ~ N^1/2 there, their mean is <n^2>/N."""
    return analysis.extrapolate(r["N"], lowered(r, **at), GROWTH_POWERS)


def entropy_growth(r, **at):
    """Middle N, and dS/d ln N of the whole state's entropy. At the critical point S ~ a ln N: 1/4 for one mode whose amplitude grows as
    N^1/4 in one direction, and, as each unit of N/2 - j multiplies the number of copies by about N, the mean of N/2 - j."""
    N = r["N"].astype(float)
    return np.sqrt(N[1:] * N[:-1]), np.diff(N * r.select("entropy", **at)) / np.diff(np.log(N))


def scaled(r, name):
    """N Sxx, N Syy, N (1 + Mz), N entropy at every size of a file with one axis: finite in the paramagnet."""
    return r["N"] * (r[name] + (1 if name == "Mz" else 0))


def closing(N, gap):
    """Rate of an exponential between neighbouring sizes, -d ln gap / dN, and the middle of the two."""
    N, gap = np.asarray(N, float), np.asarray(gap, float)
    return (N[1:] + N[:-1]) / 2, -np.diff(np.log(gap)) / np.diff(N)


def relative_structure(r, Jy):
    """N/Jy and Sxx over its mean field, at every size."""
    return r["N"] / Jy, r.select("Sxx", Jy=Jy) / r.select("Sxx_mf", Jy=Jy)


def approach(r, Jy):
    """Local exponents of |Sxx - mean field| between neighbouring even sizes: middle N, exponent."""
    N, difference = scaling.discrepancies(r, "Sxx", Jy=Jy)
    even = N % 2 == 0
    return analysis.local_slopes(N[even], np.abs(difference[even]))


def collapse(r, ratio, least_Jy=0):
    """Jy, and Sxx over its mean field at N = ratio Jy, for every Jy (least_Jy or more) whose N is in the file and even."""
    found = [(Jy, r.select("Sxx", N=ratio * Jy, Jy=Jy) / r.select("Sxx_mf", N=ratio * Jy, Jy=Jy))
             for Jy in r["Jy"] if Jy >= least_Jy and ratio * Jy in r["N"] and (ratio * Jy) % 2 == 0]
    return np.array(found).reshape(-1, 2).T


def even_odd(r, name, Jy):
    """N, and how far the curve at N lies from the middle of its neighbours N - 1 and N + 1, over its own value: alternates in sign where
    the parity of N matters."""
    N, y = r["N"], r.select(name, Jy=Jy)
    inner = [k for k in range(1, len(N) - 1) if N[k] - N[k - 1] == 1 and N[k + 1] - N[k] == 1]
    return N[inner], np.array([y[k] - (y[k - 1] + y[k + 1]) / 2 for k in inner]) / y[inner]


def lowest_size(r, name, Jy):
    """Even N at which a curve along N is lowest, an Estimate: parabola in ln N, its error half the distance to the neighbouring sizes. NaN
    at an end of the sizes."""
    even = r["N"] % 2 == 0
    N, y = r["N"][even], r.select(name, Jy=Jy)[even]
    k = int(np.nanargmin(y))
    if k in (0, len(N) - 1):
        return analysis.Estimate(np.nan, np.nan)
    x = np.log(N[k - 1 : k + 2])
    c2, c1, _ = np.polyfit(x, y[k - 1 : k + 2], 2)
    return analysis.Estimate(float(np.exp(-c1 / (2 * c2))), float((N[k + 1] - N[k - 1]) / 4))
