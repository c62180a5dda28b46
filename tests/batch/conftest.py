"""A Slurm for the tests of this folder that ask for one."""
import pytest

from cluster import Cluster, missing


@pytest.fixture(scope="session")
def cluster():
    why = missing()
    if why:
        pytest.skip(why)
    cluster = Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
