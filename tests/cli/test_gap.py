"""Tasks gap and spectrum: their options, what they write, and what they refuse."""
import numpy as np
import pytest

from program import grid


def test_gap_of_the_full_space(pilind):
    """Reference: all irreps at N = 4 and 5, checked against the 4^N matrix."""
    v = pilind.solve(grid(task="gap", space="full", N="[4, 5]", Jy="[0.5, 1.5]"), ranks=2)
    assert np.allclose(v["gap"], [[0.5037509404, 0.2248158299], [0.5027452838, 0.1820241620]], atol=1e-9)
    assert np.allclose(v["gap_imag"], [[2.36876829, 0], [2.27576967, 0]], atol=1e-7)
    assert np.allclose(v["antigap"], v["gap"], rtol=1e-9)
    assert v["gap_rows"].tolist() == [[1, 0], [1, 0]]
    assert v["gap_partition"].tolist() == [[[3, 1, 0, 0], [4, 0, 0, 0]], [[4, 1, 0, 0], [5, 0, 0, 0]]]
    assert (v["gap_proven"] == 1).all() and (v["gap_parity"] == 1).all() and (v["rightmost"] > 0).all()
    assert v["residual"].max() < 1e-10 and v["left_residual"].max() < 1e-10 and v["condition"].min() >= 1 - 1e-12


def test_unproven_gap_says_so(pilind):
    v = pilind.solve(grid(task="gap", space="full", N=6, Jy=1.5, prove="false"))
    assert v["gap_proven"] == 0 and v["status"] == 1


def test_antigap_without_pt_symmetry(pilind):
    v = pilind.solve(grid(task="gap", gamma_c=0.4))
    assert np.isnan(v["antigap"]) and v["gap"] > 0 and v["status"] == 1
    outcome = pilind(pilind.write(grid(task="gap", gamma_c=0.4, antigap="true"), "other.yaml"))
    assert outcome.code == 1 and "PT" in outcome.said[0] and len(outcome.said) == 1
    assert not (pilind.folder / "other.h5").exists()


@pytest.mark.parametrize("N", [6, 7])
def test_dephasing_has_an_antigap_of_its_own(pilind, N):
    v = pilind.solve(grid(task="gap", N=N, gamma=0, gamma_phi=0.7))
    assert v["antigap"] == pytest.approx(v["gap"], rel=1e-9) and v["gap"] > 1e-3


def test_degenerate_steady_states_are_refused(pilind):
    outcome = pilind(pilind.write(grid(task="gap", gamma=0, gamma_phi=1, Jx=1, Jy=1)))
    assert outcome.code == 1 and "conserves" in outcome.said[0]


def test_fields_mix_the_parities(pilind):
    v = pilind.solve(grid(task="gap", hx=0.3, N=4))
    assert v["gap_parity"] < 0, "fill"
    assert v["gap"] > 0 and v["status"] == 1


def test_farmed_points_do_not_depend_on_the_ranks(pilind):
    text = grid(task="gap", space="full", N="[3, 6]", Jy="[0.5, 1.5, 2]")
    for ranks in (1, 2):
        assert pilind(pilind.write(text), "-output", f"{ranks}.h5", "-ranks_per_point", 1, ranks=ranks).code == 0
    a, b = pilind.results("1.h5"), pilind.results("2.h5")
    assert all(np.array_equal(a[k], b[k], equal_nan=a[k].dtype.kind == "f") for k in a)


def test_dry_run_estimates_the_gap(pilind):
    outcome = pilind(pilind.write(grid(task="gap", N="[10, 95]")), "-dry_run")
    assert outcome.code == 0 and "lapack" in outcome.out and "krylov" in outcome.out and "152096" in outcome.out


def test_spectrum_of_four_spins(pilind):
    """XYZ paper, Fig. 4: the mirror line of panel (a), none in panel (b); the gaps of the full space and of the symmetric sector."""
    v = pilind.solve(grid(task="spectrum", space="full", N=4, Jy=1, nev=150, gamma="[1, 0.3333333333333333]", gamma_c="[0, 0.6666666666666666]"))
    for at in ((0, 0), (1, 1)):
        assert v["modes"][at] == 116 and v["complete"][at] == 1
        assert np.nansum(v["multiplicity"][at]) == 4**4
        assert np.isnan(v["eigenvalue_re"][at][116:]).all()
    modes = v["eigenvalue_re"][0, 0] + 1j * v["eigenvalue_im"][0, 0]
    modes = modes[~np.isnan(modes)]
    mirrored = -v["two_eta"][0, 0] - modes
    assert v["two_eta"][0, 0] == 4 and max(abs(modes - x).min() for x in mirrored) < 1e-6
    assert np.isnan(v["two_eta"][1, 1])
    re, rows = v["eigenvalue_re"][1, 1], v["mode_rows"][1, 1]
    assert -re[1] == pytest.approx(0.239464, abs=1e-6)
    assert -re[:116][rows[:116] == 0][1] == pytest.approx(0.356870, abs=1e-6)


