"""What the log says while points take long, when they fail, and how to go on."""
import re
import shlex
import signal
import subprocess
import time

import pytest

from program import grid

LINE = re.compile(r"^  (?P<where>[^:]+): (?P<what>.*), \d+ s(?: \(no news for \d+ s\))?$")
ADI = re.compile(r"adi, iteration \d+, residual [-+.e0-9]+, aims at [-+.e0-9]+")
PROGRESS = re.compile(r"^\d+ of \d+ points done, \d+ failed, \d+ left, [-+.e0-9]+ points/s, \d+ s gone(, about \d+ s to go|, less than 1 s to go)?$")


def spoken(out):
    """Lines on points at work; every other line is one that the log has anyway."""
    return [match for match in map(LINE.match, out.splitlines()) if match]


@pytest.mark.parametrize("ranks, together", [(None, 1), (2, 2), (4, 2)])
def test_long_points_report(pilind, ranks, together):
    """Iteration, residual and what it aims at; whole lines, from the first rank of each group."""
    text = grid(N="[149, 150]", Jy=1.7, truncate="off", steady_method="adi")
    outcome = pilind(pilind.write(text), "-progress_interval", 0.05, "-ranks_per_point", together, ranks=ranks)
    assert outcome.code == 0, outcome.err
    lines = spoken(outcome.out)
    assert {line["where"] for line in lines} == {"N = 149", "N = 150"}
    assert any(ADI.fullmatch(line["what"]) for line in lines)
    assert all(ADI.fullmatch(line["what"]) or line["what"] == "begun" for line in lines)
    progress = [line for line in outcome.out.splitlines() if "points done" in line]
    assert len(progress) > 2 and all(PROGRESS.match(line) for line in progress)
    assert all(("to go" in line) == (", 0 left," not in line) for line in progress)


def test_a_factorisation_is_named(pilind):
    outcome = pilind(pilind.write(grid(N=70, steady_method="lu")), "-progress_interval", 0.05)
    assert outcome.code == 0, outcome.err
    assert "factorisation" in {line["what"] for line in spoken(outcome.out)}


def test_an_evolution_tells_its_time(pilind):
    outcome = pilind(pilind.write(grid(task="evolve", N=60, t_end=40, t_points=41)), "-progress_interval", 0.05)
    assert outcome.code == 0, outcome.err
    times = [re.fullmatch(r"evolution, time ([.0-9]+) of 40", line["what"]) for line in spoken(outcome.out)]
    seen = [float(match[1]) for match in times if match]
    assert len(seen) >= 2 and seen == sorted(seen) and 0 <= seen[0] < seen[-1] < 40


def test_short_points_are_not_spoken_of(pilind):
    outcome = pilind(pilind.write(grid(Jy="0.5:1.5:30")))
    assert outcome.code == 0 and not spoken(outcome.out)


@pytest.mark.parametrize("value", ["0", "-1", "soon", "nan", "1e9"])
def test_bad_intervals_are_refused(pilind, value):
    outcome = pilind(pilind.write(grid()), "-progress_interval", value)
    assert outcome.code == 1 and len(outcome.said) == 1 and "progress_interval" in outcome.said[0]
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("ranks", [None, 2])
def test_failed_points_are_named(pilind, ranks):
    text = grid(N="[5, 6]", Jy="[0.9, 1.1]", steady_pc_type="jacobi", steady_ksp_max_it=2)
    outcome = pilind(pilind.write(text), ranks=ranks)
    assert outcome.code == 2
    named = [line for line in outcome.out.splitlines() if line.startswith("failed: ")]
    assert {line.split(": ")[1] for line in named} == {f"N = {N}, Jy = {Jy}" for N in (5, 6) for Jy in (0.9, 1.1)}
    assert all("residual " in line and "solver petsc" in line for line in named)
    hint = outcome.out.splitlines()[-1].strip()
    assert hint.endswith("-retry_failed")


def test_many_failed_points_are_not_all_named(pilind):
    text = grid(Jy="0.5:1.5:60", steady_pc_type="jacobi", steady_ksp_max_it=1)
    outcome = pilind(pilind.write(text))
    assert outcome.code == 2 and "60 points failed" in outcome.out
    assert sum(line.startswith("failed: ") for line in outcome.out.splitlines()) == 20 and "more points failed" in outcome.out


@pytest.mark.parametrize("ranks", [None, 2])
def test_the_hint_is_a_whole_command(pilind, ranks):
    """With the launcher and its words: given to a shell, it goes on."""
    pilind.write(grid(N="[5, 6, 60]", Jy="[0.9, 1.1]"))
    (pilind.folder / "x y.h5.STOP").touch()
    first = pilind("grid.yaml", "-output", "x y.h5", "-overwrite", ranks=ranks)
    assert first.code == 75, first.err
    hint = first.out.splitlines()[-1].strip()
    words = shlex.split(hint)
    assert words[-1] == "x y.h5" and ("mpiexec" in words[0]) == (ranks is not None)
    (pilind.folder / "x y.h5.STOP").unlink()
    done = subprocess.run(hint, shell=True, cwd=pilind.folder, env={**__import__("os").environ, **pilind.environment}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "complete: 'x y.h5'" in done.stdout, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_the_program_says_75(pilind, number):
    run = pilind.start(pilind.write(grid(N="[5, 6, 100]", Jy="[0.9, 1.1, 1.7]", steady_method="lu")), ranks=None)
    while not (pilind.folder / "grid.h5").exists():
        assert run.going()
        time.sleep(0.02)
    time.sleep(0.2)
    run.signal(number)
    outcome = run.wait()
    assert outcome.code == 75 and "stopped at once" in outcome.err
    assert pilind("grid.yaml", "-N", 5, "-output", "other.h5").code == 0
