#!/usr/bin/env bash
# jobs/submit.sh [sbatch options] jobs/SCRIPT.sbatch INPUT.yaml [-key value ...]: sbatch with the site's account and partition.
set -euo pipefail
PILIND_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PILIND_HOME PILIND_SITE=${PILIND_SITE:-$PILIND_HOME/jobs/site.sh}
if [ ! -e "$PILIND_SITE" ]; then
  echo "submit.sh: '$PILIND_SITE' is missing: copy jobs/site.cluster.sh or jobs/site.debian.sh to it and edit it" >&2
  exit 1
fi
. "$PILIND_HOME/jobs/modules.sh"
set +eu # environment modules and site files are not written for these
# shellcheck source=/dev/null
if ! . "$PILIND_SITE"; then
  echo "submit.sh: '$PILIND_SITE' failed" >&2
  exit 1
fi
if ! command -v sbatch >/dev/null; then
  echo "submit.sh: there is no sbatch here: the job scripts are for Slurm; without it: mpiexec -n RANKS bin/pilind INPUT.yaml" >&2
  exit 1
fi
exec sbatch "$@"
