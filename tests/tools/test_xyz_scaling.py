"""tools/papers/xyz/scaling.py on curves whose crossings, maxima and exponents are known, and its critical point against the program's."""
import numpy as np
import pytest

from papers.xyz import scaling
from pilind import analysis
from pilind.results import Results
from program import grid


def results(parameters, axes, outputs):
    """Results as if read from a file: outputs over the axes, in their order."""
    r = Results.__new__(Results)
    r.path, names = "synthetic", list(axes)
    r.data = {**{k: np.asarray(v) for k, v in axes.items()}, **outputs, **{k: np.float64(v) for k, v in parameters.items()}}
    r.dims = {**{k: [k] for k in names}, **{k: names for k in outputs}, **{k: [] for k in parameters}}
    r.done = np.ones([len(v) for v in axes.values()], bool)
    return r


PARAMETERS = dict(Jx=0.6, Jz=1, gamma=1, gamma_c=0, spin_scale=1)
SIZES, JY = np.array([40, 10, 5, 15, 20, 25, 30]), np.linspace(0.9, 1.5, 61)
N, Y = SIZES[:, None], JY[None]


def test_crossings_of_curves_that_all_meet_in_one_point():
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(Bx=np.tanh(N * (Y - 1.15625) / 10)))
    found = scaling.crossings(r, "Bx", step=5)
    assert list(found.N) == [5, 10, 15, 20, 25]
    assert np.abs(found.value - 1.15625).max() < 1e-5
    assert (np.abs(found.value - 1.15625) <= found.error + 1e-9).all()
    assert list(scaling.crossings(r, "Bx", step=20).N) == [5, 10, 20]


def test_crossing_of_scaled_curves():
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(chi=N**0.5 * np.exp((Y - 1.2) * N / 20)))
    assert abs(scaling.crossing(r, "chi", 10, 20, power=0.5).value - 1.2) < 1e-8
    assert np.isnan(scaling.crossing(r, "chi", 10, 20).value)  # 1.2 - ln 2 is not on the grid


def test_of_two_crossings_the_one_near_the_critical_point_counts():
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(Bx=N * (Y - 1.15) * (Y - 1.4)))
    assert abs(scaling.crossing(r, "Bx", 10, 20).value - 1.15) < 1e-9
    assert abs(scaling.crossing(r, "Bx", 10, 20, near=1.5).value - 1.4) < 1e-9


def test_peaks_leave_out_what_has_none():
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(chi=np.where(N > 5, N**1.1 * np.exp(-((Y - 1.3 + 1 / N) ** 2)), Y)))
    place, height = scaling.peaks(r, "chi")
    assert list(place.N) == [10, 15, 20, 25, 30, 40]
    assert np.allclose(place.value, 1.3 - 1 / place.N, atol=1e-6)
    assert abs(analysis.power_law(height.N, height.value).exponent.value - 1.1) < 1e-6


def test_exponent_starts_after_the_last_change_of_sign():
    difference = np.where(N > 10, N**-0.7, -0.01)
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(Sxx=0.3 + difference + 0 * Y, Sxx_mf=0.3 + 0 * difference + 0 * Y))
    law = scaling.exponent(r, "Sxx", Jy=1.2)
    assert law.first == 15 and law.last == 40 and abs(law.exponent.value + 0.7) < 1e-9
    assert scaling.exponent(r, "Sxx", first=20, last=30, Jy=1.2)[2:] == (20, 30)
    value, error = scaling.exponents(r, "Sxx")
    assert value.shape == JY.shape and np.allclose(value, -0.7) and (error < 1e-9).all()


def test_exponents_are_nan_where_too_few_sizes_keep_one_sign():
    difference = np.where((N > 30) & (Y > 1.2), -1, 1) * N**-0.5
    r = results(PARAMETERS, dict(N=SIZES, Jy=JY), dict(Sxx=difference, Sxx_mf=0 * difference))
    value, _ = scaling.exponents(r, "Sxx")
    assert np.allclose(value[JY < 1.2], -0.5) and np.isnan(value[JY > 1.2001]).all()
    even, _ = scaling.exponents(r, "Sxx", keep=lambda n: n % 2 == 0, last=30)
    assert np.allclose(even, -0.5)
    with pytest.raises(ValueError):
        scaling.exponent(r, "Sxx", Jy=1.4)


def test_boundary_follows_a_hyperbola():
    """Curves of two sizes that cross at (Jx - Jz)(Jy - Jz) = -1/16, Eq. 9."""
    Jx = Jy = np.linspace(0, 2, 41)
    product = (Jx[:, None] - 1) * (Jy[None] - 1) + 1 / 16
    r = results(dict(Jz=1), dict(N=np.array([50, 60]), Jx=Jx, Jy=Jy), dict(Bx=np.stack([-product, -2 * product])))
    low, high = scaling.boundary(r, "Bx", 50, 60)
    for branch in (low, high):
        assert len(branch.Jx) > 30
        assert np.abs((branch.Jx - 1) * (branch.Jy - 1) + 1 / 16).max() < 1e-12
        assert (np.diff(branch.Jx) >= 0).all() and (np.diff(branch.Jy) >= -1e-12).all()
    assert low.Jx.max() < 1 < high.Jx.min() and low.Jy.max() == pytest.approx(2) and high.Jy.min() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "rates", [dict(gamma=1), dict(gamma=0.25, gamma_c=0.75), dict(gamma=2, spin_scale=0.25), dict(gamma=0.7, Jx=-0.3, Jz=0.9)]
)
def test_critical_point_divides_the_phases_of_the_programs_mean_field(pilind, rates):
    known = results({**PARAMETERS, **rates}, dict(N=SIZES, Jy=JY), {})
    Jc = scaling.critical_Jy(known)
    pilind.solve(grid(task="meanfield", N="[2, 50]", Jy=f"[{float(Jc - 1e-4)!r}, {float(Jc + 1e-4)!r}]", **rates))
    assert Results(pilind.folder / "grid.h5")["phase"].tolist() == [[0, 1], [0, 1]]
