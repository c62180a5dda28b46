"""Figures beyond the XYZ paper: what larger N says of its claims, one function each. input/xyz_large/ holds their inputs."""
import matplotlib.pyplot as plt
import numpy as np

from papers.figures import figures
from papers.xyz import scaling
from papers.xyz_large import asymptotics
from papers.xyz_large.figures_gap import antigap, fig05, gap
from pilind import analysis, style
from pilind.style import letters, shades

CASES = ((r"$\Gamma = 0$", "tab:blue", "o"), (r"$\Gamma = 2\gamma$", "tab:orange", "s"))


def limit(estimate, *what):
    """An extrapolated value for a legend; with too few sizes there is none."""
    try:
        return f": {estimate(*what)}"
    except ValueError:
        return ""


def fitted(ax, N, y, powers, color):
    """The fit by inverse powers along N^-1/2, up to N to infinity; nothing with too few sizes. Returns its limit for a legend."""
    try:
        fit = analysis.inverse_powers(N, y, powers)
    except ValueError:
        return ""
    x = np.linspace(1e-3, np.min(N) ** -0.5, 200)
    ax.plot(x, fit(x**-2), color=color, linewidth=0.7)
    return f": {fit.limit}"


def guide(ax, N, y, slope):
    """A dashed power of N through the last point."""
    N = np.asarray(N, float)
    ax.loglog(N, y[-1] * (N / N[-1]) ** slope, "k--", linewidth=0.7, zorder=0)


def against_root(ax, N):
    """An axis of N^-1/2 that starts at N to infinity."""
    ax.set(xlabel=r"$N^{-1/2}$", xlim=(0, 1.05 * np.min(N) ** -0.5))
    ax.xaxis.set_major_locator(plt.MaxNLocator(5))


def critical(local, collective, gap):
    """At the critical point Sxx, 1 + Mz and the gap go as N^-1/2, and the crossings of (N, 2N) end at the mean field's point."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 4.6))
    quantities = [(lambda r, Jc: r.select("Sxx", Jy=Jc), "$S^{xx}$", "full"), (lambda r, Jc: 1 + r.select("Mz", Jy=Jc), "$1+M_z$", "none")]
    for r, (words, color, marker) in zip((local, collective), CASES):
        Jc = scaling.critical_Jy(r)
        for curve, symbol, fill in quantities:
            y = curve(r, Jc)
            axes[0].loglog(r["N"], y, marker, color=color, fillstyle=fill, label=f"{symbol}, {words}")
            guide(axes[0], r["N"], y, -0.5)
            middle, slope = analysis.local_slopes(r["N"], y)
            label = f"{symbol}, {words}{limit(asymptotics.exponent_limit, r['N'], y)}"
            axes[1].plot(middle**-0.5, slope, marker + "-", color=color, fillstyle=fill, linewidth=0.7, label=label)
        for name, fill in (("Bx", "full"), ("By", "none")):
            c = asymptotics.doubled_crossings(r, name)
            label = f"${name[0]}_{name[1]}$, {words}{limit(asymptotics.crossing_limit, c)}"
            axes[2].plot(1 / c.N, c.value, marker + "-", color=color, fillstyle=fill, linewidth=0.7, label=label)
    y = gap.select("gap", Jy=scaling.critical_Jy(gap))
    axes[0].loglog(gap["N"], y, "^", color="tab:green", label="gap, $\\Gamma = 0$")
    guide(axes[0], gap["N"], y, -0.5)
    middle, slope = analysis.local_slopes(gap["N"], y)
    axes[1].plot(middle**-0.5, slope, "^-", color="tab:green", linewidth=0.7, label=f"gap{limit(asymptotics.exponent_limit, gap['N'], y)}")
    axes[1].axhline(-0.5, color="k", linestyle="--", linewidth=0.7)
    axes[2].axhline(scaling.critical_Jy(local), color="k", linestyle="--", linewidth=0.7, label="mean field")
    style.sizes_on_axis(axes[0], local["N"])
    axes[0].set_ylabel(f"at $J_y = {scaling.critical_Jy(local):g}$; dashed: $N^{{-1/2}}$")
    against_root(axes[1], middle)
    axes[1].set_ylabel("d ln / d ln N; limits in the legend")
    axes[2].set(xlabel="$1/N$", ylabel="$J_y$ where the curves of N and 2N cross", xlim=(0, None))
    for ax in axes:
        style.below(ax)
    letters(axes)
    return figure


def binder(local, collective):
    """The bimodality of Sx and Sy at the critical point: both tend to the value of a single mode in a quartic well."""
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 4.2))
    for r, (words, color, marker) in zip((local, collective), CASES):
        for name, fill in (("Bx", "full"), ("By", "none")):
            y = r.select(name, Jy=scaling.critical_Jy(r))
            label = f"${name[0]}_{name[1]}$, {words}{fitted(axes[0], r['N'], y, (0.5, 1, 1.5), color)}"
            axes[0].plot(r["N"] ** -0.5, y, marker, color=color, fillstyle=fill, label=label)
    value = asymptotics.zero_dimensional_binder()
    axes[0].axhline(value, color="k", linestyle="--", linewidth=0.7)
    axes[0].set_ylabel(f"at $J_c$; dashed: {value:.6f}")
    against_root(axes[0], local["N"])
    Jc = scaling.critical_Jy(local)
    for n, shade in shades(local["N"]):
        axes[1].plot((local["Jy"] - Jc) * np.sqrt(n), local.select("Bx", N=n), "o-", color=shade, markersize=3, label=f"$N = {n}$")
    axes[1].plot(0, value, "r*", zorder=3)
    axes[1].set(xlabel="$(J_y - J_c)\\, N^{1/2}$", ylabel="$B_x$")
    for ax in axes:
        style.below(ax, ncol=2)
    letters(axes)
    return figure


def million(moments, local):
    """The critical point to N = 10^6 from the moment hierarchy, exact results beside it: powers, local exponents, bimodalities."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 4.2))
    N, Jc = moments["N"], scaling.critical_Jy(local)
    for name, symbol, color in (("Mz_dev", "$1+M_z$", "tab:blue"), ("Sxx", "$S^{xx}$", "tab:orange")):
        y = np.ravel(moments[name])
        axes[0].loglog(N, y, "o", color=color, fillstyle="none", label=f"{symbol}, moments")
        exact = local.select("Sxx", Jy=Jc) if name == "Sxx" else 1 + local.select("Mz", Jy=Jc)
        axes[0].loglog(local["N"], exact, "x", color=color, label=f"{symbol}, exact")
        guide(axes[0], N, y, -0.5)
        middle, slope = analysis.local_slopes(N, y)
        axes[1].plot(middle**-0.5, slope, "o-", color=color, linewidth=0.7, label=f"{symbol}{limit(asymptotics.exponent_limit, N, y)}")
    axes[1].axhline(-0.5, color="k", linestyle="--", linewidth=0.7)
    axes[1].set_ylabel("d ln / d ln N; limits in the legend")
    against_root(axes[1], middle)
    value = asymptotics.zero_dimensional_binder()
    for name, color in (("Bx", "tab:blue"), ("By", "tab:orange")):
        y = np.ravel(moments[name])
        axes[2].plot(N**-0.5, y, "o", color=color, label=f"${name[0]}_{name[1]}${fitted(axes[2], N, y, (0.5, 1, 1.5), color)}")
    axes[2].axhline(value, color="k", linestyle="--", linewidth=0.7)
    axes[2].set_ylabel(f"bimodality; dashed: {value:.6f}")
    against_root(axes[2], N)
    axes[0].set(xlabel="$N$", ylabel=f"at $J_y = {Jc:g}$; dashed: $N^{{-1/2}}$")
    for ax in axes:
        style.below(ax)
    letters(axes)
    return figure


