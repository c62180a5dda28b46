"""Results files as xarray.Dataset."""
import numpy as np

from pilind import python
from pilind.results import Results

python.need("xarray")
import xarray  # noqa: E402

RENAMED = {"hash": "input_hash"}  # names of provenance that say little outside of their group


def open(path):
    """A results file as an xarray.Dataset, read as a whole.

    Dimensions are the axes of the grid and the task's own (time, branch, ...), all with coordinates; parameters that are no axis are scalar
    coordinates. Flags are words ('done', 'adi'; '' where nothing was computed), integers that were not computed everywhere are
    real numbers with NaN, and the text of the group provenance (input, settings, versions, a line for each run) is in attrs beside model,
    task and title.
    """
    return dataset(Results(path))


def dataset(r):
    """The same of Results that are there."""
    coordinates = {name: _variable(r, name) for name in (*r.axes, *r.own, *r.parameters)}
    outputs = {name: _variable(r, name) for name in r.outputs}
    about = {**r.attributes, **{RENAMED.get(name, name): text for name, text in r.provenance.items()}}
    if r.attempts:
        about["attempts"] = "\n".join(", ".join(f"{name} {value}" for name, value in row.items() if value != "") for row in r.attempts)
    return xarray.Dataset(outputs, coordinates, about)


def _variable(r, name):
    about = {"units": r.units[name], "long_name": r.long_names[name], "source": r.sources[name]}
    return r.dims[name], _values(r, name), {key: text for key, text in about.items() if text}


def _values(r, name):
    values, empty = r.data[name], r.empty(name)
    if name in r.words:
        words = np.array(["", *r.words[name].values()])
        place = {value: k + 1 for k, value in enumerate(r.words[name])}
        return words[np.vectorize(lambda value: place.get(value, 0), otypes=[int])(values)]
    return np.where(empty, np.nan, values) if empty.any() and values.dtype.kind in "iu" else values