def test_spectrum_keeps_the_slowest_modes(pilind):
    v = pilind.solve(grid(task="spectrum", N=6, nev=5))
    assert v["eigenvalue_re"].shape == (5,) and v["modes"] == 5 and v["complete"] == 0
    assert abs(v["eigenvalue_re"][0]) < 1e-12 and (np.diff(v["eigenvalue_re"]) <= 0).all()


def dense_liouvillian(keys):
    """The 4^N matrix of the model's definition: Kronecker products of Pauli matrices, rho stacked row by row."""
    N = keys["N"]
    pauli = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])

    def on_site(i, matrix):
        return np.kron(np.kron(np.eye(2**i), matrix), np.eye(2 ** (N - 1 - i)))

    spins = [[on_site(i, s) for s in pauli] for i in range(N)]
    total = [sum(s[a] for s in spins) for a in range(3)]
    H = sum(keys["J" + a] / (2 * (N - 1)) * S @ S + keys["h" + a] * S for a, S in zip("xyz", total))
    lower = [(s[0] - 1j * s[1]) / 2 for s in spins]
    jumps = [(keys["gamma"], lower), (keys["gamma_up"], [A.conj().T for A in lower]), (keys["gamma_phi"], [s[2] for s in spins])]
    collective = ("gamma_c", sum(lower)), ("gamma_c_up", sum(lower).conj().T), ("gamma_c_phi", total[2])
    jumps += [(keys[name] / (N - 1), [A]) for name, A in collective]
    one = np.eye(2**N)
    L = -1j * (np.kron(H, one) - np.kron(one, H.T))
    for rate, operators in jumps:
        for A in operators:
            loss = A.conj().T @ A
            L += rate * (np.kron(A, A.conj()) - (np.kron(loss, one) + np.kron(one, loss.T)) / 2)
    return L


def match(distance):
    """A one-to-one assignment of rows to columns, nearest pairs first."""
    partner, taken = np.full(len(distance), -1), np.zeros(len(distance), bool)
    for k in np.argsort(distance, axis=None):
        row, column = divmod(int(k), len(distance))
        if partner[row] < 0 and not taken[column]:
            partner[row], taken[column] = column, True
    return partner


@pytest.mark.parametrize("N", [2, 3, 4, 5])
@pytest.mark.parametrize("hx, hy", [(0, 0), (0.35, -0.2)])
def test_union_of_spectra_is_that_of_the_lindblad_equation(pilind, N, hx, hy):
    """Every channel on, without and with fields that mix the parities: each eigenvalue of the 4^N matrix exactly once."""
    keys = dict(N=N, Jx=0.7, Jy=-1.3, Jz=0.4, hx=hx, hy=hy, hz=0.25, gamma=0.9, gamma_up=0.3, gamma_phi=0.2)
    keys.update(gamma_c=0.5, gamma_c_up=0.15, gamma_c_phi=0.1)
    v = pilind.solve(grid(task="spectrum", space="full", nev=600, **keys), ranks=2)
    count = int(v["modes"])
    assert v["complete"] == 1 and count < 600
    modes = np.repeat((v["eigenvalue_re"] + 1j * v["eigenvalue_im"])[:count], v["multiplicity"][:count].astype(int))
    wanted = np.linalg.eigvals(dense_liouvillian(keys))
    assert len(modes) == len(wanted) == 4**N
    distance = np.abs(modes[:, None] - wanted[None, :])
    partner = match(distance)
    assert distance[np.arange(4**N), partner].max() < 1e-10


def test_a_bad_word_for_the_search_is_refused(pilind):
    outcome = pilind(pilind.write(grid(task="gap")), "-gap_method", "nonsense")
    assert outcome.code == 1 and len(outcome.said) == 1 and "lapack, krylov, shift_invert" in outcome.said[0]
    assert not (pilind.folder / "grid.h5").exists()


