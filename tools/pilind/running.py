"""Running the program from Python."""
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

from pilind.trouble import Trouble

FAILED_POINTS, STOPPED = 2, 75  # exit codes with which there are results all the same


class Error(Trouble):
    """The program refused the input or broke off: `code` is its exit code, the text what it said."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def run(input, ranks=1, output=None, launch=None, **keys):
    """Run the program and return its results as an xarray.Dataset, see pilind.open.

    input   a dict of the input's keys, or the path of an input file
    ranks   on so many ranks; 1 needs no mpiexec
    output  the results file: what it has already stays, what is missing is computed, as on the command line. Default: of a file its
            key `output`, else its stem + .h5 in this folder; of a dict a temporary file
    launch  words before the program instead of 'mpiexec -n RANKS', as 'srun -n 64'; also the environment's PILIND_LAUNCH
    keys    more keys, which win, and flags: run("fig06.yaml", N=[10, 20], overwrite=True)

    Lists, tuples and numpy arrays are axes, and so is text that is a range, "0.75:1.75:101". The program is $PILIND, or bin/pilind beside
    tools/, or the one on the PATH. Failed points and an early end (max_time) are warnings; else Error has the program's words."""
    from pilind.dataset import open as read

    with tempfile.TemporaryDirectory(prefix="pilind.") as folder:
        if isinstance(input, dict):
            path = Path(folder, "input.yaml")
            path.write_text("".join(f"{key}: {yaml(value)}\n" for key, value in input.items()), encoding="utf-8")
            output = output or Path(folder, "results.h5")
        else:
            path = Path(input)
            output = output or output_of(path)
        command = [*launcher(ranks, launch), program(), str(path), "-output", str(output), *words(keys)]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment())
        said = " ".join(line[len("pilind: "):] for line in done.stderr.splitlines() if line.startswith("pilind: "))
        if done.returncode in (FAILED_POINTS, STOPPED) and os.path.exists(output):
            warnings.warn(said or done.stdout.strip().splitlines()[-1], stacklevel=2)
        elif done.returncode:
            raise Error(done.returncode, said or (done.stderr or done.stdout).strip())
        return read(output)


def environment():
    """One BLAS thread a rank, as the ranks are the parallelism, unless the caller says otherwise."""
    return {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ}


def program():
    """The program's path."""
    beside = Path(__file__).resolve().parents[2] / "bin" / "pilind"
    found = os.environ.get("PILIND") or (str(beside) if beside.exists() else shutil.which("pilind"))
    if not found:
        raise Trouble(f"there is no {beside}, and no pilind on the PATH: build it with make, or set PILIND to its path")
    return found


def launcher(ranks, launch=None):
    """Words before the program."""
    launch = launch or os.environ.get("PILIND_LAUNCH")
    if launch:
        return shlex.split(launch)
    if ranks == 1:
        return []
    if not shutil.which("mpiexec"):
        raise Trouble("there is no mpiexec on the PATH: give launch, as launch='srun -n 64'")
    version = subprocess.run(["mpiexec", "--version"], capture_output=True, text=True).stdout
    more = ["--oversubscribe"] if "Open MPI" in version or "OpenRTE" in version else []
    return ["mpiexec", *more, "-n", str(ranks)]


def output_of(path):
    """Where a run of this file alone would put its results."""
    key = re.search(r"^output\s*:\s*([^#\n]*)", path.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE) if path.exists() else None
    return key.group(1).strip().strip("'\"") if key else path.stem + ".h5"


def plain(value):
    """numpy's arrays and numbers as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else value


def text(value):
    """A number or a word."""
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)


def yaml(value):
    """A value as the input file has it, in one line."""
    value = plain(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(yaml(item) for item in value) + "]"
    word = text(value)
    return "'" + word.replace("'", "''") + "'" if re.search(r"[][{},#&*!|>'\"%@`]|: |^[-?:]( |$)", word) else word


def words(keys):
    """Keys as words of the command line; True is a flag."""
    found = []
    for key, value in keys.items():
        value = plain(value)
        if value is True:
            found.append(f"-{key}")
        elif value is not False and value is not None:
            found += [f"-{key}", ",".join(text(item) for item in value) if isinstance(value, (list, tuple)) else text(value)]
    return found
