# What the job scripts share; sourced on the first node of a job. solve INPUT [words] runs the program and ends the job.
: "${PILIND_HOME:=$SLURM_SUBMIT_DIR}"
program=$PILIND_HOME/bin/pilind
say() { echo "job ${SLURM_JOB_ID:-?}, restart ${SLURM_RESTART_COUNT:-0}: $*"; }
stop() {
  say "$*"
  exit 1
}
. "$PILIND_HOME/jobs/modules.sh"
# shellcheck source=/dev/null
. "${PILIND_SITE:=$PILIND_HOME/jobs/site.sh}" || stop "'$PILIND_SITE' failed"
[ -x "$program" ] || stop "'$program' is missing: build it with make, under the same '$PILIND_SITE'"
# Slurm refuses --cpu-bind beside the hint of the script's own lines.
case ${LAUNCH:-} in *--cpu-bind*) unset SLURM_HINT ;; esac

# The results file: OUTPUT, or the word after -output, or what the program says of the input; where it says nothing, as it would.
find_output() {
  local input=$1 word='' k
  for ((k = 2; k < $#; k++)); do
    if [[ ${!k} == -[Oo][Uu][Tt][Pp][Uu][Tt] ]]; then word=${*:k + 1:1}; fi
  done
  [ -z "$word" ] || [ -z "${OUTPUT:-}" ] || stop "OUTPUT and -output: give one of them"
  output=${OUTPUT:-$word}
  # shellcheck disable=SC2086
  [ -n "$output" ] || output=$(${LAUNCH_ONE:-} "$program" "$@" -dry_run 2>/dev/null | sed -n "1s/.*, to '\(.*\)'\$/\1/p")
  [ -n "$output" ] || output=$(sed -n "s/[[:space:]]*#.*//; s/[[:space:]]*\$//; s/^output:[[:space:]]*[\"']*\([^\"']*\)[\"']*\$/\1/p" "$input" 2>/dev/null)
  [ -n "$output" ] || output=$(basename "${input%.*}").h5
}

# The words that the program gets: a later attempt goes on with the file that an earlier one was to replace.
choose_words() {
  words=()
  while [ $# -gt 0 ]; do
    if [[ ${1,,} == -overwrite ]] && { [ -n "${SLURM_RESTART_COUNT:-}" ] || [ -n "${PILIND_CHAINED:-}" ]; }; then
      case ${2:--} in -*) ;; *) shift ;; esac # its true or false
    else words+=("$1")
    fi
    shift
  done
}

# What has been reached: points done and failed, and the checkpoints of long solves.
reached() {
  local points
  # shellcheck disable=SC2086
  points=$(${LAUNCH_ONE:-} "$program" -status "$output" 2>/dev/null | sed -n 's/.* points, \([0-9]* done, [0-9]* failed\).*/\1/p')
  {
    echo "${points:-0 done, 0 failed}"
    ls -l --time-style=full-iso "$output".point*.checkpoint 2>/dev/null
  } | cksum
}

# The record says how often in a row an attempt reached nothing.
begin_record() {
  record=$output.attempts
  if [ -z "${SLURM_RESTART_COUNT:-}" ] && [ -z "${PILIND_CHAINED:-}" ]; then rm -f "$record"; fi
  [ -e "$record" ] || echo "0 $(reached)" >"$record"
}

# Run again, in this job or in a successor, unless it is in vain.
again() {
  local idle before now
  read -r idle before <"$record"
  now=$(reached)
  if [ "$now" = "$before" ]; then idle=$((idle + 1)); else idle=0; fi
  echo "$idle $now" >"$record"
  if [ -e "$output.STOP" ]; then
    say "'$output.STOP' is there: not queued again"
  elif [ "$idle" -ge "${IDLE_LIMIT:-3}" ]; then
    say "$idle attempts in a row finished no point and advanced no checkpoint: not queued again"
  elif [ "${PILIND_CHAIN:-0}" = 1 ]; then
    chain "$@"
  else
    say "queued again"
    scontrol requeue "$SLURM_JOB_ID" || chain "$@"
  fi
  exit 75
}

# A successor of the same size, time, memory and place; other options come from the script and from sbatch's variables.
chain() {
  local options=(--dependency="afterany:$SLURM_JOB_ID" -N "$SLURM_JOB_NUM_NODES" -t "$(squeue -h -j "$SLURM_JOB_ID" -O TimeLimit | tr -d ' ')")
  options+=(--ntasks-per-node="$(((SLURM_NTASKS + SLURM_JOB_NUM_NODES - 1) / SLURM_JOB_NUM_NODES))")
  [ -z "${SLURM_MEM_PER_CPU:-}" ] || options+=(--mem-per-cpu="$SLURM_MEM_PER_CPU")
  [ -z "${SLURM_MEM_PER_NODE:-}" ] || options+=(--mem="$SLURM_MEM_PER_NODE")
  [ -z "${SLURM_JOB_PARTITION:-}" ] || options+=(-p "$SLURM_JOB_PARTITION")
  [ -z "${SLURM_JOB_ACCOUNT:-}" ] || options+=(-A "$SLURM_JOB_ACCOUNT")
  [ -z "${SLURM_JOB_QOS:-}" ] || options+=(-q "$SLURM_JOB_QOS")
  say "submitting a successor"
  PILIND_CHAINED=1 sbatch "${options[@]}" "$PILIND_HOME/jobs/$script" "$@"
}

# Near the end of the time: the program finishes what runs; if that takes too long, it is stopped.
on_usr1() {
  say "the time ends soon"
  kill -USR1 "$child" 2>/dev/null
  if [ -z "$timer" ]; then
    (sleep "${GRACE:-60}" && kill -USR2 $$) &
    timer=$!
  fi
}
on_usr2() {
  say "what runs does not end in time"
  late=1
  kill -TERM "$child" 2>/dev/null
}
on_term() {
  cancelled=1
  kill -TERM "$child" 2>/dev/null
}

solve() {
  local code
  late='' cancelled='' timer=''
  find_output "$@"
  choose_words "$@"
  begin_record
  # shellcheck disable=SC2086
  ${LAUNCH:-srun} "$program" "${words[@]}" ${OUTPUT:+-output "$OUTPUT"} &
  child=$!
  trap on_usr1 USR1
  trap on_usr2 USR2
  trap on_term TERM
  while :; do # a trap ends a wait
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null || break
  done
  trap '' USR1 USR2
  [ -z "$timer" ] || kill "$timer" 2>/dev/null
  if [ -n "$cancelled" ]; then
    say "cancelled"
    exit 143
  fi
  [ -z "$late" ] || code=75
  say "exit code $code"
  case $code in
    0 | 2) # Open MPI's MPI-IO leaves files OUTPUT-number-number.lock when it is killed
      rm -f "$record" "$output"-[0-9]*-[0-9]*.lock
      exit "$code" ;;
    1 | 3 | 4) exit "$code" ;;
    *) again "$@" ;; # 75, or a lost rank or node
  esac
}
