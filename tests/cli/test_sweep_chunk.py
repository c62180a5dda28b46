"""Warm starts: within a chunk of a sweep every solve begins from the points before; what comes out depends on the grid alone."""
import time

import numpy as np
import pytest

from program import contents, grid, untimed_bytes

KEYS = dict(N="[30, 90]", Jy="1.0:1.42:22", steady_method="adi")
CHUNK = 5
TEXT = grid(**KEYS, sweep_chunk=CHUNK)


@pytest.fixture(scope="module")
def warm(shared_pilind):
    values = shared_pilind.solve(TEXT)
    assert (values["status"] == 1).all()
    return untimed_bytes(shared_pilind.folder / "grid.h5"), values


@pytest.fixture(scope="module")
def cold(shared_pilind):
    return shared_pilind.solve(grid(**KEYS), name="cold.yaml")


@pytest.mark.parametrize("ranks", [2, 3])
def test_any_number_of_ranks(pilind, warm, ranks):
    pilind.solve(TEXT, ranks=ranks)
    assert untimed_bytes(pilind.folder / "grid.h5") == warm[0]


def test_kill_9_in_the_middle(pilind, warm):
    pilind.write(TEXT)
    run = pilind.start("grid.yaml", ranks=2)
    pilind.wait_for(run, lambda status: 1 <= (status == 1).sum() <= 34)
    run.kill()
    done = pilind.status() == 1
    assert 1 <= done.sum() < done.size
    assert pilind("grid.yaml").code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == warm[0]
    assert sorted(contents(pilind.folder)) == ["grid.h5", "grid.yaml"]


def test_the_same_states_as_cold(warm, cold):
    for name in ("Mz", "Sxx", "Syy", "Szz", "entropy", "purity"):
        np.testing.assert_allclose(warm[1][name], cold[name], rtol=1e-10, atol=1e-10, err_msg=name)
    assert warm[1]["residual"].max() < 1e-11


def test_the_first_of_a_chunk_is_cold_and_the_others_are_cheaper(warm, cold):
    first = np.arange(22) % CHUNK == 0
    for name in ("Mz", "entropy", "iterations", "residual"):
        assert (warm[1][name][:, first] == cold[name][:, first]).all(), name
    last = np.arange(22) % CHUNK == CHUNK - 1
    assert warm[1]["iterations"][:, last].sum() < 0.75 * cold["iterations"][:, last].sum()


def test_sizes_are_no_sweep(pilind):
    """Along N nothing can be taken over: every point stands alone."""
    keys = dict(N="[20, 22, 24]", steady_method="adi")
    chunk, alone = pilind.solve(grid(**keys, sweep_chunk=3)), pilind.solve(grid(**keys), name="alone.yaml")
    for name in ("Mz", "iterations"):
        assert (chunk[name] == alone[name]).all(), name


def test_steps_that_are_far_apart(pilind):
    """From a state that is of no use: slower, but right; and fields and rates are swept as couplings are."""
    keys = dict(N=24, gamma_phi="log:0.01:100:5", hz=0.2, Jy=1.7, steady_method="adi")
    chunk, alone = pilind.solve(grid(**keys, sweep_chunk=5)), pilind.solve(grid(**keys), name="alone.yaml")
    assert (chunk["status"] == 1).all()
    np.testing.assert_allclose(chunk["Mz"], alone["Mz"], rtol=1e-10)


def test_long_solves_keep_their_checkpoints(pilind):
    """Killed in the middle of a chunk that saves its iterates: what was solved of it is not computed again."""
    options = ["-steady_checkpoint_iterations", "10"]
    text = grid(N=160, Jy="[2.0, 2.1, 2.2]", truncate="off", steady_method="adi", sweep_chunk=3)
    pilind.write(text)
    run = pilind.start("grid.yaml", *options)
    while run.going() and not (pilind.folder / "grid.h5.point1.checkpoint").exists():
        time.sleep(0.005)
    assert run.going(), "the run ended before it could be killed"
    run.kill()
    assert (pilind.folder / "grid.h5.point0.checkpoint").exists() and not pilind.status().any()
    assert pilind("grid.yaml", *options).code == 0
    after = pilind.results()
    assert sorted(contents(pilind.folder)) == ["grid.h5", "grid.yaml"]
    alone = pilind.solve(grid(N=160, Jy="[2.0, 2.1, 2.2]", truncate="off", steady_method="adi"), name="alone.yaml")
    np.testing.assert_allclose(after["Mz"], alone["Mz"], rtol=1e-10)


@pytest.mark.parametrize("value", ["0", "-1", "2.5", "off", "[2, 3]"])
def test_bad_values(pilind, value):
    outcome = pilind(pilind.write(grid(sweep_chunk=value)))
    assert outcome.code == 1 and len(outcome.err.splitlines()) == 1 and "sweep_chunk" in outcome.err


def test_a_chunk_may_pass_a_point_where_the_layout_changes(pilind):
    """At Jy = Jx the blocks cost differently and move between the ranks of a point."""
    keys = dict(N="[12, 120]", Jx=0.6, Jy="[0.59, 0.6, 0.61]", truncate="off")
    options = ("-steady_method", "adi", "-ranks_per_point", "2")
    warm = pilind.solve(grid(sweep_chunk=3, **keys), *options, name="warm.yaml", ranks=2)
    cold = pilind.solve(grid(**keys), *options, name="cold.yaml", ranks=2)
    assert (warm["status"] == 1).all() and np.abs(warm["Mz"] - cold["Mz"]).max() < 1e-10
