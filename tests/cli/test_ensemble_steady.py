"""Task steady of model ensemble: another program's numbers, model xyz written as strings, a spin j by itself, what is refused."""
import json
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from program import grid

REFERENCE = json.loads((Path(__file__).parents[1] / "oracle" / "general_reference.json").read_text())["models"]
OBSERVABLES = {"Mz": "Sz/N", "Sx_over_N": "Sx/N", "Sy_over_N": "Sy/N", "Sx2_over_N2": "Sx^2/N^2"}
DRIVEN = {"model": "ensemble", "task": "steady", "parameters": {"W": 0.8, "k": 0.3}, "hamiltonian": "W*Sx/2", "observables": {"jz": "Sz/2"}}


def text(reference, **more):
    return yaml.safe_dump({"model": "ensemble", "task": "steady", **reference["input"], "observables": OBSERVABLES, **more}, sort_keys=False)


@pytest.mark.parametrize("method", ["lu", "ilu", "adi"])
@pytest.mark.parametrize("name", REFERENCE)
def test_reference(pilind, name, method):
    reference = REFERENCE[name]
    v = pilind.solve(text(reference, N=[int(n) for n in reference["N"]], steady_method=method))
    for k, n in enumerate(reference["N"]):
        want = reference["N"][n]
        for key in OBSERVABLES:
            assert abs(v[key][k] - want[key]) < 1e-10, key
        assert abs(v["entropy"][k] - want["entropy_per_spin"]) < 1e-10 and abs(v["purity"][k] - want["purity"]) < 1e-10
        assert abs(v["rho_min"][k] - want["rho_min"]) < 1e-9
        assert v["error"][k] < 1e-9 and v["residual"][k] < 1e-12


def test_xyz_written_as_strings(pilind):
    keys = dict(hx=0.2, hz=0.1, gamma_up=0.3, gamma_phi=0.05, gamma_c=0.4, gamma_c_up=0.1, gamma_c_phi=0.2)
    a = pilind.solve(grid(N="[7, 20]", Jy="[0.5, 1.7]", **keys), name="xyz.yaml")
    rates = [("sm", "1"), ("sp", "0.3"), ("sz", "0.05"), ("Sm", "0.4/(N-1)"), ("Sp", "0.1/(N-1)"), ("Sz", "0.2/(N-1)")]
    b = pilind.solve(yaml.safe_dump({
        "model": "ensemble", "task": "steady", "N": [7, 20], "parameters": {"Jy": [0.5, 1.7]},
        "hamiltonian": "(0.6*Sx^2 + Jy*Sy^2 + Sz^2)/(2*(N-1)) + 0.2*Sx + 0.1*Sz", "dissipators": [{"jump": j, "rate": r} for j, r in rates],
        "observables": {"mx": "Sx/N", "mz": "Sz/N", "sxx": "(Sx^2 - N)/(N*(N-1))", "sxy": "(Sx*Sy + Sy*Sx)/(2*N*(N-1))"}}))
    for mine, its in (("mx", "Mx"), ("mz", "Mz"), ("sxx", "Sxx"), ("sxy", "Sxy"), ("entropy", "entropy"), ("purity", "purity"), ("rho_min", "rho_min")):
        assert np.abs(b[mine].ravel() - a[its].ravel()).max() < 1e-12, mine


def test_a_rotated_frame_changes_nothing(pilind):
    """x -> y -> z -> x, of the jumps, too."""
    one = {"hamiltonian": "0.7*Sx + 0.2*Sz^2/N + 0.1*(Sx*Sy + Sy*Sx)/N", "dissipators": [{"jump": "sm", "rate": 1}, {"jump": "Sx + 0.3*i*Sy", "rate": "0.5/N"}]}
    two = {"hamiltonian": "0.7*Sy + 0.2*Sx^2/N + 0.1*(Sy*Sz + Sz*Sy)/N", "dissipators": [{"jump": "(sy - i*sz)/2", "rate": 1}, {"jump": "Sy + 0.3*i*Sz", "rate": "0.5/N"}]}
    a = pilind.solve(text({"input": one}, N=[3, 12, 30]), name="a.yaml")
    b = pilind.solve(text({"input": two}, N=[3, 12, 30], observables={"Mx": "Sx/N", "My": "Sy/N", "Mz": "Sz/N"}))
    for x, y in (("Sx_over_N", "My"), ("Sy_over_N", "Mz"), ("Mz", "Mx"), ("entropy", "entropy"), ("purity", "purity")):
        assert np.abs(a[x] - b[y]).max() < 1e-12


def closed_form(two_j, g):
    """<Jz> of rho ~ X X^+, X = (J- - g)^-1 (Puri, Lawande, Phys. Lett. A 72, 200 (1979))."""
    a = np.arange(two_j)
    lower = np.diag(np.sqrt((two_j - a) * (a + 1.0)), 1).astype(complex)
    X = np.linalg.inv(lower - g * np.eye(two_j + 1))
    weights = np.diag(X @ X.conj().T).real
    return (np.arange(two_j + 1) - two_j / 2) @ weights / weights.sum()


