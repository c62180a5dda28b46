"""Time limits, stop files, signals and what clusters are like: no locks, little memory, a threaded BLAS."""
import os
import signal
import subprocess
import time

import numpy as np
import pytest

from program import BINARY, contents, forged, grid, long_grid, untimed_bytes

LONG = long_grid(300)


def done(status):
    return int((status == 1).sum())


def stopped(outcome, why):
    assert outcome.code == 75, outcome.out + outcome.err
    line, = [line for line in outcome.out.splitlines() if line.startswith("stopped early")]
    assert why in line
    return line


def test_slurms_end_is_a_limit(pilind):
    """No -max_time: the job's end counts, and there is time left to close the file."""
    pilind.write(long_grid(600))
    end = int(time.time()) + 12
    outcome = pilind("grid.yaml", ranks=2, env={"SLURM_JOB_END_TIME": str(end)})
    assert time.time() < end
    stopped(outcome, "time")
    assert "left (SLURM_JOB_END_TIME)" in outcome.out
    outcome = pilind("grid.yaml", "-max_time", "1:00:00", env={"SLURM_JOB_END_TIME": str(end)})
    assert outcome.code == 0 and "1:00:00 left (-max_time)" in outcome.out


def test_squeue_is_asked(pilind):
    squeue = pilind.folder / "squeue"
    squeue.write_text("#!/bin/sh\n[ \"$3\" = 5 ] && echo '1:30:00        '\n")
    squeue.chmod(0o755)
    env = {"PATH": f"{pilind.folder}:{os.environ['PATH']}", "SLURM_JOB_ID": "5"}
    outcome = pilind(pilind.write(grid()), env=env)
    assert outcome.code == 0
    assert "job 5, restart 0, 1:29:50 left (squeue)" in outcome.out


def test_a_point_that_would_not_end_in_time_is_not_started(pilind):
    """What a large point costs is learned from the file: then there is time for the small ones alone, although the large come first."""
    pilind.write(grid(N="[10, 70]", Jy="[1.1, 1.2, 1.3]", steady_method="lu"))
    run = pilind.start("grid.yaml")
    pilind.wait_for(run, lambda status: done(status) == 1)
    run.kill()
    first = pilind.status()
    assert done(first[1]) == 1 and done(first[0]) == 0
    with forged(pilind.folder / "grid.h5") as file:
        file["timing/seconds"][1, file["status"][1] == 1] = 1000
    stopped(pilind("grid.yaml", "-max_time", "600"), "time: the next is expected to take 0:18:20")
    second = pilind.status()
    assert done(second[0]) == 3, "the small points had time"
    assert done(second[1]) == 1
    assert pilind("grid.yaml", "-max_time", "1200").code == 0


def test_a_stop_file_stops(pilind):
    """Points under way are finished; while the file is there nothing is started; without it the run goes on."""
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=2)
    pilind.wait_for(run, lambda status: done(status) >= 3)
    (pilind.folder / "grid.h5.STOP").touch()
    stopped(run.wait(), "grid.h5.STOP")
    first = pilind.status()
    assert 3 <= done(first) < first.size
    stopped(pilind("grid.yaml"), "remove it")
    assert (pilind.status() == first).all()
    (pilind.folder / "grid.h5.STOP").unlink()
    assert pilind("grid.yaml", ranks=2).code == 0


@pytest.mark.parametrize("ranks", [None, 2])
def test_term_stops_at_once(pilind, ranks):
    """The file is right as it is: the rerun makes the file of an uninterrupted run."""
    pilind.solve(LONG, name="whole.yaml", ranks=2)
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=ranks)
    pilind.wait_for(run, lambda status: done(status) >= 3)
    run.signal(signal.SIGTERM)
    outcome = run.wait(30)
    assert outcome.code == (75 if ranks is None else 1), outcome.err
    assert "pilind: TERM: stopped at once" in outcome.err
    assert 3 <= done(pilind.status()) < 300
    assert pilind("grid.yaml", ranks=3).code == 0
    assert untimed_bytes(pilind.folder / "grid.h5") == untimed_bytes(pilind.folder / "whole.h5")


def test_usr1_to_one_rank_is_enough(pilind):
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=3)
    pilind.wait_for(run, lambda status: done(status) >= 3)
    os.kill(run.ranks()[-1], signal.SIGUSR1)
    stopped(run.wait(), "USR1")


def remove(file):
    file.unlink()


def replace(file):
    file.rename(file.with_name("moved.h5"))
    file.write_text("another's")


@pytest.mark.parametrize("act", [remove, replace])
def test_a_file_that_goes_away_during_the_run(pilind, act):
    """What is written then is lost: the run stops soon, and says so."""
    pilind.write(LONG)
    run = pilind.start("grid.yaml", ranks=2)
    pilind.wait_for(run, lambda status: done(status) >= 3)
    act(pilind.folder / "grid.h5")
    outcome = run.wait()
    assert outcome.code == 3, outcome.out + outcome.err
    assert len(outcome.said) == 1 and "grid.h5" in outcome.said[0] and "removed or replaced" in outcome.said[0]
    assert "complete" not in outcome.out


