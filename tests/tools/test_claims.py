"""tools/claims.py and the tables made with it, on data whose answer is known."""
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from papers import claims
from papers.ising2 import claims as ising2_claims
from papers.xyz import claims as xyz_claims
from papers.xyz import claims_anisotropy, claims_spectrum
from papers.xyz_large import asymptotics
from papers.xyz_large import claims as rows
from pilind.analysis import Estimate
from program import grid

ROOT = Path(__file__).resolve().parents[2]

JC = 1.15625


class Stub:
    """Stands for Results: axes N and Jy, outputs as functions of them."""

    def __init__(self, N, Jy, **outputs):
        self.fixed = {"Jx": 0.6, "Jz": 1.0, "gamma": 1.0, "gamma_c": 0.0, "spin_scale": 1.0}
        self.data = {"N": np.array(N), "Jy": np.array(Jy, float), "status": np.ones((len(N), len(Jy)))}
        self.axes = ["N", "Jy"]
        for name, f in outputs.items():
            self.data[name] = f(self.data["N"][:, None].astype(float), self.data["Jy"][None, :])

    def __getitem__(self, name):
        return self.data[name] if name in self.data else self.fixed[name]

    def select(self, name, N=None, Jy=None):
        i = slice(None) if N is None else int(np.flatnonzero(self.data["N"] == N)[0])
        k = slice(None) if Jy is None else int(np.argmin(np.abs(self.data["Jy"] - Jy)))
        return np.asarray(self.data[name])[i, k]


class StubFiles(dict):
    """Stands for Files."""

    def __getattr__(self, stem):
        return self[stem]


DOUBLING = [16, 32, 64, 128, 256, 512, 1024]
WINDOW = np.linspace(JC - 0.02, JC + 0.02, 9)


def critical_file(power=-0.5, Jc=JC, **more):
    """Mean-field finite-size scaling with corrections of relative size N^-1/2, or with another power or critical point."""
    def binder(slope):
        return lambda N, Jy: 0.456947 + 0.1 * np.tanh((Jy - Jc) * np.sqrt(N)) + slope / np.sqrt(N)

    return Stub(DOUBLING, WINDOW, Bx=binder(-0.02), By=binder(0.02), **more,
                Sxx=lambda N, Jy: 0.3 * N**power * (1 + 0.8 * N**-0.5) + 0 * Jy,
                Mz=lambda N, Jy: -1 + 0.5 * N**power * (1 - 0.3 / N) + 0 * Jy,
                gap=lambda N, Jy: 0.5 * N**power * (1 + 0.1 * N**-0.5) + 0 * Jy)


def row(part):
    """The one row of the XYZ paper with these words."""
    (function,) = [function for _, _, words, function in xyz_claims.claim.rows if part in words]
    return function


def critical_files(**how):
    r = critical_file(**how)
    return StubFiles({"xyz_large/critical": r, "xyz_large/critical_collective": r, "xyz_large/gap": r})


def test_a_printed_number_is_met_within_half_its_last_digit_and_the_error():
    assert claims.half_digit("1.144") == 0.0005 and claims.half_digit("60") == 0.5 and claims.half_digit("3e-4") == pytest.approx(0.5e-4)
    assert claims.agrees(1.14449, "1.144") and not claims.agrees(1.14451, "1.144")
    assert claims.agrees(Estimate(1.1452, 0.0008), "1.144") and not claims.agrees(Estimate(1.1452, 0.0003), "1.144")
    assert claims.agrees(-0.299, "-0.3") and not claims.agrees(-0.845, "-0.3")
    assert not claims.agrees(float("nan"), "1.144")


def test_verdicts_go_from_the_printed_words_down():
    assert claims.verdict(True, reading=True, corrected=True) == claims.REPRODUCED
    assert claims.verdict(False, reading=True, corrected=True) == claims.READING
    assert claims.verdict(False, corrected=True) == claims.CORRECTED
    assert claims.verdict(False) == claims.NOT
    assert (claims.holds(True), claims.holds(np.bool_(False)), claims.holds(claims.NOT)) == ("holds", "does not hold", claims.NOT)


def test_table_names_the_inputs_that_a_row_read_and_what_is_missing(tmp_path):
    table = claims.Claims("paper", title="A paper")
    files = claims.Files(str(tmp_path), "paper")
    files.read["paper/here"] = {"x": 2}
    table("Fig. 1", "x is 2")(lambda f: (f"|x| = {f.here['x']}", claims.verdict(f.here["x"] == 2)))
    table("Fig. 2", "y is 3")(lambda f: (f.here["x"], f["other/gone"]["y"] == 3))
    table("Fig. 3", "no file")(lambda f: ("1", False))
    first, second, third = table.table(files)
    assert first == ("Fig. 1", "x is 2", "|x| = 2", claims.REPRODUCED, "input/paper/here.yaml")
    assert second[2:] == ("other/gone.h5 is not there", claims.MISSING, "input/paper/here.yaml, input/other/gone.yaml")
    assert third[3:] == ("does not hold", "")

    count = claims.count(table.write(files, tmp_path / "claims.md"))
    lines = (tmp_path / "claims.md").read_text().splitlines()
    assert count == {claims.REPRODUCED: 1, claims.MISSING: 1, "does not hold": 1}
    assert lines[0] == "# A paper" and "| Fig. 1 | x is 2 | \\|x\\| = 2 | reproduced | input/paper/here.yaml |" in lines
    assert len([line for line in lines if line.startswith("| Fig.")]) == 3


