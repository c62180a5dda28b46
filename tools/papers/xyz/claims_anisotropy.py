"""Claims of the XYZ paper on high anisotropy (Sec. VI C, Fig. 9)."""
import numpy as np

from papers.claims import Claims, agrees, listed, value, verdict
from papers.xyz import scaling
from papers.xyz.claims_spectrum import stable
from papers.xyz_large import asymptotics
from pilind import analysis

claim = Claims("xyz")


@claim("Sec. VI C", "beyond Jy = 2.3 Sxx decreases: the boundary of the highly anisotropic regime")
def Sxx_decreases(f):
    r = f["xyz_large/peaks"]
    meanfield = analysis.maximum(r["Jy"], r.select("Sxx_mf", N=max(r["N"])))[0]
    exact, _ = scaling.peaks(r, "Sxx")
    text = f"the mean field's Sxx is largest at {meanfield}; the exact one at {listed(exact.value, '{:.4f}')} for N = "
    text += f"{listed(exact.N, '{:.0f}')}"
    return text, verdict(all(agrees(float(x), "2.3") for x in exact.value), reading=agrees(meanfield, "2.3"))


def independent_bimodality(N, square):
    """<S^2>^2/<S^4> of N independent spins that all have the mean +m or all -m, square = m^2: the mean field's state, its mirror images
    mixed."""
    pairs, triples = N * (N - 1), N * (N - 1) * (N - 2)
    second = N + pairs * square
    fourth = N + 3 * pairs + (4 * pairs + 6 * triples) * square + triples * (N - 3) * square**2
    return second**2 / fourth


@claim("Sec. VI C", "this point coincides exactly with that where the bimodality of the mean field's solution starts to decrease")
def bimodality_decreases(f):
    r = f["xyz_large/peaks"]
    structure = analysis.maximum(r["Jy"], r.select("Sxx_mf", N=max(r["N"])))[0]
    bimodal = [analysis.maximum(r["Jy"], independent_bimodality(float(n), r.select("Sxx_mf", N=n)))[0] for n in r["N"]]
    exact, _ = scaling.peaks(r, "Bx")
    text = "the bimodality of N spins in the mean field's state, a function of its Sxx, "
    text += f"is largest at {listed([b.value for b in bimodal], '{:.5f}')} for N = {listed(r['N'])}, that Sxx at {structure.value:.5f}"
    return text + f"; the exact Bx already at {listed(exact.value, '{:.4f}')}", verdict(
        all(abs(b.value - structure.value) < 1e-4 for b in bimodal)
    )


def fits_beyond(r, Jy, ranges):
    """Exponents of |Sxx - mean field| averaged over the Jy beyond one, for ranges of N and parities: {words: (mean, smallest, largest)}."""
    beyond, found = r["Jy"] > Jy, {}
    for words, first, keep in ranges:
        exponents = scaling.exponents(r, "Sxx", first=first, keep=keep)[0][beyond]
        if not np.isfinite(exponents).any():
            raise ValueError(f"too few sizes: {words}")
        found[words] = (float(np.nanmean(exponents)), float(np.nanmin(exponents)), float(np.nanmax(exponents)))
    return found


RANGES = (
    ("all N", 0, lambda N: True),
    ("N from 20", 20, lambda N: True),
    ("N from 50", 50, lambda N: True),
    ("even N", 0, lambda N: N % 2 == 0),
    ("odd N", 0, lambda N: N % 2 == 1),
)


@claim("Sec. VI C, Fig. 9(c)", "the approach to the mean field goes as N^-0.22 for Jy > 60")
def anisotropic_exponent(f):
    found = fits_beyond(f.fig09_exponents, 60, RANGES)
    text = "; ".join(f"{words}: {mean:.3f} ({low:.3f} to {high:.3f})" for words, (mean, low, high) in found.items())
    text = f"means over Jy from 60 to {f.fig09_exponents['Jy'][-1]:g}, and their range. {text}"
    everywhere = all(agrees(low, "-0.22") and agrees(high, "-0.22") for _, low, high in found.values())
    return text, verdict(everywhere, reading=any(low <= -0.22 <= high for _, low, high in found.values()))


@claim("Sec. VI C, Fig. 9(c)", "these exponents tend to zero for larger Jy: the mean field is less and less accurate the more anisotropic")
def exponents_vanish(f):
    r = f.fig09_exponents
    exponents = scaling.exponents(r, "Sxx", first=20)[0]
    at = [int(np.argmin(np.abs(r["Jy"] - Jy))) for Jy in (3, 5, 10, 20, 50, 100)]
    high = value(f["xyz_large/anisotropy_slope"], "Jy")
    far = asymptotics.approach(f["xyz_large/anisotropy_slope"], high)
    text = ", ".join(f"{exponents[k]:.3f} at Jy = {r['Jy'][k]:g}" for k in at)
    text += f" for N = 20 to {max(r['N'])}: at fixed N so, but at fixed Jy the exponent goes to -1; at Jy = {high:g} it is "
    text += f"{far[1][0]:.3f} at N = {far[0][0]:.0f} and {far[1][-1]:.3f} at N = {far[0][-1]:.0f}"
    falling = bool((np.diff(np.abs(exponents[at])) < 0).all())
    return text, verdict(False, corrected=falling and bool((np.diff(far[1]) < 0).all()))


@claim("Sec. VI C", "no sign of a second phase transition at high anisotropy")
def no_second_transition(f):
    r = f.fig09
    states = stable(f.fig02).sum(1)[f.fig02["Jy"] > 1.2]
    pairs = [(n, m) for n, m in zip(scaling.sizes_of(r)[:-1], scaling.sizes_of(r)[1:]) if n >= 40]
    far = [c.value for n, m in pairs for c in analysis.crossings(r["Jy"], r.select("Bx", N=n), r.select("Bx", N=m)) if 2 < c.value < 20]
    text = f"the mean field keeps {np.unique(states)} stable states to Jy = {f.fig02['Jy'][-1]:g}; "
    text += f"between Jy = 2 and 20 the bimodalities of neighbouring sizes from N = 40 cross {len(far)} times"
    return text, verdict(not far and len(np.unique(states)) == 1)


@claim("Sec. VI C", "the state remains very entropic even where the Hamiltonian dominates")
def stays_entropic(f):
    r = f.fig09_exponents
    n = max(r["N"])
    S = r.select("entropy", N=n)
    text = f"S/N at N = {n}: {S[0]:.4f} at Jy = {r['Jy'][0]:g}, {S[-1]:.4f} at Jy = {r['Jy'][-1]:g}; ln 2 = {np.log(2):.4f}"
    return text, verdict(S[-1] > 0.9 * np.log(2))
