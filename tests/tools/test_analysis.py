"""tools/pilind/analysis.py on data whose answer is known."""
import numpy as np
import pytest

from pilind import analysis

SIZES = np.array([10, 20, 30, 40, 50, 60, 80, 95])


def test_power_law_finds_a_known_exponent_to_rounding():
    law = analysis.power_law(SIZES, 3.5 * SIZES**-0.73)
    assert abs(law.exponent.value + 0.73) < 1e-12 and law.exponent.error < 1e-12
    assert abs(law.amplitude - 3.5) < 1e-11
    assert np.allclose(law(SIZES), 3.5 * SIZES**-0.73, rtol=1e-12)


def test_power_law_error_covers_the_scatter():
    rng = np.random.default_rng(5)
    pulls = []
    for _ in range(400):
        y = 2 * SIZES**-0.5 * np.exp(0.01 * rng.standard_normal(len(SIZES)))
        exponent = analysis.power_law(SIZES, y).exponent
        pulls.append((exponent.value + 0.5) / exponent.error)
    assert 0.9 < np.std(pulls) < 1.5 and abs(np.mean(pulls)) < 0.25  # Student's t with 6 degrees of freedom: 1.22


def test_power_law_keeps_to_its_range():
    y = np.where(SIZES < 40, SIZES**-3.0, SIZES**-0.25)
    law = analysis.power_law(SIZES, y, first=40, last=80)
    assert abs(law.exponent.value + 0.25) < 1e-12 and (law.first, law.last) == (40, 80)


def test_power_law_refuses_a_sign_change():
    with pytest.raises(ValueError):
        analysis.power_law(SIZES, np.where(SIZES < 20, -1.0, 1.0))


def test_local_slopes():
    N, slopes = analysis.local_slopes(SIZES, SIZES**1.1)
    assert np.allclose(slopes, 1.1, atol=1e-12) and abs(N[0] - np.sqrt(200)) < 1e-12


def test_crossings_of_known_curves():
    x = np.linspace(0, 3, 61)
    found = analysis.crossings(x, np.sin(2 * x), np.full_like(x, 0.5))
    exact = np.array([np.pi / 12, 5 * np.pi / 12])
    assert len(found) == 2
    for estimate, truth in zip(found, exact):
        assert abs(estimate.value - truth) < 1e-8
        assert abs(estimate.value - truth) < estimate.error < 1e-5


def test_a_crossing_on_the_grid_counts_once_and_a_touch_does_not():
    x = np.linspace(-1, 1, 21)
    x[10] = 0
    assert [e.value for e in analysis.crossings(x, x**3, -x)] == pytest.approx([0], abs=1e-12)
    assert [e.value for e in analysis.crossings(x, np.abs(x), 0 * x)] == []
    assert [e.value for e in analysis.crossings(x[10:], x[10:] * (x[10:] - 0.45), 0 * x[10:])] == pytest.approx([0.45])


def test_crossing_takes_the_nearest_and_knows_when_there_is_none():
    x = np.linspace(0, 3, 61)
    assert abs(analysis.crossing(x, np.sin(2 * x), 0.5 + 0 * x, near=1.2).value - 5 * np.pi / 12) < 1e-8
    assert np.isnan(analysis.crossing(x, np.sin(x), 2 + 0 * x, near=1).value)


def test_crossing_skips_failed_points():
    x = np.linspace(0, 3, 61)
    a = np.exp(x)
    a[7] = np.nan
    assert abs(analysis.crossing(x, a, 0 * x + 5, near=1.6).value - np.log(5)) < 1e-8


def test_maximum_of_a_known_curve():
    x = np.linspace(0.5, 2.5, 41)
    place, height = analysis.maximum(x, np.exp(-((x - 1.337) ** 2)) + 2)
    assert abs(place.value - 1.337) < 1e-6 and abs(height.value - 3) < 1e-7
    assert place.error < 1e-4 and height.error < 1e-5


def test_no_maximum_at_the_end_of_the_grid():
    x = np.linspace(0, 1, 11)
    assert np.isnan(analysis.maximum(x, x)[0].value)


def test_extrapolation_with_the_right_powers_is_exact():
    y = 1.15625 - 0.2 * SIZES**-0.5 + 0.7 / SIZES
    limit = analysis.extrapolate(SIZES, y, (0.5, 1))
    assert abs(limit.value - 1.15625) < 1e-12 and limit.error < 1e-10


def test_extrapolation_with_wrong_powers_says_so():
    y = 1.15625 - 0.2 * SIZES**-0.5
    limit = analysis.extrapolate(SIZES, y, (1, 2, 3))
    assert abs(limit.value - 1.15625) > 1e-3
    assert limit.error > 0.1 * abs(limit.value - 1.15625)


def test_a_fit_by_inverse_powers_gives_its_curve():
    N = np.array([5, 10, 20, 40, 80, 160])
    fit = analysis.inverse_powers(N, 2 - 3 / N + 0.5 / N**2, (1, 2))
    assert np.allclose(fit(np.array([7, 300])), [2 - 3 / 7 + 0.5 / 49, 2 - 0.01 + 0.5 / 9e4], rtol=1e-12)
    assert np.allclose(fit.coefficients, [2, -3, 0.5], atol=1e-11) and fit.limit == analysis.extrapolate(N, 2 - 3 / N + 0.5 / N**2, (1, 2))


def test_standard_error_of_an_extrapolation_covers_the_scatter():
    rng = np.random.default_rng(6)
    N, pulls = np.arange(5, 100, 5), []
    for _ in range(300):
        limit = analysis.extrapolate(N, 1 - 2 / N + 1e-3 * rng.standard_normal(len(N)), (1, 2))
        pulls.append((limit.value - 1) / limit.error)
    assert 0.5 < np.std(pulls) < 1.2 and abs(np.mean(pulls)) < 0.25  # below 1: the change by leaving out sizes may be the larger


def test_estimates_print_the_digits_that_they_have():
    assert str(analysis.Estimate(1.144531234, 2.3e-5)) == "1.14453 ± 2e-05"