def compile_shim(folder, name, source):
    (folder / f"{name}.c").write_text(source)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", folder / f"{name}.so", folder / f"{name}.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(folder / f"{name}.so")}


NO_LOCKS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
static int call(const char *name, int fd, int command, void *argument)
{
  if (command == F_SETLK || command == F_SETLKW) { errno = ENOLCK; return -1; }
  int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
  return real(fd, command, argument);
}
int fcntl(int fd, int command, ...) { va_list a; va_start(a, command); void *p = va_arg(a, void *); va_end(a); return call("fcntl", fd, command, p); }
int fcntl64(int fd, int command, ...) { va_list a; va_start(a, command); void *p = va_arg(a, void *); va_end(a); return call("fcntl64", fd, command, p); }
int flock(int fd, int operation) { (void)fd; (void)operation; errno = ENOSYS; return -1; }
"""


def test_a_file_system_without_locks(pilind):
    """The lock is the side file: it keeps a second run off, is taken over after a crash here, and asks about one elsewhere."""
    env = compile_shim(pilind.folder, "no_locks", NO_LOCKS)
    lock = pilind.folder / "grid.h5.lock"
    pilind.write(LONG)
    run = pilind.start("grid.yaml", env=env)
    pilind.wait_for(run, lambda status: done(status) >= 3)
    os.kill(run.process.pid, signal.SIGSTOP)
    second = pilind("grid.yaml", env=env)
    os.kill(run.process.pid, signal.SIGCONT)
    assert second.code == 4 and "no locks" in second.said[0] and str(run.process.pid) in second.said[0]
    run.kill()
    assert lock.exists()
    lock.write_text("elsewhere 123 77\n")
    other = pilind("grid.yaml", env=env)
    assert other.code == 4 and "elsewhere" in other.said[0] and "remove" in other.said[0]
    assert pilind("grid.yaml", "-max_time", "0.001", env={**env, "SLURM_JOB_ID": "77"}).code == 75, "an earlier attempt of the same job is gone"
    lock.write_text(f"{os.uname().nodename} {run.process.pid} -\n")
    assert pilind("grid.yaml", env=env).code == 0
    assert not lock.exists()


THREADS = "int openblas_get_num_threads(void) { return 16; }\n"


def test_a_threaded_blas_is_warned_of(pilind):
    env = compile_shim(pilind.folder, "threads", THREADS)
    pilind.write(grid(task="meanfield"))
    quiet = pilind("grid.yaml", ranks=2)
    assert quiet.code == 0 and "BLAS" not in quiet.err
    loud = pilind("grid.yaml", "-overwrite", ranks=2, env=env)
    assert loud.code == 0
    assert [line for line in loud.said if "16 threads" in line and "OPENBLAS_NUM_THREADS=1" in line]


def test_slurms_memory_is_a_limit(pilind):
    pilind.write(grid(N=150))
    env = {"SLURM_MEM_PER_NODE": "100"}
    plan = pilind("grid.yaml", "-dry_run", "-N", "10", ranks=2, env=env)
    assert plan.code == 0 and "0.0524 GB for each" in plan.out
    refused = pilind("grid.yaml", "-steady_method", "lu", ranks=2, env=env)
    assert refused.code == 1 and "does not fit in memory" in refused.said[0]
    assert sorted(contents(pilind.folder)) == ["grid.yaml"]


def under(limit):
    """The program under a limit of its address space, in MB."""
    return {"wrapper": ["prlimit", f"--as={limit * 1048576}"]}


def test_a_limit_of_the_address_space_is_seen(pilind):
    pilind.write(grid(N=150))
    plan = pilind("grid.yaml", "-dry_run", **under(900))
    assert plan.code == 0, plan.err
    at_hand, = [float(line.split()[2]) for line in plan.out.splitlines() if "GB for each" in line]
    assert 0.1 < at_hand < 0.9, "what the program and its BLAS have is not at hand"
    refused = pilind("grid.yaml", "-steady_method", "lu", **under(900))
    assert refused.code == 1 and "does not fit in memory" in refused.said[0]
    assert sorted(contents(pilind.folder)) == ["grid.yaml"]


def test_too_little_memory_to_begin_is_no_hang(pilind):
    """OpenBLAS asks for its workspace for ever where it cannot have it."""
    pilind.write(grid())
    said = []
    for limit in range(150, 500, 50):
        outcome = pilind("grid.yaml", timeout=60, **under(limit))
        assert outcome.code in (0, 1, 127), (limit, outcome)
        said += outcome.said
    assert [line for line in said if "ulimit -v" in line and "the BLAS alone needs" in line], said


SHORT = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
static int refused(size_t size) { return size >= LOW && size < HIGH; }
void *malloc(size_t size)
{
  static void *(*real)(size_t);
  if (!real) real = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
  if (refused(size)) { errno = ENOMEM; return NULL; }
  return real(size);
}
int posix_memalign(void **block, size_t alignment, size_t size)
{
  static int (*real)(void **, size_t, size_t);
  if (!real) real = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
  return refused(size) ? ENOMEM : real(block, alignment, size);
}
"""
# At N = 120 and 121 a state has 151 042 and 155 062 unknowns; nobody else asks for blocks of that length.
LARGE = grid(N="[5, 6, 120, 121]", truncate="off", steady_method="adi")


