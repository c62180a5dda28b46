"""Claims of the XYZ paper on its mean field (Secs. I to III) and on the Liouvillian's spectrum (Sec. IV, Figs. 2, 4 and 5)."""
import numpy as np

from papers.claims import Claims, agrees, listed, value, verdict
from papers.xyz import scaling
from papers.xyz.figures_spectrum import minimum
from pilind import analysis

claim = Claims("xyz")
SCALES = {"Pauli S": 1.0, "spin-1/2 operators S/2": 0.25}


def stable(r):
    """Fixed points of the mean field at every Jy, those that are stable."""
    return r["stable"] == 1


@claim("Eq. 9, Fig. 3", "the mean field is ferromagnetic where -gamma^2/16 > (Jx-Jz)(Jy-Jz): beyond Jy = 1.15625 at Jx = 0.6")
def critical_coupling(f):
    r = f.fig02
    Jc = float(r["Jy_critical"][0])
    order = (np.abs(r["Mx"]) > 1e-9) & stable(r)
    start = r["Jy"][order.any(1)].min()
    text = f"Jy = {Jc:.8f}, where the paramagnet loses its stability; first ordered state on the grid at Jy = {start:g}"
    return text, verdict(agrees(Jc, "1.15625") and 0 <= start - Jc <= r["Jy"][1] - r["Jy"][0])


@claim("Fig. 2", "the Jy that triggers the transition is the same for Gamma = 2 gamma and Gamma = 0")
def same_transition(f):
    local, collective = float(f.fig02["Jy_critical"][0]), float(f.fig02_collective["Jy_critical"][0])
    r, n = f.fig02_collective, 95
    finite = float(r["Jz"]) + ((value(r, "gamma") + value(r, "gamma_c") * n / (n - 1)) / 4) ** 2 / (float(r["Jz"]) - float(r["Jx"]))
    text = f"{local:.8f} and {collective:.8f} for N to infinity; Eq. 7 with its gamma~ = gamma + Gamma/(N-1) would give "
    text += f"{finite:.5f} at N = {n}"
    return text, verdict(abs(local - collective) < 1e-8)


@claim("Fig. 2", "the transition appears sharper with collective dissipation")
def collective_sharper(f):
    slopes = []
    for r in (f.fig02, f.fig02_collective):
        grid = r["Jy"] > scaling.critical_Jy(r)
        Jy, square = r["Jy"][grid], np.nanmax(np.where(stable(r), r["Mx"] ** 2, np.nan), axis=1)[grid]
        slopes.append(float(square[0] / (Jy[0] - scaling.critical_Jy(r))))
    text = f"Mx^2 rises with slope {slopes[0]:.3f} beyond the transition for Gamma = 0, {slopes[1]:.3f} for Gamma = 2 gamma"
    return text, verdict(slopes[1] > slopes[0])


@claim("Sec. I, Fig. 2", "one phase transition, of second order with collective dissipation too; no antiferromagnet, no bistability")
def one_transition(f):
    text, good = [], True
    for r, name in ((f.fig02, "Gamma = 0"), (f.fig02_collective, "Gamma = 2 gamma")):
        states = stable(r).sum(1)
        ordered = ((np.abs(r["Mx"]) > 1e-9) & stable(r)).any(1)
        both = ordered & ((np.abs(r["Mx"]) < 1e-9) & stable(r)).any(1)
        turns = int((np.diff(ordered.astype(int)) != 0).sum())
        jump = np.nanmax(np.where(stable(r), np.abs(r["Mx"]), 0), axis=1)[ordered][0]
        below, above = np.unique(states[~ordered]), np.unique(states[ordered])
        text.append(f"{name}: {below} stable state below and {above} (a mirror pair) above, {turns} transition")
        text[-1] += f" from Jy = {r['Jy'][0]:g} to {r['Jy'][-1]:g}, both kinds stable at {int(both.sum())} points"
        text[-1] += f", |Mx| = {jump:.3f} at the first ordered point"
        good &= turns == 1 and not both.any()
    return "; ".join(text), verdict(good)


@claim("Eqs. 24, 25", "closed forms of the mean field's Sxx and Mz in the ferromagnet")
def closed_forms(f):
    r = f.fig06
    n, Jc = max(r["N"]), scaling.critical_Jy(r)
    Jy, Jx, Jz, gamma = r["Jy"], value(r, "Jx"), value(r, "Jz"), value(r, "gamma")
    above = Jy > Jc
    Mz = -gamma / 4 / np.sqrt((Jy - Jz) * (Jz - Jx), where=above, out=np.ones_like(Jy))
    Sxx = 2 * Mz * (Mz + 1) * (Jy - Jz) / (Jx - Jy)
    error = max(np.abs(Mz - r.select("Mz_mf", N=n))[above].max(), np.abs(Sxx - r.select("Sxx_mf", N=n))[above].max())
    return f"both hold to {error:.0e} at {int(above.sum())} values of Jy against the fixed points found as roots", verdict(error < 1e-10)


