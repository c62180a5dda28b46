"""Every figure of the XYZ paper from the paper's own inputs, run on tiny grids: the files are there and the lines carry the right
numbers."""

import os
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from papers.xyz import cuts, figures_steady, scaling
from papers.xyz.figures import FIGURES
from pilind import style
from pilind.results import Results
from program import grid

ROOT = Path(__file__).resolve().parents[2]

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
CRITICAL = 1.15625


@pytest.fixture(scope="module")
def folder(shared_pilind):
    """Results of all inputs that the paper's figures need, where figures.py looks for them."""
    style.use()
    (shared_pilind.folder / "xyz").mkdir()
    for stem in sorted({Path(path).stem for figure in FIGURES.values() for path in figure.files}):
        outcome = shared_pilind(ROOT / "input" / "xyz" / f"{stem}.yaml", *TINY[stem].split(), "-output", f"xyz/{stem}.h5", ranks=1)
        assert outcome.code == 0, outcome.out + outcome.err
    return shared_pilind.folder


@pytest.fixture
def drawn(folder):
    """drawn("fig06") is the figure and its files' Results."""
    made = []

    def draw(name):
        figure = FIGURES["xyz/" + name]
        files = [Results(folder / f"{path}.h5") for path in figure.files]
        made.append(figure.draw(*files))
        return made[-1], *files

    yield draw
    for figure in made:
        plt.close(figure)


def lines(ax, **style):
    """Coordinates of the lines of an axes with these properties, as label="mean field"."""
    return [
        line.get_xydata().T for line in ax.lines if all(str(getattr(line, "get_" + key)()) == str(value) for key, value in style.items())
    ]


def line(ax, **style):
    found = lines(ax, **style)
    assert len(found) == 1
    return found[0]


def script(*words, cwd=None):
    command = [sys.executable, ROOT / "tools" / "figures.py", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, timeout=120)


def test_one_command_draws_them_all(folder):
    done = script("xyz", "--out", folder)
    assert done.returncode == 0, done.stderr
    for name in FIGURES:
        assert (folder / f"{name}.pdf").read_bytes()[:4] == b"%PDF" and (folder / f"{name}.png").stat().st_size > 10000
    assert {f"xyz/fig{number:02d}" for number in range(2, 12)} <= set(FIGURES)


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
        assert np.allclose(line(upper, label="$N = 10$"), (r["Jy"], r.select(quantity, N=10)))
        assert np.allclose(line(upper, label=r"mean field, $N\to\infty$"), (r["Jy"], r.select(quantity + "_mf", N=10)))
        assert np.allclose(lower.lines[1].get_ydata(), np.abs(r.select(quantity, N=10) - r.select(quantity + "_mf", N=10)))
        assert lower.get_xlabel() == label
        marked = sorted(x[0] for x, _ in lines(lower, linestyle="--"))
        assert np.allclose(marked, (1.1, CRITICAL, 1.7)) and np.allclose(lower.get_xlim(), (0.75, 1.75))


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
    assert np.allclose(line(a, label="$N = 50$"), (r["Jy"], r.select("Bx", N=50)))
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
    assert np.allclose(line(a, label="$N = 10$"), (r["Jy"], r.select("Sxx", N=10)))
    assert np.allclose(b.lines[1].get_ydata(), np.abs(r.select("Sxx", N=10) - r.select("Sxx_mf", N=10)))
    Jy, value = line(c, label="even N from 10")
    distance = np.abs(all_sizes["Sxx"] - all_sizes["Sxx_mf"])
    slopes = np.polyfit(np.log([10, 20, 30, 40]), np.log(distance[[0, 2, 4, 6]]), 1)[0]
    assert Jy[-1] == 100 and np.allclose(value[1:], slopes[1:])
    slopes = np.polyfit(np.log([30, 35, 40]), np.log(distance[[4, 5, 6]]), 1)[0]
    assert np.allclose(line(c, label="all N from 30")[1][1:], slopes[1:])


def test_sizes_are_told_apart_and_marks_are_explained(drawn):
    """Ten sizes have ten colours, dark enough to be seen, and ten markers; the legend names all of them and the three cuts."""
    figure, r = drawn("fig06")
    words = [text.get_text() for text in figure.axes[2].get_legend().get_texts()]
    assert words == [
        "$N = 6$",
        "$N = 10$",
        r"mean field, $N\to\infty$",
        r"paramagnet, $J_y/\gamma = 1.1$",
        r"critical point, $J_y/\gamma = 1.156$",
        r"ferromagnet, $J_y/\gamma = 1.7$",
    ]
    colors, marks = zip(*[(color, mark) for (_, color), mark in zip(style.shades(range(12)), figures_steady.MARKERS)])
    luminance = np.array(colors)[:, :3] @ (0.2126, 0.7152, 0.0722)
    assert len(set(marks)) == 12 and (np.diff(luminance) < -0.02).all() and luminance[0] < 0.8


