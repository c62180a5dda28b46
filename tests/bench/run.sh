#!/usr/bin/env bash
# Measurements: tests/bench/run.sh [SECTION ...] [--full]; writes bench/bench.md and bench/bench.png.
set -euo pipefail
cd "$(dirname "$0")/../.."
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_hwloc_base_binding_policy=none
exec "${PYTHON:-python3}" tests/bench/bench.py "$@"
