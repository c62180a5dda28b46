"""Figures of the Ising paper in equilibrium (Fig. 1) and after quenches (Figs. 2 to 6), one function each; what goes beyond the paper
says so."""

import matplotlib.pyplot as plt
import numpy as np

from pilind.style import beside, letters, shades


def fig01(r, coupled):
    """Equilibrium phase diagram, and the induced order of model 2 against Eq. 15 as printed and corrected."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    image = left.pcolormesh(r["h1"], r["T"], r["mx1"].T, cmap="Blues", shading="nearest", rasterized=True)
    below = r["Tc_single"][:, 0] > 0
    left.plot(r["h1"][below], r["Tc"][below, 0], "r", linewidth=2, label=r"$T_c$, both models")
    left.plot(r["h1"][below], r["Tc_single"][below, 0], "k--", label="$T_c$, Eq. 9")
    left.text(0.35, 0.45, "OP", color="w")
    left.text(0.85, 1.08, "DP")
    left.set(xlabel="$h_1$", ylabel="$T$", xlim=(0, 1.2), ylim=(0, 1.2))
    left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=2)
    figure.colorbar(image, ax=left, label="$m_{x,1}$")
    for lam, marker in ((0.01, "o"), (0.1, "s")):
        ratio = coupled.select("mx2", T=0.05, h1=0.7, **{"lambda": lam}) / coupled.select("mx1", T=0.05, h1=0.7, **{"lambda": lam})
        right.plot(coupled["h2"], ratio / lam, marker, label=rf"$\lambda = {lam}$")
    h2 = np.linspace(coupled["h2"].min(), coupled["h2"].max(), 400)
    right.plot(h2, 1 / (h2 - 1), "k", label="$1/(h_2-1)$")
    right.plot(h2, 1 / h2, "r--", label="$1/h_2$, Eq. 15")
    right.set(xlabel="$h_2$", ylabel=r"$m_{x,2}/(\lambda m_{x,1})$", yscale="log")
    right.legend()
    letters([right])
    left.text(-0.12, 1.03, "(a)", transform=left.transAxes)
    return figure


def quench_panels(r, name, label, last):
    figure, axes = plt.subplots(len(r["T"]), len(r["r"]), figsize=(9, 5), sharex=True, squeeze=False)
    shown = r["time"] <= last
    for i, T in enumerate(r["T"]):
        for k, ratio in enumerate(r["r"]):
            axes[i, k].plot(r["time"][shown], r[name][i, k][shown], linewidth=0.6)
            axes[i, k].set_title(f"$T = {T:g}$, $r = {ratio:g}$")
        axes[i, 0].set_ylabel(label)
    for ax in axes[-1]:
        ax.set_xlabel("$t$")
    letters(axes)
    return figure


def fig02(r):
    """Order parameter after the quench of h1."""
    return quench_panels(r, "mx1", "$m_{x,1}(t)$", 1000)


def fig03(r):
    """Correlator of the models after the quench of h1, r = 20, with its late value (equilibrium after the quench)."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    shown = r["time"] <= 1000
    for ax, T in zip(axes, r["T"]):
        ax.plot(r["time"][shown], r.select("O", T=T, r=20)[shown], linewidth=0.6)
        ax.axhline(r.select("O", T=T, r=10)[-1], color="k", linestyle="--", linewidth=0.8)
        ax.set(xlabel="$t$", ylabel="$O(t)$")
        ax.set_title(f"$T = {T:g}$, $r = 20$; dashed: late value")
    letters(axes)
    return figure


def fig04(r):
    """Fidelity per site after the quench of h1."""
    return quench_panels(r, "fidelity", r"$\mathcal{F}(t)$", 1000)


COLORS = ("tab:blue", "tab:red", "tab:green", "tab:purple")  # of the rates


def curves(ax, r, name, part=slice(None), zeros=True):
    """An output along time for every rate, and the adiabatic time at which the order parameter of model 1 alone vanishes; dotted, its
    zeros."""
    for k, (gamma, color) in enumerate(zip(r["gamma"], COLORS)):
        ax.plot(r["time"][part], r[name][k][part], color=color, linewidth=0.8, label=rf"$\gamma = {gamma:g}$")
        if zeros:
            ax.axvline(r["t_zero"][k], color=color, linestyle=":", linewidth=0.8, label=f"$m_{{x,1}} = 0$, $\\gamma = {gamma:g}$")
    ax.axvline(r["t_adiabatic"][0], color="k", linestyle="--", linewidth=0.8, label=r"$t^*\gamma$, adiabatic")
    ax.set_xlabel(r"$t\gamma$")


def fig05(r, scaling):
    """Temperature quench; below, how far after the adiabatic time the order parameter crosses zero: gamma^(2/3)."""
    figure, axes = plt.subplots(2, 2, figsize=(9, 6))
    adiabatic = r["t_adiabatic"][0]
    near = (r["time"] > adiabatic - 3) & (r["time"] < adiabatic + 12)
    curves(axes[0, 0], r, "mx1")
    curves(axes[0, 1], r, "mx1", near)
    curves(axes[1, 0], r, "O")
    axes[0, 0].set_ylabel("$m_{x,1}$")
    axes[0, 1].set(ylabel="$m_{x,1}$", title="the pitchfork, passed at finite speed")
    axes[1, 0].set_ylabel("$O$")
    axes[0, 0].legend()
    inset = axes[1, 0].inset_axes([0.5, 0.5, 0.5, 0.47])
    curves(inset, r, "O", np.abs(r["time"] - adiabatic) < 4, zeros=False)
    inset.set_xlabel("")
    inset.tick_params(labelsize=7)
    gamma, offset = scaling["gamma"], scaling["t_zero"] - scaling["t_adiabatic"]
    factor = (offset / gamma ** (2 / 3))[np.argmin(gamma)]
    axes[1, 1].loglog(gamma, offset, "o", label=r"first zero $-\ t^*\gamma$")
    axes[1, 1].loglog(gamma, factor * gamma ** (2 / 3), "k", label=rf"${factor:.2f}\,\gamma^{{2/3}}$")
    axes[1, 1].set(xlabel=r"$\gamma$", ylabel=r"delay $\times\,\gamma$")
    axes[1, 1].legend()
    letters(axes)
    return figure


def fig06(r, scaling):
    """Rate function of the temperature quench; right, that its kink sharpens only as gamma falls: no singularity at finite gamma."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
    curves(left, r, "rate")
    left.set_ylabel("$r(t)$")
    left.legend(loc="lower right")
    near = np.abs(scaling["time"] - scaling["t_adiabatic"][0]) < 3
    order = np.argsort(scaling["gamma"])[::-1]
    for k, (gamma, shade) in zip(order, shades(scaling["gamma"][order])):
        right.plot(scaling["time"][near], scaling["rate"][k][near], color=shade, linewidth=0.8, label=rf"$\gamma = {gamma:g}$")
    right.axvline(scaling["t_adiabatic"][0], color="k", linestyle="--", linewidth=0.8)
    right.set(xlabel=r"$t\gamma$", ylabel="$r(t)$")
    beside(right)
    letters([left, right])
    return figure
