"""Claims of the Ising paper. To add one: a function of the files, marked with its place in the paper and its words, that returns
(found, does it hold)."""
import numpy as np

from papers.claims import Claims, value

claim = Claims("ising2", title="The Ising paper: claims and results")
FORWARD, BACKWARD = 0, 1
HOPF = 2


def exponent(x, y):
    """Slope of log y over log x."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def pick(r, name, axis, at):
    """The output at the value of an axis nearest to the one given."""
    return r[name][int(np.argmin(np.abs(r[axis] - at)))]


@claim("Eq. 9, Sec. II B", "weak coupling leaves the equilibrium phase diagram of one model approximately unchanged")
def weak_coupling(f):
    r = f.fig01
    below = r["Tc_single"][:, 0] > 0
    shift = np.abs(r["Tc"][below] / r["Tc_single"][below] - 1).max()
    return f"largest relative shift of Tc {shift:.1e} at lambda = {value(r, 'lambda'):g}, h2 = {value(r, 'h2'):g}", shift < 1e-2


@claim("Eq. 15", "mx2/mx1 = lambda/h2")
def induced_order(f):
    at = {"T": 0.05, "h1": 0.7, "lambda": 0.01}
    r = f.fig01_coupling
    h2 = r["h2"]
    ratio = r.select("mx2", **at) / r.select("mx1", **at)
    printed, corrected = ratio * h2 / at["lambda"] - 1, ratio / r.select("ratio_linear", **at) - 1
    text = "; ".join(
        f"h2 = {h:g}: printed {100 * p:.1f} % too small, lambda/(h2/tanh(h2/T) - 1) off by {100 * abs(c):.2g} %"
        for h, p, c in zip(h2, printed, corrected)
    )
    return text, np.abs(printed).max() < 0.02


@claim("Fig. 2", "mx1(0) = 0.71 at T = 0.05 and 0.12 at T = 0.8")
def initial_order(f):
    starts = f.fig02["mx1"][:, 0, 0]
    return ", ".join(f"{x:.10f}" for x in starts), [round(x, 2) for x in starts] == [0.71, 0.12]


@claim("Fig. 2", "after the quench of h1 the order parameter relaxes to zero")
def relaxes_to_zero(f):
    r = f.fig02
    early, late = (np.abs(r["mx1"][..., part]).max(-1) for part in (slice(0, 100), slice(-100, None)))
    return "amplitude at the end over amplitude at first: " + ", ".join(f"{x:.3f}" for x in (late / early).ravel()), bool(
        (late < 0.5 * early).all()
    )


@claim("Fig. 2", "a larger r makes the approach slower")
def slower_with_r(f):
    r = f.fig02
    late = np.abs(r["mx1"][..., -100:]).max(-1)
    return "amplitude at the end, r = 20 over r = 10: " + ", ".join(f"{x:.2f}" for x in late[:, 1] / late[:, 0]), bool(
        (late[:, 1] > late[:, 0]).all()
    )


@claim("Fig. 3", "the correlator of the models remains finite")
def correlator_finite(f):
    late = f.fig02["O"][..., -1]
    return f"O at the end between {late.min():.4e} and {late.max():.4e}", bool((late > 5e-4).all())


@claim("Fig. 4", "the fidelity per site oscillates smoothly and saturates below 1")
def fidelity_saturates(f):
    late = f.fig02["fidelity"][..., -500:].mean(-1)
    return "mean of the last eighth: " + ", ".join(f"{x:.4f}" for x in late.ravel()), bool((late < 1).all())


@claim("Fig. 5", "temperature quench: the order parameter vanishes at t* gamma, independent of gamma")
def adiabatic_time(f):
    r = f.fig05_scaling
    order = np.argsort(r["gamma"])
    text = f"adiabatic t* gamma = {r['t_adiabatic'][0]:.7f}; first zero of mx1 at gamma = " + ", ".join(
        f"{r['gamma'][k]:g}: {r['t_zero'][k]:.4f}" for k in order
    )
    return (
        text + f". It holds in the limit only: delay proportional to gamma^{exponent(r['gamma'], r['t_zero'] - r['t_adiabatic']):.3f}",
        bool(np.ptp(r["t_zero"]) < 0.01),
    )


@claim("Figs. 5 and 6", "for weak dissipation the time evolution is nonanalytic")
def nonanalytic_evolution(f):
    r = f.fig05_scaling
    order = np.argsort(r["gamma"])
    gamma = r["gamma"][order]
    m = np.array([np.interp(r["t_adiabatic"][k], r["time"], r["mx1"][k]) for k in order])
    text = "mx1 at t*, where it would vanish with a kink: " + ", ".join(f"gamma = {g:g}: {x:.4f}" for g, x in zip(gamma, m))
    return (
        text + f"; smooth at any gamma, the pitchfork being passed at finite speed, and sharper as gamma^{exponent(gamma, m):.3f} only",
        bool((np.abs(m) < 1e-6).any()),
    )


@claim("Fig. 7", "m1 goes continuously to zero at h1c = 1")
def continuous_transition(f):
    r, w = f.fig07, f.fig09_window
    below = w["h1"] < w["h1c"]
    return (
        f"h1c = {r['h1c'][0]:.12f}; mx1 goes as (h1c - h1)^{exponent((w['h1c'] - w['h1'])[below], w['mx1'][below, 0]):.4f}",
        abs(r["h1c"][0] - 1) < 1e-3,
    )


@claim("Fig. 7", "forward and backward sweeps coincide: no hysteresis")
def no_hysteresis(f):
    r, negative = f.fig07, f.fig07_negative
    text = f"largest difference {np.abs(r['mx1'][:, FORWARD] - r['mx1'][:, BACKWARD]).max():.1e} with a positive seed; "
    text += f"the backward sweep with a negative one ends at mx1 = {negative['mx1'][0, BACKWARD]:.4f}: a seed, or both "
    text += "branches, must be followed"
    return text, bool(np.array_equal(r["mx1"][:, FORWARD], r["mx1"][:, BACKWARD]))


@claim("Fig. 8", "the concurrence has a peak at h1c")
def concurrence_peak(f):
    r = f.fig07
    k = int(np.argmax(r["concurrence"][:, FORWARD]))
    cusp = value(r, "lambda") / (1 + value(r, "h2"))
    return (
        f"largest {r['concurrence'][k, FORWARD]:.4e} at h1 = {r['h1'][k]:g}: a cusp of height lambda/(1+h2) = {cusp:.4e}",
        abs(r["h1"][k] - 1) < 0.01,
    )


@claim("Fig. 8", "the fidelity susceptibility has a pronounced nonanalytic spike at h1c")
def chi_F_spike(f):
    steps = [f.fig08_step02, f.fig08_step01, f.fig08_step005, f.fig08_step001]
    text = "peak height by step of h1: " + ", ".join(f"{r['h1'][1] - r['h1'][0]:.3g}: {np.nanmax(r['chi_F_grid']):.1f}" for r in steps)
    h1, chi = f.fig07["h1"], f.fig07["chi_F"][:, FORWARD]
    inside = h1 < 0.98
    error = np.abs(chi * 2 * (1 - h1**2) - 1)[inside].max()
    return (
        text + f": the height is the grid's; the exact derivative is 1/(2(1-h1^2)) to {error:.0e} below h1 = 0.98",
        np.nanmax(steps[-1]["chi_F_grid"]) > 100,
    )


@claim("Fig. 8", "above h1c the fidelity susceptibility vanishes")
def chi_F_vanishes(f):
    r = f.fig07
    above = r["h1"] > 1.01
    return f"at most {np.nanmax(r['chi_F'][above]):.1e}: of second order in lambda, not zero", bool(np.nanmax(r["chi_F"][above]) < 1e-6)


@claim("Fig. 9", "the stability gap remains finite across the entire range: no critical slowing down")
def gap_finite(f):
    wide, w, z = f.fig07, f.fig09_window, f.fig09_zoom
    slow = value(w, "gamma") / value(w, "r") / 2
    flat = w["h1"][w["omega"][:, 0] < 1e-9]
    text = f"smallest on the grid of the figure {np.nanmin(wide['gap']):.3e}; at h1c = {z['h1c'][0]:.12f}, found by root "
    text += f"finding, {np.nanmin(z['gap']):.0e}. "
    text += f"omega is zero from h1c - {z['h1c'][0] - flat.min():.2e} to h1c + {flat.max() - z['h1c'][0]:.2e}, of the order of "
    text += f"Gamma_2^2/16 = {slow**2 / 16:.1e}"
    return text, np.nanmin(z["gap"]) > 1e-6


@claim("Fig. 9", "the gap has a cusp-like minimum, and rises again deep in the disordered phase")
def gap_cusp(f):
    r = f.fig07
    h, slow = r["h1"], value(f.fig07, "gamma") / value(f.fig07, "r") / 2
    closed = np.where(h < 1, slow * (1 - h**2 / 2), slow * (1 - 1 / (2 * h)))
    away = np.abs(h - 1) > 1e-3
    k = int(np.nanargmin(r["gap"][:, 0]))
    text = f"smallest on the grid at h1 = {h[k]:g}, larger by {r['gap'][0, 0] / r['gap'][k, 0] - 1:.0%} and "
    text += f"{r['gap'][-1, 0] / r['gap'][k, 0] - 1:.0%} at the ends"
    text += "; Gamma_2 (1-h1^2/2) below and Gamma_2 (1-1/(2 h1)) above hold to "
    text += f"{np.abs(r['gap'][:, 0] / closed - 1)[away].max():.0e} outside the window"
    return text, abs(h[k] - 1) < 0.01 and min(r["gap"][0, 0], r["gap"][-1, 0]) > 1.1 * r["gap"][k, 0]


@claim("Sec. VII", "no pitchfork bifurcation occurs when dissipation enforces detailed balance")
def no_pitchfork(f):
    w, z = f.fig09_window, f.fig09_zoom
    below, up = w["h1"] < w["h1c"], f.fig07["mx1"][0, BACKWARD]
    down = f.fig07_negative["mx1"][0, BACKWARD]
    power = exponent((w["h1c"] - w["h1"])[below], w["mx1"][below, 0])
    pitchfork = abs(power - 0.5) < 1e-3 and np.nanmin(z["gap"]) < 1e-9 and up > 0 > down
    return (
        f"two states mx1 = {up:.4f} and {down:.4f} grow out of zero with exponent {power:.4f} where the gap, "
        f"{np.nanmin(z['gap']):.0e}, closes",
        not pitchfork,
    )


@claim("Sec. VI", "local dissipation, gamma = 1: critical points at about 0.06 and 0.93")
def local_critical_points(f):
    lower, upper = pick(f.fig10_boundary, "boundary", "gamma_up", 1)[:2]
    return (
        f"{lower:.10f} and {upper:.10f}: the first rounds to {lower:.2f}, as the interval (0.07, 0.93) of Fig. 11 has it",
        abs(lower - 0.06) < 0.005 and abs(upper - 0.93) < 0.005,
    )


@claim("Fig. 10", "reentrance for gamma > 0.5")
def reentrance(f):
    r = f.fig10_boundary
    k = int(np.argmin(r["gamma_up"]))
    tip = np.nanmax(r["tip_gamma_up"])
    text = f"at gamma = {r['gamma_up'][k]:g} there are {r['boundaries'][k]:.0f} boundaries, the lower one at h1 = "
    text += f"{r['boundary'][k, 0]:.3e}; the ordered phase ends at gamma = {tip:.9f}, h1 = {np.nanmax(r['tip']):.6f}"
    g = r["gamma_up"]
    deviation = np.abs(r["boundary"][:, :2] - (1 + np.outer(np.sqrt(1 - g**2 / 4), [-1, 1])) / 2).max()
    return text + f"; h = (1 +- sqrt(1 - gamma^2/4))/2 holds to {deviation:.0e}", not (r["boundaries"][g < 0.5] == 2).all()


@claim("Fig. 10", "for weak dissipation the critical point is that of the closed system, h1c = 1")
def weak_dissipation(f):
    r = f.fig10_boundary
    k = int(np.argmin(r["gamma_up"]))
    return f"upper boundary {r['boundary'][k, 1]:.9f} at gamma = {r['gamma_up'][k]:g}", abs(r["boundary"][k, 1] - 1) < 1e-3


@claim("Fig. 10", "phase diagram by the sign of the stability gap")
def phase_diagram(f):
    r, b = f.fig10, f.fig10_boundary
    wrong = 0
    for g, ends in zip(b["gamma_up"], b["boundary"]):
        if g >= r["gamma_up"][0]:
            k = int(np.argmin(np.abs(r["gamma_up"] - g)))
            if abs(r["gamma_up"][k] - g) < 1e-9:
                wrong += int(((r["phase"][:, k] == 1) != ((r["h1"] > ends[0]) & (r["h1"] < ends[1]))).sum())
    share = float((r["phase"] == 1).mean())
    return (
        f"{r['phase'].size} points, {int((r['status'] != 1).sum())} failed, {100 * share:.2f} % broken; {wrong} points disagree "
        "with the boundaries found as roots",
        wrong == 0,
    )


@claim("Fig. 11", "between the critical points two symmetry-related states, which appear continuously (pitchfork)")
def pitchfork_pair(f):
    r = f.fig11
    inside = (r["h1"] > r["h1c_lower"]) & (r["h1"] < r["h1c"])
    h, g = r["h1"][inside], value(r, "gamma_up")
    error = np.abs(r["mx1"][inside, 0] - np.sqrt(2 * h * (1 - h) - g**2 / 8))
    text = f"number of states {np.unique(r['states'][inside]).astype(int)} inside and "
    text += f"{np.unique(r['states'][~inside]).astype(int)} outside; mx1^2 = 2h(1-h) - gamma^2/8 to {np.median(error):.0e}"
    return text, bool((r["states"][inside] == 3).all() and (r["states"][~inside] == 1).all())


@claim("Fig. 11", "mx2 = (lambda/h2) mx1")
def induced_order_local(f):
    r = f.fig11
    k = int(np.nanargmax(r["mx1"][:, 0]))
    ratio, h2, lam = r["mx2"][k, 0] / r["mx1"][k, 0], value(r, "h2"), value(r, "lambda")
    return f"ratio {ratio:.6e}; lambda/h2 = {lam / h2:.6e}, lambda/(h2-1) = {lam / (h2 - 1):.6e}", abs(ratio * h2 / lam - 1) < 0.02


@claim("Secs. V and VI", "in the parameter regime considered no Hopf bifurcation, no limit cycles")
def no_hopf(f):
    kinds = f.fig10_boundary["kind"]
    thermal, local = f.fig07, f.fig11
    stable = (local["stable"] == 1).any(-1).all() and (thermal["stable"] == 1).all()
    return (
        f"a stable steady state at every h1 of Figs. 7 and 11; {int((kinds == HOPF).sum())} Hopf bifurcations among "
        f"{int((kinds >= 0).sum())} transitions of Fig. 10",
        bool(stable and not (kinds == HOPF).any()),
    )


@claim("beyond the paper", "no Hopf bifurcation for other parameters either")
def no_hopf_elsewhere(f):
    r = f.fig11_folds
    text = []
    for at in np.ndindex(r["events"].shape):
        for k in range(int(r["events"][at])):
            if r["kind"][at][k] == HOPF and r["h1"][at[0]] == r["h2"][at[1]]:
                text.append(
                    f"h1 = h2 = {r['h1'][at[0]]:g}, gamma = {r['gamma_up'][at[2]]:g}: lambda = {r['event'][at][k]:.9f}, omega = "
                    f"{r['omega'][at][k]:.4f}"
                )
    return "antiparallel order of two ordered models is lost to one at " + "; ".join(text), not text


@claim("beyond the paper", "where both models order, parallel and antiparallel order coexist at weak coupling")
def coexistence(f):
    r = f.fig11_coexistence
    stable = r["stable"] == 1
    anti = (stable & (r["mx1"] * r["mx2"] < 0)).any(-1)
    parallel = (stable & (r["mx1"] * r["mx2"] > 0)).any(-1)
    both = anti & parallel
    text = ", ".join(
        f"gamma = {g:g}: both up to lambda = {r['lambda'][both[:, k]].max():.3f} on this grid" for k, g in enumerate(r["gamma_up"])
    )
    return text, bool(both.any(0).all())


@claim("beyond the paper", "antiparallel order ends in a fold")
def ends_in_fold(f):
    r = f.fig11_folds
    words = ("fold", "pitchfork", "Hopf")
    cases = ((0.5, 0.5, 0.7), (0.5, 0.5, 0.1), (0.3, 0.5, 0.7), (0.7, 0.7, 0.5))
    text, kinds = [], []
    for h1, h2, g in cases:
        at = dict(h1=h1, h2=h2, gamma_up=g)
        kinds.append(int(r.select("kind", **at)[0]))
        text.append(f"h1 = {h1:g}, h2 = {h2:g}, gamma = {g:g}: {words[kinds[-1]]} at lambda = {r.select('event', **at)[0]:.12f}")
    return "; ".join(text), all(kind == 0 for kind in kinds)
