"""Maps of outputs that run along two dimensions of their own: the Husimi function on the sphere, P(j, m), P(m) along time."""
import textwrap

import matplotlib.pyplot as plt
import numpy as np

from pilind import plots
from pilind.tables import check_names, own_dims
from pilind.trouble import Trouble

SPHERE = ("theta", "phi")


def is_map(r, name):
    return name in r.data and len(own_dims(r, name)) >= 2


def choose(r, names, at):
    """{dimension: value} of all but the two dimensions of each map; refused where more than one value is left."""
    check_names(r, [*names, *at])
    wrong = [name for name in names if not is_map(r, name)]
    if wrong:
        raise Trouble(f"{', '.join(wrong)} cannot be drawn beside maps: one of {', '.join(names)} runs along two dimensions of its own")
    others = dict.fromkeys(dim for name in names for dim in r.dims[name] if dim not in own_dims(r, name)[-2:])
    many = [dim for dim in others if dim not in at and len(r.data[dim]) > 1]
    if many:
        raise Trouble("; ".join(f"{dim} has {len(r.data[dim])} values: --at {dim}={r.data[dim][0]:g} takes one" for dim in many))
    return {dim: at.get(dim, r.data[dim][0]) for dim in others}


def values(r, name, at):
    """x, y and z[y, x] of a map, without the rows and columns that its point does not have; time runs along x."""
    down, across = own_dims(r, name)[-2:]
    z = r.select(name, **{dim: value for dim, value in at.items() if dim in r.dims[name]})
    if down == "time":
        down, across, z = across, down, z.T
    there = ~np.isnan(z)
    rows, columns = there.any(axis=1), there.any(axis=0)
    if not there.any():
        raise Trouble(f"{name} of {r.path} was not computed there")
    return across, r.data[across][columns], down, r.data[down][rows], z[np.ix_(rows, columns)]


def sphere(ax, theta, phi, Q):
    """The density on the sphere in Mollweide's projection, which keeps areas: x in the middle, z above, y to the right."""
    phi, Q = np.append(phi, 2 * np.pi), np.column_stack((Q, Q[:, 0]))
    half = int(np.searchsorted(phi, np.pi - 1e-9))
    phi = np.concatenate((phi[half:] - 2 * np.pi, phi[1:half + 1]))
    Q = np.column_stack((Q[:, half:], Q[:, 1:half + 1]))
    drawn = ax.pcolormesh(phi, np.pi / 2 - theta, Q, cmap="viridis", vmin=0, shading="gouraud", rasterized=True)
    ax.set_xticks(np.pi * np.array((-0.5, 0, 0.5)), ["$-y$", "$x$", "$y$"], color="white")
    ax.set_yticks(np.pi * np.array((-0.25, 0, 0.25)), [r"$3\pi/4$", r"$\pi/2$", r"$\pi/4$"])
    ax.grid(linewidth=0.3, color="white", alpha=0.4)
    return drawn


def draw(r, names, at):
    """A figure with one panel a map."""
    chosen = choose(r, names, at)
    across = min(len(names), 3)
    down = -(-len(names) // across)
    figure = plt.figure(figsize=(1.2 + 4.2 * across, 0.8 + 2.9 * down))
    for k, name in enumerate(names):
        x_name, x, y_name, y, z = values(r, name, chosen)
        if (y_name, x_name) == SPHERE:
            ax = figure.add_subplot(down, across, k + 1, projection="mollweide")
            drawn = sphere(ax, y, x, z)
        else:
            ax = figure.add_subplot(down, across, k + 1)
            drawn = ax.pcolormesh(x, y, z, cmap="viridis", vmin=0 if np.nanmin(z) >= 0 else None, shading="nearest", rasterized=True)
            ax.set(xlabel=plots.label(r, x_name), ylabel=plots.label(r, y_name))
        figure.colorbar(drawn, ax=ax, label=name, shrink=0.8)
        ax.set_title("\n".join(textwrap.wrap(r.long_names.get(name, ""), 50)), fontsize=8)
    figure.suptitle("\n".join(textwrap.wrap(plots.told(r, chosen), 60 * across)), fontsize=8)
    return figure
