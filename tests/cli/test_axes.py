"""How numbers, lists and ranges in the input become axes of the results."""
import numpy as np
import pytest

from program import grid


@pytest.mark.parametrize(
    "value, axis",
    [
        ("[1.1, 0.3, 2]", [1.1, 0.3, 2]),
        ("'[1.1, 0.3, 2]'", [1.1, 0.3, 2]),
        ("0.75:1.75:5", [0.75, 1, 1.25, 1.5, 1.75]),
        ("2:-1:4", [2, 1, 0, -1]),
        ("log:1:100:5", [1, 10**0.5, 10, 10**1.5, 100]),
        ("[0.5, 1:2:3, log:4:16:3]", [0.5, 1, 1.5, 2, 4, 8, 16]),
        ("[1.7]", [1.7]),
        ("\n  - 1.7", [1.7]),
        ("\n  - 0.5\n  - 1e0", [0.5, 1]),
        ("'0.5:1.5:3'", [0.5, 1, 1.5]),
    ],
)
def test_lists_and_ranges_are_axes(pilind, value, axis):
    v = pilind.solve(grid(task="meanfield", Jy=value))
    assert v["Jy"].shape == (len(axis),)
    assert np.allclose(v["Jy"], axis, rtol=1e-15, atol=1e-15)
    assert v["Jy"][0] == axis[0] and v["Jy"][-1] == axis[-1], "both ends are included, exactly"
    assert v["phase"].shape == (len(axis),)


@pytest.mark.parametrize("value", ["1.7", "17e-1", "+1.7", "'1.7'"])
def test_a_plain_number_is_no_axis(pilind, value):
    v = pilind.solve(grid(N=5, Jy=value))
    assert v["Jy"].shape == () and v["Jy"] == 1.7
    assert v["N"].shape == () and v["Mz"].shape == () and v["status"].shape == ()
    assert v["status"] == 1


def test_axes_are_in_the_order_of_the_parameter_table(pilind):
    v = pilind.solve(grid(task="meanfield", gamma="[1, 2]", Jy="1:2:3", N="[5, 6, 7, 8]", hz="[0.1]", Jx=None) + "Jx: 0.1:0.5:5\n")
    assert v["phase"].shape == (4, 5, 3, 1, 2)
    assert v["Mz"].shape == (4, 5, 3, 1, 2, 5)


@pytest.mark.parametrize("words", [["-N", "10,20"], ["-N", "[10,20]"], ["-N", "[10, 20]"], ["-N", "10:20:2"], ["-n", "10,20"]])
def test_command_line_wins_over_the_file(pilind, words):
    v = pilind.solve(grid(N="[5, 6, 7]"), *words)
    assert list(v["N"]) == [10, 20]
    assert v["Mz"].shape == (2,)


def test_command_line_turns_an_axis_into_a_number_and_back(pilind):
    assert pilind.solve(grid(Jy="[1.1, 1.7]"), "-Jy", "1.7", name="a.yaml")["Jy"].shape == ()
    assert pilind.solve(grid(Jy="1.7"), "-Jy", "[1.7]", name="b.yaml")["Jy"].shape == (1,)
    assert pilind.solve(grid(Jy="1.7"), "-Jy", "-0.5", name="c.yaml")["Jy"] == -0.5


def test_command_line_wins_for_model_task_and_output(pilind):
    outcome = pilind(pilind.write(grid(output="file.h5")), "-task", "meanfield", "-output", "line.h5")
    assert outcome.code == 0
    assert not (pilind.folder / "file.h5").exists()
    assert "branches" in pilind.results("line.h5")


def test_output_defaults_to_the_stem_in_the_working_directory(pilind):
    (pilind.folder / "inputs").mkdir()
    pilind.write(grid(), "inputs/my.grid.yaml")
    assert pilind("inputs/my.grid.yaml").code == 0
    assert (pilind.folder / "my.grid.h5").exists()
    assert pilind(pilind.write(grid(output="inputs/other.h5"))).code == 0
    assert (pilind.folder / "inputs" / "other.h5").exists()


def test_names_ignore_case(pilind):
    v = pilind.solve("MODEL: XYZ\nTask: Steady\nn: [5]\njX: 0.6\nJY: 1.1\njz: 1\nGAMMA: 2\n")
    assert v["Jx"] == 0.6 and v["gamma"] == 2 and list(v["N"]) == [5]


def test_comments_make_no_axis(pilind):
    v = pilind.solve("# N: [10, 20] was too long\n" + grid(N="5  # not Jy: [1, 2]") + "# Jx: [1]\n")
    assert v["N"].shape == () and v["Jy"].shape == () and v["Jx"].shape == ()