@claim("Eq. 17", "entropy of the mean field from J^2 = <S^2>, the total spin length")
def meanfield_entropy(f):
    r = f.fig06
    n = max(r["N"])
    above = r["Jy"] > scaling.critical_Jy(r)
    exact = r.select("entropy_mf", N=n)[above]

    def formula(J):
        p = np.stack([(1 + J) / 2, (1 - J) / 2])
        return -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0), axis=0)

    vector = np.sqrt(sum(r.select(name, N=n)[above] for name in ("Sxx_mf", "Syy_mf")) + r.select("Mz_mf", N=n)[above] ** 2)
    printed = np.sqrt(3.0)  # <s_x^2 + s_y^2 + s_z^2> of one spin in Pauli matrices
    off, negative = np.abs(formula(vector) - exact).max(), (1 - printed) / 2
    text = f"with the length of the Bloch vector for J it holds to {off:.0e}; sqrt(<S^2>) of a spin, {printed:.3f}, "
    text += f"would make an eigenvalue {negative:.3f}"
    return text, verdict(negative >= 0, reading=off < 1e-10)


@claim("Eq. 12", "Z2 is the rotation prod_j exp(-i pi sigma^z_j), which takes sigma^x and sigma^y to their negatives")
def z2_rotation(f):
    def turned(angle):
        u, x = np.diag(np.exp(-1j * angle * np.array([1, -1]))), np.array([[0, 1], [1, 0]])
        return u @ x @ u.conj().T, x

    off = {name: float(np.abs(a + x).max()) for name, (a, x) in (("pi", turned(np.pi)), ("pi/2", turned(np.pi / 2)))}
    text = f"|U sigma^x U^+ + sigma^x| = {off['pi']:.0f} with the angle pi as printed, which is a full turn, {off['pi/2']:.0e} with pi/2"
    return text, verdict(off["pi"] < 1e-9, reading=off["pi/2"] < 1e-9)


def mirrored(re, im, copies, two_eta):
    """Largest distance of an eigenvalue's mirror image about -two_eta/2 from the nearest eigenvalue; the copies must agree in number."""
    good = np.isfinite(re)
    z = np.repeat(re[good] + 1j * im[good], copies[good].astype(int))
    z = np.concatenate([z, z.conj()[np.abs(z.imag) > 1e-9]]) if (z.imag >= -1e-9).all() else z
    left = list(z)
    worst = 0.0
    for image in -two_eta - z.conj():
        k = int(np.argmin(np.abs(np.array(left) - image)))
        worst = max(worst, abs(left.pop(k) - image))
    return worst


def asymmetry(r, at):
    """mirrored() about the line through the middle between 0 and the leftmost eigenvalue."""
    re = r["eigenvalue_re"][at]
    return mirrored(re, r["eigenvalue_im"][at], r["multiplicity"][at], -np.nanmin(re))


@claim("Fig. 4, Sec. IV B", "with local dissipation only the spectrum has a mirror line; with collective dissipation, none")
def mirror_line(f):
    r = f.fig04
    local = asymmetry(r, (int(np.argmax(r["gamma"])), int(np.argmin(r["gamma_c"]))))
    collective = asymmetry(r, (int(np.argmin(r["gamma"])), int(np.argmax(r["gamma_c"]))))
    text = f"mirror images and eigenvalues differ by {local:.0e} in panel (a), {collective:.2f} in panel (b)"
    return text, verdict(local < 1e-9 and collective > 1e-3)


@claim("Sec. IV B", "PT symmetry: for each lambda_i there is a lambda_j = -2 eta + lambda_i")
def pt_relation(f):
    r = f.fig04
    at = (int(np.argmax(r["gamma"])), int(np.argmin(r["gamma_c"])))
    re, im = r["eigenvalue_re"][at], r["eigenvalue_im"][at]
    z, eta2 = (re + 1j * im)[np.isfinite(re)], float(r["two_eta"][at])
    z = np.concatenate([z, z.conj()])
    plus, minus = (max(np.abs(z - image).min() for image in -eta2 + sign * z) for sign in (1, -1))
    text = f"2 eta = {eta2:g}; -2 eta - lambda_i is an eigenvalue to {minus:.0e}, -2 eta + lambda_i misses all by up to {plus:.2f}"
    return text, verdict(plus < 1e-9, reading=minus < 1e-9)


@claim("Sec. IV B", "with local dephasing and local pumping the spectrum has the additional symmetry too")
def pt_dephasing_pumping(f):
    r, dephasing = f["xyz_large/pt"], f["xyz_large/pt_dephasing"]
    local = int(np.argmin(r["gamma_c"]))
    found = {
        "emission and pumping": asymmetry(r, (1, 0, local)),
        "emission and dephasing": asymmetry(r, (0, 1, local)),
        "all three": asymmetry(r, (1, 1, local)),
        "dephasing alone": asymmetry(dephasing, 0),
        "dephasing and pumping": asymmetry(dephasing, 1),
    }
    text = "; ".join(f"{name}: {'yes' if off < 1e-9 else 'no'} ({off:.0e})" for name, off in found.items())
    symmetric = [name for name, off in found.items() if off < 1e-9]
    return text, verdict(len(symmetric) == len(found), reading={"emission and pumping", "dephasing alone"} == set(symmetric))


