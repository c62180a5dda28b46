"""Figures beyond the XYZ paper on gaps: where double precision loses the antigap, and how the gap goes on at larger N."""
import matplotlib.pyplot as plt
import numpy as np

from papers.xyz_large import asymptotics
from pilind import analysis, style


def fig05(r):
    """How the gap goes on beyond the paper's sizes: a power of N at the critical point, exponential in the ferromagnet."""
    figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.3))
    for Jy, shade in style.shades(r["Jy"], "plasma_r"):
        curve = r.select("gap", Jy=Jy)
        axes[0].loglog(r["N"], curve, "o-", color=shade, markersize=3, label=f"$J_y = {Jy:g}$")
        axes[1].plot(*analysis.local_slopes(r["N"], curve), "o-", color=shade, markersize=3, label=f"$J_y = {Jy:g}$")
    axes[0].set(ylabel=r"gap $\lambda/\gamma$")
    axes[1].set(ylabel=r"local exponent $d\ln\lambda/d\ln N$", ylim=(-4, 0.3), xlabel="$N$")
    axes[1].axhline(-0.5, color="0.5", linestyle="--", linewidth=0.8)
    style.sizes_on_axis(axes[0], r["N"])
    style.beside(axes[1])
    style.letters(axes)
    return figure


def antigap(dual, ordinary):
    """The antigap equals the gap; in the ordinary scaling of the basis double precision loses it."""
    figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.3))
    axes[0].plot(dual["N"], dual["gap"], "k-", linewidth=0.8, label="gap, next to 0")
    for r, mark, name in ((dual, "o", "dual scaling"), (ordinary, "x", "ordinary scaling")):
        error = np.maximum(np.abs(r["antigap"] / r["gap"] - 1), np.finfo(float).eps)
        axes[0].plot(r["N"], r["antigap"], mark, markersize=5, fillstyle="none", label=f"antigap, {name}")
        axes[1].semilogy(r["N"], error, mark, markersize=5, fillstyle="none", label=name)
    axes[0].axhline(0, color="0.5", linestyle="--", linewidth=0.8)
    axes[0].set(xlabel="$N$", ylabel=r"gap and antigap $/\gamma$")
    axes[1].set(xlabel="$N$", ylabel="|antigap/gap $-$ 1|")
    axes[0].legend()
    axes[1].legend()
    style.letters(axes)
    return figure


def gap(r):
    """The gap closes exponentially in the ferromagnet, as a power at the critical point."""
    figure, axes = plt.subplots(1, 2, figsize=(8.6, 3.3))
    for Jy, shade in style.shades(r["Jy"], "plasma_r"):
        y = r.select("gap", Jy=Jy)
        axes[0].semilogy(r["N"], y, "o-", color=shade, markersize=3, linewidth=0.7, label=f"$J_y = {Jy:g}$")
        middle, rate = asymptotics.closing(r["N"], y)
        axes[1].plot(1 / middle, rate, "o-", color=shade, markersize=3, linewidth=0.7, label=f"$J_y = {Jy:g}$")
    axes[0].set(xlabel="$N$", ylabel=r"gap $\lambda/\gamma$")
    axes[1].set(xlabel="$1/N$", ylabel=r"$-d\ln\lambda/dN$", xlim=(0, None), ylim=(0, None))
    style.beside(axes[1])
    style.letters(axes)
    return figure
