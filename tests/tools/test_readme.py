"""README.md, CONTRIBUTING.md and the READMEs of folders: their examples run, and what they name is there."""
import doctest
import os
import re
import subprocess
from pathlib import Path

import pytest

from papers.ising2.claims import claim as ising2
from papers.xyz.claims import claim as xyz
from program import BINARY

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", "input/README.md", "input/xyz_large/README.md", "jobs/README.md"]
README = (ROOT / "README.md").read_text()


def test_the_python_example(tmp_path, environment, monkeypatch):
    """What the README shows as a session gives what it shows."""
    for key, value in {**environment, "PILIND": BINARY}.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    said = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted >= 6 and result.failed == 0, "".join(said)


def test_the_commands_of_the_first_run(pilind):
    """On fewer points: the lines that begin with tools/ or bin/pilind, as they stand."""
    assert pilind(ROOT / "input" / "xyz" / "fig06.yaml", "-N", "10,95", "-Jy", "0.75:1.75:11").code == 0
    section = README.split("## A first run")[1].split("\n## ")[0]
    commands = re.findall(r"^    (?:(tools/.*?)|(bin/pilind -.*?))(?:  +#.*)?$", section, re.MULTILINE)
    assert len(commands) >= 4
    for tool, program in commands:
        command = str(ROOT / tool) if tool else program.replace("bin/pilind", BINARY)
        done = subprocess.run(
            command, shell=True, cwd=pilind.folder, capture_output=True, text=True, env={**os.environ, **pilind.environment}, timeout=120
        )
        assert done.returncode == 0, command + done.stdout + done.stderr
    assert (pilind.folder / "fig06.png").exists() and (pilind.folder / "figures" / "xyz" / "fig06.pdf").exists()


@pytest.mark.parametrize("page", PAGES)
def test_paths_are_there(page):
    text = (ROOT / page).read_text()
    paths = set(re.findall(r"\b(?:input|tools|jobs|src|include|tests)/[\w./-]*\w", text))
    gone = [path for path in paths if not re.search("/[A-Z]+(/|$)", path) and not (ROOT / path).exists()]  # src/ROOM stands for any
    assert not gone, gone
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / page).parent.joinpath(link).exists(), link


def test_claims_and_targets_are_there():
    names = {claim.name for table in (xyz, ising2) for claim in table.rows}
    pages = "".join((ROOT / page).read_text() for page in PAGES)
    named = re.findall(r"tools/claims\.py (\w+/\w+)", pages)
    assert named and set(named) <= names
    database = subprocess.run(["make", "-npq", "-C", ROOT], capture_output=True, text=True, timeout=60).stdout
    targets = set(re.findall(r"^([\w-]+):", database, re.MULTILINE))
    asked = {
        target for words in re.findall(r"`make ([\w =-]+)", pages) for target in words.split() if "=" not in target and target[0] != "-"
    }
    assert {"demo", "check", "lint"} <= asked <= targets, asked - targets


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 260
