"""Claims of the XYZ paper on its steady states (abstract and Secs. VI A and B, Figs. 3 and 6 to 8)."""
import numpy as np

from papers.claims import Claims, agrees, listed, some, value, verdict
from papers.xyz import scaling
from papers.xyz.cuts import QUANTITIES, cut_exponents, cuts, exponents_text, peak_of_difference, worst_difference
from pilind import analysis

claim = Claims("xyz")
LOCAL = ("fig06", "fig07", "fig09", "fig09_exponents")


@claim("abstract, Sec. VI", "the exact steady state up to N = 95 spins, the results exact up to 1e-12")
def exact_to_95(f):
    files = [f[stem] for stem in (*LOCAL, "fig08", "fig10", "fig11")]
    largest = min(max(r["N"]) for r in files)
    residual, failed = max(np.nanmax(r["residual"]) for r in files), sum(int((r["status"] != 1).sum()) for r in files)
    trace = max(np.nanmax(r["trace_error"]) for r in files)
    text = f"{sum(r['status'].size for r in files)} steady states to N = {largest}, {failed} failed; "
    text += f"residuals at most {residual:.0e} of the unmodified Liouvillian, trace to {trace:.0e}"
    return text, verdict(largest >= 95 and failed == 0 and residual < 1e-11)


@claim("Sec. VI A", "for our choice of parameters Sxx(N) > Syy(N)")
def Sxx_above_Syy(f):
    r = f.fig06
    equal = 2 * value(r, "Jz") - value(r, "Jx")
    more = r["Sxx"] > r["Syy"] + 1e-12
    wrong = int((more.all(0) != (r["Jy"] > equal + 1e-9)).sum())
    n = max(r["N"])
    meet = analysis.crossing(r["Jy"], r.select("Sxx", N=n), r.select("Syy", N=n), equal)
    share = f"{int(more.all(0).sum())} of {len(r['Jy'])} values of Jy"
    return f"true at {share} only: the two are equal at Jy = {meet} and Syy is the larger one below", verdict(
        bool(more.all()), corrected=wrong <= 1
    )


def identities(r):
    """Largest violation of the two identities that hold for Gamma = 0 at every N."""
    axes = [
        np.reshape(r[name], [-1 if d == name else 1 for d in r.axes]) if name in r.axes else value(r, name) for name in ("Jx", "Jy", "Jz")
    ]
    Jx, Jy, Jz = axes
    first = np.nanmax(np.abs((Jz - Jx) * r["Sxx"] - (Jy - Jz) * r["Syy"]))
    return float(first), float(np.nanmax(np.abs(r["Sxx"] + r["Syy"] + 2 * r["Szz"] + 2 * r["Mz"])))


@claim("beyond the paper", "(Jz-Jx) Sxx = (Jy-Jz) Syy and Sxx + Syy + 2 Szz + 2 Mz = 0 at every N, Gamma = 0")
def two_identities(f):
    files = [f[stem] for stem in (*LOCAL, "fig03")]
    worst = np.max([identities(r) for r in files], axis=0)
    collective = [identities(f.fig11)[k] for k in (0, 1)]
    text = f"violated by at most {worst[0]:.0e} and {worst[1]:.0e} in {sum(r['status'].size for r in files)} steady states; "
    text += f"with Gamma = 2 gamma by {collective[0]:.1e} and {collective[1]:.1e}"
    return text, worst.max() < 1e-10


@claim("Fig. 3", "the phase diagram from crossings of the bimodality, N = 50 and 60, agrees qualitatively with the mean field's")
def phase_diagram(f):
    r = f.fig03
    n, m = sorted(int(n) for n in r["N"])
    Jx = r["Jx"][(r["Jx"] < value(r, "Jz")) & (scaling.critical_Jy(r, np.minimum(r["Jx"], value(r, "Jz") - 1e-6)) < r["Jy"][-3])]
    Jc = scaling.critical_Jy(r, Jx)
    text, good = [], True
    for name in ("Bx", "By"):
        off = np.array([scaling.crossing(r, name, n, m, near=at, Jx=x).value for x, at in zip(Jx, Jc)]) - Jc
        part = np.abs(off / (Jc - value(r, "Jz")))
        text.append(f"{name} crosses {off.min():+.4f} to {off.max():+.4f} from the mean field's Jy")
        text[-1] += f", {100 * np.median(part):.0f} % of Jy - Jz in the median, {100 * part.max():.0f} % at most"
        good &= bool(part.max() < 0.3)
    return f"Jx = {Jx[0]:g} to {Jx[-1]:g}: " + "; ".join(text) + "; which of the two is meant the paper does not say", verdict(good)


