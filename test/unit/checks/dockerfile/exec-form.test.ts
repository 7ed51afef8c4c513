import check from '../../../../src/checks/dockerfile/exec-form.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('lists', 'FROM a:1\nENTRYPOINT ["node", "/app/server.js"]\nCMD ["http"]\n'),
    row('nothing', 'FROM a:1\n'),
    row('a shell that is replaced', 'FROM a:1\nCMD ["sh", "-c", "exec node server.js --port $PORT"]\n'),
    row('npm as an argument', 'FROM a:1\nENTRYPOINT ["/app/entry"]\nCMD ["npm"]\n'),
    row('shell form in another stage', 'FROM a:1 AS test\nCMD npm test\nFROM a:1\nCMD ["node", "x.js"]\n'),
    row(
      'a CMD that ENTRYPOINT takes away',
      'FROM a:1 AS base\nCMD npm start\nFROM base\nENTRYPOINT ["node", "x.js"]\n',
    ),
    row('an init before it', 'FROM a:1\nENTRYPOINT ["tini", "--", "npm", "start"]\n'),
  ],
  fail: [
    {
      name: 'shell form',
      facts: dockerfile('FROM a:1\nENTRYPOINT node server.js\nCMD --http\n'),
      messages: ['ENTRYPOINT is in shell form: node server.js', 'CMD is in shell form: --http'],
    },
    {
      name: 'single quotes',
      facts: dockerfile("FROM a:1\nCMD ['node', 'server.js']\n"),
      messages: ["CMD looks like a list and is no JSON, so a shell gets it as it stands: ['node', 'server.js']"],
    },
    {
      name: 'a comment behind the list',
      facts: dockerfile('FROM a:1\nCMD ["node"] # start\n'),
      messages: ['CMD looks like a list and is no JSON, so a shell gets it as it stands: ["node"] # start'],
    },
    {
      name: 'shell form that replaces its shell',
      facts: dockerfile('FROM a:1\nCMD exec node server.js\n'),
      messages: ['CMD is in shell form: exec node server.js'],
      severities: ['warning'],
    },
    {
      name: 'a runner',
      facts: dockerfile('FROM a:1\nCMD ["npx", "-y", "@acme/weather"]\n'),
      messages: ['CMD starts npx as process 1, and the server below it.'],
      severities: ['warning'],
    },
    {
      name: 'another runner',
      facts: dockerfile('FROM a:1\nENTRYPOINT ["uv", "run", "weather"]\n'),
      messages: ['ENTRYPOINT starts uv run as process 1, and the server below it.'],
      severities: ['warning'],
    },
    {
      name: 'a shell that stays',
      facts: dockerfile('FROM a:1\nCMD ["sh", "-c", "cd /app && node server.js"]\n'),
      messages: ['CMD starts a shell as process 1, and the server below it.'],
      severities: ['warning'],
    },
  ],
});
