"""method: moments of task steady: against the exact states, at sizes beyond them, its certificate, what is refused."""
import numpy as np
import pytest
import yaml

from program import grid

FILL = -2147483648
CONVERGED, BIFURCATION, MIXTURE, BRANCH, NOT_CONVERGED, REJECTED = range(6)
AVERAGES = ["Mx", "My", "Mz", "Sxx", "Syy", "Szz", "Sxy", "Sxz", "Syz", "spin2"]
MODELS = {
    "paramagnet": dict(Jy=0.9, gamma=1),
    "critical": dict(Jy=1.15625, gamma=1),
    "ferromagnet": dict(Jy=1.7, gamma=1),
    "fields": dict(Jy=0.8, hx=0.4, hz=0.2, gamma=1, gamma_up=0.1),
    "dephasing": dict(Jy=0.7, gamma=1, gamma_phi=0.2),
    "collective": dict(Jy=0.9, gamma=1, gamma_c=0.5, gamma_c_up=0.1, gamma_c_phi=0.3),
}


@pytest.mark.parametrize("name", MODELS)
def test_equals_the_exact_state(pilind, name):
    """At N = 24, to all orders, and at 60, where the hierarchy is cut."""
    exact = pilind.solve(grid(N="[24, 60]", **MODELS[name]), name="exact.yaml")
    v = pilind.solve(grid(N="[24, 60]", method="moments", **MODELS[name]))
    assert (v["solved_by"] == 1).all() and (v["moments_error"] <= 1e-6).all() and (v["moments_positivity"] > -1e-6).all()
    for key in AVERAGES + ["Mz_mf", "Sxx_mf", "entropy_mf"]:
        assert np.abs(v[key] - exact[key]).max() < 1e-7, key
    for key in ["Bx", "By"]:
        assert np.abs(v[key] - exact[key]).max() <= 2e-9 + v["bimodality_error"].max() or np.isnan(v[key]).any()
    for key in ["concurrence", "squeezing_S", "squeezing_R"]:
        known = np.isfinite(v[key])
        assert np.abs(v[key] - exact[key])[known].max(initial=0) < 1e-6, key
    for key in ["rho1_re", "rho2_re", "rho2_im"]:
        assert np.abs(v[key] - exact[key]).max() < 1e-6, key
    assert np.isnan(v["entropy"]).all() and np.isnan(v["purity"]).all() and (v["solver"] == FILL).all()


@pytest.mark.parametrize("name", MODELS)
def test_deviations_are_differences(pilind, name):
    v = pilind.solve(grid(N=60, method="moments", **MODELS[name]))
    for key in AVERAGES[:-1]:
        assert abs(v[key + "_dev"] - (v[key] - v[key + "_mf"])) < 1e-12, key


def test_sizes_beyond_density_matrices(pilind):
    """1+Mz to twelve digits at N = 10^8; the critical point at 10^4, where an exact calculation has -0.994690013000."""
    v = pilind.solve(grid(N=100000000, Jy=0.9, gamma=1, method="moments"), name="large.yaml")
    for key, want in (("Mz_dev", 2.19512199195e-09), ("Sxx_dev", -1.46341463703e-09), ("Syy_dev", 5.85365854811e-09)):
        assert abs(v[key] / want - 1) < 1e-11 and v[key + "_error"] < 1e-9
    v = pilind.solve(grid(N=10000, Jy=1.15625, gamma=1, method="moments", moments_tol=1e-9))
    assert abs(v["Mz"] + 0.994690013000) < 1e-9 and v["moments_verdict"] == BIFURCATION and v["moments_ladder"] == 2


def test_auto_says_what_it_took(pilind):
    v = pilind.solve(grid(N="[10, 5000]", Jy=0.9, gamma=1, method="auto"))
    assert list(v["solved_by"].ravel()) == [0, 1] and (v["status"] == 1).all()
    assert np.isfinite(v["entropy"]).ravel()[0] and np.isnan(v["entropy"]).ravel()[1]
    assert v["moments_order"].ravel()[0] == FILL and v["moments_order"].ravel()[1] >= 8