ALL_OFF = dict(Jx=0, Jy=0, Jz=0, hx=0, hy=0, hz=0, gamma=0, gamma_up=0, gamma_phi=0, gamma_c=0, gamma_c_up=0, gamma_c_phi=0)


@pytest.mark.parametrize("N, keys, partition", [
    (4, dict(Jx=0.6534, Jy=0.6187, Jz=-0.6644, hz=-2.867, gamma=8.352e-8, gamma_phi=1.316e-8, gamma_c=5.559e-9, gamma_c_up=1.267e-6), [2, 2, 0, 0]),
    (3, dict(Jx=-2.2360203706, Jy=0.2639674552, Jz=-4.397705029, hz=-96.9, gamma_up=0.136), [2, 1, 0, 0]),
    (4, dict(Jx=0.02017, Jy=3.6485, Jz=2.2134, hz=-96.9, gamma=8.7e-7, gamma_up=0.136, gamma_phi=1.24e-6, gamma_c=6.4e-7, gamma_c_phi=2e-8), [3, 1, 0, 0]),
    (4, dict(Jx=0.3, Jy=-0.4, Jz=0.1, hx=40, hz=70, gamma=2e-9, gamma_up=7e-9, gamma_phi=3e-9), None),
    (3, dict(Jx=1, Jy=2, Jz=0.5, hx=0.1, hy=-0.2, gamma=1e-8, gamma_c=5, gamma_c_up=3), None),
])
def test_gap_beside_larger_numbers(pilind, N, keys, partition):
    """Blocks that decay almost alike, and rates far below couplings and fields: the tie names an irrep, the number is the slowest."""
    keys = {**ALL_OFF, **keys, "N": N}
    v = pilind.solve(grid(task="gap", space="full", **keys))
    L = dense_liouvillian(keys)
    slowest = -np.sort(np.linalg.eigvals(L).real)[-2]
    own = 1e-14 * abs(L).sum(axis=0).max()
    assert v["status"] == 1 and v["gap_proven"] == 1
    assert abs(v["gap"] - slowest) <= v["gap_error"] + own
    assert 0 < v["gap_error"] < 1e-5 * v["gap"]
    assert partition is None or v["gap_partition"].tolist() == partition


def test_ties_are_named_in_order(pilind):
    """Spins that do not couple decay alike in many irreps; and two pairs of the same decay, of which rounding must not choose."""
    v = pilind.solve(grid(task="gap", space="full", **{**ALL_OFF, "N": 4, "gamma": 0.7, "hz": 0.3}))
    assert v["gap_partition"].tolist() == [4, 0, 0, 0] and v["gap"] == pytest.approx(0.35, rel=1e-12) and v["gap_proven"] == 1
    v = pilind.solve(grid(task="gap", N=2, Jy="[2.1, 2.2, 2.5]"), name="pairs.yaml")
    assert np.allclose(v["gap"], 1, rtol=1e-12, atol=0)
    assert np.allclose(v["gap_imag"], [0.07779158261, 0.1976237238, 0.3348924992], rtol=1e-9, atol=0)


@pytest.mark.parametrize("task", ["gap", "spectrum"])
def test_units_do_not_matter(pilind, task):
    """Rates times 2^k give eigenvalues times 2^k, to the last bit; rates in eV the same eigenvalues in eV."""
    keys = dict(Jx=0.6, Jy=1.5, Jz=1, hz=0.1, gamma=1, gamma_phi=0.3)
    rates = ("gap", "gap_imag", "gap_error", "residual", "left_residual", "eigenvalue_re", "eigenvalue_im", "error")

    def solve(factor, name):
        return pilind.solve(grid(task=task, space="full", N=4, **{k: x * factor for k, x in keys.items()}), name=name)

    one, binary, decimal = solve(1, "one.yaml"), solve(2.0**-70, "binary.yaml"), solve(1e-12, "decimal.yaml")
    for name in one:
        if name in keys:
            continue
        factor = 2.0**70 if name in rates else 1
        assert np.array_equal(one[name], binary[name] * factor, equal_nan=one[name].dtype.kind == "f"), name
    for name in ("gap", "eigenvalue_re"):
        if name in one:
            assert np.allclose(one[name], decimal[name] * 1e12, rtol=1e-9, atol=1e-10, equal_nan=True)
    assert one["status"] == binary["status"] == decimal["status"] == 1


