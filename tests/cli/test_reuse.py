"""-reuse: grids that are extended, refined and merged. What is taken over is what solving would have given, to the bit."""
import shutil

import h5py
import numpy as np
import pytest

from program import contents, forged, grid, untimed_bytes
from test_bad_input import refused
from test_integrity import text_of

SMALL = grid(N="[5, 6]", Jy="1:2:3")


@pytest.fixture(scope="module")
def small(shared_pilind):
    shared_pilind.solve(SMALL, name="small.yaml", ranks=2)
    return shared_pilind.folder / "small.h5"


@pytest.fixture
def with_small(pilind, small):
    shutil.copy(small, pilind.folder / "small.h5")
    return pilind


def reused(outcome):
    assert outcome.code == 0, outcome.out + outcome.err
    line, = [line for line in outcome.out.splitlines() if line.endswith(" points reused")]
    return int(line.split()[0])


@pytest.mark.parametrize(
    "change, points",
    [
        ({"N": "[4, 5, 6, 7]"}, 6),
        ({"Jy": "1:2:5"}, 6),
        ({"N": "[7, 6]", "Jy": "[2, 1.5, 1.25]"}, 2),
        ({"N": 5}, 3),
        ({"N": 6, "Jy": 1.5}, 1),
        ({"N": "[5]", "Jy": "[2]", "hz": "[0, 0.1]"}, 1),
        ({"Jy": "N/5"}, 1),
        ({"Jx": 0.6000000000000001}, 6),
        ({"Jx": 0.60000000001}, 0),
        ({"hz": 1e-300}, 0),
        ({"N": "[7, 8]"}, 0),
    ],
    ids=str,
)
def test_other_grids(with_small, change, points):
    """The file is the one that is solved from nothing."""
    pilind, text = with_small, grid(**{"N": "[5, 6]", "Jy": "1:2:3", **change})
    outcome = pilind(pilind.write(text), "-reuse", "small.h5", ranks=2)
    assert reused(outcome) == points
    assert f"{points} of 'small.h5'" in outcome.out
    with h5py.File(pilind.folder / "grid.h5") as file:
        attempt = file["timing/attempt"][()]
        assert (attempt == 0).sum() == (points or attempt.size)
        assert text_of(file, "source", 0) == ("small.h5" if points else "")
        if points not in (0, attempt.size):
            assert (attempt == 1).sum() == attempt.size - points and text_of(file, "source", 1) == ""
    pilind.solve(text, name="alone.yaml")
    if "Jx" not in change:
        assert same_but_input(pilind.folder / "grid.h5", pilind.folder / "alone.h5")
    assert "damaged" not in pilind("-status", "grid.h5").out


def same_but_input(a, b):
    return untimed_bytes(a) == untimed_bytes(b)


def test_several_files(with_small):
    """The first that has a point gives it; a point taken over twice has its whole way in its row."""
    pilind = with_small
    pilind.solve(grid(N="[6, 7]", Jy="1:2:5"), name="next.yaml")
    outcome = pilind(pilind.write(grid(N="[5, 6, 7]", Jy="1:2:5")), "-reuse", "small.h5", "-reuse", "next.h5")
    assert reused(outcome) == 13
    assert "6 of 'small.h5'" in outcome.out and "7 of 'next.h5'" in outcome.out
    assert not outcome.said, "given twice on purpose"
    outcome = pilind("grid.yaml", "-output", "third.h5", "-reuse", "grid.h5", "-N", "5,7")
    assert reused(outcome) == 10
    with h5py.File(pilind.folder / "third.h5") as file:
        sources = [text_of(file, "source", k) for k in range(4)]
        assert sources == ["grid.h5 < small.h5", "grid.h5", "grid.h5 < next.h5", ""]
        assert file["timing/attempt"][()].tolist() == [[0, 1, 0, 1, 0], [2] * 5]


def test_in_its_own_place(with_small):
    """-overwrite -reuse FILE makes a file larger; the same command again leaves it alone."""
    pilind = with_small
    assert pilind(pilind.write(grid(N="[5, 6, 7]", Jy="1:2:3", output="small.h5"))).code == 4
    outcome = pilind("grid.yaml", "-overwrite", "-reuse", "small.h5")
    assert reused(outcome) == 6
    assert "9 points (6 done, 0 failed, 3 to do)" in outcome.out
    before = contents(pilind.folder)
    outcome = pilind("grid.yaml", "-reuse", "small.h5")
    assert reused(outcome) == 0 and contents(pilind.folder) == before
    outcome = pilind("grid.yaml", "-overwrite", "-reuse", "small.h5")
    assert reused(outcome) == 9


def test_into_a_file_that_is_there(with_small):
    """Points that are pending still are filled; those that are done stay, also where another file has others."""
    pilind = with_small
    pilind.write(grid(N="[5, 6, 7]", Jy="1:2:3"))
    assert pilind("grid.yaml").code == 0
    expected = untimed_bytes(pilind.folder / "grid.h5")
    with h5py.File(pilind.folder / "grid.h5", "r+") as file:
        file["status"][0] = 0
        file["Mz"][0] = 7
        seconds = file["timing/seconds"][1:]
    outcome = pilind("grid.yaml", "-reuse", "small.h5", ranks=2)
    assert reused(outcome) == 3 and "(9 done, 0 failed, 0 to do)" in outcome.out
    assert untimed_bytes(pilind.folder / "grid.h5") == expected
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert file["timing/attempt"][()].tolist() == [[1] * 3, [0] * 3, [0] * 3]
        assert (file["timing/seconds"][1:] == seconds).all()
        assert text_of(file, "source", 1) == "small.h5" and text_of(file, "source", 2) == ""


