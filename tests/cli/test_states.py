"""States, distributions, quantum Fisher information, Husimi function, density matrix of one spin: against the 2^N space built here."""
import itertools

import h5py
import numpy as np
import pytest

import pilind as tools
from program import grid

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
LOWER = np.array([[0, 0], [1, 0]])
ASKED = {"states": "true", "distributions": "jm", "qfi": "true", "husimi": 7}
RATES = {"gamma": LOWER, "gamma_up": LOWER.T, "gamma_phi": PAULI[2]}
MODELS = [
    dict(N=3, Jx=0.6, Jy=1.3, Jz=1, gamma=1),
    dict(N=4, Jx=0.5, Jy=-1.2, Jz=0.8, hx=0.4, hy=-0.3, hz=0.2, gamma=1, gamma_up=0.3, gamma_phi=0.1),
    dict(N=4, Jx=1.4, Jy=0.2, Jz=-0.6, hy=0.7, gamma=0.2, gamma_up=0.5, gamma_c=1.1, gamma_c_phi=0.4),
    dict(N=2, Jx=0.1, Jy=0.9, Jz=0.3, gamma=0.7, gamma_c_up=0.6, hx=1),
]


def site(N, k, matrix):
    return np.kron(np.kron(np.eye(2**k), matrix), np.eye(2 ** (N - k - 1)))


def spins(N):
    return [sum(site(N, k, PAULI[a]) for k in range(N)) / 2 for a in range(3)]


def brute(p):
    """The steady state from the definition of model xyz."""
    N = p["N"]
    J, one = spins(N), np.eye(2**N)
    H = sum(4 * p.get(f"J{a}", 0) * J[k] @ J[k] / (2 * (N - 1)) + 2 * p.get(f"h{a}", 0) * J[k] for k, a in enumerate("xyz"))
    L = -1j * (np.kron(H, one) - np.kron(one, H.T))
    jumps = []
    for name, A in RATES.items():
        rate, collective = p.get(name, 0), p.get(name.replace("gamma", "gamma_c"), 0) / (N - 1)
        jumps += [np.sqrt(rate) * site(N, k, A) for k in range(N)] + [np.sqrt(collective) * sum(site(N, k, A) for k in range(N))]
    for A in jumps:
        loss = A.conj().T @ A
        L = L + np.kron(A, A.conj()) - (np.kron(loss, one) + np.kron(one, loss.T)) / 2
    L[0] = one.ravel()
    return np.linalg.solve(L, np.eye(4**N)[0]).reshape(2**N, 2**N)


def projector(A, value):
    w, V = np.linalg.eigh(A)
    chosen = V[:, abs(w - value) < 1e-6]
    return chosen @ chosen.conj().T


def spin_matrices(j):
    m = np.arange(-j, j + 0.5)
    plus = np.diag(np.sqrt((j - m[:-1]) * (j + m[:-1] + 1)), -1)
    return [(plus + plus.T) / 2, (plus - plus.T) / 2j, np.diag(m)]


def product(matrices, word):
    result = np.eye(len(matrices[0]))
    for k in word:
        result = result @ matrices[k]
    return result


def fisher(rho, J):
    p, V = np.linalg.eigh(rho)
    A = [V.conj().T @ a @ V for a in J]
    total = p[:, None] + p
    weight = np.where(total > 1e-12, 2 * (p[:, None] - p) ** 2 / np.maximum(total, 1e-12), 0)
    return np.array([[(weight * (a * b.T)).sum().real for b in A] for a in A])


