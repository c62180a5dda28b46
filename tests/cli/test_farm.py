"""Points over ranks: any number of them, several to a point, and nobody held up by a rank that computes."""
import numpy as np
import pytest

from program import grid

SMALL = list(range(3, 33))
OUTPUTS = ["Mz", "Sxx", "Syy", "Szz", "Sxy", "Bx", "By", "entropy", "purity", "spin2"]
LU = ["-steady_method", "lu"]


def same(a, b, tolerance=0.0):
    for name in OUTPUTS:
        assert np.abs(a[name] - b[name]).max() <= tolerance, name


@pytest.fixture(scope="module")
def one_rank(shared_pilind):
    return shared_pilind.solve(grid(N="[6, 13]", Jy="0.9:1.7:5", gamma_phi=0.1))


@pytest.mark.parametrize("ranks", [1, 2, 4, 12])
@pytest.mark.parametrize("keeper", ["auto", "rank"])
def test_ranks_and_keepers(pilind, one_rank, ranks, keeper):
    values = pilind.solve(grid(N="[6, 13]", Jy="0.9:1.7:5", gamma_phi=0.1), "-farm_keeper", keeper, ranks=ranks)
    assert (values["status"] == 1).all()
    same(values, one_rank)


def test_one_sided_messages_over_point_to_point(pilind, one_rank):
    values = pilind.solve(grid(N="[6, 13]", Jy="0.9:1.7:5", gamma_phi=0.1), ranks=3, env={"OMPI_MCA_osc": "pt2pt"})
    same(values, one_rank)


def test_64_ranks_10_points(pilind, one_rank):
    values = pilind.solve(grid(N="[6, 13]", Jy="0.9:1.7:5", gamma_phi=0.1), ranks=64, timeout=300)
    same(values, one_rank)


@pytest.mark.parametrize(
    "ranks, together, words",
    [(2, 2, []), (4, 2, []), (4, 4, []), (3, 2, []), (4, 3, []), (2, 4, []), (5, 2, ["-farm_keeper", "rank"])],
)
def test_ranks_that_share_a_point(pilind, ranks, together, words):
    """Also where the division leaves ranks over, and where fewer are there than asked for."""
    text = grid(N="[6, 20]", Jy="[0.9, 1.3, 1.7]", gamma_c=0.2)
    alone = pilind.solve(text, *LU, name="alone.yaml")
    shared = pilind.solve(text, *LU, "-ranks_per_point", together, *words, name="shared.yaml", ranks=ranks)
    assert (shared["status"] == 1).all()
    same(alone, shared, 1e-11)


def finished(status):
    """Which of the small points are done; the long one is the last of the axis."""
    return int((status[:-1] == 1).sum())


@pytest.mark.parametrize(
    "ranks, words, env",
    [(2, [], {}), (2, [], {"OMPI_MCA_osc": "pt2pt"}), (3, ["-farm_keeper", "rank"], {})],
    ids=["thread", "thread pt2pt", "rank"],
)
def test_a_busy_rank_holds_nobody_up(pilind, ranks, words, env):
    """N = 95 by LU takes as long as hundreds of the small points: while one rank is inside its factorisation the others must
    get and finish all the rest. The long point comes first, so it is rank 0, the keeper of the list, that takes it."""
    pilind.write(grid(N=str(SMALL + [95])))
    run = pilind.start("grid.yaml", *LU, *words, ranks=ranks, env=env)
    status = pilind.wait_for(run, lambda status: finished(status) == len(SMALL))
    assert status[-1] == 0, "the small points were done only after the long one"
    assert run.wait().code == 0
    assert (pilind.results()["status"] == 1).all()


def test_the_costliest_point_comes_first(pilind):
    """On one rank: as long as the last and largest is not done, no other is."""
    pilind.write(grid(N=str(SMALL + [75])))
    run = pilind.start("grid.yaml", *LU)
    seen = 0
    while run.going():
        status = pilind.status()
        if status is not None and status[-1] == 0:
            assert finished(status) == 0
            seen += 1
    assert run.wait().code == 0
    assert seen > 0


def test_progress_in_a_log_is_made_of_whole_lines(pilind):
    """Also under mpiexec, which gives its ranks a terminal of its own."""
    pilind.write(grid(N="[20, 30]", Jy="1:2:20"))
    for ranks in (None, 2):
        outcome = pilind("grid.yaml", "-overwrite", ranks=ranks)
        assert outcome.code == 0
        assert "\r" not in outcome.out.replace("\r\n", "\n")
        assert "40 of 40 points done, 0 failed, 0 left" in outcome.out
