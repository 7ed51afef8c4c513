#!/bin/sh
# The five steps of docs/recovery.md, with an archive of scripts/backup.sh.
#   sh scripts/disaster-recovery.sh [--force] ARCHIVE
#   sh scripts/disaster-recovery.sh --rehearse    backs up, deletes the data of this project and recovers it; asks first
# MCP_DOCK=… names another program than npx mcp-dock. BUILD=0 takes the images that are there.
cd "$(dirname "$0")/.." && . scripts/project.sh

force=''
if [ "$*" = --rehearse ]; then
  read_project
  [ "${YES:-}" = 1 ] || {
    printf 'Delete the data of %s and recover it from a new backup? [y/N] ' "$project"
    read -r answer && [ "$answer" = y ]
  } || fail 'Nothing was changed. YES=1 answers yes.'
  sh scripts/backup.sh --include-env
  # The newest one: names hold the time.
  for archive in backups/"$project"-*.tar.gz; do :; done
  sh scripts/restore.sh --check "$archive"
  compose down --volumes --remove-orphans
else
  if [ "${1:-}" = --force ]; then
    force=--force
    shift
  fi
  [ $# = 1 ] || fail "Usage: sh scripts/disaster-recovery.sh [--force] ARCHIVE | --rehearse"
  archive=$1
fi
sh scripts/restore.sh --check "$archive"

say 'Step 1 of 5: images'
if [ "${BUILD:-1}" = 1 ]; then
  # shellcheck disable=SC2086
  ${MCP_DOCK:-npx mcp-dock} build
fi
say 'Steps 2 and 3 of 5: settings and data'
# Compose reads no file while a variable that it needs is missing, and not every archive has settings.
tar -tzf "$archive" | grep -q -x '\.env' || sh scripts/token.sh fill
# shellcheck disable=SC2086
sh scripts/restore.sh $force --with-env "$archive"
sh scripts/token.sh fill
say 'Step 4 of 5: start'
read_project
compose up --detach --no-build --wait
say 'Step 5 of 5: health'
for id in $(compose ps --quiet); do
  wait_healthy "$id" 5 || fail "$(docker inspect --format '{{.Name}}' "$id" | tr -d /) is not healthy; make logs says why."
done
say "Recovered from $archive."