@pytest.mark.parametrize("ranks", [1, 2, 4])
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_against_the_whole_space(pilind, model, ranks):
    values = pilind.solve(grid(**model, **ASKED), "-ranks_per_point", ranks, ranks=ranks)
    rho, N = brute(model), model["N"]
    J = spins(N)
    squared = sum(a @ a for a in J)
    blocks = tools.open_states(pilind.folder / "grid.h5").blocks()
    assert sorted(blocks) == [j for j in values["j"]]
    at_j = {j: projector(squared, j * (j + 1)) for j in blocks}
    for j, block in blocks.items():
        for length in range(4):
            for word in itertools.product(range(3), repeat=length):
                exact = np.trace(rho @ at_j[j] @ product(J, word))
                assert abs(np.trace(block @ product(spin_matrices(j), word)) - exact) < 1e-9
        for i, m in enumerate(values["m"]):
            probability = values["P_jm"][list(values["j"]).index(j), i]
            exact = np.trace(rho @ at_j[j] @ projector(J[2], m)).real if (m - j) % 1 == 0 and abs(m) <= j else np.nan
            assert np.isclose(probability, exact, rtol=0, atol=1e-9, equal_nan=True)
    for a, name in enumerate("xyz"):
        assert np.allclose(values[f"P_{name}"], [np.trace(rho @ projector(J[a], m)).real for m in values["m"]], rtol=0, atol=1e-9)
    F = fisher(rho, J) / N
    assert abs(values["QFI"] - np.linalg.eigvalsh(F)[-1]) < 1e-8
    matrix = [values[f"QFI_{name}"] for name in ("xx", "yy", "zz", "xy", "xz", "yz")]
    assert np.allclose(matrix, [*np.diag(F), F[0, 1], F[0, 2], F[1, 2]], rtol=0, atol=1e-8)
    for k, theta in enumerate(values["theta"]):
        for l, phi in enumerate(values["phi"]):
            along = np.sin(theta) * (np.cos(phi) * J[0] + np.sin(phi) * J[1]) + np.cos(theta) * J[2]
            exact = sum((2 * j + 1) / (4 * np.pi) * np.trace(rho @ at_j[j] @ projector(along, j)).real for j in blocks)
            assert abs(values["husimi"][k, l] - exact) < 1e-9
    first = np.einsum("ikjk->ij", rho.reshape(2, 2 ** (N - 1), 2, 2 ** (N - 1)))
    assert np.allclose((values["rho1_re"] + 1j * values["rho1_im"]).reshape(2, 2), first, rtol=0, atol=1e-9)


def test_a_rotation_rotates_all(pilind):
    """By pi/2 about z: x becomes y, y becomes -x."""
    here = pilind.solve(grid(N=9, Jx=0.5, Jy=1.4, Jz=1, hx=0.3, hy=0.5, gamma_up=0.2, **ASKED))
    there = pilind.solve(grid(N=9, Jx=1.4, Jy=0.5, Jz=1, hx=-0.5, hy=0.3, gamma_up=0.2, **ASKED), "-overwrite")
    assert abs(here["P_x"] - here["P_x"][::-1]).max() > 1e-3
    assert np.allclose(there["P_y"], here["P_x"], atol=1e-9) and np.allclose(there["P_x"], here["P_y"][::-1], atol=1e-9)
    assert np.allclose(there["P_jm"], here["P_jm"], atol=1e-9, equal_nan=True)
    assert abs(there["QFI"] - here["QFI"]) < 1e-9 and abs(there["QFI_yy"] - here["QFI_xx"]) < 1e-9
    assert abs(there["QFI_xy"] + here["QFI_xy"]) < 1e-9
    quarter = len(here["phi"]) // 4
    assert np.allclose(there["husimi"], np.roll(here["husimi"], quarter, axis=1), atol=1e-9)


def test_closed_forms(pilind):
    """All spins down, and all of them mixed."""
    down = pilind.solve(grid(N=20, Jx=0, Jy=0, Jz=1, gamma=1, **ASKED))
    theta = down["theta"][:, None]
    assert np.allclose(down["husimi"], 21 / (4 * np.pi) * ((1 - np.cos(theta)) / 2) ** 20 * np.ones(12), atol=1e-10)
    assert abs(down["QFI"] - 1) < 1e-9 and abs(down["QFI_zz"]) < 1e-9 and abs(down["P_z"][0] - 1) < 1e-10
    mixed = pilind.solve(grid(N=20, Jx=0.4, Jy=1.3, Jz=1, gamma=1, gamma_up=1, **ASKED), "-overwrite")
    assert abs(mixed["QFI"]) < 1e-8 and np.allclose(mixed["husimi"], 1 / (4 * np.pi), atol=1e-9)
    choose = np.array([float(np.prod([(20 - i) / (i + 1) for i in range(k)])) for k in range(21)]) / 2**20
    for name in ("P_x", "P_y", "P_z"):
        assert np.allclose(mixed[name], choose, atol=1e-10)


