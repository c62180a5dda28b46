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