def test_one_spin_j(pilind):
    v = pilind.solve(yaml.safe_dump({**DRIVEN, "N": [5, 40], "dissipators": [{"jump": "Sm", "rate": "k"}], "sector": "j=N/2"}))
    for k, two_j in enumerate([5, 40]):
        assert abs(v["jz"][k] - closed_form(two_j, -0.8j / 0.3)) < 1e-10
    v = pilind.solve(yaml.safe_dump({**DRIVEN, "N": 40, "dissipators": [{"jump": "Sm", "rate": "k"}], "sector": "j = N/4 - 3"}), name="other.yaml")
    assert abs(v["jz"] - closed_form(14, -0.8j / 0.3)) < 1e-10


@pytest.mark.parametrize("change, words", [
    ({"dissipators": [{"jump": "Sm", "rate": "k"}]}, ["no jump is local", "sector"]),
    ({"dissipators": [{"jump": "Sm", "rate": "k"}], "sector": "j=N/2+1"}, ["do not add up"]),
    ({"dissipators": [{"jump": "Sm", "rate": "k"}], "sector": "spin 5"}, ["sector"]),
    ({"dissipators": [{"jump": "sm", "rate": "k"}], "sector": "j=N/2"}, ["local jumps"]),
    ({"dissipators": [{"jump": "sz", "rate": "k"}], "hamiltonian": "W*Sz"}, ["N+1 steady states"]),
    ({"dissipators": [{"jump": "sz", "rate": "k"}], "hamiltonian": "W*Sx^2/N"}, ["not unique"]),
])
def test_refusals(pilind, change, words):
    outcome = pilind(pilind.write(yaml.safe_dump({**DRIVEN, "N": 10, **change})))
    assert outcome.code == 1 and len(outcome.err.strip().splitlines()) == 1
    for word in words:
        assert word in outcome.err


def turned(expression, R):
    """The same operator in frame S_a = sum_b R_ab S'_b; sm and sp stand for their sums."""
    sums = {}
    for letter, (up, low) in {"x": ("Sx", "sx"), "y": ("Sy", "sy"), "z": ("Sz", "sz")}.items():
        row = R["xyz".index(letter)]
        for name, one in ((up, "S"), (low, "s")):
            sums[name] = "(" + " + ".join(f"({value!r})*{one}{b}" for value, b in zip(row.tolist(), "xyz")) + ")"
    for one in "Ss":
        sums[f"{one}m"] = f"(({sums[f'{one}x']}) - i*({sums[f'{one}y']}))/2"
        sums[f"{one}p"] = f"(({sums[f'{one}x']}) + i*({sums[f'{one}y']}))/2"
    return re.sub(r"\b[Ss][xyzmp]\b", lambda match: f"({sums[match.group()]})", str(expression))


def any_rotation():
    q = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    return q if np.linalg.det(q) > 0 else -q


@pytest.mark.parametrize("frame", ["auto", "off"])
@pytest.mark.parametrize("name", ["xyz_hxyz", "btc", "jump_ac", "superradiant", "xxz_laser"])
def test_written_in_any_frame(pilind, name, frame):
    reference, R = REFERENCE[name], any_rotation()
    model = dict(reference["input"], hamiltonian=turned(reference["input"]["hamiltonian"], R),
                 dissipators=[{"jump": turned(d["jump"], R), "rate": d["rate"]} for d in reference["input"]["dissipators"]])
    observables = {key: turned(text, R) for key, text in OBSERVABLES.items()}
    v = pilind.solve(yaml.safe_dump({"model": "ensemble", "task": "steady", **model, "observables": observables, "N": 10, "frame": frame}))
    want = reference["N"]["10"]
    for key in OBSERVABLES:
        assert abs(v[key] - want[key]) < 1e-10, key
    assert abs(v["entropy"] - want["entropy_per_spin"]) < 1e-10 and v["error"] < 1e-9


@pytest.mark.parametrize("name", ["btc", "superradiant"])
def test_a_gap_in_any_frame(pilind, name):
    reference, R = REFERENCE[name], any_rotation()
    model = dict(reference["input"], hamiltonian=turned(reference["input"]["hamiltonian"], R),
                 dissipators=[{"jump": turned(d["jump"], R), "rate": d["rate"]} for d in reference["input"]["dissipators"]])
    v = pilind.solve(yaml.safe_dump({"model": "ensemble", "task": "gap", **model, "N": 10}))
    assert abs(v["gap"] - reference["N"]["10"]["gap"]) < 1e-9


@pytest.mark.parametrize("name, sector", [("btc", 5), ("quartic", 0), ("xyz_hxyz", 2), ("superradiant", 7)])
def test_the_file_says_where_a_state_was_found(pilind, name, sector):
    method = "charge" if sector == 7 else "lu"
    v = pilind.solve(text(REFERENCE[name], N=8, steady_method=method))
    assert v["solved_sector"] == sector and v["framed"] == 0
    v = pilind.solve(text(REFERENCE["jump_ac"], N=8), name="turned.yaml")
    assert v["framed"] == 1
