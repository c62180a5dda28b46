"""The tasks of model ising2 against reference values computed apart, closed forms and identities."""
import h5py
import numpy as np
import pytest

from program import contents, grid, untimed_bytes


def ising2(task, **keys):
    return grid(model="ising2", task=task, **{"lambda" if key == "lambda_" else key: value for key, value in keys.items()})


def at(values, time):
    return int(np.argmin(np.abs(values["time"] - time)))


# h1 = 0.7 -> 1.1, gamma = 0.05: T, r, {t: (mx1, mx2, O, fidelity)}
QUENCHES = [
    (0.05, 10, {0: (0.7141439454582267, 0.000793492745247738, 0.0010121208947300704, 1), 1: (0.22742649158579448, 0.0002495652068505837, 0.0008899996411094019, 0.8991964439032228),
                10: (0.6362226988437237, 0.0007091588807217447, 0.0009722999821415337, 0.9898082073114054), 100: (-0.4772447094007462, -0.0005319324806264049, 0.000942853054236886, 0.6268600148380415)}),
    (0.05, 20, {5: (0.6973454911171654, 0.0007760255620334561, 0.000998428195742994, 0.9980004156766011), 100: (0.6787543205582207, 0.0007575448087951156, 0.0009816475123261665, 0.999268616970188)}),
    (0.8, 10, {0: (0.12119527586899954, 0.00013466132937709196, 0.0009573079715509752, 1), 100: (0.11029346375878195, 0.00012303546465072113, 0.0009274020646928146, 0.9971043500776029)}),
    (0.8, 20, {10: (0.09719356447812058, 0.00010838174984800769, 0.0009260754606621939, 0.9993795438789027), 100: (-0.11595909037222966, -0.00012941657141415645, 0.0009310398553338832, 0.98506742128775)}),
]


def test_quench_of_the_field(pilind):
    v = pilind.solve(ising2("quench", h1=1.1, h1_i=0.7, T="[0.05, 0.8]", gamma=0.05, r="[10, 20]", t_end=100, t_points=201), ranks=2)
    assert v["mx1"].shape == (2, 2, 201) and v["time"][-1] == 100
    for T, r, rows in QUENCHES:
        i, j = list(v["T"]).index(T), list(v["r"]).index(r)
        for t, row in rows.items():
            got = [v[name][i, j, at(v, t)] for name in ("mx1", "mx2", "O", "fidelity")]
            assert np.allclose(got, row, rtol=0, atol=[1e-9, 1e-10, 2e-10, 1e-9]), (T, r, t)
    assert np.allclose(v["rate"], -np.log(v["fidelity"]), atol=1e-15)
    assert (v["rho_min"] > -1e-12).all() and (v["degeneracy"] == 0).all()
    assert np.isnan(v["t_adiabatic"]).all(), "the closed form is of temperature quenches"
    assert v["t_zero"][0, 0] == pytest.approx(1.28849006, abs=1e-7)


def test_quench_to_eight_digits(pilind):
    """Also of the correlator, a thousand times smaller than the rest: against tolerances hundred times tighter."""
    keys = dict(h1=1.1, h1_i=0.7, T=0.8, gamma=0.05, r=20, t_end=200, t_points=101)
    v = pilind.solve(ising2("quench", **keys), name="default.yaml")
    w = pilind.solve(ising2("quench", **keys), "-quench_ts_rtol", "1e-13", "-quench_ts_atol", "1e-15", name="tight.yaml")
    for name in ("O", "fidelity", "purity", "mz1"):
        assert np.abs(v[name] / w[name] - 1).max() < 2e-8, name
    assert np.abs(v["mx1"] - w["mx1"]).max() < 1e-10 and w["steps"] > 1.5 * v["steps"]


