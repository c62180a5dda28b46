"""tools/plot.py on files of several tasks: which curves it draws, and what it says instead."""
import os
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from pilind import plots, style
from pilind.results import Results
from pilind.trouble import Trouble
from program import grid

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "plot.py"
ISING = dict(model="ising2", h1="0.2:1.4:7", T=0.05, gamma=0.05)


@pytest.fixture(scope="module")
def folder(shared_pilind):
    style.use()
    shared_pilind.solve(grid(N="[4, 5, 6]", Jy="0.8:1.6:5", hz="[0, 0.2]"), name="steady.yaml")
    shared_pilind.solve(grid(task="meanfield", Jy="[0.9, 1.3, 1.6]"), name="meanfield.yaml")
    shared_pilind.solve(grid(task="evolve", Jy="[0.9, 1.6]", t_end=2, t_points=5), name="evolve.yaml")
    shared_pilind.solve(grid(task="spectrum", N=3, nev=20), name="spectrum.yaml")
    shared_pilind.solve(grid(task="steady", sweep="both", **ISING), name="sweep.yaml")
    return shared_pilind.folder


@pytest.fixture
def drawn(folder):
    def draw(stem, *names, log="", **how):
        r = Results(folder / f"{stem}.h5")
        return r, plots.draw(r, names, plots.plan(r, names, **how), log)

    yield draw
    plt.close("all")


def lines(ax):
    return [line.get_xydata().T for line in ax.lines]


def labels(ax):
    return [line.get_label() for line in ax.lines]


def test_curves_of_every_size_along_an_axis(drawn):
    r, figure = drawn("steady", "Sxx", "Mz", x="Jy", curves="N", at={"hz": 0.2})
    for ax, name in zip(figure.axes, ("Sxx", "Mz")):
        assert labels(ax) == ["N = 4", "N = 5", "N = 6"] and ax.get_xlabel() == "Jy [1/time]" and ax.get_ylabel() == name
        for (x, y), n in zip(lines(ax), r["N"]):
            assert np.array_equal(x, r["Jy"]) and np.array_equal(y, r.select(name, N=n, hz=0.2))
    title = figure._suptitle.get_text()
    assert "hz = 0.2" in title and "Jx = 0.6" in title and "xyz steady" in title
    r, figure = drawn("steady", "Sxx", x="N", curves="Jy", at={"hz": 0}, log="x")
    assert figure.axes[0].get_xscale() == "log" and figure.axes[0].get_yscale() == "linear"
    assert np.array_equal(lines(figure.axes[0])[2][1], r.select("Sxx", Jy=1.2, hz=0))


def test_what_is_left_open_is_asked_for(drawn):
    with pytest.raises(Trouble, match=r"hz has 2 values: --at hz=0 takes one|Jy has 5 values"):
        drawn("steady", "Sxx", curves="N")
    with pytest.raises(Trouble, match="has no Sx. Outputs: .*Sxx"):
        drawn("steady", "Sx")
    with pytest.raises(Trouble, match="nearest 0.8, 1"):
        drawn("steady", "Sxx", at={"Jy": 0.85})
    with pytest.raises(Trouble, match="Jx of .* is no curve"):
        drawn("steady", "Jx")
    with pytest.raises(Trouble, match="nowhere positive"):
        drawn("steady", "Mz", x="Jy", at={"hz": 0}, log="y")


def test_time_comes_first(drawn):
    r, figure = drawn("evolve", "Mz")
    assert figure.axes[0].get_xlabel() == "time [time]" and labels(figure.axes[0]) == ["Jy = 0.9", "Jy = 1.6"]
    assert np.array_equal(lines(figure.axes[0])[1], [r["time"], r["Mz"][1]])


def test_branches_are_dots_faint_where_unstable(drawn):
    r, figure = drawn("meanfield", "Mx")
    solid, faint = figure.axes[0].lines
    assert faint.get_alpha() < 1 and solid.get_linestyle() == "None"
    assert set(faint.get_ydata()) == {0.0} and len(solid.get_xdata()) >= 5
    assert np.allclose(np.sort(solid.get_ydata()[solid.get_xdata() == 1.6]), np.sort(r["Mx"][2][r.data["stable"][2] == 1]))


def test_directions_of_a_sweep_are_curves(drawn):
    r, figure = drawn("sweep", "mx1")
    assert labels(figure.axes[0]) == ["sweep = 1", "sweep = -1"] and np.array_equal(lines(figure.axes[0])[0][1], r["mx1"][:, 0])


def test_a_variable_along_another(drawn):
    r, figure = drawn("spectrum", "eigenvalue_im", x="eigenvalue_re")
    x, y = lines(figure.axes[0])[0]
    assert np.array_equal(x, r["eigenvalue_re"], equal_nan=True) and np.array_equal(y, r["eigenvalue_im"], equal_nan=True)


def test_flags_are_words_on_the_axis(drawn):
    r, figure = drawn("steady", "solver", at={"hz": 0, "N": 5})
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == list(r.words["solver"].values())


def test_many_curves_get_a_colour_bar(drawn, monkeypatch):
    monkeypatch.setattr(plots, "LEGEND_MOST", 2)
    _, figure = drawn("steady", "Sxx", x="Jy", curves="N", at={"hz": 0})
    assert figure.axes[0].get_legend() is None and figure.axes[-1].get_ylabel() == "N"


def test_the_command_saves_and_says_in_one_line_what_is_wrong(folder):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, cwd=folder, env=environment, timeout=120
        )

    done = run("steady.h5", "Sxx", "--x", "Jy", "--curves", "N", "--at", "hz=0", "--save", "new/picture.pdf")
    assert done.returncode == 0 and done.stdout == "new/picture.pdf\n" and (folder / "new/picture.pdf").read_bytes()[:4] == b"%PDF"
    done = run("evolve.h5", "Mz")
    assert done.stdout == "evolve.png\n" and (folder / "evolve.png").stat().st_size > 10000
    for arguments in (("steady.h5", "Sxx"), ("gone.h5", "Sxx"), ("evolve.h5", "Mz", "--save", "picture.nonsense")):
        done = run(*arguments)
        assert done.returncode == 1 and done.stderr.startswith("plot.py: ") and done.stderr.count("\n") == 1, done.stderr
