"""Figures of the XYZ paper that show the Liouvillian's spectrum, one function each."""
import matplotlib.pyplot as plt
import numpy as np


def fig04(r, args):
    """Spectrum of four spins: local emission alone, with its mirror line, and with collective emission."""
    gamma, gamma_c = r["gamma"], r["gamma_c"]
    panels = [(int(np.argmax(gamma)), int(np.argmin(gamma_c))), (int(np.argmin(gamma)), int(np.argmax(gamma_c)))]
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
    for k, (ax, at) in enumerate(zip(axes, panels)):
        re, im, copies = (r[name][at] for name in ("eigenvalue_re", "eigenvalue_im", "multiplicity"))
        symmetric, mirror = r["mode_rows"][at] == 0, float(r["two_eta"][at])
        dots = ax.scatter(re, im, s=14, c=np.log10(copies), cmap="viridis", linewidths=0, label="all modes")
        ax.scatter(re[symmetric], im[symmetric], s=40, facecolors="none", edgecolors="0.4", linewidths=0.7, label="symmetric sector")
        zero = int(np.nanargmin(np.hypot(re, im)))
        ax.plot(re[zero], im[zero], "k*", markersize=11, label=r"$\lambda_0$")
        if np.isfinite(mirror):
            ax.axvline(-mirror / 2, color="0.5", linestyle="--", linewidth=0.8)
            ax.plot(-mirror, 0, "rs", markersize=6, label=r"$\lambda_M = -2\eta$")
        gap = -np.nanmax(re[np.hypot(re, im) > 1e-9])
        ax.set_title(rf"$\gamma$ = {gamma[at[0]]:.3g}, $\Gamma$ = {gamma_c[at[1]]:.3g}: gap {gap:.4f}", fontsize=9)
        ax.set_xlabel(r"Re $\lambda$")
        ax.set_ylabel(r"Im $\lambda$")
        ax.text(0.02, 1.02, f"({'ab'[k]})", transform=ax.transAxes)
    axes[0].legend(fontsize=6, frameon=False)
    figure.colorbar(dots, ax=axes, label=r"$\log_{10}$ multiplicity", shrink=0.8)
    return figure


def minimum(x, y):
    """Smallest value of a sampled curve and its place, by the parabola through the lowest three points."""
    k = int(np.clip(np.nanargmin(y), 1, len(x) - 2))
    a, b, c = np.polyfit(x[k - 1 : k + 2] - x[k], y[k - 1 : k + 2], 2)
    at = -b / (2 * a) if a > 0 else 0
    return (float(np.polyval((a, b, c), at)), float(x[k] + at)) if abs(at) <= x[k + 1] - x[k - 1] else (float(y[k]), float(x[k]))


def fig05(r, args):
    """Gap of the full space along Jy, and its minimum against N, for both readings of the paper's spin operators."""
    sizes, Jy, scales = r["N"], r["Jy"], np.atleast_1d(r["spin_scale"])
    shades = plt.cm.viridis_r(np.linspace(0.1, 0.95, len(sizes)))
    figure, axes = plt.subplots(len(scales), 2, figsize=(8, 3 * len(scales)), squeeze=False)
    for row, scale in enumerate(scales):
        curves = [r.select("gap", N=n, spin_scale=scale) for n in sizes]
        for n, curve, shade in zip(sizes, curves, shades):
            axes[row, 0].plot(Jy, curve, color=shade, label=f"N = {n}")
        lowest = [minimum(Jy, curve)[0] for curve in curves]
        alpha, beta = np.polyfit(np.log(sizes), np.log(lowest), 1)
        place = minimum(Jy, curves[-1])[1]
        axes[row, 1].loglog(sizes, lowest, "o", color="firebrick", markersize=4)
        axes[row, 1].loglog(sizes, np.exp(beta) * sizes**alpha, "k--", linewidth=0.8, label=rf"$\alpha$ = {alpha:.3f}; N = {sizes[-1]} at $J_y$ = {place:.3f}")
        axes[row, 0].set_ylabel(r"gap $\lambda/\gamma$")
        axes[row, 1].set_ylabel(r"min gap")
        axes[row, 0].set_title(f"spin operators x {scale:g}: H of " + ("Pauli S" if scale == 1 else "J = S/2" if scale == 0.25 else "S"), fontsize=9)
        axes[row, 1].legend(fontsize=7, frameon=False)
        print(f"spin_scale {scale:g}: min gap ~ N^{alpha:.3f}, at Jy = {place:.3f} for N = {sizes[-1]}")
    for k, ax in enumerate(axes.flat):
        ax.set_xlabel(r"$J_y/\gamma$" if k % 2 == 0 else "N")
        ax.text(0.02, 1.02, f"({'abcdefgh'[k]})", transform=ax.transAxes)
    axes[0, 0].legend(fontsize=6, frameon=False, ncol=2)
    return figure


