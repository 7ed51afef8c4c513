#!/bin/sh
# Brings back what scripts/backup.sh saved.
#   sh scripts/restore.sh [--check] [--force] [--with-env] [--from PROJECT] ARCHIVE
# --check looks at the archive and stops. --force replaces data that is there. --with-env brings back .env and secrets/ where they
# are missing; with --force, everywhere. --from takes the archive of a project with another name.
cd "$(dirname "$0")/.." && . scripts/project.sh

usage() {
  fail "Usage: sh scripts/restore.sh [--check] [--force] [--with-env] [--from PROJECT] ARCHIVE"
}
settings='.env'
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
[ "$store" = volume ] && [ -f "$work/content/data.tar" ] || fail "$archive holds a database of PostgreSQL, and this project keeps its data in files. Nothing was changed."
tar -tf "$work/content/data.tar" > /dev/null || fail "The data in $archive cannot be read. Nothing was changed."
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
require_own_database '^sqlite:////app/data/'
volume=$(volume_name data)
if docker volume inspect "$volume" > /dev/null 2>&1; then
  require_own_users "$volume"
fi
inside() {
  compose run --rm --no-deps -T --entrypoint sh mcp-server -c "$1"
}
there=$(inside 'ls -A /app/data' < /dev/null)
[ -z "$there" ] || [ -n "$force" ] || fail "The volume $volume holds data; --force (make: FORCE=1) replaces it. Nothing was changed."
stopped=$(users_of "$volume")
# shellcheck disable=SC2086
[ -z "$stopped" ] || docker stop $stopped > /dev/null
# Unpacked beside what is there, which goes only when all of it is.
inside 'set -eu; cd /app/data; rm -rf .incoming; mkdir .incoming; tar -C .incoming -xf -; find . -mindepth 1 -maxdepth 1 ! -name .incoming -exec rm -rf {} +; find .incoming -mindepth 1 -maxdepth 1 -exec mv {} . \;; rmdir .incoming' < "$work/content/data.tar"
say "Restored: the data of $of, saved $created."
