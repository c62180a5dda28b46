"""Figures of the Ising paper (two coupled fully-connected Ising models), one function each; what goes beyond the paper says so."""
import matplotlib.pyplot as plt
import numpy as np

from pilind.style import letters

FORWARD, BACKWARD = 0, 1
HOPF = 2


def number(r, name):
    """A parameter that is no axis."""
    return float(r[name])


def fig01(r, coupled, args):
    """Equilibrium phase diagram, and the induced order of model 2 against Eq. 15 as printed and corrected."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    image = left.pcolormesh(r["h1"], r["T"], r["mx1"].T, cmap="Blues", shading="nearest", rasterized=True)
    below = r["Tc_single"][:, 0] > 0
    left.plot(r["h1"][below], r["Tc"][below, 0], "r", linewidth=2, label=r"$T_c$, both models")
    left.plot(r["h1"][below], r["Tc_single"][below, 0], "k--", label="$T_c$, Eq. 9")
    left.text(0.3, 0.4, "OP"), left.text(0.9, 1.05, "DP")
    left.set(xlabel="$h_1$", ylabel="$T$", xlim=(0, 1.2), ylim=(0, 1.2))
    left.legend(frameon=False, fontsize=7, loc="upper left")
    figure.colorbar(image, ax=left, label="$m_{x,1}$")
    for lam, marker in ((0.01, "o"), (0.1, "s")):
        ratio = coupled.select("mx2", T=0.05, h1=0.7, **{"lambda": lam}) / coupled.select("mx1", T=0.05, h1=0.7, **{"lambda": lam})
        right.plot(coupled["h2"], ratio / lam, marker, label=rf"$\lambda = {lam}$")
    h2 = np.linspace(coupled["h2"].min(), coupled["h2"].max(), 400)
    right.plot(h2, 1 / (h2 - 1), "k", label="$1/(h_2-1)$")
    right.plot(h2, 1 / h2, "r--", label="$1/h_2$, Eq. 15")
    right.set(xlabel="$h_2$", ylabel=r"$m_{x,2}/(\lambda m_{x,1})$", yscale="log")
    right.legend(frameon=False, fontsize=7)
    letters([left, right])
    return figure


def quench_panels(r, name, label, last):
    figure, axes = plt.subplots(len(r["T"]), len(r["r"]), figsize=(9, 5), sharex=True, squeeze=False)
    shown = r["time"] <= last
    for i, T in enumerate(r["T"]):
        for k, ratio in enumerate(r["r"]):
            axes[i, k].plot(r["time"][shown], r[name][i, k][shown], linewidth=0.6)
            axes[i, k].set_title(f"$T = {T:g}$, $r = {ratio:g}$", fontsize=8)
        axes[i, 0].set_ylabel(label)
    for ax in axes[-1]:
        ax.set_xlabel("$t$")
    letters(axes)
    return figure


def fig02(r, args):
    """Order parameter after the quench of h1."""
    return quench_panels(r, "mx1", "$m_{x,1}(t)$", 1000)


def fig03(r, args):
    """Correlator of the models after the quench of h1, r = 20, with its late value (equilibrium after the quench)."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3))
    shown = r["time"] <= 1000
    for ax, T in zip(axes, r["T"]):
        ax.plot(r["time"][shown], r.select("O", T=T, r=20)[shown], linewidth=0.6)
        ax.axhline(r.select("O", T=T, r=10)[-1], color="k", linestyle="--", linewidth=0.8)
        ax.set(xlabel="$t$", ylabel="$O(t)$")
        ax.set_title(f"$T = {T:g}$, $r = 20$; dashed: late value", fontsize=8)
    letters(axes)
    return figure


def fig04(r, args):
    """Fidelity per site after the quench of h1."""
    return quench_panels(r, "fidelity", r"$\mathcal{F}(t)$", 1000)


COLORS = {0.02: "tab:blue", 0.2: "tab:red"}


