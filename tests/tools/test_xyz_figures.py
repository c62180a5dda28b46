"""Every figure of the XYZ paper from the paper's own inputs, run on tiny grids: the files are there and the lines carry the right numbers."""
import argparse
import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
matplotlib.use("Agg")
import figures  # noqa: E402
from papers.xyz import scaling  # noqa: E402
from pilind.results import Results  # noqa: E402

# What makes each input small; the rest of the input stays as the figure runs it.
TINY = {
    "fig02": "-Jy 0:10:41",
    "fig02_collective": "-Jy 0:10:41",
    "fig03": "-N 6,10 -Jx 0:2:21 -Jy 0:2:21",
    "fig04": "-N 3",
    "fig05": "-N 2,3,4 -Jy 0:4:9",
    "fig06": "-N 6,10 -Jy 0.75:1.75:21",
    "fig07": "-N 5,10,30,35,40",
    "fig08": "-N 10,15,20,25,30,35,40,50,60 -Jy 1.1:1.6:11",
    "fig09": "-N 6,10 -Jy 1:30:12",
    "fig09_exponents": "-N 10,15,20,25,30,35,40 -Jy 1:100:12",
    "fig10": "-N 6,10 -Jy 0.75:1.75:21",
    "fig11": "-N 5,10,30,35,40",
}
NAMES = [name for name in figures.FIGURES if name.startswith("xyz/")]
CRITICAL = 1.15625


@pytest.fixture(scope="module")
def folder(shared_pilind):
    """Results of all inputs that the paper's figures need, where figures.py looks for them."""
    (shared_pilind.folder / "xyz").mkdir()
    for stem in sorted({Path(path).stem for name in NAMES for path in figures.FIGURES[name][1:]}):
        outcome = shared_pilind(ROOT / "input" / "xyz" / f"{stem}.yaml", *TINY[stem].split(), "-output", f"xyz/{stem}.h5", ranks=1)
        assert outcome.code == 0, outcome.out + outcome.err
    return shared_pilind.folder


@pytest.fixture
def drawn(folder):
    """drawn("fig06") is the figure and its files' Results."""
    made = []

    def draw(name):
        function, *paths = figures.FIGURES["xyz/" + name]
        files = [Results(folder / path) for path in paths]
        made.append(function(*files, argparse.Namespace(rows=2)))
        return made[-1], *files

    yield draw
    for figure in made:
        matplotlib.pyplot.close(figure)


def lines(ax, **style):
    """Coordinates of the lines of an axes with these properties, as label="mean field"."""
    return [line.get_xydata().T for line in ax.lines if all(str(getattr(line, "get_" + key)()) == str(value) for key, value in style.items())]


def line(ax, **style):
    found = lines(ax, **style)
    assert len(found) == 1
    return found[0]


def test_one_command_draws_them_all(folder):
    command = [sys.executable, ROOT / "tools" / "figures.py", "xyz", "--out", folder]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        assert (folder / f"{name}.pdf").read_bytes()[:4] == b"%PDF" and (folder / f"{name}.png").stat().st_size > 10000
    assert {f"xyz/fig{number:02d}" for number in range(2, 12)} <= set(NAMES)


def test_fig02_shows_fixed_points_of_the_mean_field(drawn):
    figure, local, collective = drawn("fig02")
    for ax, r in zip(figure.axes, (collective, local)):
        (Jy, x), (_, y), (_, z) = (line(ax, label=rf"$\langle\hat\sigma^{a}\rangle$") for a in "xyz")
        g, G = float(r["gamma"]), float(r["gamma_c"])
        assert g + G == pytest.approx(1) and len(Jy) == 41
        # Eq. 7 for N to infinity
        assert np.abs(2 * (Jy - 1) * y * z - g / 2 * x + G / 2 * x * z).max() < 1e-9
        assert np.abs(0.8 * x * z - g / 2 * y + G / 2 * y * z).max() < 1e-9
        assert np.abs(2 * (0.6 - Jy) * x * y - g * (z + 1) - G / 2 * (x**2 + y**2)).max() < 1e-9
        assert (x[Jy > CRITICAL] > 0.1).all() and (z[Jy < CRITICAL] == -1).all()


def test_fig03_divides_the_plane_where_the_bimodalities_cross(drawn):
    figure, r = drawn("fig03")
    ax = figure.axes[0]
    Jx, Jy = line(ax, label="$B_x$, N = 6 and 10")
    larger = r.select("Bx", N=10) > r.select("Bx", N=6)
    for x, y in ((0.3, 1.75), (0.6, 1.7), (1.7, 0.3)):
        assert larger[np.argmin(abs(r["Jx"] - x)), np.argmin(abs(r["Jy"] - y))]
    on_grid = np.isclose(Jx[:, None], r["Jx"]).any(1) & (Jx < 0.75)
    assert on_grid.sum() >= 7
    for x, y in zip(Jx[on_grid], Jy[on_grid]):
        column = larger[np.argmin(abs(r["Jx"] - x))]
        assert column[r["Jy"] > y].all() and not column[r["Jy"] < y].any()
    x, y = line(ax, label="mean field")
    assert np.allclose((x - 1) * (y - 1), -1 / 16)
    marks = [tuple(float(v[0]) for v in found) for found in (lines(ax, marker="h") + lines(ax, marker="s") + lines(ax, marker="o"))]
    assert marks == [(0.6, 1.1), (0.6, pytest.approx(CRITICAL)), (0.6, 1.7)]


