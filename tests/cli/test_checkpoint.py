"""A long solve saves its iterate beside the results, and goes on from it after a kill, with any number of ranks."""
import os
import signal
import subprocess
import time

import h5py
import pytest

PROGRAM = os.path.join(os.path.dirname(__file__), "..", "..", "bin", "pilind")
GRID = "model: xyz\ntask: steady\ntruncate: off\nN: 200\nJx: 0.6\nJy: 3\nJz: 1\n"
OPTIONS = ["-steady_method", "adi", "-steady_checkpoint_iterations", "30"]


def command(ranks, *extra):
    mpiexec = ["mpiexec", "--oversubscribe", "-n", str(ranks)] if ranks > 1 else []
    return mpiexec + [os.path.abspath(PROGRAM), "grid.yaml", *OPTIONS, "-ranks_per_point", str(ranks), *extra]


def values(path):
    with h5py.File(path) as f:
        return {k: float(f[k][()]) for k in ("Mz", "Sxx", "entropy", "residual", "iterations", "status")}


def test_killed_solve_goes_on_from_its_checkpoint(tmp_path):
    (tmp_path / "grid.yaml").write_text(GRID)
    subprocess.run(command(1, "-output", "whole.h5"), cwd=tmp_path, check=True, capture_output=True, timeout=300)
    whole = values(tmp_path / "whole.h5")
    assert whole["status"] == 1

    process = subprocess.Popen(command(1), cwd=tmp_path, stdout=subprocess.DEVNULL)
    checkpoint = tmp_path / "grid.h5.point0.checkpoint"
    deadline = time.time() + 200
    while not checkpoint.exists() and process.poll() is None and time.time() < deadline:
        time.sleep(0.01)
    assert process.poll() is None, "the solve ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert checkpoint.exists() and values(tmp_path / "grid.h5")["status"] == 0

    subprocess.run(command(2, "-steady_ksp_monitor"), cwd=tmp_path, check=True, timeout=300, stdout=open(tmp_path / "log", "w"))
    after = values(tmp_path / "grid.h5")
    assert not checkpoint.exists()
    for name in ("Mz", "Sxx", "entropy"):
        assert after[name] == pytest.approx(whole[name], rel=1e-10)
    # what was saved is not computed again: the rounds of 30 iterations that are shown do not add up to all that are counted
    assert 30 * (tmp_path / "log").read_text().count("Residual norms") < after["iterations"]
    assert after["residual"] < 1e-11


def test_short_solves_leave_no_checkpoints_either(tmp_path):
    """Many of them are one item, and each saves its iterate where it is told to."""
    (tmp_path / "grid.yaml").write_text(GRID.replace("Jy: 3", "Jy: 0.8:1.6:60").replace("200", "6"))
    run = subprocess.run(["1" if word == "30" else word for word in command(1)], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    assert sorted(os.listdir(tmp_path)) == ["grid.h5", "grid.yaml"]


def test_foreign_checkpoint_is_ignored(tmp_path):
    (tmp_path / "grid.yaml").write_text(GRID.replace("200", "30"))
    (tmp_path / "grid.h5.point0.checkpoint").write_bytes(b"something else" * 1000)
    subprocess.run(command(1), cwd=tmp_path, check=True, capture_output=True, timeout=100)
    assert values(tmp_path / "grid.h5")["status"] == 1


def test_memory_estimate_is_within_30_percent(tmp_path):
    (tmp_path / "grid.yaml").write_text(GRID.replace("200", "240"))
    text = subprocess.run(command(1, "-dry_run"), cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    line = next(line for line in text.splitlines() if "adi" in line)
    estimated = 1e9 * float(line.split()[3])
    process = subprocess.Popen(command(1), cwd=tmp_path, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    assert 0.7 < estimated / (1024 * usage.ru_maxrss) < 1.3


@pytest.mark.long
def test_any_number_of_ranks_gives_the_same_answer(tmp_path):
    (tmp_path / "grid.yaml").write_text(GRID.replace("200", "60"))
    answers = {}
    for ranks in (1, 2, 3, 4, 8):
        subprocess.run(command(ranks, "-output", f"{ranks}.h5"), cwd=tmp_path, check=True, capture_output=True, timeout=600)
        answers[ranks] = values(tmp_path / f"{ranks}.h5")
    for ranks, answer in answers.items():
        for name in ("Mz", "Sxx", "entropy"):
            assert answer[name] == pytest.approx(answers[1][name], rel=1e-10), ranks
