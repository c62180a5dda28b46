"""Finite-size analysis of curves from results files: crossings, maxima, power laws, extrapolation, each with an uncertainty.

Arrays in, numbers out; nothing here knows a file or a figure. A quantity and its uncertainty travel as an Estimate."""
from typing import NamedTuple

import numpy as np


class Estimate(NamedTuple):
    """A number and how far it may be off, in the same unit."""

    value: float
    error: float

    def __str__(self):
        return f"{self.value:.{_digits(self.error)}f} ± {self.error:.1g}"


class PowerLaw(NamedTuple):
    """y = amplitude * N^exponent.value between the sizes first and last; exponent.error is the standard error of the fit."""

    exponent: Estimate
    amplitude: float
    first: float
    last: float

    def __call__(self, N):
        return self.amplitude * np.asarray(N, float) ** self.exponent.value


class InversePowers(NamedTuple):
    """y = limit + sum_k coefficients[k + 1] * N^-powers[k]."""

    limit: Estimate
    powers: tuple
    coefficients: np.ndarray

    def __call__(self, N):
        return sum(c * np.asarray(N, float) ** -p for c, p in zip(self.coefficients, (0.0, *self.powers)))


def _digits(error):
    """Decimals that show an error's first digit; at most 12."""
    return int(np.clip(1 - np.floor(np.log10(error)) - 1 if error > 0 else 12, 0, 12))


def discrepancy(exact, meanfield):
    """Eq. 26 of the XYZ paper: |exact - mean field|, the mean field broadcast along the sizes."""
    return np.abs(exact - meanfield)


def power_law(N, y, first=-np.inf, last=np.inf):
    """Straight line through log y over log N by least squares, sizes from first to last; y > 0."""
    N, y = np.asarray(N, float), np.asarray(y, float)
    used = (N >= first) & (N <= last) & np.isfinite(y)
    if used.sum() < 3 or (y[used] <= 0).any():
        raise ValueError(f"a power law needs three positive values or more between N = {first:g} and {last:g}")
    x, z = np.log(N[used]), np.log(y[used])
    (slope, offset), covariance = np.polyfit(x, z, 1, cov="unscaled")
    spread = np.sqrt(((z - slope * x - offset) ** 2).sum() / max(len(x) - 2, 1))
    exponent = Estimate(float(slope), float(spread * np.sqrt(covariance[0, 0])))
    return PowerLaw(exponent, float(np.exp(offset)), float(N[used].min()), float(N[used].max()))


def local_slopes(N, y):
    """d log y / d log N between neighbouring sizes, and the sizes in their geometric middle."""
    N, y = np.asarray(N, float), np.asarray(y, float)
    return np.sqrt(N[1:] * N[:-1]), np.diff(np.log(y)) / np.diff(np.log(N))


