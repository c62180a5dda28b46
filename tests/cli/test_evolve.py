"""Task evolve: its options, what it writes along time, restart, and what it refuses."""
import numpy as np
import pytest

from program import grid
from test_gap import dense_liouvillian


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


def exponential(A):
    """Scaling and squaring of the Taylor series; squarings of a contraction do not add up errors beyond |A| eps."""
    squarings = max(0, int(np.ceil(np.log2(np.abs(A).sum(axis=1).max()))) + 1)
    term = total = np.eye(len(A), dtype=complex)
    for k in range(1, 30):
        term = term @ A / (k * 2.0**squarings)
        total = total + term
    for _ in range(squarings):
        total = total @ total
    return total


@pytest.mark.parametrize("keys, t_end", [
    (dict(gamma=1e-4, gamma_phi=3e-6), 3e3),
    (dict(gamma=2e4, gamma_up=1e-3, hz=0.3), 50),
    (dict(gamma=1e-3, gamma_c=40, hx=90, Jy=-3), 20),
    (dict(gamma=1e-9, gamma_c_phi=1e-7, hz=60, Jx=1e-3, Jy=2e-3, Jz=0), 400),
])
def test_stiff_and_slow_models(pilind, keys, t_end):
    keys = {**dict(N=4, Jx=0.6, Jy=1.5, Jz=1, hx=0, hy=0, hz=0, gamma_up=0, gamma_phi=0, gamma_c=0, gamma_c_up=0, gamma_c_phi=0), **keys}
    v = pilind.solve(grid(task="evolve", initial="coherent", theta=0.9, phi=0.4, t_end=t_end, t_points=3, **keys))
    one = np.array([np.cos(0.45), np.sin(0.45) * np.exp(0.4j)])
    psi = np.kron(np.kron(one, one), np.kron(one, one))
    sz = np.diag([4 - 2 * bin(state).count("1") for state in range(16)])
    step = exponential(dense_liouvillian(keys) * (t_end / 2))
    rho = np.outer(psi, psi.conj()).ravel()
    for k in range(3):
        matrix = rho.reshape(16, 16)
        assert v["Mz"][k] == pytest.approx(np.trace(sz @ matrix).real / 4, abs=1e-9)
        assert v["Szz"][k] == pytest.approx((np.trace(sz @ sz @ matrix).real - 4) / 12, abs=1e-9)
        assert v["purity"][k] == pytest.approx(np.trace(matrix @ matrix).real, abs=1e-9)
        rho = step @ rho
    assert v["status"] == 1 and 0 < v["error"] <= 1e-7


def test_loose_tolerance_fails_the_point(pilind):
    """The error is what the steps say of themselves, above it is no result."""
    text = evolve(N=12, initial="coherent", t_end=40)
    good = pilind.solve(text)
    assert good["error"] < 1e-8
    assert pilind(pilind.write(text, "loose.yaml"), "-evolve_mfn_tol", 1e-4, "-evolve_mfn_ncv", 8).code == 2
    loose = pilind.results("loose.h5")
    assert loose["error"] > 1e-7 and loose["status"] == 2 and np.isnan(loose["Mz"]).all()


def test_units_do_not_matter(pilind):
    """Rates times 2^k and times divided by it change no bit; rates in eV change nothing that counts."""
    def keys(factor):
        return dict(N=6, Jx=0.6 * factor, Jy=1.5 * factor, Jz=factor, hx=0.2 * factor, gamma=factor, T=0.7 * factor, t_end=5 / factor)

    for initial in ("coherent", "thermal"):
        one, binary, decimal = (pilind.solve(evolve(initial=initial, **keys(f)), name=f"{initial}{k}.yaml") for k, f in enumerate((1, 2.0**-60, 1e-12)))
        for name in one:
            if name not in ("time", "Jx", "Jy", "Jz", "hx", "gamma", "T"):
                assert np.array_equal(one[name], binary[name], equal_nan=True), name
                assert name in ("error", "trace_error", "rho_min") or np.allclose(one[name], decimal[name], rtol=0, atol=1e-9, equal_nan=True), name
        assert np.array_equal(one["time"] * 2.0**60, binary["time"])


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


@pytest.mark.parametrize("N, t_end, t_points", [(30, 30, 301), (60, 100, 2)])
def test_saved_state_goes_on_with_any_number_of_ranks(pilind, N, t_end, t_points):
    """Saved at output times, and with two of them between the steps of the one interval."""
    text = evolve(N=N, initial="coherent", t_end=t_end, t_points=t_points)
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
