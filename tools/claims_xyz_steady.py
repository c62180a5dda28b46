"""Claims of the XYZ paper on its steady states (abstract and Sec. VI, Figs. 3 and 6 to 11)."""
import numpy as np

import analysis
import xyz_large
import xyz_scaling
from claims import Claims, agrees, listed, some, value, verdict
from claims_xyz_spectrum import stable

claim = Claims()
LOCAL = ("fig06", "fig07", "fig09", "fig09_exponents")
QUANTITIES = (("Sxx", "Sxx"), ("Mz", "Mz"), ("entropy", "S/N"))
CUTS = {"paramagnet": 1.1, "critical": None, "ferromagnet": 1.7}


def cuts(r):
    """Jy of the paper's three cuts, by name."""
    return {name: xyz_scaling.critical_Jy(r) if at is None else at for name, at in CUTS.items()}


def peak_of_difference(r, name):
    """Jy at which |exact - mean field| of the largest size is largest, on the grid."""
    n = max(r["N"])
    return float(r["Jy"][np.argmax(np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)))])


def worst_difference(r, name):
    """Largest |exact - mean field| along Jy at every size, ascending in N."""
    return np.array([np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)).max() for n in xyz_scaling.sizes_of(r)])


@claim("abstract, Sec. VI", "the exact steady state up to N = 95 spins, the results exact up to 1e-12")
def _(f):
    files = [f[stem] for stem in (*LOCAL, "fig08", "fig10", "fig11")]
    largest = min(max(r["N"]) for r in files)
    residual, failed = max(np.nanmax(r["residual"]) for r in files), sum(int((r["status"] != 1).sum()) for r in files)
    trace = max(np.nanmax(r["trace_error"]) for r in files)
    text = f"{sum(r['status'].size for r in files)} steady states to N = {largest}, {failed} failed; "
    text += f"residuals at most {residual:.0e} of the unmodified Liouvillian, trace to {trace:.0e}"
    return text, verdict(largest >= 95 and failed == 0 and residual < 1e-11)


@claim("Sec. VI A", "for our choice of parameters Sxx(N) > Syy(N)")
def _(f):
    r = f.fig06
    equal = 2 * value(r, "Jz") - value(r, "Jx")
    more = r["Sxx"] > r["Syy"] + 1e-12
    wrong = int((more.all(0) != (r["Jy"] > equal + 1e-9)).sum())
    n = max(r["N"])
    meet = analysis.crossing(r["Jy"], r.select("Sxx", N=n), r.select("Syy", N=n), equal)
    share = f"{int(more.all(0).sum())} of {len(r['Jy'])} values of Jy"
    return f"true at {share} only: the two are equal at Jy = {meet} and Syy is the larger one below", verdict(bool(more.all()), corrected=wrong <= 1)


def identities(r):
    """Largest violation of the two identities that hold for Gamma = 0 at every N."""
    axes = [np.reshape(r[name], [-1 if d == name else 1 for d in r.axes]) if name in r.axes else value(r, name) for name in ("Jx", "Jy", "Jz")]
    Jx, Jy, Jz = axes
    first = np.nanmax(np.abs((Jz - Jx) * r["Sxx"] - (Jy - Jz) * r["Syy"]))
    return float(first), float(np.nanmax(np.abs(r["Sxx"] + r["Syy"] + 2 * r["Szz"] + 2 * r["Mz"])))


@claim("beyond the paper", "(Jz-Jx) Sxx = (Jy-Jz) Syy and Sxx + Syy + 2 Szz + 2 Mz = 0 at every N, Gamma = 0")
def _(f):
    files = [f[stem] for stem in (*LOCAL, "fig03")]
    worst = np.max([identities(r) for r in files], axis=0)
    collective = [identities(f.fig11)[k] for k in (0, 1)]
    text = f"violated by at most {worst[0]:.0e} and {worst[1]:.0e} in {sum(r['status'].size for r in files)} steady states; "
    text += f"with Gamma = 2 gamma by {collective[0]:.1e} and {collective[1]:.1e}"
    return text, worst.max() < 1e-10


