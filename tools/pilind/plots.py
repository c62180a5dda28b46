"""Curves of any results file: which variable runs along which dimension, and how it is drawn. tools/plot.py is its command line."""
import textwrap
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from pilind import style
from pilind.tables import check_names
from pilind.trouble import Trouble

QUANTUM_NUMBERS = ("j", "m")
LEGEND_MOST = 12  # with more curves than this a colour bar instead


@dataclass
class Plan:
    """x: dimension or variable along which to draw; curves: dimension with one colour a value, or None; dots: numbering dimensions whose
    values are all drawn, as dots; at: {dimension: value} fixes the others."""

    x: str
    curves: str
    dots: tuple
    at: dict


def numbers(r, dim):
    """Does an own dimension only number its values (branch, mode), and measure nothing as time or a quantum number does?"""
    return dim in r.own and r.units[dim] == "1" and dim not in QUANTUM_NUMBERS


def few(r, dim, names):
    """A numbering dimension whose few values are all there, so that each makes a curve: the directions of a sweep."""
    return len(r.data[dim]) <= 4 and not any(r.empty(name)[r.done].any() for name in names if dim in r.dims[name])


def plan(r, names, x=None, curves=None, at=None):
    """Choose what is not given, and refuse what leaves more than one value for a curve's point."""
    at = dict(at or {})
    check_names(r, [*names, *([x] if x else []), *([curves] if curves else []), *at])
    dims = list(dict.fromkeys(dim for name in names for dim in r.dims[name]))
    for name in names:
        if not dims or r.data[name].dtype.kind not in "iufb":
            raise Trouble(f"{name} of {r.path} is no curve: {'it has one value' if not dims else 'it is text'}")
    loose = [dim for dim in dims if dim not in at]
    measured = [dim for dim in loose if dim in r.own and not numbers(r, dim)]
    if x is None:
        x = (measured + [dim for dim in loose[::-1] if dim in r.axes] + loose)[0] if loose else dims[-1]
    over = [x] if x in dims else r.dims[x]
    if not set(over) <= set(dims):
        raise Trouble(f"{', '.join(names)} of {r.path} do not run along {x}, but along {', '.join(dims)}")
    rest = [dim for dim in loose if dim not in over and dim != curves]
    if curves is None:
        curves = next((dim for dim in rest if not numbers(r, dim) or few(r, dim, names)), None)
        rest = [dim for dim in rest if dim != curves]
    many = [dim for dim in rest if not numbers(r, dim) and len(r.data[dim]) > 1]
    if many:
        raise Trouble("; ".join(f"{dim} has {len(r.data[dim])} values: --at {dim}={r.data[dim][0]:g} takes one" for dim in many))
    if curves and curves not in dims or curves == x:
        raise Trouble(f"--curves {curves}: the dimensions beside {x} are {', '.join(dim for dim in dims if dim != x) or 'none'}")
    at.update({dim: r.data[dim][0] for dim in rest if not numbers(r, dim)})
    return Plan(x, curves, tuple(dim for dim in (*rest, *over) if numbers(r, dim)), at)


def values(r, name, p, curve):
    """x and y of one curve as flat arrays, NaN where nothing was computed."""
    def full(variable):
        data = np.where(r.empty(variable), np.nan, r.data[variable].astype(float))
        index = [slice(None)] * data.ndim
        for dim, value in {**p.at, **({} if curve is None else {p.curves: curve})}.items():
            if dim in r.dims[variable]:
                index[r.dims[variable].index(dim)] = r.index(dim, value)
        return data[tuple(index)], [dim for dim, i in zip(r.dims[variable], index) if isinstance(i, slice)]

    y, dims = full(name)
    if p.x in r.dims[name]:
        x, over = r.data[p.x].astype(float), [p.x]
    else:
        x, over = full(p.x)
    x = np.reshape(x, [x.shape[over.index(dim)] if dim in over else 1 for dim in dims])
    return np.broadcast_to(x, y.shape).ravel(), y.ravel()


def label(r, name):
    unit = r.units.get(name, "1")
    return name if unit in ("", "1") else f"{name} [{unit}]"


def told(r, at):
    """What a figure shares, for the title: the model, its fixed parameters that are not zero, and what was chosen."""
    words = [f"{r.attributes.get('model', '')} {r.attributes.get('task', '')}"]
    for name in r.parameters:
        if np.size(r.data[name]) == 1 and name not in at and np.ravel(r.data[name])[0] != 0:
            words.append(f"{name} = {np.ravel(r.data[name])[0]:g}")
    return ", ".join(words + [f"{dim} = {value:g}" for dim, value in at.items()])


def stable(r, name, p, curve):
    """Where a state is stable, along the dots of a curve, if the file says it for each of them; else None."""
    word = next((value for value, word in r.words.get("stable", {}).items() if word in ("stable", "true", "yes")), 1)
    if not p.dots or r.dims.get("stable") != r.dims[name]:
        return None
    told = values(r, "stable", p, curve)[1]
    return np.where(np.isnan(told), np.nan, told == word)


def curve(ax, r, name, p, value, color, legend):
    """One curve of a panel: a line along a dimension, with its points if they are few, or dots, faint where a state is unstable."""
    x, y = values(r, name, p, value)
    if not p.dots and p.x in r.dims[name]:
        if p.x in QUANTUM_NUMBERS:  # of several sizes those that this one has
            x, y = x[~np.isnan(y)], y[~np.isnan(y)]
        ax.plot(x, y, color=color, label=legend, marker="." if len(x) < 40 else "")
        return
    filled = stable(r, name, p, value)
    for where, alpha in ((slice(None), 1),) if filled is None else ((filled == 1, 1), (filled == 0, 0.25)):
        ax.plot(x[where], y[where], ".", color=color, alpha=alpha, markeredgewidth=0, label=legend if alpha == 1 else None)


def panel(ax, r, name, p, colors, log):
    for value, color in colors:
        curve(ax, r, name, p, value, color, None if value is None else f"{p.curves} = {value:g}")
    for which, variable in (("x", p.x), ("y", name)):
        if which in log and not (r.data[variable] > 0).any():
            raise Trouble(f"--log {log}: {variable} is nowhere positive")
        ax.set(**{f"{which}label": label(r, variable), f"{which}scale": "log" if which in log else "linear"})
    ax.set_title("\n".join(textwrap.wrap(r.long_names.get(name, ""), 40)), fontsize=8)
    if name in r.words:
        ax.set_yticks(list(r.words[name]), list(r.words[name].values()))


def draw(r, names, p, log=""):
    """A figure with one panel a name."""
    across = min(len(names), 3)
    down = -(-len(names) // across)
    figure, axes = plt.subplots(down, across, figsize=(1.2 + 3.4 * across, 0.8 + 2.7 * down), squeeze=False)
    colors = style.shades(r.data[p.curves]) if p.curves else [(None, "tab:blue")]
    for ax, name in zip(axes.flat, names):
        panel(ax, r, name, p, colors, log)
    for ax in axes.flat[len(names):]:
        ax.remove()
    if p.curves and len(colors) <= LEGEND_MOST:
        style.beside(axes[0, across - 1])
    elif p.curves:
        style.bar(figure, list(axes.flat[:len(names)]), r.data[p.curves], label(r, p.curves))
    if len(names) > 1:
        style.letters(axes.flat[:len(names)])
    figure.suptitle("\n".join(textwrap.wrap(told(r, p.at), 55 * across)), fontsize=8)
    return figure
