"""What the figures have in common: letters of the panels, one shade for every size."""
import matplotlib.pyplot as plt
import numpy as np


def letters(axes, x=0.0):
    """(a), (b), ... above the upper left corner of each panel."""
    for k, ax in enumerate(np.atleast_1d(axes).flat):
        ax.text(x, 1.03, f"({'abcdefghi'[k]})", transform=ax.transAxes)


def shades(sizes):
    """Pairs of a size and its colour, darker for larger N."""
    return list(zip(sizes, plt.cm.viridis_r(np.linspace(0.1, 0.95, len(sizes)))))
