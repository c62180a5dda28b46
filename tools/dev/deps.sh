#!/usr/bin/env bash
# Install what is missing on Debian (bookworm or newer): tools/dev/deps.sh [build] [plots] [tests] [batch]; the first three by default.
# petsc, pip: what tools/dev/check_petsc.sh builds with. clang: the second compiler of make check-warnings.
# batch: a Slurm, which tests/batch starts and stops in a folder of its own.
# Does nothing, and needs no rights, when all packages are there, or where PETSC_DIR says that the libraries are the user's own.
# On other systems: says what is needed.
set -euo pipefail

build="gcc make git pkg-config openmpi-bin libopenmpi-dev libpetsc-real-dev libslepc-real-dev libhdf5-openmpi-dev
       libyaml-dev zlib1g-dev libopenblas0-serial libopenblas-serial-dev"
plots="python3 python3-numpy python3-matplotlib python3-h5py"
tests="libcmocka-dev python3-pytest python3-xarray python3-h5netcdf python3-qutip python3-yaml netcdf-bin hdf5-tools procps"
petsc="gfortran libmumps-dev libscalapack-openmpi-dev"
pip="python3-pip"
clang="clang"
batch="slurmctld slurmd slurm-client munge util-linux"

groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build plots tests)

[ -z "${PETSC_DIR:-}" ] || exit 0
if ! command -v apt-get >/dev/null; then
  if pkg-config --exists SLEPc PETSc 2>/dev/null; then exit 0; fi
  echo "deps.sh: no apt-get here: install an MPI, PETSc and SLEPc with real scalars (with MUMPS), parallel HDF5 and libyaml, and set PETSC_DIR and SLEPC_DIR" >&2
  exit 1
fi

missing=()
for group in "${groups[@]}"; do
  for package in ${!group}; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "deps.sh: installing ${missing[*]}"
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
