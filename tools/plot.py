#!/usr/bin/env python3
"""Draw curves and maps of any results file: tools/plot.py FILE NAME ... [--x Jy] [--curves N] [--at gamma=1] [--log y] [--save FILE]

One panel for each NAME. Without --x: along time or omega where the output has it, else along the last axis; --x may also name a variable.
Without --curves: one curve for each value of the first axis left. States numbered as branches are drawn as dots, faint where unstable.
What runs along two dimensions of its own (husimi, P_jm) is drawn as a map of the point that --at chooses, unless --x is given."""
import argparse
import os
import sys

from pilind import python

python.need("numpy", "h5py", "matplotlib")
import matplotlib.pyplot as plt  # noqa: E402

from pilind import choose, maps, plots, style  # noqa: E402
from pilind.results import Results  # noqa: E402
from pilind.trouble import Trouble  # noqa: E402


def save(figure, path):
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        figure.savefig(path)
    except (OSError, ValueError) as reason:
        raise Trouble(f"{path}: {reason}") from None
    print(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("names", nargs="+", metavar="NAME", help="outputs")
    parser.add_argument("--x", metavar="NAME", help="axis, dimension or variable along which they are drawn")
    parser.add_argument("--curves", metavar="NAME", help="axis or dimension with one curve for each of its values")
    parser.add_argument(
        "--at", action="append", type=choose.at, default=[], metavar="NAME=VALUE", help="only this value of an axis or dimension"
    )
    parser.add_argument("--log", choices=("x", "y", "xy"), default="", help="logarithmic scales")
    parser.add_argument(
        "--save", metavar="FILE", help="picture (.png, .pdf, .svg) instead of a window; without a screen FILE.png is written"
    )
    args = parser.parse_intermixed_args()

    screen = not args.save and any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    style.use(screen)
    r = Results(args.file)
    if args.x is None and args.curves is None and any(maps.is_map(r, name) for name in args.names):
        figure = maps.draw(r, args.names, dict(args.at))
    else:
        figure = plots.draw(r, args.names, plots.plan(r, args.names, args.x, args.curves, dict(args.at)), args.log)
    if r.state():
        print(f"plot.py: {r.state()}: gaps", file=sys.stderr)
    if screen:
        plt.show()
    else:
        save(figure, args.save or os.path.splitext(os.path.basename(args.file))[0] + ".png")


if __name__ == "__main__":
    python.run(main)
