"""Task susceptibility end to end: known points, independent spins, symmetries, certificates, and what it refuses."""
import numpy as np
import pytest

from program import grid

CHI = ("chi_xx", "chi_xy", "chi_yx", "chi_yy")


def chi(**keys):
    return grid(task="susceptibility", **keys)


@pytest.fixture(scope="module")
def sweep(shared_pilind):
    return shared_pilind.solve(chi(N="[10, 20, 50]", Jy="[1.0, 1.1, 1.13, 1.14, 1.34, 1.353, 1.366]"), ranks=2)


def test_certificates(sweep):
    assert (sweep["status"] == 1).all()
    assert sweep["residual"].max() < 1e-12 and sweep["chi_residual"].max() < 1e-12
    assert sweep["chi_error"].max() < 1e-6 and (sweep["chi_kept"] == 1).all() and (sweep["chi_iterations"] > 0).all()
    assert sweep["identity"].max() < 1e-12


def test_peak_and_crossing(sweep):
    """XYZ paper, Fig. 8: the peak near Jy = 1.35 for N = 50; chi_av/sqrt(N) of N = 10 and 20 cross below the transition at 1.15625."""
    Jy, N, av = sweep["Jy"], list(sweep["N"]), sweep["chi_av"]
    assert av[N.index(50), 5] > av[N.index(50), [4, 6]].max()
    scaled = av / np.sqrt(sweep["N"])[:, None]
    difference = scaled[N.index(20)] - scaled[N.index(10)]
    assert (difference[Jy < 1.135] < 0).all() and (difference[Jy > 1.135] > 0).all()


def test_average_is_that_of_the_tensor(sweep):
    angle = np.arange(20000) * 2 * np.pi / 20000
    xx, xy, yx, yy = (sweep[name][..., None] for name in CHI)
    length = np.hypot(xx * np.cos(angle) + xy * np.sin(angle), yx * np.cos(angle) + yy * np.sin(angle))
    assert np.allclose(sweep["chi_av"], length.mean(axis=-1), rtol=1e-10)


def test_mean_field_is_the_limit_of_the_paramagnet(pilind):
    """The distance falls as 1/N; the mean field itself: -J^-1 df/dh at M = (0, 0, -1)."""
    v = pilind.solve(chi(N="[100, 200]", Jy=0.9))
    J = np.array([[-0.5, -2 * (0.9 - 1)], [-2 * (1 - 0.6), -0.5]])
    exact = -np.linalg.solve(J, np.array([[0, -2], [2, 0]]))
    s = np.linalg.svd(exact)[1]
    t = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    assert np.allclose(v["chi_av_mf"], np.hypot(s[0] * np.cos(t), s[1] * np.sin(t)).mean(), rtol=1e-9)
    distance = np.abs(v["chi_av"] - v["chi_av_mf"])
    assert distance[1] < 0.55 * distance[0] < 0.01
    assert (v["status"] == 1).all()


def test_steady_outputs_are_those_of_task_steady(pilind):
    v, steady = pilind.solve(chi(Jy="[0.9, 1.3]")), pilind.solve(grid(Jy="[0.9, 1.3]"), name="steady.yaml")
    for name in ("rho1_re", "rho1_im", "element1", "rho2_re", "rho2_im", "element"):  # of task steady alone
        del steady[name]
    assert set(steady) < set(v)
    for name in set(steady) - {"Jy"}:
        assert np.array_equal(v[name], steady[name], equal_nan=True), name


def test_independent_spins_in_a_tilted_field(pilind):
    """J = 0: the response of one spin, by its Bloch equation's matrix."""
    hx, hy, hz, gamma, up, phi = 0.3, -0.2, 0.5, 1.0, 0.4, 0.1
    v = pilind.solve(chi(N="[2, 9]", Jx=0, Jy=0, Jz=0, hx=hx, hy=hy, hz=hz, gamma=gamma, gamma_up=up, gamma_phi=phi))
    k = (gamma + up) / 2 + 2 * phi
    L = np.array([[-k, -2 * hz, 2 * hy], [2 * hz, -k, -2 * hx], [-2 * hy, 2 * hx, -gamma - up]])
    M = np.linalg.solve(L, [0, 0, gamma - up])
    for name, a, force in (("chi_xx", 0, [0, -2 * M[2], 2 * M[1]]), ("chi_xy", 0, [2 * M[2], 0, -2 * M[0]]),
                           ("chi_yx", 1, [0, -2 * M[2], 2 * M[1]]), ("chi_yy", 1, [2 * M[2], 0, -2 * M[0]])):
        assert np.allclose(v[name], -np.linalg.solve(L, force)[a], atol=1e-11), name
    assert np.allclose(v["chi_av"], v["chi_av_mf"], rtol=1e-10)


