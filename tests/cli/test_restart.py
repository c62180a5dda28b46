"""Interrupted runs: killed, stopped by a signal or by time; the same command goes on, and nothing is lost or computed twice."""
import os
import re
import shlex
import signal
import time

import h5py
import numpy as np
import pytest

from program import BINARY, contents, forged, grid, kill, long_grid, untimed_bytes

LONG = long_grid(300)
FAILING = ["-steady_pc_type", "jacobi", "-steady_ksp_max_it", "2"]


@pytest.fixture(scope="module")
def uninterrupted(shared_pilind):
    values = shared_pilind.solve(LONG, ranks=2)
    assert (values["status"] == 1).all()
    return untimed_bytes(shared_pilind.folder / "grid.h5"), values


def some(least, most):
    return lambda status: least <= (status == 1).sum() <= most


def done(status):
    return int((status == 1).sum())


@pytest.mark.parametrize("first, second, least", [(2, 1, 1), (1, 3, 8), (3, 2, 50)])
def test_kill_9_of_all_ranks(pilind, uninterrupted, first, second, least):
    """Data are written before their status: what a killed run says is done is right. The rerun makes the same file."""
    expected, values = uninterrupted
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=first)
    pilind.wait_for(run, some(least, 200))
    run.kill()
    left = pilind.results()
    at = left["status"] == 1
    assert least <= at.sum() < at.size
    for name in ("Mz", "Sxx", "entropy", "residual", "solver"):
        assert (left[name][at] == values[name][at]).all(), name
    assert np.isnan(left["Mz"][left["status"] == 0]).sum() > 0
    outcome = pilind("grid.yaml", ranks=second)
    assert outcome.code == 0
    assert f"({at.sum()} done, 0 failed, {(~at).sum()} to do)" in outcome.out
    assert untimed_bytes(pilind.folder / "grid.h5") == expected
    assert sorted(contents(pilind.folder)) == ["grid.h5", "grid.yaml"]


def test_kill_9_of_one_rank(pilind, uninterrupted):
    """A lost rank ends the run with an error and leaves a file that goes on."""
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=3)
    pilind.wait_for(run, some(5, 200))
    kill(run.ranks()[1:2])
    assert run.wait(60).code not in (0, 1, 2, 3, 4, 75)
    assert done(pilind.status()) < 300
    assert pilind("grid.yaml", ranks=2).code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == uninterrupted[0]


@pytest.mark.long
def test_kill_9_at_random_times(pilind, uninterrupted):
    """From before the file is made to the end, on changing numbers of ranks, until it is complete."""
    pilind.write(LONG)
    times = np.random.default_rng(1).uniform(0.05, 2.5, 40)
    for attempt, wait in enumerate(times):
        run = pilind.start("grid.yaml", ranks=1 + attempt % 4)
        time.sleep(wait)
        if not run.going():
            assert run.wait().code == 0
            break
        run.kill()
    assert pilind("grid.yaml", ranks=2).code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == uninterrupted[0]


def test_left_over_pieces_do_not_matter(pilind):
    """A run killed while it made the file leaves a .tmp; one killed later leaves its lock file."""
    (pilind.folder / "grid.h5.tmp").write_bytes(b"\x89HDF\r\n\x1a\n half a file")
    (pilind.folder / "grid.h5.lock").touch()
    assert (pilind.solve(grid())["status"] == 1).all()
    assert sorted(contents(pilind.folder)) == ["grid.h5", "grid.yaml"]


def restart_command(outcome):
    """The program's part of the command; in front of it are mpiexec and its words."""
    lines = outcome.out.replace("\r", "\n").splitlines()
    at, = [k for k, line in enumerate(lines) if line.startswith("stopped early")]
    words = shlex.split(lines[at + 1])
    return words[words.index(BINARY):]


@pytest.mark.parametrize("ranks, number", [(2, signal.SIGUSR1), (1, signal.SIGUSR2), (None, signal.SIGUSR1)])
def test_usr1_stops_in_order(pilind, uninterrupted, ranks, number):
    """Points under way are finished, no other is started: exit code 75 and the command that goes on."""
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=ranks)
    pilind.wait_for(run, some(5, 200))
    before = done(pilind.status())
    run.signal(number)
    outcome = run.wait()
    assert outcome.code == 75, outcome.out + outcome.err
    status = pilind.status()
    assert before <= done(status) < status.size and not (status == 2).any()
    assert f"{status.size - done(status)} points left" in outcome.out
    assert restart_command(outcome)[1:] == ["grid.yaml"]
    assert pilind("grid.yaml", ranks=3).code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == uninterrupted[0]


def test_the_restart_command_can_be_pasted(pilind):
    """Words with spaces and brackets are quoted for the shell, and -overwrite, which would begin again, is not repeated."""
    pilind.write(long_grid(N=5), "my grid.yaml")
    words = ["my grid.yaml", "-N", "[60, 75]", "-output", "it's.h5", "-max_time", "0.3"]
    outcome = pilind(*words, "-overwrite")
    assert outcome.code == 75
    assert restart_command(outcome)[1:] == words


def test_max_time(pilind, uninterrupted):
    pilind.write(LONG)
    outcome = pilind("grid.yaml", "-max_time", "0.2", ranks=2)
    assert outcome.code == 75
    assert restart_command(outcome)[1:] == ["grid.yaml", "-max_time", "0.2"]
    first = pilind.status()
    assert done(first) < first.size and not (first == 2).any()
    assert pilind("grid.yaml", "-max_time", "1:00:00").code == 0
    values = pilind.results()
    for name in ("status", "Mz", "Sxx", "entropy", "purity", "residual"):
        assert (values[name] == uninterrupted[1][name]).all(), name


