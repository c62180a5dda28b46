"""Tasks gap and spectrum of model ensemble: known gaps, model xyz written so, sectors, refusals."""
import numpy as np
import pytest

from program import grid

# hamiltonian, parameters, dissipators, then gap and |Im| at N = 4 and at N = 10: dense matrices of all (N+1)(N+2)(N+3)/6 unknowns by other means.
REFERENCE = {
    "xyz_hxhy": ("(Jx*Sx^2+Jy*Sy^2+Jz*Sz^2)/(2*(N-1)) + hx*Sx + hy*Sy", "{Jx: 0.6, Jy: 1.3, Jz: 1.0, hx: 0.3, hy: 0.2}",
        '[{jump: "sm", rate: "1"}]',
        [(0.7048274319747696, 0.0), (0.6932619130608151, 0.0)]),
    "xyz_hxyz": ("(Jx*Sx^2+Jy*Sy^2+Jz*Sz^2)/(2*(N-1)) + 0.3*Sx + 0.2*Sy - 0.25*Sz", "{Jx: 0.6, Jy: 1.3, Jz: 1.0}",
        '[{jump: "sm", rate: "1"}, {jump: "sz", rate: "0.1"}]',
        [(0.9219399482078641, 1.1916280644744335), (0.7716229321035641, 1.2292387551481414)]),
    "btc": ("W*Sx/2", "{W: 2.0, k: 1.0, g: 0.1}",
        '[{jump: "Sm", rate: "2*k/N"}, {jump: "sm", rate: "g"}]',
        [(0.12209467130259885, 0.0), (0.12733347144187213, 0.0)]),
    "ising_tilt": ("-J*Sz^2/(2*N) + 0.7*Sx + 0.2*Sz", "{J: 1.0}",
        '[{jump: "sm", rate: "0.5"}, {jump: "sp", rate: "0.1"}, {jump: "sz", rate: "0.05"}]',
        [(0.3850852276039422, 0.0), (0.33665638309969687, 0.0)]),
    "jump_ab": ("(0.6*Sx^2+1.3*Sy^2+Sz^2)/(2*(N-1))", "{}",
        '[{jump: "sm + 0.3*sp", rate: "1"}]',
        [(0.15988277638754184, 0.0), (0.08060389169716414, 0.0)]),
    "jump_ac": ("(0.6*Sx^2+1.3*Sy^2+Sz^2)/(2*(N-1))", "{}",
        '[{jump: "sm + 0.5*i*sz", rate: "1"}]',
        [(0.6788996581760819, 0.0), (0.6600521109489756, 0.0)]),
    "squeezed_coll": ("0.2*Sz", "{}",
        '[{jump: "1.2*Sm + 0.6*Sp", rate: "1/N"}, {jump: "sm", rate: "0.2"}]',
        [(0.1890970545986552, 0.0), (0.18876776022173336, 0.0)]),
    "quartic": ("Sx^4/N^3 - 0.5*Sz^2/N + 0.3*(Sx*Sy*Sz+Sz*Sy*Sx)/N^2 + 0.4*Sz", "{}",
        '[{jump: "sm", rate: "1"}, {jump: "sp", rate: "0.2"}]',
        [(1.257010584358759, 0.08347576362435437), (0.9370274530166008, 2.5258759340144468)]),
    "superradiant": ("0", "{Gc: 1.0, w: 0.5}",
        '[{jump: "Sm", rate: "Gc/N"}, {jump: "sp", rate: "w"}, {jump: "sz", rate: "0.05"}, {jump: "sm", rate: "0.1"}]',
        [(0.5179945421414157, 0.0), (0.3424854830624299, 0.0)]),
    "xxz_laser": ("(0.8*Sx^2+0.8*Sy^2+0.3*Sz^2)/(2*N)+0.1*Sz", "{Gc: 1.0, w: 0.3}",
        '[{jump: "Sm", rate: "Gc/N"}, {jump: "Sz", rate: "0.1/N"}, {jump: "sp", rate: "w"}, {jump: "sz", rate: "0.05"}]',
        [(0.5506242343739643, 0.4031344024896167), (0.35606780901557944, 0.005363892244119678)]),
}


def model(task, hamiltonian, dissipators, parameters="{}", N="[4, 10]", **keys):
    keys = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f'model: ensemble\ntask: {task}\nN: {N}\nparameters: {parameters}\nhamiltonian: "{hamiltonian}"\ndissipators: {dissipators}\n{keys}'


@pytest.mark.parametrize("name", REFERENCE)
def test_known_gaps(pilind, name):
    hamiltonian, parameters, dissipators, known = REFERENCE[name]
    v = pilind.solve(model("gap", hamiltonian, dissipators, parameters, gap_sectors=10))
    assert np.abs(v["gap"].ravel() - [g for g, _ in known]).max() < 1e-9
    assert np.abs(v["gap_imag"].ravel() - [g for _, g in known]).max() < 1e-9
    assert (v["status"] == 1).all() and (v["gap_proven"] == 1).all() and v["gap_error"].max() < 1e-9


LASER = ("0", '[{jump: Sm, rate: "1/N"}, {jump: sp, rate: 0.3}, {jump: sm, rate: 0.05}, {jump: sz, rate: 0.01}]')


