"""Where the results of the papers' inputs are: input/xyz/fig06.yaml gives the results named xyz/fig06."""
import os

import h5py

from pilind.python import TOOLS

INPUTS = os.path.join(os.path.dirname(TOOLS), "input")


def made_from(path, name):
    """Was this results file made from the paper's input of that name? Its text is in the file."""
    try:
        with h5py.File(path) as file, open(os.path.join(INPUTS, name + ".yaml"), encoding="utf-8") as text:
            return file["provenance/input"].asstr()[()].strip() == text.read().strip()
    except (OSError, KeyError, TypeError):
        return False


def find(name, out):
    """Path of the results, or None: out/xyz/fig06.h5, as make puts them, or xyz/fig06.h5; or fig06.h5 here or in out, as a plain run puts
    them, if made from that input: other papers have a fig06 too."""
    stem = os.path.basename(name)
    named = [os.path.join(out, name + ".h5"), name + ".h5"]
    plain = [stem + ".h5", os.path.join(out, stem + ".h5")]
    return next((path for path in named if os.path.exists(path)), None) or next((path for path in plain if made_from(path, name)), None)


def command(name, out):
    """What makes them."""
    return f"mpiexec -n 2 bin/pilind input/{name}.yaml -output {os.path.join(out, name + '.h5')}"
