#!/usr/bin/env python3
"""Keep what the pages show of the program's tables the same as the tables: tools/dev/readme.py rewrites the text between the markers
<!-- NAME: begin --> and <!-- NAME: end --> of the pages below from `pilind -help all`; with --check it fails if one is out of date."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def tasks(reference):
    """A table of the tasks: their lines of the reference."""
    found = re.findall(r"^Task (\S+) of model (\S+): (.*)$", reference, re.MULTILINE)
    return "| model | task | computes |\n|---|---|---|\n" + "".join(f"| `{model}` | `{task}` | {words} |\n" for task, model, words in found)


def whole(reference):
    return f"```\n{reference}```\n"


# page: {block: what it shows of the reference}
PAGES = {"README.md": {"tasks": tasks}, "input/README.md": {"reference": whole}}


def renewed(page, reference):
    for name, shown in PAGES[page].items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        with open(page, encoding="utf-8") as file:
            text = file.read()
        if text.count(begin) != 1 or text.count(end) != 1:
            sys.exit(f"readme.py: {page} needs the lines {begin.strip()} and {end.strip()} once each")
        head, rest = text.split(begin)
        yield text, head + begin + shown(reference) + end + rest.split(end)[1]


def main():
    os.chdir(ROOT)
    reference = subprocess.run(["bin/pilind", "-help", "all"], capture_output=True, text=True, check=True).stdout
    for page in PAGES:
        for old, new in renewed(page, reference):
            if "--check" in sys.argv and new != old:
                sys.exit(f"{page} is out of date; run tools/dev/readme.py")
            if new != old:
                with open(page, "w", encoding="utf-8") as file:
                    file.write(new)


if __name__ == "__main__":
    main()
