"""Bad keys and values: exit code 1, one line that names the key, and nothing created or touched."""
import os
import re

import pytest

from program import contents, grid


def refused(pilind, *arguments, key=None, code=1, env=None, **how):
    """Run; check code and line, and that the folder is as before. Without mpiexec it need not start Open MPI's daemon."""
    before = contents(pilind.folder)
    outcome = pilind(*arguments, env={"OMPI_MCA_ess_singleton_isolated": "1", **(env or {})}, **how)
    after = contents(pilind.folder)
    assert outcome.code == code, outcome.out + outcome.err
    lines = outcome.err.splitlines() if how.get("ranks") is None else outcome.said
    assert len(lines) == 1 and lines[0].startswith("pilind: "), outcome.err
    assert len(lines[0]) > len("pilind: ") + 10
    if key:
        assert re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", lines[0]), lines[0]
    assert after == before
    return lines[0]


NUMBERS = ["nan", ".nan", "NaN", "inf", "-inf", ".inf", "1e400", "~", "null", "", "''", "[]", "0x10", "[1, 0x1p3]", "abc", "1.2.3", "1 2", "true", "1_000"]


@pytest.mark.parametrize("value", NUMBERS)
def test_what_is_no_number(pilind, value):
    refused(pilind, pilind.write(grid(Jy=value)), key="Jy")


@pytest.mark.parametrize("value", ["[1, , 2]", "[[1, 2], [3]]", "{a: 1}", "[1, {a: 1}]"])
def test_nested_values(pilind, value):
    refused(pilind, pilind.write(grid(Jy=value)))


@pytest.mark.parametrize("value", ["0:1", "0:1:", ":1:5", "0:1:2:3", "0:1:0", "0:1:-3", "0:1:2.5", "0:1:nan", "a:b:c", "0:1:1", "log:0:1:5", "log:-1:10:5", "log:1:-10:5", "log:1:10", "lin:0:1:5", "[0:1:0]"])
def test_what_is_no_range(pilind, value):
    assert refused(pilind, pilind.write(grid(Jy=f"'{value}'")), key="Jy")


@pytest.mark.parametrize(
    "keys, key",
    [
        ({"N": 0}, "N"),
        ({"N": 1}, "N"),
        ({"N": -5}, "N"),
        ({"N": 2.5}, "N"),
        ({"N": "[5, 10, 2.5]"}, "N"),
        ({"N": "2:3:3"}, "N"),
        ({"N": 1e300}, "N"),
        ({"N": 4294967301}, "N"),
        ({"N": None}, "N"),
        ({"Jx": None}, "Jx"),
        ({"Jz": None}, "Jz"),
        ({"gamma": -1}, "gamma"),
        ({"gamma_up": "[0, -1e-9]"}, "gamma_up"),
        ({"gamma_phi": "-1:1:3"}, "gamma_phi"),
        ({"gamma_c": -0.5}, "gamma_c"),
        ({"gamma_c_up": -0.5}, "gamma_c_up"),
        ({"gamma_c_phi": -0.5}, "gamma_c_phi"),
        ({"gamma": 0}, "gamma"),
        ({"gamma": "[1, 0]"}, "gamma"),
        ({"gamma": 0, "gamma_phi": 1}, "gamma"),
        ({"gamma": 0, "gamma_c": 1}, "gamma"),
        ({"gamma": 0, "gamma_c": 1, "hx": 0.3}, "gamma"),
        ({"model": "ising"}, "ising"),
        ({"model": ""}, "model"),
        ({"model": None}, "model"),
        ({"task": "stead"}, "stead"),
        ({"task": None}, "task"),
        ({"output": "''"}, "output"),
        ({"gama": 1}, "gama"),
        ({"Gamma_d": 1}, "gamma_d"),
        ({"gap_inverse": "lu"}, "gap_inverse"),
        ({"t_end": 1}, "t_end"),
    ],
    ids=str,
)
def test_keys_and_values(pilind, keys, key):
    line = refused(pilind, pilind.write(grid(**keys)))
    assert re.search(rf"(?<![\w]){key}(?![\w])", line, re.IGNORECASE), line


@pytest.mark.parametrize(
    "value, words, why",
    [
        (1000000, [], "memory|integers|overflow"),
        (2000, ["-steady_method", "lu"], "32-bit|overflow"),
        (1300, ["-steady_method", "lu"], "memory"),
        ("[5, 1000000]", [], "memory|integers|overflow"),
    ],
)
def test_a_model_that_does_not_fit(pilind, value, words, why):
    line = refused(pilind, pilind.write(grid(N=value)), *words, key="N")
    assert re.search(why, line), line


def test_a_model_that_does_not_fit_on_two_ranks(pilind):
    refused(pilind, pilind.write(grid(N=1000000)), key="N", ranks=2)


@pytest.mark.parametrize("keys", [{"Jx": "0:1:100000", "Jy": "0:1:100000"}, {"Jx": "0:1:100000", "Jy": "0:1:100000", "Jz": "0:1:100000", "hz": "0:1:100000"}], ids=["1e10", "1e20"])
def test_a_grid_with_too_many_points(pilind, keys):
    """10^10 points, and a number that overflows 64 bits."""
    line = refused(pilind, pilind.write(grid(task="meanfield", **keys)), timeout=60)
    assert re.search("points|memory", line), line


