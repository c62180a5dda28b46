"""Claims of the XYZ paper on collective dissipation (Sec. VI D, Figs. 10 and 11)."""
import numpy as np

from papers.claims import Claims, agrees, verdict
from papers.xyz import scaling
from papers.xyz.cuts import QUANTITIES, cut_exponents, cuts, peak_of_difference
from papers.xyz_large import asymptotics
from pilind import analysis

claim = Claims("xyz")


@claim("Sec. VI D, Fig. 10", "collective dissipation does not move the transition")
def collective_same_transition(f):
    r = f.fig10
    found = scaling.crossing(r, "Bx", 50, 60)
    limits = [
        asymptotics.crossing_limit(asymptotics.doubled_crossings(f[f"xyz_large/{stem}"], "By"))
        for stem in ("critical", "critical_collective")
    ]
    text = f"Bx of N = 50 and 60 crosses at {found} with Gamma = 2 gamma, {scaling.crossing(f.fig06, 'Bx', 50, 60)} without; "
    text += f"for N to infinity By crosses at {limits[1]} and {limits[0]}"
    return text, verdict(all(abs(e.value - scaling.critical_Jy(r)) < 1e-3 for e in limits))


@claim("Sec. VI D, Fig. 10", "with collective dissipation the transition seems to become sharper")
def collective_sharper_steady(f):
    n = max(set(f.fig06["N"]) & set(f.fig10["N"]))
    steep = {name: [float(np.gradient(r.select(name, N=n), r["Jy"]).max()) for r in (f.fig06, f.fig10)] for name in ("Sxx", "Mz")}
    text = "; ".join(f"{name}: {without:.3f} without, {with_:.3f} with" for name, (without, with_) in steep.items())
    return f"largest slope along Jy at N = {n}, {text}", verdict(all(with_ > without for without, with_ in steep.values()))


@claim("Sec. VI D, Fig. 10(d-f)", "the highest discrepancies are at the transition and where Jy is increased")
def collective_discrepancies(f):
    r = f.fig10
    at = {words: peak_of_difference(r, name) for name, words, *_ in QUANTITIES}
    Jc, step = scaling.critical_Jy(r), r["Jy"][1] - r["Jy"][0]
    n = max(r["N"])
    ratio = {words: np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)) for name, words, *_ in QUANTITIES}
    text = f"at N = {n} largest at " + ", ".join(f"Jy = {Jy:g} for {words}" for words, Jy in at.items())
    text += "; at the right end " + ", ".join(f"{d[-1] / d.max():.3f} of it ({words})" for words, d in ratio.items())
    return text, verdict(all(abs(Jy - Jc) <= 3 * step for Jy in at.values()))


@claim(
    "Sec. VI D, Fig. 11(b)", "at criticality the exponents of Mz and S/N are those without collective dissipation, that of Sxx slightly off"
)
def collective_critical_exponents(f):
    local, collective = (cut_exponents(r, first=30) for r in (f.fig07, f.fig11))
    pairs = {words: (local[words]["critical"].exponent, collective[words]["critical"].exponent) for words in local}
    off = {words: abs(a.value - b.value) for words, (a, b) in pairs.items()}
    text = "fits from N = 30, without and with: " + "; ".join(f"{words}: {a} and {b}" for words, (a, b) in pairs.items())
    return text, verdict(off["Mz"] < 0.05 and off["S/N"] < 0.05 and off["Sxx"] < 0.15)


@claim("Sec. VI D, Fig. 11(c)", "Delta Mz falls faster than a power in the ferromagnet; a fit would give -1.14")
def collective_Mz_exponent(f):
    Jy = cuts(f.fig11)["ferromagnet"]
    fits = {first: scaling.exponent(f.fig11, "Mz", first=first, Jy=Jy).exponent for first in (5, 20, 30, 35, 40)}
    N, difference = scaling.discrepancies(f.fig11, "Mz", Jy=Jy)
    middle, slopes = analysis.local_slopes(N[-4:], np.abs(difference[-4:]))
    text = (
        "; ".join(f"from N = {first}: {e}" for first, e in fits.items())
        + f"; the local exponent is {slopes[-1]:.3f} at N = {middle[-1]:.0f}"
    )
    return text, verdict(agrees(fits[5], "-1.14"), reading=any(agrees(e, "-1.14") for e in fits.values()))
