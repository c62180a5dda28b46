"""The command line and the input as a file: exit code 1, one line, nothing created or touched; and what is allowed."""
import pytest

from program import grid
from test_bad_input import refused


@pytest.mark.parametrize(
    "words, key",
    [
        (["-Jq", "1"], "Jq"),
        (["-overwite"], "overwite"),
        (["-gap_eps_tol", "1e-9"], "gap_eps_tol"),
        (["-N"], "N"),
        (["-Jx", "-overwrite"], "Jx"),
        (["-output"], "output"),
        (["-output", ""], "output"),
        (["-N", ""], "N"),
        (["-N", "5,"], "N"),
        (["-Jy", "nan"], "Jy"),
        (["-Jy", "-inf"], "Jy"),
        (["-Jy", "0x1"], "Jy"),
        (["-max_time"], "max_time"),
        (["-max_time", "soon"], "max_time"),
        (["-max_time", "0"], "max_time"),
        (["-max_time", "-5"], "max_time"),
        (["-max_time", "1:2:3:4"], "max_time"),
        (["-ranks_per_point", "0"], "ranks_per_point"),
        (["-ranks_per_point", "1.5"], "ranks_per_point"),
        (["-ranks_per_point"], "ranks_per_point"),
        (["-farm_keeper", "nobody"], "farm_keeper"),
        (["-task", "gapp"], "gapp"),
        (["other.yaml"], "other.yaml"),
        (["-N", "5", "6"], "6"),
        (["-dry_run", "maybe"], "maybe"),
        (["-overwrite", "other.yaml"], "other.yaml"),
        (["--overwite"], "overwite"),
        (["-"], "-"),
    ],
    ids=str,
)
def test_the_command_line(pilind, words, key):
    line = refused(pilind, pilind.write(grid()), *words)
    assert key in line, line


@pytest.mark.parametrize("words", [[], ["-N", "5"], ["-overwrite"], ["-status"], ["-status", ""], ["-status", "-overwrite"]], ids=str)
def test_no_file_on_the_command_line(pilind, words):
    pilind.write(grid())
    refused(pilind, *words)


@pytest.mark.parametrize("words", [["-status", "grid.h5", "-Jq", "1"], ["-status", "grid.h5", "stray"]], ids=str)
def test_unknown_words_beside_status(pilind, words):
    pilind.solve(grid())
    line = refused(pilind, *words)
    assert words[2].strip("-") in line


@pytest.mark.parametrize("name", ["missing.h5", "text.h5", "empty.h5", "."])
def test_status_of_what_is_no_results_file(pilind, name):
    (pilind.folder / "text.h5").write_text("some text\n")
    (pilind.folder / "empty.h5").touch()
    refused(pilind, "-status", name, key=name)


@pytest.mark.parametrize("name", ["missing.yaml", "no/such/folder.yaml"])
@pytest.mark.parametrize("ranks", [None, 2])
def test_a_missing_file(pilind, name, ranks):
    refused(pilind, name, key=name, ranks=ranks)


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_folder_as_input(pilind, ranks):
    (pilind.folder / "folder.yaml").mkdir()
    refused(pilind, "folder.yaml", key="folder.yaml", ranks=ranks, timeout=30)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n# only a comment\n",
        b"just words\n",
        b"- model: xyz\n- N: 5\n",
        b"model: xyz\nN: [5, 10\n",
        b"model: 'xyz\n",
        b"model: xyz\n\tN: 5\n",
        b"{model: xyz, N: 5\n",
        b"model: xyz: N\n",
        b"&a model: *b\n",
        b"\x89HDF\r\n\x1a\n\x00\x00\x00binary\x00",
        b"model: xyz\x00\nN: 5\n",
        bytes(range(256)) * 64,
        b"\xff\xfem\x00o\x00d\x00e\x00l\x00",
        b"x" * 100000,
    ],
    ids=lambda text: repr(text[:24]),
)
@pytest.mark.parametrize("ranks", [None, 2])
def test_what_is_no_input_file(pilind, text, ranks):
    refused(pilind, pilind.write(text), ranks=ranks, timeout=30)


@pytest.mark.parametrize("words", [["-log_view", ":log.txt"], ["-malloc_debug"], ["-options_left"], ["-on_error_abort"], ["-info", ":info.txt"]], ids=str)
def test_petsc_families_are_allowed_on_the_command_line(pilind, words):
    outcome = pilind(pilind.write(grid()), *words)
    assert outcome.code == 0, outcome.err
    assert (pilind.folder / "grid.h5").exists()


def test_unknown_solver_options_are_warned_of_before_the_run(pilind):
    outcome = pilind(pilind.write(grid()), "-steady_no_such_option", "3", ranks=2)
    assert outcome.code == 0
    assert len(outcome.said) == 1 and "warning" in outcome.said[0] and "steady_no_such_option" in outcome.said[0]
    outcome = pilind("grid.yaml", "-steady_no_such_option", "3", "-dry_run")
    assert outcome.code == 0 and len(outcome.said) == 1 and "steady_no_such_option" in outcome.said[0]


@pytest.mark.parametrize("task, keys, words", [
    ("steady", {}, ["-steady_mat_mumps_icntl_14", "30"]),
    ("steady", {}, ["-steady_ksp_rtol", "1e-12", "-steady_adi_kappa", "8", "-steady_checkpoint_iterations", "100"]),
    ("susceptibility", {}, ["-steady_ksp_rtol", "1e-12", "-susceptibility_ksp_rtol", "1e-12"]),
    ("gap", {}, ["-gap_eps_tol", "1e-12", "-gap_method", "lapack"]),
    ("evolve", {"t_end": 1}, ["-evolve_mfn_tol", "1e-11"]),
], ids=str)
def test_known_solver_options_are_no_warning(pilind, task, keys, words):
    outcome = pilind(pilind.write(grid(task=task, **keys)), *words, "-dry_run")
    assert outcome.code == 0 and outcome.err == ""


def test_used_solver_options_are_no_warning(pilind):
    outcome = pilind(pilind.write(grid(steady_method="lu")), "-steady_mat_mumps_icntl_14", "30")
    assert outcome.code == 0 and outcome.err == ""
