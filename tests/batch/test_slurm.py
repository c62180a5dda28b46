"""The job scripts under a real Slurm: an ordinary user submits; whatever happens on the way, the file becomes that of an
uninterrupted run, to the bit."""
import shutil
import time

import h5py
import pytest

from program import grid

# Some seconds on two ranks, in points of some hundredths of a second: what is done on the way to it comes long before the end.
POINTS = 300
TEXT = grid(N="[30, 40]", Jy="0.75:1.75:150", steady_method="lu")
LAUNCHERS = ["srun --mpi=pmix", pytest.param("mpirun", marks=pytest.mark.long)]
TWO = ["--nodes=1", "--ntasks-per-node=2", "--time=10"]


def results(path):
    """All data of a file to the bit, but for what differs from run to run."""
    found = {}
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, item: found.update({name: item[()].tobytes() if item.shape else bytes(item[()])}) if isinstance(item, h5py.Dataset) else None)
    return {name: data for name, data in found.items() if not name.startswith(("timing/", "provenance/attempts/"))}


@pytest.fixture(scope="module")
def expected(shared_pilind):
    shared_pilind.solve(TEXT, ranks=2)
    return results(shared_pilind.folder / "grid.h5")


@pytest.fixture
def folder(cluster, request):
    folder = cluster.folder("".join(c if c.isalnum() else "-" for c in request.node.name))
    (folder / "grid.yaml").write_text(TEXT)
    yield folder
    shutil.rmtree(folder)


def script(cluster, name):
    return cluster.project / "jobs" / f"{name}.sbatch"


def done(folder, name="grid.h5"):
    try:
        with h5py.File(folder / name, "r") as file:
            return int((file["status"][()] == 1).sum())
    except OSError:
        return 0


def log(folder, job, name="grid"):
    return (folder / f"{name}-{job}.log").read_text()


def completed(cluster, folder, job, expected, name="grid"):
    assert cluster.wait(job, 480) == "COMPLETED", cluster.command("scontrol", "show", "job", job) + log(folder, job, name)
    assert results(folder / "grid.h5") == expected
    left = {path.name for path in folder.iterdir()}
    assert not [name for name in left if name.endswith((".tmp", ".lock", ".attempts", ".checkpoint"))], left


@pytest.mark.parametrize("launch", LAUNCHERS)
def test_usr1_to_the_script(cluster, folder, expected, launch):
    """As Slurm sends it before the end: what runs is finished, the job is queued again, and the log is appended to."""
    job = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml", launch=launch)
    cluster.until(lambda: done(folder) >= 2, 60, "points")
    cluster.command("scancel", "--batch", "--signal=USR1", job, user=True)
    cluster.until(lambda: cluster.detail(job, "Restarts") == "1", 60, "the restart")
    completed(cluster, folder, job, expected)
    text = log(folder, job)
    assert "the time ends soon" in text and "(USR1 or USR2)" in text and text.count("queued again") == 1
    assert text.count("grid.yaml -> grid.h5") == 2 and "restart 1, " in text and "left (squeue)" in text


def test_a_point_that_outlasts_the_time(cluster, folder):
    """It is stopped after the grace; the attempts are counted, the third is the last."""
    (folder / "grid.yaml").write_text(grid(task="evolve", N=40, t_end=1e9, t_points=2))
    job = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml", env={"GRACE": "1", "IDLE_LIMIT": "1"})
    cluster.until(lambda: (folder / f"grid-{job}.log").exists() and "to do)" in log(folder, job), 60, "the start")
    time.sleep(3)
    cluster.command("scancel", "--batch", "--signal=USR1", job, user=True)
    assert cluster.wait(job) == "FAILED"
    text = log(folder, job)
    assert "what runs does not end in time" in text and "1 attempts in a row finished no point" in text
    assert cluster.detail(job, "ExitCode") == "75:0" and done(folder) == 0


@pytest.mark.long
@pytest.mark.parametrize("launch", LAUNCHERS)
def test_a_time_limit_is_gone_on_from(cluster, folder, launch):
    """A real limit of a minute and more work than that: the first attempt ends in order before it, the second goes on."""
    (folder / "grid.yaml").write_text(TEXT.replace(":150", ":5000"))
    job = cluster.submit(folder, "--nodes=1", "--ntasks-per-node=2", "--time=1", "--signal=B:USR1@20", script(cluster, "grid"), "grid.yaml", launch=launch)
    cluster.until(lambda: cluster.detail(job, "Restarts") == "1", 180, "the restart")
    first = done(folder)
    assert first > 0
    cluster.until(lambda: done(folder) > first, 120, "more points")
    cluster.command("scancel", job, user=True)
    assert cluster.wait(job) == "CANCELLED"
    text = log(folder, job)
    assert text.count("stopped early") == 1 and text.count("queued again") == 1
    banner = [line for line in text.splitlines() if "to do)" in line]
    assert f"({first} done, 0 failed, {10000 - first} to do)" in banner[1]


def test_scancel_and_another_submission(cluster, folder, expected):
    job = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml")
    cluster.until(lambda: done(folder) >= 2, 60, "points")
    cluster.command("scancel", job, user=True)
    assert cluster.wait(job) == "CANCELLED"
    before = done(folder)
    assert 2 <= before < POINTS
    time.sleep(1)
    assert cluster.state(job) == "CANCELLED" and done(folder) == before, "it goes on"
    again = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml")
    completed(cluster, folder, again, expected)
    assert f"({before} done, 0 failed, {POINTS - before} to do)" in log(folder, again)


