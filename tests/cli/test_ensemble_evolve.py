"""Task evolve of model ensemble: against matrices of the whole space made here, model xyz written as strings, superradiant decay on the ladder."""
from functools import reduce

import numpy as np
import pytest
import yaml

from program import grid

SX, SY, SZ, ONE = np.array([[0, 1], [1, 0]], complex), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1]).astype(complex), np.eye(2)


def site(a, n, N):
    return reduce(np.kron, [a if k == n else ONE for k in range(N)])


def collective(a, N):
    return sum(site(a, n, N) for n in range(N))


def generator(H, jumps):
    d, one = len(H), np.eye(len(H))
    L = -1j * (np.kron(H, one) - np.kron(one, H.T))
    for rate, A in jumps:
        AA = A.conj().T @ A
        L += rate * (np.kron(A, A.conj()) - 0.5 * np.kron(AA, one) - 0.5 * np.kron(one, AA.T))
    assert L.shape == (d * d, d * d)
    return L


def exponential(A):
    k = max(0, int(np.ceil(np.log2(np.abs(A).sum(axis=1).max()))) + 4)
    term, total = np.eye(len(A), dtype=complex), np.eye(len(A), dtype=complex)
    for n in range(1, 20):
        term = term @ (A / 2 ** k) / n
        total += term
    for _ in range(k):
        total = total @ total
    return total


def product(theta, phi, N):
    ket = np.array([np.cos(theta / 2), np.exp(1j * phi) * np.sin(theta / 2)])
    return reduce(np.kron, [ket] * N)


MODEL = {
    "model": "ensemble", "task": "evolve", "hamiltonian": "0.3*Sx^4/N^3 + 0.2*(Sx*Sy + Sy*Sx)/N + 0.7*Sz - 0.4*Sy",
    "dissipators": [{"jump": "sm + 0.4*i*sz", "rate": 0.6}, {"jump": "Sm + 0.5*Sp", "rate": "0.8/N"}, {"jump": "Sz*Sm", "rate": "0.1/N^3"}],
    "observables": {"mx": "Sx/N", "my": "Sy/N", "mz": "Sz/N", "c": "(Sx*Sz + Sz*Sx)/N^2"}, "t_end": 2.0, "t_points": 5,
}


def whole_space(N, rho):
    X, Y, Z = (collective(a, N) for a in (SX, SY, SZ))
    down = (SX - 1j * SY) / 2
    Sm, Sp = collective(down, N), collective(down.conj().T, N)
    H = 0.3 * np.linalg.matrix_power(X, 4) / N ** 3 + 0.2 * (X @ Y + Y @ X) / N + 0.7 * Z - 0.4 * Y
    jumps = [(0.6, site(down + 0.4j * SZ, n, N)) for n in range(N)] + [(0.8 / N, Sm + 0.5 * Sp), (0.1 / N ** 3, Z @ Sm)]
    step = exponential(generator(H, jumps) * 0.5)
    observables = {"mx": X / N, "my": Y / N, "mz": Z / N, "c": (X @ Z + Z @ X) / N ** 2}
    found, v = {name: [] for name in observables} | {"purity": []}, rho.reshape(-1)
    for _ in range(5):
        now = v.reshape(rho.shape)
        for name, O in observables.items():
            found[name].append(np.trace(O @ now).real)
        found["purity"].append(np.trace(now @ now).real)
        v = step @ v
    return found


@pytest.mark.parametrize("initial", ["all_up", "coherent", "mixed", "ghz"])
@pytest.mark.parametrize("ranks", [1, 2])
def test_whole_space(pilind, initial, ranks):
    N = 3
    ket = {"all_up": product(0, 0, N), "coherent": product(1.1, 0.7, N), "ghz": (product(0, 0, N) + product(np.pi, 0, N)) / np.sqrt(2)}.get(initial)
    rho = np.eye(2 ** N, dtype=complex) / 2 ** N if ket is None else np.outer(ket, ket.conj())
    v = pilind.solve(yaml.safe_dump({**MODEL, "N": N, "initial": initial, "theta": 1.1, "phi": 0.7}), ranks=ranks)
    for name, want in whole_space(N, rho).items():
        assert np.abs(v[name].ravel() - want).max() < 1e-9, name
    assert (v["error"] < 1e-8).all()


def test_xyz_written_as_strings(pilind):
    keys = dict(task="evolve", initial="thermal", T=0.9, t_end=3, t_points=4)
    a = pilind.solve(grid(N=12, Jy=1.4, hx=0.2, hz=0.3, gamma_c=0.4, **keys), name="xyz.yaml")
    b = pilind.solve(yaml.safe_dump({
        "model": "ensemble", "N": 12, "hamiltonian": "(0.6*Sx^2 + 1.4*Sy^2 + Sz^2)/(2*(N-1)) + 0.2*Sx + 0.3*Sz",
        "dissipators": [{"jump": "sm", "rate": 1}, {"jump": "Sm", "rate": "0.4/(N-1)"}],
        "observables": {"mx": "Sx/N", "mz": "Sz/N", "sxx": "(Sx^2 - N)/(N*(N-1))"}, **keys}))
    for mine, its in (("mx", "Mx"), ("mz", "Mz"), ("sxx", "Sxx"), ("entropy", "entropy"), ("purity", "purity")):
        assert np.abs(b[mine].ravel() - a[its].ravel()).max() < 1e-10, mine


DECAY = {"model": "ensemble", "task": "evolve", "parameters": {"G": 0.7}, "dissipators": [{"jump": "Sm", "rate": "G"}], "initial": "all_up",
         "observables": {"jz": "Sz/2", "rate": "G*Sp*Sm"}}


def ladder(N, G, times):
    """Populations of m = N/2, N/2 - 1, ... under collective loss alone: a triangular rate equation."""
    j, m = N / 2, N / 2 - np.arange(N + 1)
    down = G * (j + m) * (j - m + 1)
    step = exponential((np.diag(-down) + np.diag(down[:-1], -1)) * (times[1] - times[0]))
    p = np.zeros(N + 1, complex)
    p[0] = 1
    jz, rate = [], []
    for _ in times:
        jz.append((m * p).sum().real)
        rate.append((down * p).sum().real)
        p = step @ p
    return np.array(jz), np.array(rate)


@pytest.mark.parametrize("N", [2, 7, 60])
def test_superradiant_decay(pilind, N):
    times = np.linspace(0, 4 / N, 6)
    v = pilind.solve(yaml.safe_dump({**DECAY, "N": N, "t_end": 4 / N, "t_points": 6}))
    jz, rate = ladder(N, 0.7, times)
    assert np.abs(v["jz"].ravel() - jz).max() < 1e-9 * N and np.abs(v["rate"].ravel() - rate).max() < 1e-9 * N ** 2
    if N == 2:
        p1, p2 = 2 * 0.7 * times * np.exp(-1.4 * times), np.exp(-1.4 * times)
        assert np.abs(v["jz"].ravel() - (p2 - (1 - p1 - p2))).max() < 1e-10


def test_bad_input(pilind):
    for change, words in (({"t_end": 1, "initial": "dicke", "dicke_m": 40}, "dicke_m"), ({"t_end": 1, "hamiltonian": "i*Sx"}, "Hermitian"), ({}, "t_end")):
        outcome = pilind(pilind.write(yaml.safe_dump({**DECAY, "N": 4, **change})))
        assert outcome.code == 1 and words in outcome.err and len(outcome.err.strip().splitlines()) == 1
