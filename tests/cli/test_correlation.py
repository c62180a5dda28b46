"""Task correlation end to end: resonance fluorescence, decay, sum rule, both models, frames, ranks, what it refuses."""
import numpy as np
import pytest

from program import grid


def ensemble(hamiltonian, dissipators, **keys):
    keys = {"A": "Sp", "B": "Sm", **keys}
    return grid(model="ensemble", task="correlation", hamiltonian=f'"{hamiltonian}"', dissipators="[" + ", ".join(f"{{jump: {jump}, rate: {rate}}}" for jump, rate in dissipators) + "]",
                **keys)


def values(numbers):
    return "[" + ", ".join(repr(float(x)) for x in numbers) + "]"


def bloch(w, g):
    """d<s>/dt = L <s> - (0, 0, g) for H = w sx/2, D[s-] at rate g."""
    return np.array([[-g / 2, 0, 0], [0, -g / 2, -w], [0, w, -g]]), np.array([0, 0, -g])


@pytest.mark.parametrize("N", [1, 7])
def test_resonance_fluorescence(pilind, N):
    """Independent spins: N times the Mollow spectrum of one, from its Bloch equations and the regression theorem; g2 of one spin:
    Carmichael, Walls, J. Phys. B 9, 1199 (1976)."""
    w, g = 3.0, 0.8
    omega, time = np.linspace(-6, 6, 25), np.array([0, 0.3, 1, 2.5, 7])
    v = pilind.solve(ensemble(f"{w}*Sx/2", [("sm", g)], N=N, omega=values(omega), time=values(time), g2="true"))
    L, source = bloch(w, g)
    s = -np.linalg.solve(L, source)
    plus, up, minus = (s[0] + 1j * s[1]) / 2, (1 + s[2]) / 2, (s[0] - 1j * s[1]) / 2
    start = np.array([up, -1j * up, -minus])  # <sa s->: sx s- = up projector, sy s- = -i up projector, sz s- = -s-
    connected = start - s * minus
    exact = [N * 2 * np.real(np.linalg.solve(1j * x * np.eye(3) - L, connected) @ [0.5, 0.5j, 0]) for x in omega]
    assert np.allclose(v["spectrum"].ravel(), exact, rtol=1e-10, atol=1e-12)
    assert v["omega_residual"].max() < 1e-11 and v["time_error"].max() < 1e-9 and (v["status"] == 1).all()
    values_, vectors = np.linalg.eig(L)
    courses = [vectors @ (np.exp(values_ * t) * np.linalg.solve(vectors, connected.astype(complex))) for t in time]
    c = N * np.array([x @ [0.5, 0.5j, 0] for x in courses]) + N**2 * plus * minus
    assert np.allclose(v["correlation_re"].ravel(), c.real, atol=1e-10) and np.allclose(v["correlation_im"].ravel(), c.imag, atol=1e-10)
    if N == 1:
        mu = np.sqrt(w**2 - g**2 / 16)
        assert np.allclose(v["g2"].ravel(), 1 - np.exp(-0.75 * g * time) * (np.cos(mu * time) + 0.75 * g / mu * np.sin(mu * time)), atol=1e-9)


def test_decay_of_independent_spins(pilind):
    """<s+(t) s-> = p_up exp(2 i hz t - k t), k = (loss + pump)/2 + 2 dephasing: a Lorentzian at 2 hz."""
    N, h, loss, pump, phi = 9, 1.3, 1.0, 0.4, 0.1
    omega, time = np.linspace(0, 5, 21), np.array([0.5, 0, 2])
    v = pilind.solve(ensemble(f"{h}*Sz", [("sm", loss), ("sp", pump), ("sz", phi)], N=N, omega=values(omega), time=values(time)))
    k, up = (loss + pump) / 2 + 2 * phi, N * pump / (loss + pump)
    assert np.allclose(v["spectrum"].ravel(), 2 * up * k / ((omega - 2 * h) ** 2 + k**2), rtol=1e-10)
    c = v["correlation_re"].ravel() + 1j * v["correlation_im"].ravel()
    assert np.allclose(c, up * np.exp((2j * h - k) * time), atol=1e-11)


MODEL = ("(0.6*Sx^2 + 1.3*Sy^2 + Sz^2)/(2*(N-1)) + 0.1*Sx + 0.2*Sy", [("sm", 1), ("Sz", "0.1/N")])


def test_sum_rule(pilind):
    """The integral of the spectrum over omega/(2 pi) is the real part of <A B> - <A><B>: omega = tan(theta), a smooth periodic function."""
    n = 400
    theta = (np.arange(n) + 0.5) * np.pi / n - np.pi / 2
    v = pilind.solve(ensemble(*MODEL, N=6, A='"Sp + 0.3*Sz^2/N"', B='"Sm*Sz/N + 0.2*i*Sx"', omega=values(np.tan(theta)), time=0))
    integral = (v["spectrum"].ravel() / np.cos(theta) ** 2).sum() * np.pi / n / (2 * np.pi)
    means = [v[f"mean_{x}_re"] + 1j * v[f"mean_{x}_im"] for x in "AB"]
    assert np.allclose(integral, v["correlation_re"] - (means[0] * means[1]).real, rtol=1e-9)


