"""The mean field of model xyz: which state its columns are of, rings, and units, beside exact states."""
import numpy as np
import pytest

from program import grid

POINT = ["Mx", "My", "Mz", "stable", "kind", "family", "index"]


def test_columns_follow_the_branch_of_the_exact_state(pilind):
    """hx = 0.05 splits the pitchfork: two stable fixed points beyond Jy = 1.317, and the exact state goes on along the old one."""
    exact = pilind.solve(grid(N="[20, 60]", hx=0.05, Jy="1.2:1.6:5"), name="exact.yaml", ranks=2)
    v = pilind.solve(grid(task="meanfield", hx=0.05, Jy="1.2:1.6:81"), name="mf.yaml")
    assert np.array_equal(v["states"], np.where(v["Jy"] < 1.3175, 1, 2)) and (v["index_sum"] == 1).all() and (v["complete"] == 1).all()
    assert (v["Mx"][:, 0] < 0).all() and np.abs(np.diff(v["Mz"][:, 0])).max() < 0.01
    two = v["states"] == 2
    assert (v["Mx"][two, 1] > 0).all() and (v["stable"][two, :2] == 1).all() and (v["stable"][two, 2] == 0).all()
    assert np.allclose(exact["Mz_mf"], v["Mz"][::20, 0], rtol=0, atol=1e-13) and np.allclose(exact["Sxx_mf"], v["Mx"][::20, 0] ** 2, rtol=0, atol=1e-13)
    assert np.array_equal(exact["states_mf"][0], v["states"][::20]) and (exact["index_mf"] == 1).all() and (exact["kind_mf"] == 0).all()
    distance = np.abs(exact["Mz"] - exact["Mz_mf"])
    assert (distance[1] < 0.02).all() and (distance[1] < distance[0]).all()
    assert (np.abs(exact["Mz"][1, -1] - v["Mz"][-1, 1]) > 0.1), "the other stable point is far"
    assert (exact["error_mf"] < 1e-13).all()


def test_rings_of_a_laser(pilind):
    """H = 0, collective emission, pumping: Mz tends to w, Sxx to (1 - w) w/2 ... on a ring; the same with fields and couplings that only turn it."""
    keys = dict(Jx=0, Jy=0, Jz=0, gamma=0, gamma_c=1, gamma_up="[0.1, 0.3, 0.5, 0.8]")
    v = pilind.solve(grid(N="[25, 50, 100]", **keys), ranks=2)
    w = v["gamma_up"]
    assert np.allclose(v["Mz_mf"], w, rtol=0, atol=1e-14) and np.allclose(v["Sxx_mf"], w * (1 - w), rtol=0, atol=1e-14)
    assert np.array_equal(v["Sxx_mf"], v["Syy_mf"]) and (v["kind_mf"] == 1).all() and (v["states_mf"] == 1).all() and (v["index_mf"] == 1).all()
    for name in ("Mz", "Sxx"):
        distance = np.abs(v[name] - v[name + "_mf"])
        assert (distance[2] < 0.03).all() and (distance[2] < distance[0]).all(), name
    turning = pilind.solve(grid(N=50, **{**keys, "Jx": 0.3, "Jy": 0.3, "Jz": 1, "hz": 0.4}), name="turning.yaml")
    for name in ("Mz", "Sxx", "Mz_mf", "Sxx_mf", "kind_mf"):
        assert np.allclose(turning[name], v[name][1], rtol=0, atol=1e-10), name
    rings = pilind.solve(grid(task="meanfield", **{**keys, "Jx": 0.3, "Jy": 0.3, "Jz": 1, "hz": 0.4}), name="rings.yaml")
    assert np.allclose(rings["omega"][:, 0], 0.8 + 1.4 * w) and (rings["kind"][:, 0] == 1).all() and list(rings["branches"]) == [2] * 4


@pytest.mark.parametrize("keys, paramagnet", [
    (dict(Jx=-1.4500360003440695, Jy=1.2240793214590044, Jz=1.8904275162088036, hz=0.4384339920033723, gamma=0.36598520766459774, gamma_c=2.7586719134407494, gamma_c_up=0.10509429), True),
    (dict(Jx=-4.02, Jy=-1.01, Jz=-5.24, hz=-0.95, gamma=0.37, gamma_up=0.0, gamma_c=0.46), False)])
