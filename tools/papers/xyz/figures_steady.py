"""Figures of the XYZ paper that show the approach to the mean field across the transition."""
import matplotlib.pyplot as plt
import numpy as np

from papers.xyz import scaling
from papers.xyz.cuts import QUANTITIES, Jy_label, marked, rate, unit
from pilind import analysis, style
from pilind.trouble import Trouble


MARKERS = "osD^v<>PXph*"  # of the sizes, so that curves that lie close are told apart without their colours too
SHOWN = {"critical": "critical point"}  # words of the cuts in legends


def along_Jy(r, figure):
    """Its Jy in units of gamma + Gamma, if the file has curves of several sizes along it."""
    if sorted(r.axes) != ["Jy", "N"]:
        raise Trouble(
            f"{figure} draws curves along Jy for several N; {r.path} has the axes {', '.join(r.axes) or 'none'}: tools/plot.py draws it"
        )
    return r["Jy"] / rate(r)


def mark_cuts(ax, r, legend=False):
    """Vertical lines where the paper cuts the phase diagram, with its symbols on top of them."""
    for cut, at in marked(r):
        ax.axvline(at, color=cut.color, linestyle="--", linewidth=0.8, zorder=0)
        ax.plot(
            at,
            1.035,
            cut.marker,
            color="0.9",
            markeredgecolor=cut.color,
            markeredgewidth=1.2,
            markersize=6,
            clip_on=False,
            transform=ax.get_xaxis_transform(),
            label=f"{SHOWN.get(cut.name, cut.name)}, {Jy_label(r)[:-1]} = {at:.4g}$" if legend else None,
        )


def sized(ax, r, Jy, curves):
    """A curve for each size, with a few markers of its own; up to a dozen sizes have names, more of them a colour bar."""
    step = max(1, len(Jy) // 8)
    for k, ((n, shade), y) in enumerate(zip(style.shades(scaling.sizes_of(r)), curves)):
        ax.plot(Jy, y, color=shade, marker=MARKERS[k % len(MARKERS)], markevery=(k * step // len(curves), step), markersize=4,
                markeredgecolor="w", markeredgewidth=0.4, label=f"$N = {n}$")


def fig06(r, rows=2):
    """Structure factor, magnetisation and entropy across the transition, and their distance from the mean field (Eq. 26)."""
    Jy, sizes = along_Jy(r, "xyz/fig06"), scaling.sizes_of(r)
    figure, axes = plt.subplots(rows, 3, figsize=(10.6, 0.4 + 2.9 * rows), squeeze=False, sharex=True)
    for column, q in zip(axes.T, QUANTITIES):
        meanfield, curves = r.select(q.name + "_mf", N=sizes[-1]), [r.select(q.name, N=n) for n in sizes]
        sized(column[0], r, Jy, curves)
        column[0].plot(Jy, meanfield, "k--", linewidth=1, label=r"mean field, $N\to\infty$")
        column[0].set_ylabel(f"${q.symbol}$")
        for ax in column[1:]:
            sized(ax, r, Jy, [analysis.discrepancy(curve, meanfield) for curve in curves])
            ax.set(ylabel=rf"$|\Delta {q.symbol}|$", ylim=(0, None))
        column[-1].set(xlabel=Jy_label(r), xlim=(Jy[0], Jy[-1]))
    for ax in axes.flat:
        mark_cuts(ax, r, legend=ax is axes[0, 2])
    style.letters(axes, x=-0.14)
    if len(sizes) <= len(MARKERS):
        style.beside(axes[0, 2])
    else:
        style.bar(figure, list(axes.flat), sizes, "$N$")
    return figure


def fig10(r, rows=2):
    """The same with collective dissipation."""
    return fig06(r, rows)


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
    laws = [scaling.exponent(r, q.name, scaling.FIRST, Jy=Jy) for q in QUANTITIES]
    for q, law in zip(QUANTITIES, laws):
        sizes, difference = scaling.discrepancies(r, q.name, Jy=Jy)
        used = sizes >= law.first
        mark = dict(linestyle="none", marker=q.marker, color=q.color, markersize=5)
        ax.loglog(sizes[used], np.abs(difference[used]), label=rf"$\Delta {q.symbol}$", **mark)
        ax.loglog(sizes[~used], np.abs(difference[~used]), markerfacecolor="none", alpha=0.6, **mark)
        ax.loglog(sizes[used], law(sizes[used]), color=q.color, linewidth=0.9)
        ax.loglog(sizes, law(sizes), color=q.color, linewidth=0.6, linestyle=":")
    ax.set(xlabel="$N$")
    ax.set_title(f"$J_y = {Jy / rate(r):g}\\,{unit(r)}$")
    return laws


def write_exponents(ax, laws):
    """Beside the ends of the curves, apart from each other."""
    ends = np.log([law(law.last) for law in laws])
    heights = np.exp(spread(ends, 0.075 * np.diff(np.log(ax.get_ylim()))[0]))
    for k, (law, q, height) in enumerate(zip(laws, QUANTITIES, heights)):
        ax.annotate(rf"$\alpha_{k + 1} = {law.exponent.value:.2f}$", (law.last, height), xytext=(6, 0), textcoords="offset points",
                    color=q.color, va="center", annotation_clip=False)


def fig07(r):
    """Approach to the mean field at the file's values of Jy: paramagnet, critical point, ferromagnet."""
    figure, axes = plt.subplots(1, len(r["Jy"]), figsize=(0.6 + 3.3 * len(r["Jy"]), 3.3), squeeze=False, sharey=True)
    laws = [approach(ax, r, Jy) for ax, Jy in zip(axes[0], r["Jy"])]
    known = marked(r)
    for ax, panel, Jy in zip(axes[0], laws, r["Jy"] / rate(r)):
        write_exponents(ax, panel)
        for cut, at in known:
            if abs(Jy - at) < 1e-9:
                ax.plot(
                    0.93,
                    0.93,
                    cut.marker,
                    color="0.9",
                    markeredgecolor=cut.color,
                    markeredgewidth=1.4,
                    markersize=7,
                    transform=ax.transAxes,
                )
    axes[0, 0].legend(loc="lower left")
    axes[0, 0].set_ylabel("distance from the mean field")
    style.letters(axes)
    return figure


def fig11(r):
    """The same with collective dissipation."""
    return fig07(r)
