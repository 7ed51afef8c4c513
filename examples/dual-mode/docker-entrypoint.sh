#!/bin/bash
# One image, two programs. The first argument says which:
#   fastapi   the backend over HTTP on port 8000 (default); what follows goes to uvicorn
#   mcp       the MCP server on standard input and output, for the client that starts the container
# Either takes the place of this script, as the process that gets the signals.
set -eu
cd "$(dirname "$0")"

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# One line of the log, on standard error: in mode mcp, standard output belongs to the protocol.
warn() {
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  if [ "${LOG_FORMAT:-json}" = text ]; then
    printf '%s - entrypoint - WARNING - %s\n' "$now" "$1" >&2
  else
    printf '{"timestamp":"%s","level":"WARNING","logger":"entrypoint","message":"%s"}\n' "$now" "$1" >&2
  fi
}

# Without a token neither side is open: each gets one that nobody knows.
require_token() {
  [ -z "${SERVICE_AUTH_TOKEN:-}${SERVICE_AUTH_TOKEN_FILE:-}" ] || return 0
  warn "SERVICE_AUTH_TOKEN is not set, nor SERVICE_AUTH_TOKEN_FILE: $1"
  SERVICE_AUTH_TOKEN=$(cat /proc/sys/kernel/random/uuid)
  export SERVICE_AUTH_TOKEN
}

mode=${1-fastapi}
[ $# -eq 0 ] || shift

case $mode in
  fastapi)
    require_token 'every call below /api is refused.'
    exec python -m uvicorn app.main:app --host 0.0.0.0 --port "${PORT:-8000}" \
      --log-config uvicorn-log.json --no-access-log --no-server-header --no-proxy-headers \
      --timeout-graceful-shutdown 8 "$@"
    ;;
  mcp)
    [ $# -eq 0 ] || fail "The mode mcp takes no further arguments, and was given: $*"
    require_token 'the backend refuses every call of a tool.'
    export FASTAPI_BASE_URL="${FASTAPI_BASE_URL:-http://host.docker.internal:8000}"
    exec python run_mcp_server_standalone.py
    ;;
  *)
    fail "Unknown mode \"$mode\". Valid modes: fastapi (default), mcp."
    ;;
esac