@pytest.mark.parametrize("limit", ["0:0:1", "00:00.9"])
def test_max_time_in_hours_minutes_seconds(pilind, limit):
    pilind.write(long_grid(1800))
    assert pilind("grid.yaml", "-max_time", limit).code == 75
    assert done(pilind.status()) < 1800


def test_max_time_that_suffices(pilind):
    assert (pilind.solve(grid(N="[5, 10]"), "-max_time", "3600", ranks=2)["status"] == 1).all()


def test_a_complete_file_is_left_alone(pilind):
    pilind.solve(grid(N="[5, 10]", Jy="[1.1, 1.7]"), ranks=2)
    before = contents(pilind.folder)
    for ranks in (None, 3):
        outcome = pilind("grid.yaml", ranks=ranks)
        assert outcome.code == 0
        assert "4 done, 0 failed, 0 to do" in outcome.out
        assert contents(pilind.folder) == before


def test_the_same_settings_in_other_words_are_the_same_input(pilind):
    pilind.solve(grid(N="[5, 10]", Jy="1.1"), name="grid.yaml")
    before = contents(pilind.folder)["grid.h5"]
    pilind.write("# the same\n" + grid(N="\n  - 5\n  - 10", Jx="6e-1", gamma=1), "other.yaml")
    assert pilind("other.yaml", "-output", "grid.h5").code == 0
    assert contents(pilind.folder)["grid.h5"] == before


def test_failed_points_and_retry(pilind):
    """Points that do not converge are failed, with NaN for the observables; the farm goes on; exit code 2 until they are solved."""
    text = grid(N="[5, 10]", Jy="[1.1, 1.7]")
    outcome = pilind(pilind.write(text), *FAILING, ranks=2)
    assert outcome.code == 2, outcome.out + outcome.err
    assert "4 points failed" in outcome.out and "-retry_failed" in outcome.out
    values = pilind.results()
    assert (values["status"] == 2).all()
    assert np.isnan(values["Mz"]).all() and np.isnan(values["entropy"]).all()
    assert (values["residual"] > 1e-11).all(), "the certificate says why"
    before = contents(pilind.folder)
    assert pilind("grid.yaml").code == 2
    assert contents(pilind.folder) == before
    shown = pilind("-status", "grid.h5")
    assert shown.code == 0 and "4 failed" in shown.out and "0 1 2 3" in shown.out
    assert pilind("grid.yaml", "-retry_failed", ranks=2).code == 0
    values = pilind.results()
    assert (values["status"] == 1).all() and np.isfinite(values["Mz"]).all()
    assert values["Mz"][0, 0] == pytest.approx(-0.7900674596185195, abs=1e-12)


def test_retry_leaves_the_done_ones_alone(pilind):
    """Both points go to one group together; only the one that failed is solved again, by another attempt."""
    pilind.solve(grid(N="[5, 10]", Jy="[1.1, 1.7]"))
    with forged(pilind.folder / "grid.h5") as file:
        file["status"][1, 0] = 2
        file["Mz"][1, 0] = np.nan
        seconds = file["timing/seconds"][()]
    outcome = pilind("grid.yaml", "-retry_failed", ranks=2)
    assert outcome.code == 0 and not outcome.said
    values = pilind.results()
    assert (values["status"] == 1).all()
    assert np.isfinite(values["Mz"]).all()
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert file["timing/attempt"][()].tolist() == [[0, 0], [1, 0]]
        others = file["timing/attempt"][()] == 0
        assert (file["timing/seconds"][()][others] == seconds[others]).all()


def test_overwrite(pilind):
    pilind.solve(grid(N="[5, 10]"))
    first = contents(pilind.folder)["grid.h5"]
    assert pilind("grid.yaml", "-overwrite").code == 0
    again = contents(pilind.folder)["grid.h5"]
    assert again[1:] != first[1:]
    values = pilind.solve(grid(N="[7]"), "-overwrite", ranks=2)
    assert list(values["N"]) == [7]


def halt(run):
    """Stop the ranks where they are, so that there is time to look at them at work."""
    for pid in run.ranks():
        os.kill(pid, signal.SIGSTOP)


def resume(run):
    for pid in run.ranks():
        os.kill(pid, signal.SIGCONT)


def test_status_during_and_after(pilind):
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=2)
    pilind.wait_for(run, some(5, 200))
    halt(run)
    numbers = r"300 points, (\d+) done, 0 failed, (\d+) left"
    during = pilind("-status", "grid.h5")
    now = done(pilind.status())
    resume(run)
    assert during.code == 0, during.err
    assert re.search(numbers, during.out).groups() == (str(now), str(300 - now))
    assert run.wait().code == 0
    after = pilind("-status", "grid.h5")
    assert after.code == 0
    assert re.search(numbers, after.out).groups() == ("300", "0")


def test_two_runs_on_one_file(pilind, uninterrupted):
    """The second is refused while the first goes on, which does not notice; -overwrite and another input do not help it."""
    pilind.write(LONG)
    pilind.write(grid(output="grid.h5"), "other.yaml")
    run = pilind.start("grid.yaml", ranks=2)
    pilind.wait_for(run, some(1, 200))
    halt(run)
    seconds = [pilind(*words) for words in (["grid.yaml"], ["grid.yaml", "-overwrite"], ["other.yaml"])]
    resume(run)
    for second in seconds:
        assert second.code == 4, second.out + second.err
        assert len(second.said) == 1 and "grid.h5" in second.said[0]
    assert run.wait().code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == uninterrupted[0]
