"""The figures of the Ising paper (two coupled fully-connected Ising models)."""
from papers.figures import figures
from papers.ising2.figures_quench import fig01, fig02, fig03, fig04, fig05, fig06
from papers.ising2.figures_steady import fig07, fig08, fig09, fig10, fig11

FIGURES = figures(
    "ising2",
    (fig01, "fig01", "fig01_coupling"),
    (fig02, "fig02"),
    (fig03, "fig02"),
    (fig04, "fig02"),
    (fig05, "fig05", "fig05_scaling"),
    (fig06, "fig05", "fig05_scaling"),
    (fig07, "fig07", "fig07_negative"),
    (fig08, "fig07", "fig08_step02", "fig08_step01", "fig08_step005", "fig08_step001"),
    (fig09, "fig07", "fig09_window", "fig09_zoom", "fig09_strong"),
    (fig10, "fig10", "fig10_gap", "fig10_boundary"),
    (fig11, "fig11", "fig11_coexistence", "fig11_folds"),
)
