"""States of a results file that was made with `states: true`: rho of each point in its blocks (j; m, m')."""
import numpy as np

from pilind import python
from pilind.results import Results
from pilind.trouble import NotThere

python.need("h5py")
import h5py  # noqa: E402


class States:
    """The states of a file; one is read when it is asked for.

    dims          names of the axes (and of `time` where states have it), in order
    results       the other outputs (Results)
    blocks(...)   {j: rho_j} of a point given by values on its axes, s.blocks(N=10, Jy=1.2); an axis with one value may be left out
    points()      ({axis: value}, {j: rho_j}) of every point that is done

    rho_j is a complex (2j+1) x (2j+1) matrix, its rows and columns m = -j ... j; it holds all copies of j, so that the traces of the blocks
    add up to one."""

    def __init__(self, path):
        self.results = Results(path)
        with h5py.File(self.results.path) as file:
            if "states/rho_re" not in file:
                raise NotThere(f"{path} has no states; they are stored with `states: true`")
            self._first = file["states/first"][()].astype(int)
            self.dims = [*self.results.axes, *(["time"] if file["states/rho_re"].ndim > len(self.results.axes) + 1 else [])]
        self._j = self.results.data["j"]

    def blocks(self, **at):
        unknown = set(at) - set(self.dims)
        if unknown:
            raise NotThere(f"{self.results.path} has no axis {', '.join(sorted(unknown))}; its axes are {', '.join(self.dims)}")
        missing = [dim for dim in self.dims if dim not in at and len(self.results.data[dim]) > 1]
        if missing:
            raise NotThere(f"{self.results.path}: a value of {', '.join(missing)} is needed")
        return self._read(tuple(self.results.index(dim, at[dim]) if dim in at else 0 for dim in self.dims))

    def points(self):
        shape = [len(self.results.data[dim]) for dim in self.dims]
        for index in np.ndindex(*shape):
            if self.results.done[index[: self.results.done.ndim]]:
                yield {dim: self.results.data[dim][i] for dim, i in zip(self.dims, index)}, self._read(index)

    def _read(self, index):
        if not self.results.done[index[: self.results.done.ndim]]:
            raise NotThere(f"{self.results.path}: the point is not done")
        with h5py.File(self.results.path) as file:
            rho = file["states/rho_re"][index] + 1j * file["states/rho_im"][index]
        found = {}
        for j, first in zip(self._j, self._first):
            n = int(round(2 * j)) + 1
            packed = rho[first:first + n * (n + 1) // 2]
            if np.isnan(packed).any():
                continue  # a j that these N spins do not have
            block = np.zeros((n, n), complex)
            block[np.tril_indices(n)] = packed
            found[float(j)] = block + np.tril(block, -1).conj().T
        return found


def open_states(path):
    """The States of a results file."""
    return States(path)
