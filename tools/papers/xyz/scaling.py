"""Finite-size scaling of the XYZ model along Jy: from a results file to numbers with uncertainties. Figures and claims share it.

    critical_Jy(r)                       Jy at which the mean field becomes ferromagnetic (Eq. 9)
    crossing(r, "Bx", n, m)              Jy at which the curves of the sizes n and m cross, as an Estimate
    crossings(r, "Bx", step=5)           the same for all pairs (N, N + step) of the file, as a Series over the smaller N
    peaks(r, "chi_av")                   place and height of the maximum along Jy of every size, as two Series
    discrepancies(r, "Sxx", Jy=1.1)      sizes, and exact result minus mean field at each: Eq. 26 with its sign
    exponent(r, "Sxx", Jy=1.1)           power law of its modulus in N, as a PowerLaw that knows the sizes it used
    exponents(r, "Sxx", first=30)        the exponent at every Jy of the file, as an array of values and one of errors
    boundary(r, "Bx", n, m)              where the curves of two sizes cross in the plane of Jx and Jy, as its two branches

r is a Results of task steady or susceptibility. Axes beside N and Jy must be fixed by keyword: crossings(r, "Bx", gamma_c=0). A Series or
a PowerLaw goes on to analysis: analysis.extrapolate(s.N, s.value, (0.5, 1)), analysis.power_law(s.N, s.value), analysis.local_slopes."""
from typing import NamedTuple

import numpy as np

from pilind import analysis
from pilind.trouble import Trouble

# Smallest size of the paper's power laws, which does not say it: its exponent -1.14 of Fig. 11(c) asks for 30 to 35. FIRST is a choice.
FIRST = 30
# Parameters that are zero in the paper.
BEYOND = ("hx", "hy", "hz", "gamma_up", "gamma_phi", "gamma_c_up", "gamma_c_phi")
# Powers of 1/N in which the crossings approach the critical point by mean-field finite-size scaling: corrections go in powers of N^-1/2,
# and crossings of the bimodality begin with N^-1. As many as the paper's polynomial of degree 4 has.
CROSSING_POWERS = (1, 1.5, 2, 2.5)


class Series(NamedTuple):
    """A quantity over the sizes N: arrays of equal length, the errors in the quantity's unit."""

    N: np.ndarray
    value: np.ndarray
    error: np.ndarray


def _series(sizes, estimates):
    """The sizes whose estimate exists."""
    found = [(n, *e) for n, e in zip(sizes, estimates) if np.isfinite(e.value)]
    return Series(*np.array(found, float).reshape(-1, 3).T)


class Branch(NamedTuple):
    """One branch of the phase boundary in the plane, ascending in Jx; the error lies along the axis that was crossed."""

    Jx: np.ndarray
    Jy: np.ndarray
    error: np.ndarray


def sizes_of(r):
    """The file's sizes, ascending."""
    return np.sort(np.atleast_1d(r["N"]))


class AnotherModel(Trouble, ValueError):
    """The file's model has more than the paper's: its critical point is not that of Eq. 9."""


def foreign(r):
    """What the file's model has that the paper's has not, in words: fields, pumping, dephasing; "" if nothing."""
    def value(name):
        try:
            return np.ravel(r[name])
        except KeyError:  # a file without that parameter
            return np.zeros(1)

    return ", ".join(f"{name} = {value(name)[value(name) != 0][0]:g}" for name in BEYOND if value(name).any())


def critical_Jy(r, Jx=None):
    """Jy at which the paramagnet becomes unstable for N to infinity: (Jy - Jz)(Jz - Jx) = ((gamma + gamma_c)/4)^2, Eq. 9 and the same
    linearisation of Eq. 7 with collective emission. AnotherModel with fields or other rates. Jx: instead of the file's own, may be an
    array.
    """
    if foreign(r):
        raise AnotherModel(f"Eq. 9 gives no critical point for {foreign(r)}")
    rate, scale = float(r["gamma"]) + float(r["gamma_c"]), float(r["spin_scale"])
    Jx, Jz = float(r["Jx"]) if Jx is None else np.asarray(Jx, float), float(r["Jz"])
    return Jz + (rate / (4 * scale)) ** 2 / (Jz - Jx)