@claim("beyond the paper, Fig. 3", "Jx-Jz and Jy-Jz may change sign together, x and y may be exchanged: one quadrant fixes the diagram")
def diagram_symmetries(f):
    r = f.fig03
    if not (np.allclose(r["Jx"] + r["Jx"][::-1], 2 * value(r, "Jz")) and np.allclose(r["Jx"], r["Jy"])):
        raise ValueError("the grid is not symmetric about Jz")
    order = [r.dims["Bx"].index(axis) for axis in ("N", "Jx", "Jy")]
    Bx, By, Mz = (np.transpose(r[name], order) for name in ("Bx", "By", "Mz"))
    sign = max(np.nanmax(np.abs(y - y[:, ::-1, ::-1])) for y in (Bx, By, Mz))
    exchange = max(np.nanmax(np.abs(Bx - By.swapaxes(1, 2))), np.nanmax(np.abs(Mz - Mz.swapaxes(1, 2))))
    text = f"Bx, By and Mz agree to {sign:.0e} under both signs, to {exchange:.0e} under exchange, on {r['status'].size} points"
    return text, max(sign, exchange) < 1e-8


@claim("Fig. 6", "with larger N the steady state comes closer to the mean field")
def closer_with_N(f):
    worst = {words: worst_difference(f.fig06, name) for name, words, *_ in QUANTITIES}
    first, last = min(f.fig06["N"]), max(f.fig06["N"])
    text = "; ".join(f"{words}: largest distance along Jy {w[0]:.4f} at N = {first}, {w[-1]:.4f} at {last}" for words, w in worst.items())
    return text, verdict(all((np.diff(w) < 0).all() for w in worst.values()))


@claim("Fig. 6(d-f)", "the discrepancies are largest at the critical point")
def largest_at_criticality(f):
    at = {words: peak_of_difference(f.fig06, name) for name, words, *_ in QUANTITIES}
    Jc = scaling.critical_Jy(f.fig06)
    step = f.fig06["Jy"][1] - f.fig06["Jy"][0]
    text = f"at N = {max(f.fig06['N'])} largest at " + ", ".join(f"Jy = {Jy:g} for {words}" for words, Jy in at.items())
    text += f"; critical point {Jc:g}, grid step {step:g}"
    return text, verdict(all(abs(Jy - Jc) <= 3 * step for Jy in at.values()))


@claim("Sec. VI A", "the discrepancies are in general smaller in the ferromagnet than in the paramagnet")
def smaller_in_ferromagnet(f):
    r = f.fig07
    n, at = max(r["N"]), cuts(r)
    ends = [at["paramagnet"], at["ferromagnet"]]
    off = {words: [abs(r.select(name, N=n, Jy=Jy) - r.select(name + "_mf", N=n, Jy=Jy)) for Jy in ends] for name, words, *_ in QUANTITIES}
    smaller = [words for words, (para, ferro) in off.items() if ferro < para]
    text = "; ".join(f"{words}: {para:.5f} and {ferro:.5f}" for words, (para, ferro) in off.items())
    return f"at N = {n}, Jy = {at['paramagnet']:g} and {at['ferromagnet']:g}: {text}", verdict(len(smaller) >= 2)


@claim("Fig. 7", "the ferromagnet converges fastest, the critical region slowest")
def convergence_rates(f):
    laws = cut_exponents(f.fig07, first=30)
    slowest = all(max(row, key=lambda cut: row[cut].exponent) == "critical" for row in laws.values())
    fastest = [words for words, row in laws.items() if min(row, key=lambda cut: row[cut].exponent) == "ferromagnet"]
    text = f"fits from N = 30: {exponents_text(laws)}; the critical point is slowest in {'all' if slowest else 'not all'}, "
    text += f"the ferromagnet fastest for {listed(fastest)}"
    return text, verdict(slowest and len(fastest) == len(laws), corrected=slowest)


@claim("Eq. 26, captions of Figs. 6 and 10", "the discrepancies are |exact - mean field|; the captions divide by N")
def captions_divide_by_N(f):
    laws = cut_exponents(f.fig07)
    critical = {words: row["critical"].exponent for words, row in laws.items()}
    below = all(e.value > -1 for e in critical.values())
    text = "without 1/N the exponents at the critical point are " + ", ".join(f"{words} {e}" for words, e in critical.items())
    return text + "; with it each would be lower by 1, and none above -1: the figures' scale is Eq. 26", verdict(below)


def straight_crossing(x, a, b, near):
    """Where the straight lines between the grid points of two curves meet."""
    d = a - b
    k = np.flatnonzero(np.sign(d[1:]) * np.sign(d[:-1]) < 0)
    meet = x[k] - d[k] * (x[k + 1] - x[k]) / (d[k + 1] - d[k])
    return float(meet[np.argmin(np.abs(meet - near))]) if len(meet) else np.nan