def test_linewidth_of_a_laser(pilind):
    """Reference: inverse iteration in the whole sector of charge 1 by other means, N lambda = -1.25446778 at N = 1000."""
    v = pilind.solve(model("gap", *LASER, N="[10, 1000]", gap_sectors=1))
    assert v["gap"][1] == pytest.approx(1.25446778346e-3, abs=2e-13) and (v["gap_sector"] == 1).all() and (v["gap_imag"] == 0).all()
    assert v["gap_error"].max() < 1e-10 and (v["gap_proven"] == 0).all(), "not all charges were looked into"
    outcome = pilind("grid.yaml", "-gap_sectors", 10, "-N", 10, "-output", "all.h5")
    assert outcome.code == 0 and not outcome.said, "the key is no option of a solver"
    assert pilind.results("all.h5")["gap_proven"] == 1


def test_populations_of_a_laser(pilind):
    """The steady state, known to 12 digits from all populations of N = 1000, in a box."""
    v = pilind.solve(model("steady", *LASER, N="1000", observables='{mz: "Sz/N", light: "Sp*Sm/N^2", s2: "S2/(N*(N+2))"}'))
    assert v["mz"] == pytest.approx(0.390999999967, abs=1e-11) and v["light"] == pytest.approx(0.056575000006, abs=1e-11)
    assert v["s2"] == pytest.approx(0.380232506402, abs=1e-11) and v["kept"] < 0.5 and v["residual"] < 1e-11 and v["solver"] == 4


XYZ = ("(0.6*Sx^2 + Jy*Sy^2 + Sz^2)/(2*(N-1))", "[{jump: sm, rate: 1}]", "{Jy: [0.5, 1.5]}")


@pytest.mark.parametrize("keys", [{}, {"space": "full"}, {"antigap": "ordinary"}])
def test_xyz_written_as_an_ensemble_has_its_gap(pilind, keys):
    a = pilind.solve(model("gap", *XYZ, N="[5, 8]", **keys))
    b = pilind.solve(grid(task="gap", N="[5, 8]", Jy="[0.5, 1.5]", **keys), name="xyz.yaml")
    for name in ("gap", "gap_imag", "antigap"):
        assert np.isfinite(a[name]).all() and np.abs(a[name] - b[name]).max() < 1e-12, name
    for name in ("gap_parity", "gap_rows", "gap_partition", "gap_proven"):
        assert (a[name] == b[name]).all(), name


@pytest.mark.parametrize("space", ["symmetric", "full"])
def test_xyz_written_as_an_ensemble_has_its_spectrum(pilind, space):
    a = pilind.solve(model("spectrum", *XYZ, N="4", space=space))
    b = pilind.solve(grid(task="spectrum", N=4, Jy="[0.5, 1.5]", space=space), name="xyz.yaml")
    count = int(a["modes"].ravel()[0])
    assert (a["modes"].ravel() == b["modes"].ravel()).all() and (a["complete"] == 1).all()
    for name in ("eigenvalue_re", "eigenvalue_im", "multiplicity", "mode_rows"):
        assert np.abs(a[name].reshape(2, -1)[:, :count] - b[name].reshape(2, -1)[:, :count]).max() < 1e-11, name
    assert np.allclose(a["two_eta"].ravel(), 4)


def test_mirrors_halve_the_unknowns(pilind):
    """A driven Dicke model: its steady state's sector is TWISTED with H along x, REAL with H along y; of 1771 unknowns at N = 20."""
    jumps = '[{jump: Sm, rate: "2/N"}, {jump: sm, rate: 0.1}]'
    v = [pilind.solve(model("gap", H, jumps, N="20"), name=f"{H[-1]}.yaml") for H in ("Sx", "Sy")]
    assert v[0]["gap"] == pytest.approx(v[1]["gap"], rel=1e-10) and v[0]["gap_parity"] in (5, 6)
    assert v[0]["gap_parity"] == v[1]["gap_parity"] + 2
    outcome = pilind("y.yaml", "-dry_run")
    assert outcome.code == 0 and "1771" in outcome.out


@pytest.mark.parametrize("hamiltonian, dissipators, keys, words", [
    ("Sx", "[{jump: Sm, rate: 1}]", {}, ["total spin"]),
    ("Sz^2", "[{jump: sz, rate: 1}]", {}, ["conserves"]),
    ("Sx", "[{jump: sx, rate: 1}]", {}, ["N+1 steady states"]),
    ("Sx^4/N^3", "[{jump: sm, rate: 1}]", {"space": "full"}, ["symmetric"]),
    ("Sx^4/N^3", "[{jump: sm, rate: 1}]", {"antigap": "true"}, ["PT"]),
    ("Sx*Sy", "[{jump: sm, rate: 1}]", {}, ["Hermitian"]),
])
def test_what_has_no_gap_is_refused(pilind, hamiltonian, dissipators, keys, words):
    outcome = pilind(pilind.write(model("gap", hamiltonian, dissipators, **keys)))
    assert outcome.code == 1 and len(outcome.said) == 1, outcome.err
    assert all(word in outcome.said[0] for word in words) and not (pilind.folder / "grid.h5").exists()
