"""The figures of the XYZ paper."""
from papers.figures import figures
from papers.xyz.figures_meanfield import fig02, fig03
from papers.xyz.figures_spectrum import fig04, fig05
from papers.xyz.figures_steady import fig06, fig07, fig10, fig11
from papers.xyz.figures_transition import fig08, fig09

FIGURES = figures(
    "xyz",
    (fig02, "fig02", "fig02_collective"),
    (fig03, "fig03"),
    (fig04, "fig04"),
    (fig05, "fig05"),
    (fig06, "fig06"),
    (fig07, "fig07"),
    (fig08, "fig08"),
    (fig09, "fig09", "fig09_exponents"),
    (fig10, "fig10"),
    (fig11, "fig11"),
)