def mark_times(ax, r, lines=True):
    ax.axvline(r["t_adiabatic"][0], color="k", linestyle="--", linewidth=0.8, label=r"$t^*\gamma$, adiabatic")
    for gamma, zero in zip(r["gamma"], r["t_zero"]):
        if lines:
            ax.axvline(zero, color=COLORS.get(round(gamma, 6)), linestyle=":", linewidth=0.8, label="first zero")


def fig05(r, scaling, args):
    """Temperature quench; below, how far after the adiabatic time the order parameter crosses zero: gamma^(2/3)."""
    figure, axes = plt.subplots(2, 2, figsize=(10, 6))
    for k, gamma in enumerate(r["gamma"]):
        color = COLORS[round(gamma, 6)]
        for ax, name in ((axes[0, 0], "mx1"), (axes[1, 0], "O"), (axes[0, 1], "mx1")):
            ax.plot(r["time"], r[name][k], color=color, linewidth=0.8, label=rf"$\gamma = {gamma:g}$")
    for ax, name in ((axes[0, 0], "$m_{x,1}$"), (axes[1, 0], "$O$"), (axes[0, 1], "$m_{x,1}$")):
        ax.set(xlabel=r"$t\gamma$", ylabel=name)
        mark_times(ax, r)
    axes[0, 0].legend(frameon=False, fontsize=7)
    axes[0, 1].set(xlim=(40, 55), ylim=(-0.08, 0.18), title="the pitchfork, passed at finite speed")
    inset = axes[1, 0].inset_axes([0.45, 0.45, 0.5, 0.5])
    near = np.abs(r["time"] - r["t_adiabatic"][0]) < 4
    for k, gamma in enumerate(r["gamma"]):
        inset.plot(r["time"][near], r["O"][k][near], color=COLORS[round(gamma, 6)], linewidth=0.8)
    mark_times(inset, r, lines=False)
    inset.tick_params(labelsize=6)
    gamma, offset = scaling["gamma"], scaling["t_zero"] - scaling["t_adiabatic"]
    factor = (offset / gamma ** (2 / 3))[np.argmin(gamma)]
    axes[1, 1].loglog(gamma, offset, "o", label=r"first zero $-\ t^*\gamma$")
    axes[1, 1].loglog(gamma, factor * gamma ** (2 / 3), "k", label=rf"${factor:.2f}\,\gamma^{{2/3}}$")
    axes[1, 1].set(xlabel=r"$\gamma$", ylabel=r"delay $\times\,\gamma$")
    axes[1, 1].legend(frameon=False)
    letters(axes)
    return figure


def fig06(r, scaling, args):
    """Rate function of the temperature quench; right, that its kink sharpens only as gamma falls: no singularity at finite gamma."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
    for k, gamma in enumerate(r["gamma"]):
        left.plot(r["time"], r["rate"][k], color=COLORS[round(gamma, 6)], linewidth=0.8, label=rf"$\gamma = {gamma:g}$")
    mark_times(left, r)
    left.set(xlabel=r"$t\gamma$", ylabel="$r(t)$")
    left.legend(frameon=False, fontsize=7)
    shades = plt.cm.viridis(np.linspace(0, 0.9, len(scaling["gamma"])))
    near = np.abs(scaling["time"] - scaling["t_adiabatic"][0]) < 3
    for gamma, rate, shade in zip(scaling["gamma"], scaling["rate"], shades):
        right.plot(scaling["time"][near], rate[near], color=shade, linewidth=0.8, label=rf"$\gamma = {gamma:g}$")
    mark_times(right, scaling, lines=False)
    right.set(xlabel=r"$t\gamma$", ylabel="$r(t)$")
    right.legend(frameon=False, fontsize=6)
    letters([left, right])
    return figure


def fig07(r, negative, args):
    """Steady state with thermal jumps, swept up and down; with a seed of the other sign, the other branch."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4))
    for ax, name, label in zip(axes, ("mx1", "O"), (r"$m_{1,ss}$", r"$O_{ss}$")):
        ax.plot(r["h1"], r[name][:, FORWARD], "b", label="forward")
        ax.plot(r["h1"], r[name][:, BACKWARD], "r--", label="backward, seed > 0")
        ax.plot(negative["h1"], negative[name][:, BACKWARD], color="orange", linestyle=":", label="backward, seed < 0")
        ax.axvline(r["h1c"][0], color="k", linewidth=0.8)
        ax.set(xlabel="$h_1$", ylabel=label)
    axes[0].legend(frameon=False, fontsize=7)
    letters(axes)
    return figure


