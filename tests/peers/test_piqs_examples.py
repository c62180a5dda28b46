"""The examples of the PIQS paper (Shammah et al., PRA 98, 063815 (2018)) as inputs of model ensemble, against PIQS itself, and at ten times its N.

PIQS's operators are J = S/2; its rates multiply D[J-], D[Jz], D[sigma-_i], D[sigma+_i] and D[sigma^z_i/2]."""
import numpy as np
import pytest
import yaml
from qutip import Options, mesolve, piqs
from test_piqs import steady_state

TOLERANCE = 1e-5  # local rates of PIQS are in single precision
TIMES = np.linspace(0, 1, 11)

# hamiltonian in strings and in PIQS's J, jumps as (string, rate), PIQS's rates, initial state
EVOLUTIONS = {
    "superradiant decay": {
        "jumps": [("Sm", 0.2), ("sm", 0.1)], "piqs": {"collective_emission": 0.2, "emission": 0.1}, "initial": "all_up",
    },
    "superradiance against dephasing": {
        "jumps": [("Sm", 0.2), ("sz", 0.25)], "piqs": {"collective_emission": 0.2, "dephasing": 1.0}, "initial": "all_up",
    },
    "spin squeezing, local losses": {
        "hamiltonian": "-0.3*i*(Sp^2 - Sm^2)", "H": lambda Jp, Jm, Jz: -0.3j * (Jp**2 - Jm**2),
        "jumps": [("sm", 0.2)], "piqs": {"emission": 0.2}, "initial": "all_up",
    },
    "spin squeezing, collective losses": {
        "hamiltonian": "-0.3*i*(Sp^2 - Sm^2)", "H": lambda Jp, Jm, Jz: -0.3j * (Jp**2 - Jm**2),
        "jumps": [("Sm", 0.2)], "piqs": {"collective_emission": 0.2}, "initial": "all_up",
    },
}
OBSERVABLES = {"jz": "Sz/2", "light": "Sp*Sm", "jx2": "Sx^2/4", "jy2": "Sy^2/4"}


def written(N, case, **more):
    jumps = [{"jump": jump, "rate": rate} for jump, rate in case["jumps"]]
    model = {"model": "ensemble", "N": N, "dissipators": jumps, "observables": OBSERVABLES}
    if "hamiltonian" in case:
        model["hamiltonian"] = case["hamiltonian"]
    return yaml.safe_dump({**model, **more})


@pytest.mark.parametrize("name", EVOLUTIONS)
def test_evolution(pilind, name):
    case, N = EVOLUTIONS[name], 8
    Jx, Jy, Jz = piqs.jspin(N)
    Jp, Jm = piqs.jspin(N, "+"), piqs.jspin(N, "-")
    system = piqs.Dicke(N, hamiltonian=case["H"](Jp, Jm, Jz) if "H" in case else 0 * Jz, **case["piqs"])
    operators = [Jz, Jp * Jm, Jx**2, Jy**2]
    options = Options(atol=1e-12, rtol=1e-10, nsteps=100000)
    theirs = mesolve(system.liouvillian(), piqs.excited(N), TIMES, [], e_ops=operators, options=options)
    v = pilind.solve(written(N, case, task="evolve", initial=case["initial"], t_end=1, t_points=11))
    for key, curve in zip(OBSERVABLES, theirs.expect):
        assert np.abs(v[key].ravel() - np.real(curve)).max() < TOLERANCE * max(1, np.abs(curve).max()), key


STEADY = {
    "steady-state superradiance": {"jumps": [("Sm", 0.1), ("sp", 0.7), ("sm", 0.05)]},
    "boundary time crystal": {"hamiltonian": "0.5*Sx", "jumps": [("Sm", 0.2), ("sm", 0.1)]},
}


@pytest.mark.parametrize("name", STEADY)
def test_steady_state(pilind, name):
    case, N = STEADY[name], 12
    rates = dict(case["jumps"])
    point = dict.fromkeys("Jx Jy Jz hx hy hz gamma gamma_up gamma_phi gamma_c gamma_c_up gamma_c_phi".split(), 0) | {"spin_scale": 1}
    point |= {"gamma": rates["sm"], "gamma_up": rates.get("sp", 0), "gamma_c": rates["Sm"] * (N - 1), "hx": 0.5 if "hamiltonian" in case else 0}
    rho, (Sx, Sy, Sz) = steady_state(N, point)
    Sp = (Sx + 1j * Sy) / 2
    want = {"jz": Sz / 2, "light": Sp @ Sp.conj().T, "jx2": Sx @ Sx / 4, "jy2": Sy @ Sy / 4}
    v = pilind.solve(written(N, case, task="steady"))
    for key, operator in want.items():
        mean = np.trace(operator @ rho).real
        assert abs(v[key] - mean) < TOLERANCE * max(1, abs(mean)), key


@pytest.mark.parametrize("name", EVOLUTIONS)
def test_evolution_at_ten_times_the_size(pilind, name):
    """PIQS stops near 80 spins in time: its matrix has (N^2/4)^2 entries on all pairs of states."""
    N = 80
    v = pilind.solve(written(N, EVOLUTIONS[name], task="evolve", initial="all_up", t_end=0.1, t_points=3), ranks=2)
    assert v["status"] == 1 and v["error"] < 1e-7
    casimir = v["jx2"] + v["jy2"]
    assert (casimir <= N / 2 * (N / 2 + 1) * (1 + 1e-12)).all()


@pytest.mark.parametrize("name", STEADY)
def test_steady_state_at_ten_times_the_size(pilind, name):
    v = pilind.solve(written(120, STEADY[name], task="steady"), ranks=2)
    assert v["status"] == 1 and v["error"] < 1e-7
