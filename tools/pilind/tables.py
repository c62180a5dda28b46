"""Results as tables: one row a point, or one a value of the task's own dimension (time, branch, ...) at a point."""
import csv
from dataclasses import dataclass

import numpy as np

from pilind.trouble import NotThere, Trouble


@dataclass
class Column:
    """A variable along the rows of a table; `empty` marks the cells where nothing was computed."""

    name: str
    values: np.ndarray
    empty: np.ndarray
    words: dict

    def cells(self, form, empty):
        """Texts: words of flags, `empty` for an integer that was not computed (of a real number the file's NaN), else form(value)."""
        counts = self.values.dtype.kind != "f"
        return [
            empty if gone and counts else self.words.get(value) or form(value)
            for value, gone in zip(self.values.tolist(), self.empty.tolist())
        ]


@dataclass
class Table:
    """Columns of equal length; the first `lead` of them are the dimensions along which the rows run."""

    lead: int
    columns: list


def check_names(r, names):
    """All names must be the file's; NotThere says which it has."""
    unknown = [name for name in names if name not in r.data]
    if unknown:
        raise NotThere(
            f"{r.path} has no {', '.join(unknown)}. Outputs: {', '.join(r.outputs)}. Axes: {', '.join(r.axes + r.own) or 'none'}"
        )


def own_dims(r, name):
    return tuple(dim for dim in r.dims[name] if dim not in r.axes)


def groups(r, names):
    """Names that fit in one table: by their own dimensions; what has none goes with any of them."""
    along = {}
    for name in names:
        along.setdefault(own_dims(r, name), []).append(name)
    plain = along.pop((), [])
    if len(along) <= 1:
        own, rest = next(iter(along.items()), ((), []))
        return {own: [name for name in names if name in plain or name in rest]}
    return {**({(): plain} if plain else {}), **along}


def default_groups(r):
    """All outputs: those without own dimensions in a table of points, then one for each own dimension. Axes and parameters are no outputs,
    and status is one only where it says something."""
    along = {}
    for name in r.outputs:
        if name != "status" and name not in r.timing and r.data[name].dtype.kind in "iufb" and set(r.dims[name]) <= {*r.axes, *r.own}:
            along.setdefault(own_dims(r, name), []).append(name)
    if not r.done.all():
        along.setdefault((), []).append("status")
    return dict(sorted(along.items()))


def table(r, own, names, every=1, at=None):
    """One Table: its rows run over the axes, and over the own dimensions, the last of them fastest. at: {dimension: value} keeps one value
    of it; every: only each K-th value of the last one. Rows of own dimensions in which nothing was computed are left out."""
    dims = [*r.axes, *own]
    keep = [np.arange(len(r.data[dim])) for dim in dims]
    for dim, value in (at or {}).items():
        if dim not in dims:
            raise Trouble(f"{dim} is no dimension of {', '.join(names)}; these are {', '.join(dims) or 'none'}")
        keep[dims.index(dim)] = np.array([r.index(dim, value)])
    if keep:
        keep[-1] = keep[-1][::every]
    shape = [len(k) for k in keep]

    def column(name):
        mine = [dims.index(dim) for dim in r.dims[name]]
        pick = np.ix_(*(keep[k] for k in mine))
        wide = [len(keep[k]) if k in mine else 1 for k in range(len(dims))]
        values, empty = (np.broadcast_to(np.reshape(x[pick] if mine else x, wide), shape).ravel() for x in (r.data[name], r.empty(name)))
        return Column(name, values, empty, r.words.get(name, {}))

    columns = [column(name) for name in dict.fromkeys([*dims, *names])]
    inner = [c.empty for c in columns if own_dims(r, c.name) and c.name not in own]
    if inner:
        rows = ~np.all(inner, axis=0)
        columns = [Column(c.name, c.values[rows], c.empty[rows], c.words) for c in columns]
    return Table(len(dims), columns)


def tables(r, names=(), every=1, at=None):
    """All tables that the names need, or that show all outputs."""
    check_names(r, [*names, *(at or {})])
    at = at or {}
    found = groups(r, names) if names else default_groups(r)
    return [
        table(r, own, chosen, every, {d: v for d, v in at.items() if d in (*r.axes, *own) or len(found) == 1})
        for own, chosen in found.items()
    ]


def as_text(t, digits=6, width=None):
    """Aligned columns; wider than `width`, in blocks that each begin with the dimensions."""
    def form(value):
        return f"{value:.{digits}g}" if isinstance(value, float) else str(value)

    texts = [[c.name, *c.cells(form, "-")] for c in t.columns]
    wide = [max(map(len, column)) for column in texts]
    lead, rest = list(range(t.lead)), list(range(t.lead, len(texts)))
    blocks = [] if rest else [lead]
    while rest:
        block = lead + [rest.pop(0)]
        while rest and (width is None or sum(wide[k] + 2 for k in (*block, rest[0])) - 2 <= width):
            block.append(rest.pop(0))
        blocks.append(block)
    rows = range(len(texts[0])) if texts else ()
    return "\n\n".join("\n".join("  ".join(texts[k][i].rjust(wide[k]) for k in block) for i in rows) for block in blocks)


def as_csv(t, out):
    """Comma-separated with a line of names, numbers in full; a cell is empty where no integer was computed."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in t.columns])
    writer.writerows(zip(*(c.cells(repr, "") for c in t.columns)))
