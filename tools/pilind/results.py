"""Reading results files: everything the other tools know of a file comes from here."""
import h5py
import numpy as np


class Results:
    """A results file: `axes` in order, `r[name]` an output as an array over them (failed and pending points are NaN),
    `r.select(name, Jy=1.7)` at the value of an axis nearest to the one given."""

    def __init__(self, path):
        self.path = path
        with h5py.File(path) as f:
            self.attributes = {k: v.decode() if isinstance(v, bytes) else v for k, v in f.attrs.items()}
            self.data = {k: f[k][()] for k in f if isinstance(f[k], h5py.Dataset)}
            self.units = {k: _text(f[k].attrs.get("units", b"")) for k in self.data}
            self.long_names = {k: _text(f[k].attrs.get("long_name", b"")) for k in self.data}
            status = f["status"]
            self.axes = _scales(status)
            self.dims = {k: [k] if h5py.h5ds.is_scale(f[k].id) else _scales(f[k]) for k in self.data}
        self.done = self.data["status"] == 1

    def __getitem__(self, name):
        values = self.data[name]
        if values.ndim < self.done.ndim or name == "status" or self.dims[name] == [name]:
            return values
        mask = self.done.reshape(self.done.shape + (1,) * (values.ndim - self.done.ndim))
        return np.where(mask, values, np.nan)

    def select(self, name, **at):
        """The output with some axes fixed to a value on their grid; the other axes stay in order."""
        index = [slice(None)] * self[name].ndim
        for axis, value in at.items():
            distance = np.abs(self.data[axis] - value)
            if distance.min() > 1e-9 * max(1, abs(value)):
                raise KeyError(f"{self.path}: {axis} = {value} is not on the grid")
            index[self.dims[name].index(axis)] = int(distance.argmin())
        return self[name][tuple(index)]


def _scales(dataset):
    return [dataset.dims[d].keys()[0] for d in range(dataset.ndim)]


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)