@claim("Fig. 3", "the phase diagram from crossings of the bimodality, N = 50 and 60, agrees qualitatively with the mean field's")
def _(f):
    r = f.fig03
    n, m = sorted(int(n) for n in r["N"])
    Jx = r["Jx"][(r["Jx"] < value(r, "Jz")) & (xyz_scaling.critical_Jy(r, np.minimum(r["Jx"], value(r, "Jz") - 1e-6)) < r["Jy"][-3])]
    Jc = xyz_scaling.critical_Jy(r, Jx)
    text, good = [], True
    for name in ("Bx", "By"):
        off = np.array([xyz_scaling.crossing(r, name, n, m, near=at, Jx=x).value for x, at in zip(Jx, Jc)]) - Jc
        part = np.abs(off / (Jc - value(r, "Jz")))
        text.append(f"{name} crosses {off.min():+.4f} to {off.max():+.4f} from the mean field's Jy")
        text[-1] += f", {100 * np.median(part):.0f} % of Jy - Jz in the median, {100 * part.max():.0f} % at most"
        good &= bool(part.max() < 0.3)
    return f"Jx = {Jx[0]:g} to {Jx[-1]:g}: " + "; ".join(text) + "; which of the two is meant the paper does not say", verdict(good)


@claim("beyond the paper, Fig. 3", "Jx-Jz and Jy-Jz may change sign together, x and y may be exchanged: one quadrant fixes the diagram")
def _(f):
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
def _(f):
    worst = {words: worst_difference(f.fig06, name) for name, words in QUANTITIES}
    first, last = min(f.fig06["N"]), max(f.fig06["N"])
    text = "; ".join(f"{words}: largest distance along Jy {w[0]:.4f} at N = {first}, {w[-1]:.4f} at {last}" for words, w in worst.items())
    return text, verdict(all((np.diff(w) < 0).all() for w in worst.values()))


@claim("Fig. 6(d-f)", "the discrepancies are largest at the critical point")
def _(f):
    at = {words: peak_of_difference(f.fig06, name) for name, words in QUANTITIES}
    Jc = xyz_scaling.critical_Jy(f.fig06)
    step = f.fig06["Jy"][1] - f.fig06["Jy"][0]
    text = f"at N = {max(f.fig06['N'])} largest at " + ", ".join(f"Jy = {Jy:g} for {words}" for words, Jy in at.items())
    text += f"; critical point {Jc:g}, grid step {step:g}"
    return text, verdict(all(abs(Jy - Jc) <= 3 * step for Jy in at.values()))


@claim("Sec. VI A", "the discrepancies are in general smaller in the ferromagnet than in the paramagnet")
def _(f):
    r = f.fig07
    n, at = max(r["N"]), cuts(r)
    ends = [at["paramagnet"], at["ferromagnet"]]
    off = {words: [abs(r.select(name, N=n, Jy=Jy) - r.select(name + "_mf", N=n, Jy=Jy)) for Jy in ends] for name, words in QUANTITIES}
    smaller = [words for words, (para, ferro) in off.items() if ferro < para]
    text = "; ".join(f"{words}: {para:.5f} and {ferro:.5f}" for words, (para, ferro) in off.items())
    return f"at N = {n}, Jy = {at['paramagnet']:g} and {at['ferromagnet']:g}: {text}", verdict(len(smaller) >= 2)


def cut_exponents(r, first=0):
    """Exponents of Eq. 26 at the three cuts, over all sizes behind the last change of sign: {quantity: {cut: PowerLaw}}."""
    return {words: {cut: xyz_scaling.exponent(r, name, first, Jy=at) for cut, at in cuts(r).items()} for name, words in QUANTITIES}


def exponents_text(laws):
    return "; ".join(f"{words}: " + ", ".join(f"{law.exponent} ({cut})" for cut, law in row.items()) for words, row in laws.items())


@claim("Fig. 7", "the ferromagnet converges fastest, the critical region slowest")
def _(f):
    laws = cut_exponents(f.fig07, first=30)
    slowest = all(max(row, key=lambda cut: row[cut].exponent) == "critical" for row in laws.values())
    fastest = [words for words, row in laws.items() if min(row, key=lambda cut: row[cut].exponent) == "ferromagnet"]
    text = f"fits from N = 30: {exponents_text(laws)}; the critical point is slowest in {'all' if slowest else 'not all'}, "
    text += f"the ferromagnet fastest for {listed(fastest)}"
    return text, verdict(slowest and len(fastest) == len(laws), corrected=slowest)


@claim("Eq. 26, captions of Figs. 6 and 10", "the discrepancies are |exact - mean field|; the captions divide by N")
def _(f):
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
def _(f):
    r = f.fig08
    x, y = (xyz_scaling.crossing(r, name, 50, 60) for name in ("Bx", "By"))
    straight = straight_crossing(r["Jy"], r.select("Bx", N=50), r.select("Bx", N=60), x.value)
    text = f"Bx: {x}; By: {y}; straight lines between the {len(r['Jy'])} points of a curve of Bx meet at {straight:.4f}"
    return text, verdict(agrees(x, "1.144"), reading=agrees(straight, "1.144"))


