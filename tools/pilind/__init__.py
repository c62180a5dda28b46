"""Python side of pilind.

    import pilind                                   with tools/ on Python's path
    ds = pilind.run({"model": "xyz", ...}, ranks=2)   run the program; its results as an xarray.Dataset
    ds = pilind.open("fig06.h5")                      the same of a file that is there
    r = pilind.Results("fig06.h5")                    without xarray: numpy arrays
    rho = pilind.open_states("fig06.h5").blocks(Jy=1.2)   {j: matrix} of a point, where the input says states: true

Modules: results (reading), dataset (xarray), states, running, analysis (finite-size scaling), tables, plots, maps and style (figures),
python (which interpreter the scripts of tools/ use). What they need is imported when it is first used."""

_HOMES = {"open": "dataset", "run": "running", "Error": "running", "Results": "results", "open_states": "states", "Trouble": "trouble"}
__all__ = list(_HOMES)


def __getattr__(name):
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'pilind' has no attribute {name!r}")
    return getattr(import_module(f"pilind.{_HOMES[name]}"), name)


def __dir__():
    return sorted([*globals(), *_HOMES])
