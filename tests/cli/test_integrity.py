"""Bytes that change, files that are cut, or made by somebody else: noticed or harmless, and one line, never a crash or a traceback."""
import os
import re
import subprocess

import h5py
import numpy as np
import pytest

from program import BINARY, grid, point_checksums

TEXT = grid(N="[5, 6]", Jy="[1.1, 1.2, 1.3]")


@pytest.fixture(scope="module")
def whole(shared_pilind):
    """A complete file, and its numbers."""
    values = shared_pilind.solve(TEXT, name="grid.yaml")
    return (shared_pilind.folder / "grid.h5").read_bytes(), values


def quiet(outcome, codes):
    """It ended with one of these codes and not by a signal; what it said are lines of its own."""
    assert outcome.code in codes, outcome.out + outcome.err
    assert "PETSC ERROR" not in outcome.err and "HDF5-DIAG" not in outcome.err and "Traceback" not in outcome.err
    assert outcome.err.splitlines() == outcome.said, outcome.err
    return outcome


def noticed(outcome):
    return outcome.code != 0 or "damaged" in outcome.out


@pytest.mark.parametrize("text", [TEXT, grid(task="meanfield", Jy="[1.1, 1.7]", hz="[0, 0.1]"), grid()], ids=["grid", "branches", "point"])
def test_checksums_are_what_the_header_says(pilind, text):
    """Computed here apart, from src/results/checksum.h."""
    pilind.solve(text, ranks=2)
    with h5py.File(pilind.folder / "grid.h5") as file:
        stored = file["timing/checksum"][()]
        assert np.array_equal(stored, point_checksums(file))
        assert len(np.unique(stored)) == stored.size


def trial(pilind, data, values, at, bit):
    """Flip one bit: does -status notice? The next run mends it or refuses."""
    path = pilind.folder / "grid.h5"
    path.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])
    shown = quiet(pilind("-status", "grid.h5"), {0, 1})
    went_on = quiet(pilind("grid.yaml"), {0, 4})
    if went_on.code == 0:
        for name, value in pilind.results().items():
            assert np.array_equal(value, values[name], equal_nan=value.dtype.kind == "f"), (at, bit, name)
    return noticed(shown)


def trials(pilind, whole, count, seed):
    data, values = whole
    pilind.write(TEXT)
    seal = data.index(b"pilind seal of")
    nothing = data.index(b"\0", seal)  # the zero behind the text
    random = np.random.default_rng(seed)
    for at in random.choice(len(data), count, replace=False):
        if at != nothing:
            assert trial(pilind, data, values, int(at), int(random.integers(8))), f"the flip at byte {at} was not noticed"


def test_byte_flips(pilind, whole):
    trials(pilind, whole, 20, seed=1)


@pytest.mark.long
def test_many_byte_flips(pilind, whole):
    trials(pilind, whole, 400, seed=2)


@pytest.mark.parametrize("name", ["Mz", "iterations", "status", "timing/seconds", "timing/attempt", "timing/checksum"])
def test_a_flip_in_a_point(pilind, whole, name):
    """That point, by its coordinates, is pending and solved again, by the run that found it."""
    data, values = whole
    path = pilind.folder / "grid.h5"
    path.write_bytes(data)
    with h5py.File(path) as file:
        at = file[name].id.get_offset() + 4 * file[name].dtype.itemsize
    path.write_bytes(data[:at] + bytes([data[at] ^ 3]) + data[at + 1 :])
    shown = quiet(pilind("-status", "grid.h5"), {0})
    assert "6 points, 5 done, 0 failed, 1 left" in shown.out
    assert "  N = 6, Jy = 1.2" in shown.out.splitlines()
    outcome = quiet(pilind(pilind.write(TEXT), ranks=2), {0})
    assert "1 points" in outcome.said[0] and "(5 done, 0 failed, 1 to do)" in outcome.out
    assert np.array_equal(pilind.results()["Mz"], values["Mz"])
    with h5py.File(path) as file:
        assert file["timing/attempt"][()].tolist() == [[0, 0, 0], [0, 1, 0]]
        assert np.array_equal(file["timing/checksum"][()], point_checksums(file))
    assert "damaged" not in pilind("-status", "grid.h5").out


