"""Task susceptibility of model ensemble: model xyz written so, finite differences, a closed form, what it refuses."""
import h5py
import numpy as np
import pytest

from program import grid

XYZ = """model: ensemble
task: susceptibility
N: [5, 10]
parameters: {Jx: 0.6, Jy: [0.5, 1.3], Jz: 1, hx: 0, eps: 0}
hamiltonian: "(Jx*Sx^2 + Jy*Sy^2 + Jz*Sz^2)/(2*(N-1)) + hx*Sx + eps*(Sx*Sz + Sz*Sx)/N"
dissipators: [{jump: sm, rate: 1}]
observables: {mx: "Sx/N", my: "Sy/N", mz: "Sz/N"}
perturb: [Sx, Sy, "(Sx*Sz + Sz*Sx)/N"]
"""


@pytest.mark.parametrize("hx", [0, 0.2])
def test_xyz_as_an_ensemble_has_its_susceptibility(pilind, hx):
    a = pilind.solve(XYZ.replace("hx: 0", f"hx: {hx}"))
    b = pilind.solve(grid(task="susceptibility", N="[5, 10]", Jy="[0.5, 1.3]", hx=hx), name="xyz.yaml")
    assert a["chi"].shape == (2, 2, 3, 3) and (a["status"] == 1).all()
    for v, along in enumerate("xy"):
        for o, seen in enumerate("xy"):
            assert np.allclose(a["chi"][..., v, o], b[f"chi_{seen}{along}"], rtol=1e-12, atol=1e-12)
    for name in ("residual", "chi_residual"):
        assert a[name].max() < 1e-12
    assert (a["chi_error"] < 1e-9).all()
    assert np.allclose(a["mz"], b["Mz"], atol=1e-13)


def test_chi_is_a_derivative(pilind):
    """Central differences over eps, eps V being a term of H; in a field, so that no symmetry makes it zero."""
    text = XYZ.replace("hx: 0", "hx: 0.3")
    chi = pilind.solve(text)["chi"][:, :, 2]
    step = 1e-3
    v = pilind.solve(text.replace(" eps: 0}", f" eps: [{-2 * step}, {-step}, {step}, {2 * step}]}}").replace("task: susceptibility", "task: steady")
                     .replace('perturb: [Sx, Sy, "(Sx*Sz + Sz*Sx)/N"]\n', ""), name="steady.yaml")
    for o, name in enumerate(("mx", "my", "mz")):
        m = v[name]
        assert np.allclose((8 * (m[..., 2] - m[..., 1]) - (m[..., 3] - m[..., 0])) / (12 * step), chi[..., o], atol=1e-9), name
        assert np.abs(chi[..., o]).max() > 1e-3


def test_names_stand_in_the_file(pilind):
    pilind.solve(XYZ)
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert file["perturbation"].attrs["long_name"] == b"perturbation of H: 0 Sx, 1 Sy, 2 (Sx*Sz + Sz*Sx)/N"
        assert file["observable"].attrs["long_name"] == b"observable: 0 mx, 1 my, 2 mz"
    assert pilind(pilind.write(XYZ.replace("[Sx, Sy,", "[Sx, Sz,"))).code == 4  # another file


def test_spin_j_alone(pilind):
    """Collective loss and drive, j = N/2: the response that two-level algebra gives for N = 1, H = w Sx/2, D[s-] with rate k:
    <sz> = -1/(1 + 2 w^2/k^2), so that d<sz>/dh of H + h Sx is 8 w k^2/(k^2 + 2 w^2)^2."""
    w, k = 0.7, 1.3
    text = f"""model: ensemble
task: susceptibility
N: 1
hamiltonian: "{w}*Sx/2"
dissipators: [{{jump: Sm, rate: {k}}}]
sector: j=N/2
observables: {{mz: Sz}}
perturb: Sx
"""
    v = pilind.solve(text)
    assert np.allclose(v["mz"], -1 / (1 + 2 * w**2 / k**2), rtol=1e-12)
    assert np.allclose(v["chi"].ravel(), 8 * w * k**2 / (k**2 + 2 * w**2) ** 2, rtol=1e-11)


@pytest.mark.parametrize("old, new, words", [
    ("[Sx, Sy,", "[Sx, Sp,", ["line 8", "column 15", "perturb", "Hermitian"]), ("[Sx, Sy,", "[Sx, Sq,", ["line 8", "unknown name 'Sq'"]),
    ("[Sx, Sy,", "[Sx, sy,", ["line 8", "sum(sx)"]), ("[Sx, Sy,", "[Sx, i*Jx*Sy,", ["perturb", "Hermitian"]),
    ('perturb: [Sx, Sy, "(Sx*Sz + Sz*Sx)/N"]', "", ["perturb", "missing"]), ('{mx: "Sx/N", my: "Sy/N", mz: "Sz/N"}', "{}", ["observables"]),
    ("rate: 1", "rate: 0", ["nothing dissipates"]), ("jump: sm", "jump: Sm", ["j"]),
])
def test_mistakes_have_one_line(pilind, old, new, words):
    assert old in XYZ
    outcome = pilind(pilind.write(XYZ.replace(old, new)))
    assert outcome.code == 1 and len(outcome.err.strip().splitlines()) == 1, outcome.err
    for word in words:
        assert word in outcome.err, outcome.err
    assert not (pilind.folder / "grid.h5").exists()
