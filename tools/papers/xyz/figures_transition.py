"""Figures of the XYZ paper on where the transition is (Fig. 8) and what lies far beyond it (Fig. 9)."""
import matplotlib.pyplot as plt
import numpy as np

from papers.xyz import scaling
from papers.xyz.cuts import Jy_label, rate, unit
from pilind import analysis
from pilind.style import letters, shades

# The sizes whose crossing the paper quotes.
PAIR = (50, 60)
# Powers of 1/N of the fits to the crossings: the paper's two polynomials, and mean-field finite-size scaling.
FITS = [("degree 3", (1, 2, 3), "tab:orange", "--"),
        ("degree 4", (1, 2, 3, 4), "tab:green", "-."),
        (r"$N^{-1}, N^{-3/2}, N^{-2}, N^{-5/2}$", scaling.CROSSING_POWERS, "tab:purple", "-")]


def shown(r):
    """The sizes that panels with curves show: tens, and the largest."""
    return [n for n in scaling.sizes_of(r) if n % 10 == 0 or n == max(r["N"])]


def bimodality(ax, r):
    """Bimodality of Sx along Jy, the critical point of the mean field, and where the curves of two sizes cross."""
    Jy = r["Jy"] / rate(r)
    for n, shade in shades(shown(r)):
        ax.plot(Jy, r.select("Bx", N=n), color=shade, label=f"$N = {n}$")
    ax.axhline(1 / 3, color="0.5", linestyle="--", linewidth=0.8)
    meanfield, found = scaling.critical_Jy(r) / rate(r), scaling.crossing(r, "Bx", *PAIR).value / rate(r)
    ax.axvline(meanfield, color="k", linestyle="--", linewidth=0.8)
    ax.axvline(found, color="r", linestyle="--", linewidth=0.8)
    ax.set(xlabel=Jy_label(r), ylabel="$B_x$", xlim=(Jy[0], Jy[-1]), ylim=(0.3, None))
    ax.legend(ncol=2, loc="upper left")
    near_crossing(ax, r, meanfield, found)


def near_crossing(ax, r, meanfield, found, half=0.03):
    """Inset: the same around the crossing."""
    inset = ax.inset_axes([0.09, 0.29, 0.27, 0.33])
    Jy = r["Jy"] / rate(r)
    near = np.abs(Jy - found) < 1.3 * half
    for n, shade in shades(shown(r)):
        inset.plot(Jy[near], r.select("Bx", N=n)[near], color=shade, linewidth=0.8)
    for at, color in ((meanfield, "k"), (found, "r")):
        inset.axvline(at, color=color, linestyle="--", linewidth=0.8)
    inset.set_xlim(found - half, found + half)
    inset.tick_params(labelsize=6)


def crossing_points(ax, r):
    """Crossings of (N, N + 5) against 1/N with fits, each with its limit; inset, the same at the larger sizes."""
    crossings, Jc = scaling.crossings(r, "Bx", step=5), scaling.critical_Jy(r) / rate(r)
    x, y = 1 / crossings.N, crossings.value / rate(r)
    fits = [analysis.inverse_powers(crossings.N, y, powers) for _, powers, _, _ in FITS]
    fine = np.linspace(1e-4, x.max(), 400)
    inset = ax.inset_axes([0.5, 0.07, 0.48, 0.25])
    for panel, size in ((ax, 5), (inset, 3)):
        panel.plot(x, y, "k-*", linewidth=0.6, markersize=size, label="crossing of N and N + 5")
        panel.axhline(Jc, color="b", linewidth=0.9, label="mean field")
        for (words, _, color, style), fit in zip(FITS, fits):
            panel.plot(fine, fit(1 / fine), color=color, linestyle=style, label=f"{words}: {fit.limit}")
    ax.set(xlabel="$1/N$", ylabel=Jy_label(r), xlim=(0, None), ylim=(y.min() - 0.45 * np.ptp(y), None))  # room for the inset
    larger = x < 0.055
    inset.set(xlim=(0, 0.055), ylim=(y[larger].min() - 0.002, Jc + 0.002))
    inset.tick_params(labelsize=6)
    ax.legend(loc="upper left")