def test_quench_of_the_temperature(pilind):
    """The first zero of mx1 comes 3.7 gamma^(2/3) after the adiabatic time, in units of 1/gamma."""
    v = pilind.solve(ising2("quench", h1=0.6, T=1.05, T_i=0.4, gamma="[0.4, 0.2]", r=20, t_unit="gamma", t_end=60, t_points=121), ranks=2)
    rows = {10: (0.6152799226472765, 0.0010094445289088876, 0.036997234739953005), 43: (0.0661079836960169, 0.0009680924854561445, 0.25786360266709957),
            45: (-0.017858202257596423, 0.0009680694137345471, 0.3032626307974905), 60: (0.008215124620327878, 0.0009708419976420616, 0.3046655413976849)}
    for t, row in rows.items():
        assert np.allclose([v[name][1, at(v, t)] for name in ("mx1", "O", "rate")], row, rtol=0, atol=[2e-9, 2e-10, 2e-9]), t
    assert np.allclose(v["t_adiabatic"], 43.25310601413491, rtol=1e-12)
    assert np.allclose(v["t_zero"], [45.49999400661853, 44.58938461482984], rtol=0, atol=1e-6)


def test_a_quench_ends_in_the_gibbs_state(pilind):
    v = pilind.solve(ising2("quench", h1="[0.6, 1.2]", h1_i=0.7, T=0.3, gamma=2, r=1, t_end=200, t_points=3))
    assert (v["distance"][:, 0] > 0.1).all() and (v["distance"][:, -1] < 1e-8).all()
    after = pilind.solve(ising2("equilibrium", h1="[0.6, 1.2]", T=0.3), name="after.yaml")
    for name in ("mz1", "mz2", "O", "purity", "concurrence"):
        assert np.allclose(v[name][:, -1], after[name], atol=1e-8), name


def test_a_closed_quench_keeps_its_purity(pilind):
    v = pilind.solve(ising2("quench", h1=1.1, h1_i=0.7, T=0.8, gamma=0, t_end=50, t_points=51))
    assert np.ptp(v["purity"]) < 1e-9 and np.ptp(v["mx1"]) > 0.05


def test_no_quench_no_motion(pilind):
    """h1_i and T_i are h1 and T unless they are given."""
    v = pilind.solve(ising2("quench", h1=0.6, T=0.4, t_end=20, t_points=5))
    assert np.ptp(v["mx1"]) < 1e-9 and v["mx1"][0] == pytest.approx(0.7819563535453288, abs=1e-11)
    assert (np.abs(v["fidelity"] - 1) < 1e-9).all() and np.isnan(v["t_zero"])


def test_a_local_quench_ends_in_its_steady_state(pilind):
    keys = dict(dissipator="local", h1=0.5, gamma_up=1, T=0.3)
    v = pilind.solve(ising2("quench", t_end=100, t_points=2, **keys))
    s = pilind.solve(ising2("steady", **keys), name="steady.yaml")
    for name in ("mx1", "my1", "mz1", "mx2", "O"):
        assert v[name][-1] == pytest.approx(s[name][0], abs=1e-9), name


# T = 0.05, gamma = 0.05, r = 10: h1: (mx1, mx2, O, concurrence)
STEADY = {
    0.1: (0.9949874532573179, 0.0011055408569484386, 0.0011090901561316025, 9.090889197048816e-05),
    0.5: (0.8660258676777801, 0.000962250314470242, 0.001060605525953625, 0.0004545444622810047),
    0.9: (0.43589288053158337, 0.0004843251075285562, 0.0009474747181384128, 0.0008181800423052712),
    1.1: (0, 0, 0.0009009005353054331, 0.000900900535305433),
}
GAPS = {0.5: (0.002187501007756998, 1.7320536243522235), 0.9: (0.0014875032716349101, 0.8717861299546046), 1.1: (0.0013636345617573029, 0.6633183136163416)}
SWEEP = dict(T=0.05, gamma=0.05, r=10)


def test_steady_states_with_thermal_jumps(pilind):
    v = pilind.solve(ising2("steady", h1=list(STEADY), sweep="both", **SWEEP))
    assert v["mx1"].shape == (4, 2) and list(v["sweep"]) == [1, -1]
    for k, (h1, row) in enumerate(STEADY.items()):
        for name, expected in zip(("mx1", "mx2", "O", "concurrence"), row):
            assert np.allclose(v[name][k], expected, rtol=1e-10, atol=0), (h1, name)
        if h1 in GAPS:
            assert np.allclose(v["gap"][k], GAPS[h1][0], rtol=1e-10) and np.allclose(v["omega"][k], GAPS[h1][1], rtol=1e-10)
    assert np.allclose(v["h1c"], 1.000001606978033, rtol=0, atol=1e-14)
    assert (v["stable"] == 1).all() and (v["residual"] < 1e-13).all()


