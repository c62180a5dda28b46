"""The scaling harness, small: it runs the farm and the distributed solve on 1, 2 and 4 ranks, accounts for their time and draws."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import scaling  # noqa: E402
from program import BINARY  # noqa: E402


def test_model_of_the_farm():
    """Schedules that can be written down."""
    assert scaling.makespan([3, 1, 2], 1, 0, 0) == pytest.approx(6)
    assert scaling.makespan([3, 1, 2], 2, 0, 0) == pytest.approx(3)
    assert scaling.makespan([1] * 8, 4, 0, 0) == pytest.approx(2)
    assert scaling.makespan([5, 1, 1], 100, 0, 0) == pytest.approx(5)
    assert scaling.makespan([1] * 4, 2, 0.5, 0) == pytest.approx(2 * 1.25), "half of the ranks wait half a second a point"
    assert scaling.makespan([0] * 1000, 1000, 0, 0.01) == pytest.approx(10), "the keeper answers one at a time"
    assert scaling.bundle([[0.01, 0.005, 0.003, 0.004, 0.1, 0.001]], 1, items_per_rank=1) == pytest.approx([0.018, 0.004, 0.1, 0.001])
    assert len(scaling.bundle([[1e-6] * 100] * 3, 4)) == 3 * 12, "at most 300 // 32 = 9 points an item"
    assert scaling.makespan([1], 1000, 0, 0.01) == pytest.approx(10), "and tells those that get nothing"


def test_weak_solves_have_even_sizes():
    """Of an odd number of spins reflection saves nothing: it would not compare."""
    for large in (30, 200):
        for k in range(1, 33):
            size = scaling.even(large * (k / 32) ** (1 / 3))
            assert size % 2 == 0 and abs(size - large * (k / 32) ** (1 / 3)) <= 1


def test_parts_of_the_structured_solver(environment, tmp_path, monkeypatch):
    """Every part of the solver adi shows up, none is counted twice, and together they are the time of the farm."""
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    args = argparse.Namespace(scratch=tmp_path, launch="mpiexec --oversubscribe", program=BINARY)
    run = scaling.run(args, 2, dict(N=40, Jy=1.7, steady_method="adi"), words=["-ranks_per_point", "2", "-truncate", "off"])
    parts = dict(zip(scaling.PARTS, run["parts"]))
    for part in ("factors or eigenvectors", "sweep or triangular solves", "gemm", "packing", "transpose", "Krylov and products"):
        assert parts[part] > 0, part
    ends = parts.pop("start and end")
    assert sum(parts.values()) == pytest.approx(run["farm"], rel=0.2) and 0 < ends < run["wall"]


@pytest.mark.long
def test_harness(environment, tmp_path):
    command = [sys.executable, scaling.__file__, "--small", "--ranks", "1,2,4", "--repeat", "1", "--program", BINARY,
               "--out", str(tmp_path), "--scratch", str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "scaling.png").stat().st_size > 10000
    data = json.loads((tmp_path / "scaling.json").read_text())
    assert set(data["studies"]) == {"farm, strong", "farm, weak", "solve, strong", "solve, weak"}
    for name, runs in data["studies"].items():
        assert [run["ranks"] for run in runs] == [1, 2, 4]
        for run in runs:
            assert len(run["parts"]) == len(scaling.PARTS) and min(run["parts"]) >= 0
            assert sum(run["parts"]) <= 1.5 * run["wall"]
        if name.startswith("farm"):
            assert all(sum(run["asked"]) >= 1 for run in runs)
    for rows in data["model"]["predicted"].values():
        efficiency = [row["efficiency"] for row in rows]
        assert 0.95 < efficiency[0] <= 1 and efficiency == sorted(efficiency, reverse=True)
        assert rows[-1]["ranks"] == 10**5 and efficiency[-1] < 0.1
    text = (tmp_path / "scaling.md").read_text()
    assert all(part in text for part in scaling.PARTS) and "100000" in text
