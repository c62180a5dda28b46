"""Fixtures for all Python tests, which find tools/ on their path."""
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from program import Program

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))


def pytest_configure(config):
    config.addinivalue_line("markers", "long: left to make check-long")


@pytest.fixture(scope="session")
def environment():
    """What the program runs in: session folders and shared memory of Open MPI where they can be removed, even after kill -9."""
    scratch = tempfile.mkdtemp(prefix="pilind.")
    shared = tempfile.mkdtemp(prefix="pilind.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else scratch)
    yield {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_hwloc_base_binding_policy": "none",
        "TMPDIR": scratch,
        "OMPI_MCA_btl_vader_backing_directory": shared,
    }
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.rmtree(shared, ignore_errors=True)


@pytest.fixture
def pilind(tmp_path, environment):
    """The program, run in a folder of this test; what is still running at the end is killed."""
    program = Program(tmp_path, environment)
    yield program
    program.end()


@pytest.fixture(scope="module")
def shared_pilind(tmp_path_factory, environment):
    """The same for one run that several tests of a file look at."""
    program = Program(tmp_path_factory.mktemp("shared"), environment)
    yield program
    program.end()
