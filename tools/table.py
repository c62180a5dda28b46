#!/usr/bin/env python3
"""Print a results file as a table, one line a point: tools/table.py FILE [OUTPUT ...] [--every K]"""
import argparse
import itertools

from pilind.results import Results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("outputs", nargs="*", help="default: all outputs without dimensions of their own")
    parser.add_argument("--every", type=int, default=1, help="only every K-th value of the last axis")
    args = parser.parse_args()

    r = Results(args.file)
    outputs = args.outputs or [k for k in r.data if r.dims[k] == r.axes and k != "status"]
    print("  ".join(f"{name:>12}" for name in r.axes + outputs))
    ranges = [range(0, len(r.data[a]), args.every if a == r.axes[-1] else 1) for a in r.axes]
    for at in itertools.product(*ranges):
        cells = [r.data[a][k] for a, k in zip(r.axes, at)] + [r[name][at] for name in outputs]
        print("  ".join(f"{float(c):12.6g}" for c in cells))


if __name__ == "__main__":
    main()