def fig08(r, *more):
    """Concurrence, and the fidelity susceptibility: between grid points for several steps, and exactly."""
    *steps, args = more
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    h1, h2, lam = r["h1"], number(r, "h2"), number(r, "lambda")
    left.plot(h1, r["concurrence"][:, FORWARD], "b", label="forward")
    left.plot(h1, r["concurrence"][:, BACKWARD], "r--", label="backward")
    left.plot(h1, np.where(h1 < 1, lam * h1 / (1 + h2), lam / (h1 + h2)), "k:", label=r"$T\to0$: $\lambda h_1/(1+h_2)$, $\lambda/(h_1+h_2)$")
    left.axvline(r["h1c"][0], color="k", linewidth=0.8)
    left.set(xlabel="$h_1$", ylabel=r"$C(\rho_{ss})$")
    left.legend(frameon=False, fontsize=7)
    for step in steps:
        x = step["h1"]
        right.plot((x[1:] + x[:-1]) / 2, step["chi_F_grid"][:-1, 0], ".-", markersize=4, linewidth=0.8, label=rf"$\delta h = {x[1] - x[0]:.3g}$: peak {np.nanmax(step['chi_F_grid']):.0f}")
    below = steps[-1]["h1"] < 0.9995
    right.plot(steps[-1]["h1"][below], 1 / (2 * (1 - steps[-1]["h1"][below] ** 2)), "k--", linewidth=0.8, label="$1/2(1-h^2)$")
    right.plot(steps[-1]["h1"], steps[-1]["chi_F"][:, 0], color="gray", linewidth=2, zorder=0, label="exact derivative")
    right.set(xlabel=r"$\bar h_1$", ylabel=r"$\chi_F$", yscale="log", xlim=(0.94, 1.01), ylim=(0.3, 3000))
    right.legend(frameon=False, fontsize=7)
    letters([left, right])
    return figure


def fig09(r, window, zoom, strong, args):
    """Stability gap and frequency; below, the window around h1c that the grid of the upper panels steps over."""
    figure, axes = plt.subplots(2, 2, figsize=(10, 6))
    slow = number(r, "gamma") / number(r, "r") / 2
    h = r["h1"]
    closed = np.where(h < 1, slow * (1 - h**2 / 2), slow * (1 - 1 / (2 * h)))
    frequency = np.where(h < 1, 2 * np.sqrt(np.maximum(1 - h**2, 0)), 2 * np.sqrt(np.maximum(h * (h - 1), 0)))
    axes[0, 0].plot(h, r["gap"][:, FORWARD], label="as in the paper")
    axes[0, 0].plot(h, closed, "k:", label=r"$T\to0$")
    axes[0, 0].plot(window["h1"], window["gap"][:, 0], "r", linewidth=0.8, label="window, resolved")
    axes[0, 1].plot(h, r["omega"][:, FORWARD])
    axes[0, 1].plot(h, frequency, "k:")
    axes[0, 0].set(ylabel=r"$\Delta_{stab}$", xlabel="$h_1$")
    axes[0, 1].set(ylabel=r"$\omega_{slow}$", xlabel="$h_1$")
    axes[0, 0].legend(frameon=False, fontsize=7)
    ax = axes[1, 0]
    for part in (window, zoom):
        ax.plot((part["h1"] - part["h1c"][0]) * 1e6, part["gap"][:, 0], "b", label=r"$\Delta_{stab}$" if part is window else None)
    ax.set(xlabel=r"$(h_1-h_{1c})\times10^6$", ylabel=r"$\Delta_{stab}$", title=f"gap at $h_{{1c}}$: {np.nanmin(zoom['gap']):.0e}")
    other = ax.twinx()
    other.plot((window["h1"] - window["h1c"][0]) * 1e6, window["omega"][:, 0], "r", linewidth=0.8)
    other.set_ylabel(r"$\omega_{slow}$", color="r")
    other.axvline(0, color="k", linewidth=0.6)
    for k, gamma in enumerate(strong["gamma"]):
        axes[1, 1].plot(strong["h1"], strong["gap"][:, k, 0] / gamma, label=rf"$\gamma = {gamma:g}$, $r = {number(strong, 'r'):g}$")
    axes[1, 1].set(xlabel="$h_1$", ylabel=r"$\Delta_{stab}/\gamma$")
    axes[1, 1].legend(frameon=False, fontsize=7)
    letters(axes)
    return figure


