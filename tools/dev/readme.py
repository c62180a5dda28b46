#!/usr/bin/env python3
"""Keep the README's reference the same as the program's tables: its text between the two markers is what `pilind -help` prints.
tools/dev/readme.py rewrites it, tools/dev/readme.py --check fails if it is out of date."""
import subprocess
import sys

BEGIN, END = "<!-- help: begin -->\n```\n", "```\n<!-- help: end -->\n"


def main():
    text = subprocess.run(["bin/pilind", "-help"], capture_output=True, text=True, check=True).stdout
    with open("README.md", encoding="utf-8") as f:
        readme = f.read()
    head, rest = readme.split(BEGIN)
    _, tail = rest.split(END)
    new = head + BEGIN + text + END + tail
    if "--check" in sys.argv:
        if new != readme:
            sys.exit("README.md: the reference is out of date; run tools/dev/readme.py")
    else:
        with open("README.md", "w", encoding="utf-8") as f:
            f.write(new)


if __name__ == "__main__":
    main()
