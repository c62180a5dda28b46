#!/usr/bin/env bash
# The manual page, from what the program says of itself.  man.sh PROGRAM VERSION > pilind.1
set -euo pipefail
program=$1 version=$2
verbatim() { echo '.nf'; sed 's/\\/\\\\/g; s/-/\\-/g; s/^\./\\\&./; s/^'"'"'/\\\&'"'"'/'; echo '.fi'; }

cat <<EOF
.TH PILIND 1 "" "pilind $version" "User Commands"
.SH NAME
pilind \\- permutation\\-invariant Lindbladians of all\\-to\\-all connected dissipative systems
.SH SYNOPSIS
.B mpiexec
.RI \\-n\\ RANKS
.B pilind
.RI INPUT.yaml\\ [\\-key\\ value\\ ...]
.br
.B pilind
.RI \\-status\\ FILE.h5\\ |\\ \\-help\\ [TASK]\\ |\\ \\-version
.SH DESCRIPTION
Steady states, spectra, response, correlations, time evolution and mean field of N identical dissipative quantum systems, exactly through permutation
symmetry, on grids of parameters, into one HDF5 file. An interrupted run goes on where it was when the same command is given again.
.SH OPTIONS
EOF
"$program" -help | verbatim
echo '.SH TASKS'
"$program" -help all | verbatim
cat <<'EOF'
.SH EXIT STATUS
.TP
0
complete
.TP
1
bad input
.TP
2
finished, but some points failed
.TP
3
the output folder is missing, unwritable or full
.TP
4
the existing file belongs to another input, other outputs or another format
.TP
70
internal error
.TP
75
stopped early; the same command goes on
.SH ENVIRONMENT
.TP
OPENBLAS_NUM_THREADS
set it to 1: the program runs one rank a core
.TP
PETSC_OPTIONS
options of PETSc, SLEPc and MUMPS; keys of the input win
EOF
