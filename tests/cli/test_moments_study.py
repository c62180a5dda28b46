"""Does the certificate of method moments accept anything wrong? Exactly solvable points of many kinds and random models, at several tolerances: how many are
accepted, how many refused, how many accepted and wrong. The table is the one of input/xyz_large/README.md; STUDY=FILE writes it there."""
import os

import numpy as np
import pytest
import yaml

from program import grid

TOLERANCES = [1e-3, 1e-4, 1e-6, 1e-8]
AVERAGES = ["Mx", "My", "Mz", "Sxx", "Syy", "Szz", "Sxy", "Sxz", "Syz", "spin2"]
FOURTH = ["Bx", "By"]

# keys of model xyz; each is a grid
POINTS = {
    "paramagnet": dict(N="[5, 12, 30, 60, 95]", Jy="[0.3, 0.9, 1.05]", gamma=1),
    "transition": dict(N="[10, 30, 60, 95]", Jy="[1.12, 1.15625, 1.18, 1.25]", gamma=1),
    "ferromagnet": dict(N="[10, 30, 60, 95]", Jy="[1.4, 1.7, 2.5, 4]", gamma=1),
    "negative": dict(N="[10, 40, 80]", Jx=-1, Jy="[-2, -1.3, 0.4]", Jz=0.5, gamma=1),
    "fields": dict(N="[8, 30, 60]", Jy="[0.8, 1.5]", hx="[0.1, 0.6]", hz=0.2, gamma=1),
    "pumping": dict(N="[8, 30, 60]", Jy="[0.9, 1.6]", gamma=1, gamma_up="[0.2, 0.9]"),
    "dephasing": dict(N="[8, 30, 60]", Jy="[0.9, 1.6]", gamma=1, gamma_phi="[0.05, 0.4]"),
    "collective": dict(N="[8, 30, 60]", Jy="[0.9, 1.6]", gamma=1, gamma_c="[0.3, 2]", gamma_c_up=0.1, gamma_c_phi=0.2),
    "bistable": dict(N="[10, 30, 60]", Jx=0, Jy=0, Jz="[3, 4, 5]", hx=1.5, hz=1, gamma=1),
    "weak_loss": dict(N="[10, 30]", Jy="[0.9, 1.4]", gamma=0.1),
}
ENSEMBLES = {
    "driven": dict(hamiltonian="W*Sx", dissipators=[{"jump": "sm", "rate": 0.2}, {"jump": "Sm", "rate": "2/N"}], parameters={"W": [0.3, 0.7, 1.0, 1.4, 2.0]}),
    "squeezed": dict(hamiltonian="W*Sz/2 + 0.3*Sx^2/N", dissipators=[{"jump": "sm + 0.4*sp", "rate": 1}], parameters={"W": [0.1, 0.5, 2.0]}),
    "ising": dict(hamiltonian="-W*Sz - Sx^2/(2*N)", dissipators=[{"jump": "sp", "rate": 1}], parameters={"W": [0.05, 0.0669873, 0.3, 0.5, 0.9330127, 1.2]}),
}
OBSERVABLES = {"mx": "Sx/N", "my": "Sy/N", "mz": "Sz/N", "sxx": "Sx^2/N^2", "syy": "Sy^2/N^2", "szz": "Sz^2/N^2", "sxy": "(Sx*Sy+Sy*Sx)/(2*N^2)"}


