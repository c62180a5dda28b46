#!/usr/bin/env bash
# Rules of the house, as grep can check them: floors, sizes, and what does not belong.
set -u
cd "$(dirname "$0")/.."
status=0
complain() { echo "lint: $1"; status=1; }

# A file includes only from its own floor or from below.
floors=(physics operators solvers tasks results farm app)
declare -A level=([physics]=0 [operators]=1 [solvers]=2 [tasks]=3 [results]=4 [farm]=4 [app]=5)
for floor in "${floors[@]}"; do
  for file in $(ls src/$floor/*.c include/$floor/*.h 2>/dev/null); do
    for other in "${floors[@]}"; do
      if [ "${level[$other]}" -gt "${level[$floor]}" ] && grep -Hn "#include \"$other/" "$file"; then complain "$file looks up to $other/"; fi
    done
    [ "$(wc -l <"$file")" -le 400 ] || complain "$file has more than 400 lines"
  done
done

# Physics is plain C; only the upper floors print; nothing ends the program from below; headers are guarded.
# What a rule looks for must not be there.
rule() { # text, pattern, files...
  local text=$1 pattern=$2; shift 2
  if grep -nE "$pattern" "$@" 2>/dev/null; then complain "$text"; fi
}
rule "physics/ knows no PETSc, MPI, HDF5 or I/O" '#include <(petsc|slepc|mpi|hdf5|stdio)' src/physics/*.c include/physics/*.h
rule "HDF5 stays in results/ and app/" '#include <hdf5' src/{operators,solvers,tasks,farm}/*.c include/{operators,solvers,tasks,farm}/*.h
rule "no printing below farm/" '\b(printf|fprintf|puts|PetscPrintf)\(' src/{physics,operators,solvers,tasks}/*.c
rule "no exit below app/" '\b(exit|abort)\(' src/{physics,operators,solvers,tasks,results,farm}/*.c
rule "no dead code, no unowned promises" '#if 0|TODO|FIXME|\bXXX\b' src/*/*.c include/*/*.h tests/*/*.[ch]
rule "no tabs, no trailing blanks" $'\t| +$' src/*/*.c include/*/*.h
for header in include/*/*.h; do
  guard=PILIND_$(echo "${header#include/}" | tr 'a-z/.' 'A-Z__')
  grep -q "#ifndef $guard\$" "$header" || complain "$header: the guard should be $guard"
done
exit $status
