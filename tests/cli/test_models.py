"""The shipped models of input/models: each solved at small N against matrices made of its own strings here, and drawn as its header says."""
import functools
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

import pilind as tools
from test_evolve import exponential
from test_states import LOWER, PAULI, site, spin_matrices

ROOT = Path(__file__).resolve().parents[2]
MODELS = sorted((ROOT / "input" / "models").glob("*.yaml"), key=lambda path: path.name)


class Operator:
    """A matrix in strings: * is the product, / by numbers, numbers beside it multiples of one."""

    def __init__(self, matrix):
        self.matrix = np.asarray(matrix, complex)

    def _of(self, other):
        return other.matrix if isinstance(other, Operator) else other * np.eye(len(self.matrix))

    def __add__(self, other):
        return Operator(self.matrix + self._of(other))

    def __sub__(self, other):
        return Operator(self.matrix - self._of(other))

    def __mul__(self, other):
        return Operator(self.matrix @ self._of(other))

    def __truediv__(self, number):
        return Operator(self.matrix / number)

    def __neg__(self):
        return Operator(-self.matrix)

    def __pow__(self, power):
        return Operator(np.linalg.matrix_power(self.matrix, power))

    def __rsub__(self, number):
        return -self + number

    __radd__, __rmul__ = __add__, __mul__


def evaluate(text, names):
    return eval(str(text).replace("^", "**"), {"__builtins__": {}}, names)


def collective(x, y, z):
    """Names of the operators, S = 2J."""
    S = {"Sx": 2 * x, "Sy": 2 * y, "Sz": 2 * z, "Sp": x + 1j * y, "Sm": x - 1j * y, "S2": 4 * (x @ x + y @ y + z @ z)}
    return {name: Operator(matrix) for name, matrix in S.items()}


LOCAL = {"sx": PAULI[0], "sy": PAULI[1], "sz": PAULI[2], "sm": LOWER, "sp": LOWER.T}


def level_names(model, N):
    """Named matrices of one site; sum of one over the sites; adjoint."""
    d = model["levels"]
    one = {key: Operator([[complex(str(x).replace("i", "j").replace(" ", "")) for x in row] for row in rows]) for key, rows in model["operators"].items()}
    place = lambda k, A: np.kron(np.kron(np.eye(d**k), A), np.eye(d ** (N - 1 - k)))
    return {**one, "sum": lambda A: Operator(sum(place(k, A.matrix) for k in range(N))), "dag": lambda A: Operator(A.matrix.conj().T)}, place


def levels_liouvillian(model, values, N):
    """The same of sites with more levels: a jump that is a matrix of one site is local."""
    found, place = level_names(model, N)
    names, d = {**values, "N": N, **found}, model["levels"]
    one = np.eye(d**N)
    H = evaluate(model["hamiltonian"], names).matrix if "hamiltonian" in model else 0 * one
    L = -1j * (np.kron(H, one) - np.kron(one, H.T))
    for entry in model["dissipators"]:
        jump = evaluate(entry["jump"], names).matrix
        for A in [place(k, jump) for k in range(N)] if len(jump) == d else [jump]:
            loss = A.conj().T @ A
            L = L + evaluate(entry["rate"], names) * (np.kron(A, A.conj()) - (np.kron(loss, one) + np.kron(one, loss.T)) / 2)
    return L, names


def liouvillian(model, values, N):
    """On row-major matrices, and the names of the collective operators; the largest spin alone where the model says so."""
    if model.get("levels", 2) > 2:
        return levels_liouvillian(model, values, N)
    whole = model.get("sector") is None
    names = {**values, "N": N}
    J = [sum(site(N, k, PAULI[a]) for k in range(N)) / 2 for a in range(3)] if whole else spin_matrices(N / 2)
    names.update(collective(*J))
    one = np.eye(len(J[0]))
    H = evaluate(model.get("hamiltonian", "0*Sz"), names).matrix
    L = -1j * (np.kron(H, one) - np.kron(one, H.T))
    for entry in model["dissipators"]:
        rate = evaluate(entry["rate"], names)
        if re.search(r"\bs[mpxyz]\b", entry["jump"]):
            local = evaluate(entry["jump"], {**names, **{name: Operator(matrix) for name, matrix in LOCAL.items()}}).matrix
            jumps = [site(N, k, local) for k in range(N)]
        else:
            jumps = [evaluate(entry["jump"], names).matrix]
        for A in jumps:
            loss = A.conj().T @ A
            L = L + rate * (np.kron(A, A.conj()) - (np.kron(loss, one) + np.kron(one, loss.T)) / 2)
    return L, names


def check_steady(model, ds, N, values):
    L, names = liouvillian(model, values, N)
    dim = round(len(L) ** 0.5)
    L[0] = np.eye(dim).ravel()
    rho = np.linalg.solve(L, np.eye(dim * dim)[0]).reshape(dim, dim)
    for name, text in model["observables"].items():
        exact = np.trace(evaluate(text, names).matrix @ rho).real
        assert abs(float(ds[name]) - exact) < 1e-8, name


