"""The results file: readable by everybody's tools, self-describing, and with its origin in it."""
import re
import subprocess

import h5py
import numpy as np
import pytest
import xarray

from program import grid

TEXT = "# \u00e9tat stationnaire\r\n" + grid(N="[5, 10]", Jy="1.1:1.7:3", hz="[0.2]", gamma_up=0.25, steady_mat_mumps_icntl_14=40) + "# no newline at the end:  "


@pytest.fixture(scope="module")
def steady(shared_pilind):
    shared_pilind.solve(TEXT, "-Jx", "0.5", name="steady.yaml", ranks=2)
    return shared_pilind.folder / "steady.h5"


@pytest.fixture(scope="module")
def meanfield(shared_pilind):
    shared_pilind.solve(grid(task="meanfield", Jy="[1.1, 1.7]"), name="meanfield.yaml")
    return shared_pilind.folder / "meanfield.h5"


@pytest.fixture(scope="module")
def plain(shared_pilind):
    shared_pilind.solve(grid(), name="plain.yaml")
    return shared_pilind.folder / "plain.h5"


@pytest.fixture(params=["steady", "meanfield", "plain"])
def path(request):
    return request.getfixturevalue(request.param)


def text(item):
    value = item[()] if isinstance(item, h5py.Dataset) else item
    return value.decode() if isinstance(value, bytes) else str(value)


def variables(file):
    found = {}
    file.visititems(lambda name, item: found.update({name: item}) if isinstance(item, h5py.Dataset) and not name.startswith("provenance") else None)
    return found


@pytest.mark.parametrize("command", [["ncdump", "-h"], ["ncdump"], ["h5dump", "-H"], ["h5dump"]], ids=" ".join)
def test_dumps(path, command):
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Mz" in done.stdout and "provenance" in done.stdout


def test_xarray(steady):
    with xarray.open_dataset(steady, engine="h5netcdf") as data:
        assert dict(data.sizes) == {"N": 2, "Jy": 3, "hz": 1, "element": 16, "element1": 4}
        assert data["Mz"].dims == ("N", "Jy", "hz")
        assert data["N"].dtype == np.int64 and list(data["N"].values) == [5, 10]
        assert data["Jy"].dtype == np.float64 and np.allclose(data["Jy"], [1.1, 1.4, 1.7])
        assert data["Jx"].dims == () and float(data["Jx"]) == 0.5
        assert -1 < float(data["Mz"].sel(N=10, hz=0.2).sel(Jy=1.4, method="nearest")) < 0
        assert set(data["status"].values.ravel()) == {1}
        assert data["Sxx"].attrs["units"] == "1"


def test_xarray_with_an_own_dimension(meanfield):
    with xarray.open_dataset(meanfield, engine="h5netcdf") as data:
        assert data["Mz"].dims == ("Jy", "branch")
        assert data["branches"].dims == ("Jy",)
        assert int(data["branches"].sel(Jy=1.7)) == 3
        assert np.isfinite(data["Mz"].sel(Jy=1.7)).sum() == 3


def test_xarray_groups(steady):
    with xarray.open_dataset(steady, engine="h5netcdf", group="timing") as data:
        assert data["seconds"].shape == (2, 3, 1)
        assert (data["seconds"] > 0).all()


def test_every_variable_describes_itself(path):
    with h5py.File(path) as file:
        missing = [(name, key) for name, item in variables(file).items() for key in ("units", "long_name", "source") if not text(item.attrs.get(key, "")).strip()]
    assert missing == []


def test_every_dimension_has_a_scale(path):
    with h5py.File(path) as file:
        for name, item in variables(file).items():
            for axis in range(item.ndim):
                if not h5py.h5ds.is_scale(item.id):
                    scale, = item.dims[axis].values()
                    assert scale.parent.name == "/" and scale.shape == (item.shape[axis],), name
            if h5py.h5ds.is_scale(item.id):
                assert item.ndim == 1 and item.size > 0, name


def test_types(path):
    with h5py.File(path) as file:
        assert file["N"].dtype == np.int64
        assert file["Jy"].dtype == np.float64 and file["gamma"].dtype == np.float64
        assert file["status"].dtype == np.int8
        assert list(file["status"].attrs["flag_values"]) == [0, 1, 2]
        assert file["status"].attrs["flag_values"].dtype == np.int8
        assert text(file["status"].attrs["flag_meanings"]) == "pending done failed"
        for name in ("Mz", "Jy"):
            assert file[name].chunks is None, "contiguous: what is written survives a kill"


def test_missing_values(path):
    with h5py.File(path) as file:
        outputs = [item for item in variables(file).values() if "_FillValue" in item.attrs]
        assert len(outputs) >= 8
        for item in outputs:
            fill = item.attrs["_FillValue"]
            assert np.asarray(fill).dtype == item.dtype
            assert np.isnan(fill) if item.dtype.kind == "f" else fill == np.iinfo(item.dtype).min


def test_names_of_the_steady_outputs(steady):
    names = "Mz Sxx Syy Szz Sxy Bx By entropy purity spin2 Mz_mf Sxx_mf Syy_mf entropy_mf residual trace_error rho_min reason iterations".split()
    parameters = "N Jx Jy Jz hx hy hz gamma gamma_up gamma_phi gamma_c gamma_c_up gamma_c_phi spin_scale".split()
    with h5py.File(steady) as file:
        assert set(names) | set(parameters) | {"status"} <= set(file)
        assert all(file[name].shape == (2, 3, 1) for name in names)
        assert file["Mz"].attrs["long_name"] != file["Sxx"].attrs["long_name"]
        assert text(file["entropy"].attrs["units"]) == "nat"


def test_provenance(steady):
    with h5py.File(steady) as file:
        group = file["provenance"]
        assert text(group["input"]) == TEXT, "byte for byte"
        settings = dict(line.split(" = ", 1) for line in text(group["settings"]).splitlines())
        assert settings["model"] == "xyz" and settings["task"] == "steady"
        assert settings["N"] == "[5, 10]"
        assert [float(word) for word in settings["Jy"].strip("[]").split(",")] == list(file["Jy"])
        assert float(settings["Jx"]) == 0.5, "the command line's value, not the file's"
        assert float(settings["gamma_up"]) == 0.25 and float(settings["gamma_c"]) == 0
        assert "options" not in group, "those of one run are not those of all"
        assert re.fullmatch(r"\d+\.\d+\.\d+", text(group["program_version"]))
        assert text(group["revision"])
        for library in ("PETSc", "SLEPc", "HDF5", "Open MPI"):
            assert re.search(library + r" v?\d+\.\d+\.\d+", text(group["libraries"])), library
        assert group.attrs["format_version"] == 2


def test_hash_of_the_settings(steady):
    """64-bit FNV-1a."""
    with h5py.File(steady) as file:
        value = 14695981039346656037
        for byte in text(file["provenance/settings"]).encode():
            value = (value ^ byte) * 1099511628211 % 2**64
        assert text(file["provenance/hash"]) == f"{value:016x}"


def test_a_long_input_text(pilind):
    """Above 64 kB, where HDF5's attributes end."""
    long = grid() + "# many words\n" * 20000
    pilind.solve(long)
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert text(file["provenance/input"]) == long
