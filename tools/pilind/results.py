"""Reading results files: everything the other tools know of a file comes from here."""
from pilind import python

python.need("h5py", "numpy")
import h5py  # noqa: E402
import numpy as np  # noqa: E402

from pilind.trouble import NotThere, Trouble  # noqa: E402

PENDING, DONE, FAILED = 0, 1, 2  # status of a point


class Results:
    """A results file, read as a whole.

    axes         names of the grid's axes, in order
    own          names of the task's own dimensions: time, branch, ...
    parameters   names of all parameters of the model, whether axes or not; empty for a file without settings
    outputs      names of all variables that the task computed, status and seconds among them
    data[name]   a variable as it is stored; r[name] the same, where pending and failed points are NaN
    dims[name], units[name], long_names[name], sources[name]
    words[name]  {value: word} of a variable that stores flags
    fills[name]  what stands where nothing was computed
    timing       names of the variables that tell of the run, not of the point: seconds, attempt, checksum
    attributes, provenance, settings: text by name; attempts: one dict a run that worked on the file"""

    parameters = ()

    def __init__(self, path):
        self.path = str(path)
        try:
            with h5py.File(path) as file:
                self._read(file)
        except FileNotFoundError:
            raise Trouble(f"there is no file {path}") from None
        except OSError as reason:
            raise Trouble(f"{path} is no HDF5 file that can be read ({reason})") from None

    def _read(self, file):
        if "status" not in file:
            raise Trouble(f"{self.path} is no results file of pilind: it has no status")
        self.attributes = {key: _text(value) for key, value in file.attrs.items()}
        variables = {key: item for key, item in file.items() if isinstance(item, h5py.Dataset)}
        timing = {key: item for key, item in file.get("timing", {}).items() if isinstance(item, h5py.Dataset)}
        variables.update(timing)
        self.timing = list(timing)
        self.axes = _scales(variables["status"])
        self.data = {key: _array(item) for key, item in variables.items()}
        self.dims = {key: [key] if h5py.h5ds.is_scale(item.id) else _scales(item) for key, item in variables.items()}
        self.units, self.long_names, self.sources = (
            {key: _text(item.attrs.get(name, "")) for key, item in variables.items()} for name in ("units", "long_name", "source"))
        self.words = {key: _words(item.attrs) for key, item in variables.items() if "flag_meanings" in item.attrs}
        self.fills = {
            key: item.attrs["_FillValue"].item() for key, item in variables.items() if np.size(item.attrs.get("_FillValue", ())) == 1
        }
        provenance = file.get("provenance", {})
        self.provenance = {key: _text(item[()]) for key, item in provenance.items() if isinstance(item, h5py.Dataset) and not item.ndim}
        self.attempts = _attempts(provenance.get("attempts", {}))
        self.settings = dict(line.split(" = ", 1) for line in self.provenance.get("settings", "").splitlines() if " = " in line)
        self.done = self.data["status"] == DONE
        self.own = [key for key in self.data if self.dims[key] == [key] and key not in self.axes]
        given = [key for key in self.settings if key in self.data]
        self.parameters = given or list(self.axes)
        computed = [key for key in self.data if key not in self.parameters and key not in self.axes and key not in self.own]
        self.outputs = sorted(computed, key=lambda key: self.sources[key] == "certificate")  # certificates behind what they certify

    def __getitem__(self, name):
        values = self.stored(name)
        if values.ndim < self.done.ndim or name == "status" or name in self.parameters or self.dims[name] == [name]:
            return values
        mask = self.done.reshape(self.done.shape + (1,) * (values.ndim - self.done.ndim))
        return np.where(mask, values, np.nan)

    def stored(self, name):
        """A variable as the file has it."""
        if name not in self.data:
            raise NotThere(f"{self.path} has no {name}")
        return self.data[name]

    def empty(self, name):
        """Where a variable was not computed: its fill value."""
        values, fill = self.data[name], self.fills.get(name)
        if fill is None:
            return np.zeros(values.shape, bool)
        return np.isnan(values) if fill != fill else values == fill

    def index(self, dim, value):
        """Place of a value on an axis or own dimension."""
        grid = self.stored(dim)
        distance = np.abs(grid - value)
        if distance.min() > 1e-9 * max(1, abs(value)):
            near = ", ".join(f"{x:g}" for x in np.sort(grid[np.argsort(distance)[:2]]))
            raise NotThere(f"{self.path}: {dim} = {value:g} is not on the grid; nearest {near}")
        return int(distance.argmin())

    def select(self, name, **at):
        """The output with some axes fixed to a value on their grid; the other axes stay in order."""
        index = [slice(None)] * self[name].ndim
        for axis, value in at.items():
            index[self.dims[name].index(axis)] = self.index(axis, value)
        return self[name][tuple(index)]

    def state(self):
        """'' if all points are done, else how many are not, in words."""
        counts = {word: int((self.data["status"] == value).sum()) for value, word in ((PENDING, "pending"), (FAILED, "failed"))}
        words = ", ".join(f"{n} {word}" for word, n in counts.items() if n)
        return f"of {self.done.size} points of {self.path} {words}" if words else ""


def _scales(dataset):
    """Names of its dimensions."""
    return [next(iter(dim.keys()), f"{dataset.name.rsplit('/')[-1]}_{d}") for d, dim in enumerate(dataset.dims)]


def _text(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else value if isinstance(value, str) else str(value)


def _array(dataset):
    """Its values; text as str."""
    values = dataset[()]
    if dataset.dtype.kind in "SO":
        return np.array([_text(word) for word in np.ravel(values)], object).reshape(np.shape(values))
    return np.asarray(values)


def _words(attributes):
    return dict(zip(np.ravel(attributes["flag_values"]).tolist(), _text(attributes["flag_meanings"]).split()))


def _attempts(group):
    """The rows of the table of runs that are in use: those with a date. Its columns are numbers, or characters along a second dimension."""
    columns = {}
    for key, item in group.items():
        values = item[()] if isinstance(item, h5py.Dataset) and item.ndim else None
        if values is not None and values.dtype.kind == "S" and values.ndim == 2:
            columns[key] = [b"".join(row).split(b"\0")[0].decode(errors="replace") for row in values]
        elif values is not None and values.ndim == 1 and key not in ("row", "checksum") and not h5py.h5ds.is_scale(item.id):
            columns[key] = values.tolist()
    rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
    return [{"attempt": k, **row} for k, row in enumerate(rows) if row.get("date")]