def short_of_memory(pilind, low, high):
    return compile_shim(pilind.folder, "short", SHORT.replace("LOW", str(low)).replace("HIGH", str(high)))


def test_a_point_that_runs_out_of_memory_fails_alone(pilind):
    """The second one of a process stays pending: what the first had lost may be the reason. A new process solves the rest."""
    env = short_of_memory(pilind, 1200000, 1300000)
    pilind.write(LARGE)
    first = pilind("grid.yaml", env=env)
    assert [line for line in first.said if "out of memory at N = 121: failed" in line]
    assert [line for line in first.said if "out of memory at N = 120: left" in line]
    assert "memory" in stopped(first, "memory") and not [line for line in first.err.splitlines() if "PETSC ERROR" in line]
    assert list(pilind.status()) == [0, 0, 0, 2]
    second = pilind("grid.yaml", env=env)
    assert second.code == 2 and list(pilind.status()) == [1, 1, 2, 2]
    values = pilind.results()
    assert np.isfinite(values["Mz"][:2]).all() and np.isnan(values["Mz"][2:]).all() and (values["iterations"][2:] < 0).all()
    assert pilind("grid.yaml", "-retry_failed").code == 0 and (pilind.status() == 1).all()


def test_ranks_that_run_out_of_memory_do_not_stop_the_others(pilind):
    env = short_of_memory(pilind, 1200000, 1300000)
    outcome = pilind(pilind.write(LARGE), ranks=3, env=env)
    assert outcome.code in (2, 75), outcome.err
    assert outcome.code == 2 or pilind("grid.yaml", ranks=3, env=env).code == 2
    assert list(pilind.status()) == [1, 1, 2, 2]


def test_a_group_that_runs_out_of_memory_fails_its_point(pilind):
    """The others of the group wait for ever: the run ends, but the point is written, and the next attempt goes on behind it."""
    env = short_of_memory(pilind, 560000, 700000)
    words = [pilind.write(LARGE), "-ranks_per_point", "2"]
    codes = []
    while len(codes) < 5 and (not codes or codes[-1] == 75):
        codes.append(pilind(*words, ranks=2, env=env).code)
    assert codes == [75, 75, 2] and list(pilind.status()) == [1, 1, 2, 2]


@pytest.mark.parametrize("closed", ["0<&- 1>&- 2>&-", "1>&- 2>&-"])
@pytest.mark.parametrize("launcher", ["", "mpiexec -n 2 "])
def test_closed_standard_streams(pilind, launcher, closed):
    """Nothing can be said, nothing is written to where it does not belong, and the run is like any other. Open MPI's launcher without
    standard streams takes what is printed for signals."""
    expected = pilind.solve(grid(N="[5, 6, 7]"), name="open.yaml")
    pilind.write(grid(N="[5, 6, 7]"))
    run = subprocess.run(["sh", "-c", f"exec {launcher}{BINARY} grid.yaml {closed}"], cwd=pilind.folder, env={**os.environ, **pilind.environment}, timeout=60)
    assert run.returncode == 0
    assert np.array_equal(pilind.results()["Mz"], expected["Mz"]) and (pilind.status() == 1).all()


def test_status_maps_failures(pilind):
    """A letter for each place of the grid, and where the failed points are."""
    pilind.solve(grid(N="[5, 10]", Jy="1:2:5"))
    with forged(pilind.folder / "grid.h5") as file:
        file["status"][0, 1] = 2
        file["status"][1, 3:] = 0
    shown = pilind("-status", "grid.h5")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert "10 points, 7 done, 1 failed, 2 left" in lines[0]
    rows = {line.split()[0]: line for line in lines if "|" in line}
    assert rows["5"].endswith("|#F###|") and rows["10"].endswith("|###..|")
    assert rows["5"].split()[1:4] == ["4", "1", "0"] and rows["10"].split()[1:4] == ["3", "0", "2"]
    assert "  N = 5, Jy = 1.25" in lines


def test_status_of_a_large_grid_is_a_page(pilind):
    pilind.solve(grid(task="meanfield", Jx="0:1:50", Jy="1:2:200", hz="[0.1, 0.2]"))
    shown = pilind("-status", "grid.h5")
    assert shown.code == 0 and len(shown.out.splitlines()) < 40
    assert max(map(len, shown.out.splitlines()[2:])) < 160
    counts = [line.split()[1] for line in shown.out.splitlines() if "|" in line]
    assert sum(map(int, counts)) == 20000


def test_64_ranks_and_10_points(pilind):
    one = pilind.solve(grid(N=6, Jy="0.9:1.7:10"), name="one.yaml")
    many = pilind.solve(grid(N=6, Jy="0.9:1.7:10"), ranks=64, timeout=300)
    assert np.array_equal(one["Mz"], many["Mz"])
