#!/usr/bin/env bash
# tools/dev/check_int64.sh: test the program against a PETSc with 64-bit indices: Debian's packages, unpacked into
# ${XDG_CACHE_HOME:-~/.cache}/pilind/int64 and not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pilind/int64
root=$cache/root
unset PETSC_DIR SLEPC_DIR PETSC_ARCH MAKEFLAGS MAKELEVEL
command -v apt-get >/dev/null || { echo "check_int64.sh: this works with Debian's packages alone" >&2; exit 1; }
tools/dev/deps.sh build plots tests petsc
mkdir -p "$cache"
exec 9>"$cache.lock"
flock 9

# Of the packages that PETSc and SLEPc with 64-bit indices need, those that the 32-bit ones do not.
needed() {
  local package
  package=$(apt-cache depends libpetsc64-real-dev | sed -n 's/ *Depends: \(libpetsc64-real[0-9.]*\)-dev/\1/p')
  echo "$package $package-dev ${package/petsc/slepc} ${package/petsc/slepc}-dev"
  apt-cache depends "$package" | sed -n 's/ *Depends: \(libhypre64m[^ ]*\|libmumps-64pord[^ ]*\)/\1/p'
  echo libblas64-3 liblapack64-3 # for hypre; what we and PETSc call comes first
  apt-cache depends "$package-dev" | sed -n 's/ *Depends: \(libpetsc[0-9.]*-dev-common\)/\1/p'
}

unpack() {
  local packages
  packages=$(needed)
  rm -rf "$root" "$cache"/*.deb
  # shellcheck disable=SC2086
  (cd "$cache" && apt-get download -q $packages >/dev/null)
  for package in "$cache"/*.deb; do dpkg -x "$package" "$root"; done
  find "$root" -type f -name '*.pc' -exec sed -i "s|^prefix=|prefix=$root|" {} +
  touch "$cache/complete"
}

[ -e "$cache/complete" ] || unpack
folder() { find "$root/usr/lib/$1" -mindepth 2 -maxdepth 2 -type d; }
PETSC_DIR=$(folder petscdir) SLEPC_DIR=$(folder slepcdir)
export PETSC_DIR SLEPC_DIR
lib=$(dirname "$(find "$root/usr/lib" -maxdepth 2 -name 'libpetsc64_real.so.*' | head -1)")
LD_LIBRARY_PATH=$lib:$lib/blas64:$lib/lapack64
export LD_LIBRARY_PATH
tools/dev/check_copy.sh "$cache/tree" "64-bit indices" LDFLAGS="-Wl,-rpath,$LD_LIBRARY_PATH -L$lib"
