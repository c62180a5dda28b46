"""Sites of more than two levels: known numbers of a V system and of the Ising paper's model at finite N, two spins as one site, and what is refused."""
import numpy as np
import pytest
import yaml

LOWER = {"s01": [[0, 1, 0], [0, 0, 0], [0, 0, 0]], "s02": [[0, 0, 1], [0, 0, 0], [0, 0, 0]],
         "p1": [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "p2": [[0, 0, 0], [0, 0, 0], [0, 0, 1]]}
V_TYPE = {
    "model": "ensemble", "task": "steady", "levels": 3, "N": 6, "operators": LOWER,
    "hamiltonian": ".7*sum(s01 + dag(s01)) + .4*sum(s02 + dag(s02)) + .1*sum(p1)",
    "dissipators": [{"jump": "s01", "rate": 1}, {"jump": "s02", "rate": 0.5}, {"jump": "sum(s01 + s02)", "rate": "1/(N-1)"}],
    "observables": {"P1": "sum(p1)/N", "P2": "sum(p2)/N", "sx01": "sum(s01 + dag(s01))/N", "corr01": "(dag(sum(s01))*sum(s01) - sum(p1))/(N*(N-1))"},
}
V_TYPE_6 = {"P1": 0.243289251637, "P2": 0.0500651525421, "sx01": -0.0748901660733, "corr01": 0.0958354390207}


def text(model, **more):
    return yaml.safe_dump({**model, **more}, sort_keys=False)


def ising(N, h1, coupling=0.01):
    """Two species of spins on a site, pumped upwards: sx1 = sx x 1 and so on."""
    one, x, z, up = np.eye(2), np.array([[0, 1], [1, 0]]), np.diag([1, -1]), np.array([[0, 1], [0, 0]])
    names = {"x1": np.kron(x, one), "x2": np.kron(one, x), "z1": np.kron(z, one), "z2": np.kron(one, z), "p1": np.kron(up, one), "p2": np.kron(one, up)}
    return {
        "model": "ensemble", "task": "steady", "levels": 4, "N": N, "parameters": {"h1": h1},
        "operators": {key: value.astype(int).tolist() for key, value in names.items()},
        "hamiltonian": f"-h1*sum(z1) - 10*sum(z2) - {coupling}*sum(x1*x2) - (sum(x1)^2 + sum(x2)^2)/(2*N)",
        "dissipators": [{"jump": "p1", "rate": 1}, {"jump": "p2", "rate": 1}],
        "observables": {"cxx": "(sum(x1)^2 - N)/(N*(N-1))", "mz1": "sum(z1)/N"},
    }


def is_good(v):
    return (v["residual"] < 1e-13).all() and (v["error"] < 1e-9).all() and (v["positivity"] > -1e-12).all()


@pytest.mark.parametrize("method", ["lu", "jacobi"])
def test_a_v_system(pilind, method):
    v = pilind.solve(text(V_TYPE), "-steady_method", method)
    for key, value in V_TYPE_6.items():
        assert abs(v[key] - value) < 1e-11, key
    rho = (v["rho1_re"] + 1j * v["rho1_im"]).reshape(3, 3)
    assert abs(np.trace(rho) - 1) < 1e-14 and abs(rho[1, 1] - V_TYPE_6["P1"]) < 1e-11 and abs(2 * rho[0, 1].real - V_TYPE_6["sx01"]) < 1e-11
    assert is_good(v)


def test_the_density_matrix_of_two_sites_where_asked(pilind):
    v = pilind.solve(text(V_TYPE, N=4, pair=True))
    rho = (v["rho2_re"] + 1j * v["rho2_im"]).reshape(3, 3, 3, 3)
    assert np.abs(np.einsum("ikjk->ij", rho) - (v["rho1_re"] + 1j * v["rho1_im"]).reshape(3, 3)).max() < 1e-14
    assert abs(rho[1, 0, 0, 1] - v["corr01"]) < 1e-13
    w = np.linalg.eigvalsh(rho.reshape(9, 9))
    assert abs(w[0] - v["positivity"]) < 1e-14


def test_two_ranks_solve_the_same(pilind):
    one, two = pilind.solve(text(V_TYPE)), pilind.solve(text(V_TYPE), "-ranks_per_point", "2", ranks=2, name="two.yaml")
    assert all(abs(one[key] - two[key]) < 1e-13 for key in V_TYPE_6)


def test_the_ising_model_at_finite_size(pilind):
    v = pilind.solve(text(ising([2, 4], 0.5)))
    assert abs(v["cxx"][0] - 1 / 3) < 5e-5 and abs(v["cxx"][1] - 0.3372) < 5e-5 and is_good(v)
    v = pilind.solve(text(ising(6, [0.0669873, 0.9330127])), name="six.yaml")
    assert np.abs(v["cxx"] - [0.0554374972, 0.177940337]).max() < 1e-9 and np.abs(v["mz1"] - [0.655172731, 0.920534139]).max() < 1e-8
    assert is_good(v)


def test_two_spins_on_a_site_are_spins_where_they_decouple(pilind):
    four = pilind.solve(text(ising(4, 0.5, coupling=0)))
    two = pilind.solve(text({
        "model": "ensemble", "task": "steady", "N": 4, "parameters": {"h1": 0.5}, "hamiltonian": "-h1*Sz - Sx^2/(2*N)",
        "dissipators": [{"jump": "sp", "rate": 1}], "observables": {"cxx": "(Sx^2 - N)/(N*(N-1))", "mz1": "Sz/N"}}), name="two.yaml")
    assert abs(four["cxx"] - two["cxx"]) < 1e-12 and abs(four["mz1"] - two["mz1"]) < 1e-12


def test_units_of_time_do_not_matter(pilind):
    scaled = text(V_TYPE, hamiltonian="1e9*(.7*sum(s01 + dag(s01)) + .4*sum(s02 + dag(s02)) + .1*sum(p1))",
                  dissipators=[{"jump": "s01", "rate": 1e9}, {"jump": "s02", "rate": 0.5e9}, {"jump": "sum(s01 + s02)", "rate": "1e9/(N-1)"}])
    v = pilind.solve(scaled)
    assert all(abs(v[key] - value) < 1e-11 for key, value in V_TYPE_6.items()) and is_good(v)


def test_large_ensembles_have_the_mean_field(pilind):
    v = pilind.solve(text({**V_TYPE, "task": "meanfield", "N": [1000000]}))
    assert v["branches"] == 1 and v["complete"] == 1 and abs(v["P1"][0, 0] - 0.277265133806) < 1e-6 and abs(v["P2"][0, 0] - 0.0963251529314) < 1e-6
    v = pilind.solve(text({**ising([1000000], [0.5, 1.5]), "task": "meanfield"}), name="ising.yaml")
    assert list(v["branches"].ravel()) == [3, 1] and list(v["states"].ravel()) == [1, 1] and abs(v["cxx"][0, 0, 0] - 0.375) < 1e-5


def test_complex_elements(pilind):
    """A phase of level 1: s01 = exp(i phi) |0><1| has the averages that |0><1| had."""
    phase = {"s01": [[0, "0.6+0.8i", 0], [0, 0, 0], [0, 0, 0]], "y01": [[0, "-i", 0], ["1i", 0, 0], [0, 0, 0]]}
    observables = {**V_TYPE["observables"], "y": "sum(y01)/N"}
    v = pilind.solve(text(V_TYPE, operators={**LOWER, **phase}, observables=observables, N=3))
    w = pilind.solve(text(V_TYPE, N=3), name="plain.yaml")
    assert all(abs(v[key] - w[key]) < 1e-13 for key in V_TYPE["observables"])
    s01 = (w["rho1_re"] + 1j * w["rho1_im"])[3] / (0.6 + 0.8j)  # <|0><1|> = <1|rho|0>
    assert abs(v["y"] - 2 * s01.imag) < 1e-13 and abs(v["y"]) > 0.01


def test_a_solver_that_does_not_get_there_makes_no_result(pilind):
    outcome = pilind(pilind.write(text(V_TYPE)), "-steady_method", "jacobi", "-steady_ksp_max_it", "1")
    v = pilind.results()
    assert outcome.code == 2 and np.isnan(v["P1"]).all() and np.isnan(v["rho1_re"]).all() and not (v["error"] < 1e-7).any()


def test_what_is_conserved_fails(pilind):
    outcome = pilind(pilind.write(text(V_TYPE, dissipators=[{"jump": "s01", "rate": 1}], hamiltonian="sum(s01 + dag(s01))")))
    assert outcome.code == 2 and "not unique" in outcome.out + outcome.err


@pytest.mark.parametrize("old, new, words", [
    ("levels: 3", "levels: 9", ["levels", "'9'", "2 to 8", "line"]),
    ("levels: 3", "levels: 4", ["s01", "4 rows", "line"]),
    ("levels: 3", "levels: 2.5", ["levels", "line"]),
    ("- - 0\n    - 1\n    - 0\n", "- - 0\n    - 1\n", ["s01", "row 1", "3 numbers", "line"]),
    ("- - 0\n    - 1\n    - 0\n", "- - 0\n    - one\n    - 0\n", ["s01", "'one'", "line"]),
    ("  s02:", "  sqrt:", ["sqrt", "has a meaning"]),
    ("  s02:", "  2s:", ["2s", "no name"]),
    ("sum(p1)/N", "sum(q1)/N", ["unknown name 'q1'", "did you mean", "line"]),
    ("sum(p1)/N", "sum(s01)/N", ["Hermitian"]),
    ("+ .1*sum(p1)", "+ .1*sum(p1)^3", ["three sites"]),
    ("sum(s01 + s02)", "sum(s01)*sum(s02)", ["collective jump"]),
    ("task: steady", "task: gap", ["task", "allowed: steady meanfield"]),
])
def test_mistakes_have_one_line(pilind, old, new, words):
    whole = text(V_TYPE)
    assert old in whole
    outcome = pilind(pilind.write(whole.replace(old, new, 1)))
    assert outcome.code == 1 and len(outcome.err.strip().splitlines()) == 1
    for word in words:
        assert word in outcome.err
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("key, value", [("levels", "4"), ("hamiltonian", "sum(p1)")])
def test_the_model_is_in_the_file_alone(pilind, key, value):
    outcome = pilind(pilind.write(text(V_TYPE)), f"-{key}", value)
    assert outcome.code == 1 and "for the input file only" in outcome.err


def test_memory_is_said_before_anything_is_allocated(pilind):
    outcome = pilind(pilind.write(text(ising([6, 8], 0.5))), "-dry_run")
    assert outcome.code == 0 and "jacobi" in outcome.out
    outcome = pilind(pilind.write(text(ising(30, 0.5))), "-dry_run")
    assert outcome.code == 1 and "2^31 unknowns" in outcome.err
