"""Figures of the Ising paper on steady states and their stability (Figs. 7 to 11), one function each; what goes beyond the paper says
so."""

import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np

from pilind.style import letters

FORWARD, BACKWARD = 0, 1
HOPF = 2


def number(r, name):
    """A parameter that is no axis."""
    return float(r[name])


def fig07(r, negative):
    """Steady state with thermal jumps, swept up and down; with a seed of the other sign, the other branch."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4))
    for ax, name, label in zip(axes, ("mx1", "O"), (r"$m_{1,ss}$", r"$O_{ss}$")):
        ax.plot(r["h1"], r[name][:, FORWARD], "b", label="forward")
        ax.plot(r["h1"], r[name][:, BACKWARD], "r--", label="backward, seed > 0")
        ax.plot(negative["h1"], negative[name][:, BACKWARD], color="orange", linestyle=":", label="backward, seed < 0")
        ax.axvline(r["h1c"][0], color="k", linewidth=0.8)
        ax.set(xlabel="$h_1$", ylabel=label)
    axes[0].legend()
    letters(axes)
    return figure


def fig08(r, *steps):
    """Concurrence, and the fidelity susceptibility: between grid points for several steps, and exactly."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    h1, h2, lam = r["h1"], number(r, "h2"), number(r, "lambda")
    left.plot(h1, r["concurrence"][:, FORWARD], "b", label="forward")
    left.plot(h1, r["concurrence"][:, BACKWARD], "r--", label="backward")
    left.plot(
        h1, np.where(h1 < 1, lam * h1 / (1 + h2), lam / (h1 + h2)), "k:", label=r"$T\to0$: $\lambda h_1/(1+h_2)$, $\lambda/(h_1+h_2)$"
    )
    left.axvline(r["h1c"][0], color="k", linewidth=0.8)
    left.set(xlabel="$h_1$", ylabel=r"$C(\rho_{ss})$")
    left.legend()
    for step in steps:
        x = step["h1"]
        right.plot(
            (x[1:] + x[:-1]) / 2,
            step["chi_F_grid"][:-1, 0],
            ".-",
            markersize=4,
            linewidth=0.8,
            label=rf"$\delta h = {x[1] - x[0]:.3g}$: peak {np.nanmax(step['chi_F_grid']):.0f}",
        )
    below = steps[-1]["h1"] < 0.9995
    right.plot(steps[-1]["h1"][below], 1 / (2 * (1 - steps[-1]["h1"][below] ** 2)), "k--", linewidth=0.8, label="$1/2(1-h^2)$")
    right.plot(steps[-1]["h1"], steps[-1]["chi_F"][:, 0], color="gray", linewidth=2, zorder=0, label="exact derivative")
    right.set(xlabel=r"$\bar h_1$", ylabel=r"$\chi_F$", yscale="log", xlim=(0.94, 1.01), ylim=(0.3, 3000))
    right.legend()
    letters([left, right])
    return figure


def fig09(r, window, zoom, strong):
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
    axes[0, 0].legend()
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
    axes[1, 1].legend()
    letters(axes)
    return figure


def phase_diagram(ax, r, boundary):
    """Where the symmetric state is unstable, the boundary found by roots and, without gain, in closed form for lambda = 0."""
    ax.pcolormesh(r["h1"], r["gamma_up"], r["phase"].T, cmap=matplotlib.colors.ListedColormap(("#dfe7f3", "#f3c9a5")), vmin=-0.5, vmax=1.5,
                  shading="nearest", rasterized=True)
    rates = np.append(boundary["gamma_up"], np.nanmax(boundary["tip_gamma_up"]))
    for k in (0, 1):
        ax.plot(
            np.append(boundary["boundary"][:, k], np.nanmax(boundary["tip"])),
            rates,
            "k",
            linewidth=1.6,
            label="boundary, by roots" if k == 0 else None,
        )
    if number(r, "gamma_down") == 0:
        g = np.linspace(0, 2, 400)
        for sign in (-1, 1):
            ax.plot((1 + sign * np.sqrt(1 - g**2 / 4)) / 2, g, "--", color="tab:orange", linewidth=0.9,
                    label=r"$h_1 = (1 \pm \sqrt{1-\gamma^2/4})/2$" if sign == 1 else None)
    ax.set(xlabel="$h_1$", ylabel=r"$\gamma$", xlim=(r["h1"][0], r["h1"][-1]), ylim=(r["gamma_up"][0], r["gamma_up"][-1]))
    ax.legend(loc="lower left", bbox_to_anchor=(0.1, 1), ncol=2)


def fig10(r, gaps, boundary):
    """Phase diagram with local pump and loss, its boundary by root finding and in closed form; stability gap of the symmetric state."""
    figure, (top, bottom) = plt.subplots(1, 2, figsize=(9.4, 3.6))
    phase_diagram(top, r, boundary)
    top.text(0.5, 0.6, "broken\nphase", ha="center")
    top.text(1.2, 1.5, "symmetric\nphase", ha="center")
    for k, gamma in enumerate(gaps["gamma_up"]):
        bottom.plot(gaps["h1"], gaps["gap"][:, k], label=rf"$\gamma = {gamma:g}$")
    at = int(np.argmin(np.abs(boundary["gamma_up"] - 1)))
    low = np.nanmin(gaps["gap"])
    bottom.axhline(0, color="gray", linewidth=0.6)
    bottom.set(xlabel="$h_1$", ylabel=r"$\Delta_\mathrm{stab}$", xlim=(gaps["h1"][0], gaps["h1"][-1]), ylim=(1.35 * low, None))
    for x, side in zip(boundary["boundary"][at, :2], ("left", "right")):
        bottom.axvline(x, color="k", linestyle="--", linewidth=0.8)
        bottom.annotate(f"${x:.4f}$", (x, 1.22 * low), xytext=(4 if side == "left" else -4, 0), textcoords="offset points", ha=side)
    bottom.legend(loc="center right", bbox_to_anchor=(1, 0.35))
    letters([top, bottom], x=-0.1)
    return figure


def branches(ax, x, values, stable):
    """Stable states as dots, unstable ones as faint dots."""
    grid = np.broadcast_to(x[:, None], values.shape)
    ax.plot(grid[stable == 1], values[stable == 1], "b.", markersize=1.5)
    ax.plot(grid[stable == 0], values[stable == 0], ".", color="0.75", markersize=1, zorder=0)


def fig11(r, coexistence, folds):
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
    axes[0, 0].legend()
    for ax, gamma in zip(axes[:2, 1], coexistence["gamma_up"]):
        pick = {"gamma_up": gamma}
        branches(
            ax,
            coexistence["lambda"],
            coexistence.select("mx2", **pick) * np.sign(coexistence.select("mx1", **pick)),
            coexistence.select("stable", **pick),
        )
        at = dict(h1=0.5, h2=0.5, gamma_up=gamma)
        first, kind = folds.select("event", **at)[0], folds.select("kind", **at)[0]
        ax.axvline(first, color="r", linestyle="--", linewidth=0.8)
        how = "Hopf" if kind == HOPF else "pitchfork"
        ax.set_title(rf"$h_1 = h_2 = 0.5$, $\gamma = {gamma:g}$: antiparallel order lost at $\lambda = {first:.5f}$ ({how})")
        ax.set(xlabel=r"$\lambda$", ylabel=r"$m_{x,2}\,\mathrm{sgn}\,m_{x,1}$")
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
    ax.legend(ncol=2)
    letters(axes)
    return figure
