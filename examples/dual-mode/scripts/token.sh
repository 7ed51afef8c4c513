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
    running=$(compose --profile mcp ps --quiet --status running mcp-server mcp-backend)
    set_variable SERVICE_AUTH_TOKEN "$(make_token)"
    say 'Changed: SERVICE_AUTH_TOKEN in .env'
    if [ -n "$running" ]; then
      # The backend first, with as many replicas as there are: until the server follows, its calls are refused.
      replicas=$(compose ps --quiet --status running mcp-backend | wc -l | tr -d ' ')
      [ "$replicas" -gt 0 ] || replicas=1
      compose up --detach --no-build --force-recreate --no-deps --wait --scale "mcp-backend=$replicas" mcp-backend
      if [ -n "$(compose --profile mcp ps --quiet --status running mcp-server)" ]; then
        compose --profile mcp up --detach --no-build --force-recreate --no-deps --wait mcp-server
      fi
    fi
    ;;
  *) fail 'Usage: sh scripts/token.sh print|fill|rotate' ;;
esac
