"""What larger N says of the XYZ paper's claims: the rows that the XYZ paper's table appends, from the files in DIR/xyz_large.
Expectations of ours are judged by "holds", what the paper says by the verdicts of its own claims."""

import numpy as np

from papers.claims import Claims, some, value, verdict
from papers.xyz import scaling
from papers.xyz_large import asymptotics
from pilind import analysis

claim = Claims("xyz_large")
CASES = (("critical", "Gamma = 0"), ("critical_collective", "Gamma = 2 gamma"))


def within(estimate, truth, floor):
    """Is the truth within three errors of an estimate, or within a floor: what the fitted form itself can promise?"""
    return abs(estimate.value - truth) <= max(3 * estimate.error, floor)


def sizes(r):
    return f"N = {min(r['N'])} to {max(r['N'])}"


def critical_exponents(f):
    """{(case, quantity): (sizes, exponent for N to infinity)}"""
    found = {}
    for stem, case in CASES:
        r = f[f"xyz_large/{stem}"]
        at = {"Jy": scaling.critical_Jy(r)}
        found[case, "Sxx"] = r, asymptotics.exponent_limit(r["N"], r.select("Sxx", **at))
        found[case, "1+Mz"] = r, asymptotics.exponent_limit(r["N"], 1 + r.select("Mz", **at))
    r = f["xyz_large/gap"]
    found["Gamma = 0", "gap"] = r, asymptotics.exponent_limit(r["N"], r.select("gap", Jy=scaling.critical_Jy(r)))
    return found


@claim("larger N, 1", "at the critical point Sxx, 1+Mz and the gap go as N^-1/2: mean-field finite-size scaling")
def exponents_at_criticality(f):
    found = critical_exponents(f)
    text = "; ".join(f"{quantity}, {case}: {e} ({sizes(r)})" for (case, quantity), (r, e) in found.items())
    return f"local exponents, extrapolated in N^-1/2: {text}", all(within(e, -0.5, 0.02) for _, e in found.values())


@claim("Fig. 7(b)", "the exponent fitted to N = 95 is that of the critical point")
def fitted_at_criticality(f):
    r = f.fig07
    fitted = scaling.exponent(r, "Sxx", Jy=scaling.critical_Jy(r))
    _, limit = critical_exponents(f)["Gamma = 0", "Sxx"]
    text = f"the fit of Sxx to all sizes to N = {fitted.last:.0f} has {fitted.exponent}, the limit is {limit}"
    return text, verdict(abs(fitted.exponent.value - limit.value) < 0.02, corrected=within(limit, -0.5, 0.01))


@claim("larger N, 1", "the crossings of N and 2N end at the mean field's critical point, within 4e-4, for both Gamma")
def crossing_limits(f):
    text, good = [], True
    for stem, case in CASES:
        r = f[f"xyz_large/{stem}"]
        Jc = scaling.critical_Jy(r)
        for name in ("Bx", "By"):
            c = some(asymptotics.doubled_crossings(r, name))
            limit, slope = asymptotics.crossing_limit(c), analysis.local_slopes(c.N, np.abs(c.value - Jc))[1][-1]
            last = f"N = {c.N[-1]:.0f} and {2 * c.N[-1]:.0f} at {c.value[-1]:.5f}, the distance going as N^{slope:.2f}"
            text.append(f"{name}, {case}: {limit} ({limit.value - Jc:+.0e}), last pair {last}")
            good &= abs(limit.value - Jc) < 4e-4
    return "; ".join(text), good


