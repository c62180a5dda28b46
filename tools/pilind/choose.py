"""Words of the command line that choose from a results file."""
import argparse


def at(text):
    """NAME=VALUE: a value of a dimension."""
    name, equals, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: NAME=VALUE is needed") from None


def count(text):
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: a whole number from 1 on is needed")
    return int(text)
