#!/bin/sh
# Gives nginx the token of the backend, which no file of the image holds, and becomes nginx.
set -eu

token=${SERVICE_AUTH_TOKEN:-}
if [ -n "${SERVICE_AUTH_TOKEN_FILE:-}" ]; then
  token=$(cat "$SERVICE_AUTH_TOKEN_FILE")
fi
case $token in
  '' | *[!A-Za-z0-9._~+/=-]*)
    echo 'SERVICE_AUTH_TOKEN is not set, or holds what no token holds.' >&2
    exit 1
    ;;
esac
umask 077
printf 'proxy_set_header Authorization "Bearer %s";\n' "$token" > /tmp/backend-token.conf
unset SERVICE_AUTH_TOKEN token
exec nginx -c /app/nginx.conf -g 'daemon off;'
