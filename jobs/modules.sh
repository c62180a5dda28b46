# modules NAME...: load exactly these environment modules, for the site's file. Says in one line what is amiss.
find_module() {
  local init
  for init in "${LMOD_PKG:-}/init/bash" "${MODULESHOME:-}/init/bash" /etc/profile.d/{lmod,modules,z00_lmod}.sh /usr/share/{lmod/lmod,modules}/init/bash; do
    if type module >/dev/null 2>&1; then return 0; fi
    # shellcheck source=/dev/null
    if [ -r "$init" ]; then . "$init"; fi
  done
  type module >/dev/null 2>&1
}

modules() {
  if ! find_module; then
    echo "modules: there is no 'module' command here: take the line out of '${PILIND_SITE:-site.sh}', and set PETSC_DIR and PATH there instead" >&2
    return 1
  fi
  module purge
  if ! module load "$@"; then
    echo "modules: 'module load $*' failed: 'module avail' shows what there is; edit '${PILIND_SITE:-site.sh}'" >&2
    return 1
  fi
}