def test_only_what_is_done_and_right(with_small):
    """Failed points are solved, pending ones, too, and one that does not match its checksum is not believed."""
    pilind = with_small
    with forged(pilind.folder / "small.h5") as file:
        file["status"][0, 0] = 2
        file["status"][0, 1] = 0
        right = file["Mz"][1, 1]
    with h5py.File(pilind.folder / "small.h5", "r+") as file:
        file["Mz"][1, 1] = 0.25
    outcome = pilind(pilind.write(SMALL), "-reuse", "small.h5")
    assert reused(outcome) == 3
    assert "1 there do not match their checksums" in outcome.out
    assert pilind.results()["Mz"][1, 1] == right


@pytest.mark.parametrize(
    "keys, word",
    [({"task": "meanfield"}, "task"), ({"truncate": "off"}, "truncate"), ({"sweep_chunk": 2}, "sweep_chunk")],
    ids=str,
)
def test_files_of_another_kind(with_small, keys, word):
    before = (with_small.folder / "small.h5").read_bytes()
    line = refused(with_small, with_small.write(grid(N="[5, 6]", Jy="1:2:3", **keys)), "-reuse", "small.h5", code=4, key="reuse")
    assert word in line and "small.h5" in line
    assert (with_small.folder / "small.h5").read_bytes() == before


def test_no_file(with_small):
    pilind = with_small
    (pilind.folder / "notes.h5").write_text("my notes")
    (pilind.folder / "folder").mkdir()
    pilind.write(SMALL)
    refused(pilind, "grid.yaml", "-reuse", "none.h5", code=1, key="none.h5", ranks=2)
    refused(pilind, "grid.yaml", "-reuse", "folder", code=1, key="folder")
    refused(pilind, "grid.yaml", "-reuse", "small.h5", "-reuse", "notes.h5", code=4, key="notes.h5")
    refused(pilind, "grid.yaml", "-reuse", code=1, key="reuse")
    refused(pilind, "grid.yaml", "-reuse", "small.h5", "-Jx", "x", code=1, key="Jx")


def test_outputs_along_their_own_dimension(pilind):
    """Branches, times: taken over whole; other times are another kind."""
    pilind.solve(grid(task="evolve", Jy="[1.1, 1.3]", t_end=2, t_points=5), name="small.yaml")
    text = grid(task="evolve", Jy="[1.1, 1.2, 1.3]", t_end=2, t_points=5)
    assert reused(pilind(pilind.write(text), "-reuse", "small.h5")) == 2
    pilind.solve(text, name="alone.yaml")
    assert same_but_input(pilind.folder / "grid.h5", pilind.folder / "alone.h5")
    refused(pilind, pilind.write(text.replace("t_end: 2", "t_end: 3")), "-output", "other.h5", "-reuse", "small.h5", code=4, key="t_end")


def test_chunks_are_taken_whole(pilind):
    """A chunk that lacks a point is solved as a whole, so that its digits do not depend on what was there."""
    keys = {"N": 12, "sweep_chunk": 3}
    pilind.solve(grid(Jy="1:1.5:6", **keys), name="small.yaml")
    text = grid(Jy="1:1.8:9", **keys)
    assert reused(pilind(pilind.write(text), "-reuse", "small.h5")) == 6
    assert reused(pilind(pilind.write(grid(Jy="1.1:1.6:6", **keys), "shift.yaml"), "-reuse", "small.h5")) == 3
    with h5py.File(pilind.folder / "shift.h5") as file:
        assert file["timing/attempt"][()].tolist() == [0, 0, 0, 1, 1, 1]


def test_lines_are_taken_whole(pilind):
    """A sweep depends on the values before it: only the same line is the same."""
    sweep = dict(model="ising2", task="steady", sweep="forward", gamma=0.5, r=10)
    pilind.solve(grid(h1="0.85:1.1:6", T="[0.1, 0.3]", **sweep), name="small.yaml")
    text = grid(h1="0.85:1.1:6", T="[0.1, 0.2, 0.3]", **sweep)
    assert reused(pilind(pilind.write(text), "-reuse", "small.h5")) == 12
    pilind.solve(text, name="alone.yaml")
    assert same_but_input(pilind.folder / "grid.h5", pilind.folder / "alone.h5")
    line = refused(pilind, pilind.write(grid(h1="0.85:1.1:11", T="[0.1, 0.3]", **sweep)), "-output", "other.h5", "-reuse", "small.h5", code=4, key="reuse")
    assert "h1" in line


def test_many_points(pilind):
    """Every second point of 20000, more than a block holds."""
    keys = {"task": "meanfield", "Jx": "[0.5, 0.6, 0.7, 0.8, 0.9]"}
    pilind.solve(grid(Jy="0:1:4001", **keys), name="small.yaml", ranks=2)
    outcome = pilind(pilind.write(grid(Jy="0:1:8001", **keys)), "-reuse", "small.h5", ranks=2)
    assert reused(outcome) == 20005
    a, b = pilind.results("small.h5"), pilind.results()
    assert np.array_equal(b["Mz"][:, ::2], a["Mz"], equal_nan=True)
