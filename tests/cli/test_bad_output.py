"""Where the results cannot go: folders (exit code 3) and files that belong to something else (4). One line, nothing touched."""
import os
import shutil
import stat
import subprocess
from pathlib import Path

import h5py
import pytest

from program import BINARY, contents, grid, long_grid
from test_bad_input import refused


def test_a_missing_folder(pilind):
    refused(pilind, pilind.write(grid(output="no/such/folder.h5")), code=3, key="no/such")
    refused(pilind, pilind.write(grid()), "-output", "/nonexistent/grid.h5", code=3, key="output", ranks=2)


def test_a_file_as_folder(pilind):
    (pilind.folder / "file").write_text("text")
    refused(pilind, pilind.write(grid(output="file/grid.h5")), code=3, key="file")


def test_a_folder_as_output(pilind):
    (pilind.folder / "out.h5").mkdir()
    refused(pilind, pilind.write(grid(output="out.h5")), code=3, key="out.h5")
    refused(pilind, "grid.yaml", "-overwrite", code=3, key="out.h5")
    refused(pilind, "grid.yaml", "-output", ".", code=3, key="output")


@pytest.fixture
def ordinary(pilind):
    """The program as a user without privileges, in a folder that he can enter but not write; skips if root cannot become one."""
    if os.geteuid():
        yield pilind, {}
        return
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if not shutil.which("setpriv") or subprocess.run([*become, "true"], capture_output=True).returncode:
        pytest.skip("root cannot become another user here")
    top = Path(pilind.environment["TMPDIR"])
    program, private = top / "pilind", top / "private"
    shutil.copy(BINARY, program)
    private.mkdir(exist_ok=True)
    os.chown(private, 65534, 65534)
    places = [pilind.folder, *pilind.folder.parents]
    modes = {place: place.stat().st_mode for place in [*places, top, *top.parents]}
    for place, mode in modes.items():
        if not mode & stat.S_IXOTH:
            place.chmod(mode | 0o055)
    yield pilind, {"wrapper": become, "binary": str(program), "env": {"TMPDIR": str(private), "HOME": str(private), "OMPI_MCA_btl_vader_backing_directory": str(private)}}
    for place, mode in modes.items():
        place.chmod(mode)


def test_an_unwritable_folder(ordinary):
    pilind, how = ordinary
    pilind.write(grid())
    (pilind.folder / "locked").mkdir(mode=0o555)
    refused(pilind, "grid.yaml", "-output", "locked/grid.h5", code=3, key="locked", **how)
    assert not list((pilind.folder / "locked").iterdir())


def test_an_unwritable_file(ordinary):
    """Ours, with points to do, but read-only."""
    pilind, how = ordinary
    pilind.solve(grid(N="[5, 6]"))
    with h5py.File(pilind.folder / "grid.h5", "r+") as file:
        file["status"][0] = 0
    (pilind.folder / "grid.h5").chmod(0o444)
    pilind.folder.chmod(0o777)
    refused(pilind, "grid.yaml", code=3, key="grid.h5", **how)


def test_an_unreadable_input(ordinary):
    pilind, how = ordinary
    pilind.write(grid())
    (pilind.folder / "grid.yaml").chmod(0)
    refused(pilind, "grid.yaml", key="grid.yaml", **how)


