"""Runs the program under test and reads what it made."""
import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

BINARY = os.environ.get("PILIND", str(Path(__file__).resolve().parents[1] / "bin" / "pilind"))


def grid(model="xyz", task="steady", **keys):
    """An input file's text. Couplings default to the XYZ paper's Fig. 6 with five spins; None leaves a key out."""
    known = {"model": model, "task": task}
    if model == "xyz":
        known.update(N=5, Jx=0.6, Jy=1.1, Jz=1)
    known.update(keys)
    return "".join(f"{key}: {value}\n" for key, value in known.items() if value is not None)


def long_grid(points=300, **keys):
    """So many points of a hundredth of a second, for what happens to a run on the way. Their time is that of LU by MUMPS: it does not
    change with our own solvers."""
    return grid(**{**dict(N="[20, 24, 30]", Jy=f"0.75:1.75:{points // 3}", steady_method="lu"), **keys})


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def said(self):
        """Lines of the program on standard error; mpiexec adds a banner of its own."""
        return [line for line in self.err.splitlines() if line.startswith("pilind: ")]


def children(pid):
    """All processes below pid."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *children(child)]
    return found


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Run:
    """A run under way."""

    def __init__(self, command, folder, environment):
        self.out, self.err = (tempfile.TemporaryFile("w+", newline="") for _ in range(2))
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=self.out, stderr=self.err)

    def going(self):
        return self.process.poll() is None

    def ranks(self):
        """Process numbers of the ranks, rank 0 first: they start in that order."""
        return sorted(pid for pid in children(self.process.pid) if Path(f"/proc/{pid}/comm").read_text().strip() == Path(BINARY).name)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """kill -9 of all ranks and of mpiexec."""
        kill([*children(self.process.pid), self.process.pid])
        self.process.wait()

    def wait(self, timeout=120):
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"no end after {timeout} s:\n{self.read(self.out)}{self.read(self.err)}") from None
        return Outcome(code, self.read(self.out), self.read(self.err))

    @staticmethod
    def read(stream):
        stream.seek(0)
        return stream.read()


class Program:
    """The program in a folder. Arguments are words of its command line; ranks=None runs it without mpiexec."""

    def __init__(self, folder, environment):
        self.folder, self.environment, self.runs = folder, environment, []

    def write(self, text, name="grid.yaml"):
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def start(self, *arguments, ranks=None, env=None, wrapper=(), binary=BINARY):
        launcher = [] if ranks is None else ["mpiexec", "--oversubscribe", "-n", str(ranks)]
        command = [*wrapper, *launcher, binary, *map(str, arguments)]
        run = Run(command, self.folder, {**os.environ, **self.environment, **(env or {})})
        self.runs.append(run)
        return run

    def __call__(self, *arguments, timeout=120, **how):
        return self.start(*arguments, **how).wait(timeout)

    def solve(self, text, *arguments, name="grid.yaml", **how):
        """Run an input that must succeed; all variables of the results file."""
        outcome = self(self.write(text, name), *arguments, **how)
        assert outcome.code == 0, outcome.out + outcome.err
        return self.results(name.replace(".yaml", ".h5"))

    def results(self, name="grid.h5"):
        with h5py.File(self.folder / name, "r") as file:
            return {key: item[()] for key, item in file.items() if isinstance(item, h5py.Dataset)}

    def status(self, name="grid.h5"):
        """The status array of a file that a run may be writing, or None if it is not there yet."""
        if not (self.folder / name).exists():
            return None
        with h5py.File(self.folder / name, "r") as file:
            return file["status"][()]

    def wait_for(self, run, condition, timeout=120):
        """Until condition(status) holds; it must while the run is going."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            going, status = run.going(), self.status()
            if status is not None and condition(status):
                return status
            assert going, "the run ended too early:\n" + Run.read(run.out) + Run.read(run.err)
            time.sleep(0.02)
        raise AssertionError("waited too long")

    def end(self):
        for run in self.runs:
            if run.going():
                run.kill()


def untimed_bytes(path):
    """All bytes of a results file but the data of what differs from run to run: the group timing and the table of attempts."""
    data = bytearray(Path(path).read_bytes())
    with h5py.File(path, "r") as file:
        for variable in [*file["timing"].values(), *file["provenance/attempts"].values()]:
            start, size = variable.id.get_offset(), variable.id.get_storage_size()
            data[start : start + size] = bytes(size)
    return bytes(data)


def mix(sums, values):
    """One step of the checksums of src/results/checksum.h for every point: its words are the bits of the values."""
    words = np.ascontiguousarray(values).view({8: np.uint64, 4: np.uint32, 1: np.uint8}[values.dtype.itemsize]).astype(np.uint64)
    r = (sums ^ words) * np.uint64(0x9E3779B97F4A7C15)
    return r ^ (r >> np.uint64(32))


def point_checksums(file):
    """What timing/checksum of an open results file must be, for all points."""
    seed = 14695981039346656037
    for byte in file["provenance/settings"][()]:
        seed = (seed ^ byte) * 1099511628211 % 2**64
    status = file["status"]
    sums = np.full(status.shape, seed, np.uint64)
    for axis in range(status.ndim):
        scale, = status.dims[axis].values()
        shape = [-1 if d == axis else 1 for d in range(status.ndim)]
        sums = mix(sums, np.broadcast_to(scale[()].astype(float).reshape(shape), status.shape))
    outputs = [line.split()[0] for line in file["provenance/outputs"][()].decode().splitlines()]
    for name in [*outputs, "timing/seconds", "timing/attempt", "status"]:
        values = file[name][()]
        for x in range(values[(0,) * status.ndim].size):
            sums = mix(sums, values.reshape(*status.shape, -1)[..., x])
    return sums.reshape(status.shape)


@contextmanager
def forged(path):
    """An open results file whose numbers may be changed as if a run had written them: their checksums follow."""
    with h5py.File(path, "r+") as file:
        yield file
        file["timing/checksum"][...] = point_checksums(file)


def contents(folder):
    """What lies in a folder and below, with size, time and inode of every file, to see that nothing was touched."""
    found = {}
    for path in Path(folder).rglob("*"):
        about = path.lstat()
        found[str(path.relative_to(folder))] = (about.st_size, about.st_mtime_ns, about.st_ino) if path.is_file() else None
    return found