def fig10(r, gaps, boundary, args):
    """Phase diagram with local pump and loss, its boundary by root finding and in closed form; stability gap of the symmetric state."""
    figure, (top, bottom) = plt.subplots(1, 2, figsize=(10, 3.8))
    top.pcolormesh(r["h1"], r["gamma_up"], r["phase"].T, cmap="coolwarm", alpha=0.6, shading="nearest", rasterized=True)
    rates = np.append(boundary["gamma_up"], np.nanmax(boundary["tip_gamma_up"]))
    for k in (0, 1):
        top.plot(np.append(boundary["boundary"][:, k], np.nanmax(boundary["tip"])), rates, "k")
    g = np.linspace(0, 2, 400)
    for sign in (-1, 1):
        top.plot((1 + sign * np.sqrt(1 - g**2 / 4)) / 2, g, "w--", linewidth=0.7)
    top.text(0.45, 0.5, "BP"), top.text(1.15, 1.5, "SP")
    top.set(xlabel="$h_1$", ylabel=r"$\gamma$", xlim=(0, 1.4), ylim=(0, 2.2))
    for k, gamma in enumerate(gaps["gamma_up"]):
        bottom.plot(gaps["h1"], gaps["gap"][:, k], label=rf"$\gamma = {gamma:g}$")
    at = int(np.argmin(np.abs(boundary["gamma_up"] - 1)))
    for x in boundary["boundary"][at, :2]:
        bottom.axvline(x, color="k", linestyle="--", linewidth=0.8)
        bottom.annotate(f"{x:.4f}", (x, 0.4), fontsize=7)
    bottom.axhline(0, color="gray", linewidth=0.6)
    bottom.set(xlabel="$h_1$", ylabel=r"$\Delta_{stab}$", xlim=(0, 1.4), ylim=(-0.8, 0.6))
    bottom.legend(frameon=False, fontsize=7)
    letters([top, bottom])
    return figure


def branches(ax, x, values, stable):
    """Stable states as dots, unstable ones as faint dots."""
    grid = np.broadcast_to(x[:, None], values.shape)
    ax.plot(grid[stable == 1], values[stable == 1], "b.", markersize=1.5)
    ax.plot(grid[stable == 0], values[stable == 0], ".", color="0.75", markersize=1, zorder=0)


