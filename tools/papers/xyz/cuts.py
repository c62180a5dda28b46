"""What the figures and the claims of the XYZ paper compare with the mean field: three quantities, along Jy and at three cuts through it."""
from typing import NamedTuple

import numpy as np

from papers.xyz import scaling


class Quantity(NamedTuple):
    """An output that Eq. 26 compares with its mean field, its name in words and formulas, its colour and marker in Figs. 7 and 11."""

    name: str
    words: str
    symbol: str
    color: str
    marker: str


class Cut(NamedTuple):
    """Where the paper cuts its phase diagram, in units of gamma + Gamma (None: at the critical point), and how it marks it."""

    name: str
    Jy: float
    color: str
    marker: str


QUANTITIES = (Quantity("Sxx", "Sxx", "S^{xx}", "tab:blue", "*"), Quantity("Mz", "Mz", "M_z", "tab:orange", "o"),
              Quantity("entropy", "S/N", "S/N", "tab:green", "x"))
CUTS = (Cut("paramagnet", 1.1, "goldenrod", "h"), Cut("critical", None, "red", "s"), Cut("ferromagnet", 1.7, "darkturquoise", "o"))


def rate(r):
    """gamma + Gamma, the unit of every figure."""
    return float(r["gamma"]) + float(r["gamma_c"])


def unit(r):
    return r"\gamma" if float(r["gamma_c"]) == 0 else r"(\gamma+\Gamma)"


def Jy_label(r):
    return f"$J_y/{unit(r)}$"


def cuts(r):
    """Jy of the paper's three cuts, by name."""
    return {cut.name: scaling.critical_Jy(r) if cut.Jy is None else cut.Jy * rate(r) for cut in CUTS}


def marked(r):
    """(Cut, its Jy in units of gamma + Gamma) of those that this file's model has: all three at the paper's Jx and Jz, else the critical
    point if Eq. 9 gives one, else none."""
    if scaling.foreign(r) or float(r["Jx"]) == float(r["Jz"]):
        return []
    papers = np.allclose([float(r["Jx"]) / rate(r), float(r["Jz"]) / rate(r), float(r["spin_scale"])], [0.6, 1, 1])
    return [(cut, cuts(r)[cut.name] / rate(r)) for cut in CUTS if papers or cut.Jy is None]


def peak_of_difference(r, name):
    """Jy at which |exact - mean field| of the largest size is largest, on the grid."""
    n = max(r["N"])
    return float(r["Jy"][np.argmax(np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)))])


def worst_difference(r, name):
    """Largest |exact - mean field| along Jy at every size, ascending in N."""
    return np.array([np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)).max() for n in scaling.sizes_of(r)])


def cut_exponents(r, first=0):
    """Exponents of Eq. 26 at the three cuts, over all sizes behind the last change of sign: {quantity: {cut: PowerLaw}}."""
    return {q.words: {cut: scaling.exponent(r, q.name, first, Jy=at) for cut, at in cuts(r).items()} for q in QUANTITIES}


def exponents_text(laws):
    return "; ".join(f"{words}: " + ", ".join(f"{law.exponent} ({cut})" for cut, law in row.items()) for words, row in laws.items())
