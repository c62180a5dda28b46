#!/usr/bin/env bash
# tools/dev/check_copy.sh FOLDER WORDS [make variables]: build and test a copy of this working tree in FOLDER, against what PETSC_DIR and SLEPC_DIR
# say, so that bin/ and build/ here stay what they are. WORDS: what the program must say of itself. Tests: every cmocka program on at most 2 ranks,
# gaps, restarts, the quickstart.
set -euo pipefail
cd "$(dirname "$0")/../.."
copy=${1:?} words=${2:?}
shift 2

# Times of files are kept, so that a second check builds only what has changed.
mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name build ! -name bin -exec rm -rf {} +
{
  git ls-files -z --cached --others --exclude-standard 2>/dev/null || find . \( -path ./build -o -path ./bin \) -prune -o -type f -print0
} | tar c --null --ignore-failed-read -T - 2>/dev/null | tar x -C "$copy"
cd "$copy"
make -j"$(nproc)" "$@" bin/pilind tests
bin/pilind -version | grep -F "$words" || { echo "check_copy.sh: the program was not linked to $words" >&2; exit 1; }
tests/run.sh check-petsc
tools/demo.sh 2
