#!/usr/bin/env bash
# The quickstart grid on a few ranks, a short table of the result, and its figure: tools/demo.sh [RANKS]
set -euo pipefail
cd "$(dirname "$0")/.."
ranks=${1:-2}
mkdir -p figures
mpiexec --oversubscribe -n "$ranks" bin/pilind input/quickstart.yaml -output figures/quickstart.h5 -overwrite
"${PYTHON:-python3}" tools/table.py figures/quickstart.h5 Mz Mz_mf Sxx Sxx_mf entropy entropy_mf residual --every 8
"${PYTHON:-python3}" tools/figures.py xyz/fig06 --results figures/quickstart.h5 --rows 1
