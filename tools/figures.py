#!/usr/bin/env python3
"""Draw figures of the papers from results files: tools/figures.py FIGURE ... [--results FILE ...] [--out DIR]

A figure is named by its paper and number, xyz/fig06; a paper's name alone draws all of its figures. Each reads the files that its inputs
make (input/xyz/fig06.yaml -> DIR/xyz/fig06.h5, or fig06.h5 where the run put it), or those given by --results, and is saved in DIR as PDF
and PNG. What has not been run is listed with the commands that do. To add a figure: papers/figures.py. Any file: tools/plot.py."""
import argparse
import inspect
import os
import sys

from pilind import python

python.need("numpy", "h5py", "matplotlib")
import matplotlib.pyplot as plt  # noqa: E402

from papers import files  # noqa: E402
from papers.ising2 import figures as ising2  # noqa: E402
from papers.xyz import figures as xyz  # noqa: E402
from papers.xyz_large import figures as xyz_large  # noqa: E402
from pilind import style  # noqa: E402
from pilind.results import Results  # noqa: E402
from pilind.trouble import Trouble  # noqa: E402

FIGURES = {**xyz.FIGURES, **xyz_large.FIGURES, **ising2.FIGURES}
PAPERS = list(dict.fromkeys(name.split("/")[0] for name in FIGURES))


def chosen(asked):
    """Names of the figures that were asked for, papers' names among them."""
    unknown = [name for name in asked if name not in FIGURES and name not in PAPERS]
    if unknown:
        raise Trouble(f"no figure {', '.join(unknown)}; there are {', '.join([*PAPERS, *FIGURES])}")
    return [name for word in asked for name in FIGURES if word in (name, name.split("/")[0])]


def options_of(figure, args):
    """The figure's own options, of those given."""
    takes = inspect.signature(figure.draw).parameters
    given = {name: value for name, value in (("rows", args.rows),) if value is not None}
    for name in given:
        if name not in takes:
            raise Trouble(f"{figure.name} takes no --{name}")
    return given


def draw(figure, paths, stem, args):
    results = [Results(path) for path in paths]
    for r in results:
        if r.state():
            print(f"figures.py: {r.state()}", file=sys.stderr)
    made = figure.draw(*results, **options_of(figure, args))
    print(style.save(made, os.path.join(args.out, stem)))
    plt.close(made)


def from_other_files(figure, args):
    """The figure from files that its input need not have made, under the name of the first of them."""
    if len(args.results) != len(figure.files):
        raise Trouble(f"{figure.name} reads {len(figure.files)} files, in this order: {', '.join(figure.files)}")
    stem = os.path.splitext(os.path.basename(args.results[0]))[0]
    try:
        draw(figure, args.results, stem, args)
    except (ValueError, IndexError, TypeError, KeyError) as reason:
        axes = "; ".join(f"{path} has axes {', '.join(Results(path).axes) or 'none'}" for path in args.results)
        raise Trouble(f"{figure.name} cannot be drawn from these: {reason} ({axes}). tools/plot.py draws any file") from None


def from_its_own(names, args):
    """All figures whose results are there; of the others, what to run."""
    missing = {}
    for name in names:
        figure = FIGURES[name]
        paths = {stem: files.find(stem, args.out) for stem in figure.files}
        gone = [stem for stem, path in paths.items() if path is None]
        missing.update({stem: files.command(stem, args.out) for stem in gone})
        if not gone:
            draw(figure, [paths[stem] for stem in figure.files], name, args)
    if missing:
        raise Trouble(
            f"not run yet: {', '.join(missing)}. From the folder of the program:\n" + "\n".join(f"  {line}" for line in missing.values())
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="+", metavar="FIGURE", help=", ".join([*PAPERS, *FIGURES]))
    parser.add_argument(
        "--results", nargs="+", metavar="FILE", help="results files instead of the figure's own; the picture gets the first one's name"
    )
    parser.add_argument("--rows", type=int, choices=(1, 2), help="xyz/fig06, xyz/fig10: 1 draws the upper panels only")
    parser.add_argument("--out", default="figures", help="folder for the pictures, and of the results")
    args = parser.parse_args()

    style.use()
    names = chosen(args.figures)
    if args.results:
        if len(names) != 1:
            raise Trouble("--results goes with one figure")
        from_other_files(FIGURES[names[0]], args)
    else:
        from_its_own(names, args)


if __name__ == "__main__":
    python.run(main)