def test_all_states_without_a_sweep(pilind):
    v = pilind.solve(ising2("steady", h1="[0.5, 1.1]", **SWEEP))
    assert list(v["states"]) == [3, 1] and (v["complete"] == 1).all()
    assert list(v["stable"][0][:3]) == [1, 1, 0]
    assert np.allclose(v["mx1"][0][:3], [0.8660258676777801, -0.8660258676777801, 0], atol=1e-12)
    assert np.isnan(v["mx1"][0][3:]).all() and np.isnan(v["mx1"][1][1:]).all()


def test_the_seed_chooses_the_branch(pilind):
    keys = dict(h1="0.8:1.2:9", sweep="both", **SWEEP)
    up = pilind.solve(ising2("steady", **keys), name="up.yaml")
    down = pilind.solve(ising2("steady", seed=-1e-6, **keys), name="down.yaml")
    assert (up["mx1"] >= 0).all() and up["mx1"][0].min() > 0.5
    assert np.allclose(down["mx1"], -up["mx1"], atol=1e-13) and np.allclose(down["O"], up["O"], rtol=1e-12)
    assert np.array_equal(up["mx1"][:, 0], up["mx1"][:, 1]), "no hysteresis"


def test_a_sweep_does_not_depend_on_the_order_of_its_axis(pilind):
    one = pilind.solve(ising2("steady", h1="0.9:1.1:5", sweep="backward", **SWEEP), name="one.yaml")
    other = pilind.solve(ising2("steady", h1="[1.1, 0.95, 1.0, 0.9, 1.05]", sweep="backward", **SWEEP), name="other.yaml")
    order = np.argsort(other["h1"])
    for name in ("mx1", "gap", "chi_F", "chi_F_grid"):
        assert np.allclose(one[name], other[name][order], rtol=1e-9, atol=1e-12, equal_nan=True), name


LINES = ising2("steady", h1="0.85:1.1:6", T="[0.05, 0.3, 0.6]", gamma="[0.05, 0.5]", sweep="both", r=10)


def test_lines_do_not_depend_on_ranks(pilind):
    """h1 is the first axis: a line of it is scattered over the file."""
    files = []
    for ranks in (None, 2, 3):
        name = f"lines{ranks}.yaml"
        v = pilind.solve(LINES, name=name, ranks=ranks)
        assert v["mx1"].shape == (6, 3, 2, 2) and (v["status"] == 1).all()
        files.append(untimed_bytes(pilind.folder / name.replace(".yaml", ".h5")))
    assert files[0] == files[1] == files[2]
    alone = pilind.solve(ising2("steady", h1="0.85:1.1:6", T=0.3, gamma=0.5, sweep="both", r=10), name="alone.yaml")
    for name in ("mx1", "gap", "chi_F_grid", "h1c"):
        assert np.array_equal(v[name][:, 1, 1], alone[name], equal_nan=True), name


def test_an_interrupted_line_is_solved_again_as_a_whole(pilind):
    pilind.solve(LINES, ranks=2)
    path = pilind.folder / "grid.h5"
    expected = untimed_bytes(path)
    with h5py.File(path, "r+") as file:
        file["status"][2, 1, 0] = 0
        file["mx1"][2:, 1, 0] = np.nan
    outcome = pilind("grid.yaml", ranks=3)
    assert outcome.code == 0 and "(32 done, 0 failed, 4 to do)" in outcome.out, "of 36 points those that were touched"
    assert untimed_bytes(path) == expected


def test_a_sweep_without_an_axis(pilind):
    v = pilind.solve(ising2("steady", h1=0.9, sweep="forward", **SWEEP))
    assert v["mx1"].shape == (1,) and v["mx1"][0] == pytest.approx(STEADY[0.9][0], rel=1e-10)


