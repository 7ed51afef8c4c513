#!/bin/sh
# Questions about AWS, asked in a container of the server: with its variables, its files and its network. Prints nothing secret.
#   sh scripts/aws.sh test|validate|profiles|account [PROFILE]
# The container that runs is asked; where none does, one is started for the question. MOUNT_AWS=1 asks with ~/.aws mounted read-only.
cd "$(dirname "$0")/.." && . scripts/project.sh
read_project
service=mcp-server

mounted=
if [ "${MOUNT_AWS:-}" = 1 ]; then
  case $COMPOSE_FILE in
    *compose.aws-profile.yaml*) ;;
    *)
      mounted=1
      COMPOSE_FILE=$COMPOSE_FILE${COMPOSE_PATH_SEPARATOR:-:}compose.aws-profile.yaml
      ;;
  esac
fi
if [ -z "$mounted" ] && [ -n "$(compose ps --quiet --status running "$service")" ]; then
  compose exec -T "$service" python -m aws_server.aws "$@" < /dev/null
else
  docker image inspect aws-tools:1.0.0 > /dev/null 2>&1 || fail "There is no image aws-tools:1.0.0; make build builds it."
  compose run --rm --no-deps -T --entrypoint python "$service" -m aws_server.aws "$@" < /dev/null
fi
