"""What lies under the output's name and beside it: nothing is replaced, followed or waited for that is not the program's own."""
import os
import signal
import socket

import h5py
import numpy as np
import pytest

from program import contents, grid, long_grid
from test_bad_input import refused

NOTES = "my notes, which nobody has twice\n"


@pytest.mark.parametrize("words", [[], ["-overwrite"]])
def test_a_file_that_is_no_hdf5_stays(pilind, words):
    (pilind.folder / "notes.txt").write_text(NOTES)
    line = refused(pilind, pilind.write(grid()), "-output", "notes.txt", *words, code=4, key="notes.txt")
    assert "or -overwrite" not in line
    assert (pilind.folder / "notes.txt").read_text() == NOTES


def foreign(path):
    with h5py.File(path, "w") as file:
        file["Mz"] = [1.0, 2.0]


def torn(path):
    foreign(path)
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize("make", [foreign, torn, lambda path: path.touch()], ids=["foreign", "torn", "empty"])
def test_overwrite_replaces_hdf5_and_what_is_empty(pilind, make):
    make(pilind.folder / "grid.h5")
    line = refused(pilind, pilind.write(grid()), code=4, key="grid.h5")
    assert "or -overwrite" in line
    assert pilind("grid.yaml", "-overwrite").code == 0
    assert pilind.status() == 1


@pytest.mark.parametrize("words", [[], ["-overwrite"]])
def test_the_input_is_never_the_output(pilind, words):
    pilind.write(grid())
    (pilind.folder / "soft.h5").symlink_to("grid.yaml")
    os.link(pilind.folder / "grid.yaml", pilind.folder / "hard.h5")
    for name in ("grid.yaml", "./grid.yaml", "soft.h5", "hard.h5"):
        refused(pilind, "grid.yaml", "-output", name, *words, key="input")
    refused(pilind, pilind.write(grid(), "x.h5"), *words, key="input")
    for name in ("y.h5.tmp", "y.h5.lock"):
        refused(pilind, pilind.write(grid(), name), "-output", "y.h5", *words, key="input")


def fifo(path):
    os.mkfifo(path)


def device(path):
    if os.geteuid():
        pytest.skip("only root makes devices")
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 3))


def plug(path):
    if len(str(path)) > 100:
        pytest.skip("too long a name for a socket")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(path))


@pytest.mark.parametrize("make", [fifo, device, plug])
def test_what_is_no_file_is_not_opened(pilind, make):
    make(pilind.folder / "grid.h5")
    pilind.write(grid())
    before = (pilind.folder / "grid.h5").lstat()
    for words in ([], ["-overwrite"]):
        refused(pilind, "grid.yaml", *words, code=3, key="device, a pipe or a socket", timeout=30)
    status = pilind("-status", "grid.h5", timeout=30)
    assert status.code == 1 and "pipe" in status.said[0]
    assert (pilind.folder / "grid.h5").lstat() == before


def test_links_beside_the_output_are_not_followed(pilind):
    victim = pilind.folder / "victim"
    victim.write_text(NOTES)
    (pilind.folder / "grid.h5.tmp").symlink_to("victim")
    assert pilind(pilind.write(grid())).code == 0
    assert victim.read_text() == NOTES and not (pilind.folder / "grid.h5.tmp").exists()
    (pilind.folder / "grid.h5").unlink()
    (pilind.folder / "grid.h5.lock").symlink_to("victim")
    refused(pilind, "grid.yaml", code=3, key="grid.h5.lock")
    assert victim.read_text() == NOTES


@pytest.mark.parametrize("make", [fifo, lambda path: path.write_text(NOTES)], ids=["pipe", "notes"])
def test_a_lock_file_of_somebody_else(pilind, make):
    make(pilind.folder / "grid.h5.lock")
    refused(pilind, pilind.write(grid()), code=3, key="grid.h5.lock", timeout=30)
    assert (pilind.folder / "grid.h5.lock").lstat().st_size in (0, len(NOTES))


def test_a_lock_left_by_a_crash_is_taken_over(pilind):
    (pilind.folder / "grid.h5.lock").write_text("elsewhere 123 77\n")
    (pilind.folder / "grid.h5.tmp").write_bytes(b"\0" * 5000)
    assert pilind(pilind.write(grid())).code == 0
    assert sorted(contents(pilind.folder)) == ["grid.h5", "grid.yaml"]


def test_a_link_to_a_file_that_is_still_to_be_made(pilind):
    """Through two links, one of them relative to its own folder: the file arises behind them."""
    (pilind.folder / "store").mkdir()
    (pilind.folder / "grid.h5").symlink_to("store/next.h5")
    (pilind.folder / "store" / "next.h5").symlink_to("real.h5")
    assert pilind(pilind.write(grid()), ranks=2).code == 0
    real = pilind.folder / "store" / "real.h5"
    assert (pilind.folder / "grid.h5").is_symlink() and real.is_file() and not real.is_symlink()
    before = contents(pilind.folder / "store")
    assert pilind("grid.yaml").code == 0 and contents(pilind.folder / "store") == before
    assert pilind("grid.yaml", "-N", "6", "-overwrite").code == 0
    assert (pilind.folder / "grid.h5").is_symlink() and pilind.results()["N"] == 6


def test_a_circle_of_links(pilind):
    (pilind.folder / "grid.h5").symlink_to("other.h5")
    (pilind.folder / "other.h5").symlink_to("grid.h5")
    refused(pilind, pilind.write(grid()), code=3, key="grid.h5")


def test_every_name_of_a_file_has_the_same_lock(pilind):
    (pilind.folder / "store").mkdir()
    (pilind.folder / "again").symlink_to("store")
    (pilind.folder / "alias.h5").symlink_to("again/real.h5")
    pilind.write(long_grid(output="store/real.h5"))
    run = pilind.start("grid.yaml")
    while not (pilind.folder / "store" / "real.h5").exists():
        assert run.going()
    os.kill(run.process.pid, signal.SIGSTOP)
    seconds = [pilind("grid.yaml", "-output", name, *words) for name in ("alias.h5", "again/real.h5", "store/../store/real.h5") for words in ([], ["-overwrite"])]
    os.kill(run.process.pid, signal.SIGCONT)
    run.kill()
    for second in seconds:
        assert second.code == 4 and "another run is writing" in second.said[0], second
    values = pilind("grid.yaml", "-output", "alias.h5", "-max_time", "0.2")
    assert values.code == 75 and np.isin(pilind.status("alias.h5"), [0, 1]).all()
