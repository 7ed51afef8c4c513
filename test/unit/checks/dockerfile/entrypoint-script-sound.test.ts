import check from '../../../../src/checks/dockerfile/entrypoint-script-sound.js';
import { dockerfile, script } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const DOCKERFILE =
  'FROM node:24-bookworm-slim\nCOPY docker-entrypoint.sh /usr/local/bin/\nENTRYPOINT ["docker-entrypoint.sh"]\n';
const SOUND = `#!/bin/sh
set -e
# The mode is the first word.
case "\${1:-http}" in
  http)
    exec node server.js --http
    ;;
  stdio | mcp) exec node server.js ;;
  -*) set -- node server.js "$@"; exec "$@" ;;
  *)
    echo "unknown mode: $1 (http, stdio)" >&2
    exit 1
    ;;
esac
`;
const facts = (text: string, overrides: Parameters<typeof script>[1] = {}, file = DOCKERFILE) =>
  dockerfile(file, { scripts: [script(text, overrides)] });
const name = 'docker-entrypoint.sh';

const SOUND_MODES = 'case "$1" in\n  http) exec node a.js ;;\n';

testCheck(check, {
  pass: [
    { name: 'a sound script', facts: facts(SOUND) },
    { name: 'one without modes', facts: facts('#!/bin/sh\nset -e\nnode migrate.js\nexec node server.js "$@"\n') },
    { name: 'a mode by COPY', facts: facts(SOUND, { mode: '644', chmod: '0755' }) },
    {
      name: 'a mode by RUN',
      facts: facts(
        SOUND,
        { mode: '644' },
        DOCKERFILE.replace('ENTRYPOINT', 'RUN chmod +x /usr/local/bin/docker-entrypoint.sh\nENTRYPOINT'),
      ),
    },
    {
      name: 'a mode by RUN, in numbers',
      facts: facts(
        SOUND,
        { mode: '644' },
        DOCKERFILE.replace('ENTRYPOINT', 'RUN chmod 0755 /usr/local/bin/*.sh\nENTRYPOINT'),
      ),
    },
    { name: 'no mode, as on Windows', facts: facts(SOUND, { mode: undefined as never }) },
    {
      name: 'line endings that the build mends',
      facts: facts(
        SOUND.replaceAll('\n', '\r\n'),
        {},
        DOCKERFILE.replace(
          'ENTRYPOINT',
          String.raw`RUN sed -i 's/\r$//' /usr/local/bin/docker-entrypoint.sh` + '\nENTRYPOINT',
        ),
      ),
    },
    { name: 'a script that a shell is given', facts: facts('exec node server.js\n', { direct: false, mode: '644' }) },
    {
      name: 'bash that is installed',
      facts: facts(
        SOUND.replace('/bin/sh', '/bin/bash'),
        {},
        DOCKERFILE.replace('bookworm-slim\n', 'alpine\nRUN apk add --no-cache bash\n'),
      ),
    },
    { name: 'bash of Debian', facts: facts(SOUND.replace('/bin/sh', '/usr/bin/env bash')) },
    {
      name: 'modes that are decided on before, and handed over behind',
      facts: facts('#!/bin/sh\ncase "$1" in\n  http) set -- node a.js ;;\n  *) set -- node b.js ;;\nesac\nexec "$@"\n'),
    },
    {
      name: 'a function that ends it',
      facts: facts(`#!/bin/sh\nfail() {\n  echo "$1" >&2\n  exit 1\n}\n${SOUND_MODES}  *) fail "unknown" ;;\nesac\n`),
    },
    {
      name: 'a function on one line that ends it',
      facts: facts(`#!/bin/sh\nfail() { echo "$1" >&2; exit 1; }\n${SOUND_MODES}  *) fail "unknown" ;;\nesac\n`),
    },
    {
      name: 'a supervisor that passes signals on',
      facts: facts('#!/bin/sh\ntrap "kill $pid" TERM\nnode server.js & pid=$!\nwait $pid\n'),
    },
    {
      name: 'a script of Python',
      facts: facts('#!/usr/bin/env python3\nprint("node server.js")\n', { path: 'server.py' }),
    },
  ],
  fail: [
    {
      name: 'no right to start it',
      facts: facts(SOUND, { mode: '644' }),
      messages: [`/usr/local/bin/${name} is started and not executable (mode 644).`],
    },
    {
      name: 'a heredoc',
      facts: facts(SOUND, { mode: undefined as never, path: 'Dockerfile', firstLine: 3 }),
      messages: [`/usr/local/bin/${name} is started and not executable (mode 644).`],
    },
    {
      name: 'Windows line endings',
      facts: facts(SOUND.replaceAll('\n', '\r\n')),
      messages: [
        `${name} has Windows line endings: the kernel looks for an interpreter whose name ends in a carriage return.`,
      ],
    },
    {
      name: 'a byte order mark',
      facts: facts(`\u{feff}${SOUND}`),
      messages: [`${name} begins with a byte order mark, so the kernel does not see its first line.`],
    },
    {
      name: 'no interpreter',
      facts: facts('exec node server.js\n'),
      messages: [`${name} has no "#!" line, and the kernel does not know what to start it with.`],
    },
    {
      name: 'bash on Alpine',
      facts: facts(SOUND.replace('/bin/sh', '/bin/bash'), {}, DOCKERFILE.replace('bookworm-slim', 'alpine3.22')),
      messages: [`${name} asks for bash, which node:24-alpine3.22 does not have.`],
    },
    {
      name: 'a shell in distroless',
      facts: facts(SOUND, {}, DOCKERFILE.replace('node:24-bookworm-slim', 'gcr.io/distroless/nodejs24-debian12')),
      messages: [`${name} asks for sh, which gcr.io/distroless/nodejs24-debian12 does not have.`],
    },
    {
      name: 'a branch without exec',
      facts: facts(SOUND.replace('exec node server.js --http', 'node server.js --http')),
      messages: ['The branch "http" starts "node server.js --http" without exec.'],
    },
    {
      name: 'an end without exec',
      facts: facts('#!/bin/sh\nset -e\n"$@"\n'),
      messages: ['The script ends with "$@" without exec.'],
    },
    {
      name: 'no branch for the rest',
      facts: facts('#!/bin/sh\ncase "$1" in\n  http) exec node a.js ;;\nesac\n'),
      messages: ['A mode that no branch names ends the container without an error: there is no "*)" branch.'],
    },
    {
      name: 'a rest that is no error',
      facts: facts(SOUND.replace('    exit 1\n', '')),
      messages: ['The branch "*" ends without an error.'],
    },
    {
      name: 'a rest that only a function speaks of',
      facts: facts(`#!/bin/sh\nsay() {\n  echo "$1" >&2\n}\n${SOUND_MODES}  *) say "unknown" ;;\nesac\n`),
      messages: ['The branch "*" ends without an error.'],
    },
    {
      name: 'a function that speaks among the protocol',
      facts: facts(
        `#!/bin/sh\nfunction fail {\n  echo "$1"\n  exit 2\n}\n${SOUND_MODES}  *) fail "unknown" ;;\nesac\n`,
      ),
      messages: ['The branch "*" writes to stdout, where a client of stdio expects the protocol.'],
      severities: ['warning'],
    },
    {
      name: 'a rest with exit code 0',
      facts: facts(SOUND.replace('exit 1', 'exit 0')),
      messages: ['The branch "*" ends with exit code 0.'],
    },
    {
      name: 'a message among the protocol',
      facts: facts(SOUND.replace(' >&2', '')),
      messages: ['The branch "*" writes to stdout, where a client of stdio expects the protocol.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'no script', facts: dockerfile('FROM a:1\nENTRYPOINT ["node"]\n') }],
});
