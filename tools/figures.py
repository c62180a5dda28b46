#!/usr/bin/env python3
"""Draw figures from results files: tools/figures.py FIGURE ... [--results FILE] [--out DIR]

Each figure reads the file that its input writes (input/fig06.yaml -> fig06.h5, looked for in DIR, then here) and is saved as
PDF and PNG. To add one: a function of (Results, ..., options) that returns a matplotlib figure, and its row in FIGURES."""
import argparse
import os
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

import ising2_figures  # noqa: E402
import xyz_figures  # noqa: E402
import xyz_spectrum_figures  # noqa: E402
from results import Results  # noqa: E402

# name: (function, its results files)
FIGURES = {
    "fig04": (xyz_spectrum_figures.fig04, "fig04.h5"),
    "fig05": (xyz_spectrum_figures.fig05, "fig05.h5"),
    "fig05_large": (xyz_spectrum_figures.fig05_large, "fig05_large.h5"),
    "fig06": (xyz_figures.fig06, "fig06.h5"),
    **ising2_figures.FIGURES,
}


def find(name, folder):
    for path in (os.path.join(folder, name), name):
        if os.path.exists(path):
            return path
    sys.exit(f"figures.py: {name} is neither in {folder} nor here; run its input first")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="+", choices=FIGURES)
    parser.add_argument("--results", help="results file, instead of the figure's own")
    parser.add_argument("--rows", type=int, default=2, help="fig06: 1 draws the upper panels only")
    parser.add_argument("--out", default="figures", help="folder for the pictures")
    args = parser.parse_args()

    os.makedirs(args.out, exist_ok=True)
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "lines.linewidth": 1.2,
                         "savefig.dpi": 200, "figure.constrained_layout.use": True})
    for name in args.figures:
        draw, *defaults = FIGURES[name]
        paths = [args.results] if args.results else [find(default, args.out) for default in defaults]
        figure = draw(*[Results(path) for path in paths], args)
        stem = os.path.splitext(os.path.basename(args.results))[0] if args.results else name
        os.makedirs(os.path.dirname(os.path.join(args.out, stem)), exist_ok=True)
        for suffix in ("pdf", "png"):
            figure.savefig(os.path.join(args.out, f"{stem}.{suffix}"))
        print(os.path.join(args.out, f"{stem}.png"))


if __name__ == "__main__":
    main()