@claim("Sec. IV B", "the antigap equals the gap")
def antigap_equals_gap(f):
    r = f["xyz_large/gap"]
    off = np.nanmax(np.abs(r["antigap"] / r["gap"] - 1))
    text = f"relative difference at most {off:.0e} at {r['gap'].size} points, N = {min(r['N'])} to {max(r['N'])}, "
    text += f"gaps from {np.nanmin(r['gap']):.0e} to {np.nanmax(r['gap']):.2f}"
    return text, verdict(off < 1e-6)


@claim("Sec. IV B", "the antigap is numerically much easier to compute than the gap")
def antigap_easier(f):
    ordinary, dual = f["xyz_large/antigap_ordinary"], f["xyz_large/antigap"]
    N, gap = dual["N"], dual["gap"]
    lost, kept = (np.abs(r["antigap"] / gap - 1) for r in (ordinary, dual))
    first = [int(n) for n, off in zip(N, lost) if not off < 0.1]
    text = "relative distance of the antigap from the gap, in the scaling of the basis in which the gap is found: " + ", ".join(
        f"{off:.0e} (N = {n})" for n, off in zip(N, lost) if n in (20, 30, 40, 50, 60))
    text += f"; wrong by more than a tenth, or not found, at N = {listed(first)}; in the dual scaling at most "
    text += f"{np.nanmax(kept):.0e} to N = {N[-1]}"
    return text, verdict(not first, corrected=bool(np.isfinite(kept).all()) and np.max(kept) < 1e-6)


def minimum_gaps(r, scale):
    """Sizes, smallest gap along Jy, and the Jy of the largest size."""
    sizes = scaling.sizes_of(r)
    lowest = [minimum(r["Jy"], r.select("gap", N=n, spin_scale=scale)) for n in sizes]
    return sizes, np.array([low for low, _ in lowest]), lowest[-1][1]


@claim("Fig. 5(b)", "the smallest gap goes as N^alpha with alpha = -0.3, N = 2 to 10")
def smallest_gap(f):
    laws = {}
    for name, scale in SCALES.items():
        sizes, lowest, _ = minimum_gaps(f.fig05, scale)
        laws[name] = analysis.power_law(sizes, lowest).exponent
    text = "; ".join(f"H of {name}: {law}" for name, law in laws.items())
    return text, verdict(agrees(laws["Pauli S"].value, "-0.3"), reading=agrees(laws["spin-1/2 operators S/2"].value, "-0.3"))


@claim("Fig. 5(a)", "the minimum of the gap shifts toward Jy = 3 for N = 10")
def gap_minimum(f):
    at = {name: minimum_gaps(f.fig05, scale)[2] for name, scale in SCALES.items()}
    text = "; ".join(f"H of {name}: Jy = {Jy:.3f}" for name, Jy in at.items())
    return text, verdict(agrees(at["Pauli S"], "3"), reading=agrees(at["spin-1/2 operators S/2"], "3"))


@claim("Fig. 5(a)", "beyond its minimum the gap increases again, the less the larger N")
def gap_rises_again(f):
    r, rises = f.fig05, {}
    even = [int(n) for n in scaling.sizes_of(r) if n % 2 == 0]
    for name, scale in SCALES.items():
        sizes, lowest, _ = minimum_gaps(r, scale)
        rises[name] = np.array([r.select("gap", N=n, spin_scale=scale)[-1] - lowest[list(sizes).index(n)] for n in even])
    large = f["xyz_large/gap"]
    far = [large.select("gap", N=n)[-1] - np.nanmin(large.select("gap", N=n)) for n in large["N"]]
    text = "; ".join(
        f"H of {name}: rise to Jy = {r['Jy'][-1]:g} of {listed(rise, '{:.3f}')} for N = {listed(even)}" for name, rise in rises.items()
    )
    text += f"; Pauli S to Jy = {large['Jy'][-1]:g}: {listed(far, '{:.3f}')} for N = {listed(large['N'])}"
    diminishes = {name: bool((rise > 0).all() and (np.diff(rise[2:]) < 0).all()) for name, rise in rises.items()}
    return text, verdict(diminishes["Pauli S"], reading=diminishes["spin-1/2 operators S/2"])


@claim("Sec. IV C", "no critical behaviour of the gap for small or negative Jy")
def gap_negative(f):
    r = f["xyz_large/gap_negative"]
    low = np.nanmin(r["gap"], axis=r.axes.index("Jy"))
    text = f"from Jy = {r['Jy'][0]:g} to {r['Jy'][-1]:g} the gap is at least {listed(low, '{:.4f}')} for N = {listed(r['N'])}"
    return text, verdict(bool((low > 0.49).all()))
