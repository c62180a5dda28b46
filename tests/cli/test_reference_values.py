"""Steady states against numbers known from elsewhere: brute force and independent codes at a few points, closed forms for
independent spins, exact identities and symmetries of the model for any N."""
import numpy as np
import pytest

from program import grid

# N, Jy, Mz, Sxx, Syy, entropy, Bx at Jx = 0.6, Jz = 1, gamma = 1; the tolerance is that of the digits given.
REFERENCE = [
    (5, 1.1, -0.7900674596185195, 0.04475305109938952, 0.17901220439755772, 0.18857899311570941, 0.41168321360302096, 1e-12),
    (10, 1.15625, -0.8260250403379716, 0.06277799429301317, 0.1607116653901138, 0.13455788967381038, 0.418527426760254, 1e-12),
    (20, 1.7, -0.5088552128451594, 0.2597258213112421, 0.1484147550349956, 0.31149256581254636, 0.6995850807408743, 1e-12),
    (40, 1.15625, -0.9161683133332985, 0.03856074294715394, 0.0987155019447139, 0.04537869238023994, 0.422775518670847, 1e-11),
    (50, 1.15625, -0.9251423060387343, 0.0352276763646752, None, 0.03789819, None, 1e-11),
    (95, 1.15625, -0.945805509669, 0.026848159994, None, None, None, 1e-11),
]


PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


@pytest.fixture(scope="module")
def reference(shared_pilind):
    return shared_pilind.solve(grid(N="[5, 10, 20, 40, 50, 95]", Jy="[1.1, 1.15625, 1.7]"), ranks=2)


@pytest.mark.parametrize("N, Jy, Mz, Sxx, Syy, entropy, Bx, tolerance", REFERENCE)
def test_reference_point(reference, N, Jy, Mz, Sxx, Syy, entropy, Bx, tolerance):
    at = list(reference["N"]).index(N), list(reference["Jy"]).index(Jy)
    assert reference["Mz"][at] == pytest.approx(Mz, abs=tolerance)
    assert reference["Sxx"][at] == pytest.approx(Sxx, abs=tolerance)
    if Syy is not None:
        assert reference["Syy"][at] == pytest.approx(Syy, abs=tolerance)
    if entropy is not None:
        assert reference["entropy"][at] == pytest.approx(entropy, abs=max(tolerance, 5e-9 if N == 50 else 0))
    if Bx is not None:
        assert reference["Bx"][at] == pytest.approx(Bx, abs=tolerance)


def test_certificates_and_mean_field(reference):
    assert (reference["status"] == 1).all()
    assert reference["residual"].max() < 1e-12
    assert reference["trace_error"].max() < 1e-12
    assert reference["rho_min"].min() > -1e-12
    # Eqs. 24 and 25 of the XYZ paper: the paramagnet below Jy = 1.15625, then Mz = -1/(4 sqrt((Jy-Jz)(Jz-Jx))).
    Jy = reference["Jy"]
    Mz = np.where(Jy > 1.15625, -1 / (4 * np.sqrt(np.maximum(Jy - 1, 0) * 0.4)), -1)
    assert np.allclose(reference["Mz_mf"], Mz, atol=1e-7)
    ratio = reference["Sxx_mf"][:, 2] / reference["Syy_mf"][:, 2]
    assert np.allclose(ratio, 0.7 / 0.4, atol=1e-10)


@pytest.mark.long
@pytest.mark.parametrize("N, Jy, Mz, Sxx", [(95, 3, -0.292642039296836, 0.314390289338604), (200, 1.15625, -0.96264289761895, 0.01927266566868)])
def test_large_reference_point(pilind, N, Jy, Mz, Sxx):
    values = pilind.solve(grid(N=N, Jy=Jy), timeout=1200)
    assert values["Mz"] == pytest.approx(Mz, abs=1e-11)
    assert values["Sxx"] == pytest.approx(Sxx, abs=1e-11)


def test_exact_identities(pilind):
    """(Jz-Jx) Sxx = (Jy-Jz) Syy and Sxx + Syy + 2 Szz + 2 Mz = 0 for any N, without fields and collective rates."""
    v = pilind.solve(grid(N="[2, 3, 4, 7, 12, 31]", Jx="[-0.8, 0.6]", Jy="[0.2, 1, 1.3, 2.5]", Jz="[0.9, 1]"))
    Jx, Jy, Jz = v["Jx"][None, :, None, None], v["Jy"][None, None, :, None], v["Jz"]
    assert np.abs((Jz - Jx) * v["Sxx"] - (Jy - Jz) * v["Syy"]).max() < 1e-12
    assert np.abs(v["Sxx"] + v["Syy"] + 2 * v["Szz"] + 2 * v["Mz"]).max() < 1e-12
    at_Jz = list(v["Jy"]).index(1), list(v["Jz"]).index(1)
    assert np.abs(v["Sxx"][:, :, at_Jz[0], at_Jz[1]]).max() < 1e-13
    assert np.abs(v["Syy"][1:, :, at_Jz[0], at_Jz[1]]).min() > 1e-3, "beyond two spins the other one does not vanish"