def test_a_cut_space_gives_the_same(pilind):
    text = grid(N=60, Jx=0.9, Jy=1.1, Jz=1, gamma=1, **{**ASKED, "husimi": 3})
    cut = pilind.solve(text, "-steady_method", "adi", ranks=2)
    blocks = tools.open_states(pilind.folder / "grid.h5").blocks()
    whole = pilind.solve(text, "-steady_method", "adi", "-truncate", "off", "-overwrite")
    assert cut["kept"] < 1 and whole["kept"] == 1
    for j, block in tools.open_states(pilind.folder / "grid.h5").blocks().items():
        assert np.allclose(blocks[j], block, atol=1e-9)
    for name in ("P_x", "P_y", "P_z", "P_jm", "QFI", "husimi"):
        assert np.allclose(cut[name], whole[name], atol=1e-8, equal_nan=True), name
    assert abs(sum(np.trace(block) for block in blocks.values()) - 1) < 1e-12


SEVERAL = grid(N="[4, 7, 10]", Jy="0.8:1.4:5", **ASKED)


def everything(path):
    found = {}

    def take(name, item):
        if isinstance(item, h5py.Dataset) and name.split("/")[0] not in ("provenance", "timing"):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(take)
    return found


def equal(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in a)


def test_several_sizes_share_the_dimensions(pilind):
    """Also where groups of ranks write at the same time, and where runs go on."""
    pilind.solve(SEVERAL)
    alone = everything(pilind.folder / "grid.h5")
    states = tools.open_states(pilind.folder / "grid.h5")
    assert len(list(states.points())) == 15
    for point, blocks in states.points():
        assert list(blocks) == [point["N"] / 2 - k for k in range(point["N"] // 2, -1, -1)]
        assert abs(sum(np.trace(block) for block in blocks.values()) - 1) < 1e-12
        assert all(np.linalg.eigvalsh(block)[0] > -1e-10 for block in blocks.values())
    assert pilind("grid.yaml", "-overwrite", ranks=4).code == 0 and equal(everything(pilind.folder / "grid.h5"), alone)
    (pilind.folder / "grid.h5").unlink()
    pilind("grid.yaml", "-max_time", "0.001")
    assert pilind("grid.yaml", ranks=2).code == 0 and equal(everything(pilind.folder / "grid.h5"), alone)
    assert pilind("grid.yaml", "-output", "again.h5", "-reuse", "grid.h5").code == 0
    assert equal(everything(pilind.folder / "again.h5"), alone)


def test_a_flipped_byte_of_a_state_is_noticed(pilind):
    pilind.solve(SEVERAL)
    path = pilind.folder / "grid.h5"
    before = everything(path)
    with h5py.File(path) as file:
        place = before["states/rho_re"].shape[-1] * 12  # a population of a point of N = 10
        offset = file["states/rho_re"].id.get_offset() + 8 * place + 3
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 16]))
    assert not equal(everything(path), before)
    assert "damaged" in pilind("-status", "grid.h5").out
    assert pilind("grid.yaml").code == 0 and equal(everything(path), before)


def refused(pilind, text, *words, code=1):
    outcome = pilind(pilind.write(text), *words)
    assert outcome.code == code and len(outcome.said) == 1 and not (pilind.folder / "grid.h5").exists()
    return outcome.said[0]


