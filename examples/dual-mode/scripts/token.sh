#!/bin/sh
# Secrets of this project. No old and no new value is printed, but by `print`.
#   sh scripts/token.sh print    32 random bytes, URL-safe; changes nothing
#   sh scripts/token.sh fill     makes .env and secrets that are missing
#   sh scripts/token.sh rotate   gives server and backend another token; what runs is started again with it
cd "$(dirname "$0")/.." && . scripts/project.sh
umask 077

make_token() {
  dd if=/dev/urandom bs=32 count=1 2> /dev/null | base64 | tr '+/' '-_' | tr -d '=\n'
}

# set_variable NAME VALUE: in .env; every other line stays as it is.
set_variable() {
  rm -f .env.new
  found=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "$1="*)
        found=1
        printf '%s=%s\n' "$1" "$2"
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < .env > .env.new
  [ -n "$found" ] || printf '%s=%s\n' "$1" "$2" >> .env.new
  mv .env.new .env
}

# set_secret NAME VALUE: containers run as other users and read the file; the folder keeps users of this machine out.
set_secret() {
  mkdir -p secrets
  printf '%s\n' "$2" > "secrets/$1.new"
  chmod 644 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
}

# replicas_of SERVICE: how many containers of it run. Compose itself also counts what was started by "compose run".
replicas_of() {
  docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1" \
    --filter label=com.docker.compose.oneoff=False | wc -l | tr -d ' '
}

case "$*" in
  print)
    make_token
    echo
    ;;
  fill)
    if [ ! -e .env ]; then
      cp .env.example .env
      chmod 600 .env
      say 'Made from .env.example: .env'
    fi
    if ! grep -q '^SERVICE_AUTH_TOKEN=.' .env; then
      set_variable SERVICE_AUTH_TOKEN "$(make_token)"
      say 'Made: SERVICE_AUTH_TOKEN in .env'
    fi
    if [ ! -s secrets/postgres_password ]; then
      set_secret postgres_password "$(make_token)"
      say 'Made: secrets/postgres_password'
    fi
    ;;
  rotate)
    # Found out first: when Compose cannot be asked, the token stays what it was.
    read_project
    set_variable SERVICE_AUTH_TOKEN "$(make_token)"
    say 'Changed: SERVICE_AUTH_TOKEN in .env'
    # The backend first: until the others follow, their calls are refused. What does not run is left alone.
    for service in mcp-backend mcp-server; do
      replicas=$(replicas_of "$service")
      [ "$replicas" = 0 ] || compose --profile mcp up --detach --no-build --force-recreate --no-deps --wait --scale "$service=$replicas" "$service"
    done
    ;;
  *) fail 'Usage: sh scripts/token.sh print|fill|rotate' ;;
esac