@pytest.mark.parametrize("launch", LAUNCHERS)
def test_a_lost_node(cluster, folder, expected, launch):
    """kill -9 of a slurmd and its ranks: the job is queued again, by Slurm or by its script, and loses nothing."""
    job = cluster.submit(folder, "--nodes=2", "--ntasks-per-node=1", "--time=10", script(cluster, "long"), "grid.yaml", launch=launch)
    cluster.until(lambda: done(folder) >= 2, 60, "points")
    cluster.lose_node("n2")
    before = done(folder)
    assert before < POINTS
    cluster.until(lambda: "down" in cluster.command("sinfo", "-h", "-n", "n2", "-o", "%t"), 120, "the loss to be noticed")
    cluster.repair_node("n2")
    completed(cluster, folder, job, expected, "long")
    assert int(cluster.detail(job, "Restarts")) >= 1
    banners = [line for line in log(folder, job, "long").splitlines() if "to do)" in line]
    assert len(banners) >= 2 and int(banners[-1].split("(")[1].split()[0]) >= before


def test_an_output_of_another_name(cluster, folder, expected):
    """It is the one that is watched: an attempt that got on is not given up, although one in vain would be."""
    words = ["grid.yaml", "-output", "other.h5"]
    job = cluster.submit(folder, *TWO, "--mem-per-cpu=200", script(cluster, "grid"), *words, env={"IDLE_LIMIT": "1"})
    cluster.until(lambda: done(folder, "other.h5") >= 2, 60, "points")
    cluster.command("scancel", "--batch", "--signal=USR1", job, user=True)
    assert cluster.wait(job, 480) == "COMPLETED", log(folder, job)
    assert "queued again" in log(folder, job) and results(folder / "other.h5") == expected
    assert not list(folder.glob("grid.h5*")) and not list(folder.glob("other.h5.*"))


def test_an_array(cluster, folder):
    """One input for each task; the second is wrong, which is nobody else's business."""
    for name, text in (("a", grid(N=5)), ("b", grid(N=1)), ("c", grid(N=7))):
        (folder / f"{name}.yaml").write_text(text)
    job = cluster.submit(folder, *TWO, "--array=0-2", script(cluster, "array"), "a.yaml", "b.yaml", "c.yaml")
    cluster.until(lambda: not cluster.command("squeue", "-h", "-j", job), 120, "the end of the array")
    assert done(folder, "a.h5") == done(folder, "c.h5") == 1
    assert not (folder / "b.h5").exists()
    assert "exit code 1" in log(folder, f"{job}_1", "array") and "N" in log(folder, f"{job}_1", "array")
    with h5py.File(folder / "c.h5", "r") as file:
        assert file["N"][()] == 7


def test_a_job_in_vain_gives_up(cluster, folder):
    """No attempt gets to a point: after the third it is not queued again."""
    job = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml", "-max_time", "1e-6")
    assert cluster.wait(job) == "FAILED"
    text = log(folder, job)
    assert cluster.detail(job, "ExitCode") == "75:0"
    assert text.count("grid.yaml -> grid.h5") == 3 and text.count("queued again") == 3
    assert "3 attempts in a row finished no point" in text
    assert done(folder) == 0


@pytest.mark.long
def test_a_stop_file_is_not_gone_on_from(cluster, folder, expected):
    job = cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml")
    cluster.until(lambda: done(folder) >= 2, 60, "points")
    (folder / "grid.h5.STOP").touch()
    assert cluster.wait(job) == "FAILED"
    assert "not queued again" in log(folder, job) and 2 <= done(folder) < POINTS
    (folder / "grid.h5.STOP").unlink()
    completed(cluster, folder, cluster.submit(folder, *TWO, script(cluster, "grid"), "grid.yaml"), expected)


@pytest.mark.long
def test_a_chain_of_jobs(cluster, folder, expected):
    """Where requeueing is forbidden: each job submits its successor."""
    first = cluster.submit(folder, *TWO, script(cluster, "long"), "grid.yaml", env={"PILIND_CHAIN": "1"})
    cluster.until(lambda: done(folder) >= 2, 60, "points")
    cluster.command("scancel", "--batch", "--signal=USR1", first, user=True)
    cluster.until(lambda: done(folder) == POINTS and not cluster.command("squeue", "-h"), 240, "the end of the chain")
    logs = sorted(folder.glob("long-*.log"))
    assert len(logs) >= 2 and cluster.detail(first, "Restarts") == "0"
    assert "submitting a successor" in logs[0].read_text()
    assert results(folder / "grid.h5") == expected


@pytest.mark.long
def test_one_point_on_all_ranks(cluster, folder):
    (folder / "one.yaml").write_text(grid(N=30, steady_method="lu"))
    job = cluster.submit(folder, "--nodes=2", "--ntasks-per-node=1", "--time=5", "--mem=500", script(cluster, "solve"), "one.yaml")
    assert cluster.wait(job) == "COMPLETED", log(folder, job, "solve")
    assert done(folder, "one.h5") == 1 and "on 2 ranks of 2 nodes" in log(folder, job, "solve")
