"""Task evolve: its options, what it writes along time, restart, and what it refuses."""
import numpy as np
import pytest

from program import grid


def evolve(**keys):
    return grid(task="evolve", **{"t_end": 2, "t_points": 9, **keys})


def test_independent_spins_decay_from_all_up(pilind):
    v = pilind.solve(evolve(N="[5, 8]", Jx=0, Jy=0, Jz=0, initial="all_up"), ranks=2)
    assert v["time"].tolist() == np.linspace(0, 2, 9).tolist() and v["Mz"].shape == (2, 9)
    exact = -1 + 2 * np.exp(-v["time"])
    for name in ("Mz", "Mz_mf"):
        assert np.allclose(v[name], exact, rtol=0, atol=1e-9)
    assert np.allclose(v["Szz"], exact**2, rtol=0, atol=1e-9)
    assert (v["status"] == 1).all() and v["trace_error"].max() < 1e-10 and v["rho_min"].min() > -1e-12 and v["iterations"].min() >= 8


def test_late_state_is_that_of_task_steady(pilind):
    late = pilind.solve(evolve(initial="coherent", hx=0.2, t_end=100, t_points=2))
    steady = pilind.solve(grid(hx=0.2), name="steady.yaml")
    for name in ("Mz", "Sxx", "Syy", "Szz", "Sxy", "Bx", "entropy", "purity", "spin2", "Mz_mf", "Sxx_mf"):
        assert late[name][-1] == pytest.approx(steady[name], abs=1e-9), name


@pytest.mark.parametrize("initial, mz, entropy", [
    ("all_down", -1, 0), ("all_up", 1, 0), ("coherent", np.cos(0.4), 0), ("ghz", 0, 0), ("dicke", 0.5, 0), ("mixed", 0, np.log(2)), ("thermal", 0, None),
])
def test_every_initial_state(pilind, initial, mz, entropy):
    v = pilind.solve(evolve(N=4, initial=initial, theta=0.4, dicke_m=1, t_points=2))
    assert v["Mz"][0] == pytest.approx(mz, abs=1e-12)
    if entropy is not None:
        assert v["entropy"][0] == pytest.approx(entropy, abs=1e-12)
    assert np.isnan(v["Mz_mf"]).all() == (initial in ("ghz", "dicke", "thermal")) and v["status"] == 1


@pytest.mark.parametrize("t_points", [301, 2])
def test_saved_state_goes_on_with_any_number_of_ranks(pilind, t_points):
    """Saved at output times, and with two of them between the steps of the one interval."""
    text = evolve(N=30, initial="coherent", t_end=30, t_points=t_points)
    whole = pilind.solve(text, name="whole.yaml")
    options = ("-evolve_checkpoint_seconds", 0, "-ranks_per_point", 1)
    run = pilind.start(pilind.write(text), *options)
    checkpoint = pilind.folder / "grid.h5.point0.checkpoint"
    while run.going() and not checkpoint.exists():
        pass
    run.kill()
    assert checkpoint.exists() and pilind.status() == 0, "the run ended before it could be killed"
    after = pilind.solve(text, *options[:2], "-ranks_per_point", 2, ranks=2)
    assert not checkpoint.exists()
    for name in ("Mz", "Sxx", "entropy", "Mz_mf"):
        assert np.allclose(after[name], whole[name], rtol=1e-10, atol=1e-11), name


@pytest.mark.parametrize("harm, word", [
    ("none", None), ("time", "damaged"), ("state", "damaged"), ("nan", "damaged"), ("seen", "damaged"), ("torn", "damaged"), ("model", "another point"),
    ("old", "version"), ("empty", "version"),
])
def test_checkpoints_that_are_not_those_of_the_point(pilind, harm, word):
    """A header time or a state that was changed on the disk must neither change the answer nor hang; a checkpoint of another point neither."""
    text = evolve(N=24, initial="coherent", t_end=30, t_points=301)
    whole = pilind.solve(text, name="whole.yaml")
    checkpoint = pilind.folder / "grid.h5.point0.checkpoint"
    run = pilind.start(pilind.write(text.replace("Jx: 0.6", "Jx: 0.61") if harm == "model" else text), "-evolve_checkpoint_seconds", 0)
    while run.going() and not checkpoint.exists():
        pass
    run.kill()
    assert pilind.status() == 0, "the run ended before it could be killed"
    data, front = bytearray(checkpoint.read_bytes()), 8 + 8 + 2 * 32 * 8
    if harm == "time":
        data[16 + 32 * 8 : 16 + 33 * 8] = np.float64(7).tobytes()
    elif harm == "state":
        data[front + 8 + 100] ^= 64
    elif harm == "nan":
        data[front + 8 : front + 16] = np.float64(np.nan).tobytes()
    elif harm == "seen":
        data[-301 * 8 * 17] ^= 32
    elif harm in ("torn", "empty"):
        data = data[: 0 if harm == "empty" else len(data) // 2]
    elif harm == "old":
        data[:8] = b"pilindC1"
    checkpoint.write_bytes(data)
    if harm == "model":
        (pilind.folder / "grid.h5").unlink()
    outcome = pilind(pilind.write(text), timeout=100)
    assert outcome.code == 0, outcome.err
    assert [line for line in outcome.said if "checkpoint" in line and word in line] if word else not outcome.said
    v = pilind.results()
    for name in ("Mz", "Sxx", "entropy", "Mz_mf", "trace_error", "iterations"):
        assert np.array_equal(v[name], whole[name]), name


@pytest.mark.parametrize("keys, word", [
    (dict(initial="nothing"), "initial"), (dict(initial="dicke", dicke_m=1), "dicke_m"), (dict(t_points=1), "t_points"),
    (dict(t_end=None), "t_end"), (dict(initial="thermal", T=0), "T"), (dict(theta=4), "theta"),
])
def test_bad_options_are_refused(pilind, keys, word):
    outcome = pilind(pilind.write(evolve(**keys)))
    assert outcome.code == 1 and len(outcome.said) == 1 and word in outcome.said[0]
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("option", ["-evolve_mfn_type", "-evolve_ts_type", "-evolve_ts_rk_type", "-evolve_bv_type"])
def test_bad_words_of_the_solver_are_refused(pilind, option):
    outcome = pilind(pilind.write(evolve()), option, "nonsense")
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    assert not (pilind.folder / "grid.h5").exists()


def test_dry_run_names_the_method(pilind):
    outcome = pilind(pilind.write(evolve(N="[10, 40]")), "-dry_run")
    assert outcome.code == 0 and "expokit" in outcome.out