@claim("Fig. 8(a)", "the bimodality approaches 1/3 in the paramagnet and 1 in the ferromagnet")
def _(f):
    r = f.fig08
    n = max(r["N"])
    low, high = (xyz_scaling.sizes_of(r)[0], n)
    left, right = ([r.select("Bx", N=size)[k] for size in (low, high)] for k in (0, -1))
    text = f"Bx at Jy = {r['Jy'][0]:g}: {left[0]:.4f} for N = {low}, {left[1]:.4f} for N = {high}; "
    text += f"at Jy = {r['Jy'][-1]:g}: {right[0]:.4f} and {right[1]:.4f}"
    return text, verdict(abs(left[1] - 1 / 3) < abs(left[0] - 1 / 3) and abs(left[1] - 1 / 3) < 0.01 and 0.8 < right[1] <= 1 and right[1] > right[0])


@claim("Fig. 8(b)", "as N increases the crossing of N and N + 5 moves towards the mean field's point")
def _(f):
    c, Jc = some(xyz_scaling.crossings(f.fig08, "Bx", step=5)), xyz_scaling.critical_Jy(f.fig08)
    k = int(np.argmin(c.value))
    always = bool((np.diff(np.abs(c.value - Jc)) < 0).all())
    text = f"it falls through {Jc:g} to {c.value[k]:.5f} at N = {c.N[k]:.0f}, then rises to {c.value[-1]:.5f} at N = {c.N[-1]:.0f}"
    return text, verdict(always, corrected=bool((np.diff(c.value[k:]) > 0).all()))


@claim("Fig. 8(b)", "polynomials of third and fourth degree in 1/N predict the critical point with reasonable, not excellent, accuracy")
def _(f):
    c, Jc = some(xyz_scaling.crossings(f.fig08, "Bx", step=5)), xyz_scaling.critical_Jy(f.fig08)
    fits = {f"degree {len(p)}": analysis.extrapolate(c.N, c.value, p) for p in ((1, 2, 3), (1, 2, 3, 4))}
    half = analysis.extrapolate(c.N, c.value, xyz_scaling.CROSSING_POWERS)
    text = ", ".join(f"{name}: {e} ({e.value - Jc:+.4f})" for name, e in fits.items())
    text = f"{text}; with the powers of mean-field scaling, N^-1, N^-3/2, N^-2, N^-5/2: {half} ({half.value - Jc:+.4f})"
    return text, verdict(all(abs(e.value - Jc) < 0.02 for e in fits.values()))


@claim("Fig. 8(c)", "for bigger N the peak of chi_av is at Jy = 1.35")
def _(f):
    place = some(xyz_scaling.peaks(f.fig08, "chi_av")[0])
    k = int(np.argmax(place.value))
    text = f"farthest at {place.value[k]:.4f} for N = {place.N[k]:.0f}, then back to {place.value[-1]:.4f} at N = {place.N[-1]:.0f}"
    return text, verdict(agrees(float(place.value[-1]), "1.35"))


@claim("Fig. 8(d)", "the maximum of chi_av grows as N^1.1")
def _(f):
    height = some(xyz_scaling.peaks(f.fig08, "chi_av")[1])
    law = analysis.power_law(height.N, height.value, first=20)
    middle, slopes = analysis.local_slopes(height.N, height.value)
    text = f"{law.exponent} for N = {law.first:.0f} to {law.last:.0f}; the local exponent is {slopes[-1]:.3f} at N = {middle[-1]:.0f} and falls"
    return text, verdict(agrees(law.exponent, "1.1"))


@claim("Sec. VI B, Fig. 8(c, d)", "chi_av diverges, but not at the transition: it fails as a predictor")
def _(f):
    r = f.fig08
    Jc = xyz_scaling.critical_Jy(r)
    c = some(xyz_scaling.crossings(r, "chi_av", step=20, power=0.5))
    text = f"its peak does; chi_av/N^1/2 of N and N + 20 cross at {listed(c.value, '{:.4f}')} for N = {listed(c.N, '{:.0f}')}, towards {Jc:g}"
    return text, verdict(False, corrected=bool((np.diff(np.abs(c.value - Jc)) < 0).all() and abs(c.value[-1] - Jc) < 0.01))