def fig11(r, coexistence, folds, args):
    """All steady states along h1; right, coexistence of parallel and antiparallel order where both models order."""
    figure, axes = plt.subplots(3, 2, figsize=(10, 7))
    for ax, name, label in zip(axes[:, 0], ("mx1", "my1", "mz1"), ("$m_{x,1}$", "$m_{y,1}$", "$m_{z,1}$")):
        branches(ax, r["h1"], r[name], r["stable"])
        for x in (r["h1c_lower"][0], r["h1c"][0]):
            ax.axvline(x, color="k", linestyle="--", linewidth=0.8)
        ax.set(ylabel=label, xlabel="$h_1$")
    h, g = r["h1"], number(r, "gamma_up")
    square = 2 * h * (1 - h) - g**2 / 8
    axes[0, 0].plot(h[square > 0], np.sqrt(square[square > 0]), "r", linewidth=0.6, label="closed form, $\\lambda = 0$")
    axes[0, 0].legend(frameon=False, fontsize=7)
    for ax, gamma in zip(axes[:2, 1], coexistence["gamma_up"]):
        pick = {"gamma_up": gamma}
        branches(ax, coexistence["lambda"], coexistence.select("mx2", **pick) * np.sign(coexistence.select("mx1", **pick)), coexistence.select("stable", **pick))
        at = dict(h1=0.5, h2=0.5, gamma_up=gamma)
        first, kind = folds.select("event", **at)[0], folds.select("kind", **at)[0]
        ax.axvline(first, color="r", linestyle="--", linewidth=0.8)
        ax.set(title=rf"$h_1 = h_2 = 0.5$, $\gamma = {gamma:g}$: antiparallel order lost at $\lambda = {first:.5f}$ ({'Hopf' if kind == HOPF else 'pitchfork'})",
               xlabel=r"$\lambda$", ylabel=r"$m_{x,2}\,\mathrm{sgn}\,m_{x,1}$")
        ax.title.set_fontsize(8)
    ax = axes[2, 1]
    words, marks = ("fold", "pitchfork", "Hopf"), ("s", "o", "^")
    for (h1, h2), color in zip(((0.5, 0.5), (0.7, 0.7), (0.3, 0.5)), ("k", "tab:blue", "tab:red")):
        first = folds.select("event", h1=h1, h2=h2)[:, 0]
        kinds = folds.select("kind", h1=h1, h2=h2)[:, 0]
        ax.plot(folds["gamma_up"], first, color=color, linewidth=0.6, label=f"$h_1 = {h1:g}$, $h_2 = {h2:g}$")
        for kind in range(3):
            ax.plot(folds["gamma_up"][kinds == kind], first[kinds == kind], marks[kind], color=color, markersize=4)
    for word, mark in zip(words, marks):
        ax.plot([], [], mark, color="gray", label=word)
    ax.set(xlabel=r"$\gamma$", ylabel=r"$\lambda$", title="where antiparallel order is lost", ylim=(0.1, 0.35))
    ax.title.set_fontsize(8)
    ax.legend(frameon=False, fontsize=6, ncol=2)
    letters(axes)
    return figure


def _row(function, *stems):
    return (function, *[f"ising2/{stem}.h5" for stem in stems])


FIGURES = {
    "ising2/fig01": _row(fig01, "fig01", "fig01_coupling"),
    "ising2/fig02": _row(fig02, "fig02"),
    "ising2/fig03": _row(fig03, "fig02"),
    "ising2/fig04": _row(fig04, "fig02"),
    "ising2/fig05": _row(fig05, "fig05", "fig05_scaling"),
    "ising2/fig06": _row(fig06, "fig05", "fig05_scaling"),
    "ising2/fig07": _row(fig07, "fig07", "fig07_negative"),
    "ising2/fig08": _row(fig08, "fig07", "fig08_step02", "fig08_step01", "fig08_step005", "fig08_step001"),
    "ising2/fig09": _row(fig09, "fig07", "fig09_window", "fig09_zoom", "fig09_strong"),
    "ising2/fig10": _row(fig10, "fig10", "fig10_gap", "fig10_boundary"),
    "ising2/fig11": _row(fig11, "fig11", "fig11_coexistence", "fig11_folds"),
}