def susceptibility(ax, r):
    """Angular averaged susceptibility along Jy with its maxima; the mean field's diverges at the critical point."""
    Jy = r["Jy"] / rate(r)
    for n, shade in shades(shown(r)):
        ax.plot(Jy, r.select("chi_av", N=n) * rate(r), color=shade)
    ax.axvline(scaling.critical_Jy(r) / rate(r), color="k", linestyle="--", linewidth=0.8)
    place, height = scaling.peaks(r, "chi_av")
    ax.plot(place.value / rate(r), height.value * rate(r), "r.", markersize=4, label="maxima")
    ax.plot(Jy, r.select("chi_av_mf", N=max(r["N"])) * rate(r), "k:", linewidth=0.9, label="mean field")
    ax.set(xlabel=Jy_label(r), ylabel=rf"$\chi_{{av}}\,{unit(r)}$", xlim=(Jy[0], Jy[-1]), ylim=(0, 1.08 * height.value.max() * rate(r)))
    ax.legend()


def susceptibility_maximum(ax, r, first=20):
    """Height of the maximum against N with a power law from N = first on."""
    _, height = scaling.peaks(r, "chi_av")
    law = analysis.power_law(height.N, height.value * rate(r), first)
    ax.loglog(height.N, height.value * rate(r), "k*", markersize=5)
    ax.loglog(height.N, law(height.N), color="tab:orange", linestyle=":", linewidth=0.8)
    used = height.N[height.N >= first]
    ax.loglog(used, law(used), color="tab:orange", label=rf"$N^{{\alpha}}$, $\alpha$ = {law.exponent} (N = {law.first:g} to {law.last:g})")
    ax.set(xlabel="$N$", ylabel=rf"max $\chi_{{av}}\,{unit(r)}$")
    ax.legend()


def fig08(r):
    """Where the transition is by the bimodality, above, and by the angular averaged susceptibility, below."""
    figure, axes = plt.subplots(2, 2, figsize=(9.4, 6.4))
    for ax, draw in zip(axes.flat, (bimodality, crossing_points, susceptibility, susceptibility_maximum)):
        draw(ax, r)
    letters(axes)
    return figure


# Sets of sizes of Fig. 9(c), as the exponent depends on their range and parity: words, smallest size, condition, colour and style.
SIZE_SETS = [("all N", scaling.FIRST, lambda N: True, "k", "-"),
             ("even N", 10, lambda N: N % 2 == 0, "tab:blue", "--"),
             ("odd N", 15, lambda N: N % 2 == 1, "tab:red", ":")]


def exponent_panel(ax, r):
    """Exponent of Delta Sxx in N at every Jy, and its modulus in logarithmic scales."""
    Jy, inset = r["Jy"] / rate(r), ax.inset_axes([0.32, 0.12, 0.65, 0.4])
    for words, first, keep, color, style in SIZE_SETS:
        value, _ = scaling.exponents(r, "Sxx", first=first, keep=keep)
        ax.plot(Jy, value, color=color, linestyle=style, label=f"{words} from {first}")
        inset.loglog(Jy, np.abs(value), color=color, linestyle=style, linewidth=0.8)
    ax.set(xlabel=Jy_label(r), ylabel=r"$\alpha_1$", xlim=(0, Jy[-1]), ylim=(None, 0.12))
    inset.set_ylabel(r"$|\alpha_1|$", labelpad=1)
    inset.tick_params(labelsize=6, which="both")
    ax.legend(loc="upper left")


def fig09(r, exponents):
    """Structure factor at large anisotropy, its distance from the mean field, and how that falls with N."""
    figure, axes = plt.subplots(1, 3, figsize=(10.5, 3.4))
    Jy, sizes = r["Jy"] / rate(r), scaling.sizes_of(r)
    meanfield = r.select("Sxx_mf", N=sizes[-1])
    for n, shade in shades(sizes):
        curve = r.select("Sxx", N=n)
        axes[0].plot(Jy, curve, color=shade, label=f"$N = {n}$")
        axes[1].plot(Jy, analysis.discrepancy(curve, meanfield), color=shade)
    axes[0].plot(Jy, meanfield, "k--", label="mean field")
    for ax, label in zip(axes, ("$S^{xx}$", r"$\Delta S^{xx}$")):
        ax.set(xlabel=Jy_label(r), ylabel=label, xlim=(0, Jy[-1]))
    axes[1].set_ylim(bottom=0)
    axes[0].legend(ncol=2, loc="upper right")
    exponent_panel(axes[2], exponents)
    letters(axes)
    return figure