@pytest.fixture
def small_disk(pilind):
    folder = pilind.folder / "disk"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("no privilege to mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_without_room_for_the_grid(pilind, small_disk):
    refused(pilind, pilind.write(grid(task="meanfield", Jy="0:1:10000", output="disk/grid.h5")), code=3, key="disk")
    assert not list(small_disk.iterdir())


def test_a_disk_that_fills_up(pilind, small_disk):
    """The grid would fit, the file as a whole does not: nothing is left of it."""
    text = grid(output="disk/grid.h5") + "# many words\n" * 20000
    line = refused(pilind, pilind.write(text), code=3, key="output")
    assert "disk" in line
    assert not list(small_disk.iterdir())


def test_a_disk_that_suffices(pilind, small_disk):
    assert pilind(pilind.write(grid(output="disk/grid.h5"))).code == 0
    assert (small_disk / "grid.h5").exists()


def fill(folder):
    """Until nothing more goes in."""
    with open(folder / "filler", "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass


def test_a_full_disk_is_no_hindrance_to_going_on(pilind, small_disk):
    """The file has its size from the beginning."""
    expected = pilind.solve(grid(N="[5, 6, 7]"), name="whole.yaml")
    assert pilind(pilind.write(grid(N="[5, 6, 7]", output="disk/grid.h5"))).code == 0
    with h5py.File(small_disk / "grid.h5", "r+") as file:
        file["status"][1:] = 0
        file["Mz"][1:] = 0
    fill(small_disk)
    outcome = pilind("grid.yaml", ranks=2)
    assert outcome.code == 0, outcome.out + outcome.err
    assert (pilind.results("disk/grid.h5")["Mz"] == expected["Mz"]).all() and (pilind.status("disk/grid.h5") == 1).all()
    refused(pilind, "grid.yaml", "-overwrite", code=3, key="disk")
    assert (pilind.status("disk/grid.h5") == 1).all(), "what could not be replaced is still there"


def test_checkpoints_without_room_are_no_hindrance(pilind, small_disk):
    """The solve goes on without them, and nothing is left of those that did not fit, nor of one that a crash had torn."""
    text = grid(N=60, Jy=3, truncate="off", output="disk/grid.h5", steady_checkpoint_iterations=5, steady_method="adi")
    (small_disk / "grid.h5.point0.checkpoint.tmp").write_bytes(bytes(4096))
    outcome = pilind(pilind.write(text), ranks=2)
    assert outcome.code == 0, outcome.out + outcome.err
    assert sorted(path.name for path in small_disk.iterdir()) == ["grid.h5"]


def foreign_hdf5(path):
    with h5py.File(path, "w") as file:
        file["Mz"] = [1.0, 2.0]
        file.create_group("provenance")


def truncated(path):
    data = path.with_name("whole.h5").read_bytes()
    path.write_bytes(data[: len(data) // 2])


def other_format(path):
    shutil.copy(path.with_name("whole.h5"), path)
    with h5py.File(path, "r+") as file:
        file["provenance"].attrs["format_version"] = 99


@pytest.mark.parametrize(
    "make",
    [foreign_hdf5, truncated, other_format, Path.touch, lambda path: path.write_text("my notes\n" * 1000), lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n")],
    ids=["foreign", "truncated", "other format", "empty", "text", "signature only"],
)
@pytest.mark.parametrize("ranks", [None, 2])
def test_a_file_that_is_not_ours(pilind, make, ranks):
    pilind.solve(grid(N="[5, 6]"), name="whole.yaml")
    make(pilind.folder / "grid.h5")
    refused(pilind, pilind.write(grid(N="[5, 6]"), "grid.yaml"), code=4, key="grid.h5", ranks=ranks)


@pytest.mark.parametrize(
    "change, key",
    [
        ({"N": "[5, 7]"}, "N"),
        ({"N": 5}, "N"),
        ({"Jy": "[1.1, 1.2000000000000002]"}, "Jy"),
        ({"gamma_phi": 1e-300}, "gamma_phi"),
        ({"hz": "[0]"}, "hz"),
        ({"spin_scale": 0.25}, "spin_scale"),
        ({"task": "meanfield"}, "task"),
    ],
    ids=str,
)
def test_a_file_from_another_input(pilind, change, key):
    keys = {"N": "[5, 6]", "Jy": "[1.1, 1.2]"}
    pilind.solve(grid(**keys))
    refused(pilind, pilind.write(grid(**{**keys, **change})), code=4, key=key)


def test_an_unfinished_file_from_another_input(pilind):
    pilind.write(long_grid())
    assert pilind("grid.yaml", "-max_time", "0.1").code == 75
    refused(pilind, "grid.yaml", "-Jx", "0.5", code=4, key="Jx", ranks=2)


def test_symbolic_link_to_a_results_file(pilind):
    """The file behind it is used, and it stays a link."""
    (pilind.folder / "store").mkdir()
    assert pilind(pilind.write(grid()), "-output", "store/real.h5").code == 0
    (pilind.folder / "grid.h5").symlink_to("store/real.h5")
    before = contents(pilind.folder / "store")
    assert pilind("grid.yaml").code == 0
    assert (pilind.folder / "grid.h5").is_symlink()
    assert contents(pilind.folder / "store") == before
