"""pilind.run and pilind.open: the program and its files from Python."""
import shutil
import warnings

import h5py
import numpy as np
import pytest

import pilind
from pilind import running
from program import BINARY, grid

INPUT = {"model": "xyz", "task": "steady", "N": [4, 5], "Jx": 0.6, "Jy": np.linspace(0.8, 1.6, 5), "Jz": 1}


@pytest.fixture
def here(tmp_path, environment, monkeypatch):
    """A folder of this test's own in which the program runs."""
    for key, value in {**environment, "PILIND": BINARY}.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_dict_becomes_a_dataset(here):
    ds = pilind.run(INPUT, ranks=2)
    assert (ds.sizes["N"], ds.sizes["Jy"]) == (2, 5) and ds.Mz.dims == ("N", "Jy") and float(ds.Jx) == 0.6
    assert np.array_equal(ds.Jy, INPUT["Jy"]) and ds.Mz.attrs["long_name"].startswith("magnetisation")
    # Eq. 15 and the identity of the model with local emission alone: Sxx + Syy + 2 Szz + 2 Mz = 0
    assert float(abs(ds.Sxx + ds.Syy + 2 * ds.Szz + 2 * ds.Mz).max()) < 1e-10
    assert set(ds.status.values.ravel()) == {"done"} and set(ds.solver.values.ravel()) <= {"lu", "ilu", "adi"}
    assert (
        ds.attrs["model"] == "xyz"
        and "Jx: 0.6" in ds.attrs["input"]
        and "gamma = 1\n" in ds.attrs["settings"]
        and "PETSc" in ds.attrs["libraries"]
    )
    assert list(here.iterdir()) == []


def test_a_file_with_keys_is_resumed_like_on_the_command_line(here):
    (here / "grid.yaml").write_text(grid(N="[4, 5]", Jy="0.8:1.6:5"))
    ds = pilind.run("grid.yaml", N=[4, 6])
    assert list(ds.N) == [4, 6] and (here / "grid.h5").exists()
    assert ds.Mz.equals(pilind.run("grid.yaml", N=[4, 6]).Mz)
    with pytest.raises(pilind.Error, match="N") as refused:
        pilind.run("grid.yaml")
    assert refused.value.code == 4
    assert list(pilind.run("grid.yaml", overwrite=True).N) == [4, 5]
    (here / "named.yaml").write_text(grid() + "output: 'other.h5'  # where it goes\n")
    assert pilind.run("named.yaml").Mz.ndim == 0 and (here / "other.h5").exists()
    assert pilind.run("named.yaml", output="third.h5").attrs["task"] == "steady" and (here / "third.h5").exists()


def test_what_the_program_refuses_is_an_error_with_its_words(here):
    with pytest.raises(pilind.Error, match="gama") as refused:
        pilind.run({**INPUT, "gama": 1})
    assert refused.value.code == 1
    with pytest.raises(pilind.Error, match="nowhere.yaml"):
        pilind.run("nowhere.yaml")


def test_failed_points_are_a_warning(here):
    with pytest.warns(UserWarning, match="failed"):
        ds = pilind.run({**INPUT, "N": 5}, steady_method="ilu", steady_ksp_max_it=1)
    failed = ds.status.values == "failed"
    assert failed.any() and np.array_equal(np.isnan(ds.Mz), failed)


def test_flags_are_words_and_what_was_not_computed_is_none(here):
    ds = pilind.run({"model": "xyz", "task": "meanfield", "N": 5, "Jx": 0.6, "Jy": [0.9, 1.6], "Jz": 1}, output="mf.h5")
    assert ds.phase.values.tolist() == ["paramagnet", "ferromagnet"] and ds.stable.values[0].tolist() == ["stable"] + [""] * (
        ds.sizes["branch"] - 1
    )
    assert ds.branches.dtype.kind == "i" and np.isnan(ds.Mx.values[0, 1:]).all()
    with h5py.File("mf.h5", "r+") as file:
        file["branches"][0], file["status"][0] = file["branches"].attrs["_FillValue"], 0
    ds = pilind.open("mf.h5")
    assert np.isnan(ds.branches.values[0]) and ds.branches.values[1] == 3 and ds.status.values.tolist() == ["pending", "done"]


def test_parameters_may_be_expressions(here):
    """They run along the axes that they depend on, and are whole where a point is pending."""
    pilind.run({**INPUT, "Jy": "2*Jx - 1/(N - 1)"}, output="steady.h5")
    with h5py.File("steady.h5", "r+") as file:
        file["status"][1] = 0
    ds = pilind.open("steady.h5")
    assert ds.Jy.dims == ("N",) and np.allclose(ds.Jy, [1.2 - 1 / 3, 0.95]) and ds.Mz.dims == ("N",)
    r = pilind.Results("steady.h5")
    assert np.allclose(r["Jy"], ds.Jy) and np.isnan(r["Mz"][1]) and "Jy" not in r.outputs


def test_provenance_of_other_versions_is_text(here):
    """A file may have more provenance than today's, or none."""
    pilind.run({**INPUT, "N": 5}, output="steady.h5")
    shutil.copy("steady.h5", "bare.h5")
    with h5py.File("bare.h5", "r+") as file:
        del file["provenance"], file["timing"]
    assert pilind.open("bare.h5").Mz.dims == ("Jy",)
    with h5py.File("steady.h5", "r+") as file:
        if "attempts" in file["provenance"]:
            del file["provenance/attempts"]
        table = file["provenance"].create_group("attempts")
        table["date"] = np.array([list(b"today".ljust(8, b"\0")), list(b"later".ljust(8, b"\0")), [0] * 8], "u1").view("S1")
        table["ranks"] = np.array([2, 4, 0], "i4")
        table["checksum"] = np.arange(3, dtype="u8")
    ds = pilind.open("steady.h5")
    assert ds.attrs["attempts"] == "attempt 0, date today, ranks 2\nattempt 1, date later, ranks 4"
    assert pilind.Results("steady.h5").attempts[1] == {"attempt": 1, "date": "later", "ranks": 4}


def test_values_as_the_input_file_has_them():
    assert running.yaml([1, 2.5, np.float64(0.1)]) == "[1, 2.5, 0.1]" and running.yaml(np.array([1, 2])) == "[1, 2]"
    assert running.yaml("0.75:1.75:101") == "0.75:1.75:101" and running.yaml(True) == "true" and running.yaml(1e-20) == "1e-20"
    assert running.yaml({"g": 0.5, "rates": [{"jump": "a", "rate": "2*g"}]}) == "{g: 0.5, rates: [{jump: a, rate: '2*g'}]}"
    assert running.yaml("it's # odd") == "'it''s # odd'"
    assert running.words({"N": [10, 20], "overwrite": True, "quiet": False, "Jy": -0.5}) == ["-N", "10,20", "-overwrite", "-Jy", "-0.5"]


def test_the_launcher_is_the_callers(monkeypatch):
    assert running.launcher(1) == [] and running.launcher(4, "srun -n 4") == ["srun", "-n", "4"]
    assert running.launcher(3)[-2:] == ["-n", "3"] and running.launcher(3)[0] == "mpiexec"
    monkeypatch.setenv("PILIND_LAUNCH", "srun")
    assert running.launcher(1) == ["srun"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pilind.Trouble("a", "b").__str__() == "a b"