def test_both_models_frames_and_ranks(pilind):
    keys = {"N": "[4, 9]", "A": '"Sp + 0.2*Sz"', "B": '"Sm*Sz/N"', "omega": "-2:2:9", "time": "[0, 0.5, 3]", "g2": "true"}
    names = ("correlation_re", "correlation_im", "spectrum", "g2", "mean_A_re", "mean_B_im")
    one = pilind.solve(ensemble("(0.6*Sx^2 + 1.3*Sy^2 + Sz^2)/(2*(N-1)) + 0.1*Sx + 0.2*Sy", [("sm", 1)], **keys))
    xyz = pilind.solve(grid(task="correlation", Jx=0.6, Jy=1.3, Jz=1, hx=0.1, hy=0.2, **keys), name="xyz.yaml")
    off = pilind.solve(ensemble("(0.6*Sx^2 + 1.3*Sy^2 + Sz^2)/(2*(N-1)) + 0.1*Sx + 0.2*Sy", [("sm", 1)], frame="off", **keys), name="off.yaml")
    two = pilind.solve(ensemble("(0.6*Sx^2 + 1.3*Sy^2 + Sz^2)/(2*(N-1)) + 0.1*Sx + 0.2*Sy", [("sm", 1)], **keys), "-ranks_per_point", 2, ranks=2, name="two.yaml")
    turned = {"A": '"(Sz + i*Sx)/2 + 0.2*Sy"', "B": '"(Sz - i*Sx)/2*Sy/N"'}  # x, y, z called z, x, y
    other = pilind.solve(ensemble("(0.6*Sz^2 + 1.3*Sx^2 + Sy^2)/(2*(N-1)) + 0.1*Sz + 0.2*Sx", [('"(sz - i*sx)/2"', 1)], **{**keys, **turned}), name="turned.yaml")
    for v in (xyz, off, two, other):
        assert (v["status"] == 1).all()
        for name in names:
            assert np.allclose(v[name], one[name], rtol=1e-11, atol=1e-11), name


def test_what_is_not_connected(pilind):
    omega = np.array([-1.5, 0.2, 3])
    keys = {"N": 5, "A": "Sp", "B": "Sx", "omega": values(omega)}
    on, off = (pilind.solve(ensemble(*MODEL, connected=c, **keys), name=f"{c}.yaml") for c in ("on", "off"))
    A, B = (on[f"mean_{x}_re"] + 1j * on[f"mean_{x}_im"] for x in "AB")
    more = 2 * (A * B).imag / omega
    assert np.abs(more).min() > 1e-3 and np.allclose(off["spectrum"] - on["spectrum"], more, atol=1e-11)


def test_a_collective_spin_j(pilind):
    """Superradiant decay beside a drive, j = N/2 alone: the sum of both ways of writing N = 2 as a ladder of three states."""
    v = pilind.solve(ensemble("0.7*Sx", [("Sm", 0.5)], N=2, sector="j=N/2", omega="[-1, 0, 2]"))
    up = np.sqrt(2) * np.diag([1, 1], -1)  # basis m = -1, 0, 1
    H, C, one = 0.7 * (up + up.T), up.T, np.eye(3)
    D = C.conj().T @ C
    L = -1j * (np.kron(H, one) - np.kron(one, H.T)) + 0.5 * (np.kron(C, C.conj()) - 0.5 * np.kron(D, one) - 0.5 * np.kron(one, D.T))
    w, V = np.linalg.eig(L)
    rho = V[:, np.abs(w).argmin()].reshape(3, 3)
    rho /= np.trace(rho)
    b = (C @ rho - np.trace(C @ rho) * rho).ravel()
    trace = np.outer(rho.ravel(), one.ravel())  # regular at omega = 0
    exact = [2 * np.trace(up @ np.linalg.solve(1j * x * np.eye(9) - L + trace, b).reshape(3, 3)).real for x in (-1, 0, 2)]
    assert np.allclose(v["spectrum"].ravel(), exact, rtol=1e-10)


@pytest.mark.parametrize("keys, words", [
    ({"B": None}, ["B", "missing"]), ({"omega": None}, ["time", "omega", "missing"]), ({"B": "sm"}, ["B", "sum(sx)"]), ({"B": "Sq"}, ["B", "unknown name 'Sq'"]),
    ({"B": "Sm^5"}, ["B", "products of 5 operators"]), ({"A": '"Sp +"'}, ["A"]), ({"time": "[0, -1]"}, ["time", "-1"]), ({"g2": "true"}, ["g2", "time"]),
    ({"connected": "maybe"}, ["connected"]), ({"omega": "[1, 1]"}, ["omega"]), ({"dissipators": "[{jump: Sm, rate: 1}]"}, ["j"]),
])
def test_mistakes_have_one_line(pilind, keys, words):
    known = {"N": 4, "omega": "[0, 1]", "A": "Sp", "B": "Sm", "hamiltonian": "Sx", "dissipators": "[{jump: sm, rate: 1}]"}
    outcome = pilind(pilind.write(grid(model="ensemble", task="correlation", **{**known, **keys})))
    assert outcome.code == 1 and len(outcome.err.strip().splitlines()) == 1, outcome.err
    for word in words:
        assert word in outcome.err, outcome.err
    assert not (pilind.folder / "grid.h5").exists()
