# What the steps are written in; sourced by ./steps/*.sh. A step is a command in a string: it is
# printed as it stands in the file, variables unexpanded, so that the report reads the same each time.
#   passes 'COMMAND'            it ends with status 0
#   shows TEXT 'COMMAND'        and prints exactly this
#   keeps NAME 'COMMAND'        and what it prints is kept in a variable for later steps
#   refuses TEXT 'COMMAND'      it fails and says this
set -o pipefail
set -a # steps run in a shell of their own: they know every variable and function

OUT=$SCRATCH/out ERR=$SCRATCH/err
# One command may take this long: az itself takes one to two seconds.
LIMIT=${LIMIT:-120}

section() { SECTION=$1 && printf '\n%s\n' "$SECTION"; }

run_step() {
  local began=${EPOCHREALTIME/./} status
  timeout "$LIMIT" bash -c "$1" </dev/null >"$OUT" 2>"$ERR"
  status=$?
  TENTHS=$(((${EPOCHREALTIME/./} - began) / 100000))
  return $status
}

report() { # RESULT COMMAND [WHY]; ANSWER is what the step is to say
  printf '%s %3d.%d s  %s\n' "$1" $((TENTHS / 10)) $((TENTHS % 10)) "$2"
  printf '%s\t%s\t%s\t%s\t%s\n' "$MODE" "$SECTION" "$1" "$2" "$ANSWER" >>"$REPORT"
  [ "$1" = PASS ] && return
  printf '     %s\n' "$3"
  tail -n 25 "$ERR" | cut -c -2000 | sed 's/^/     | /'
}

passes() {
  ANSWER=
  run_step "$1"
  local status=$?
  if [ $status -eq 0 ]; then report PASS "$1"; else report FAIL "$1" "status $status"; fi
}

shows() {
  ANSWER=$1
  run_step "$2"
  local status=$? said
  said=$(<"$OUT")
  if [ $status -eq 0 ] && [ "$said" = "$1" ]; then
    report PASS "$2"
  else
    report FAIL "$2" "status $status, expected '$1', printed '${said:0:1500}'"
  fi
}

keeps() {
  ANSWER=
  run_step "$2"
  local status=$? said
  said=$(<"$OUT")
  if [ $status -eq 0 ] && [ -n "$said" ]; then
    report PASS "$2"
  else
    report FAIL "$2" "status $status, printed '${said:0:200}'"
  fi
  printf -v "$1" %s "$said"
}

refuses() {
  ANSWER="refused: $1"
  run_step "$2"
  local status=$?
  if [ $status -ne 0 ] && [ $status -ne 124 ] && grep -qF -- "$1" "$ERR"; then
    report PASS "$2"
  else
    report FAIL "$2" "status $status, expected a refusal that says '$1'"
  fi
}

# Run a command that shows a device code, and say yes to the code as the operator.
approving() {
  local said code
  said=$(mktemp "$SCRATCH/code.XXXXXX")
  "$@" 2> >(tee "$said" >&2) &
  local client=$!
  for _ in $(seq 300); do
    code=$(sed -nE 's/.* enter the code ([^ ]+) .*/\1/p' "$said" | head -n 1)
    [ -n "$code" ] && break
    kill -0 "$client" 2>/dev/null || break
    sleep 0.2
  done
  [ -z "$code" ] || "$NAMEPLATE" account device-code approve --yes --code "$code" >/dev/null
  wait "$client"
}

# As somebody else than the operator: az with a configuration of its own.
as_application() { AZURE_CONFIG_DIR=$SCRATCH/application "$@"; }
as_identity() { AZURE_CONFIG_DIR=$SCRATCH/identity "$@"; }
