"""The Makefile: which libraries decide, what a line says, when things are built anew."""
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("MAKEFLAGS", "PETSC_DIR", "SLEPC_DIR", "PETSC_ARCH", "HDF5_DIR", "BLAS_LIBS", "CC", "CFLAGS", "BUILD", "ASAN", "WERROR", "V")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in OURS}


def make(*arguments, folder=ROOT, **variables):
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env={**ENVIRONMENT, **variables}, capture_output=True, text=True)


def printed(variable, **variables):
    return make(f"print-{variable}", **variables).stdout.split()


def package(folder, name, requires="", blas=None):
    """An installed library, as far as pkg-config and make look at it."""
    (folder / "lib" / "pkgconfig").mkdir(parents=True, exist_ok=True)
    (folder / "lib" / "pkgconfig" / f"{name}.pc").write_text(
        f"prefix={folder}\nName: {name}\nDescription: a stand-in\nVersion: 3.20.0\n{requires}\n"
        f"Cflags: -I${{prefix}}/include\nLibs: -L${{prefix}}/lib -l{name.lower()}\n")
    if blas:
        (folder / "lib" / "petsc" / "conf").mkdir(parents=True)
        (folder / "lib" / "petsc" / "conf" / "petscvariables").write_text(f"CC = mpicc\nBLASLAPACK_LIB = {blas}\n")
    return folder


@pytest.fixture
def installed(tmp_path):
    petsc = package(tmp_path / "petsc" / "arch", "PETSc", blas="-L/opt/blas -lmine")
    return petsc, package(tmp_path / "slepc" / "arch", "SLEPc", "Requires: PETSc")


def test_petsc_dir_and_slepc_dir_decide(installed):
    petsc, slepc = installed
    where = {"PETSC_DIR": f"{petsc.parent}/", "SLEPC_DIR": str(slepc.parent), "PETSC_ARCH": "arch"}
    flags, libraries = printed("CPPFLAGS", **where), printed("LDLIBS", **where)
    includes = [flags[i + 1] for i, flag in enumerate(flags) if flag == "-isystem"]
    assert includes[:2] == [f"{slepc}/include", f"{petsc}/include"]
    assert not [word for word in flags + libraries if "petscdir" in word or "slepcdir" in word], "the system's are not looked at"
    for folder in (f"{petsc}/lib", f"{slepc}/lib", "/opt/blas"):
        assert f"-L{folder}" in libraries and f"-Wl,-rpath,{folder}" in libraries
    assert "-lmine" in libraries and "-lblas" not in libraries, "BLAS is PETSc's"


def test_one_prefix_for_both(installed, tmp_path):
    both = package(package(tmp_path / "both", "PETSc"), "SLEPc", "Requires: PETSc")
    assert f"{both}/include" in printed("CPPFLAGS", PETSC_DIR=str(both), PETSC_ARCH="of-another-time")


def test_blas_and_hdf5_can_be_given():
    libraries = printed("LDLIBS", BLAS_LIBS="-lflexiblas", HDF5_DIR="/opt/hdf5")
    assert "-lflexiblas" in libraries and "-llapack" not in libraries
    assert libraries[0] == "-L/opt/hdf5/lib" and "-Wl,-rpath,/opt/hdf5/lib" in libraries and {"-lhdf5", "-lhdf5_hl"} <= set(libraries)
    flags = printed("CPPFLAGS", HDF5_DIR="/opt/hdf5")
    assert "/opt/hdf5/include" in flags and not [word for word in flags if "hdf5/openmpi" in word]


def test_a_missing_library_is_one_clear_line(installed, tmp_path):
    def refused(*words, **variables):
        outcome = make(f"BUILD={tmp_path}/build", **variables)
        assert outcome.returncode == 2 and not outcome.stdout
        line, = [line for line in outcome.stderr.splitlines() if not line.startswith("make: warning: ")]  # of clocks, on a busy machine
        assert all(word in line for word in words), line

    refused("PETSC_DIR = /nowhere has no lib/pkgconfig/PETSc.pc", PETSC_DIR="/nowhere")
    refused("SLEPC_DIR = /nowhere has no lib/pkgconfig/SLEPc.pc", SLEPC_DIR="/nowhere")
    petsc = str(installed[0].parent)
    refused("SLEPC_DIR is not set, and PETSC_DIR", "has no arch/lib/pkgconfig/SLEPc.pc", PETSC_DIR=petsc, PETSC_ARCH="arch")
    refused("pkg-config", "SLEPc", PKG_CONFIG_LIBDIR="/nowhere", PKG_CONFIG_PATH="")
    assert not (tmp_path / "build").exists()
    assert make("-n", "clean", PETSC_DIR="/nowhere").returncode == 0


def test_deps_takes_what_is_there():
    script = ROOT / "tools" / "dev" / "deps.sh"

    def deps(**variables):
        return subprocess.run(["/bin/bash", script], env={"PATH": "/nowhere", **variables}, capture_output=True, text=True)

    assert deps(PETSC_DIR="/opt/petsc").returncode == 0
    without = deps()
    assert without.returncode == 1 and len(without.stderr.splitlines()) == 1 and "PETSC_DIR" in without.stderr


@pytest.fixture
def small(tmp_path):
    """The Makefile with a program of one line."""
    for name in ("Makefile", "tools/dev/libraries.mk", "tools/packaging/install.mk"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.c").write_text("int main(int argc, char **argv) { (void)argv; return (argc << (argc + 31)) == 7; }\n")
    return tmp_path


def test_one_short_line_a_file(small):
    assert make(folder=small).stdout.splitlines() == ["CC  src/main.c", "LD  bin/pilind"]
    assert "bin/pilind" not in make("-n", folder=small).stdout, "nothing is left to do"
    loud = make("V=1", "CFLAGS=-O0", folder=small).stdout
    assert "-std=gnu11 -O0" in loud and "-o bin/pilind" in loud, "other options: built anew"
    assert "bin/pilind" not in make("V=1", "CFLAGS=-O0", "CC=ccache mpicc", folder=small).stdout


def test_options_of_the_user_do_not_take_those_of_a_file():
    """Compensated sums are none where products and sums are contracted, whatever CFLAGS says."""
    shown = make("-n", "-B", "V=1", "CFLAGS=-O3 -march=native", "build/physics/numerics/compensated.o").stdout
    line, = [line for line in shown.splitlines() if "compensated.c" in line]
    assert "-march=native" in line and "-ffp-contract=off" in line


def test_undefined_behaviour_ends_a_sanitized_program(small):
    assert make("ASAN=1", folder=small).returncode == 0
    run = subprocess.run([small / "bin" / "pilind"], env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}, capture_output=True, text=True)
    assert "runtime error: shift exponent" in run.stderr and run.returncode != 0