def test_what_is_refused(pilind):
    assert "husimi" in refused(pilind, grid(husimi=1))
    assert "states" in refused(pilind, grid(states="yes"))
    assert "expression" in refused(pilind, grid(N="10*Jx", Jx="[1, 2]", states="true"))
    assert "states/rho_re" in refused(pilind, grid(N=3000, states="true"))
    assert "distributions" in refused(pilind, grid(distributions="j"))


def test_the_dry_run_says_how_large_the_file_becomes(pilind):
    plain = pilind(pilind.write(grid(N=100, Jy="0.8:1.4:50")), "-dry_run").out
    states = pilind("grid.yaml", "-dry_run", "-states", "true").out
    size = [float(out.split("file of ")[1].split()[0]) for out in (plain, states)]
    entries = sum(n * (n + 1) // 2 for n in range(101, 0, -2))
    assert abs(size[1] - size[0] - 50 * entries * 16 / 1e6) < 0.1 * size[1]


def test_without_being_asked_nothing_of_it_is_there(pilind):
    values = pilind.solve(grid())
    with h5py.File(pilind.folder / "grid.h5") as file:
        assert "states" not in file and "qfi" not in file["provenance/settings"][()].decode()
    assert not {"QFI", "husimi", "P_x", "j", "m"} & set(values)
    with pytest.raises(tools.Trouble, match="states: true"):
        tools.open_states(pilind.folder / "grid.h5")


IN_TIME = {"states": "true", "distributions": "jm", "qfi": "true", "husimi": 5}


def evolve(**keys):
    return grid(task="evolve", **{"t_end": 1.5, "t_points": 4, **keys, **IN_TIME})


@pytest.mark.parametrize("ranks", [1, 2, 4])
def test_independent_spins_in_time(pilind, ranks):
    """Every spin decays alone: rho(t) is a product, which Bloch vectors (sin(a) e^-t/2, 0, ...) make."""
    N, angle = 6, 1.1
    v = pilind.solve(evolve(N=N, Jx=0, Jy=0, Jz=0, initial="coherent", theta=angle, phi=0), "-ranks_per_point", ranks, ranks=ranks)
    x, z = np.sin(angle) * np.exp(-v["time"] / 2), -1 + (1 + np.cos(angle)) * np.exp(-v["time"])
    choose = np.array([1, 6, 15, 20, 15, 6, 1])
    for name, M in (("P_x", x), ("P_y", 0 * x), ("P_z", z)):
        up = (1 + M[:, None]) / 2
        assert np.allclose(v[name], choose * up ** np.arange(N + 1) * (1 - up) ** (N - np.arange(N + 1)), rtol=0, atol=1e-9)
    # a product of mixed spins: N times the information of one, |M|^2 at a right angle to M
    assert np.allclose(v["QFI"], x**2 + z**2, rtol=0, atol=1e-8) and np.allclose(v["QFI_yy"], v["QFI"], atol=1e-9)
    direction = np.sin(v["theta"])[:, None] * np.cos(v["phi"]) * np.sin(angle) + np.cos(v["theta"])[:, None] * np.cos(angle)
    assert np.allclose(v["husimi"][0], (N + 1) / (4 * np.pi) * ((1 + direction) / 2) ** N, rtol=0, atol=1e-12)
    states = tools.open_states(pilind.folder / "grid.h5")
    assert states.dims == ["time"] and len(list(states.points())) == 4
    for k, (point, blocks) in enumerate(states.points()):
        assert point["time"] == v["time"][k]
        for a, M in zip(range(3), (x[k], 0, z[k])):
            moment = sum(np.trace(block @ spin_matrices(j)[a]) for j, block in blocks.items())
            square = sum(np.trace(block @ spin_matrices(j)[a] @ spin_matrices(j)[a]) for j, block in blocks.items())
            assert abs(2 * moment / N - M) < 1e-9 and abs(4 * square - N - N * (N - 1) * M**2) < 1e-8


def test_a_ghz_state_is_worth_n_squared_until_it_decoheres(pilind):
    v = pilind.solve(evolve(N=8, Jx=0, Jy=0, Jz=0, gamma=0, gamma_phi=0.3, initial="ghz", t_end=0.5))
    # dephasing alone: coherences decay with 2 gamma_phi a spin; two levels p = (1 +- c)/2: F = c^2 N^2
    assert np.allclose(v["QFI_zz"], 8 * np.exp(-4 * 0.3 * 8 * v["time"]), rtol=1e-7, atol=1e-7)


def test_an_evolution_that_goes_on_from_a_checkpoint_has_all_times(pilind):
    text = evolve(N=16, Jy=1.4, initial="coherent", t_points=301, t_end=30)
    options = ("-evolve_checkpoint_seconds", 0, "-ranks_per_point", 1)
    pilind.solve(text, *options)
    alone = everything(pilind.folder / "grid.h5")
    (pilind.folder / "grid.h5").unlink()
    run = pilind.start("grid.yaml", *options)
    checkpoint = pilind.folder / "grid.h5.point0.checkpoint"
    while run.going() and not checkpoint.exists():
        pass
    run.kill()
    assert checkpoint.exists() and pilind.status() == 0, "the run ended before it could be killed"
    assert pilind("grid.yaml", *options).code == 0 and equal(everything(pilind.folder / "grid.h5"), alone)


def ensemble(jumps, hamiltonian, N, **keys):
    dissipators = ", ".join(f"{{jump: {jump}, rate: {rate}}}" for jump, rate in jumps)
    return grid("ensemble", N=N, hamiltonian=f'"{hamiltonian}"', dissipators=f"[{dissipators}]", **keys, **ASKED)


def test_model_ensemble_has_the_states_of_model_xyz(pilind):
    """Also where mirrors leave a sector of its own: the field along x makes rho real up to a rotation."""
    for field, term in ((dict(hx=0.4), "0.4*Sx"), (dict(hy=0.7), "0.7*Sy"), (dict(hx=0.2, hz=-0.3), "0.2*Sx - 0.3*Sz")):
        there = pilind.solve(grid(N=7, Jx=0.6, Jy=1.2, Jz=1, gamma_up=0.2, **field, **ASKED), name="xyz.yaml")
        jumps = [("sm", 1), ("sp", 0.2)]
        here = pilind.solve(ensemble(jumps, f"(0.6*Sx^2 + 1.2*Sy^2 + Sz^2)/(2*(N-1)) + {term}", 7, few_spins="true"))
        few = ("rho1_re", "rho1_im", "rho2_re", "rho2_im", "concurrence", "squeezing_S", "squeezing_R")
        for name in ("P_x", "P_y", "P_z", "P_jm", "QFI", "QFI_xy", "QFI_xz", "QFI_yz", "husimi", *few):
            assert np.allclose(here[name], there[name], rtol=0, atol=1e-8, equal_nan=True), name
        ours, theirs = (tools.open_states(pilind.folder / name).blocks() for name in ("grid.h5", "xyz.h5"))
        assert all(np.allclose(ours[j], theirs[j], rtol=0, atol=1e-9) for j in theirs)
        for name in ("grid.h5", "xyz.h5"):
            (pilind.folder / name).unlink()


def test_a_spin_by_itself(pilind):
    """Driven Dicke model with collective loss alone: the largest spin is the only one, in the closed form of its steady state."""
    N, drive = 6, 1.7
    for j in (3, 2):
        v = pilind.solve(ensemble([("Sm", 1)], f"{drive}*Sx", N, sector=f'"j={j}"'), "-overwrite")
        x, y, z = spin_matrices(j)
        a = x - 1j * y + 1j * 2 * drive * np.eye(2 * j + 1)  # rho is proportional to A^-1 A^-1+, A = J- + i g of H = g Jx: Puri, Lawande
        rho = np.linalg.inv(a) @ np.linalg.inv(a).conj().T
        rho /= np.trace(rho)
        blocks = tools.open_states(pilind.folder / "grid.h5").blocks()
        assert list(blocks) == [0, 1, 2, 3] and np.allclose(blocks[j], rho, atol=1e-9)
        assert all(not block.any() for k, block in blocks.items() if k != j)
        inside = abs(v["m"]) <= j
        assert np.allclose(v["P_z"][inside], np.diag(rho).real, atol=1e-9) and not v["P_z"][~inside].any()
        assert np.allclose(v["P_jm"][j][inside], v["P_z"][inside]) and not np.nan_to_num(np.delete(v["P_jm"], j, 0)).any()
        assert abs(v["QFI"] - np.linalg.eigvalsh(fisher(rho, [x, y, z]))[-1] / N) < 1e-8


def test_two_spins_of_a_w_state_in_time(pilind):
    """One excitation shared by all decays together and one by one: |W> and |down>, whose pairs have concurrence 2 p/N."""
    N = 6
    text = ensemble([("sm", 0.3), ("Sm", 0.5)], "0*Sz", N, few_spins="true").replace("task: steady", "task: evolve")
    v = pilind.solve(text + f"initial: dicke\ndicke_m: {1 - N / 2}\nt_end: 1\nt_points: 5\n", ranks=2)
    p = np.exp(-(0.3 + 0.5 * N) * v["time"])
    rho1 = (v["rho1_re"] + 1j * v["rho1_im"]).reshape(5, 2, 2)
    assert np.allclose(rho1[:, 0, 0], p / N, atol=1e-9) and np.allclose(rho1[:, 1, 1], 1 - p / N, atol=1e-9)
    assert np.allclose(rho1[:, 0, 1], 0, atol=1e-12)
    rho2 = (v["rho2_re"] + 1j * v["rho2_im"]).reshape(5, 4, 4)
    assert np.allclose(rho2[:, 1, 2], p / N, atol=1e-9) and np.allclose(rho2[:, 1, 1], p / N, atol=1e-9)
    assert np.allclose(rho2[:, 0, 0], 0, atol=1e-9)
    assert np.allclose(v["concurrence"], 2 * p / N, atol=1e-8)


def test_a_file_holds_so_many_outputs(pilind):
    text = ensemble([("sm", 1)], "0.3*Sx", 4, few_spins="true", frame="auto")
    names = ", ".join(f"o{k}: Sz/{k + 1}" for k in range(48))
    v = pilind.solve(text + f"observables: {{{names}}}\n")
    assert all(abs(v[f"o{k}"] * (k + 1) - v["o0"]) < 1e-12 for k in range(48))
    outcome = pilind(pilind.write(text + f"observables: {{{names}, more: Sx}}\n", "many.yaml"))
    assert outcome.code == 1 and "observables: 49" in outcome.said[0] and not (pilind.folder / "many.h5").exists()


@pytest.mark.parametrize("N, adi", [(9, "lu"), (60, "adi")])
def test_populations_alone_in_a_box(pilind, N, adi):
    """Where Sz is conserved rho is diagonal, and its solver cuts a box out of (j, m)."""
    text = ensemble([("Sm", f"1/{N}"), ("sp", 0.2), ("sm", 0.1), ("sz", 0.05)], "0.3*Sz^2/N + 0.1*Sz", N, few_spins="true")
    found = {}
    for method in ("charge", adi):
        v = pilind.solve(text, "-steady_method", method, "-overwrite", ranks=2)
        found[method] = v, tools.open_states(pilind.folder / "grid.h5").blocks()
    (here, blocks), (there, others) = found["charge"], found[adi]
    assert list(blocks) == list(others) and all(np.allclose(blocks[j], others[j], atol=1e-9) for j in blocks)
    for name in ("P_x", "P_y", "P_z", "P_jm", "QFI", "QFI_xx", "QFI_yy", "QFI_zz", "QFI_xy", "husimi", "rho2_re", "concurrence"):
        assert np.allclose(here[name], there[name], rtol=0, atol=1e-8, equal_nan=True), name