def fig05_large(r, args):
    """How the gap goes on beyond the paper's sizes: a power of N at the critical point, exponential in the ferromagnet."""
    sizes, Jy = r["N"], r["Jy"]
    shades = plt.cm.plasma(np.linspace(0.05, 0.9, len(Jy)))
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
    for value, shade in zip(Jy, shades):
        curve = r.select("gap", Jy=value)
        slope = np.diff(np.log(curve)) / np.diff(np.log(sizes))
        axes[0].loglog(sizes, curve, "o-", color=shade, markersize=3, label=rf"$J_y$ = {value:g}")
        axes[1].plot(np.sqrt(sizes[1:] * sizes[:-1]), slope, "o-", color=shade, markersize=3)
        rate = -np.diff(np.log(curve))[-1] / np.diff(sizes)[-1]
        print(f"Jy = {value:g}: local exponents {np.array2string(slope, precision=3)}, last decay exp(-{rate:.4f} N)")
    axes[0].set_ylabel(r"gap $\lambda/\gamma$")
    axes[1].set_ylabel(r"local exponent d ln $\lambda$ / d ln N")
    axes[1].axhline(-0.5, color="0.5", linestyle="--", linewidth=0.8)
    axes[1].set_ylim(-4, 0.3)
    axes[1].legend(*axes[0].get_legend_handles_labels(), fontsize=6, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    for k, ax in enumerate(axes):
        ax.set_xlabel("N")
        ax.text(0.02, 1.02, f"({'ab'[k]})", transform=ax.transAxes)
    return figure


def antigap(dual, ordinary, args):
    """The antigap equals the gap; in the ordinary scaling of the basis double precision loses it."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
    axes[0].plot(dual["N"], dual["gap"], "k-", linewidth=0.8, label=r"gap, next to 0")
    for r, style, name in ((dual, "o", "dual scaling"), (ordinary, "x", "ordinary scaling")):
        sizes, gap, mirror = r["N"], r["gap"], r["antigap"]
        error = np.maximum(np.abs(mirror / gap - 1), np.finfo(float).eps)
        axes[0].plot(sizes, mirror, style, markersize=5, fillstyle="none", label=f"antigap, {name}")
        axes[1].semilogy(sizes, error, style, markersize=5, fillstyle="none", label=name)
        lost = sizes[~(error < 1e-3)]
        print(f"{name}: largest error {np.nanmax(error):.1e}" + (f", lost from N = {lost[0]}" if len(lost) else ""))
    axes[0].set_ylabel(r"gap and antigap / $\gamma$")
    axes[1].set_ylabel("|antigap/gap - 1|")
    axes[0].axhline(0, color="0.5", linestyle="--", linewidth=0.8)
    axes[0].legend(fontsize=7, frameon=False)
    for k, ax in enumerate(axes):
        ax.set_xlabel("N")
        ax.text(0.02, 1.02, f"({'ab'[k]})", transform=ax.transAxes)
    return figure