def check_gap(model, ds, N, values):
    rates = np.sort(-np.linalg.eigvals(liouvillian(model, values, N)[0]).real)
    assert np.isclose(rates, float(ds.gap), rtol=1e-7, atol=0).any() and float(ds.gap) <= rates[-1]


def check_evolve(model, ds, N, values):
    L, names = liouvillian(model, values, N)
    angle, phase = float(model.get("theta", 0)) / 2, np.exp(1j * float(model.get("phi", 0)))
    spin = {"all_up": [1, 0], "coherent": [np.cos(angle), np.sin(angle) * phase]}[model["initial"]]
    psi = functools.reduce(np.kron, [np.array(spin, complex)] * N)
    rho, dim = np.outer(psi, psi.conj()).ravel(), 2**N
    middle = ds.sizes["time"] // 2
    step = exponential(L * float(ds.time[middle]))
    for k in (0, middle, 2 * middle):
        for name, text in model["observables"].items():
            assert abs(float(ds[name][k]) - np.trace(evaluate(text, names).matrix @ rho.reshape(dim, dim)).real) < 1e-8, (name, k)
        rho = step @ rho


def steady_of(L, dim):
    """rho, and L with the trace in the place of its first row."""
    pinned = L.copy()
    pinned[0] = np.eye(dim).ravel()
    return np.linalg.solve(pinned, np.eye(dim * dim)[0]).reshape(dim, dim), pinned


def check_susceptibility(model, ds, N, values):
    L, names = liouvillian(model, values, N)
    dim = len(names["Sz"].matrix)
    rho, pinned = steady_of(L, dim)
    for v, perturbation in enumerate(model["perturb"]):
        V = evaluate(perturbation, names).matrix
        right = 1j * (V @ rho - rho @ V).ravel()
        right[0] = 0
        response = np.linalg.solve(pinned, right).reshape(dim, dim)
        for o, text in enumerate(model["observables"].values()):
            exact = np.trace(evaluate(text, names).matrix @ response).real
            assert abs(float(ds.chi[v, o]) - exact) < 1e-8, (perturbation, text)


def check_correlation(model, ds, N, values):
    L, names = liouvillian(model, values, N)
    dim = len(names["Sz"].matrix)
    rho, _ = steady_of(L, dim)
    A, B = (evaluate(model[key], names).matrix for key in "AB")
    b = (B @ rho - np.trace(B @ rho) * rho).ravel()
    trace = np.outer(rho.ravel(), np.eye(dim).ravel())  # makes omega = 0 regular
    for omega, S in list(zip(ds.omega.values, ds.spectrum.values))[::37]:
        exact = 2 * np.trace(A @ np.linalg.solve(1j * omega * np.eye(dim * dim) - L + trace, b).reshape(dim, dim)).real
        assert abs(S - exact) < 1e-8 * np.abs(ds.spectrum.values).max(), omega
    w, V = np.linalg.eig(L)
    both = np.linalg.solve(V, (B @ rho @ B.conj().T).ravel())
    intensity = B.conj().T @ B
    for t, g2 in list(zip(ds.time.values, ds.g2.values))[::17]:
        exact = np.trace(intensity @ (V @ (np.exp(w * t) * both)).reshape(dim, dim)).real / np.trace(intensity @ rho).real ** 2
        assert abs(g2 - exact) < 1e-7 * np.abs(ds.g2.values).max(), t


CHECKS = {"steady": check_steady, "gap": check_gap, "evolve": check_evolve, "susceptibility": check_susceptibility, "correlation": check_correlation}