def crossing(r, name, n, m, near=None, power=0, **at):
    """Where the curves of two sizes cross along Jy: of several crossings the nearest to `near`, by default the mean field's critical point.
    With a power, where name/N^power does."""
    near = critical_Jy(r) if near is None else near
    return analysis.crossing(r["Jy"], r.select(name, N=n, **at) * float(n) ** -power, r.select(name, N=m, **at) * float(m) ** -power, near)


def crossings(r, name, step=5, near=None, power=0, **at):
    """crossing() for every N of the file with N + step in it, a Series over the smaller size; pairs that do not cross are left out."""
    sizes = [n for n in sizes_of(r) if n + step in r["N"]]
    return _series(sizes, [crossing(r, name, n, n + step, near, power, **at) for n in sizes])


def peaks(r, name, **at):
    """Place and height of the largest value along Jy for every size, as two Series; sizes whose maximum is at an end are left out."""
    sizes = sizes_of(r)
    found = [analysis.maximum(r["Jy"], r.select(name, N=n, **at)) for n in sizes]
    return _series(sizes, [place for place, _ in found]), _series(sizes, [height for _, height in found])


def discrepancies(r, name, **at):
    """Sizes, ascending, and exact result minus mean field (N to infinity) at each, with its sign. `at` fixes all axes but N."""
    order = np.argsort(r["N"])
    return r["N"][order], (r.select(name, **at) - r.select(name + "_mf", **at))[order]


def _after_last_sign_change(y):
    """Index of the first value from which the sign stays."""
    changes = np.flatnonzero(np.sign(y[1:]) != np.sign(y[:-1]))
    return int(changes[-1]) + 1 if len(changes) else 0


def exponent(r, name, first=0, last=np.inf, **at):
    """Power law of |exact - mean field| in N, sizes from first to last, but none up to the last one at which the difference changes its
    sign: there its modulus goes through zero and is no power. `at` fixes all axes but N. ValueError if fewer than three sizes are left."""
    sizes, difference = discrepancies(r, name, **at)
    good = np.isfinite(difference) & (sizes <= last)
    sizes, difference = sizes[good], difference[good]
    start = _after_last_sign_change(difference)
    return analysis.power_law(sizes[start:], np.abs(difference[start:]), first)


def exponents(r, name, first=0, last=np.inf, keep=lambda N: True, **at):
    """Exponent at every Jy of the file, and its standard error, as arrays over Jy: NaN where fewer than three sizes keep one sign.
    keep: a condition on N, as lambda N: N % 2 == 0."""
    order = [k for k in np.argsort(r["N"]) if keep(r["N"][k]) and first <= r["N"][k] <= last]
    sizes = r["N"][order]
    difference = (r.select(name, **at) - r.select(name + "_mf", **at))[order]
    found = np.full((2, len(r["Jy"])), np.nan)
    for k, column in enumerate(difference.T):
        start = _after_last_sign_change(column)
        if len(sizes) - start >= 3 and np.isfinite(column).all():
            found[:, k] = analysis.power_law(sizes[start:], np.abs(column[start:])).exponent
    return found


def boundary(r, name, n, m, **at):
    """Where the curves of two sizes cross along every column and every row of a file with axes Jx and Jy; crossings less certain than the
    grid's step are left out. Two Branches: Jx < Jz, ferromagnet above it, and Jx > Jz, ferromagnet below it."""
    a, b, Jx, Jy = r.select(name, N=n, **at), r.select(name, N=m, **at), r["Jx"], r["Jy"]
    columns = [(x, e.value, e.error) for k, x in enumerate(Jx) for e in analysis.crossings(Jy, a[k], b[k]) if e.error < Jy[1] - Jy[0]]
    rows = [(e.value, y, e.error) for k, y in enumerate(Jy) for e in analysis.crossings(Jx, a[:, k], b[:, k]) if e.error < Jx[1] - Jx[0]]
    points = np.array(sorted(columns + rows), float).reshape(-1, 3)
    return Branch(*points[points[:, 0] < r["Jz"]].T), Branch(*points[points[:, 0] > r["Jz"]].T)
