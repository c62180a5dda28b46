"""Methods of ours have options of their own, PETSc's -steady_pc_type means what PETSc means, and what made a point is stored truly."""
import h5py
import numpy as np
import pytest

from program import grid

POINT = grid(N=7, Jy=1.2)
ROWS = {"lu": 0, "ilu": 1, "adi": 2, "petsc": 3}


def solved(pilind, *options, text=POINT, ranks=None):
    outcome = pilind(pilind.write(text), *options, "-overwrite", ranks=ranks)
    assert outcome.code == 0, outcome.err
    values = pilind.results()
    assert (values["status"] == 1).all()
    return values, outcome.said


@pytest.fixture
def reference(pilind):
    return solved(pilind)[0]["Mz"]


@pytest.mark.parametrize("method", ["lu", "ilu", "adi"])
def test_each_method_by_its_name(pilind, reference, method):
    values, said = solved(pilind, "-steady_method", method)
    assert values["solver"] == ROWS[method] and not said
    assert abs(values["Mz"] - reference) < 1e-11


@pytest.mark.parametrize("pc", ["jacobi", "sor", "none"])
def test_a_pc_of_petsc_is_stored_as_such(pilind, reference, pc):
    values, said = solved(pilind, "-steady_pc_type", pc)
    assert values["solver"] == ROWS["petsc"] and not said
    assert abs(values["Mz"] - reference) < 1e-11
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert file["solver"].attrs["flag_meanings"] in ("lu ilu adi petsc charge", b"lu ilu adi petsc charge")


def test_any_pc_where_petsc_is_asked_for(pilind, reference):
    """Also those whose names are methods of ours: here they are PETSc's, with PETSc's defaults."""
    for pc in ("lu", "ilu"):
        values, said = solved(pilind, "-steady_method", "petsc", "-steady_pc_type", pc)
        assert values["solver"] == ROWS["petsc"] and not said
        assert abs(values["Mz"] - reference) < 1e-11


@pytest.mark.parametrize("ranks", [1, 2])
@pytest.mark.parametrize("word", ["lu", "ilu", "adi"])
def test_old_words_are_taken_with_a_warning(pilind, word, ranks):
    values, said = solved(pilind, "-steady_pc_type", word, ranks=ranks)
    assert values["solver"] == ROWS[word]
    assert len(said) == 1 and "warning" in said[0] and f"-steady_method {word}" in said[0]


def test_old_words_in_the_input_file(pilind):
    values, said = solved(pilind, text=grid(N=7, steady_pc_type="lu"))
    assert values["solver"] == ROWS["lu"] and len(said) == 1 and "-steady_method lu" in said[0]


@pytest.mark.parametrize("method, pc", [("lu", "jacobi"), ("lu", "ilu"), ("adi", "lu"), ("ilu", "sor"), ("petsc", "adi")])
def test_contradictions_are_refused(pilind, method, pc):
    outcome = pilind(pilind.write(POINT), "-steady_method", method, "-steady_pc_type", pc)
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("method", ["lu", "ilu", "adi", "auto"])
def test_both_options_in_agreement(pilind, method):
    pc = "lu" if method == "auto" else method
    values, said = solved(pilind, "-steady_method", method, "-steady_pc_type", pc)
    assert values["solver"] == ROWS[pc] and len(said) == (method == "auto")


def test_the_response_has_its_own(pilind):
    text = grid(task="susceptibility", N=7, Jy=1.2)
    reference = solved(pilind, text=text)[0]
    petsc, said = solved(pilind, "-susceptibility_pc_type", "jacobi", "-susceptibility_ksp_rtol", 1e-13, text=text)
    assert petsc["chi_solver"] == 2 and petsc["solver"] == reference["solver"] and not said
    assert abs(petsc["chi_av"] - reference["chi_av"]) < 1e-8 * abs(reference["chi_av"])
    old, said = solved(pilind, "-susceptibility_pc_type", "lu", text=text)
    assert old["chi_solver"] == 0 and len(said) == 1 and "-susceptibility_method lu" in said[0]


def test_the_inverse_of_the_gap(pilind):
    text, options = grid(task="gap", N=18), ("-gap_method", "shift_invert")
    new, said = solved(pilind, *options, "-gap_inverse", "adi", text=text)
    old, warned = solved(pilind, *options, "-gap_pc_type", "adi", text=text)
    assert not said and len(warned) == 1 and "-gap_inverse adi" in warned[0]
    assert np.array_equal(new["gap"], old["gap"])


def test_help_lists_them(pilind):
    text = pilind("-help", "steady").out + pilind("-help", "gap").out
    assert "-steady_method" in text and "auto|lu|ilu|adi|petsc" in text and "-gap_inverse" in text and "auto|lapack|krylov|shift_invert" in text


def test_a_method_that_fails_hands_over(pilind, reference):
    """With shifts as small as this ADI gets nowhere: where nobody asked for it, another method makes the point, and the file says which."""
    values, _ = solved(pilind, "-steady_adi_kappa", "1e-9")
    assert values["solver"] in (ROWS["lu"], ROWS["ilu"]) and abs(values["Mz"] - reference) < 1e-11
    outcome = pilind("grid.yaml", "-steady_adi_kappa", "1e-9", "-steady_method", "adi", "-overwrite")
    assert outcome.code == 2 and pilind.results()["solver"] == ROWS["adi"]


def test_a_response_that_fails_is_handed_over_by_itself(pilind):
    text = grid(task="susceptibility", N=7, Jy=1.2)
    whole, _ = solved(pilind, text=text)
    values, _ = solved(pilind, "-susceptibility_adi_kappa", "1e-12", text=text)
    assert whole["chi_solver"] == 1 and values["chi_solver"] == 0 and values["solver"] == whole["solver"]
    assert abs(values["chi_av"] / whole["chi_av"] - 1) < 1e-10
