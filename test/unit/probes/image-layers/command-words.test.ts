import { describe, expect, it } from 'vitest';
import { commandsOf, programsOf } from '../../../../src/probes/image-layers/command-words.js';

describe('programsOf', () => {
  it.each<[string, string[], { program: string; script?: string }[]]>([
    ['a program', ['/app/server', 'http'], [{ program: '/app/server' }]],
    ['a script', ['node', '/app/server.js', 'http'], [{ program: 'node', script: '/app/server.js' }]],
    [
      'flags with values',
      ['node', '--import', './i.js', '--enable-source-maps', 'dist/a.js'],
      [{ program: 'node', script: 'dist/a.js' }],
    ],
    ['inline code', ['node', '-e', 'fetch("x")'], [{ program: 'node' }]],
    ['a module', ['python3.12', '-u', '-m', 'server'], [{ program: 'python3.12' }]],
    ['a Python script', ['python', '-X', 'dev', 'main.py'], [{ program: 'python', script: 'main.py' }]],
    [
      'an init',
      ['/usr/bin/tini', '--', 'node', 'a.js'],
      [{ program: '/usr/bin/tini' }, { program: 'node', script: 'a.js' }],
    ],
    [
      'an init without dashes',
      ['dumb-init', 'node', 'a.js'],
      [{ program: 'dumb-init' }, { program: 'node', script: 'a.js' }],
    ],
    ['another user', ['gosu', 'app', 'server'], [{ program: 'gosu' }, { program: 'server' }]],
    ['an environment', ['env', 'A=b', 'server'], [{ program: 'env' }, { program: 'server' }]],
    ['a shell script', ['sh', '/app/start.sh'], [{ program: 'sh', script: '/app/start.sh' }]],
    [
      'shell form',
      ['/bin/sh', '-c', 'exec node server.js'],
      [{ program: '/bin/sh' }, { program: 'node', script: 'server.js' }],
    ],
    ['a change of folder', ['sh', '-c', 'cd /app && node server.js'], [{ program: 'sh' }, { program: 'node' }]],
    ['nothing', [], []],
    [
      'wrappers without end',
      Array.from({ length: 50 }, () => 'env'),
      Array.from({ length: 9 }, () => ({ program: 'env' })),
    ],
  ])('reads %s', (_, argv, programs) => {
    expect(programsOf(argv)).toEqual(programs);
  });
});

describe('commandsOf', () => {
  it.each([
    ['curl -f http://127.0.0.1/health || exit 1', [['curl', '-f', 'http://127.0.0.1/health']]],
    [
      'wget -q x | grep -q ok',
      [
        ['wget', '-q', 'x'],
        ['grep', '-q', 'ok'],
      ],
    ],
    ['wget -q x || curl -f x || exit 1', []],
    ['command -v curl && curl x', []],
    ['if curl x; then exit 0; fi', []],
    ['A=b exec "my app"', [['exec', 'my app']]],
    ['$CMD --flag', []],
    [
      'node -e "fetch(\'x\').then(r => process.exit(r.ok ? 0 : 1))"',
      [['node', '-e', "fetch('x').then(r => process.exit(r.ok ? 0 : 1))"]],
    ],
    ['[ -f /tmp/ok ]', []],
    ['! pgrep node', [['pgrep', 'node']]],
    ['x'.repeat(5000), []],
  ])('reads %s', (text, commands) => {
    expect(commandsOf(text)).toEqual(commands);
  });
});
