import { describe, expect, it } from 'vitest';
import { causeOf, exitDetails, explainExit, remedyFor } from '../../../src/model/explain-exit.js';
import { exit } from '../../support/run-facts.js';

describe('explainExit', () => {
  it('says when, with what code and why', () => {
    expect(explainExit(exit({ afterMs: 1_400, lastLines: ['Error: boom'] }))).toBe(
      'The container exited after 1.4 s with code 1: Error: boom',
    );
  });

  it('says of a process what is true of one', () => {
    expect(explainExit(exit({ process: true, exitCode: 0, afterMs: 1_400 }))).toBe(
      'The process exited after 1.4 s with code 0: it ended by itself, without an error',
    );
  });

  it.each([
    { name: 'memory', given: exit({ exitCode: 137, oomKilled: true }), cause: 'it ran out of memory' },
    { name: 'a kill', given: exit({ exitCode: 137 }), cause: 'it was killed' },
    { name: 'silence', given: exit(), cause: 'it did not say why' },
    {
      name: 'a program that is not there',
      given: exit({
        exitCode: 127,
        error:
          'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nod": executable file not found in $PATH: unknown',
      }),
      cause: 'its program was not found (exec: "nod": executable file not found in $PATH: unknown)',
    },
    {
      name: 'a program without the right to be one',
      given: exit({ exitCode: 126, error: 'exec: "/app/run.sh": permission denied: unknown' }),
      cause: 'its program may not be executed (exec: "/app/run.sh": permission denied: unknown)',
    },
    {
      name: 'another platform',
      given: exit({ lastLines: ['exec /usr/local/bin/node: exec format error'] }),
      cause: 'its program is made for another platform (exec /usr/local/bin/node: exec format error)',
    },
    {
      name: 'a missing variable',
      given: exit({ lastLines: ['Missing environment variable: FASTAPI_BASE_URL', 'see the docs'] }),
      cause: 'it asks for the variable FASTAPI_BASE_URL (Missing environment variable: FASTAPI_BASE_URL)',
    },
    {
      name: 'the error above the rest of a dump',
      given: exit({
        lastLines: [
          'node:internal/modules/cjs/loader:1210',
          '  throw err;',
          "Error: Cannot find module '/app/missing.js'",
          '    at Function._load (node:internal/modules/cjs/loader:1)',
          "  code: 'MODULE_NOT_FOUND',",
          '  requireStack: []',
          '}',
          'Node.js v24.1.0',
        ],
      }),
      cause: "Error: Cannot find module '/app/missing.js'",
    },
    {
      name: 'a fault below a variable that the server does without',
      given: exit({
        lastLines: ['LOG_LEVEL not set, using info', 'Error: SQLITE_CANTOPEN: unable to open database file'],
      }),
      cause: 'Error: SQLITE_CANTOPEN: unable to open database file',
    },
    {
      name: 'a code of Node that looks like a variable',
      given: exit({
        lastLines: [
          'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined',
          '    at join (node:path:478:7)',
        ],
      }),
      cause: 'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined',
    },
    {
      name: 'the last line with words',
      given: exit({ lastLines: ['Please provide a database URL', "    hostname: 'mcp.example.com'", '  }', '}'] }),
      cause: 'Please provide a database URL',
    },
    {
      name: 'the line above a page of usage',
      given: exit({
        lastLines: [
          'Required command was not provided.',
          'Usage:',
          '  azmcp [command] [options]',
          '  azmcp server start',
        ],
      }),
      cause: 'Required command was not provided',
    },
    {
      name: 'a usage that stands alone',
      given: exit({ lastLines: ['[1] Usage: mcp-remote <https://server-url> [callback-port]'] }),
      cause: '[1] Usage: mcp-remote <https://server-url> [callback-port]',
    },
    {
      name: 'a sentence below a page of usage',
      given: exit({
        lastLines: ['usage: x [-h]', '  -h  help', '[E 12:00 x] Either a command or a URL must be given.'],
      }),
      cause: '[E 12:00 x] Either a command or a URL must be given',
    },
    {
      name: 'what argparse says below its usage',
      given: exit({ lastLines: ['usage: x [-h] --db DB', 'x: error: the following arguments are required: --db'] }),
      cause: 'x: error: the following arguments are required: --db',
    },
    {
      name: 'an error before a page of usage',
      given: exit({
        lastLines: ['Error: no current-context is set in kubeconfig.', 'Usage:', '  x [flags]', '  --port int  Port'],
      }),
      cause: 'Error: no current-context is set in kubeconfig',
    },
    {
      name: 'the message of an error that is printed as JSON',
      given: exit({
        lastLines: [
          'Server error: [',
          '  {',
          '    "code": "too_small",',
          '    "message": "URL cannot be empty",',
          '    "path": [',
          '      "url"',
          '    ]',
          '  }',
          ']',
        ],
      }),
      cause: 'Server error: URL cannot be empty',
    },
  ])('knows $name', ({ given, cause }) => {
    expect(causeOf(given)).toBe(cause);
  });
});

describe('what a finding has beside its message', () => {
  const page = Array.from({ length: 12 }, (_, index) => `  --flag-${index}  something`);

  it('shows the error that a page of usage follows, and does not ask for arguments', () => {
    const lastLines = ['listening soon', 'Error: no context is set.', 'Set one.', 'Usage:', ...page];
    expect(exitDetails(exit({ lastLines }))).toMatchObject({
      cause: 'reported-error',
      evidence: lastLines.slice(1, 9),
    });
  });

  it('asks for arguments where the error speaks of them', () => {
    const lastLines = ['Error: unknown flag: --stdoi', 'Usage:', ...page];
    expect(exitDetails(exit({ lastLines }))).toMatchObject({ cause: 'usage', evidence: lastLines.slice(0, 8) });
  });

  it('shows more of a line than its sentence has', () => {
    const line = `Error: refused to bind. ${'x'.repeat(200)} Pass --allow.`;
    const given = exit({ lastLines: [line] });
    expect(exitDetails(given).evidence).toEqual([line]);
    expect(explainExit(given)).not.toContain('--allow');
  });

  it.each([
    ["AttributeError: 'Server' object has no attribute 'list_tools'", 'MCP SDK'],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'a.json'", 'where you stand'],
    ['getaddrinfo ENOTFOUND db.example', 'this machine'],
  ])('helps a program of this machine: %s', (line, helps) => {
    expect(exitDetails(exit({ lastLines: [line], process: true })).remedy).toContain(helps);
  });
});

describe('remedyFor', () => {
  it.each([
    { name: 'memory', given: exit({ exitCode: 137, oomKilled: true }), helps: 'more memory' },
    { name: 'another platform', given: exit({ lastLines: ['exec format error'] }), helps: '--platform' },
    { name: 'a missing program', given: exit({ exitCode: 127 }), helps: 'ENTRYPOINT' },
    { name: 'a variable', given: exit({ lastLines: ['API_KEY is required'] }), helps: '--env API_KEY' },
    { name: 'arguments', given: exit({ lastLines: ['usage: x --db DB'] }), helps: 'arguments' },
    { name: 'anything else', given: exit({ lastLines: ['Error: boom'] }), helps: 'by hand' },
  ])('$name', ({ given, helps }) => {
    expect(remedyFor(given)).toContain(helps);
  });
});