@claim("Fig. 8(b)", "integer powers of 1/N extrapolate the crossings")
def crossing_powers(f):
    r = f["xyz_large/critical"]
    Jc, c = scaling.critical_Jy(r), some(asymptotics.doubled_crossings(r, "Bx"))
    powers = {"N^-1, N^-2, N^-3": (1, 2, 3), "N^-1/2, N^-1, N^-3/2": (0.5, 1, 1.5), "N^-1, N^-3/2, N^-2": (1, 1.5, 2)}
    fits = {words: analysis.extrapolate(c.N, c.value, p).value - Jc for words, p in powers.items()}
    text, best = ", ".join(f"{words}: {off:+.1e}" for words, off in fits.items()), min(fits, key=lambda words: abs(fits[words]))
    text = f"distance of the limit from Jc by the powers that the fit has: {text}"
    return text, verdict(best == "N^-1, N^-2, N^-3", corrected=best == "N^-1, N^-3/2, N^-2")


@claim("larger N, 2", "Bx and By at the critical point tend to Gamma(3/4)^2/(Gamma(1/4) Gamma(5/4))")
def binder_limits(f):
    truth, text, good = asymptotics.zero_dimensional_binder(), [], True
    for stem, case in CASES:
        r = f[f"xyz_large/{stem}"]
        for name in ("Bx", "By"):
            e = analysis.extrapolate(r["N"], r.select(name, Jy=scaling.critical_Jy(r)), (0.5, 1, 1.5))
            text.append(f"{name}, {case}: {e}")
            good &= within(e, truth, 1e-3)
    return "; ".join(text) + f"; the closed form is {truth:.6f}", good


@claim("larger N, 3", "the entropy at the critical point goes as a ln N, a = 1/4 + <N/2-j>")
def entropy_growth(f):
    text, good = [], True
    for stem, case in CASES:
        r = f[f"xyz_large/{stem}"]
        at = {"Jy": scaling.critical_Jy(r)}
        a, k = analysis.extrapolate(*asymptotics.entropy_growth(r, **at), asymptotics.GROWTH_POWERS), asymptotics.lowered_limit(r, **at)
        text.append(f"{case}: a = {a}, 1/4 + <N/2-j> = {0.25 + k.value:.4f} ± {k.error:.0e}")
        good &= abs(a.value - 0.25 - k.value) < max(3 * (a.error + k.error), 0.015)
    return "; ".join(text), good


@claim("Fig. 7(b)", "S/N at the critical point goes as a power of N")
def entropy_power(f):
    r = f["xyz_large/critical"]
    N, S = r["N"], r.select("entropy", Jy=scaling.critical_Jy(r))
    paper, whole = analysis.power_law(N, S, last=100), analysis.power_law(N, S)
    a, b = np.polyfit(np.log(N), N * S, 1)
    off = {"power": np.abs(whole(N) / S - 1).max(), "logarithm": np.abs((a * np.log(N) + b) / (N * S) - 1).max()}
    middle, slopes = analysis.local_slopes(N, S)
    text = f"N^{paper.exponent} for N = {paper.first:.0f} to {paper.last:.0f}, but the local exponent falls on, "
    text += f"to {slopes[-1]:.3f} at N = {middle[-1]:.0f}"
    text += f"; over {sizes(r)} the best power is off by up to {100 * off['power']:.1f} %, (a ln N + b)/N by {100 * off['logarithm']:.1f} %"
    return text, verdict(off["power"] < off["logarithm"], corrected=bool((np.diff(slopes) < 0).all()))


@claim("larger N, 4", "chi_av goes as N^1/2 at the critical point")
def chi_at_criticality(f):
    r = f["xyz_large/susceptibility"]
    Jc = scaling.critical_Jy(r)
    e = asymptotics.exponent_limit(r["N"], r.select("chi_av", Jy=Jc))
    return f"chi_av goes as N^{e} ({sizes(r)})", within(e, 0.5, 0.01)


@claim("larger N, 4", "the crossings of chi_av/N^1/2 end at the critical point")
def chi_crossings(f):
    r = f["xyz_large/susceptibility"]
    Jc, c = scaling.critical_Jy(r), some(asymptotics.doubled_crossings(r, "chi_av", power=0.5))
    e = asymptotics.crossing_limit(c)
    return ", ".join(f"{x:.5f} ({n:.0f}, {2 * n:.0f})" for n, x in zip(c.N, c.value)) + f"; limit {e}, critical point {Jc:g}", within(
        e, Jc, 1e-3
    )