@claim("Sec. VI C", "beyond Jy = 2.3 Sxx decreases: the boundary of the highly anisotropic regime")
def _(f):
    r = f["xyz_large/peaks"]
    meanfield = analysis.maximum(r["Jy"], r.select("Sxx_mf", N=max(r["N"])))[0]
    exact, _ = xyz_scaling.peaks(r, "Sxx")
    text = f"the mean field's Sxx is largest at {meanfield}; the exact one at {listed(exact.value, '{:.4f}')} for N = {listed(exact.N, '{:.0f}')}"
    return text, verdict(all(agrees(float(x), "2.3") for x in exact.value), reading=agrees(meanfield, "2.3"))


def independent_bimodality(N, square):
    """<S^2>^2/<S^4> of N independent spins that all have the mean +m or all -m, square = m^2: the mean field's state, its mirror images mixed."""
    pairs, triples = N * (N - 1), N * (N - 1) * (N - 2)
    second = N + pairs * square
    fourth = N + 3 * pairs + (4 * pairs + 6 * triples) * square + triples * (N - 3) * square**2
    return second**2 / fourth


@claim("Sec. VI C", "this point coincides exactly with that where the bimodality of the mean field's solution starts to decrease")
def _(f):
    r = f["xyz_large/peaks"]
    structure = analysis.maximum(r["Jy"], r.select("Sxx_mf", N=max(r["N"])))[0]
    bimodal = [analysis.maximum(r["Jy"], independent_bimodality(float(n), r.select("Sxx_mf", N=n)))[0] for n in r["N"]]
    exact, _ = xyz_scaling.peaks(r, "Bx")
    text = "the bimodality of N spins in the mean field's state, a function of its Sxx, "
    text += f"is largest at {listed([b.value for b in bimodal], '{:.5f}')} for N = {listed(r['N'])}, that Sxx at {structure.value:.5f}"
    return text + f"; the exact Bx already at {listed(exact.value, '{:.4f}')}", verdict(all(abs(b.value - structure.value) < 1e-4 for b in bimodal))


def fits_beyond(r, Jy, ranges):
    """Exponents of |Sxx - mean field| averaged over the Jy beyond one, for ranges of N and parities: {words: (mean, smallest, largest)}."""
    beyond, found = r["Jy"] > Jy, {}
    for words, first, keep in ranges:
        exponents = xyz_scaling.exponents(r, "Sxx", first=first, keep=keep)[0][beyond]
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
def _(f):
    found = fits_beyond(f.fig09_exponents, 60, RANGES)
    text = "; ".join(f"{words}: {mean:.3f} ({low:.3f} to {high:.3f})" for words, (mean, low, high) in found.items())
    text = f"means over Jy from 60 to {f.fig09_exponents['Jy'][-1]:g}, and their range. {text}"
    everywhere = all(agrees(low, "-0.22") and agrees(high, "-0.22") for _, low, high in found.values())
    return text, verdict(everywhere, reading=any(low <= -0.22 <= high for _, low, high in found.values()))


@claim("Sec. VI C, Fig. 9(c)", "these exponents tend to zero for larger Jy: the mean field is less and less accurate the more anisotropic")
def _(f):
    r = f.fig09_exponents
    exponents = xyz_scaling.exponents(r, "Sxx", first=20)[0]
    at = [int(np.argmin(np.abs(r["Jy"] - Jy))) for Jy in (3, 5, 10, 20, 50, 100)]
    high = value(f["xyz_large/anisotropy_slope"], "Jy")
    far = xyz_large.approach(f["xyz_large/anisotropy_slope"], high)
    text = ", ".join(f"{exponents[k]:.3f} at Jy = {r['Jy'][k]:g}" for k in at)
    text += f" for N = 20 to {max(r['N'])}: at fixed N so, but at fixed Jy the exponent goes to -1; at Jy = {high:g} it is "
    text += f"{far[1][0]:.3f} at N = {far[0][0]:.0f} and {far[1][-1]:.3f} at N = {far[0][-1]:.0f}"
    falling = bool((np.diff(np.abs(exponents[at])) < 0).all())
    return text, verdict(False, corrected=falling and bool((np.diff(far[1]) < 0).all()))


@claim("Sec. VI C", "no sign of a second phase transition at high anisotropy")
def _(f):
    r = f.fig09
    states = stable(f.fig02).sum(1)[f.fig02["Jy"] > 1.2]
    pairs = [(n, m) for n, m in zip(xyz_scaling.sizes_of(r)[:-1], xyz_scaling.sizes_of(r)[1:]) if n >= 40]
    far = [c.value for n, m in pairs for c in analysis.crossings(r["Jy"], r.select("Bx", N=n), r.select("Bx", N=m)) if 2 < c.value < 20]
    text = f"the mean field keeps {np.unique(states)} stable states to Jy = {f.fig02['Jy'][-1]:g}; "
    text += f"between Jy = 2 and 20 the bimodalities of neighbouring sizes from N = 40 cross {len(far)} times"
    return text, verdict(not far and len(np.unique(states)) == 1)


