"""make install, uninstall and dist, and the recipes of packages as far as they can be read here."""
import ast
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def make(*words, folder=PROJECT):
    done = subprocess.run(["make", "--no-print-directory", *words], cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    stage = tmp_path_factory.mktemp("stage")
    make("install", f"DESTDIR={stage}", "PREFIX=/opt/p")
    return stage


def test_what_is_installed_runs(staged, tmp_path):
    top = staged / "opt/p"
    run = [str(top / "share/pilind/bin/pilind"), "-version"]
    said = subprocess.run(run, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert said.returncode == 0 and said.stdout.startswith("pilind ")
    code = "import pilind; print(pilind.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(top / "share/pilind/tools")}
    where = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert str(top) in where.stdout, where.stderr
    for script in (top / "share/pilind/jobs").glob("*.sbatch"):
        assert subprocess.run(["bash", "-n", script]).returncode == 0
    about = (top / "lib/pkgconfig/pilind.pc").read_text()
    assert "prefix=/opt/p\n" in about and "Version: " in about and "@" not in about


def test_the_manual_page_has_every_task(staged):
    page = (staged / "opt/p/share/man/man1/pilind.1").read_text()
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "TASKS", "EXIT STATUS", "ENVIRONMENT"):
        assert f".SH {section}\n" in page
    for task in ("steady", "gap", "evolve", "susceptibility", "quench"):
        assert task in page
    assert not [line for line in page.splitlines() if line.startswith("'")]


def test_nothing_stays(staged, tmp_path):
    stage = tmp_path / "other"
    make("install", f"DESTDIR={stage}", "PREFIX=/usr")
    make("uninstall", f"DESTDIR={stage}", "PREFIX=/usr")
    assert not [path for path in stage.rglob("*") if not path.is_dir()]


def test_a_tarball_knows_its_revision(tmp_path):
    name = make("dist").split()[-1]
    try:
        with tarfile.open(PROJECT / name) as tar:
            tar.extractall(tmp_path)
    finally:
        (PROJECT / name).unlink()
    folder = tmp_path / name.removesuffix(".tar.gz")
    revision = subprocess.run(["git", "describe", "--always"], cwd=PROJECT, capture_output=True, text=True).stdout.strip()
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    said = subprocess.run(["make", "--no-print-directory", "print-REVISION"], cwd=folder, env=environment, capture_output=True, text=True)
    assert f'"{revision}"' in said.stdout, said.stderr


def test_recipes_can_be_read():
    packaging = PROJECT / "tools/packaging"
    ast.parse((packaging / "spack/pilind/package.py").read_text())
    recipe = {}
    exec((packaging / next(packaging.glob("*.eb")).name).read_text(), {"__builtins__": {}}, recipe)
    assert recipe["name"] == "pilind" and recipe["version"] in make("print-VERSION")
    for section in ("Bootstrap", "%post", "%environment", "%runscript"):
        assert section in (packaging / "pilind.def").read_text()
    for line in (packaging / "requirements.txt").read_text().splitlines():
        assert line.startswith("#") or ">=" in line