def test_a_fault_in_a_row_is_not_hidden_as_missing():
    table = claims.Claims("paper", title="A paper")
    table("Fig. 1", "fails")(lambda f: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(table.table(claims.Files("nowhere", "paper")))


def test_claims_have_names_of_their_own():
    names = [claim.name for table in (xyz_claims.claim, ising2_claims.claim) for claim in table.rows]
    assert len(set(names)) == len(names) and "xyz/crossing_50_60" in names and "xyz_large/binder_limits" in names


@pytest.mark.parametrize("table", [xyz_claims.claim, ising2_claims.claim], ids=["xyz", "ising2"])
def test_every_row_is_complete_and_says_that_it_was_not_computed(table, tmp_path):
    found = list(table.table(claims.Files(str(tmp_path), table.paper)))
    assert len(found) == len(table.rows) > 20 and len({words for _, words, *_ in found}) == len(found)
    for place, words, text, answer, inputs in found:
        assert place and words and text
        assert (answer == claims.MISSING) == bool(inputs), words
        assert all((ROOT / path).exists() for path in filter(None, inputs.split(", "))), inputs


def test_exponents_at_the_critical_point_are_told_from_others():
    text, answer = rows.exponents_at_criticality(critical_files())
    assert answer is True and "-0.5" in text
    assert rows.exponents_at_criticality(critical_files(power=-0.46))[1] is False


def test_crossings_are_told_to_end_at_the_critical_point_or_beside_it():
    assert rows.crossing_limits(critical_files())[1]
    assert not rows.crossing_limits(critical_files(Jc=JC + 0.003))[1]


def test_binder_limits_are_told_from_another_value():
    assert rows.binder_limits(critical_files())[1]
    files = critical_files()
    files["xyz_large/critical"].data["Bx"] = files["xyz_large/critical"].data["Bx"] + 0.01
    assert not rows.binder_limits(files)[1]


@pytest.mark.parametrize("place, answer", [(1.1441, claims.REPRODUCED), (1.1495, claims.NOT)])
def test_the_papers_crossing_is_judged_by_its_digits(place, answer):
    def steps(at):
        return lambda N, Jy: 0.4 + 0.2 * np.tanh((Jy - at) * np.sqrt(N))

    r = Stub([50, 60], np.linspace(1, 1.3, 31), Bx=steps(place), By=steps(1.2))
    assert row("crosses at Jy = 1.144")(StubFiles(fig08=r))[1] == answer


@pytest.mark.parametrize("power, answer", [(1.1, claims.REPRODUCED), (1.0, claims.NOT)])
def test_the_papers_exponent_of_the_susceptibility_is_judged_by_its_digits(power, answer):
    r = Stub(np.arange(10, 96, 5), np.linspace(1, 1.7, 71), chi_av=lambda N, Jy: N**power * np.exp(-10 * (Jy - 1.35) ** 2))
    assert row("chi_av grows as N^1.1")(StubFiles(fig08=r))[1] == answer


def test_a_mirror_line_is_found_and_its_absence_too():
    re, im, copies = np.array([0.0, -1, -3, -4, np.nan]), np.array([0, 2, 2, 0, np.nan]), np.array([1.0, 2, 2, 1, np.nan])
    assert claims_spectrum.mirrored(re, im, copies, 4.0) < 1e-14
    assert claims_spectrum.mirrored(re, im, np.array([1.0, 3, 1, 1, np.nan]), 4.0) > 0.5
    assert claims_spectrum.mirrored(np.array([0.0, -1, -3.2, -4, np.nan]), im, copies, 4.0) == pytest.approx(0.2)


def parameters(**more):
    return {"Jx": 0.6, "Jz": 1.0, "gamma": 1.0, "gamma_c": 0.0, "spin_scale": 1.0, **more}


def test_limits_of_the_paramagnet():
    limits = asymptotics.bosons(parameters(), 1.1)
    assert limits.Sxx == pytest.approx(10 / 9) and limits.Syy == pytest.approx(40 / 9) and limits.Mz == pytest.approx(25 / 9)
    nbar = (np.sqrt((1 + 10 / 9) * (1 + 40 / 9) - (25 / 9) ** 2) - 1) / 2
    p = nbar ** np.arange(400) / (1 + nbar) ** np.arange(1, 401)  # thermal state of the same temperature
    assert limits.entropy == pytest.approx(-(p * np.log(p)).sum(), abs=1e-10)
    assert asymptotics.bosons(parameters(gamma=1 / 3, gamma_c=2 / 3), 1.1) == pytest.approx(limits)
    with pytest.raises(ValueError):
        asymptotics.bosons(parameters(), 1.2)


def test_susceptibility_of_the_paramagnet_is_that_of_the_mean_field():
    Jx, Jy, Jz, h = 0.6, 1.1, 1.0, 1e-6

    def rest(M, hx, hy):
        x, y, z = M
        dx, dy = 2 * (Jy - Jz) * y * z + 2 * hy * z - x / 2, 2 * (Jz - Jx) * x * z - 2 * hx * z - y / 2
        return np.array([dx, dy, 2 * (Jx - Jy) * x * y + 2 * (hx * y - hy * x) - z - 1])

    def steady(hx, hy):
        M = np.array([0.0, 0.0, -1.0])
        for _ in range(20):
            f = rest(M, hx, hy)
            J = np.stack([(rest(M + d, hx, hy) - rest(M - d, hx, hy)) / 2e-6 for d in 1e-6 * np.eye(3)], axis=1)
            M = M - np.linalg.solve(J, f)
        return M[:2] / h

    t = np.arange(64) * 2 * np.pi / 64
    lengths = [np.linalg.norm(steady(h * np.cos(a), h * np.sin(a))) for a in t]
    assert asymptotics.bosons(parameters(), 1.1).chi_av == pytest.approx(np.mean(lengths), rel=1e-5)


def test_bimodality_of_a_quartic_well():
    x = np.linspace(-4, 4, 20001)
    p = np.exp(-(x**4))
    assert asymptotics.zero_dimensional_binder() == pytest.approx((x**2 * p).sum() ** 2 / ((x**4 * p).sum() * p.sum()), rel=1e-10)


def test_bimodality_of_independent_spins():
    N, m = 5, 0.3
    states = np.array(np.meshgrid(*[[1, -1]] * N)).reshape(N, -1)
    p, s = np.prod((1 + m * states) / 2, axis=0), states.sum(0)
    assert claims_anisotropy.independent_bimodality(N, m**2) == pytest.approx((p * s**2).sum() ** 2 / (p * s**4).sum(), rel=1e-12)


def test_parity_and_collapse_of_known_curves():
    N = np.arange(4, 41)
    r = Stub(
        N,
        [10.0, 20.0],
        Sxx=lambda N, Jy: (N / Jy) / (1 + N / Jy) * 0.5 * (1 + 0.1 * (-1) ** N),
        Sxx_mf=lambda N, Jy: 0.5 + 0 * N * Jy,
        Bx=lambda N, Jy: np.log(N / (1.2 * Jy)) ** 2,
    )
    Jy, y = asymptotics.collapse(r, 2)
    assert list(Jy) == [10, 20] and np.allclose(y, 2 / 3 * 1.1)
    sizes, effect = asymptotics.even_odd(r, "Sxx", 20.0)
    assert (np.sign(effect[1:]) == -np.sign(effect[:-1])).all() and abs(abs(effect[sizes == 20][0]) - 0.2 / 1.1) < 1e-3
    assert abs(asymptotics.lowest_size(r, "Bx", 20.0).value - 24) < 0.05
    assert np.isnan(asymptotics.lowest_size(r, "Sxx", 20.0).value)


def test_from_the_program_to_the_table(pilind, tmp_path):
    meanfield = {"task": "meanfield", "N": 2, "Jy": "0:10:41"}
    steps = {"fig02": grid(**meanfield), "fig02_collective": grid(**meanfield, gamma=1 / 3, gamma_c=2 / 3)}
    steps["fig06"] = grid(N="[6, 10, 16]", Jy="0.75:1.75:21")
    folder = tmp_path / "figures" / "xyz"
    folder.mkdir(parents=True)
    for stem, text in steps.items():
        pilind.solve(text, name=f"{stem}.yaml")
        os.rename(tmp_path / f"{stem}.h5", folder / f"{stem}.h5")
    script = [sys.executable, ROOT / "tools" / "claims.py", "--out", tmp_path / "figures"]
    subprocess.run([*script, "xyz"], check=True, timeout=60)
    lines = (folder / "claims.md").read_text().splitlines()

    def line(words):
        return next(text for text in lines if words in text)

    assert "| reproduced |" in line("beyond Jy = 1.15625") and "1.15625000" in line("beyond Jy = 1.15625")
    assert "| reproduced |" in line("closed forms of the mean field")
    assert "| corrected |" in line("Sxx(N) > Syy(N)") and "Jy = 1.4" in line("Sxx(N) > Syy(N)")
    assert "| not computed |" in line("crosses at Jy = 1.144")
    alone = subprocess.run([*script, "xyz/closed_forms"], check=True, timeout=60, capture_output=True, text=True).stdout
    assert (
        alone.startswith("xyz/closed_forms: Eqs. 24, 25\n") and "verdict  reproduced" in alone and "input    input/xyz/fig06.yaml" in alone
    )
    wrong = subprocess.run([*script, "xyz/closed"], timeout=60, capture_output=True, text=True)
    assert wrong.returncode == 1 and wrong.stderr == "claims.py: no paper or claim xyz/closed; tools/claims.py --list shows all\n"