SCALARS = ["Mz", "Sxx", "Syy", "Szz", "Sxy", "Bx", "By", "entropy", "purity", "spin2"]


def same(a, b, names=SCALARS, tolerance=1e-11):
    for name in names:
        assert np.abs(a[name] - b[name]).max() < tolerance, name


def test_only_differences_of_couplings_matter(pilind):
    a = pilind.solve(grid(N="[6, 15]", Jx=0.6, Jy="[1.1, 1.7]", Jz=1, gamma_up=0.2), name="a.yaml")
    shifted = pilind.solve(grid(N="[6, 15]", Jx=2.1, Jy="[2.6, 3.2]", Jz=2.5, gamma_up=0.2), name="shifted.yaml")
    same(a, shifted)
    mirrored = pilind.solve(grid(N="[6, 15]", Jx=0.4, Jy="[-0.1, -0.7]", Jz=0, gamma_up=0.2), name="mirrored.yaml")
    same(a, mirrored, ["Mz", "Sxx", "Syy", "Szz", "Bx", "By", "entropy", "purity", "spin2"])


def test_quarter_turn_about_z(pilind):
    """x -> y, y -> -x: with transverse fields, which couple the two parities."""
    rates = {"gamma_up": 0.3, "gamma_phi": 0.2, "gamma_c": 0.4, "hz": 0.35}
    a = pilind.solve(grid(N="[4, 9]", Jx=0.6, Jy=1.4, hx=0.3, hy=0.1, **rates), name="a.yaml")
    b = pilind.solve(grid(N="[4, 9]", Jx=1.4, Jy=0.6, hx=-0.1, hy=0.3, **rates), name="b.yaml")
    same(a, b, ["Mz", "Szz", "entropy", "purity", "spin2"])
    assert np.abs(a["Sxx"] - b["Syy"]).max() < 1e-11
    assert np.abs(a["Bx"] - b["By"]).max() < 1e-11
    assert np.abs(a["Sxy"] + b["Sxy"]).max() < 1e-11
    assert np.abs(a["Sxy"]).min() > 1e-3


@pytest.mark.parametrize("rates", [{"gamma": 0.1, "gamma_up": 1}, {"gamma": 1e-9, "gamma_up": 1}, {"gamma": 0.2, "gamma_up": 0.7, "gamma_c": 0.1, "gamma_c_up": 0.5, "gamma_phi": 0.3, "hz": 0.4}])
def test_pumping_mirrors_emission(pilind, rates):
    """Half a turn about x exchanges emission and pumping. At gamma = 1e-9 the all-down element of rho is below 1e-300."""
    swap = {"gamma": "gamma_up", "gamma_up": "gamma", "gamma_c": "gamma_c_up", "gamma_c_up": "gamma_c"}
    turned = {swap.get(key, key): -value if key == "hz" else value for key, value in rates.items()}
    up = pilind.solve(grid(N="[5, 40]", Jy="[1.1, 1.7]", **rates), name="up.yaml")
    down = pilind.solve(grid(N="[5, 40]", Jy="[1.1, 1.7]", **turned), name="down.yaml")
    assert (up["status"] == 1).all() and (up["Mz"] > 0).all()
    assert np.abs(up["Mz"] + down["Mz"]).max() < 1e-11
    assert np.abs(up["Sxy"] + down["Sxy"]).max() < 1e-11
    same(up, down, ["Sxx", "Syy", "Szz", "Bx", "By", "entropy", "purity", "spin2"])


def bloch(hx, hy, hz, gamma, gamma_up, gamma_phi):
    """Steady Bloch vector of one spin: dM/dt = 2 h x M - (transverse, transverse, longitudinal) M - (gamma - gamma_up) z."""
    t = (gamma + gamma_up) / 2 + 2 * gamma_phi
    A = np.array([[-t, -2 * hz, 2 * hy], [2 * hz, -t, -2 * hx], [-2 * hy, 2 * hx, -(gamma + gamma_up)]])
    return np.linalg.solve(A, [0, 0, gamma - gamma_up])