def test_fidelity_susceptibility(pilind):
    """1/(2(1 - h^2)) in the ordered phase; between grid points its peak is set by the step."""
    v = pilind.solve(ising2("steady", h1="0.3:1.3:51", sweep="forward", **SWEEP))
    inside = v["h1"] < 0.985
    assert np.allclose(v["chi_F"][inside, 0], 1 / (2 * (1 - v["h1"][inside] ** 2)), rtol=2e-4)
    assert np.nanmax(v["chi_F_grid"]) == pytest.approx(49.115960103721655, rel=1e-9)
    assert np.isnan(v["chi_F_grid"][-1, 0]) and np.isfinite(v["chi_F_grid"][:-1]).all()


def test_axis_around_a_critical_point(pilind):
    v = pilind.solve(ising2("steady", h1="around:h1c:2e-5:5", sweep="forward", **SWEEP))
    h1c = 1.000001606978033
    assert np.allclose(v["h1"], h1c + 1e-5 * np.array([-1, -0.5, 0, 0.5, 1]), rtol=0, atol=1e-14)
    assert v["h1"][2] == v["h1c"][2]
    assert abs(v["gap"][2, 0]) < 1e-10
    assert np.allclose(v["gap"][[0, -1], 0], [0.0012500250240671125, 0.00125001252408693], rtol=1e-8)
    assert v["mx1"][0, 0] == pytest.approx(0.004472121181634035, rel=1e-6)


@pytest.mark.parametrize("axis, keys, expected", [
    ("around:h1_lower:1e-3:3", {}, 0.06698742393074641), ("around:h1_upper:1e-3:3", {}, 0.9330138106697811),
    ("[0.5, around:h1c:1e-3:3]", {"T": 0.8}, 0.710414204490959),
])
def test_landmarks(pilind, axis, keys, expected):
    v = pilind.solve(ising2("stability", h1=axis, gamma_up=1, **keys))
    assert v["h1"][-2] == pytest.approx(expected, abs=1e-12)
    assert np.diff(v["h1"][-3:]) == pytest.approx([5e-4, 5e-4], abs=1e-12)


def test_temperature_around_its_critical_value(pilind):
    v = pilind.solve(ising2("equilibrium", h1=0.5, lambda_=0, T="around:Tc:0.2:5"))
    assert v["T"][2] == pytest.approx(0.5 / np.arctanh(0.5), rel=1e-13)
    assert list(v["phase"][[0, 1, 3, 4]]) == [1, 1, 0, 0]


def test_equilibrium(pilind):
    v = pilind.solve(ising2("equilibrium", h1="[0.3, 0.6, 0.7, 1.1]", T="[0.05, 0.4, 0.8]"))
    for h1, T, mx1, mx2 in ((0.7, 0.05, 0.714143945458226, 0.000793492745247737), (0.7, 0.8, 0.12119527586899947, 0.00013466132937709334), (0.6, 0.4, 0.7819563535453288, 0.0008688398108632203)):
        k, i = list(v["h1"]).index(h1), list(v["T"]).index(T)
        assert v["mx1"][k, i] == pytest.approx(mx1, abs=1e-12) and v["mx2"][k, i] == pytest.approx(mx2, abs=1e-14)
        assert mx2 / mx1 == pytest.approx(v["ratio_linear"][k, i], rel=1e-5)
    assert v["Tc_single"][:3, 0] == pytest.approx([0.9692439377866843, 0.8656170245333781, 0.807102010950154], rel=1e-13)
    assert v["Tc"][3, 0] == 0 and np.allclose(v["Tc"][:3], v["Tc_single"][:3], rtol=1e-4)
    assert v["h1c"][0] == pytest.approx([1.000001606978033, 0.9856255391142975, 0.710414204490959], abs=1e-13)
    assert v["mx_single"][2, 0] == pytest.approx(0.714142842854285, abs=1e-13)