def test_fig04_shows_multiplicities_the_gap_and_the_antigap(drawn):
    figure, r = drawn("fig04")
    left, right = figure.axes
    labels = [text.get_text() for text in right.get_legend().get_texts()]
    copies = sorted({int(n) for n in r["multiplicity"].ravel() if np.isfinite(n)})
    assert labels[2:] == [f"multiplicity {n}" for n in copies] and labels[0] == r"$\lambda_0$"
    for ax, at in ((left, (0, 0)), (right, (1, 1))):
        re, im = r["eigenvalue_re"][at], r["eigenvalue_im"][at]
        for n in copies:
            (x, y), here = line(ax, label=f"multiplicity {n}"), r["multiplicity"][at] == n
            assert sorted(zip(x, y)) == sorted(zip(re[here], im[here]))
        slowest = np.sort(re[np.hypot(re, im) > 1e-9])[::-1][0]
        spans = sorted(
            (patch.get_xy()[:, 0].min(), patch.get_xy()[:, 0].max())
            for patch in ax.patches
            if hasattr(patch, "get_xy") and len(patch.get_xy()) > 2
        )
        words = {text.get_text() for text in ax.texts}
        assert np.allclose(spans[-1], (slowest, 0)) and "gap" in words
        if ax is left:  # the antigap mirrors the gap: it ends at an eigenvalue
            eta2 = float(r["two_eta"][at])
            assert np.allclose(spans[0], (-eta2, -eta2 - slowest)) and np.nanmin(np.abs(re - spans[0][1])) < 1e-9 and "antigap" in words
        else:
            assert len(spans) == 1 and "antigap" not in words


@pytest.mark.parametrize(
    "keys, expected",
    [(dict(hz=0.3), []), (dict(Jx=0.8), [1 + 1 / 3.2]), (dict(gamma=2, Jx=1.2, Jz=2, Jy="1.5:3.5:5"), [1.1, CRITICAL, 1.7])],
)
def test_foreign_data_carry_no_foreign_lines(pilind, keys, expected):
    """With a field no line at all; with another Jx only its own critical point; in units of gamma all three."""
    pilind.solve(grid(**{"N": "[4, 6]", "Jy": "0.75:1.75:5", **keys}))
    r = Results(pilind.folder / "grid.h5")
    figure = FIGURES["xyz/fig06"].draw(r)
    for ax in figure.axes:
        assert np.allclose([x[0] for x, _ in lines(ax, linestyle="--") if x[0] == x[-1]], expected)
    plt.close(figure)
    assert [at for _, at in cuts.marked(r)] == pytest.approx(expected)
    if not expected:
        with pytest.raises(scaling.AnotherModel, match="hz = 0.3"):
            scaling.critical_Jy(r)
    done = script("xyz/fig06", "--results", "grid.h5", "--rows", "1", "--out", ".", cwd=pilind.folder)
    assert done.stdout == "./grid.png\n" and done.stderr == "" and (pilind.folder / "grid.png").exists()


def test_what_has_not_been_run_is_listed_and_what_was_is_found(pilind):
    done = script("xyz/fig02", "xyz/fig06", cwd=pilind.folder)
    assert done.returncode == 1 and done.stderr.splitlines() == [
        "figures.py: not run yet: xyz/fig02, xyz/fig02_collective, xyz/fig06. From the folder of the program:",
        *(
            f"  mpiexec -n 2 bin/pilind input/xyz/{stem}.yaml -output figures/xyz/{stem}.h5"
            for stem in ("fig02", "fig02_collective", "fig06")
        ),
    ]
    assert pilind(ROOT / "input" / "xyz" / "fig06.yaml", *TINY["fig06"].split()).code == 0  # a plain run puts fig06.h5 here
    done = script("xyz/fig06", cwd=pilind.folder)
    assert done.returncode == 0 and done.stdout == "figures/xyz/fig06.png\n", done.stderr
    os.rename(pilind.folder / "fig06.h5", pilind.folder / "fig10.h5")  # another input's results are not taken for those of xyz/fig10
    done = script("xyz/fig10", cwd=pilind.folder)
    assert done.returncode == 1 and "not run yet: xyz/fig10." in done.stderr


def test_a_file_that_does_not_suit_is_refused_in_words(folder):
    for words, said in (
        (("xyz/fig06", "--results", "xyz/fig03.h5"), "draws curves along Jy for several N"),
        (("xyz/fig06", "--results", "xyz/fig02.h5"), "xyz/fig02.h5 has the axes Jy"),
        (("xyz/fig02", "--results", "xyz/fig02.h5"), "reads 2 files"),
        (("xyz/fig99",), "no figure xyz/fig99"),
        (("xyz/fig07", "--rows", "1"), "takes no --rows"),
        (("xyz/fig06", "--results", "gone.h5"), "there is no file gone.h5"),
    ):
        done = script(*words, "--out", ".", cwd=folder)
        assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
