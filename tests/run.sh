#!/bin/bash
# tests/run.sh check | check-long | check-peers | check-petsc
#
# check        every cmocka program, then tests/tools, tests/cli and tests/batch without what is marked long
# check-long   every cmocka program, then all of tests/tools, tests/cli and tests/batch
# check-peers  tests/peers: the same points through other people's codes
# check-petsc  what another PETSc could break: every cmocka program on at most 2 ranks, gaps and restarts
#
# A cmocka source that has the comment /* ranks: 1 2 4 */ among its first lines runs under mpiexec on each of these; without it,
# plainly. The last line is 'N passed, F failed, S skipped'; the exit code is non-zero if anything failed or nothing ran.
# TEST_LIMIT: seconds for one cmocka program (300); PYTEST_LIMIT: for one file of pytest (1800); PYTEST_ARGS: more of its options.
set -u
cd "$(dirname "$0")/.." || exit 1
suite=${1:-}
case $suite in
  check | check-long | check-peers | check-petsc) ;;
  *) echo "usage: tests/run.sh check | check-long | check-peers | check-petsc" >&2; exit 1 ;;
esac

export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1} OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_hwloc_base_binding_policy=none
export PYTHONDONTWRITEBYTECODE=1
passed=0 failed=0 skipped=0

# Everything that the runs leave lies in two folders of their own; everything that they start carries PILIND_TEST_RUN.
scratch=$(mktemp -d /tmp/pilind.XXXXXX) || exit 1
shared=$(mktemp -d /dev/shm/pilind.XXXXXX 2>/dev/null) || shared=$(mktemp -d "$scratch/shm.XXXXXX")
export TMPDIR=$scratch OMPI_MCA_btl_vader_backing_directory=$shared PILIND_TEST_RUN=$scratch

