"""Figures of the XYZ paper, one function each."""
import matplotlib.pyplot as plt
import numpy as np

# Where the paper cuts the phase diagram of Fig. 3: paramagnet, critical point, ferromagnet.
CUTS = [(1.1, "gold"), (1.15625, "firebrick"), (1.7, "c")]


def fig06(r, args):
    """Structure factor, magnetisation and entropy across the transition, and their distance from the mean field (Eq. 26)."""
    columns = [("Sxx", r"$S^{xx}$"), ("Mz", r"$M_z$"), ("entropy", r"$S/N$")]
    sizes, Jy, gamma = r["N"], r["Jy"], float(np.atleast_1d(r["gamma"])[0])
    shades = plt.cm.viridis_r(np.linspace(0.1, 0.95, len(sizes)))
    figure, axes = plt.subplots(args.rows, 3, figsize=(10, 3.1 * args.rows), squeeze=False, sharex=True)
    for c, (name, label) in enumerate(columns):
        meanfield = r.select(name + "_mf", N=sizes[-1])
        for n, shade in zip(sizes, shades):
            curve = r.select(name, N=n)
            axes[0, c].plot(Jy / gamma, curve, color=shade, label=f"N = {n}")
            if args.rows > 1:
                axes[1, c].plot(Jy / gamma, np.abs(curve - meanfield), color=shade)
        axes[0, c].plot(Jy / gamma, meanfield, "k--", label="mean field")
        axes[0, c].set_ylabel(label)
        if args.rows > 1:
            axes[1, c].set_ylabel(r"$|$" + label + r"$-$MF$|$")
        axes[-1, c].set_xlabel(r"$J_y/\gamma$")
    for k, ax in enumerate(axes.flat):
        ax.text(0.02, 1.02, f"({'abcdef'[k]})", transform=ax.transAxes)
        for at, color in CUTS:
            ax.axvline(at / gamma, color=color, linestyle="--", linewidth=0.8, zorder=0)
        ax.set_xlim(Jy[0] / gamma, Jy[-1] / gamma)
    axes[0, 0].legend(fontsize=7, frameon=False)
    return figure
