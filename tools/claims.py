#!/usr/bin/env python3
"""What the papers say beside what the results files say: tools/claims.py [PAPER | CLAIM ...] [--list] [--out DIR]

A paper's name writes its table to DIR/PAPER/claims.md; without any, all papers' tables are written. A claim's name, as --list shows
them, computes that claim alone and prints it. Every number found is computed from the files that `make figures-PAPER` makes in DIR."""
import argparse
import os
import sys

from pilind import python

python.need("numpy", "h5py", "matplotlib")
from papers.claims import MISSING, Files, count  # noqa: E402
from papers.ising2.claims import claim as ising2  # noqa: E402
from papers.xyz.claims import claim as xyz  # noqa: E402
from pilind.trouble import Trouble  # noqa: E402

PAPERS = {claims.paper: claims for claims in (xyz, ising2)}
CLAIMS = {claim.name: (claim, claims.paper) for claims in PAPERS.values() for claim in claims.rows}


def write(claims, out):
    """The table of a paper, and in words what it came to."""
    path = os.path.join(out, claims.paper, "claims.md")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    table = claims.write(Files(out, claims.paper), path)
    for place, words, found, answer, _ in table:
        if answer == MISSING:
            print(f"{MISSING}: {place}, {words}: {found}", file=sys.stderr)
    print(f"{path}: " + ", ".join(f"{n} {word}" for word, n in count(table).items()))


def show(claim, paper, out):
    """One claim, in lines."""
    place, words, found, answer, inputs = claim.row(Files(out, paper))
    print(f"{claim.name}: {place}\n  claim    {words}\n  found    {found}\n  verdict  {answer}\n  input    {inputs or 'none'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="papers (" + ", ".join(PAPERS) + ") or single claims; default: all papers")
    parser.add_argument("--list", action="store_true", help="names and words of the claims")
    parser.add_argument("--out", default="figures", help="folder of figures and results")
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in PAPERS and name not in CLAIMS]
    if unknown:
        raise Trouble(f"no paper or claim {', '.join(unknown)}; tools/claims.py --list shows all")
    names = args.names or list(PAPERS)
    if args.list:
        for name, (claim, paper) in CLAIMS.items():
            if paper in names or name in names:
                print(f"{name:36} {claim.place}: {claim.words}")
        return
    for name in names:
        if name in PAPERS:
            write(PAPERS[name], args.out)
        else:
            show(*CLAIMS[name], args.out)


if __name__ == "__main__":
    python.run(main)
