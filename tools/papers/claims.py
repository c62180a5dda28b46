"""Tables of claims: what a paper says beside what the results files say. The claims themselves stand in papers/PAPER/claims*.py.

A claim is a function of the results files, marked with its place in the paper and its words, that returns (found, verdict): both
computed; its name is the function's. The paper's own numbers stand in the words, and in the calls that compare with them, as the paper
prints them. Which input shows a claim is seen from the files that its function reads."""
from typing import Callable, NamedTuple

import numpy as np

from papers.files import find
from pilind.results import PENDING, Results

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
            path = find(name, self.out)
            if path is None:
                raise NotComputed(f"{name}.h5 is not there")
            self.read[name] = Results(path)
            if (self.read[name].data["status"] == PENDING).any():
                del self.read[name]
                raise NotComputed(f"{name}.h5 is not complete")
        return self.read[name]


class Claim(NamedTuple):
    """One row: its name (paper/function), its place in the paper, the paper's words, and what finds out."""

    name: str
    place: str
    words: str
    function: Callable

    def row(self, files):
        """Its cells: place, words, found, verdict, inputs. A missing file, or too few sizes, or not the value asked for: the row says
        so."""
        files.used.clear()
        try:
            found, answer = self.function(files)
        except (ValueError, KeyError, IndexError) as reason:
            found, answer = str(reason.args[0] if reason.args else reason), MISSING
        return self.place, self.words, found, holds(answer), ", ".join(f"input/{name}.yaml" for name in files.used)


class Claims:
    """The claims of one paper, in the order in which they are added, behind those of its parts."""

    def __init__(self, paper, *parts, title=None):
        self.paper, self.title, self.rows = paper, title, [row for part in parts for row in part.rows]

    def __call__(self, place, words):
        def add(function):
            self.rows.append(Claim(f"{self.paper}/{function.__name__}", place, words, function))
            return function

        return add

    def table(self, files):
        """The cells of all rows."""
        return [claim.row(files) for claim in self.rows]

    def write(self, files, path):
        """The table as Markdown; returns its rows."""
        table = self.table(files)
        counts = count(table)
        lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in table]
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"# {self.title}\n\nComputed from the results files of the inputs in the last column.\n\n")
            out.write("; ".join(f"{word}: {n}" for word, n in sorted(counts.items(), key=lambda item: -item[1])) + "\n\n")
            out.write("| place | claim | found | verdict | input |\n|---|---|---|---|---|\n" + "\n".join(lines) + "\n")
        return table


def count(table):
    """How many rows have each verdict."""
    counts = {}
    for *_, answer, _ in table:
        counts[answer] = counts.get(answer, 0) + 1
    return counts


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
