#!/usr/bin/env python3
"""Print a results file as a table: tools/table.py FILE [NAME ...] [--at Jy=1.1] [--every K] [--csv]

A row is a point, or a value of time, branch or the like at a point. Without names: all outputs, those with a dimension of their own in
tables of their own. A cell is '-' where no integer was computed, and nan where the file has it."""
import argparse
import shutil
import sys

from pilind import python

python.need("numpy", "h5py")
from pilind import choose, tables  # noqa: E402
from pilind.results import Results  # noqa: E402
from pilind.trouble import Trouble  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("names", nargs="*", metavar="NAME", help="outputs, and what else the file has: parameters, seconds")
    parser.add_argument(
        "--at", action="append", type=choose.at, default=[], metavar="NAME=VALUE", help="only this value of an axis or dimension"
    )
    parser.add_argument("--every", type=choose.count, default=1, metavar="K", help="only every K-th value of the last dimension")
    parser.add_argument("--digits", type=choose.count, default=6, help="significant digits (not of --csv, which has all)")
    parser.add_argument("--csv", action="store_true", help="one table as comma-separated values")
    args = parser.parse_intermixed_args()

    r = Results(args.file)
    made = tables.tables(r, args.names, args.every, dict(args.at))
    if args.csv:
        if len(made) > 1:
            kinds = "; or ".join(", ".join(c.name for c in t.columns[t.lead:]) for t in made)
            raise Trouble(f"--csv is one table, these are {len(made)}: name {kinds}")
        tables.as_csv(made[0], sys.stdout)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        print("\n\n".join(tables.as_text(t, args.digits, width) for t in made))
    if r.state():
        print(f"table.py: {r.state()}", file=sys.stderr)


if __name__ == "__main__":
    python.run(main)