def test_maximally_mixed_state_does_not_respond(pilind):
    v = pilind.solve(chi(N=6, gamma=0.7, gamma_up=0.7))
    assert v["status"] == 1 and max(abs(v[name]) for name in CHI) < 1e-12


def test_identities_with_every_rate(pilind):
    rates = {"gamma_up": 0.3, "gamma_phi": 0.2, "gamma_c_phi": 0.7, "spin_scale": 0.8}
    v = pilind.solve(grid(N="[2, 3, 8]", hx="[0, 0.3]", hy="[0, 0.4]", hz=-0.6, gamma_c=0.5, gamma_c_up=0.1, **rates))
    assert v["identity"].max() < 1e-12
    v = pilind.solve(grid(N="[2, 3, 8, 30]", hz=0.4, **rates), name="closed.yaml")
    assert v["identity"].max() < 1e-12


def test_methods_and_ranks_agree(pilind):
    text = chi(N=40, Jy=1.3)
    values = [pilind.solve(text, "-susceptibility_method", pc, "-ranks_per_point", ranks, ranks=ranks, name=f"{pc}{ranks}.yaml")
              for pc, ranks in (("lu", 1), ("adi", 1), ("lu", 2), ("adi", 2))]
    assert [int(v["chi_solver"]) for v in values] == [0, 1, 0, 1]
    for name in (*CHI, "chi_av"):
        assert np.allclose([v[name] for v in values], values[0][name], rtol=1e-10), name


def test_deep_in_the_ordered_phase_the_error_is_seen(pilind):
    """The slowest time grows as exp(0.096 N) at Jy = 1.7: more digits are lost with N, though the residual stays."""
    v = pilind.solve(chi(N="[20, 40, 60]", Jy=1.7))
    assert v["chi_residual"].max() < 1e-12
    growth = np.diff(np.log(v["chi_error"]))
    assert (growth > 1).all() and (v["status"] == 1).all()


def test_dry_run_counts_both_solves(pilind):
    steady = pilind(pilind.write(grid(N=95, truncate="off")), "-dry_run")
    both = pilind(pilind.write(chi(N=95, truncate="off")), "-dry_run")
    assert steady.code == both.code == 0 and "odd sector" in both.out and "152096" in both.out and "76048" in steady.out


@pytest.mark.parametrize("keys, words", [
    ({"gamma": 0, "gamma_phi": 1}, "dephasing alone"), ({"gamma": 0, "gamma_c": 1}, "local rate"), ({"space": "full"}, "a key of task gap"),
    ({"truncate": "perhaps"}, "truncate"),
])
def test_bad_input(pilind, keys, words):
    outcome = pilind(pilind.write(chi(**keys)))
    assert outcome.code == 1 and len(outcome.said) == 1 and words in outcome.said[0]
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("option, value", [("method", "ilu"), ("pc_type", "nonsense"), ("ksp_rtol", "small"), ("adi_kappa", "x")])
def test_bad_solver_options(pilind, option, value):
    outcome = pilind(pilind.write(chi()), f"-susceptibility_{option}", value)
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    assert not (pilind.folder / "grid.h5").exists()


def test_methods_agree_in_a_tilted_field(pilind):
    v = [pilind.solve(chi(N="[6, 25]", hx=0.1, hy=-0.2, hz=0.3), "-susceptibility_method", method, name=f"{method}.yaml") for method in ("lu", "adi")]
    assert (v[0]["chi_solver"] == 0).all() and (v[1]["chi_solver"] == 1).all()
    for name in (*CHI, "chi_av"):
        assert np.allclose(v[0][name], v[1][name], rtol=1e-9, atol=1e-10), name


def test_both_solvers_can_be_chosen(pilind):
    """The state's and the response's: each by the options with its own prefix."""
    input_file = pilind.write(chi(N=12, Jy=1.2))
    both = []
    for state, response in (("lu", "adi"), ("adi", "lu")):
        outcome = pilind(input_file, "-steady_method", state, "-susceptibility_method", response, "-overwrite")
        assert outcome.code == 0, outcome.err
        both.append(pilind.results())
    assert both[0]["solver"] == 0 and both[0]["chi_solver"] == 1 and both[1]["solver"] == 2 and both[1]["chi_solver"] == 0
    assert abs(both[0]["chi_av"] - both[1]["chi_av"]) < 1e-10 * both[0]["chi_av"]
