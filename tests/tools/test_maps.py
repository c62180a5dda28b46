"""tools/plot.py on what runs along two dimensions, and pilind.open_states."""
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

import pilind as tools
from pilind import maps, plots, style
from pilind.results import Results
from pilind.trouble import NotThere, Trouble
from program import grid

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "plot.py"


@pytest.fixture(scope="module")
def path(shared_pilind):
    style.use()
    shared_pilind.solve(grid(N="[4, 7]", Jy="[0.9, 1.3]", hx=0.3, states="true", distributions="jm", husimi=7), name="states.yaml")
    yield shared_pilind.folder / "states.h5"
    plt.close("all")


def test_a_map_has_the_numbers_of_its_point(path):
    r = Results(path)
    at = maps.choose(r, ["P_jm"], {"N": 4, "Jy": 1.3})
    across, m, down, j, P = maps.values(r, "P_jm", at)
    assert (across, down) == ("m", "j") and list(m) == [-2, -1, 0, 1, 2] and list(j) == [0, 1, 2]
    assert abs(np.nansum(P) - 1) < 1e-12 and np.isnan(P[0, 0]) and np.nansum(P, axis=0) == pytest.approx(
        r.select("P_z", N=4, Jy=1.3)[[list(r["m"]).index(x) for x in m]])


def test_the_sphere_is_turned_to_x(path):
    """The maximum of a state along x is drawn in the middle."""
    theta, phi = np.linspace(0, np.pi, 7), 2 * np.pi * np.arange(12) / 12
    for angle in (0, np.pi / 2, -np.pi / 2):
        Q = (1 + np.sin(theta)[:, None] * np.cos(phi - angle)) ** 4
        figure = plt.figure()
        drawn = maps.sphere(figure.add_subplot(projection="mollweide"), theta, phi, Q)
        points, colours = drawn._coordinates.reshape(-1, 2), np.ravel(drawn.get_array())
        x, y = points[colours.argmax()]
        assert abs(x - angle) < 1e-12 and abs(y) < 1e-12 and points[:, 0].min() == -np.pi and abs(points[:, 0].max() - np.pi) < 1e-12


def test_the_command_draws_maps_and_curves(path, tmp_path):
    def plot(*words):
        return subprocess.run([sys.executable, SCRIPT, path, *words, "--save", tmp_path / "a.png"], capture_output=True, text=True)

    assert plot("husimi", "P_jm", "--at", "N=4", "--at", "Jy=1.3").returncode == 0 and (tmp_path / "a.png").stat().st_size > 1000
    assert plot("P_x", "--at", "Jy=1.3").returncode == 0
    assert "--at N=4 takes one" in plot("husimi", "--at", "Jy=1.3").stderr
    assert "beside maps" in plot("husimi", "Mz", "--at", "Jy=1.3", "--at", "N=4").stderr


def test_a_curve_along_m_has_the_points_of_its_size(path):
    r = Results(path)
    ax = plots.draw(r, ["P_x"], plots.plan(r, ["P_x"], at={"Jy": 1.3})).axes[0]
    assert [list(line.get_xdata()) for line in ax.lines] == [[-2, -1, 0, 1, 2], [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5]]


def test_states_are_opened_by_values_of_the_axes(path):
    states = tools.open_states(path)
    assert states.dims == ["N", "Jy"]
    blocks = states.blocks(N=4, Jy=1.3)
    assert list(blocks) == [0, 1, 2] and [block.shape for block in blocks.values()] == [(1, 1), (3, 3), (5, 5)]
    r = states.results
    for block in blocks.values():
        assert np.array_equal(block, block.conj().T)
    Jz = sum((np.diag(block).real * np.arange(-j, j + 1)).sum() for j, block in blocks.items())
    assert abs(2 * Jz / 4 - r.select("Mz", N=4, Jy=1.3)) < 1e-12
    assert [point["N"] for point, _ in states.points()] == [4, 4, 7, 7]
    with pytest.raises(NotThere, match="a value of Jy"):
        states.blocks(N=4)
    with pytest.raises(NotThere, match="no axis gamma"):
        states.blocks(N=4, Jy=1.3, gamma=1)
    with pytest.raises(Trouble, match="not on the grid"):
        states.blocks(N=5, Jy=1.3)