@claim("larger N, 4", "chi_av/N tends to a constant in the whole ferromagnet")
def chi_in_the_ferromagnet(f):
    r = f["xyz_large/susceptibility_ferromagnet"]
    text, good = [], True
    for Jy in r["Jy"]:
        ratio = r.select("chi_av", Jy=Jy) / r["N"]
        local = analysis.local_slopes(r["N"], ratio)[1]
        limit = analysis.extrapolate(r["N"], ratio, (1, 2))
        text.append(f"Jy = {Jy:g}: {ratio[-1]:.4f}, local exponent {local[-2]:+.3f} and then {local[-1]:+.3f}, limit {limit}")
        good &= abs(local[-1]) < 0.1 and abs(local[-1]) < abs(local[-2]) and abs(limit.value / ratio[-1] - 1) < 0.2
    return f"chi_av/N at N = {max(r['N'])}: " + "; ".join(text), good


@claim("larger N, 5", "high anisotropy is a crossover: Sxx over its mean field is a function of N/Jy")
def collapse(f):
    r = f["xyz_large/anisotropy"]
    text, good = [], True
    for ratio in (2, 4):
        Jy, y = asymptotics.collapse(r, ratio, least_Jy=10)
        text.append(f"N = {ratio} Jy: {y.min():.4f} to {y.max():.4f} for Jy = {Jy.min():g} to {Jy.max():g}")
        good &= np.ptp(y) / y.mean() < 0.03
    return "Sxx over its mean field at " + "; ".join(text), good


@claim("larger N, 5", "the exponent -1 comes back once N is well above Jy")
def reaches_minus_one(f):
    r, far = f["xyz_large/anisotropy"], f["xyz_large/anisotropy_slope"]
    text, good = [], True
    for file, Jy in [(r, Jy) for Jy in (3, 5)] + [(far, Jy) for Jy in np.atleast_1d(far["Jy"])]:
        N, slopes = asymptotics.approach(file, Jy)
        text.append(f"Jy = {Jy:g}: {slopes[-1]:.3f} at N = {N[-1]:.0f}")
        good &= abs(slopes[-1] + 1) < 0.1
    return "; ".join(text), good