def test_a_flip_in_the_structure(pilind, whole):
    """Refused, with the way out: the points are right as their checksums say, and another file takes them over."""
    data, values = whole
    at = data.index(b"magnetisation along z")
    (pilind.folder / "grid.h5").write_bytes(data[:at] + b"M" + data[at + 1 :])
    outcome = quiet(pilind(pilind.write(TEXT)), {4})
    assert "-reuse grid.h5" in outcome.said[0]
    assert quiet(pilind("-status", "grid.h5"), {1}).said
    rescued = quiet(pilind("grid.yaml", "-overwrite", "-reuse", "grid.h5"), {0})
    assert "6 points reused" in rescued.out
    assert np.array_equal(pilind.results()["Mz"], values["Mz"])
    assert quiet(pilind("grid.yaml"), {0}).code == 0


def test_a_flip_in_the_row_of_an_attempt(pilind, whole):
    """Points are as good as before; how they were made is uncertain, and that is said."""
    data, _ = whole
    path = pilind.folder / "grid.h5"
    path.write_bytes(data)
    with h5py.File(path) as file:
        at = file["provenance/attempts/date"].id.get_offset()
    path.write_bytes(data[:at] + b"3" + data[at + 1 :])
    assert "attempt 0: 3" in pilind("-status", "grid.h5").out and "damaged" in pilind("-status", "grid.h5").out
    outcome = quiet(pilind(pilind.write(TEXT)), {0})
    assert "6 done" in outcome.out and "provenance/attempts" in outcome.said[0]


def to_format_1(data, path):
    """What an older program would have made: no seal, no checksums, no attempts."""
    path.write_bytes(data)
    with h5py.File(path) as new, h5py.File(path.with_name("old.h5"), "w") as old:
        old.attrs.update(new.attrs)
        for name, item in new.items():
            if isinstance(item, h5py.Dataset):
                old.create_dataset(name, data=item[()])
                old[name].attrs.update({k: v for k, v in item.attrs.items() if k in ("units", "long_name", "source", "_FillValue", "flag_values", "flag_meanings")})
        old["timing/seconds"] = new["timing/seconds"][()]
        for name in ("input", "settings", "hash", "program_version", "revision", "libraries"):
            old[f"provenance/{name}"] = np.bytes_(new[f"provenance/{name}"][()])
        old["provenance/options"] = np.bytes_(b"-steady_pc_type lu\n")
        old["provenance"].attrs["format_version"] = np.int64(1)
        for name in ("N", "Jy"):
            old[name].make_scale(name)
        for name in [k for k in old if isinstance(old[k], h5py.Dataset)] + ["timing/seconds"]:
            for axis, scale in enumerate(("N", "Jy")):
                if old[name].ndim == 2:
                    old[name].dims[axis].attach_scale(old[scale])
    path.with_name("old.h5").replace(path)


def remake(file, name, **how):
    del file[name]
    file.create_dataset(name, **how)


def attached(file, name, **how):
    remake(file, name, **how)
    for axis, scale in enumerate(("N", "Jy")):
        file[name].dims[axis].attach_scale(file[scale])


