#!/usr/bin/env python3
"""Draw figures from results files: tools/figures.py FIGURE ... [--results FILE] [--out DIR]

A figure is named by its paper and number, xyz/fig06; a paper's name alone draws all of its figures. Each reads the files that its inputs
write (input/xyz/fig06.yaml -> xyz/fig06.h5, looked for in DIR, then here), or --results instead, and is saved as PDF and PNG.
To add one: a function of (Results, ..., options) that returns a matplotlib figure, and its row in FIGURES."""
import argparse
import os
import sys

from pilind import python

python.need("numpy", "h5py", "matplotlib")
import matplotlib  # noqa: E402

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from papers.ising2 import figures as ising2  # noqa: E402
from papers.xyz import figures as xyz  # noqa: E402
from papers.xyz import figures_spectrum, figures_transition  # noqa: E402
from papers.xyz_large import figures as xyz_large  # noqa: E402
from pilind.results import Results  # noqa: E402

# name: (function, its results files)
FIGURES = {
    "xyz/fig02": (xyz.fig02, "xyz/fig02.h5", "xyz/fig02_collective.h5"),
    "xyz/fig03": (xyz.fig03, "xyz/fig03.h5"),
    "xyz/fig04": (figures_spectrum.fig04, "xyz/fig04.h5"),
    "xyz/fig05": (figures_spectrum.fig05, "xyz/fig05.h5"),
    "xyz/fig06": (xyz.fig06, "xyz/fig06.h5"),
    "xyz/fig07": (xyz.fig07, "xyz/fig07.h5"),
    "xyz/fig08": (figures_transition.fig08, "xyz/fig08.h5"),
    "xyz/fig09": (figures_transition.fig09, "xyz/fig09.h5", "xyz/fig09_exponents.h5"),
    "xyz/fig10": (xyz.fig06, "xyz/fig10.h5"),
    "xyz/fig11": (xyz.fig07, "xyz/fig11.h5"),
    **xyz_large.FIGURES,
    "xyz_large/fig05": (figures_spectrum.fig05_large, "xyz_large/fig05.h5"),
    "xyz_large/antigap": (figures_spectrum.antigap, "xyz_large/antigap.h5", "xyz_large/antigap_ordinary.h5"),
    **ising2.FIGURES,
}
PAPERS = sorted({name.split("/")[0] for name in FIGURES})


def find(name, folder):
    for path in (os.path.join(folder, name), name):
        if os.path.exists(path):
            return path
    sys.exit(f"figures.py: {name} is neither in {folder} nor here; run its input first")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="+", choices=[*PAPERS, *FIGURES], metavar="FIGURE", help=", ".join([*PAPERS, *FIGURES]))
    parser.add_argument("--results", help="results file, instead of the figure's own; the picture gets its name")
    parser.add_argument("--rows", type=int, default=2, help="xyz/fig06: 1 draws the upper panels only")
    parser.add_argument("--out", default="figures", help="folder for the pictures")
    args = parser.parse_args()

    os.makedirs(args.out, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.2,
                         "savefig.dpi": 200, "figure.constrained_layout.use": True})
    for name in [figure for asked in args.figures for figure in FIGURES if asked in (figure, figure.split("/")[0])]:
        draw, *defaults = FIGURES[name]
        paths = [args.results] if args.results else [find(default, args.out) for default in defaults]
        figure = draw(*[Results(path) for path in paths], args)
        stem = os.path.splitext(os.path.basename(args.results))[0] if args.results else name
        os.makedirs(os.path.dirname(os.path.join(args.out, stem)), exist_ok=True)
        for suffix in ("pdf", "png"):
            figure.savefig(os.path.join(args.out, f"{stem}.{suffix}"))
        print(os.path.join(args.out, f"{stem}.png"))


if __name__ == "__main__":
    python.run(main)
