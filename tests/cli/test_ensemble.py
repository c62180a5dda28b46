"""Model ensemble: what the input says becomes a model; the XYZ model written so has the mean field of model xyz; bad strings."""
import numpy as np
import pytest

from program import grid

XYZ = """model: ensemble
task: meanfield
N: [10]
parameters: {Jx: 0.6, Jy: [0.5, 1.3, 1.7], Jz: 1, hx: 0.05}
hamiltonian: "(Jx*Sx^2 + Jy*Sy^2 + Jz*Sz^2)/(2*(N-1)) + hx*Sx"
dissipators: [{jump: sm, rate: 1}]
observables: {mx: "Sx/N", sxx: "(Sx^2 - N)/(N*(N-1))"}
"""


def test_xyz_as_an_ensemble_has_its_mean_field(pilind):
    a = pilind.solve(XYZ)
    b = pilind.solve(grid(task="meanfield", N="[10]", Jy="[0.5, 1.3, 1.7]", hx=0.05), name="xyz.yaml")
    for k in range(3):
        n = int(a["branches"][0, k])
        assert n == b["branches"].ravel()[k] and (a["index_sum"] == 1).all()
        mine = np.array([a[m][0, k, :n] for m in ("Mx", "My", "Mz")]).T
        other = np.array([b[m].reshape(3, -1)[k, :n] for m in ("Mx", "My", "Mz")]).T
        for row in mine:
            assert np.abs(other - row).sum(axis=1).min() < 1e-10
        assert np.abs(a["mx"][0, k, :n] - mine[:, 0]).max() < 1e-14
        assert np.abs(a["sxx"][0, k, :n] - mine[:, 0] ** 2).max() < 1e-14


def test_parameters_are_axes_and_keys(pilind):
    v = pilind.solve(XYZ.replace("Jy: [0.5, 1.3, 1.7]", "Jy: 1"), "-Jy", "[0.5, 0.7]", "-Jz", "2*Jy")
    assert list(v["Jy"]) == [0.5, 0.7] and v["Mz"].shape[1] == 2


@pytest.mark.parametrize("old, new, words", [
    ("hx*Sx", "hx*Sq", ["line 5", "unknown name 'Sq'", "did you mean"]),
    ("hx*Sx", "i*Sx^2", ["not Hermitian"]),
    ("hx*Sx", "hx*sx", ["sum(sx)"]),
    ("rate: 1", "rate: -1", ["negative rate"]),
    ("rate: 1", "speed: 1", ["rate"]),
    ("jump: sm", "jump: 1", ["must be an operator"]),
    ('mx: "Sx/N"', 'mx: "Sx*Sy"', ["observable", "Hermitian"]),
    ("hx: 0.05", "Sx: 0.05", ["Sx", "hide an operator"]),
    ("dissipators: [{jump: sm, rate: 1}]", "dissipators: []", ["dissipators"]),
])
def test_mistakes_have_one_line(pilind, old, new, words):
    assert old in XYZ
    outcome = pilind(pilind.write(XYZ.replace(old, new)))
    assert outcome.code == 1
    assert len(outcome.err.strip().splitlines()) == 1
    for word in words:
        assert word in outcome.err
    assert not (pilind.folder / "grid.h5").exists()


@pytest.mark.parametrize("old, new", [("hx*Sx", "2*hx*Sx"), ("jump: sm", "jump: sp"), ("rate: 1", "rate: 2"), ('mx: "Sx/N"', 'mx: "Sy/N"')])
def test_another_model_is_another_file(pilind, old, new):
    """The strings are part of what a file is of: with others it is neither complete nor gone on with."""
    pilind.solve(XYZ)
    outcome = pilind(pilind.write(XYZ.replace(old, new)))
    assert outcome.code == 4, outcome.out + outcome.err
