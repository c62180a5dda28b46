#!/usr/bin/env bash
# tools/dev/check_petsc.sh VERSION: build PETSc VERSION and the SLEPc that goes with it, and test the program against them.
#
# The sources are those that PyPI's packages petsc and slepc carry; real scalars, with the MPI, OpenBLAS, MUMPS and ScaLAPACK of
# Debian (tools/dev/deps.sh). Both are built once, on one core at the lowest priority (7 minutes of it), into
# ${XDG_CACHE_HOME:-~/.cache}/pilind/petsc-VERSION; what is tested is a copy of this working tree beside it, so that bin/ and build/
# here stay what they are. Tests: every cmocka program on at most 2 ranks, gaps, restarts, the quickstart.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?usage: check_petsc.sh VERSION, as in 3.26.1}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pilind
prefix=$cache/petsc-$version
unset PETSC_DIR SLEPC_DIR PETSC_ARCH MAKEFLAGS MAKELEVEL

tools/dev/deps.sh build plots tests petsc
mkdir -p "$cache"
exec 9>"$prefix.lock"
flock 9

python_with_pip() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -m pip --version >/dev/null 2>&1; then echo "$python"; return; fi
  done
  tools/dev/deps.sh pip >&2
  echo /usr/bin/python3
}

# fetch DIRECTORY REQUIREMENT...: source packages, as they are. pip looks into them with setuptools, which must not come from a
# build environment of its own: slepc's would build petsc first.
fetch() {
  local into=$1 python
  shift
  python=$(python_with_pip)
  "$python" -m pip install -q --target "$into/pip" setuptools wheel
  PYTHONPATH=$into/pip "$python" -m pip download -q --no-deps --no-binary :all: --no-build-isolation -d "$into" "$@"
}

# Here: configure with the words given, make, install.
build() {
  ./configure "$@"
  make MAKE_NP=1 all
  make install
}

build_all() {
  local work
  work=$(mktemp -d "$prefix.build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  fetch "$work" "petsc==$version" "slepc==${version%.*}.*"
  for package in "$work"/*.tar.gz; do tar xzf "$package" -C "$work"; done
  rm -rf "$prefix"
  (
    cd "$work"/petsc-*/
    export PETSC_DIR=$PWD PETSC_ARCH=arch
    build --prefix="$prefix" --with-cc=mpicc --with-fc=mpif90 --with-cxx=0 --with-fortran-bindings=0 --with-scalar-type=real \
      --with-debugging=0 --with-shared-libraries=1 --with-x=0 COPTFLAGS=-O2 FOPTFLAGS=-O2 --with-blaslapack-lib=-lopenblas \
      --with-mumps=1 --with-mumps-include=/usr/include --with-mumps-lib='-ldmumps -lzmumps -lsmumps -lcmumps -lmumps_common -lpord' \
      --with-scalapack-lib=-lscalapack-openmpi
  )
  (
    cd "$work"/slepc-*/
    export PETSC_DIR=$prefix SLEPC_DIR=$PWD
    build --prefix="$prefix/slepc"
  )
  touch "$prefix/complete"
}

if [ ! -e "$prefix/complete" ]; then
  echo "check_petsc.sh: building PETSc $version and its SLEPc in $prefix (log: $prefix.log)"
  if ! (renice -n 19 $BASHPID >/dev/null; build_all) >"$prefix.log" 2>&1; then
    tail -30 "$prefix.log" >&2
    echo "check_petsc.sh: PETSc $version could not be built: $prefix.log has all of it" >&2
    exit 1
  fi
fi

export PETSC_DIR=$prefix SLEPC_DIR=$prefix/slepc
tools/dev/check_copy.sh "$cache/tree-$version" "PETSc $version"