# End what is still there, by process number.
end_leftovers() {
  local entry pid
  for entry in /proc/[0-9]*/environ; do
    pid=${entry//[!0-9]/}
    if [ "$pid" != $$ ] && grep -qzxF "PILIND_TEST_RUN=$scratch" "$entry" 2>/dev/null; then kill -KILL "$pid" 2>/dev/null; fi
  done
}

clean_up() {
  end_leftovers
  rm -rf "$scratch" "$shared"
}
trap clean_up EXIT
trap 'kill -TERM $(jobs -p) 2>/dev/null; end_leftovers; wait; exit 130' INT TERM HUP

# limited SECONDS COMMAND...: in the background, so that a signal to this script is heeded at once.
limited() {
  timeout -k 15 "$@" </dev/null &
  wait $!
}

# Sum of the numbers behind a word in cmocka's closing lines, "[  PASSED  ] 7 test(s)."
count() { sed -n "s/^\[ *$1 *\] \([0-9]*\) test(s).*/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }

# run_cmocka NAME RANKS COMMAND...: ranks other than 0 do not count; a program that dies or runs nothing is a failure.
run_cmocka() {
  local name=$1 ranks=$2 log=$scratch/log code p f s
  shift 2
  limited "${TEST_LIMIT:-300}" "$@" >"$log" 2>&1
  code=$?
  sed '/^\[[0-9]*,[1-9][0-9]*\]</d; s/^\[[0-9]*,0\]<[a-z]*>: \{0,1\}//' "$log" >"$log.0"
  p=$(count PASSED "$log.0") f=$(count FAILED "$log.0") s=$(count SKIPPED "$log.0")
  if [ "$f" -gt 0 ]; then grep -v '^\[ *\(RUN\|OK\) *\]' "$log.0" >"$log"; fi
  if [ $code -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  if [ $((p + f + s)) -eq 0 ]; then f=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ "$f" -eq 0 ]; then echo "ok      $name${ranks:+ ($ranks ranks)}: $p passed$([ "$s" -gt 0 ] && echo ", $s skipped")"
  else
    echo "FAILED  $name${ranks:+ ($ranks ranks)}: $p passed, $f failed, exit code $code$([ $code -eq 124 ] && echo ' (time limit)')"
    sed 's/^/    /' "$log"
  fi
  rm -f "$log" "$log.0"
}

# all_cmocka [MOST]: on no more than MOST ranks.
all_cmocka() {
  local most=${1:-1024} source name program ranks n
  for source in tests/*/test_*.c tests/*/*/test_*.c; do
    [ -e "$source" ] || continue
    name=${source#tests/} name=${name%.c} program=build/tests/$name
    if [ ! -x "$program" ]; then
      echo "FAILED  $name: not built"
      failed=$((failed + 1))
      continue
    fi
    ranks=$(sed -n '1,20s|.*/\* *ranks: *\([0-9 ]*[0-9]\) *\*/.*|\1|p' "$source" | head -1)
    if [ -z "$ranks" ]; then run_cmocka "$name" "" "$program"; fi
    for n in $ranks; do
      if [ "$n" -le "$most" ]; then run_cmocka "$name" "$n" mpiexec --oversubscribe --tag-output -n "$n" "$program"; fi
    done
  done
}

# An attribute of the summary in pytest's JUnit file.
junit() { grep -o " $1=\"[0-9]*\"" "$2" | head -1 | tr -dc 0-9; }

# count_pytest FILE CODE: add up one file's results, and show what failed.
count_pytest() {
  local name=${1#tests/} code=$2 log=$scratch/${1##*/} tests=0 bad=1 skips=0
  if [ -s "$log.xml" ]; then
    tests=$(junit tests "$log.xml") skips=$(junit skipped "$log.xml") bad=$(($(junit failures "$log.xml") + $(junit errors "$log.xml")))
    if [ "$code" -ne 0 ] && [ "$code" -ne 5 ] && [ $bad -eq 0 ]; then bad=1 tests=$((tests + 1)); fi
  else tests=1
  fi
  passed=$((passed + tests - bad - skips)) failed=$((failed + bad)) skipped=$((skipped + skips))
  if [ $bad -eq 0 ]; then
    echo "ok      $name: $((tests - skips)) passed$([ "$skips" -gt 0 ] && echo ", $skips skipped")"
    sed -n 's/^SKIPPED /        skipped: /p' "$log.log"
  else
    echo "FAILED  $name: $((tests - bad - skips)) passed, $bad failed, exit code $code$([ "$code" -eq 124 ] && echo ' (time limit)')"
    sed 's/^/    /' "$log.log"
  fi
}

# run_pytest MARKERS FILE...: one process a file, three at a time: most of their time is start-up of MPI, which is waiting.
run_pytest() {
  local markers=$1 python=${PYTHON:-python3} file
  shift
  if ! "$python" -c 'import pytest, h5py' 2>/dev/null; then python=/usr/bin/python3; fi
  for file in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge 3 ]; do wait -n; done
    {
      # shellcheck disable=SC2086
      timeout -k 15 "${PYTEST_LIMIT:-1800}" "$python" -m pytest -q --tb=short -rs -p no:cacheprovider -m "$markers" --basetemp="$scratch/${file##*/}.tmp" \
        --junitxml="$scratch/${file##*/}.xml" $file ${PYTEST_ARGS:-} </dev/null >"$scratch/${file##*/}.log" 2>&1
      echo $? >"$scratch/${file##*/}.code"
    } &
  done
  wait
  for file in "$@"; do count_pytest "$file" "$(cat "$scratch/${file##*/}.code")"; done
}

case $suite in
  check) all_cmocka; run_pytest 'not long' tests/tools/test_*.py tests/cli/test_*.py tests/batch/test_*.py ;;
  check-long) all_cmocka; run_pytest '' tests/tools/test_*.py tests/cli/test_*.py tests/batch/test_*.py ;;
  check-peers) run_pytest '' tests/peers/test_*.py ;;
  check-petsc) all_cmocka 2; run_pytest 'not long' tests/cli/test_gap.py tests/cli/test_restart.py ;;
esac

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
