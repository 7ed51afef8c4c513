# Read by the scripts beside it, which run in the folder of the project.
set -eu
# Folders that a shell would search for `cd` do not count here.
unset CDPATH

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

say() {
  printf '%s\n' "$*"
}

docker() {
  command ${DOCKER:-docker} "$@"
}

# DOCKER and COMPOSE may be several words, such as "docker compose".
compose() {
  # shellcheck disable=SC2086
  command ${COMPOSE:-${DOCKER:-docker} compose} "$@"
}

# What runs is continued with the files that it was started with: production stays production.
read_project() {
  if [ -z "${COMPOSE_FILE:-}" ]; then
    COMPOSE_PATH_SEPARATOR=,
    COMPOSE_FILE=compose.yaml
    project=$(declared_project)
    docker ps --quiet > /dev/null || fail "Docker does not answer; what it said is above."
    for id in $(docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.oneoff=False); do
      started_with=$(label "$id" com.docker.compose.project.config_files)
      case $(label "$id" com.docker.compose.project.working_dir) in
        "$PWD" | "$(pwd -P)") [ ! -f "${started_with%%,*}" ] || COMPOSE_FILE=$started_with ;;
      esac
    done
    export COMPOSE_FILE COMPOSE_PATH_SEPARATOR
  fi
  config=$(compose config) || fail "Compose cannot read its files here; what it said is above."
  project=$(printf '%s\n' "$config" | sed -n 's/^name: *//p' | tr -d "\"'")
  [ -n "$project" ] || fail "Compose does not say what this project is called."
}

# The name that Compose will use, before it can read everything.
declared_project() {
  if [ -n "${COMPOSE_PROJECT_NAME:-}" ]; then
    printf '%s\n' "$COMPOSE_PROJECT_NAME"
  else
    sed -n 's/^name: *//p' compose.yaml | tr -d "\"'"
  fi
}

label() {
  docker inspect --format "{{index .Config.Labels \"$2\"}}" "$1"
}

# volume_name KEY: what Compose calls the volume on this machine.
volume_name() {
  printf '%s\n' "$config" | awk -v key="$1" '
    /^[^ ]/ { section = $0; entry = "" }
    section == "volumes:" && /^  [^ ]/ { entry = $1; sub(/:$/, "", entry) }
    section == "volumes:" && entry == key && /^    name:/ { gsub(/["\047]/, "", $2); print $2; exit }'
}

# require_volume NAME KEY: a name that is wrong would make an empty volume, and an archive of nothing.
require_volume() {
  docker volume inspect "$1" > /dev/null 2>&1 && return
  fail "There is no volume $1, which the Compose project $project would have." "$(other_volumes "$2")"
}

other_volumes() {
  found=$(docker volume ls --filter "label=com.docker.compose.volume=$1" --format '{{.Name}} of the project {{.Label "com.docker.compose.project"}}')
  if [ -n "$found" ]; then
    printf 'Volumes of that kind here are:\n%s\nCOMPOSE_PROJECT_NAME, or "name" in compose.yaml, says which project is meant.\n' "$found"
  else
    printf 'No volume of that kind is here; make up makes it.\n'
  fi
}

# users_of NAME: ids of the running containers that use a volume. Ends when one of them belongs to somebody else.
users_of() {
  docker ps --quiet --filter "volume=$1"
}

require_own_users() {
  for id in $(users_of "$1"); do
    owner=$(label "$id" com.docker.compose.project)
    [ "$owner" = "$project" ] || fail \
      "The volume $1 is in use by $(docker inspect --format '{{.Name}}' "$id" | tr -d /), which belongs to the Compose project ${owner:-of nobody}, and this is the project $project." \
      "COMPOSE_PROJECT_NAME, or \"name\" in compose.yaml, says which project is meant."
  done
}

# require_own_database PATTERN: what DATABASE_URL has to look like. Otherwise tasks are elsewhere, and what is here is empty or old.
require_own_database() {
  elsewhere=$(printf '%s\n' "$config" | sed -n 's/^ *DATABASE_URL: *//p' | tr -d "\"'" | grep -v -E -e '^$' -e "$1") || return 0
  [ -z "$elsewhere" ] || fail "DATABASE_URL in .env names another database than that of this project: back it up and restore it where it is."
}

sha256() {
  if command -v sha256sum > /dev/null 2>&1; then
    sha256sum "$1" | cut -d ' ' -f 1
  else
    shasum -a 256 "$1" | cut -d ' ' -f 1
  fi
}

# wait_healthy ID SECONDS
wait_healthy() {
  remaining=$2
  while [ "$remaining" -gt 0 ]; do
    case $(docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$1") in
      'running healthy' | 'running ') return 0 ;;
      'running starting') ;;
      *) return 1 ;;
    esac
    sleep 1
    remaining=$((remaining - 1))
  done
  return 1
}
