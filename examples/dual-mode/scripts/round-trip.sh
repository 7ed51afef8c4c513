#!/bin/sh
# Makes a task, completes it and deletes it: through the MCP server, as its clients start it, the backend and the database.
# The backend has to run; an MCP server is started for this and ends with it.
cd "$(dirname "$0")/.." && . scripts/project.sh
read_project
[ -n "$(compose ps --quiet --status running mcp-backend)" ] || fail "mcp-backend does not run in the project $project; make up starts it."

meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"round-trip","version":"1.0.0"},"io.modelcontextprotocol/clientCapabilities":{}}'
# call TOOL ARGUMENTS: the answer, one line of JSON.
call() {
  printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,%s}}\n' "$1" "$2" "$meta" |
    compose --profile mcp run --rm --no-deps --no-TTY --env MCP_LOG_LEVEL=ERROR mcp-server
}
# expect TEXT ANSWER
expect() {
  case $2 in
    *"$1"*) ;;
    *) fail "The answer does not say $1:" "$2" ;;
  esac
}

title="Round trip of $$"
made=$(call create_task "{\"title\":\"$title\"}")
expect "$title" "$made"
id=$(printf '%s\n' "$made" | sed -n 's/.*"structuredContent":{[^}]*"id": *\([0-9]*\).*/\1/p')
[ -n "$id" ] || fail "The answer names no id:" "$made"
done=$(call mark_task_completed "{\"task_id\":$id}")
deleted=$(call delete_task "{\"task_id\":$id}")
expect "$title" "$done"
expect '"deleted"' "$deleted"
say "Made, completed and deleted task $id through mcp-server, mcp-backend and postgres."