def test_flow_style_and_quotes(pilind):
    v = pilind.solve('{model: xyz, task: meanfield, "N": [5], Jx: 0.6, \'Jy\': [1.1, 1.7], Jz: 1}\n')
    assert list(v["N"]) == [5] and list(v["Jy"]) == [1.1, 1.7] and v["Jz"].shape == ()


def test_a_big_cheap_grid(pilind):
    """100 000 points of the mean field: the farm and the file must not be what takes the time."""
    v = pilind.solve(grid(task="meanfield", Jy="0:2:400", Jx="-1:1:250"), ranks=2)
    assert (v["status"] == 1).all()
    Jx, Jy = v["Jx"][:, None], v["Jy"][None, :]
    unstable = (Jx - 1) * (Jy - 1) < -1 / 16  # Eq. 9 of the XYZ paper, gamma = 1
    near = np.abs((Jx - 1) * (Jy - 1) + 1 / 16) < 1e-3
    assert ((v["phase"] == 1) == unstable)[~near].all()
    assert 0.05 < unstable.mean() < 0.95


def test_expressions_are_no_axes(pilind):
    """Values over the axes that they depend on; the same numbers as where they are written out."""
    v = pilind.solve(grid(task="meanfield", N="[5, 10]", Jx="hz/4 + 1/(N - 1)", Jy="[0.5, 2]", Jz="2*Jx", hz="sqrt(4)"))
    assert v["Jx"].shape == (2,) and v["hz"].shape == () and v["Mz"].shape[:2] == (2, 2)
    assert np.allclose(v["Jx"], 0.5 + 1 / (v["N"] - 1), rtol=1e-15) and np.allclose(v["Jz"], 2 * v["Jx"], rtol=1e-15) and v["hz"] == 2
    for k, N in enumerate([5, 10]):
        w = pilind.solve(grid(task="meanfield", N=N, Jx=0.5 + 1 / (N - 1), Jy="[0.5, 2]", Jz=1 + 2 / (N - 1), hz=2), name=f"N{N}.yaml")
        assert np.allclose(v["Mz"][k], w["Mz"], rtol=1e-12, atol=1e-14, equal_nan=True)
    assert pilind("grid.yaml").code == 0, "the same file goes on"
    assert pilind("grid.yaml", "-Jz", "3*Jx").code == 4


def test_a_dry_run_of_ten_million_points_is_at_once(pilind):
    outcome = pilind(pilind.write(grid(N="[10, 20]", Jy="1:2:2236", Jx="1:2:2236")), "-dry_run", timeout=60)
    assert outcome.code == 0 and "9999392 points" in outcome.out and "looked at" in outcome.out


def test_a_dry_run_marks_what_does_not_fit(pilind):
    outcome = pilind(pilind.write(grid(N="[10, 1000000]")), "-dry_run")
    assert outcome.code == 1 and len(outcome.said) == 1 and "at N = 1000000" in outcome.said[0]
    rows = [line for line in outcome.out.splitlines() if "CANNOT BE SOLVED" in line]
    assert len(rows) == 1 and " 146 " in outcome.out


def test_words_without_effect_are_warned_of(pilind):
    outcome = pilind(pilind.write(grid()), "-ranks_per_point", "5", "-N", "5", "-N", "6", "-Gamma_c", "0", "-gamma_C", "0", "-dry_run")
    assert outcome.code == 0 and len(outcome.said) == 3 and all("warning" in line for line in outcome.said), outcome.said


def test_petscrc_and_the_environment_do_not_beat_the_input(pilind):
    (pilind.folder / ".petscrc").write_text("-Jx 9\n-steady_ksp_max_it 1\n")
    assert pilind.solve(grid())["Jx"] == 0.6
    outcome = pilind("grid.yaml", env={"PETSC_OPTIONS": "-Jx 9"})
    assert outcome.code == 1 and "PETSC_OPTIONS" in outcome.err and "Jx" in outcome.err


def test_dry_run_computes_and_creates_nothing(pilind):
    outcome = pilind(pilind.write(grid(N="[10, 95]", Jy="1:2:5")), "-dry_run", ranks=2)
    assert outcome.code == 0
    assert sorted(path.name for path in pilind.folder.iterdir()) == ["grid.yaml"]
    assert "10 points" in outcome.out
    assert "N" in outcome.out and "Jy" in outcome.out
    assert "146" in outcome.out, "unknowns of the even sector at N = 10"
