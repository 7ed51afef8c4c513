#!/bin/sh
# Saves the data of this project as backups/PROJECT-TIME.tar.gz, which only its owner can read.
#   sh scripts/backup.sh [--include-env]
# --include-env adds .env and secrets/. Nothing else of this folder is ever part of it, and no credentials of AWS.
cd "$(dirname "$0")/.." && . scripts/project.sh

with_env=''
settings='.env'
case "$*" in
  '') ;;
  --include-env) with_env=1 ;;
  *) fail "Usage: sh scripts/backup.sh [--include-env]" ;;
esac

umask 077
mkdir -p backups
work=$(mktemp -d backups/.work.XXXXXX)
undo=
end() {
  code=$?
  trap - EXIT
  [ -z "$undo" ] || $undo || code=1
  rm -rf "$work"
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

read_project
require_own_database '^sqlite:////app/data/'
volume=$(volume_name data)
require_volume "$volume" data
require_own_users "$volume"
paused=$(users_of "$volume")
resume() {
  # shellcheck disable=SC2086
  docker unpause $paused > /dev/null
}
if [ -n "$paused" ]; then
  # Nothing is written while it is copied; who asks meanwhile waits, and no connection is lost.
  undo=resume
  # shellcheck disable=SC2086
  docker pause $paused > /dev/null
fi
compose run --rm --no-deps -T --entrypoint tar mcp-server -C /app/data -cf - . > "$work/data.tar" < /dev/null
if [ -n "$paused" ]; then
  undo=
  resume
fi
payload=data.tar
store=volume
[ -s "$work/$payload" ] || fail "The copy of $volume is empty; nothing was saved."

time=$(date -u +%Y%m%dT%H%M%SZ)
set -- "$payload"
if [ -n "$with_env" ]; then
  for name in $settings; do
    [ -f "$name" ] || continue
    mkdir -p "$work/$(dirname "$name")"
    cp "$name" "$work/$name"
    set -- "$@" "$name"
  done
fi
{
  echo 'mcp-dock-backup 1'
  echo "project $project"
  echo "store $store"
  echo "created $time"
  for file in "$@"; do
    echo "sha256 $(sha256 "$work/$file") $file"
  done
} > "$work/manifest"
tar -C "$work" -czf "$work/archive" manifest "$@"
archive="backups/$project-$time.tar.gz"
mv "$work/archive" "$archive"
say "Saved: $archive"
