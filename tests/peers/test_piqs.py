"""The same points through QuTiP's PIQS: Dicke states and rates of an independent code (Shammah et al., PRA 98, 063815).

Its operators are those of spins 1/2 (S = 2J), its rates multiply D[J-], D[J+], D[Jz] and D[sigma-_i], D[sigma+_i],
D[sigma^z_i/2]; its local rates are computed in single precision. Its Liouvillian acts on all pairs of states: the steady state is
sought among those within one total spin, where it is unique."""
import numpy as np
import pytest
from qutip import piqs
from scipy.sparse.linalg import spsolve

from program import grid

TOLERANCE = 1e-6
SIZES = [3, 6, 10, 15, 20]
PARAMETERS = "Jx Jy Jz hx hy hz gamma gamma_up gamma_phi gamma_c gamma_c_up gamma_c_phi spin_scale".split()

SETS = {
    "emission": {"Jx": 0.6, "Jy": "[1.1, 1.7]", "Jz": 1},
    "field and weak pumping": {"Jx": 0.6, "Jy": "[1.15625, 3]", "Jz": 1, "hz": 0.35, "gamma_up": 0.2},
    "strong pumping": {"Jx": -0.4, "Jy": 0.8, "Jz": "[0.3, 1.2]", "gamma": 0.3, "gamma_up": 1.1, "hz": -0.2},
    "dephasing": {"Jx": 0.5, "Jy": 1.6, "Jz": 1, "gamma_phi": "[0.05, 0.6]"},
    "collective emission": {"Jx": 0.6, "Jy": 1.4, "Jz": 1, "gamma": 0.4, "gamma_c": "[0.6, 3]"},
    "collective pumping and dephasing": {"Jx": 0.3, "Jy": 1.2, "Jz": 0.9, "gamma_c_up": 0.7, "gamma_c_phi": "[0.2, 1.5]"},
    "everything": {"Jx": -0.7, "Jy": 1.3, "Jz": 0.4, "hz": 0.25, "gamma": 0.8, "gamma_up": 0.3, "gamma_phi": 0.15, "gamma_c": 0.5, "gamma_c_up": 0.2, "gamma_c_phi": "[0.1, 0.4]"},
    "transverse fields": {"Jx": 0.6, "Jy": "[1.1, 1.7]", "Jz": 1, "hx": 0.2, "hy": -0.3, "hz": 0.1, "gamma_phi": 0.1},
}


def steady_state(N, point):
    """The density matrix of PIQS in the Dicke basis and the spin operators S = 2J."""
    Sx, Sy, Sz = (2 * piqs.jspin(N, axis) for axis in "xyz")
    scale = point["spin_scale"] / (2 * (N - 1))
    H = scale * (point["Jx"] * Sx**2 + point["Jy"] * Sy**2 + point["Jz"] * Sz**2) + point["hx"] * Sx + point["hy"] * Sy + point["hz"] * Sz
    system = piqs.Dicke(
        N,
        hamiltonian=H,
        emission=point["gamma"],
        pumping=point["gamma_up"],
        dephasing=4 * point["gamma_phi"],
        collective_emission=point["gamma_c"] / (N - 1),
        collective_pumping=point["gamma_c_up"] / (N - 1),
        collective_dephasing=4 * point["gamma_c_phi"] / (N - 1),
    )
    size = H.shape[0]
    spin = np.array([j for j in piqs.j_vals(N)[::-1] for _ in range(int(2 * j + 1))])
    within = np.flatnonzero((spin[:, None] == spin[None, :]).ravel(order="F"))
    L = system.liouvillian().data.tocsr()[within][:, within].tolil()
    diagonal = np.flatnonzero(within % (size + 1) == 0)
    L[0] = 0
    L[0, diagonal] = 1
    right = np.zeros(len(within), complex)
    right[0] = 1
    rho = np.zeros(size * size, complex)
    rho[within] = spsolve(L.tocsc(), right)
    return rho.reshape((size, size), order="F"), [S.full() for S in (Sx, Sy, Sz)]


def entropy(rho, N):
    """Von Neumann entropy per spin of the state on 2^N: the eigenvalues of the block j are shared by its d_j copies."""
    total, start = 0.0, 0
    for j in piqs.j_vals(N)[::-1]:
        width = int(2 * j + 1)
        p = np.linalg.eigvalsh(rho[start : start + width, start : start + width])
        p = p[p > 1e-14]
        total -= np.sum(p * (np.log(p) - np.log(float(piqs.state_degeneracy(N, j)))))
        start += width
    return total / N


def observables(rho, operators, N):
    def mean(operator):
        return np.trace(operator @ rho).real

    Sx, Sy, Sz = operators
    pairs = N * (N - 1)
    squares = [S @ S for S in operators]
    found = {"Mz": mean(Sz) / N, "Sxy": mean(Sx @ Sy + Sy @ Sx) / (2 * pairs), "entropy": entropy(rho, N)}
    for name, square in zip(("Sxx", "Syy", "Szz"), squares):
        found[name] = (mean(square) - N) / pairs
    for name, square in zip(("Bx", "By"), squares):
        found[name] = mean(square) ** 2 / mean(square @ square)
    found["spin2"] = mean(sum(squares)) / (N * (N + 2))
    return found


@pytest.fixture(scope="module", params=SETS)
def ours(request, shared_pilind):
    """One run a set: all sizes and two values of one parameter."""
    name = request.param.replace(" ", "-")
    axis, = [key for key, value in SETS[request.param].items() if isinstance(value, str)]
    return axis, shared_pilind.solve(grid(**{**SETS[request.param], "N": SIZES}), name=f"{name}.yaml")


@pytest.mark.parametrize("size", range(len(SIZES)), ids=lambda k: f"N={SIZES[k]}")
def test_same_points_in_piqs(ours, size):
    axis, values = ours
    assert values["Mz"].shape == (len(SIZES), 2) and (values["status"] == 1).all()
    for k in range(2):
        point = {key: float(values[key][k] if key == axis else values[key]) for key in PARAMETERS}
        rho, operators = steady_state(SIZES[size], point)
        assert np.trace(rho).real == pytest.approx(1, abs=1e-12)
        for output, value in observables(rho, operators, SIZES[size]).items():
            assert values[output][size, k] == pytest.approx(value, abs=TOLERANCE), f"{output} at {axis} = {point[axis]}"


def test_piqs_reproduces_a_reference_value():
    """That the comparison is with the right model: N = 5 of the Jx = 0.6, Jz = 1 line, by brute force."""
    point = dict.fromkeys(PARAMETERS, 0.0) | {"Jx": 0.6, "Jy": 1.1, "Jz": 1.0, "gamma": 1.0, "spin_scale": 1.0}
    found = observables(*steady_state(5, point), 5)
    assert found["Mz"] == pytest.approx(-0.7900674596185195, abs=TOLERANCE)
    assert found["Bx"] == pytest.approx(0.41168321360302096, abs=TOLERANCE)
    assert found["entropy"] == pytest.approx(0.18857899311570941, abs=TOLERANCE)
