import { expect, it } from 'vitest';
import { entryScripts } from '../../../../src/plan/dockerfile/entry-scripts.js';
import { readDockerfile } from '../../../../src/plan/dockerfile/read-dockerfile.js';

const paths = (text: string) =>
  entryScripts(readDockerfile(text)).map(({ from, target, direct }) => [
    'path' in from ? from.path : '<<',
    target,
    direct,
  ]);

it.each([
  [
    'a name on the PATH',
    'FROM a:1\nCOPY run.sh /usr/local/bin/\nENTRYPOINT ["run.sh"]\n',
    [['run.sh', '/usr/local/bin/run.sh', true]],
  ],
  [
    'another name in the image',
    'FROM a:1\nCOPY docker/run.sh /entry\nENTRYPOINT ["/entry", "http"]\n',
    [['docker/run.sh', '/entry', true]],
  ],
  [
    'a folder',
    'FROM a:1\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["./bin/run.sh"]\n',
    [['bin/run.sh', '/app/bin/run.sh', true]],
  ],
  [
    'a shell',
    'FROM a:1\nWORKDIR /app\nCOPY scripts ./scripts\nCMD ["sh", "-e", "scripts/run.sh"]\n',
    [['scripts/run.sh', '/app/scripts/run.sh', false]],
  ],
  [
    'an init before it',
    'FROM a:1\nCOPY run.sh /\nENTRYPOINT ["/sbin/tini", "--", "/run.sh"]\n',
    [['run.sh', '/run.sh', true]],
  ],
  [
    'another stage',
    'FROM a:1 AS b\nWORKDIR /src\nCOPY . .\nFROM a:1\nCOPY --from=b /src/run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
    [['run.sh', '/run.sh', true]],
  ],
  ['a heredoc', 'FROM a:1\nCOPY <<EOF /run.sh\n#!/bin/sh\nEOF\nENTRYPOINT ["/run.sh"]\n', [['<<', '/run.sh', true]]],
  ['a program of the base', 'FROM node:24\nCOPY . /app/\nENTRYPOINT ["node", "/app/x.js"]\n', []],
  ['text for a shell', 'FROM a:1\nCOPY . /\nCMD ["sh", "-c", "/run.sh"]\n', []],
  ['nothing', 'FROM a:1\n', []],
])('finds where the script of %s comes from', (_, text, expected) => {
  expect(paths(text)).toEqual(expected);
});
