"""Figures of the XYZ paper that show the Liouvillian's spectrum, one function each."""
import matplotlib.pyplot as plt
import numpy as np

from pilind import style

COPIES = ("#009e73", "#e69f00", "#0072b2", "#cc79a7", "#56b4e9", "#d55e00")  # colours of multiplicities, ascending


def eigenvalues(ax, re, im, copies):
    """All modes, coloured by how many copies of them there are in the 4^N space; the rarest on top."""
    for k, count in reversed(list(enumerate(np.unique(copies[np.isfinite(re)]).astype(int)))):
        part = copies == count
        ax.plot(
            re[part],
            im[part],
            "o",
            color=COPIES[k % len(COPIES)],
            markersize=3.6,
            markeredgewidth=0,
            zorder=2 + 0.1 * (len(COPIES) - k),
            label=f"multiplicity {count}",
        )


def distance(ax, start, end, height, words):
    """The stretch between two modes along the real axis, shaded, with its name under an arrow."""
    ax.axvspan(start, end, color="0.5", alpha=0.15, linewidth=0, zorder=0)
    ax.annotate("", (start, height), (end, height), arrowprops=dict(arrowstyle="<->", color="0.25", shrinkA=0, shrinkB=0, linewidth=1))
    ax.annotate(
        words, ((start + end) / 2, height), xytext=(0, -4), textcoords="offset points", ha="center", va="top", color="0.25", fontsize=9
    )


def spectrum(ax, re, im, copies, mirror):
    """One panel: lambda_0 and, where the spectrum has a mirror line, lambda_M; the gap, and the antigap that mirrors it."""
    eigenvalues(ax, re, im, copies)
    gap = -np.nanmax(re[np.hypot(re, im) > 1e-9])
    height = 1.12 * np.nanmin(im)
    distance(ax, -gap, 0, height, "gap")
    ax.plot(0, 0, "k*", markersize=11, zorder=4, label=r"$\lambda_0$")
    if np.isfinite(mirror):
        ax.axvline(-mirror / 2, color="0.4", linestyle="--", linewidth=0.8, zorder=1)
        distance(ax, -mirror, -mirror + gap, height, "antigap")
        ax.plot(-mirror, 0, "rs", markersize=6, zorder=4, label=r"$\lambda_M = -2\eta$")
    ax.set(xlabel=r"Re $\lambda$", ylabel=r"Im $\lambda$", ylim=(1.45 * np.nanmin(im), None))
    return gap


def fig04(r):
    """Spectrum of four spins: local emission alone, with its mirror line, and with collective emission."""
    gamma, gamma_c = r["gamma"], r["gamma_c"]
    panels = [(int(np.argmax(gamma)), int(np.argmin(gamma_c))), (int(np.argmin(gamma)), int(np.argmax(gamma_c)))]
    figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.5), sharey=True)
    for ax, at in zip(axes, panels):
        gap = spectrum(ax, *(r[name][at] for name in ("eigenvalue_re", "eigenvalue_im", "multiplicity")), float(r["two_eta"][at]))
        ax.set_title(rf"$\gamma = {gamma[at[0]]:.3g}$, $\Gamma = {gamma_c[at[1]]:.3g}$: gap ${gap:.4f}$")
    axes[1].set_ylabel("")
    handles, labels = axes[0].get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda k: labels[k])
    axes[1].legend([handles[k] for k in order], [labels[k] for k in order], loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)
    style.letters(axes)
    return figure


def minimum(x, y):
    """Smallest value of a sampled curve and its place, by the parabola through the lowest three points."""
    k = int(np.clip(np.nanargmin(y), 1, len(x) - 2))
    a, b, c = np.polyfit(x[k - 1 : k + 2] - x[k], y[k - 1 : k + 2], 2)
    at = -b / (2 * a) if a > 0 else 0
    return (float(np.polyval((a, b, c), at)), float(x[k] + at)) if abs(at) <= x[k + 1] - x[k - 1] else (float(y[k]), float(x[k]))


READINGS = {1: "Pauli matrices", 0.5: "half of the Pauli matrices' products", 0.25: "spin-1/2 operators"}


def fig05(r):
    """Gap of the full space along Jy, and its minimum against N, for the readings of the paper's spin operators in the file."""
    sizes, Jy, scales = r["N"], r["Jy"], np.atleast_1d(r["spin_scale"])
    figure, axes = plt.subplots(len(scales), 2, figsize=(8.6, 3 * len(scales)), squeeze=False)
    for (left, right), scale in zip(axes, scales):
        curves = [r.select("gap", N=n, spin_scale=scale) for n in sizes]
        for (n, shade), curve in zip(style.shades(sizes), curves):
            left.plot(Jy, curve, color=shade, label=f"$N = {n}$")
        lowest = [minimum(Jy, curve)[0] for curve in curves]
        alpha, beta = np.polyfit(np.log(sizes), np.log(lowest), 1)
        right.loglog(sizes, lowest, "o", color="firebrick", label="minimum along $J_y$")
        right.loglog(sizes, np.exp(beta) * sizes**alpha, "k--", linewidth=0.8, label=rf"$\propto N^\alpha$, $\alpha = {alpha:.3f}$")
        place = minimum(Jy, curves[-1])[1]
        left.set(xlabel=r"$J_y/\gamma$", ylabel=r"gap $\lambda/\gamma$", xlim=(Jy[0], Jy[-1]), ylim=(0, None))
        left.set_title(f"$H$ of {READINGS.get(float(scale), f'spin operators, scale {scale:g}')}")
        right.set_title(f"$N = {sizes[-1]}$: lowest at $J_y = {place:.3f}\\,\\gamma$")
        right.set(xlabel="$N$", ylabel=r"smallest gap $/\gamma$")
        style.sizes_on_axis(right, sizes)
        right.legend()
    axes[0, 0].legend(ncol=2, fontsize=7.5)
    style.letters(axes)
    return figure