def entropy(local, collective):
    """The entropy at the critical point: a ln N + b, with 1/4 from the mode's amplitude and the rest from spins out of j = N/2."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 3.6))
    for r, (words, color, marker) in zip((local, collective), CASES):
        N, at = r["N"], {"Jy": scaling.critical_Jy(r)}
        middle, growth = asymptotics.entropy_growth(r, **at)
        axes[0].semilogx(N, N * r.select("entropy", **at), marker + "-", color=color, linewidth=0.7, label=words)
        label = f"{words}{fitted(axes[1], middle, growth, asymptotics.GROWTH_POWERS, color)}"
        axes[1].plot(middle**-0.5, growth, marker, color=color, label=label)
        axes[1].plot(N**-0.5, 0.25 + asymptotics.lowered(r, **at), "*", color=color, markersize=4)
        axes[2].semilogx(N, r.select("entropy", **at) * N**0.8, marker + "-", color=color, linewidth=0.7, label=words)
    style.sizes_on_axis(axes[0], local["N"])
    axes[0].set_ylabel("entropy of the whole state at $J_c$")
    axes[1].set(ylabel=r"d S / d ln N; stars: $1/4 + \langle N/2-j\rangle$")
    against_root(axes[1], local["N"])
    style.sizes_on_axis(axes[2], local["N"])
    axes[2].set_ylabel(r"$(S/N)\, N^{0.8}$: not constant")
    for ax in axes:
        style.below(ax)
    letters(axes)
    return figure


def susceptibility(window, ferromagnet):
    """chi_av finds the transition by its scaling, not by its peak: N^1/2 at the critical point, N in the ferromagnet."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 4.2))
    Jc = scaling.critical_Jy(window)
    for n, shade in shades(window["N"]):
        axes[0].plot(window["Jy"], window.select("chi_av", N=n) / np.sqrt(n), "o-", color=shade, markersize=3, label=f"$N = {n}$")
    axes[0].axvline(Jc, color="k", linestyle="--", linewidth=0.7)
    axes[0].set(xlabel="$J_y$", ylabel=r"$\chi_{av}/N^{1/2}$")
    c = asymptotics.doubled_crossings(window, "chi_av", power=0.5)
    axes[1].plot(1 / c.N, c.value, "o-", label=f"curves of N and 2N cross{limit(asymptotics.crossing_limit, c)}")
    axes[1].axhline(Jc, color="k", linestyle="--", linewidth=0.7, label="mean field")
    axes[1].set(xlabel="$1/N$", ylabel="$J_y$", xlim=(0, None))
    for Jy, shade in zip(ferromagnet["Jy"], plt.cm.plasma(np.linspace(0.05, 0.85, len(ferromagnet["Jy"])))):
        ratio = ferromagnet.select("chi_av", Jy=Jy) / ferromagnet["N"]
        axes[2].loglog(ferromagnet["N"], ratio, "o-", color=shade, markersize=3, label=f"$J_y = {Jy:g}$")
    ratio = window.select("chi_av", Jy=Jc) / window["N"]
    slope = limit(asymptotics.exponent_limit, window["N"], ratio)
    axes[2].loglog(window["N"], ratio, "k^-", markersize=3, label=f"$J_c$, slope{slope}")
    style.sizes_on_axis(axes[2], window["N"])
    axes[2].set_ylabel(r"$\chi_{av}/N$")
    for ax in axes:
        style.below(ax, ncol=2)
    letters(axes)
    return figure


