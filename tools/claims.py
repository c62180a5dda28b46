"""Tables of claims: what a paper says beside what the results files say. Used by claims_ising2.py and claims_xyz.py.

A claim is a function of the results files, marked with its place in the paper and its words, that returns (found, verdict): both
computed. The paper's own numbers stand in the words, and in the calls that compare with them, as the paper prints them. Which input
shows a claim is seen from the files that its function reads."""
import argparse
import os
import sys

import numpy as np

from results import Results

PENDING = 0  # status of a point
MISSING = "not computed"
REPRODUCED, READING, CORRECTED, NOT = "reproduced", "reproduced with another reading", "corrected", "not reproduced"


class NotComputed(ValueError):
    """A results file is not there."""


def verdict(as_printed, reading=False, corrected=False):
    """The claim holds as it is printed, or under another reading of the paper; or it does not, and what holds instead is shown, or not."""
    return REPRODUCED if as_printed else READING if reading else CORRECTED if corrected else NOT


def holds(answer):
    """Words for claims that are judged by yes and no."""
    return answer if isinstance(answer, str) else "holds" if answer else "does not hold"


def half_digit(printed):
    """Half a unit of the last digit of a number as it is printed: 0.0005 for "1.144"."""
    mantissa, _, power = printed.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(power or 0) - decimals)


def agrees(found, printed, slack=0.0):
    """Does a number, or an Estimate with its error, round to the one that the paper prints? slack: the claim's own tolerance."""
    value, error = found if isinstance(found, tuple) else (found, 0.0)
    return bool(abs(value - float(printed)) <= (half_digit(printed) + error + slack) * (1 + 1e-12))


class Files:
    """Results files by stem, read once; `used` collects those that were asked for since it was emptied. files.fig06 is in the folder
    of the paper, files["xyz_large/gap"] in another one beside it."""

    def __init__(self, out, paper):
        self.out, self.paper, self.read, self.used = out, paper, {}, []

    def __getattr__(self, stem):
        if stem.startswith("__"):
            raise AttributeError(stem)
        return self[stem]

    def __getitem__(self, stem):
        name = stem if "/" in stem else f"{self.paper}/{stem}"
        if name not in self.used:
            self.used.append(name)
        if name not in self.read:
            path = os.path.join(self.out, name + ".h5")
            if not os.path.exists(path):
                raise NotComputed(f"{name}.h5 is not there")
            self.read[name] = Results(path)
            if (self.read[name]["status"] == PENDING).any():
                del self.read[name]
                raise NotComputed(f"{name}.h5 is not complete")
        return self.read[name]


class Claims:
    """The claims of one paper, in the order in which they are added, behind those of its parts."""

    def __init__(self, title=None, paper=None, *parts):
        self.title, self.paper, self.rows = title, paper, [row for part in parts for row in part.rows]

    def __call__(self, place, words):
        def add(function):
            self.rows.append((place, words, function))
            return function

        return add

    def table(self, files):
        """Rows of text: place, claim, found, verdict, inputs."""
        for place, words, function in self.rows:
            files.used.clear()
            try:
                found, answer = function(files)
            except (ValueError, KeyError, IndexError) as reason:  # no file, or too few sizes, or not the value asked for: the row says so
                found, answer = str(reason.args[0] if reason.args else reason), MISSING
            shown = ", ".join(f"input/{name}.yaml" for name in files.used)
            yield place, words, found, holds(answer), shown

    def write(self, files, path):
        """The table as Markdown; returns how many rows have each verdict."""
        count, lines = {}, []
        for row in self.table(files):
            if row[3] == MISSING:
                print(f"{MISSING}: {row[0]}, {row[1]}: {row[2]}", file=sys.stderr)
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
            count[row[3]] = count.get(row[3], 0) + 1
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"# {self.title}\n\nComputed from the results files of the inputs in the last column.\n\n")
            out.write("; ".join(f"{word}: {n}" for word, n in sorted(count.items(), key=lambda item: -item[1])) + "\n\n")
            out.write("| place | claim | found | verdict | input |\n|---|---|---|---|---|\n" + "\n".join(lines) + "\n")
        return count

    def main(self, description):
        """The command line that both tables share: --out DIR holds the folders of results; claims.md goes to the paper's."""
        parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--out", default="figures", help="folder of figures and results")
        args = parser.parse_args()
        path = os.path.join(args.out, self.paper, "claims.md")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        count = self.write(Files(args.out, self.paper), path)
        print(f"{path}: " + ", ".join(f"{n} {word}" for word, n in count.items()))


def value(r, name):
    """A parameter that is no axis."""
    return float(np.ravel(r[name])[0])


def listed(values, form="{}"):
    """Values in words, each in the given form."""
    return ", ".join(form.format(v) for v in values)


def some(series):
    """A Series as it is, if it has any sizes; a row that needs one is not computed without."""
    if len(series.N) == 0:
        raise ValueError("the file has no sizes for it")
    return series
