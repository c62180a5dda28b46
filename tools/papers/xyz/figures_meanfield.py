"""Figures of the XYZ paper that show the mean field and the phase diagram."""
import matplotlib.pyplot as plt
import numpy as np

from papers.xyz import scaling
from papers.xyz.cuts import CUTS, Jy_label, rate, unit
from pilind.style import letters


def fig02(local, collective):
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
        ax.set_title(title.format(float(r["gamma_c"]) / float(r["gamma"])))
    axes[1].set_xlabel(Jy_label(collective))
    axes[0].legend(ncol=3, loc="upper right")
    letters(axes)
    return figure


def fig03(r):
    """Phase diagram: the bimodality of Sx decides (of two sizes the larger one's is larger in the ferromagnet); dotted, where that of Sy
    would."""
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
    for cut in CUTS:
        at = scaling.critical_Jy(r, 0.6 * unit_) / unit_ if cut.Jy is None else cut.Jy
        ax.plot(0.6, at, cut.marker, color="0.9", markeredgecolor=cut.color, markeredgewidth=1.4, markersize=7, zorder=3)
    for x, y, text in ((0.3, 1.75, "FM"), (1.7, 0.25, "FM"), (0.3, 0.4, "PM"), (1.7, 1.75, "PM")):
        ax.text(x, y, text, ha="center", va="center")
    ax.set(xlim=(Jx[0], Jx[-1]), ylim=(Jy[0], Jy[-1]), xlabel=f"$J_x/{unit(r)}$", ylabel=Jy_label(r), aspect="equal")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncol=3)
    return figure