@pytest.mark.parametrize("value", ["0:1:1000000000", "0:1:1e18"])
def test_a_range_with_too_many_points(pilind, value):
    refused(pilind, pilind.write(grid(Jy=value)), key="Jy", timeout=60)


FILE_ONLY_ON_THE_LINE = ["dry_run", "status", "overwrite", "retry_failed", "max_time", "ranks_per_point", "farm_keeper", "help", "version"]
PETSC_FAMILIES = ["log_view", "malloc_debug", "malloc", "info", "options_left", "options_view", "on_error_abort", "log_trace"]


@pytest.mark.parametrize("key", FILE_ONLY_ON_THE_LINE + PETSC_FAMILIES)
def test_flags_are_no_keys_of_the_file(pilind, key):
    refused(pilind, pilind.write(grid(**{key: 1})), key=key)


@pytest.mark.parametrize("text, key", [
    (grid() + "Jy: 1.2\n", "Jy"),
    (grid() + "jy: 1.1\n", "jy"),
    (grid() + "'Jy' : [1, 2]\n", "Jy"),
    ("{model: xyz, task: steady, N: 5, Jx: 0.6, Jy: 1, Jz: 1, N: 6}\n", "N"),
    (grid(steady_method="lu") + "steady_method: adi\n", "steady_method"),
    (grid() + "task: meanfield\n", "task"),
], ids=str)
def test_a_key_given_twice(pilind, text, key):
    line = refused(pilind, pilind.write(text))
    assert re.search(rf"(?<![\w]){key}: given twice", line, re.IGNORECASE), line


def test_what_is_not_given_twice(pilind):
    """A key in a comment, within another value, as the end of another key, or also on the command line, where it wins."""
    text = grid(Jy="1.1  # Jy: 2", gamma=1, gamma_c=0.5, output="'a, Jx b N: 6.h5'") + "# Jy: 3\n#Jy: 3\n"
    assert pilind(pilind.write(text), "-Jy", "1.2").code == 0


@pytest.mark.parametrize("text, place, says", [
    (grid(Jy="0,6"), "line 5, column 6", "comma"),
    (grid(Jy="[1, 2, 1]"), "line 5, column 5", "1 is there twice"),
    (grid() + "gama: 1\n", "line 7, column 1", "did you mean gamma?"),
    (grid() + "\thx: 1\n", "line 7, column 1", "tab"),
    (grid(Jy="[1, 2"), "line 5, column 5", "bracket"),
    (grid() + "steady:\n  ksp_rtol: 1e-9\n", "line 7, column 1", "steady_ksp_rtol"),
    (grid() + "dissipators:\n  - {jump: sm, rate: 1}\n", "line 7, column 1", "dissipators"),
    (grid(Jy="1 + (2"), "line 5, column 9", "not closed"),
    (grid(Jy="2*Jq"), "line 5, column 7", "did you mean Jx?"),
    (grid(Jy="2*Jy"), "line 5, column 5", "itself"),
    (grid(task="stedy"), "line 2, column 7", "did you mean steady?"),
], ids=str)
def test_line_and_column(pilind, text, place, says):
    line = refused(pilind, pilind.write(text))
    assert line.startswith(f"pilind: grid.yaml, {place}: ") and says in line, line


def test_what_is_no_file(pilind):
    os.mkfifo(pilind.folder / "pipe.yaml")
    assert "pipe" in refused(pilind, "pipe.yaml", timeout=30)
    assert "folder" in refused(pilind, ".")
    assert "No such file" in refused(pilind, "missing.yaml")


def test_one_line_from_all_ranks(pilind):
    refused(pilind, pilind.write(grid(gamma=-1)), key="gamma", ranks=3)
    refused(pilind, pilind.write(grid()), "-Jq", "1", key="Jq", ranks=3)


def test_a_very_long_value(pilind):
    refused(pilind, pilind.write(grid(Jy="1" * 5000)), key="Jy")
    refused(pilind, pilind.write(grid() + "k" * 5000 + ": 1\n"))


def test_a_long_list_is_fine(pilind):
    assert pilind.solve(grid(task="meanfield", Jy=str([k / 7 for k in range(5000)])))["Jy"].size == 5000


def test_an_existing_file_is_not_touched_by_bad_input(pilind):
    pilind.solve(grid())
    refused(pilind, "grid.yaml", "-gamma", "-1", key="gamma")
    refused(pilind, "grid.yaml", "-gamma", "-1", "-overwrite", key="gamma")
    refused(pilind, "grid.yaml", "-N", "1000000", "-overwrite", key="N")


@pytest.mark.parametrize("task", ["steady", "susceptibility"])
@pytest.mark.parametrize("option, value", [
    ("-steady_method", "nonsense"), ("-steady_pc_type", "nonsense"), ("-steady_ksp_type", "nonsense"), ("-steady_ksp_rtol", "abc"), ("-steady_truncate_tol", "abc"),
    ("-steady_checkpoint_iterations", "abc"), ("-steady_adi_kappa", "abc"),
])
def test_bad_words_of_the_steady_solvers(pilind, task, option, value):
    assert value in refused(pilind, pilind.write(grid(task=task)), option, value)