def test_stability_of_the_symmetric_state(pilind):
    v = pilind.solve(ising2("stability", h1="[0.05, 0.3, 0.5, 0.9, 1.2]", gamma_up="[0.5, 1]"), ranks=2)
    assert np.allclose(v["gap"][:, 0], [-0.18588968637735462, -0.6665151916470651, -0.7500004287717654, -0.3500030575284092, 0.2500001991986628], rtol=0, atol=1e-12)
    assert np.allclose(v["gap"][:, 1], [0.0641105554266347, -0.41651496925531467, -0.5000002206018147, -0.10000289517773385, 0.5000003978032159], rtol=0, atol=1e-12)
    assert np.array_equal(v["phase"], v["gap"] < 0)


def test_stability_in_closed_form(pilind):
    """lambda = 0: -G/2 +- 2 sqrt(h (s - h))."""
    v = pilind.solve(ising2("stability", h1="0.02:1.4:70", gamma_up="0.1:2.2:22", gamma_down="[0, 0.3]", lambda_=0))
    h, up, down = np.meshgrid(v["h1"], v["gamma_up"], v["gamma_down"], indexing="ij")
    G, s = up + down, (up - down) / (up + down)
    root = np.sqrt((h * (s - h)).astype(complex))
    assert np.allclose(v["gap"], np.minimum(G / 2 - 2 * root.real, G / 2), atol=1e-7)


def test_steady_states_with_local_jumps(pilind):
    v = pilind.solve(ising2("steady", dissipator="local", h1="[0.1, 0.5, 0.93]", gamma_up=1))
    rows = {"mx1": (0.23452011325324987, 0.612372151413954, 0.07212417606715868), "my1": (0.5863002831331247, 0.306186075706977, 0.019388219372892118),
            "mz1": (0.7250003058774523, 0.6249990608561563, 0.9972024433134082), "O": (0.0009965296781926664, 0.0010105324849728466, 0.0009138367839831214),
            "gap": (0.3267917352900171, 0.5000004947548091, 0.021259581399212496), "omega": (0, 1.1180346286888154, 0)}
    for name, row in rows.items():
        assert v[name][:, 0] == pytest.approx(row, abs=1e-11), name
    assert (v["states"] == 3).all() and v["h1c"][0] == pytest.approx(0.9330138106697811, abs=1e-12) and v["h1c_lower"][0] == pytest.approx(0.06698742393074641, abs=1e-12)


def test_boundaries_and_tip(pilind):
    v = pilind.solve(ising2("transitions", along="h1", h1=0.5, gamma_up="[0.1, 1, 1.9, 2.1]"), ranks=2)
    assert list(v["boundaries"]) == [2, 2, 2, 0] and list(v["events"]) == [2, 2, 2, 0]
    expected = [(0.0006253922952541057, 0.9993758018692295), (0.06698742393074641, 0.9330138106697811), (0.3438757618637317, 0.6561255771009462)]
    assert np.allclose(v["boundary"][:3, :2], expected, rtol=0, atol=1e-12)
    assert np.allclose(v["event"][:3, :2], expected, rtol=0, atol=1e-10) and (v["kind"][:3, :2] == 1).all()
    assert v["tip_gamma_up"][:3] == pytest.approx([1.9999996887542273] * 3, abs=1e-9) and v["tip"][:3] == pytest.approx([0.5000006704827021] * 3, abs=1e-7)
    assert np.isnan(v["tip"][3])


def test_thermal_transition(pilind):
    v = pilind.solve(ising2("transitions", dissipator="thermal", along="T", lower=0.1, upper=1, h1=0.6, T=0.5, lambda_=0))
    assert v["boundary"][0] == pytest.approx(0.8656170245333781, rel=1e-12) and v["event"][0] == pytest.approx(0.8656170245333781, rel=1e-9)


@pytest.mark.parametrize("h1, h2, gamma_up, first, kind", [
    (0.5, 0.5, 0.7, 0.237558045268059, 1), (0.5, 0.5, 0.1, 0.2362428510189058, 2), (0.3, 0.5, 0.7, 0.20749652826786052, 0), (0.7, 0.7, 0.5, 0.1502368378639222, 1)])