MISSHAPEN = {
    "no status": lambda f: f.__delitem__("status"),
    "large status": lambda f: attached(f, "status", data=np.ones((200, 300), np.int8)),
    "status of doubles": lambda f: attached(f, "status", data=np.ones((2, 3))),
    "status without axes": lambda f: remake(f, "status", data=np.ones((2, 3), np.int8)),
    "scalar status": lambda f: remake(f, "status", data=np.int8(1)),
    "empty status": lambda f: remake(f, "status", shape=(0, 3), dtype=np.int8, maxshape=(None, 3)),
    "status as a group": lambda f: (f.__delitem__("status"), f.create_group("status")),
    "strange status": lambda f: f["status"].__setitem__((0, 0), -7),
    "large seconds": lambda f: attached(f, "timing/seconds", data=np.ones((200, 300))),
    "seconds as text": lambda f: remake(f, "timing/seconds", data=np.bytes_(b"a while")),
    "no seconds": lambda f: f.__delitem__("timing"),
    "chunked seconds": lambda f: attached(f, "timing/seconds", data=np.ones((2, 3)), chunks=(1, 3)),
    "packed outputs": lambda f: attached(f, "Mz", data=np.ones((2, 3)), compression="gzip"),
    "an output of integers": lambda f: attached(f, "Mz", data=np.ones((2, 3), np.int32)),
    "an output too large": lambda f: attached(f, "Mz", data=np.ones((2, 3000))),
    "settings as an array": lambda f: remake(f, "provenance/settings", data=np.full(10**6, b"x" * 10)),
    "settings as a number": lambda f: remake(f, "provenance/settings", data=3.0),
    "settings of any length": lambda f: remake(f, "provenance/settings", data="model = xyz", dtype=h5py.string_dtype()),
    "empty settings": lambda f: remake(f, "provenance/settings", data=np.bytes_(b"")),
    "no settings": lambda f: f.__delitem__("provenance/settings"),
    "settings of another grid": lambda f: remake(f, "provenance/settings", data=np.bytes_(f["provenance/settings"][()].replace(b"[5, 6]", b"[5, 7]"))),
    "an axis too long": lambda f: (remake(f, "Jy", data=np.ones(10**5)), f["Jy"].make_scale("Jy"), f["status"].dims[1].attach_scale(f["Jy"])),
    "an axis of two dimensions": lambda f: (remake(f, "Jy", data=np.ones((3, 3))), f["Jy"].make_scale("Jy"), f["status"].dims[1].attach_scale(f["Jy"])),
    "an axis of other values": lambda f: f["Jy"].__setitem__(1, 1.25),
    "an axis as text": lambda f: (remake(f, "Jy", data=np.full(3, b"one")), f["Jy"].make_scale("Jy"), f["status"].dims[1].attach_scale(f["Jy"])),
    "an axis with a long name": lambda f: (remake(f, "Jy", data=np.ones(3)), f["Jy"].make_scale("J" * 5000), f["status"].dims[1].attach_scale(f["Jy"])),
    "a version as text": lambda f: f["provenance"].attrs.__setitem__("format_version", "one"),
    "versions": lambda f: f["provenance"].attrs.__setitem__("format_version", np.arange(1000)),
    "a version to come": lambda f: f["provenance"].attrs.__setitem__("format_version", 77),
    "links in a circle": lambda f: (f.__delitem__("status"), f.__setitem__("status", h5py.SoftLink("/status"))),
    "outside data": lambda f: attached(f, "Mz", shape=(2, 3), dtype=float, external=[("elsewhere", 0, 48)]),
}


# A file of today with another structure has lost its seal, whatever has been changed: a few of them suffice.
FORMS = [(1, wrong) for wrong in MISSHAPEN] + [(2, wrong) for wrong in ("large status", "strange status", "settings as an array", "outside data", "a version to come")]


@pytest.mark.parametrize("form, wrong", FORMS, ids=str)
def test_misshapen_files(pilind, whole, form, wrong):
    """Made by h5py: refused in a line, or shown where it can be shown; nothing of it is gone on with or taken over that is not right."""
    data, values = whole
    path = pilind.folder / "wrong.h5"
    if form == 1:
        to_format_1(data, path)
    else:
        path.write_bytes(data)
    with h5py.File(path, "r+") as file:
        MISSHAPEN[wrong](file)
    quiet(pilind("-status", "wrong.h5"), {0, 1})
    pilind.write(TEXT)
    quiet(pilind("grid.yaml", "-output", "wrong.h5"), {4} if form == 1 or wrong not in ("strange status",) else {0})
    outcome = quiet(pilind("grid.yaml", "-reuse", "wrong.h5"), {0, 1, 4})
    if outcome.code == 0:
        assert np.array_equal(pilind.results()["Sxx"], values["Sxx"])


@pytest.mark.parametrize("form", [1, 2])
def test_cut_files(pilind, whole, form):
    path = pilind.folder / "cut.h5"
    if form == 1:
        to_format_1(whole[0], path)
        data = path.read_bytes()
    else:
        data = whole[0]
    pilind.write(TEXT)
    for length in np.random.default_rng(3).integers(0, len(data), 5):
        path.write_bytes(data[:length])
        quiet(pilind("-status", "cut.h5"), {1})
        quiet(pilind("grid.yaml", "-output", "cut.h5"), {4})
        quiet(pilind("grid.yaml", "-reuse", "cut.h5"), {1, 4})


