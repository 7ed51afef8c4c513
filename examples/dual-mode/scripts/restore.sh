#!/bin/sh
# Brings back what scripts/backup.sh saved.
#   sh scripts/restore.sh [--check] [--force] [--with-env] [--from PROJECT] ARCHIVE
# --check looks at the archive and stops. --force replaces data that is there. --with-env brings back .env and secrets/ where they
# are missing; with --force, everywhere. --from takes the archive of a project with another name.
cd "$(dirname "$0")/.." && . scripts/project.sh

usage() {
  fail "Usage: sh scripts/restore.sh [--check] [--force] [--with-env] [--from PROJECT] ARCHIVE"
}
settings='.env secrets/postgres_password'
check='' force='' with_env='' from='' archive=''
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=1 ;;
    --force) force=1 ;;
    --with-env) with_env=1 ;;
    --from)
      [ $# -gt 1 ] || usage
      from=$2
      shift
      ;;
    -*) usage ;;
    *)
      [ -z "$archive" ] || usage
      archive=$1
      ;;
  esac
  shift
done
[ -n "$archive" ] || usage
[ -f "$archive" ] || fail "There is no file $archive."

umask 077
mkdir -p backups
work=$(mktemp -d backups/.work.XXXXXX)
stopped='' started=''
end() {
  code=$?
  trap - EXIT
  for id in $stopped; do
    # What served one client is gone when it ends.
    if docker inspect "$id" > /dev/null 2>&1; then docker start "$id" > /dev/null || code=1; fi
  done
  for id in $stopped; do
    if docker inspect "$id" > /dev/null 2>&1; then wait_healthy "$id" 90 || code=1; fi
  done
  [ -z "$started" ] || compose stop "$started" || code=1
  rm -rf "$work"
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The archive is looked through before anything is touched.
gzip -t "$archive" 2> /dev/null || fail "$archive is not whole: it was cut short, or is no archive. Nothing was changed."
tar -tzf "$archive" > "$work/list" 2> /dev/null || fail "$archive is no archive of scripts/backup.sh. Nothing was changed."
while IFS= read -r file; do
  case " manifest data.tar data.dump $settings " in
    *" $file "*) ;;
    *) fail "$archive holds $file, which scripts/backup.sh never writes. Nothing was changed." ;;
  esac
done < "$work/list"
mkdir "$work/content"
tar -C "$work/content" -xzf "$archive"
cd "$work/content"
[ "$(sed -n 1p manifest 2> /dev/null)" = 'mcp-dock-backup 1' ] || fail "$archive is no archive of scripts/backup.sh. Nothing was changed."
[ -z "$(find . ! -type f ! -type d)" ] || fail "$archive holds a link. Nothing was changed."
of=$(sed -n 's/^project //p' manifest)
created=$(sed -n 's/^created //p' manifest)
store=$(sed -n 's/^store //p' manifest)
grep '^sha256 ' manifest > ../sums || fail "$archive has no checksums. Nothing was changed."
while read -r _ sum file; do
  [ -f "$file" ] && [ "$(sha256 "$file")" = "$sum" ] || fail "$file in $archive is not what was saved. Nothing was changed."
done < ../sums
find . -type f ! -name manifest | sed 's/^\.\///' | while IFS= read -r file; do
  cut -d ' ' -f 3- ../sums | grep -q -x -F "$file" || fail "$file in $archive has no checksum. Nothing was changed."
done
cd "$OLDPWD"
[ "$store" = postgres ] && [ -f "$work/content/data.dump" ] || fail "$archive holds files, and this project keeps its data in PostgreSQL. Nothing was changed."
if [ -n "$check" ]; then
  say "$archive is whole: data of the project $of, saved $created."
  exit 0
fi
mine() {
  [ "$of" = "${from:-$1}" ] || fail "$archive is of the project $of, and this is the project $1. Nothing was changed." \
    "If that is meant: sh scripts/restore.sh --from $of $archive"
}
mine "$(declared_project)"

if [ -n "$with_env" ]; then
  for file in $settings; do
    [ -f "$work/content/$file" ] || continue
    if [ -e "$file" ] && [ -z "$force" ]; then
      say "$file is there and stays; --force replaces it."
      continue
    fi
    mkdir -p "$(dirname "$file")"
    cp "$work/content/$file" "$file.new"
    # Containers run as other users and read the files of secrets/; its own mode keeps users of this machine out.
    case $file in secrets/*) chmod 644 "$file.new" ;; *) chmod 600 "$file.new" ;; esac
    mv "$file.new" "$file"
    say "Brought back: $file"
  done
fi

read_project
mine "$project"
require_own_database '@postgres(:[0-9]+)?/'
volume=$(volume_name postgres_data)
require_own_users "$volume"
if [ -z "$(compose ps --quiet --status running postgres)" ]; then
  started=postgres
  compose up --detach --no-build --no-deps --wait postgres
fi
ask() {
  compose exec -T postgres psql --username=mcp_user --no-psqlrc --tuples-only --no-align --command="$1" mcp_db < /dev/null
}
tables=$(ask "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'")
[ "$tables" = 0 ] || [ -n "$force" ] || fail "The database has $tables tables; --force (make: FORCE=1) replaces them. Nothing was changed."
# All replicas: one that writes meanwhile would be in the way.
stopped=$(compose ps --quiet --status running mcp-backend)
# shellcheck disable=SC2086
[ -z "$stopped" ] || docker stop $stopped > /dev/null
# All of it or nothing. Tables that the archive does not know would stay otherwise.
{
  echo 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
  compose exec -T postgres pg_restore --no-owner --file=- < "$work/content/data.dump"
} > "$work/restore.sql"
compose exec -T postgres psql --username=mcp_user --no-psqlrc --quiet --single-transaction --set=ON_ERROR_STOP=1 --output=/dev/null mcp_db < "$work/restore.sql"
say "Restored: the data of $of, saved $created."
