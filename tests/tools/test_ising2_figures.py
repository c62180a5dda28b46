"""The figures of the Ising paper from their own inputs, run on tiny grids: all are drawn, and Fig. 10 shows what its files say."""
import os
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from papers.ising2.figures import FIGURES
from pilind import style
from pilind.results import Results

ROOT = Path(__file__).resolve().parents[2]
# What makes each input small; the rest of the input stays as the figure runs it.
TINY = {
    "fig01": "-h1 0:1.2:7 -T 0.1:1.2:5",
    "fig01_coupling": "-h2 2,10",
    "fig02": "-t_end 100 -t_points 101",
    "fig05": "-t_points 401",
    "fig05_scaling": "-t_points 401 -gamma 0.1,0.2",
    "fig07": "-h1 0.1:1.5:9",
    "fig07_negative": "-h1 0.1:1.5:9",
    "fig08_step02": "-h1 0.9:1.02:8",
    "fig08_step01": "-h1 0.9:1.02:8",
    "fig08_step005": "-h1 0.9:1.02:8",
    "fig08_step001": "-h1 0.9:1.02:8",
    "fig09_window": "-h1 around:h1c:1e-5:7",
    "fig09_zoom": "-h1 around:h1c:1e-8:5",
    "fig09_strong": "-h1 0.97:1.03:7",
    "fig10": "-h1 0.05:1.4:10 -gamma_up 0.1:2.2:8",
    "fig10_gap": "-h1 0.02:1.4:24",
    "fig10_boundary": "-gamma_up 0.5,1,1.5",
    "fig11": "-h1 0.01:1.4:8",
    "fig11_coexistence": "-lambda 0:0.4:5",
    "fig11_folds": "",
}


@pytest.fixture(scope="module")
def folder(shared_pilind):
    style.use()
    (shared_pilind.folder / "ising2").mkdir()
    for stem, words in TINY.items():
        outcome = shared_pilind(ROOT / "input" / "ising2" / f"{stem}.yaml", *words.split(), "-output", f"ising2/{stem}.h5")
        assert outcome.code == 0, outcome.out + outcome.err
    return shared_pilind.folder


def test_one_command_draws_them_all(folder):
    command = [sys.executable, ROOT / "tools" / "figures.py", "ising2", "--out", folder]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, timeout=120)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert {f"ising2/fig{number:02d}" for number in range(1, 12)} == set(FIGURES)
    for name in FIGURES:
        assert (folder / f"{name}.pdf").read_bytes()[:4] == b"%PDF" and (folder / f"{name}.png").stat().st_size > 10000


def test_fig10_has_its_labels_beside_the_curves(folder):
    """The numbers at the critical points lie on no curve, and say where they are."""
    figure = FIGURES["ising2/fig10"]
    r, gaps, boundary = (Results(folder / f"{path}.h5") for path in figure.files)
    made = figure.draw(r, gaps, boundary)
    ax = made.axes[1]
    made.canvas.draw()
    at = boundary["boundary"][list(boundary["gamma_up"]).index(1), :2]
    labels = [text for text in ax.texts if text.get_text().strip("$").replace(".", "").isdecimal()]
    assert [text.get_text() for text in labels] == [f"${x:.4f}$" for x in at]
    for text in labels:
        box = ax.transData.inverted().transform_bbox(text.get_window_extent())
        for curve in ax.lines:
            x, y = (np.asarray(v, float) for v in curve.get_data())
            if len(x) > 2:
                fine = np.linspace(box.x0, box.x1, 200)
                height = np.interp(fine, x, y)
                assert not ((height > box.y0) & (height < box.y1)).any()
            elif x[0] == x[1]:
                assert not box.x0 < x[0] < box.x1
    plt.close(made)