def test_larger_basin_of_two_phases(pilind, keys, paramagnet):
    """Paramagnet and ferromagnet are both stable: the exact state is near the one with the larger basin."""
    v = pilind.solve(grid(N=60, **keys))
    m = pilind.solve(grid(task="meanfield", **keys), name="mf.yaml")
    assert v["states_mf"] == 2 and m["states"] == 2 and (v["Sxx_mf"] + v["Syy_mf"] < 1e-15) == paramagnet
    other = np.flatnonzero((m["stable"] == 1) & (m["family"] != m["family"][0]))[0]
    near = np.hypot(v["Mz"] - v["Mz_mf"], v["Sxx"] - v["Sxx_mf"])
    far = np.hypot(v["Mz"] - m["Mz"][other], v["Sxx"] - m["Mx"][other] ** 2)
    assert near < far / 2


RATES = dict(Jx=0.6, Jy=1.5, Jz=1, hx=0.1, hy=-0.03, hz=0.2, gamma=0.7, gamma_up=0.1, gamma_phi=0.05, gamma_c=0.9, gamma_c_up=0.2)


def scaled(factor, keys=RATES):
    return {key: repr(value * factor) for key, value in keys.items()}


@pytest.mark.parametrize("keys", [RATES, {**RATES, "hx": 0, "hy": 0}, {**RATES, "hx": 0, "hy": 0, "Jy": 0.6, "gamma_up": 1.5, "gamma_c": 9}, {**RATES, "Jx": 4, "hx": 0.02, "hy": 0}])
def test_units_of_time(pilind, keys):
    a = pilind.solve(grid(task="meanfield", **scaled(1, keys)), name="a.yaml")
    for power in (-46, 17):
        b = pilind.solve(grid(task="meanfield", **scaled(2.0**power, keys)), name=f"two{power}.yaml")
        for name in POINT + ["share", "error", "residual", "branches", "states", "index_sum", "complete", "phase"]:
            assert np.array_equal(a[name], b[name], equal_nan=True), name
        for name in ("growth", "frequency", "omega"):
            assert np.array_equal(a[name] * 2.0**power, b[name], equal_nan=True), name
    for power in (-14, -5, 5):
        b = pilind.solve(grid(task="meanfield", **scaled(10.0**power, keys)), name=f"ten{power}.yaml")
        for name in POINT:
            assert np.allclose(a[name], b[name], rtol=0, atol=1e-12, equal_nan=True), name
        for name in ("growth", "frequency", "omega"):
            assert np.allclose(a[name] * 10.0**power, b[name], rtol=1e-11, atol=1e-12 * 10.0**power, equal_nan=True), name


def test_slow_rates_keep_the_closed_form(pilind):
    """Mz = -gamma/(4 sqrt((Jy-Jz)(Jz-Jx))) of the ferromagnet for any gamma (XYZ paper, Eq. 25)."""
    gamma = 10.0 ** -np.arange(0, 15)
    v = pilind.solve(grid(task="meanfield", Jy=1.5, gamma="[" + ", ".join(map(repr, gamma.tolist())) + "]"))
    order = np.argsort(v["gamma"])[::-1]
    assert np.allclose(v["Mz"][order, 0] / gamma, -1 / (4 * np.sqrt(0.5 * 0.4)), rtol=1e-13) and (v["states"] == 1).all() and (v["complete"] == 1).all()
    assert (v["stable"][:, :3] == [1, 1, 0]).all()


def test_a_field_alone_beside_dephasing(pilind):
    v = pilind.solve(grid(N=6, gamma=0, gamma_phi=0.7, hx=0.3))
    assert v["Mz_mf"] == 0 and v["entropy_mf"] == pytest.approx(np.log(2)) and v["states_mf"] == 1 and v["Mz"] == pytest.approx(0, abs=1e-12)


def test_nothing_isolated(pilind):
    outcome = pilind(pilind.write(grid(task="meanfield", gamma=0, gamma_phi=0.7)))
    assert outcome.code == 1 and len(outcome.said) == 1 and "not isolated" in outcome.said[0]