@pytest.mark.parametrize("keys, verdict, words", [
    (dict(N=30, Jx=0, Jy=0, Jz=4, hx=1.5, hz=1, gamma=1), BRANCH, "weights are unknown"),
    (dict(N=300, Jy=1.3, gamma=1, moments_ladder="B", moments_order=48), REJECTED, "no state has"),
    (dict(N=1000, Jy=1.15625, gamma=1, moments_ladder="A"), NOT_CONVERGED, "do not agree"),
    (dict(N=1000, Jy=0.5, gamma=1, moments_ladder="B"), NOT_CONVERGED, "does not apply"),
    (dict(N=1000, Jx=-1, Jy=-1, Jz=1, gamma=0.2, gamma_up=0.9, gamma_c=9), REJECTED, "no stable isolated state"),
])
def test_refusals_are_stored_and_told(pilind, keys, verdict, words):
    outcome = pilind(pilind.write(grid(method="moments", **keys)))
    assert outcome.code == 2 and words in outcome.out + outcome.err
    v = pilind.results()
    assert v["status"] == 2 and v["moments_verdict"] == verdict
    assert np.isnan(v["Mz"]) and np.isnan(v["Mz_dev"]) and np.isnan(v["rho2_re"]).all()


@pytest.mark.parametrize("keys, words", [
    (dict(moments_tol=1e-8), ["moments_tol is for method"]),
    (dict(method="moments", states="true"), ["states needs the density matrix"]),
    (dict(method="moments", moments_order=65536), ["moments_order", "65535"]),
    (dict(method="moments", moments_ladder="D"), ["moments_ladder", "A|B|C"]),
    (dict(N=20000000), ["N beyond 1000000 is for method: moments"]),
    (dict(N=20000000, task="gap"), ["N beyond 1000000"]),
])
def test_bad_input(pilind, keys, words):
    outcome = pilind(pilind.write(grid(**{**dict(Jy=0.9, gamma=1), **keys})))
    assert outcome.code == 1 and len(outcome.said) == 1
    for word in words:
        assert word in outcome.err


def test_files_of_the_exact_method_stay_what_they_were(pilind):
    v = pilind.solve(grid(Jy=0.9, gamma=1))
    assert "solved_by" not in v and "Mz_dev" not in v


def test_same_numbers_on_any_number_of_ranks(pilind):
    text = grid(N="[95, 400]", Jy=1.15625, gamma=1, method="moments")
    one = pilind.solve(text, name="one.yaml", ranks=1)
    two = pilind.solve(text, "-ranks_per_point", "2", name="two.yaml", ranks=2)
    for key in AVERAGES:
        assert np.abs(one[key] - two[key]).max() < 1e-12, key


ENSEMBLE = {
    "model": "ensemble", "task": "steady", "parameters": {"W": 0.5, "g": 1, "k": 0.3}, "hamiltonian": "W*Sx + 0.4*Sz^2/N",
    "dissipators": [{"jump": "sm", "rate": "g"}, {"jump": "Sm + 0.2*Sp", "rate": "k/N"}],
    "observables": {"mz": "Sz/N", "sxx": "(Sx^2-N)/(N*(N-1))", "quartic": "Sy^4/N^4"},
}


def test_ensemble(pilind):
    exact = pilind.solve(yaml.safe_dump({**ENSEMBLE, "N": [20, 60]}), name="exact.yaml")
    v = pilind.solve(yaml.safe_dump({**ENSEMBLE, "N": [20, 60], "method": "moments"}))
    for key in ENSEMBLE["observables"]:
        assert (np.abs(v[key] - exact[key]) <= 1e-9 + v["moments_error"]).all(), key
        assert np.abs(v[key + "_dev"] - (v[key] - v[key + "_mf"])).max() < 1e-12
    assert "mz_dev" not in exact and np.isnan(v["entropy"]).all()
    large = pilind.solve(yaml.safe_dump({**ENSEMBLE, "N": 10**8, "method": "moments"}), name="large.yaml")
    assert abs(large["mz_dev"] * 1e8 / (v["mz_dev"].ravel()[1] * 60) - 1) < 0.2 and large["mz_dev_error"] < 1e-9


@pytest.mark.parametrize("change, words", [
    ({"hamiltonian": "W*Sx^3/N^2"}, "three and more sites"),
    ({"dissipators": [{"jump": "sm", "rate": 1}, {"jump": "Sm*Sz/N", "rate": "0.1/N"}]}, "three and more sites"),
    ({"observables": {"o": "Sx^5/N^5"}}, "more than four factors"),
    ({"dissipators": [{"jump": "Sm", "rate": "g/N"}], "sector": "j=N/2"}, "no jump is local"),
])
def test_ensemble_refusals(pilind, change, words):
    outcome = pilind(pilind.write(yaml.safe_dump({**ENSEMBLE, "N": 50, "method": "moments", **change})))
    assert outcome.code == 1 and len(outcome.said) == 1 and words in outcome.err
