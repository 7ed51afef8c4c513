#!/bin/sh
# Replaces the container of the server by one of the image as it is built now:
#   1. a new one is started beside the old one, without its port   2. its health is awaited; when it does not come, nothing changes
#   3. the old one goes and a new one takes its port               4. when that does not get healthy, the old image comes back
#   5. it is watched for WATCH seconds, 10 unless set
# A port of this machine belongs to one container at a time, so between 3 and 4 connections are refused until the server listens,
# which takes as long as it takes to start. Without that gap, a proxy has to stand in front of two of them.
cd "$(dirname "$0")/.." && . scripts/project.sh
read_project
service=mcp-server

old=$(compose ps --quiet --status running "$service" | head -n 1)
[ -n "$old" ] || fail "$service does not run in the project $project; make up starts it."
image=$(docker inspect --format '{{.Config.Image}}' "$old")
before=$(docker inspect --format '{{.Image}}' "$old")

candidate=
end() {
  code=$?
  trap - EXIT
  [ -z "$candidate" ] || docker rm --force "$candidate" > /dev/null
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "Trying a new container beside $(docker inspect --format '{{.Name}}' "$old" | tr -d /)."
candidate=$(compose run --detach --no-deps "$service" http | tail -n 1)
wait_healthy "$candidate" 90 || {
  docker logs --tail 20 "$candidate" >&2 || true
  fail "The new container did not get healthy; its last lines are above. The old one goes on as it was."
}
docker rm --force "$candidate" > /dev/null
candidate=

back() {
  say "It did not stay healthy; the old image comes back." >&2
  docker tag "$before" "$image"
  compose up --detach --no-build --no-deps --force-recreate --wait "$service"
  exit 1
}
say "It is healthy; switching."
compose up --detach --no-build --no-deps --force-recreate --wait "$service" || back
left=${WATCH:-10}
while [ "$left" -gt 0 ]; do
  sleep 1
  left=$((left - 1))
  wait_healthy "$(compose ps --all --quiet "$service" | head -n 1)" 1 || back
done
say "The new container serves."