def test_the_page_of_inputs_lists_all():
    listed = re.findall(r"^\| (\w+)\.yaml \|", (ROOT / "input" / "README.md").read_text(), re.MULTILINE)
    assert listed == [path.stem for path in MODELS]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_model(pilind, path):
    """All points of the file's grid at small N, some of them against the matrices, and the figures of the header."""
    text = path.read_text()
    model = yaml.safe_load(text)
    name = f"{path.stem}.h5"
    header = [line for line in text.splitlines() if line.startswith("#")]
    assert re.search(r"\(\d{4}\)", text), "a source with its year"
    assert any(line.startswith("# Shows: ") for line in header)
    sizes = (3, 4) if model.get("levels", 2) == 2 else (2, 3)
    outcome = pilind(path, "-N", ",".join(map(str, sizes)), "-output", name, ranks=2)
    assert outcome.code == 0, outcome.out + outcome.err
    ds = tools.open(pilind.folder / name)
    axes = [dim for dim in ds.status.dims if dim != "N"]
    check = CHECKS.get(model["task"])
    for k in (0, 5):
        at = {dim: (7 * k + k // 2) % ds.sizes[dim] for dim in axes}
        chosen = ds.isel(at)
        values = {key: float(chosen[key]) for key in model["parameters"]}
        for N in sizes:
            if check:
                check(model, chosen.sel(N=N), N, values)
    figures = [line[len("# Figure: "):] for line in header if line.startswith("# Figure: ")]
    assert figures
    for figure in figures:
        command, *words = shlex.split(figure)
        words = [re.sub(r"^N=.*", f"N={sizes[1]}", word) for word in words]
        done = subprocess.run([sys.executable, ROOT / command, *words, "--save", "a.png"], cwd=pilind.folder, capture_output=True, text=True)
        assert done.returncode == 0 and (pilind.folder / "a.png").stat().st_size > 1000, done.stderr
        (pilind.folder / "a.png").unlink()


def solved(pilind, stem, *words):
    outcome = pilind(ROOT / "input" / "models" / f"{stem}.yaml", "-output", f"{stem}_shown.h5", *words)
    assert outcome.code == 0, outcome.err
    return tools.open(pilind.folder / f"{stem}_shown.h5")


def maxima(P):
    P = np.concatenate(([0], P[~np.isnan(P)], [0]))
    return sum((P[1:-1] > P[:-2]) & (P[1:-1] > P[2:]) & (P[1:-1] > 1e-3))


def test_the_boundary_time_crystal_is_on_the_sphere_below_the_transition(pilind):
    ds = solved(pilind, "boundary_time_crystal", "-N", 60, "-W", "[0.3, 0.6, 0.8, 1.6]")
    assert np.allclose(ds.mz[:3], -np.sqrt(1 - ds.W[:3] ** 2), atol=0.02) and abs(ds.mz[3]) < 0.05
    assert (ds.purity[:3] > 0.99).all() and ds.purity[3] < 0.1 and ds.QFI[2] > 1.3


def test_the_laser_is_brightest_at_half_the_pump(pilind):
    ds = solved(pilind, "superradiant_laser", "-N", 60)
    best = int(ds.intensity.values.argmax())
    assert abs(float(ds.w[best]) - 0.5) < 0.11 and abs(float(ds.intensity[best]) - 0.125) < 0.01
    assert abs(float(ds.inversion[best]) - 0.5) < 0.1


def test_a_laser_of_three_levels_is_one_of_two_where_its_upper_level_is_short_lived(pilind):
    two = solved(pilind, "superradiant_laser", "-N", 6, "-w", "[0.3, 0.6]")
    three = solved(pilind, "three_level_laser", "-N", 6, "-w", "[0.3, 0.6]", "-r", 1e6)
    assert np.allclose(three.intensity, two.intensity, atol=1e-5) and np.allclose(three.inversion, two.inversion, atol=1e-5)


def test_squeezed_decay_makes_pure_squeezed_states(pilind):
    ds = solved(pilind, "squeezed_decay")
    assert np.allclose(ds.purity, 1, atol=1e-9)
    assert np.allclose(ds.var_x, abs(ds.mz) * (1 - ds.r) / (1 + ds.r), atol=1e-8)
    assert (ds.QFI > 1).all() and (ds.QFI < ds.N / 2 + 1).all() and float(ds.QFI.isel(N=0, r=-1)) > 5


def test_independent_spins_in_local_squeezed_reservoirs(pilind):
    ds = solved(pilind, "squeezed_decay_local", "-N", 8, "-k", "0,1")
    assert np.allclose(ds.mz.sel(k=0), -(1 - ds.r**2) / (1 + ds.r**2), atol=1e-9) and np.allclose(ds.pairs.sel(k=0), 0, atol=1e-9)


@pytest.mark.parametrize("stem, hx", [("dissipative_ising", 1.5), ("quartic", 3)])
def test_bistable_models_have_two_maxima(pilind, stem, hx):
    ds = solved(pilind, stem, "-N", "20", "-hx", f"[{hx}, {hx / 2}]")
    assert maxima(ds.P_z.values[0]) == 2 and maxima(ds.P_z.values[1]) == 1


def test_the_exchange_changes_no_steady_state(pilind):
    ds = solved(pilind, "synchronised_dipoles", "-N", 10, "-X", "[0, 2]", "-w", 0.5)
    for name in ("pairs", "inversion", "entropy"):
        assert np.allclose(ds[name].sel(X=0), ds[name].sel(X=2), atol=1e-9)


def test_one_axis_twisting_passes_a_superposition_of_opposite_states(pilind):
    ds = solved(pilind, "one_axis_twisting", "-N", 8, "-g", "1e-9")
    assert abs(float(ds.QFI[30]) - 8) < 1e-5 and abs(float(ds.mx[-1]) + 1) < 1e-6 and (ds.QFI[5:25] > 3).all()


def test_superradiance_comes_later_and_as_the_square_of_the_spins(pilind):
    ds = solved(pilind, "superradiance")
    when = ds.time.values[ds.intensity.values.argmax(axis=1)]
    assert np.allclose(when, np.log(ds.N), atol=0.3) and (ds.intensity.max("time") > 0.19).all()
    assert np.allclose((ds.P_z * ds.m).sum("m") * 2 / ds.N, ds.mz, atol=1e-9)