@claim("Fig. 8(a)", "the bimodality of N = 50 and N = 60 crosses at Jy = 1.144 (mean field 1.15625)")
def crossing_50_60(f):
    r = f.fig08
    x, y = (scaling.crossing(r, name, 50, 60) for name in ("Bx", "By"))
    straight = straight_crossing(r["Jy"], r.select("Bx", N=50), r.select("Bx", N=60), x.value)
    text = f"Bx: {x}; By: {y}; straight lines between the {len(r['Jy'])} points of a curve of Bx meet at {straight:.4f}"
    return text, verdict(agrees(x, "1.144"), reading=agrees(straight, "1.144"))


@claim("Fig. 8(a)", "the bimodality approaches 1/3 in the paramagnet and 1 in the ferromagnet")
def bimodality_limits(f):
    r = f.fig08
    n = max(r["N"])
    low, high = (scaling.sizes_of(r)[0], n)
    left, right = ([r.select("Bx", N=size)[k] for size in (low, high)] for k in (0, -1))
    text = f"Bx at Jy = {r['Jy'][0]:g}: {left[0]:.4f} for N = {low}, {left[1]:.4f} for N = {high}; "
    text += f"at Jy = {r['Jy'][-1]:g}: {right[0]:.4f} and {right[1]:.4f}"
    return text, verdict(
        abs(left[1] - 1 / 3) < abs(left[0] - 1 / 3) and abs(left[1] - 1 / 3) < 0.01 and 0.8 < right[1] <= 1 and right[1] > right[0]
    )


@claim("Fig. 8(b)", "as N increases the crossing of N and N + 5 moves towards the mean field's point")
def crossings_move(f):
    c, Jc = some(scaling.crossings(f.fig08, "Bx", step=5)), scaling.critical_Jy(f.fig08)
    k = int(np.argmin(c.value))
    always = bool((np.diff(np.abs(c.value - Jc)) < 0).all())
    text = f"it falls through {Jc:g} to {c.value[k]:.5f} at N = {c.N[k]:.0f}, then rises to {c.value[-1]:.5f} at N = {c.N[-1]:.0f}"
    return text, verdict(always, corrected=bool((np.diff(c.value[k:]) > 0).all()))


@claim("Fig. 8(b)", "polynomials of third and fourth degree in 1/N predict the critical point with reasonable, not excellent, accuracy")
def polynomial_fits(f):
    c, Jc = some(scaling.crossings(f.fig08, "Bx", step=5)), scaling.critical_Jy(f.fig08)
    fits = {f"degree {len(p)}": analysis.extrapolate(c.N, c.value, p) for p in ((1, 2, 3), (1, 2, 3, 4))}
    half = analysis.extrapolate(c.N, c.value, scaling.CROSSING_POWERS)
    text = ", ".join(f"{name}: {e} ({e.value - Jc:+.4f})" for name, e in fits.items())
    text = f"{text}; with the powers of mean-field scaling, N^-1, N^-3/2, N^-2, N^-5/2: {half} ({half.value - Jc:+.4f})"
    return text, verdict(all(abs(e.value - Jc) < 0.02 for e in fits.values()))


@claim("Fig. 8(c)", "for bigger N the peak of chi_av is at Jy = 1.35")
def chi_peak(f):
    place = some(scaling.peaks(f.fig08, "chi_av")[0])
    k = int(np.argmax(place.value))
    text = f"farthest at {place.value[k]:.4f} for N = {place.N[k]:.0f}, then back to {place.value[-1]:.4f} at N = {place.N[-1]:.0f}"
    return text, verdict(agrees(float(place.value[-1]), "1.35"))


@claim("Fig. 8(d)", "the maximum of chi_av grows as N^1.1")
def chi_growth(f):
    height = some(scaling.peaks(f.fig08, "chi_av")[1])
    law = analysis.power_law(height.N, height.value, first=20)
    middle, slopes = analysis.local_slopes(height.N, height.value)
    text = f"{law.exponent} for N = {law.first:.0f} to {law.last:.0f}; the local exponent is {slopes[-1]:.3f} at N = "
    text += f"{middle[-1]:.0f} and falls"
    return text, verdict(agrees(law.exponent, "1.1"))


@claim("Sec. VI B, Fig. 8(c, d)", "chi_av diverges, but not at the transition: it fails as a predictor")
def chi_fails(f):
    r = f.fig08
    Jc = scaling.critical_Jy(r)
    c = some(scaling.crossings(r, "chi_av", step=20, power=0.5))
    text = (
        f"its peak does; chi_av/N^1/2 of N and N + 20 cross at {listed(c.value, '{:.4f}')} for N = {listed(c.N, '{:.0f}')}, towards {Jc:g}"
    )
    return text, verdict(False, corrected=bool((np.diff(np.abs(c.value - Jc)) < 0).all() and abs(c.value[-1] - Jc) < 0.01))
