"""Tables of figures: a name, what draws it, and the results that it reads. The figures themselves stand in papers/PAPER/figures*.py.

A figure is a function of Results, in the order of its row, that returns a matplotlib figure; what else it takes are options with defaults.
"""

from typing import Callable, NamedTuple


class Figure(NamedTuple):
    """One row: its name (paper/fig06), what draws it, and the names of its results (paper/fig06)."""

    name: str
    draw: Callable
    files: tuple


def figures(paper, *rows):
    """Rows (function, results, ...) of one paper by name: that of the function. Results of another paper have its name in front."""
    made = [Figure(f"{paper}/{draw.__name__}", draw, tuple(f if "/" in f else f"{paper}/{f}" for f in files)) for draw, *files in rows]
    return {figure.name: figure for figure in made}