@claim("Sec. VI C", "the state remains very entropic even where the Hamiltonian dominates")
def _(f):
    r = f.fig09_exponents
    n = max(r["N"])
    S = r.select("entropy", N=n)
    text = f"S/N at N = {n}: {S[0]:.4f} at Jy = {r['Jy'][0]:g}, {S[-1]:.4f} at Jy = {r['Jy'][-1]:g}; ln 2 = {np.log(2):.4f}"
    return text, verdict(S[-1] > 0.9 * np.log(2))


@claim("Sec. VI D, Fig. 10", "collective dissipation does not move the transition")
def _(f):
    r = f.fig10
    found = xyz_scaling.crossing(r, "Bx", 50, 60)
    limits = [xyz_large.crossing_limit(xyz_large.doubled_crossings(f[f"xyz_large/{stem}"], "By")) for stem in ("critical", "critical_collective")]
    text = f"Bx of N = 50 and 60 crosses at {found} with Gamma = 2 gamma, {xyz_scaling.crossing(f.fig06, 'Bx', 50, 60)} without; "
    text += f"for N to infinity By crosses at {limits[1]} and {limits[0]}"
    return text, verdict(all(abs(e.value - xyz_scaling.critical_Jy(r)) < 1e-3 for e in limits))


@claim("Sec. VI D, Fig. 10", "with collective dissipation the transition seems to become sharper")
def _(f):
    n = max(set(f.fig06["N"]) & set(f.fig10["N"]))
    steep = {name: [float(np.gradient(r.select(name, N=n), r["Jy"]).max()) for r in (f.fig06, f.fig10)] for name in ("Sxx", "Mz")}
    text = "; ".join(f"{name}: {without:.3f} without, {with_:.3f} with" for name, (without, with_) in steep.items())
    return f"largest slope along Jy at N = {n}, {text}", verdict(all(with_ > without for without, with_ in steep.values()))


@claim("Sec. VI D, Fig. 10(d-f)", "the highest discrepancies are at the transition and where Jy is increased")
def _(f):
    r = f.fig10
    at = {words: peak_of_difference(r, name) for name, words in QUANTITIES}
    Jc, step = xyz_scaling.critical_Jy(r), r["Jy"][1] - r["Jy"][0]
    n = max(r["N"])
    ratio = {words: np.abs(r.select(name, N=n) - r.select(name + "_mf", N=n)) for name, words in QUANTITIES}
    text = f"at N = {n} largest at " + ", ".join(f"Jy = {Jy:g} for {words}" for words, Jy in at.items())
    text += "; at the right end " + ", ".join(f"{d[-1] / d.max():.3f} of it ({words})" for words, d in ratio.items())
    return text, verdict(all(abs(Jy - Jc) <= 3 * step for Jy in at.values()))


@claim("Sec. VI D, Fig. 11(b)", "at criticality the exponents of Mz and S/N are those without collective dissipation, that of Sxx slightly off")
def _(f):
    local, collective = (cut_exponents(r, first=30) for r in (f.fig07, f.fig11))
    pairs = {words: (local[words]["critical"].exponent, collective[words]["critical"].exponent) for words in local}
    off = {words: abs(a.value - b.value) for words, (a, b) in pairs.items()}
    text = "fits from N = 30, without and with: " + "; ".join(f"{words}: {a} and {b}" for words, (a, b) in pairs.items())
    return text, verdict(off["Mz"] < 0.05 and off["S/N"] < 0.05 and off["Sxx"] < 0.15)


@claim("Sec. VI D, Fig. 11(c)", "Delta Mz falls faster than a power in the ferromagnet; a fit would give -1.14")
def _(f):
    Jy = CUTS["ferromagnet"]
    fits = {first: xyz_scaling.exponent(f.fig11, "Mz", first=first, Jy=Jy).exponent for first in (5, 20, 30, 35, 40)}
    N, difference = xyz_scaling.discrepancies(f.fig11, "Mz", Jy=Jy)
    middle, slopes = analysis.local_slopes(N[-4:], np.abs(difference[-4:]))
    text = "; ".join(f"from N = {first}: {e}" for first, e in fits.items()) + f"; the local exponent is {slopes[-1]:.3f} at N = {middle[-1]:.0f}"
    return text, verdict(agrees(fits[5], "-1.14"), reading=any(agrees(e, "-1.14") for e in fits.values()))
