"""Figures of the XYZ paper that show the mean field, the phase diagram, and the approach to the mean field across the transition."""
import matplotlib.pyplot as plt
import numpy as np

from papers.xyz import scaling
from pilind import analysis
from pilind.style import letters, shades

# Quantities of Eq. 26: output, symbol, colour and marker of Figs. 7 and 11.
QUANTITIES = [("Sxx", "S^{xx}", "tab:blue", "*"), ("Mz", "M_z", "tab:orange", "o"), ("entropy", "S/N", "tab:green", "x")]
# Where the paper cuts the phase diagram, in units of gamma + Gamma: paramagnet, critical point (None: computed), ferromagnet.
CUTS = [(1.1, "gold", "h"), (None, "red", "s"), (1.7, "c", "o")]


def rate(r):
    """gamma + Gamma, the unit of every figure."""
    return float(r["gamma"]) + float(r["gamma_c"])


def unit(r):
    return r"\gamma" if float(r["gamma_c"]) == 0 else r"(\gamma+\Gamma)"


def Jy_label(r):
    return f"$J_y/{unit(r)}$"


def cuts(r):
    """(Jy, colour, marker) of the three cuts, in units of gamma + Gamma."""
    return [(scaling.critical_Jy(r) / rate(r) if at is None else at, color, marker) for at, color, marker in CUTS]


def mark_cuts(ax, r, markers=False):
    for at, color, marker in cuts(r):
        ax.axvline(at, color=color, linestyle="--", linewidth=0.8, zorder=0)
        if markers:
            ax.plot(at, 1.03, marker, color="0.8", markeredgecolor=color, markersize=5, transform=ax.get_xaxis_transform(), clip_on=False)


def fig02(local, collective, args):
    """Stable states of the mean field along Jy, with and without collective dissipation."""
    figure, axes = plt.subplots(2, 1, figsize=(4.2, 4.6), sharex=True)
    for ax, r, title in zip(axes, (collective, local), (r"$\Gamma = {:g}\,\gamma$", r"$\Gamma = 0$")):
        chosen = np.argmax((r["stable"] == 1) & (r["Mx"] > -1e-9), axis=1)
        for name, symbol, color in (("Mx", "x", "tab:blue"), ("My", "y", "tab:orange"), ("Mz", "z", "tab:green")):
            value = np.take_along_axis(r[name], chosen[:, None], 1)[:, 0]
            ax.plot(r["Jy"] / rate(r), value, color=color, label=rf"$\langle\hat\sigma^{symbol}\rangle$")
        for level in (0, -1):
            ax.axhline(level, color="k", linestyle="--", linewidth=0.6, zorder=0)
        ax.set(xlim=(0, 10), ylim=(-1.05, 1.05), yticks=(-1, 0, 1))
        ax.set_title(title.format(float(r["gamma_c"]) / float(r["gamma"])), fontsize=9)
    axes[1].set_xlabel(Jy_label(collective))
    axes[0].legend(frameon=False, ncol=3, loc="upper right")
    letters(axes)
    return figure


def fig03(r, args):
    """Phase diagram: the bimodality of Sx decides (of two sizes the larger one's is larger in the ferromagnet); dotted, where that of Sy would."""
    sizes, unit_ = scaling.sizes_of(r), rate(r)
    Jx, Jy, Jz = r["Jx"] / unit_, r["Jy"] / unit_, float(r["Jz"]) / unit_
    figure, ax = plt.subplots(figsize=(4.6, 4.2))
    ax.set_facecolor("0.55")
    for k, (name, style) in enumerate((("Bx", dict(color="k", linewidth=1)), ("By", dict(color="k", linestyle=":", linewidth=1)))):
        low, high = scaling.boundary(r, name, sizes[0], sizes[-1])
        for branch, edge, label in ((low, Jy[-1], f"$B_{'xy'[k]}$, N = {sizes[0]} and {sizes[-1]}"), (high, Jy[0], None)):
            if name == "Bx":
                ax.fill_between(branch.Jx / unit_, branch.Jy / unit_, edge, color="0.88", linewidth=0)
            ax.plot(branch.Jx / unit_, branch.Jy / unit_, label=label, **style)
    for side, label in ((np.linspace(Jx[0], Jz, 400)[:-1], "mean field"), (np.linspace(Jz, Jx[-1], 400)[1:], None)):
        ax.plot(side, scaling.critical_Jy(r, side * unit_) / unit_, color="b", linestyle="-.", linewidth=1, label=label)
    ax.axvline(0.6, color="tab:orange", linestyle="--", linewidth=1)
    for at, color, marker in CUTS:
        at = scaling.critical_Jy(r, 0.6 * unit_) / unit_ if at is None else at
        ax.plot(0.6, at, marker, color="0.3", markeredgecolor=color, markeredgewidth=1.4, markersize=7, zorder=3)
    for x, y, text in ((0.3, 1.75, "FM"), (1.7, 0.25, "FM"), (0.3, 0.4, "PM"), (1.7, 1.75, "PM")):
        ax.text(x, y, text, ha="center", va="center")
    ax.set(xlim=(Jx[0], Jx[-1]), ylim=(Jy[0], Jy[-1]), xlabel=f"$J_x/{unit(r)}$", ylabel=Jy_label(r), aspect="equal")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncol=3, frameon=False, fontsize=7)
    return figure