def test_errors_of_a_spectrum_are_told(pilind):
    """The mirror image of the spectrum of N = 20, far off where the eigenvalues are badly conditioned."""
    v = pilind.solve(grid(task="spectrum", N=20, Jy=1.5, nev=1800))
    count = int(v["modes"])
    modes, error = (v["eigenvalue_re"] + 1j * v["eigenvalue_im"])[:count], v["error"][:count]
    assert count == 1771 and v["complete"] == 1 and (error > 0).all() and error.max() < 1e-5
    distance = np.abs(modes[:, None] - (-v["two_eta"] - modes)[None, :])
    nearest = distance.argmin(axis=0)
    off = distance.min(axis=0)
    assert off.max() > 1e-10 and (off <= error + error[nearest]).all()


@pytest.mark.long
def test_more_modes_than_there_are(pilind):
    v = pilind.solve(grid(task="spectrum", N=21, hx=0.1, nev=2100), timeout=900)
    assert v["modes"] == 2024 and v["complete"] == 1


@pytest.mark.parametrize("task", ["gap", "spectrum"])
@pytest.mark.parametrize("option, value", [
    ("-gap_inverse", "ilu"), ("-gap_pc_type", "ilu"), ("-gap_eps_type", "nonsense"), ("-gap_bv_type", "nonsense"),
    ("-gap_adi_ksp_type", "nonsense"), ("-gap_pc_factor_mat_solver_type", "nonsense"),
])
def test_bad_words_of_the_solver_are_refused(pilind, task, option, value):
    outcome = pilind(pilind.write(grid(task=task)), option, value)
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("ranks", [1, 2])
@pytest.mark.parametrize("task, options", [
    ("gap", ("-gap_method", "shift_invert", "-gap_mat_mumps_icntl_7", 4)),
    ("susceptibility", ("-susceptibility_method", "lu", "-susceptibility_mat_mumps_icntl_7", 4)),
])
def test_orderings_do_not_meet_tiny_matrices(pilind, task, options, ranks):
    """PORD ends the process on some matrices of up to six rows, or leaves the other ranks waiting."""
    v = pilind.solve(grid(task=task, N="[2, 3]"), *options, "-ranks_per_point", ranks, ranks=ranks)
    assert (v["status"] == 1).all()


@pytest.mark.parametrize("way", ["lu", "adi"])
def test_inverse_in_both_ways(pilind, way):
    """Against the Krylov method on products; every channel that adi takes."""
    text = grid(task="gap", N=18, Jy="[0.4, 1.15625, 1.7]", gamma_up="[0, 0.4]")
    v = pilind.solve(text, "-gap_method", "shift_invert", "-gap_inverse", way)
    reference = pilind.solve(text, "-gap_method", "krylov", name="reference.yaml")
    assert (v["status"] == 1).all() and (v["rightmost"] == 0).all() and (reference["rightmost"] == 2).all()
    assert np.allclose(v["gap"], reference["gap"], rtol=1e-9, atol=0) and np.allclose(v["antigap"], v["gap"], rtol=1e-9, atol=0)
    assert np.allclose(v["condition"], reference["condition"], rtol=1e-5)
    assert max(v[name].max() for name in ("residual", "left_residual", "antigap_residual")) < 1e-9


def test_large_gaps_go_to_the_structured_inverse(pilind):
    text = grid(task="gap", N="[95, 200]")
    plain = pilind(pilind.write(text), "-dry_run").out
    assert "krylov, else shift_invert (adi)" in plain and ", shift_invert (adi)" in plain
    dephased = pilind(pilind.write(grid(task="gap", N=95, gamma_phi=0.1)), "-dry_run").out
    assert "krylov, else shift_invert (lu)" in dephased
    for option, word in (("lu", "reach"), ("adi", "local loss")):
        outcome = pilind(pilind.write(grid(task="gap", N=200, gamma_phi=0.1)), "-gap_method", "shift_invert", "-gap_inverse", option, "-dry_run")
        assert outcome.code == 1 and len(outcome.said) == 1 and word in outcome.said[0]


def test_antigap_is_lost_in_the_ordinary_scaling(pilind):
    text = grid(task="gap", N="[20, 50]", Jy=1.15625)
    v = pilind.solve(text.replace("N:", "antigap: ordinary\nN:"))
    assert v["antigap"][0] == pytest.approx(v["gap"][0], rel=1e-9) and abs(v["antigap"][1] / v["gap"][1] - 1) > 1e-2
    outcome = pilind(pilind.write(grid(task="gap", space="full", antigap="ordinary"), "other.yaml"))
    assert outcome.code == 1 and "ordinary" in outcome.said[0]
