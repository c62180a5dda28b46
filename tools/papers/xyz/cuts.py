"""What the figures and the claims of the XYZ paper compare with the mean field: three quantities, along Jy and at three cuts through it."""
import numpy as np

from papers.xyz import scaling

QUANTITIES = (("Sxx", "Sxx"), ("Mz", "Mz"), ("entropy", "S/N"))
CUTS = {"paramagnet": 1.1, "critical": None, "ferromagnet": 1.7}


def cuts(r):
    """Jy of the paper's three cuts, by name."""
    return {name: scaling.critical_Jy(r) if at is None else at for name, at in CUTS.items()}


def peak_of_difference(r, name):
    """Jy at which |exact - mean field| of the largest size is largest, on the grid."""
    n = max(r["N"])
    return float(r["Jy"][np.argmax(np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)))])


def worst_difference(r, name):
    """Largest |exact - mean field| along Jy at every size, ascending in N."""
    return np.array([np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)).max() for n in scaling.sizes_of(r)])


def cut_exponents(r, first=0):
    """Exponents of Eq. 26 at the three cuts, over all sizes behind the last change of sign: {quantity: {cut: PowerLaw}}."""
    return {words: {cut: scaling.exponent(r, name, first, Jy=at) for cut, at in cuts(r).items()} for name, words in QUANTITIES}


def exponents_text(laws):
    return "; ".join(f"{words}: " + ", ".join(f"{law.exponent} ({cut})" for cut, law in row.items()) for words, row in laws.items())
