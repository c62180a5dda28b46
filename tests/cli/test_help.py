"""-help and -version: the program's own, printed once, with and without mpiexec."""
import pytest

from program import grid


@pytest.mark.parametrize("ranks", [None, 1, 2])
@pytest.mark.parametrize("word", ["-help", "--help"])
def test_help(pilind, ranks, word):
    outcome = pilind(word, ranks=ranks)
    assert outcome.code == 0 and outcome.said == []
    if ranks is None:
        assert outcome.err == ""
    assert outcome.out.count("usage:") == 1
    for name in "model task output dry_run status overwrite retry_failed max_time ranks_per_point help version".split():
        assert name in outcome.out
    for name in "N Jx Jy Jz hx hy hz gamma gamma_up gamma_phi gamma_c gamma_c_up gamma_c_phi spin_scale".split():
        assert f"\n  {name} " in outcome.out, name
    for name in "Mz Sxx Syy Szz Sxy Bx By entropy purity spin2 residual".split():
        assert f"\n  {name} " in outcome.out, name
    assert "PETSc" not in outcome.out.split("usage:")[0], "not PETSc's own help"
    assert not list(pilind.folder.iterdir())


@pytest.mark.parametrize("ranks", [None, 1, 2])
@pytest.mark.parametrize("word", ["-version", "--version"])
def test_version(pilind, ranks, word):
    outcome = pilind(word, ranks=ranks)
    assert outcome.code == 0 and outcome.said == []
    line, = outcome.out.splitlines()
    assert line.startswith("pilind ") and "PETSc" in line and "HDF5" in line
    assert not list(pilind.folder.iterdir())


def test_beside_an_input_file(pilind):
    outcome = pilind(pilind.write(grid()), "-help")
    assert outcome.code == 0 and outcome.out.startswith("usage:")
    outcome = pilind("grid.yaml", "-N", "7", "-version")
    assert outcome.code == 0 and outcome.out.startswith("pilind ")
    assert sorted(path.name for path in pilind.folder.iterdir()) == ["grid.yaml"]
