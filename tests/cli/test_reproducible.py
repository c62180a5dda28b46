"""Whatever the number of ranks and whatever happened on the way, the file is the same to the bit, but for the group timing."""
import pytest

from program import grid, untimed_bytes

TEXT = grid(N="[3, 10, 24]", Jy="0.9:1.7:9", hx="[0, 0.1]", gamma_up=0.1)


@pytest.fixture(scope="module")
def one_rank(shared_pilind):
    shared_pilind.solve(TEXT)
    return untimed_bytes(shared_pilind.folder / "grid.h5")


@pytest.mark.parametrize("ranks", [1, 2, 3, 5])
def test_any_number_of_ranks(pilind, one_rank, ranks):
    values = pilind.solve(TEXT, ranks=ranks)
    assert (values["status"] == 1).all()
    assert untimed_bytes(pilind.folder / "grid.h5") == one_rank


def test_more_ranks_than_points(pilind):
    text = grid(N=10, Jy="[1.1, 1.2, 1.3]")
    one = pilind.solve(text, name="grid.yaml")
    assert one["Mz"].size == 3
    expected = untimed_bytes(pilind.folder / "grid.h5")
    (pilind.folder / "grid.h5").unlink()
    pilind.solve(text, ranks=7)
    assert untimed_bytes(pilind.folder / "grid.h5") == expected


def test_mean_field(pilind):
    text = grid(task="meanfield", Jy="0:3:301", Jx="-1:1:11")
    pilind.solve(text)
    expected = untimed_bytes(pilind.folder / "grid.h5")
    (pilind.folder / "grid.h5").unlink()
    pilind.solve(text, ranks=3)
    assert untimed_bytes(pilind.folder / "grid.h5") == expected


def test_the_comparison_sees_a_difference(pilind, one_rank):
    pilind.solve(TEXT.replace("0.1]", "0.1000000001]"))
    assert untimed_bytes(pilind.folder / "grid.h5") != one_rank