@pytest.mark.parametrize(
    "hx, hy, hz, gamma, gamma_up, gamma_phi",
    [(0.4, 0, 0, 1, 0, 0), (0, 0.7, 0, 1, 0, 0), (0.3, -0.5, 0.2, 1, 0.4, 0.15), (0.2, 0.1, -0.6, 0.3, 1.2, 0), (0, 0, 0.5, 0.6, 0.2, 0.8)],
)
def test_independent_spins(pilind, hx, hy, hz, gamma, gamma_up, gamma_phi):
    """Without couplings the state is a product of identical spins, whose Bloch vector solves three linear equations."""
    keys = {"hx": hx, "hy": hy, "hz": hz, "gamma": gamma, "gamma_up": gamma_up, "gamma_phi": gamma_phi}
    v = pilind.solve(grid(N="[2, 5, 11]", Jx=0, Jy=0, Jz=0, **keys))
    M = bloch(**keys)
    length = np.linalg.norm(M)
    p = np.array([1 + length, 1 - length]) / 2
    assert np.abs(v["Mz"] - M[2]).max() < 1e-12
    for name, product in [("Sxx", M[0] * M[0]), ("Syy", M[1] * M[1]), ("Szz", M[2] * M[2]), ("Sxy", M[0] * M[1])]:
        assert np.abs(v[name] - product).max() < 1e-12, name
    for name, product in [("Mx", M[0]), ("My", M[1]), ("Sxz", M[0] * M[2]), ("Syz", M[1] * M[2])]:
        assert np.abs(v[name] - product).max() < 1e-12, name
    one = (np.eye(2) + np.tensordot(M, PAULI, 1)) / 2
    assert np.abs(v["rho2_re"] + 1j * v["rho2_im"] - np.kron(one, one).ravel()).max() < 1e-12
    assert (v["concurrence"] < 1e-7).all()
    assert np.abs(v["entropy"] + sum(p * np.log(p))).max() < 1e-10
    assert np.abs(v["purity"] / np.sum(p * p) ** v["N"] - 1).max() < 1e-10


def test_dephasing_pulls_towards_the_mixed_state(pilind):
    """Dephasing with coupled spins: no closed form, but Mz and the correlations fall monotonously, and purity with them."""
    v = pilind.solve(grid(N=12, Jy=1.7, gamma_phi="[0, 0.1, 1, 10, 1000]"))
    assert (np.diff(v["Sxx"]) < 0).all()
    assert v["Sxx"][-1] < 1e-2 < v["Sxx"][0]
    assert abs(v["Mz"][-1] + 1) < 2e-2


def test_dephasing_with_a_field_has_the_mixed_state(pilind):
    """Dephasing is unital: with a field that breaks the last conservation law the only steady state is 1/2^N."""
    v = pilind.solve(grid(N="[2, 5, 8]", gamma=0, gamma_phi=0.7, hx=0.3))
    assert np.abs(v["Mz"]).max() < 1e-12
    assert np.abs(v["entropy"] - np.log(2)).max() < 1e-12
    assert np.abs(v["purity"] * 2.0 ** v["N"] - 1).max() < 1e-11


def test_spin_scale_multiplies_the_couplings(pilind):
    scaled = pilind.solve(grid(N=9, Jx=2.4, Jy=4.4, Jz=4, hz=0.2, spin_scale=0.25), name="scaled.yaml")
    plain = pilind.solve(grid(N=9, Jx=0.6, Jy=1.1, Jz=1, hz=0.2), name="plain.yaml")
    same(scaled, plain, tolerance=1e-13)


def test_solvers_agree(pilind):
    text = grid(N="[3, 10, 30]", Jy="[0.9, 1.4]", gamma_up=0.1, gamma_c=0.3)
    lu = pilind.solve(text, "-steady_method", "lu", name="lu.yaml")
    ilu = pilind.solve(text, "-steady_method", "ilu", name="ilu.yaml")
    assert (lu["solver"] != ilu["solver"]).all()
    same(lu, ilu)


def test_mean_field_branches(pilind):
    """Below the critical coupling one stable fixed point, above it two stable ones and the unstable paramagnet."""
    v = pilind.solve(grid(task="meanfield", Jy="[1.1, 1.7]"))
    assert list(v["branches"]) == [1, 3]
    assert list(v["phase"]) == [0, 1]
    assert np.allclose(v["Jy_critical"], 1.15625, atol=1e-12)
    assert list(v["stable"][1][:3]) == [1, 1, 0]
    assert np.isnan(v["Mz"][0][1:]).all() and np.isnan(v["Mz"][1][3:]).all()
    assert v["Mz"][0][0] == pytest.approx(-1, abs=1e-12)
    assert v["Mx"][1][0] == pytest.approx(-v["Mx"][1][1], abs=1e-12)
    assert v["Mx"][1][0] / v["My"][1][0] == pytest.approx(-np.sqrt(0.7 / 0.4), abs=1e-10)
