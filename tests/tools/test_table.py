"""tools/table.py on files of several tasks: what is a column, what is a row, and what stands where nothing was computed."""
import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from pilind.results import Results
from program import grid

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "table.py"


@pytest.fixture(scope="module")
def folder(shared_pilind):
    """steady.h5 over N and Jy, one.h5 over N alone, point.h5 without axes, meanfield.h5 with branches, evolve.h5 with times."""
    shared_pilind.solve(grid(N="[5, 6]", Jy="[0.9, 1.2, 1.6]"), name="steady.yaml")
    shared_pilind.solve(grid(N="[5, 6]"), name="one.yaml")
    shared_pilind.solve(grid(N=5), name="point.yaml")
    shared_pilind.solve(grid(task="meanfield", Jy="[0.9, 1.6]"), name="meanfield.yaml")
    shared_pilind.solve(grid(task="evolve", Jy="[0.9, 1.6]", t_end=2, t_points=5), name="evolve.yaml")
    shutil.copy(shared_pilind.folder / "steady.h5", shared_pilind.folder / "part.h5")
    with h5py.File(shared_pilind.folder / "part.h5", "r+") as file:  # as if one point were pending and one had failed
        for name in ("Mz", "Sxx", "residual"):
            file[name][0, 1] = np.nan
        file["Mz"][1, 2] = np.nan
        file["iterations"][0, 1] = file["iterations"].attrs["_FillValue"]
        file["status"][0, 1], file["status"][1, 2] = 0, 2
    return shared_pilind.folder


def run(*arguments, code=0):
    done = subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def rows(text):
    return [line.split() for line in text.splitlines() if line.strip()]


def test_columns_are_the_axes_once_and_outputs_without_parameters(folder):
    for name, axes in (("steady", ["N", "Jy"]), ("one", ["N"]), ("point", [])):
        head, *body = rows(run(folder / f"{name}.h5").split("\n\n")[0])
        assert head[: len(axes)] == axes and len(set(head)) == len(head)
        assert {"Mz", "Sxx", "solver", "residual"} <= set(head) and not {"Jx", "Jz", "gamma", "spin_scale", "status"} & set(head)
        assert len(body) == Results(folder / f"{name}.h5").done.size


def test_cells_are_the_files_and_flags_are_words(folder):
    r = Results(folder / "steady.h5")
    head, *body = rows(run(folder / "steady.h5", "Mz", "solver", "status", "Jx", "--digits", "17"))
    assert head == ["N", "Jy", "Mz", "solver", "status", "Jx"]
    assert [float(line[2]) for line in body] == r["Mz"].ravel().tolist()
    assert (
        {line[3] for line in body} <= {"lu", "ilu", "adi"}
        and {line[4] for line in body} == {"done"}
        and {line[5] for line in body} == {"0.59999999999999998"}
    )


def test_every_and_at_choose_rows(folder):
    assert [line[1] for line in rows(run(folder / "steady.h5", "Mz", "--every", 2))[1:]] == ["0.9", "1.6"] * 2
    assert [line[:2] for line in rows(run(folder / "steady.h5", "--at", "Jy=1.2", "Mz"))[1:]] == [["5", "1.2"], ["6", "1.2"]]
    assert "Jy = 1.3 is not on the grid; nearest 1.2, 1.6" in run(folder / "steady.h5", "Mz", "--at", "Jy=1.3", code=1)


def test_branches_are_rows_of_their_own_and_unused_ones_are_left_out(folder):
    points, states = run(folder / "meanfield.h5").split("\n\n")
    assert rows(points)[0][:1] == ["Jy"] and "phase" in rows(points)[0] and len(rows(points)) == 3
    head, *body = rows(states)
    assert head[:2] == ["Jy", "branch"] and [line[1] for line in body] == ["0", "0", "1", "2"]
    assert {line[head.index("stable")] for line in body} == {"stable", "unstable"}
    assert all(line[head.index(name)] != "nan" for name in ("Mx", "My", "Mz") for line in body)
    assert [line[3] for line in rows(run(folder / "meanfield.h5", "Mx", "branches"))[1:]] == ["1", "3", "3", "3"]


def test_times_are_rows(folder):
    r = Results(folder / "evolve.h5")
    head, *body = rows(run(folder / "evolve.h5", "Mz", "--at", "Jy=1.6", "--digits", 17))
    assert head == ["Jy", "time", "Mz"] and [[float(x) for x in line[1:]] for line in body] == np.stack([r["time"], r["Mz"][1]], 1).tolist()


def test_nothing_is_nan_but_what_is_so_in_the_file(folder):
    head, *body = rows(run(folder / "part.h5", "Mz", "residual", "iterations", "status"))
    assert [line[5] for line in body] == ["done", "pending", "done", "done", "done", "failed"]
    assert body[1][2:5] == ["nan", "nan", "-"]
    assert body[5][2] == "nan" and float(body[5][3]) < 1e-9 and body[5][4].isdecimal()  # a failed point keeps its certificate
    assert sum(line.count("nan") for line in body) == 3
    done = subprocess.run([sys.executable, SCRIPT, folder / "part.h5"], capture_output=True, text=True, timeout=60)
    assert "status" in rows(done.stdout)[0] and done.stderr == f"table.py: of 6 points of {folder}/part.h5 1 pending, 1 failed\n"


def test_csv_has_all_digits_and_is_one_table(folder):
    r = Results(folder / "part.h5")
    head, *body = csv.reader(io.StringIO(run(folder / "part.h5", "Mz", "iterations", "status", "--csv")))
    assert head == ["N", "Jy", "Mz", "iterations", "status"]
    assert np.array_equal([float(line[2]) for line in body], r.data["Mz"].ravel(), equal_nan=True) and body[1][3] == ""
    assert "--csv is one table, these are 2" in run(folder / "meanfield.h5", "--csv", code=1)


def test_unknown_names_are_listed_in_one_line(folder):
    said = run(folder / "steady.h5", "Mz", "Sxz_", "foo", code=1)
    assert said.startswith(f"table.py: {folder}/steady.h5 has no Sxz_, foo. Outputs: ") and "Sxx" in said and said.count("\n") == 1
    (folder / "text.h5").write_text("no file of that kind")
    for path, words in (
        ("gone.h5", "there is no file"),
        ("text.h5", "is no HDF5 file that can be read"),
        ("steady.yaml", "is no HDF5 file"),
    ):
        said = run(folder / path, code=1)
        assert words in said and said.count("\n") == 1
