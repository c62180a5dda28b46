"""kill -9 at random times, of all ranks or of one: whatever a run has finished is in the file and right, and the rerun goes on."""
import time

import h5py
import numpy as np
import pytest

from program import kill, long_grid, untimed_bytes

TEXT = long_grid(N="[14, 18]", Jy="0.75:1.75:150")


@pytest.fixture(scope="module")
def uninterrupted(shared_pilind):
    shared_pilind.write(TEXT)
    start = time.monotonic()
    assert shared_pilind("grid.yaml", ranks=2).code == 0
    return untimed_bytes(shared_pilind.folder / "grid.h5"), shared_pilind.results(), time.monotonic() - start


class Trials:
    """Kills one after the other. A file that is complete is compared and removed: the next trial begins anew."""

    def __init__(self, pilind, uninterrupted, seed):
        self.pilind, self.random = pilind, np.random.default_rng(seed)
        self.expected, self.values, self.seconds = uninterrupted
        self.file = pilind.folder / "grid.h5"
        self.done = np.zeros_like(self.values["status"], bool)
        self.counts = {"before the file": 0, "in the run": 0, "after the end": 0, "files": 0}

    def trial(self, one_rank):
        run = self.pilind.start("grid.yaml", ranks=int(self.random.integers(1, 4)))
        if self.random.random() < 0.3:
            time.sleep(self.random.uniform(0, self.seconds))
        else:
            self.wait_for_points(run)
        victims = run.ranks() if one_rank else []
        if victims:
            kill([victims[self.random.integers(len(victims))]])
            run.wait(60)
        else:
            run.kill()
        self.look()

    def wait_for_points(self, run):
        """Until a random number of the points that are left are done, and a little more: somewhere within a point or a write."""
        wanted = self.random.integers(self.done.sum(), self.done.size)
        while run.going():
            status = self.pilind.status()
            if status is not None and (status == 1).sum() > wanted:
                break
            time.sleep(0.005)
        time.sleep(self.random.uniform(0, 0.01))

    def look(self):
        """The file is absent or whole; no point that was done is lost, and all that are done are right, to the bit."""
        if not self.file.exists():
            assert not self.done.any(), "the file is gone"
            self.counts["before the file"] += 1
            return
        with h5py.File(self.file, "r") as file:
            status = file["status"][()]
            now = status == 1
            assert not (self.done & ~now).any(), "finished points were lost"
            assert ((status == 0) | now).all()
            for name, value in self.values.items():
                if value.shape == status.shape and name != "status":
                    assert np.array_equal(file[name][()][now], value[now], equal_nan=True), f"{name} is wrong at points that are done"
        self.done = now
        self.counts["after the end" if now.all() else "in the run"] += 1
        if now.all():
            self.finish()

    def finish(self):
        """The rerun of whatever is there makes the file of an uninterrupted run."""
        outcome = self.pilind("grid.yaml", ranks=int(self.random.integers(1, 4)))
        assert outcome.code == 0, outcome.out + outcome.err
        assert f"({self.done.sum()} done, 0 failed, {(~self.done).sum()} to do)" in outcome.out
        assert untimed_bytes(self.file) == self.expected
        self.file.unlink()
        self.done[:] = False
        self.counts["files"] += 1


def trials(pilind, uninterrupted, seed, count):
    pilind.write(TEXT)
    t = Trials(pilind, uninterrupted, seed)
    for k in range(count):
        t.trial(one_rank=k % 2 == 1)
    t.finish()
    print(f"{count} kills: {t.counts}")
    assert t.counts["in the run"] >= count / 5, f"the kills did not hit: {t.counts}"


def test_20_kills(pilind, uninterrupted):
    trials(pilind, uninterrupted, seed=1, count=20)


@pytest.mark.long
def test_200_kills(pilind, uninterrupted):
    trials(pilind, uninterrupted, seed=2, count=200)
