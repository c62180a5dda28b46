"""The scripts find a Python that has what they need, or say in one line what to install."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pilind import python

TOOLS = Path(__file__).resolve().parents[2] / "tools"
SCRIPTS = ("table.py", "plot.py", "figures.py", "claims.py", "scaling.py")
# A Python without any packages: -S leaves out their folders, -E and -s the user's own.
BARE = [sys.executable, "-S", "-E", "-s"]


def wrapper(folder, words):
    """A python3 in a folder of its own."""
    path = folder / "python3"
    path.write_text(f'#!/bin/sh\n{words}\n')
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_bare_python_goes_on_in_one_that_has_the_packages(script, tmp_path):
    wrapper(tmp_path, f'exec "{sys.executable}" "$@"')
    environment = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([*BARE, TOOLS / script, "--help"], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0 and "usage: " + script in done.stdout, done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_without_one_a_line_says_what_to_install(script, tmp_path):
    """The candidates are what PATH has, here one that can import nothing."""
    other = wrapper(tmp_path, "exit 1")
    code = f"import sys; sys.argv = [{str(TOOLS / script)!r}]; sys.path.insert(0, {str(TOOLS)!r}); from pilind import python; "
    code += f"python.candidates = lambda: [{str(other)!r}]; import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
    done = subprocess.run([*BARE, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    assert (
        done.stderr.startswith(f"{script}: no python3 here has ")
        and "apt-get install python3-numpy" in done.stderr
        and "pip install numpy" in done.stderr
    )


def test_a_library_user_gets_an_import_error():
    with pytest.raises(ImportError, match="no python3 here has no_such_module; on Debian"):
        python.need("os", "no_such_module")


def test_candidates_are_other_interpreters(monkeypatch, tmp_path):
    path = wrapper(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PYTHON", raising=False)
    assert python.candidates()[0] == str(path) and sys.executable not in python.candidates()
    assert python.has(str(path), ["h5py"]) and not python.has(str(wrapper(tmp_path, "exit 1")), ["h5py"])


def test_a_closed_pipe_is_no_traceback():
    done = subprocess.run(f"{sys.executable} {TOOLS}/claims.py --list | head -1", shell=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.count("\n") == 1 and done.stderr == ""
