#!/bin/sh
# Secrets of this project. No old and no new value is printed, but by `print`.
#   sh scripts/token.sh print    32 random bytes, URL-safe; changes nothing
#   sh scripts/token.sh fill     makes .env and secrets that are missing
cd "$(dirname "$0")/.." && . scripts/project.sh
umask 077

make_token() {
  dd if=/dev/urandom bs=32 count=1 2> /dev/null | base64 | tr '+/' '-_' | tr -d '=\n'
}

# set_variable NAME VALUE: in the file that holds the variables; every other line stays as it is.
set_variable() {
  rm -f "$environment_file.new"
  found=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "$1="*)
        found=1
        printf '%s=%s\n' "$1" "$2"
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < "$environment_file" > "$environment_file.new"
  [ -n "$found" ] || printf '%s=%s\n' "$1" "$2" >> "$environment_file.new"
  mv "$environment_file.new" "$environment_file"
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
    ;;
  *) fail 'Usage: sh scripts/token.sh print|fill' ;;
esac