def test_format_1(pilind, whole):
    """Shown and taken over, but not gone on with."""
    data, values = whole
    to_format_1(data, pilind.folder / "grid.h5")
    shown = quiet(pilind("-status", "grid.h5"), {0})
    assert "6 points, 6 done" in shown.out and "format version 1" in shown.out
    refused = quiet(pilind(pilind.write(TEXT)), {4})
    assert "format version 1" in refused.said[0] and "-reuse grid.h5" in refused.said[0]
    taken = quiet(pilind("grid.yaml", "-N", "5,6,7", "-output", "more.h5", "-reuse", "grid.h5"), {0})
    assert "6 points reused" in taken.out
    assert np.array_equal(pilind.results("more.h5")["Mz"][:2], values["Mz"])
    with h5py.File(pilind.folder / "more.h5") as file:
        row = file["provenance/attempts"]
        assert b"".join(row["options"][0]).rstrip(b"\0") == b"-steady_pc_type lu\n"
        assert b"".join(row["source"][0]).startswith(b"grid.h5")
        assert file["timing/attempt"][()].tolist() == [[0] * 3, [0] * 3, [1] * 3]
        assert np.array_equal(file["timing/checksum"][()], point_checksums(file))


def text_of(file, column, row):
    return b"".join(file[f"provenance/attempts/{column}"][row]).rstrip(b"\0").decode()


def test_every_attempt_is_stored(pilind):
    """Started with one solver, gone on with by another: the file says which made which point."""
    pilind.solve(TEXT, "-steady_method", "lu", ranks=2)
    with h5py.File(pilind.folder / "grid.h5", "r+") as file:
        file["status"][1] = 0
    assert pilind("grid.yaml", "-steady_method", "ilu", ranks=3).code == 0
    assert pilind("grid.yaml", "-steady_method", "adi").code == 0, "nothing to do: no attempt"
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert file["timing/attempt"][()].tolist() == [[0] * 3, [1] * 3]
        assert [text_of(file, "options", k) for k in range(3)] == ["-steady_method lu\n", "-steady_method ilu\n", ""]
        assert file["provenance/attempts/ranks"][:3].tolist() == [2, 3, 0]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text_of(file, "date", 1))
        assert text_of(file, "host", 0) == os.uname().nodename and text_of(file, "revision", 0)
    shown = pilind("-status", "grid.h5").out
    assert re.search(r"attempt 1: .*, 3 points, 3 ranks on .*, -steady_method ilu", shown)


def test_options_of_any_length(pilind):
    """Longer than the table is wide: the file is made anew with a wider one, and nothing is lost. A link stays a link."""
    assert pilind(pilind.write(TEXT), "-output", "real.h5").code == 0
    (pilind.folder / "grid.h5").symlink_to("real.h5")
    values = pilind.results("real.h5")
    with h5py.File(pilind.folder / "real.h5", "r+") as file:
        file["status"][0, 0] = 0
    long = ["-steady_mat_mumps_icntl_14", "0" * 900 + "40"]
    quiet(pilind("grid.yaml", *long), {0})
    assert (pilind.folder / "grid.h5").is_symlink()
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert text_of(file, "options", file["timing/attempt"][0, 0]).split() == long
        assert file["timing/attempt"][1].tolist() == [0, 0, 0]
    after = pilind.results()
    for name, value in values.items():
        assert np.array_equal(after[name], value, equal_nan=value.dtype.kind == "f"), name
    assert "damaged" not in pilind("-status", "grid.h5").out


def test_a_file_that_one_rank_cannot_open(pilind):
    """As where a node has not got the file system: all ranks end, with the rank and the reason."""
    pilind.write(TEXT)
    (pilind.folder / "elsewhere").mkdir()
    command = ["mpiexec", "--oversubscribe", "-n", "1", BINARY, "grid.yaml", ":", "-n", "1", "-wdir", str(pilind.folder / "elsewhere"), BINARY, "grid.yaml"]
    done = subprocess.run(command, cwd=pilind.folder, env={**os.environ, **pilind.environment}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3, done.stdout + done.stderr
    line, = [line for line in done.stderr.splitlines() if line.startswith("pilind: ")]
    assert "rank 1" in line and "No such file" in line
    assert pilind("grid.yaml", ranks=2).code == 0
