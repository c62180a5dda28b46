"""How all figures look: fonts, lines, letters of the panels, one shade for every value of a row of curves."""
import os

import matplotlib
import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np

STYLE = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 10,
    "axes.labelsize": 11,
    "axes.titlesize": 10,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 200,
    "pdf.fonttype": 42,
}


def use(screen=False):
    """Before the first figure: into files, which needs no screen, or into windows."""
    if not screen:
        plt.switch_backend("Agg")
    matplotlib.rcParams.update(STYLE)


def colors(count, colormap="viridis_r"):
    """So many colours, darker for later ones; none so light that it would vanish on paper."""
    return matplotlib.colormaps[colormap](np.linspace(0.12, 1, count))


def shades(values, colormap="viridis_r"):
    """Pairs of a value and its colour."""
    return list(zip(values, colors(len(values), colormap)))


def letters(axes, x=0.0):
    """(a), (b), ... above the upper left corner of each panel."""
    for k, ax in enumerate(np.atleast_1d(axes).flat):
        ax.text(x, 1.03, f"({chr(ord('a') + k)})", transform=ax.transAxes)


def sizes_on_axis(ax, N):
    """A logarithmic axis of sizes that shows them as numbers, the larger ones first where they come too close."""
    N = np.sort(np.atleast_1d(N))[::-1]
    room = (np.log(N[0]) - np.log(N[-1])) / 14
    shown = [N[0]]
    for n in N[1:]:
        if np.log(shown[-1]) - np.log(n) > room:
            shown.append(n)
    ax.set_xscale("log")
    ax.set_xticks(shown, [f"{n:g}" for n in shown])
    ax.tick_params(axis="x", labelsize=8)
    ax.xaxis.set_minor_locator(plt.NullLocator())
    ax.set_xlabel("$N$")


def beside(ax, **how):
    """The panel's legend, to the right of it."""
    return ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), borderaxespad=0, **how)


def bar(figure, axes, values, label, colormap="viridis_r"):
    """A colour bar for the shades of so many values that a legend would not hold them."""
    count = len(values)
    scale = plt.cm.ScalarMappable(plt.Normalize(-0.5, count - 0.5), matplotlib.colors.ListedColormap(colors(count, colormap)))
    shown = np.unique(np.linspace(0, count - 1, 6).astype(int))
    figure.colorbar(scale, ax=axes, label=label).set_ticks(shown, labels=[f"{values[k]:g}" for k in shown])


def below(ax, **how):
    """The panel's legend, under it, where curves leave no room inside."""
    return ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), borderaxespad=0, **how)


def save(figure, stem, suffixes=("pdf", "png")):
    """Write stem.pdf and stem.png; their folder is made. Returns the path of the last."""
    os.makedirs(os.path.dirname(stem) or ".", exist_ok=True)
    for suffix in suffixes:
        figure.savefig(f"{stem}.{suffix}")
    return f"{stem}.{suffixes[-1]}"