def anisotropy(r, slope):
    """Far from isotropy everything depends on N/Jy: a crossover, with the mean field's exponent -1 behind it."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 3.5))
    even = r["N"] % 2 == 0
    for Jy, shade in zip(r["Jy"], plt.cm.plasma(np.linspace(0.05, 0.85, len(r["Jy"])))):
        x, y = asymptotics.relative_structure(r, Jy)
        axes[0].semilogx(x[even], y[even], "o-", color=shade, markersize=3, linewidth=0.7, label=f"$J_y = {Jy:g}$")
        axes[0].semilogx(x[~even], y[~even], "x", color=shade, markersize=3)
        axes[1].semilogx(x[even], r.select("Bx", Jy=Jy)[even], "o-", color=shade, markersize=3, linewidth=0.7)
        axes[1].semilogx(x[~even], r.select("Bx", Jy=Jy)[~even], "x", color=shade, markersize=3)
        N, slopes = asymptotics.approach(r, Jy)
        axes[2].semilogx(N / Jy, slopes, "o-", color=shade, markersize=3, linewidth=0.7)
    for Jy in slope["Jy"]:
        N, slopes = asymptotics.approach(slope, Jy)
        axes[2].semilogx(N / Jy, slopes, "k^-", markersize=4, linewidth=0.7, label=f"$J_y = {Jy:g}$, N to {max(slope['N'])}")
    axes[2].axhline(-1, color="k", linestyle="--", linewidth=0.7)
    axes[0].set_ylabel(r"$S^{xx}/S^{xx}_{MF}$; crosses: odd N")
    axes[1].set_ylabel("$B_x$")
    axes[2].set(ylabel=r"d ln $|S^{xx}-S^{xx}_{MF}|$ / d ln N, even N", ylim=(-1.7, 0.2))
    for ax in axes:
        ax.set_xlabel("$N/J_y$")
    axes[0].legend()
    axes[2].legend()
    letters(axes)
    return figure


def paramagnet(local, collective):
    """In the paramagnet N Sxx, N (1 + Mz) and the total entropy are finite: those of a boson, with and without collective dissipation."""
    figure, axes = plt.subplots(1, 3, figsize=(10.8, 3.6))
    limits = asymptotics.bosons(local, float(local["Jy"]))
    for ax, name, words in zip(axes, ("Sxx", "Mz", "entropy"), (r"$N S^{xx}$", r"$N(1+M_z)$", "entropy of the whole state")):
        for r, (case, color, marker) in zip((local, collective), CASES):
            ax.semilogx(r["N"], asymptotics.scaled(r, name), marker + "-", color=color, linewidth=0.7, label=case)
        ax.axhline(getattr(limits, name), color="k", linestyle="--", linewidth=0.7, label=f"N to infinity: {getattr(limits, name):.5f}")
        style.sizes_on_axis(ax, local["N"])
        ax.set_ylabel(f"{words} at $J_y = {float(local['Jy']):g}$")
        style.below(ax)
    letters(axes)
    return figure


FIGURES = figures(
    "xyz_large",
    (critical, "critical", "critical_collective", "gap"),
    (binder, "critical", "critical_collective"),
    (million, "critical_moments", "critical"),
    (entropy, "critical", "critical_collective"),
    (susceptibility, "susceptibility", "susceptibility_ferromagnet"),
    (anisotropy, "anisotropy", "anisotropy_slope"),
    (paramagnet, "paramagnet", "paramagnet_collective"),
    (gap, "gap"),
    (fig05, "fig05"),
    (antigap, "antigap", "antigap_ordinary"),
)