@claim("larger N, 5", "even and odd N differ strongly below N = Jy/2")
def parity(f):
    r = f["xyz_large/anisotropy"]
    text, good = [], True
    for Jy in (20, 40):
        N, effect = asymptotics.even_odd(r, "Sxx", Jy)
        half = np.abs(effect[N == Jy // 2])[0]
        last = np.abs(effect[N == min(Jy, N.max())])[0]
        text.append(f"Jy = {Jy}: {half:.2f} of Sxx at N = {Jy // 2}, {last:.3f} at N = {min(Jy, N.max())}")
        good &= half > 0.1
    return "; ".join(text), good


@claim("larger N, 5", "Bx is lowest at N of the order of Jy")
def lowest_bimodality(f):
    r = f["xyz_large/anisotropy"]
    found = [(Jy, asymptotics.lowest_size(r, "Bx", Jy)) for Jy in r["Jy"]]
    found = [(Jy, e) for Jy, e in found if np.isfinite(e.value)]
    text = ", ".join(f"Jy = {Jy:g}: N = {e}" for Jy, e in found)
    return f"Bx along even N is lowest at {text}", len(found) >= 3 and all(0.5 < e.value / Jy < 1.5 for Jy, e in found)


@claim("larger N, 6", "in the paramagnet N Sxx, N (1+Mz) and the total entropy are finite, and the same for both Gamma")
def paramagnet_limits(f):
    text, good = [], True
    for stem, case in (("paramagnet", "Gamma = 0"), ("paramagnet_collective", "Gamma = 2 gamma")):
        r = f[f"xyz_large/{stem}"]
        limits = asymptotics.bosons(r, value(r, "Jy"))
        parts = []
        for name, words, powers in (("Sxx", "N Sxx", (1, 2)), ("Mz", "N (1+Mz)", (1, 2))):
            y = asymptotics.scaled(r, name)
            upper = r["N"] >= 50
            e = analysis.extrapolate(r["N"][upper], y[upper], powers)
            parts.append(f"{words} {y[-1]:.4f} at N = {r['N'][-1]}, limit {e} (closed form {getattr(limits, name):.4f})")
            good &= within(e, getattr(limits, name), 0.02 * getattr(limits, name))
        S = asymptotics.scaled(r, "entropy")
        off = np.abs(S - limits.entropy)
        good &= bool((np.diff(off[-4:]) < 0).all())
        power = analysis.local_slopes(r["N"], off)[1][-1]
        parts.append(f"entropy {S[-1]:.4f} (closed form {limits.entropy:.5f}), the distance going as N^{power:.2f}")
        text.append(f"{case}: " + ", ".join(parts))
    return "; ".join(text), good


@claim("Figs. 7(a), 11(a)", "the exponents fitted in the paramagnet are those of N to infinity")
def paramagnet_exponents(f):
    fitted = {name: scaling.exponent(f.fig07, name, Jy=1.1) for name in ("Sxx", "Mz", "entropy")}
    r = f["xyz_large/paramagnet"]
    local = {name: analysis.local_slopes(r["N"], np.abs(asymptotics.scaled(r, name)) / r["N"])[1][-1] for name in fitted}
    n = r["N"][-1]
    text = "; ".join(
        f"{name}: fit to N = {law.last:.0f} {law.exponent}, local exponent {local[name]:.3f} at N = {n}" for name, law in fitted.items()
    )
    return text, verdict(
        all(abs(law.exponent.value + 1) < 0.05 for law in fitted.values()), corrected=all(abs(x + 1) < 0.1 for x in local.values())
    )


@claim("larger N, 7", "the gap closes exponentially in the ferromagnet")
def gap_closes(f):
    r = f["xyz_large/gap"]
    rates = {Jy: analysis.extrapolate(*asymptotics.closing(r["N"], r.select("gap", Jy=Jy)), (1, 2)) for Jy in r["Jy"]}
    Jc = scaling.critical_Jy(r)
    last = {Jy: asymptotics.closing(r["N"], r.select("gap", Jy=Jy))[1][-1] for Jy in r["Jy"]}
    text = "; ".join(
        f"Jy = {Jy:g}: {e} ({last[Jy]:.4f} at the largest sizes, gap {r.select('gap', Jy=Jy)[-1]:.1e})" for Jy, e in rates.items()
    )
    good = all(e.value > max(3 * e.error, 0.005) for Jy, e in rates.items() if Jy > Jc + 1e-9) and abs(rates[min(r["Jy"])].value) < 0.005
    return f"-d ln gap / dN for N to infinity, {sizes(r)}: {text}", good


@claim("Fig. 5(b)", "the smallest gap is a power of N")
def gap_is_no_power(f):
    r = f["xyz_large/gap"]
    slopes = {Jy: analysis.local_slopes(r["N"], r.select("gap", Jy=Jy))[1] for Jy in r["Jy"] if 1.4 < Jy < 3}
    text = "; ".join(
        f"Jy = {Jy:g}: local exponent {s[0]:.2f} at the smallest sizes, {s[-1]:.2f} at N = {max(r['N'])}" for Jy, s in slopes.items()
    )
    power = all(np.ptp(s) < 0.1 for s in slopes.values())
    return text, verdict(power, corrected=all((np.diff(s) < 0).all() for s in slopes.values()))
