"""-help and -version: the program's own, printed once, with and without mpiexec."""
import os
import subprocess

import pytest

from program import BINARY, grid


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
    for name in "steady susceptibility correlation meanfield gap spectrum evolve equilibrium quench stability transitions".split():
        assert f" {name} " in outcome.out, name
    assert "PETSc" not in outcome.out.split("usage:")[0], "not PETSc's own help"
    assert not list(pilind.folder.iterdir())


@pytest.mark.parametrize("topic", ["steady", "Steady", "all"])
def test_help_of_a_task(pilind, topic):
    outcome = pilind("-help", topic)
    assert outcome.code == 0 and outcome.err == ""
    for name in "Mz Sxx Syy Szz Sxy Bx By entropy purity spin2 residual".split():
        assert f"\n  {name} " in outcome.out, name
    assert "option truncate" in outcome.out and "Task steady of model ising2" in outcome.out
    assert ("Task gap of model xyz" in outcome.out) == (topic == "all")


def test_help_of_nothing(pilind):
    outcome = pilind("-help", "stedy")
    assert outcome.code == 1 and outcome.err == "pilind: help: 'stedy' is no task and no model; did you mean steady? (-help alone lists them)\n"


@pytest.mark.parametrize("words", [["-help"], ["-help", "all"], ["-version"]], ids=str)
@pytest.mark.parametrize("ranks", [None, 2])
def test_a_reader_that_leaves_early_makes_no_noise(pilind, words, ranks):
    """The pipe is closed before anything is written; true reads nothing."""
    launcher = [] if ranks is None else ["mpiexec", "--oversubscribe", "-n", "2"]
    command = " ".join([*launcher, BINARY, *words])
    done = subprocess.run(["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"], cwd=pilind.folder, env={**os.environ, **pilind.environment}, capture_output=True, text=True, timeout=60)
    if ranks is None:
        assert done.stdout == "0\n" and done.stderr == ""
    assert "MPI_ABORT" not in done.stderr and "PETSC ERROR" not in done.stderr, done.stderr


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