def fig06(r, args):
    """Structure factor, magnetisation and entropy across the transition, and their distance from the mean field (Eq. 26). Also Fig. 10."""
    sizes, Jy = scaling.sizes_of(r), r["Jy"] / rate(r)
    figure, axes = plt.subplots(args.rows, 3, figsize=(10, 3.1 * args.rows), squeeze=False, sharex=True)
    for c, (name, symbol, _, _) in enumerate(QUANTITIES):
        meanfield = r.select(name + "_mf", N=sizes[-1])
        for n, shade in shades(sizes):
            curve = r.select(name, N=n)
            axes[0, c].plot(Jy, curve, color=shade, label=f"N = {n}")
            if args.rows > 1:
                axes[1, c].plot(Jy, analysis.discrepancy(curve, meanfield), color=shade)
        axes[0, c].plot(Jy, meanfield, "k--", label="mean field")
        axes[0, c].set_ylabel(f"${symbol}$")
        if args.rows > 1:
            axes[1, c].set_ylabel(rf"$\Delta {symbol}$")
            axes[1, c].set_ylim(bottom=0)
        axes[-1, c].set_xlabel(Jy_label(r))
    for k, ax in enumerate(axes.flat):
        mark_cuts(ax, r, markers=k < 3)
        ax.set_xlim(Jy[0], Jy[-1])
    letters(axes)
    axes[0, 0].legend(fontsize=7, frameon=False)
    return figure


def spread(at, gap):
    """Positions moved apart to at least `gap`, as little as possible and in their order."""
    at = np.asarray(at, float)
    order = np.argsort(at)
    moved = at[order]
    for _ in range(100):
        for k in np.flatnonzero(np.diff(moved) < gap * 0.999):
            middle = moved[k : k + 2].mean()
            moved[k : k + 2] = middle - gap / 2, middle + gap / 2
    return moved[np.argsort(order)]


def approach(ax, r, Jy):
    """Discrepancies of one Jy against N with their power laws, which are returned; open symbols are sizes that no fit uses."""
    laws = [scaling.exponent(r, name, scaling.FIRST, Jy=Jy) for name, _, _, _ in QUANTITIES]
    for (name, symbol, color, marker), law in zip(QUANTITIES, laws):
        sizes, difference = scaling.discrepancies(r, name, Jy=Jy)
        used = sizes >= law.first
        style = dict(linestyle="none", marker=marker, color=color, markersize=5)
        ax.loglog(sizes[used], np.abs(difference[used]), label=rf"$\Delta {symbol}$", **style)
        ax.loglog(sizes[~used], np.abs(difference[~used]), markerfacecolor="none", alpha=0.6, **style)
        ax.loglog(sizes[used], law(sizes[used]), color=color, linewidth=0.9)
        ax.loglog(sizes, law(sizes), color=color, linewidth=0.6, linestyle=":")
    ax.set(xlabel="N")
    ax.set_title(f"$J_y = {Jy / rate(r):g}\\,{unit(r)}$", fontsize=9)
    return laws


def write_exponents(ax, laws):
    """Beside the ends of the curves, apart from each other."""
    ends = np.log([law(law.last) for law in laws])
    heights = np.exp(spread(ends, 0.065 * np.diff(np.log(ax.get_ylim()))[0]))
    for k, (law, (_, _, color, _), height) in enumerate(zip(laws, QUANTITIES, heights)):
        ax.annotate(rf"$\alpha_{k + 1} = {law.exponent.value:.2f}$", (law.last, height), xytext=(6, 0), textcoords="offset points",
                    color=color, fontsize=8, va="center", annotation_clip=False)


def fig07(r, args):
    """Approach to the mean field at the file's values of Jy: paramagnet, critical point, ferromagnet. Also Fig. 11."""
    figure, axes = plt.subplots(1, len(r["Jy"]), figsize=(10, 3.3), squeeze=False, sharey=True)
    laws = [approach(ax, r, Jy) for ax, Jy in zip(axes[0], r["Jy"])]
    for ax, panel, (_, color, marker) in zip(axes[0], laws, cuts(r)):
        write_exponents(ax, panel)
        ax.plot(0.93, 0.93, marker, color="0.3", markeredgecolor=color, markeredgewidth=1.4, markersize=7, transform=ax.transAxes)
    axes[0, 0].legend(frameon=False, fontsize=8, loc="lower left")
    axes[0, 0].set_ylabel("distance from the mean field")
    letters(axes)
    return figure