def _nearest(x, at, count):
    """The `count` neighbouring points of an ascending grid around index `at`, as a slice."""
    start = int(np.clip(at - (count - 1) // 2, 0, len(x) - count))
    return slice(start, start + count)


def _polynomial(x, y, at, count):
    """Interpolating polynomial through `count` grid points around index `at`, in units of their spread: (coefficients, to x)."""
    part = _nearest(x, at, min(count, len(x)))
    middle, half = (x[part][0] + x[part][-1]) / 2, (x[part][-1] - x[part][0]) / 2
    return np.polyfit((x[part] - middle) / half, y[part], len(x[part]) - 1), lambda t: middle + half * t


def _real_roots(coefficients):
    roots = np.roots(coefficients)
    return roots[np.abs(roots.imag) < 1e-9].real


def _root_near(x, y, at, count):
    """Root of the interpolating polynomial between grid points at and at + 1; NaN if it has none there."""
    coefficients, to_x = _polynomial(x, y, at, count)
    rounding = 1e-9 * (x[at + 1] - x[at])
    inside = [r for r in to_x(_real_roots(coefficients)) if x[at] - rounding <= r <= x[at + 1] + rounding]
    return inside[0] if inside else np.nan


def _sides(d):
    """Signs of d, where an exact zero has that of the value before it: a curve that only touches zero does not cross it."""
    sides = np.sign(d)
    for k in np.flatnonzero(sides == 0):
        sides[k] = sides[k - 1] if k else 0
    return sides


def crossings(x, a, b):
    """All x at which two curves on one ascending grid cross, as Estimates: roots of the polynomial through 6 points of a - b, and its
    distance from the one through 4."""
    x, d = np.asarray(x, float), np.asarray(a, float) - np.asarray(b, float)
    good = np.isfinite(d)
    x, d = x[good], d[good]
    found = []
    sides = _sides(d)
    for k in np.flatnonzero(sides[1:] * sides[:-1] < 0):
        value, coarse = _root_near(x, d, k, 6), _root_near(x, d, k, 4)
        if not np.isfinite(value):
            value = coarse
        if np.isfinite(value):
            found.append(Estimate(float(value), float(abs(value - coarse)) if np.isfinite(coarse) else float(x[k + 1] - x[k])))
    return found


def crossing(x, a, b, near):
    """The crossing nearest to `near`; an Estimate of NaN if the curves do not cross."""
    return min(crossings(x, a, b), key=lambda e: abs(e.value - near), default=Estimate(np.nan, np.nan))


def _extremum_near(x, y, at, count):
    coefficients, to_x = _polynomial(x, y, at, count)
    roots = _real_roots(np.polyder(coefficients))
    lower, upper = x[max(at - 1, 0)], x[min(at + 1, len(x) - 1)]
    inside = [t for t in roots if lower <= to_x(t) <= upper]
    if not inside:
        return np.nan, np.nan
    best = max(inside, key=lambda t: np.polyval(coefficients, t))
    return to_x(best), np.polyval(coefficients, best)


def maximum(x, y):
    """Place and height of a curve's largest value, as two Estimates: polynomial through 7 points, against 5. A maximum at an end of
    the grid is no maximum: NaN."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    good = np.isfinite(y)
    x, y = x[good], y[good]
    nowhere = Estimate(np.nan, np.nan)
    if len(x) < 5:
        return nowhere, nowhere
    k = int(np.argmax(y))
    if k in (0, len(x) - 1):
        return nowhere, nowhere
    (place, height), (place5, height5) = _extremum_near(x, y, k, 7), _extremum_near(x, y, k, 5)
    return Estimate(float(place), float(abs(place - place5))), Estimate(float(height), float(abs(height - height5)))


def _least_squares(columns, y):
    """Coefficients and the standard error of the first."""
    scale = np.abs(columns).max(0)
    inverse = np.linalg.pinv(columns / scale)
    coefficients = inverse @ y / scale
    variance = ((y - columns @ coefficients) ** 2).sum() / max(np.subtract(*columns.shape), 1)
    return coefficients, np.sqrt(variance) * np.linalg.norm(inverse[0]) / scale[0]


def inverse_powers(N, y, powers):
    """Least-squares fit of y = c_0 + sum_k c_k N^-powers[k]. The uncertainty of c_0 is the larger of the standard error and of what leaving
    out the smallest size, or the two smallest, changes."""
    N, y = np.asarray(N, float), np.asarray(y, float)
    good = np.isfinite(y)
    N, y = N[good], y[good]
    if len(N) < len(powers) + 2:
        raise ValueError("an extrapolation needs two sizes more than it has powers")
    order = np.argsort(N)
    N, y = N[order], y[order]
    columns = np.stack([N**-p for p in (0, *powers)], axis=1)
    coefficients, error = _least_squares(columns, y)
    moves = [abs(_least_squares(columns[skip:], y[skip:])[0][0] - coefficients[0]) for skip in (1, 2) if len(N) - skip > columns.shape[1]]
    return InversePowers(Estimate(float(coefficients[0]), float(max([error] + moves))), tuple(powers), coefficients)


def extrapolate(N, y, powers):
    """Value at N to infinity of the fit by inverse powers, with its uncertainty."""
    return inverse_powers(N, y, powers).limit