def test_fig03_data_keep_the_exact_symmetries(drawn):
    """x and y may be exchanged, and the signs of Jx - Jz and Jy - Jz reversed together: the figure itself uses neither."""
    figure, r = drawn("fig03")
    assert np.abs(r["Bx"] - r["By"].transpose(0, 2, 1)).max() < 1e-11
    assert np.abs(r["Bx"] - r["Bx"][:, ::-1, ::-1]).max() < 1e-11
    low, high = scaling.boundary(r, "Bx", 6, 10)
    assert np.allclose(np.sort(2 - low.Jx), high.Jx, atol=1e-9) and np.allclose(np.sort(2 - low.Jy), np.sort(high.Jy), atol=1e-9)


@pytest.mark.parametrize("name, label", [("fig06", r"$J_y/\gamma$"), ("fig10", r"$J_y/(\gamma+\Gamma)$")])
def test_fig06_and_fig10_show_quantities_and_distances_from_the_mean_field(drawn, name, label):
    figure, r = drawn(name)
    for column, quantity in enumerate(("Sxx", "Mz", "entropy")):
        upper, lower = figure.axes[column], figure.axes[3 + column]
        assert np.allclose(line(upper, label="N = 10"), (r["Jy"], r.select(quantity, N=10)))
        assert np.allclose(line(upper, label="mean field"), (r["Jy"], r.select(quantity + "_mf", N=10)))
        assert np.allclose(lower.lines[1].get_ydata(), np.abs(r.select(quantity, N=10) - r.select(quantity + "_mf", N=10)))
        assert lower.get_xlabel() == label
        cuts = sorted(x[0] for x, _ in lines(lower, linestyle="--"))
        assert np.allclose(cuts, (1.1, CRITICAL, 1.7)) and np.allclose(lower.get_xlim(), (0.75, 1.75))


@pytest.mark.parametrize("name", ["fig07", "fig11"])
def test_fig07_and_fig11_fit_what_they_show(drawn, name):
    figure, r = drawn(name)
    for ax, Jy in zip(figure.axes, (1.1, CRITICAL, 1.7)):
        texts = [text.get_text() for text in ax.texts]
        for k, quantity in enumerate(("Sxx", "Mz", "entropy")):
            distance = np.abs(r.select(quantity, Jy=Jy) - r.select(quantity + "_mf", Jy=Jy))
            slope = np.polyfit(np.log([30, 35, 40]), np.log(distance[-3:]), 1)[0]
            assert rf"$\alpha_{k + 1} = {slope:.2f}$" in texts
        shown = line(ax, label=r"$\Delta S^{xx}$")
        assert np.allclose(shown, ([30, 35, 40], np.abs(r.select("Sxx", Jy=Jy) - r.select("Sxx_mf", Jy=Jy))[-3:]))


def test_fig08_shows_crossings_and_maxima(drawn):
    figure, r = drawn("fig08")
    a, b, c, d = figure.axes[:4]
    assert np.allclose(line(a, label="N = 50"), (r["Jy"], r.select("Bx", N=50)))
    assert 1 / 3 in [y[0] for _, y in lines(a, linestyle="--")]
    crossing = scaling.crossing(r, "Bx", 50, 60).value
    assert 1.14 < crossing < 1.15
    assert [x[0] for x, _ in lines(a, color="r")] == [crossing]
    x, y = line(b, label="crossing of N and N + 5")
    assert np.allclose(1 / x, (10, 15, 20, 25, 30, 35)) and np.abs(np.array(y) - 1.15).max() < 0.02
    for n, at in zip((10, 15), y):
        difference = np.interp(at, r["Jy"], r.select("Bx", N=n) - r.select("Bx", N=n + 5))
        assert abs(difference) < 1e-3
    for n in (20, 60):
        assert any(np.allclose(curve, (r["Jy"], r.select("chi_av", N=n))) for curve in lines(c))
    sizes, heights = line(d, marker="*")
    assert len(sizes) >= 5
    for n, height in zip(sizes, heights):
        assert height == pytest.approx(r.select("chi_av", N=n).max(), rel=0.02)
    assert 1 < float(d.get_legend().get_texts()[0].get_text().split("= ")[1].split(" ")[0]) < 1.2


def test_fig09_shows_the_structure_factor_and_the_exponents(drawn):
    figure, r, all_sizes = drawn("fig09")
    a, b, c = figure.axes[:3]
    assert np.allclose(line(a, label="N = 10"), (r["Jy"], r.select("Sxx", N=10)))
    assert np.allclose(b.lines[1].get_ydata(), np.abs(r.select("Sxx", N=10) - r.select("Sxx_mf", N=10)))
    Jy, value = line(c, label="even N from 10")
    distance = np.abs(all_sizes["Sxx"] - all_sizes["Sxx_mf"])
    slopes = np.polyfit(np.log([10, 20, 30, 40]), np.log(distance[[0, 2, 4, 6]]), 1)[0]
    assert Jy[-1] == 100 and np.allclose(value[1:], slopes[1:])
    slopes = np.polyfit(np.log([30, 35, 40]), np.log(distance[[4, 5, 6]]), 1)[0]
    assert np.allclose(line(c, label="all N from 30")[1][1:], slopes[1:])
