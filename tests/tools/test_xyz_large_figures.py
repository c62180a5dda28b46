"""The figures beyond the XYZ paper from their own inputs, run on tiny grids: the files are there and the lines carry the right numbers."""
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from papers.xyz_large import asymptotics
from papers.xyz_large.figures import FIGURES
from pilind import style
from pilind.results import Results

ROOT = Path(__file__).resolve().parents[2]

# What makes each input small; the rest of the input stays as the figure runs it.
TINY = {
    "antigap": "-N 4,6,8",
    "antigap_ordinary": "-N 4,6,8",
    "fig05": "-N 4,5,6 -Jy 0.9,1.7",
    "anisotropy": "-N 4,5,6,7,8,10,12",
    "anisotropy_slope": "-N 8,10,14",
    "critical": "-N 8,16,32",
    "critical_collective": "-N 8,16,32",
    "critical_moments": "-N 16,64,256 -moments_tol 1e-6",
    "gap": "-N 4,6,8",
    "gap_negative": "-N 4 -Jy -1:1:3",
    "paramagnet": "-N 8,16,32",
    "paramagnet_collective": "-N 8,16,32",
    "peaks": "-N 6,10 -Jy 1.6:2.6:11",
    "pt": "-N 2",
    "pt_dephasing": "-N 2",
    "susceptibility": "-N 8,16,32",
    "susceptibility_ferromagnet": "-N 6,10,16",
}


@pytest.fixture(scope="module")
def folder(shared_pilind):
    """Results of all inputs, where figures.py looks for them."""
    style.use()
    inputs = sorted((ROOT / "input" / "xyz_large").glob("*.yaml"))
    assert {path.stem for path in inputs} == set(TINY)
    (shared_pilind.folder / "xyz_large").mkdir()
    for path in inputs:
        outcome = shared_pilind(path, *TINY[path.stem].split(), "-output", f"xyz_large/{path.stem}.h5", ranks=1)
        assert outcome.code == 0, outcome.out + outcome.err
    return shared_pilind.folder


def draw(folder, name):
    figure = FIGURES[name]
    files = [Results(folder / f"{path}.h5") for path in figure.files]
    return figure.draw(*files), *files


def heights(ax):
    """Values of all horizontal lines of a panel."""
    return [line.get_ydata()[0] for line in ax.lines if len(line.get_ydata()) == 2 and line.get_ydata()[0] == line.get_ydata()[1]]


def test_every_figure_is_written(folder):
    subprocess.run([sys.executable, ROOT / "tools" / "figures.py", "xyz_large", "--out", str(folder)], check=True, cwd=folder, timeout=120)
    for name in FIGURES:
        for suffix in (".pdf", ".png"):
            assert os.path.getsize(folder / (name + suffix)) > 5000


def test_critical_point_and_limits_are_marked(folder):
    figure, local, *_ = draw(folder, "xyz_large/critical")
    assert any(abs(y - 1.15625) < 1e-12 for y in heights(figure.axes[2])) and -0.5 in heights(figure.axes[1])
    figure, local, *_ = draw(folder, "xyz_large/binder")
    assert any(abs(y - 0.456947) < 1e-6 for y in heights(figure.axes[0]))
    figure, local, *_ = draw(folder, "xyz_large/paramagnet")
    for ax, value in zip(figure.axes, (10 / 9, 25 / 9, 0.923275)):
        assert any(abs(y - value) < 1e-6 for y in heights(ax))


def test_moments_stand_beside_the_exact_results(folder):
    figure, moments, local = draw(folder, "xyz_large/million")
    assert (np.ravel(moments["status"]) == 1).all() and (np.ravel(moments["moments_error"]) < 1e-6).all()
    at = local.select("Sxx", N=16, Jy=1.15625)
    assert abs(np.ravel(moments["Sxx"])[0] - at) < 1e-6
    assert any(abs(y - 0.456947) < 1e-6 for y in heights(figure.axes[2]))


def test_curves_are_those_of_the_files(folder):
    figure, r, _ = draw(folder, "xyz_large/entropy")
    curve = next(line for line in figure.axes[0].lines if line.get_label() == r"$\Gamma = 0$")
    assert np.allclose(curve.get_ydata(), r["N"] * r.select("entropy", Jy=1.15625), rtol=1e-14)
    figure, r, _ = draw(folder, "xyz_large/anisotropy")
    curve = next(line for line in figure.axes[0].lines if line.get_label() == "$J_y = 20$")
    even = r["N"] % 2 == 0
    assert np.allclose(curve.get_xdata(), r["N"][even] / 20)
    assert np.allclose(curve.get_ydata(), (r.select("Sxx", Jy=20) / r.select("Sxx_mf", Jy=20))[even])


def test_numbers_of_the_critical_point_on_small_sizes(folder):
    r = Results(folder / "xyz_large" / "critical.h5")
    middle, growth = asymptotics.entropy_growth(r, Jy=1.15625)
    assert np.allclose(middle, [np.sqrt(128), np.sqrt(512)]) and (0.3 < growth).all() and (growth < 0.4).all()
    assert np.allclose(asymptotics.lowered(r, Jy=1.15625), r["N"] * (1 - r.select("spin2", Jy=1.15625)) / 4, rtol=0.3)
