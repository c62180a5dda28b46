#!/usr/bin/env bash
# Rules of the house, as grep can check them: floors, rooms, sizes, and what does not belong.
set -u
cd "$(dirname "$0")/../.."
shopt -s globstar nullglob
status=0
complain() { echo "lint: $1"; status=1; }

# A room includes only rooms named before it: from below, never up, never in a circle. main.c and run.c see all.
rooms=(text physics/numerics physics/algebra physics/models physics/spaces physics/generators physics/meanfield physics/moments physics/occupation physics/ising2 physics/xyz physics/spins physics/observables operators
       solvers/monitor solvers/linear solvers/checkpoint solvers/method solvers/adi solvers/steady solvers/response solvers/modes solvers/evolution solvers/correlation solvers/moments solvers/occupation
       tasks plan results farm input report)
declare -A strangers=([farm]=results [input]=results)   # of one floor: the first does not know the second
declare -A level
for k in "${!rooms[@]}"; do level[${rooms[k]}]=$k; done
for file in src/*/**/*.[ch] include/**/*.h; do
  room=$(dirname "$file") room=${room#*/}
  [ -n "${level[$room]:-}" ] || { complain "$file lies in no room of tools/dev/lint.sh"; continue; }
  while read -r other; do
    [ -n "${level[$other]:-}" ] && [ "${level[$other]}" -gt "${level[$room]}" ] && complain "$file looks up to $other/"
    [ "${strangers[$room]:-}" = "$other" ] && complain "$file knows $other/"
  done < <(sed -n 's|^#include "\(.*\)/[^/]*"|\1|p' "$file" | sort -u)
  [ "$(wc -l <"$file")" -le 400 ] || complain "$file has more than 400 lines"
done

# Physics is plain C; only the upper floors print; nothing ends the program from below; headers are guarded.
# What a rule looks for must not be there.
rule() { # text, pattern, files...
  local text=$1 pattern=$2; shift 2
  if grep -nE "$pattern" "$@" 2>/dev/null; then complain "$text"; fi
}
rule "physics/ knows no PETSc, MPI, HDF5 or I/O" '#include <(petsc|slepc|mpi|hdf5|stdio)' {src,include}/physics/**/*.[ch]
rule "HDF5 stays in results/ and main" '#include <hdf5' {src,include}/{operators,solvers,tasks,plan,farm,input,report}/**/*.[ch]
rule "no printing below farm/" '\b(printf|fprintf|puts|PetscPrintf)\(' src/{physics,operators,solvers,tasks}/**/*.c
rule "no exit below main" '\b(exit|abort)\(' src/*/**/*.c
rule "no dead code, no unowned promises" '#if 0|TODO|FIXME|\bXXX\b' src/**/*.[ch] include/**/*.h tests/**/*.[ch]
rule "no tabs, no trailing blanks" $'\t| +$' src/**/*.[ch] include/**/*.h
for header in include/**/*.h src/**/*.h; do
  guard=PILIND_$(echo "${header#*/}" | tr 'a-z/.' 'A-Z__')
  grep -q "#ifndef $guard\$" "$header" || complain "$header: the guard should be $guard"
done

# Lines of 140 columns at most, C as clang-format writes it (where it is installed: versions differ, so it is asked for on Debian 12 alone); long lines
# of the tests' Python are counted only.
for file in {src,include,tests}/**/*.[ch] tools/**/*.py tests/tools/*.py; do
  awk -v file="$file" 'length > 140 {print file ":" NR; wide = 1} END {exit wide}' "$file" || complain "$file has lines of more than 140 columns"
done
wide=$(cat tests/**/*.py | awk 'length > 140 {n++} END {print n + 0}')
[ "$wide" = 0 ] || echo "lint: $wide lines of tests have more than 140 columns (counted only)"
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
  printf '%s\n' {src,include,tests}/**/*.[ch] | xargs -P 2 -n 32 clang-format --dry-run -Werror 2>&1 | grep -m 5 'error:' && complain "clang-format -i writes these places otherwise"
fi
exit $status
