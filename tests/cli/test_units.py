"""Numbers do not depend on the unit of the rates: powers of two change no bit of what has none, powers of ten only what rounding does.
Names of TASKS: outputs that are times, 1/rate; all others have no unit."""
import numpy as np
import pytest

from program import grid

RATES = {"Jx": 0.6, "Jy": 1.5, "Jz": 1, "hz": 0.3, "gamma": 1, "gamma_phi": 0.2}
TASKS = {
    "steady": (),
    "susceptibility": ("chi_xx", "chi_xy", "chi_yx", "chi_yy", "chi_av", "chi_av_mf", "chi_error"),
}


def solve(pilind, task, factor, name, **keys):
    rates = {key: repr(value * factor) for key, value in {**RATES, **keys}.items()}
    return pilind.solve(grid(task=task, N="[2, 5, 12]", **rates), name=f"{name}.yaml")


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("fields", [{}, {"hx": 0.25, "hy": -0.1}])
def test_powers_of_two_change_no_bit(pilind, task, fields):
    plain = solve(pilind, task, 1, "plain", **fields)
    for power in (-41, 13, 300):
        other = solve(pilind, task, 2.0**power, f"power{power}", **fields)
        for name in set(plain) - {*RATES, *fields}:
            unit = 2.0**power if name in TASKS[task] else 1
            assert np.array_equal(other[name] * unit, plain[name], equal_nan=True), (name, power)


@pytest.mark.parametrize("task", TASKS)
def test_powers_of_ten_change_what_rounding_does(pilind, task):
    plain = solve(pilind, task, 1, "plain")
    certificates = ("residual", "trace_error", "rho_min", "identity", "error", "iterations", "reason", "chi_residual", "chi_error", "chi_iterations")
    for power in (-14, -3, 7):
        other = solve(pilind, task, 10.0**power, f"power{power}")
        assert (other["status"] == 1).all()
        for name in set(plain) - {*RATES, *certificates}:
            unit = 10.0**power if name in TASKS[task] else 1
            assert np.allclose(other[name] * unit, plain[name], rtol=1e-12, atol=1e-13, equal_nan=True), (name, power)