def test_where_antiparallel_order_is_lost(pilind, h1, h2, gamma_up, first, kind):
    v = pilind.solve(ising2("transitions", along="lambda", lower=0, upper=1, h1=h1, h2=h2, lambda_=0.05, gamma_up=gamma_up))
    assert v["event"][0] == pytest.approx(first, abs=1e-9) and v["kind"][0] == kind
    assert v["mx1"][0] * v["mx2"][0] < -0.1 and (v["omega"][0] > 0.1) == (kind == 2)
    for side, states in ((-1e-4, 2), (1e-4, 0)):
        s = pilind.solve(ising2("steady", dissipator="local", h1=h1, h2=h2, lambda_=first + side, gamma_up=gamma_up), name=f"side{states}.yaml")
        stable = (s["stable"] == 1) & (s["mx1"] * s["mx2"] < 0)
        assert stable.sum() == states


@pytest.mark.parametrize("task, keys, words", [
    ("steady", {"h1": 0.5, "gamma": -1}, ["gamma: -1"]),
    ("steady", {"h1": 0.5, "gamma": 0}, ["gamma = 0"]),
    ("steady", {"h1": 0.5, "gamma_up": -1, "dissipator": "local"}, ["gamma_up: -1"]),
    ("steady", {"h1": 0.5, "gamma_down": -1, "dissipator": "local"}, ["gamma_down: -1"]),
    ("steady", {"h1": 0.5, "gamma_up": 0, "dissipator": "local"}, ["gamma_up + gamma_down = 0"]),
    ("stability", {"h1": 0.5, "gamma_up": "[1, 0]"}, ["gamma_up = 0", "gamma_up + gamma_down = 0"]),
    ("steady", {"h1": 0.5, "T": 0}, ["T must be above 0"]),
    ("equilibrium", {"h1": 0.5, "T": -1}, ["T: -1"]),
    ("steady", {"h1": 0.5, "r": 0.5}, ["r: 0.5"]),
    ("steady", {"h1": "[1, 5]", "h2": 5, "lambda_": 0, "T": 9}, ["h1 = 5", "levels 1 and 2"]),
    ("quench", {"h1": 1, "h2": 1, "lambda_": 0, "T": 5, "t_end": 1}, ["levels 1 and 2"]),
    ("quench", {"h1": 1, "T_i": 0, "t_end": 1}, ["T_i"]),
    ("quench", {"h1": 1}, ["t_end"]),
    ("quench", {"h1": 1, "t_end": 1, "gamma": 0, "t_unit": "gamma"}, ["t_unit"]),
    ("steady", {"h1": "around:h1c:1e-3:5", "T": "[0.05, 0.1]"}, ["h1", "T has several"]),
    ("steady", {"h1": "around:Tc:1e-3:5"}, ["Tc", "h1c h1_lower h1_upper"]),
    ("steady", {"h1": "around:h1c:1e-3:5", "T": 2}, ["there is no h1c"]),
    ("steady", {"h1": "around:h1c:0:5"}, ["around:landmark:width:count"]),
    ("steady", {"h1": "around:h1c:1"}, ["around:landmark:width:count"]),
    ("steady", {"h1": 0.5, "sweep": "sideways"}, ["sweep", "none|forward|backward|both"]),
    ("steady", {}, ["h1: missing"]),
    ("transitions", {"h1": 0.5, "lower": 1, "upper": 0}, ["lower"]),
    ("transitions", {"h1": 3}, ["between lower and upper"]),
    ("transitions", {"h1": 0.5, "along": "T"}, ["T has no part"]),
])
def test_bad_input(pilind, task, keys, words):
    before = contents(pilind.folder)
    outcome = pilind(pilind.write(ising2(task, **keys)))
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    for word in words:
        assert word in outcome.said[0]
    assert set(contents(pilind.folder)) - set(before) == {"grid.yaml"}


def test_full_order_is_a_state(pilind):
    """Without a field on model 1, mx1 is 1 to the last digit, where rounding may pass the edge of what is physical."""
    v = pilind.solve(ising2("steady", h1=0, T="[0.01, 0.05]", gamma=0.05, r=10, sweep="both"))
    assert (v["status"] == 1).all() and (v["stable"] == 1).all() and v["residual"].max() < 1e-10
    assert np.allclose(v["mx1"], 1, rtol=0, atol=1e-12)