def random_models(seed, count, least, most):
    """Strong couplings, fields in any direction, local jumps of any kind, at times a collective one; a few conserve the parity about z."""
    draw = np.random.default_rng(seed)
    for k in range(count):
        strength = draw.choice([0.5, 1.0, 3.0])
        a = strength * draw.uniform(-1, 1, 6)
        h = draw.uniform(-1, 1, 3) * (0 if k % 4 == 0 else 1)
        pairs = [("Sx^2", a[0]), ("Sy^2", a[1]), ("Sz^2", a[2]), ("(Sx*Sy+Sy*Sx)", a[3])]
        if k % 4:
            pairs += [("(Sx*Sz+Sz*Sx)", a[4]), ("(Sy*Sz+Sz*Sy)", a[5])]
        text = " + ".join(f"({c:.6f})*{word}/(2*(N-1))" for word, c in pairs)
        text += "".join(f" + ({c:.6f})*{word}" for word, c in zip(("Sx", "Sy"), h)) + f" + ({draw.uniform(-1, 1):.6f})*Sz"
        jumps = [{"jump": "sm", "rate": float(f"{draw.uniform(0.2, 1.5):.6f}")}]
        if k % 3 == 0:
            jumps.append({"jump": "sp" if k % 4 == 0 else f"sp + ({draw.uniform(-1, 1):.6f})*i*sz", "rate": float(f"{draw.uniform(0.1, 1):.6f}")})
        if k % 5 == 0:
            jumps.append({"jump": "Sm", "rate": f"{draw.uniform(0.1, 2):.6f}/N"})
        yield dict(N=int(draw.integers(least, most + 1)), hamiltonian=text, dissipators=jumps)


class Count:
    """One row of the table for every tolerance."""

    def __init__(self):
        self.rows = {tol: [0, 0, 0, 0.0] for tol in TOLERANCES}

    def add(self, tol, exact, v, names):
        done = (v["status"] == 1).ravel() & (exact["status"] == 1).ravel()
        row = self.rows[tol]
        row[0] += int(done.sum())
        row[1] += int((v["status"] == 2).sum())
        off = np.zeros(done.size)
        for key in names:
            difference, limit = np.abs(v[key] - exact[key]).ravel(), max(tol, 1e-4) if key in FOURTH else tol
            known = done & np.isfinite(difference) & np.isfinite(exact[key].ravel())
            off[known] = np.maximum(off[known], difference[known] / limit)
        row[2] += int((off > 1).sum())
        row[3] = max(row[3], off.max(initial=0))

    def text(self, name):
        return [f"| {name} | {tol:.0e} | {r[0]} | {r[1]} | {r[2]} | {r[3]:.2g} |" for tol, r in self.rows.items()]


def finish(count, name):
    lines = count.text(name)
    print("\n".join(lines))
    if os.environ.get("STUDY"):
        with open(os.environ["STUDY"], "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    assert sum(row[0] for row in count.rows.values()) > 0
    assert all(row[2] == 0 for row in count.rows.values())


def moments(pilind, text, tol, name):
    outcome = pilind(pilind.write(text, name), "-method", "moments", "-moments_tol", str(tol), "-overwrite", timeout=900)
    assert outcome.code in (0, 2)
    return pilind.results(name.replace(".yaml", ".h5"))


@pytest.mark.long
def test_points(pilind):
    count = Count()
    for name, keys in POINTS.items():
        text = grid(**keys)
        exact = pilind.solve(text, name=f"{name}_exact.yaml", timeout=900)
        for tol in TOLERANCES:
            count.add(tol, exact, moments(pilind, text, tol, f"{name}.yaml"), AVERAGES + FOURTH)
    for name, keys in ENSEMBLES.items():
        text = yaml.safe_dump({"model": "ensemble", "task": "steady", "N": [8, 20, 40], "observables": OBSERVABLES, **keys})
        exact = pilind.solve(text, name=f"{name}_exact.yaml", timeout=900)
        for tol in TOLERANCES:
            count.add(tol, exact, moments(pilind, text, tol, f"{name}.yaml"), OBSERVABLES)
    finish(count, "points")


@pytest.mark.long
@pytest.mark.parametrize("seed, models, least, most", [(14, 100, 6, 40), (15, 60, 42, 70)])
def test_random_models(pilind, seed, models, least, most):
    """To N = 40 all orders can be reached, beyond the hierarchy is cut."""
    count = Count()
    for k, model in enumerate(random_models(seed, models, least, most)):
        text = yaml.safe_dump({"model": "ensemble", "task": "steady", "observables": OBSERVABLES, **model})
        exact = pilind.solve(text, name=f"exact{k}.yaml", timeout=900)
        for tol in TOLERANCES:
            count.add(tol, exact, moments(pilind, text, tol, f"random{k}.yaml"), OBSERVABLES)
    finish(count, f"random models, N = {least} to {most}")
