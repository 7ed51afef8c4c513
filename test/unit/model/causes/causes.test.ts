import { describe, expect, it } from 'vitest';
import { diagnoseSilence, silenceCauses, type SilenceEvidence } from '../../../../src/model/causes/silence-causes.js';
import { diagnose, exitCauses } from '../../../../src/model/explain-exit.js';
import type { ContainerExit } from '../../../../src/model/facts/run.js';
import { exit } from '../../../support/run-facts.js';

const said = (...lastLines: string[]) => exit({ lastLines });
const program = (kind: 'elf' | 'script' | 'text', more: object = {}) => ({ path: '/app/start', kind, ...more });
const refused = 'exec /app/start: no such file or directory';

const exits: Record<string, ContainerExit[]> = {
  'out-of-memory': [
    exit({ exitCode: 137, oomKilled: true }),
    said('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
  ],
  'script-without-interpreter-line': [
    exit({ lastLines: ['exec /app/start: exec format error'], program: program('text') }),
  ],
  'wrong-platform': [exit({ lastLines: ['exec /app/start: exec format error'], program: program('elf') })],
  'windows-line-ends': [
    exit({ lastLines: [refused], program: program('script', { interpreter: '/bin/sh', windowsLineEnds: true }) }),
    exit({ exitCode: 127, lastLines: [String.raw`/usr/bin/env: 'node\r': No such file or directory`] }),
  ],
  'other-libc': [
    exit({ lastLines: [refused], program: program('elf', { interpreter: '/lib/ld-musl-x86_64.so.1' }) }),
    said("node: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by node)"),
    said('Error: libc.musl-x86_64.so.1: cannot open shared object file: No such file or directory'),
  ],
  'missing-interpreter': [
    exit({ lastLines: [refused], program: program('script', { interpreter: '/opt/python' }) }),
    said(refused),
  ],
  'not-executable': [
    exit({ exitCode: 127, error: 'exec: "/app/run.sh": permission denied: unknown' }),
    exit({ exitCode: 126 }),
  ],
  'missing-program': [
    exit({ exitCode: 127, error: 'exec: "nod": executable file not found in $PATH: unknown' }),
    exit({ exitCode: 127, error: 'exec: "/x": stat /x: no such file or directory: unknown' }),
  ],
  'port-taken-on-host': [exit({ exitCode: 128, error: 'Bind for 127.0.0.1:3000 failed: port is already allocated' })],
  'missing-variable': [said('API_KEY is required'), said("KeyError: 'API_TOKEN'")],
  'needs-terminal': [
    said('the input device is not a TTY'),
    said('termios.error: (25, Inappropriate ioctl for device)'),
  ],
  'sdk-drift': [
    said("ImportError: cannot import name 'FastMCP' from 'mcp.server.fastmcp' (/app/mcp/__init__.py)"),
    said("ModuleNotFoundError: No module named 'mcp.server.fastmcp'"),
    said(
      "SyntaxError: The requested module '@modelcontextprotocol/sdk/server/mcp.js' does not provide an export named 'X'",
    ),
    said("AttributeError: 'Server' object has no attribute 'list_resources'"),
    said("TypeError: FastMCP.__init__() got an unexpected keyword argument 'description'"),
  ],
  'missing-module': [
    said("Error: Cannot find module '/app/dist/index.js'"),
    said("ModuleNotFoundError: No module named 'httpx'"),
  ],
  'port-in-use': [said('Error: listen EADDRINUSE: address already in use 0.0.0.0:3000')],
  'bind-refused': [
    said('Error: listen EACCES: permission denied 0.0.0.0:80'),
    said('Error: listen EADDRNOTAVAIL: address not available 10.0.0.9'),
  ],
  'read-only': [said("OSError: [Errno 30] Read-only file system: '/app/data'")],
  'disk-full': [said('Error: ENOSPC: no space left on device, write')],
  'tls-interception': [
    said('Error: self-signed certificate in certificate chain'),
    said('ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'),
  ],
  'package-download': [
    said('npm error code EAI_AGAIN', 'npm error network request to https://registry.example.com failed'),
    said('error: Failed to fetch: `https://pypi.example.com/simple/mcp/`'),
  ],
  'dns-failure': [
    said('Error: getaddrinfo ENOTFOUND db'),
    said('socket.gaierror: [Errno -2] Name or service not known'),
  ],
  'connection-refused': [said('Error: connect ECONNREFUSED 127.0.0.1:5432')],
  'network-unreachable': [said('Error: connect ETIMEDOUT 203.0.113.9:443')],
  'permission-denied': [
    said("Error: EACCES: permission denied, mkdir '/data/x'"),
    said("PermissionError: [Errno 13] '/root'"),
  ],
  'missing-file': [said("Error: ENOENT: no such file or directory, open '/app/config.json'")],
  usage: [said('usage: x --db DB')],
  'other-module-kind': [said('SyntaxError: Cannot use import statement outside a module')],
  'does-not-parse': [said('SyntaxError: Unexpected token')],
  crashed: [exit({ exitCode: 139 })],
  'reported-error': [said('Error: boom')],
  'stdin-closed': [exit({ exitCode: 0, overStdio: false })],
  'ended-by-itself': [exit({ exitCode: 0, overStdio: true }), exit({ exitCode: 0, process: true })],
  killed: [exit({ exitCode: 137 }), exit({ exitCode: 137, killed: true })],
  'wrote-nothing': [exit()],
};

describe('causes of an exit', () => {
  it('all have an example', () => {
    expect(Object.keys(exits)).toEqual(exitCauses.map(({ id }) => id));
  });
  it.each(
    Object.entries(exits).flatMap(([id, all]) =>
      all.map((given) => ({ id, given, shown: given.lastLines[0] ?? given.error ?? given.exitCode })),
    ),
  )('$id: $shown', ({ id, given }) => {
    const found = diagnose(given);
    expect(found.id).toBe(id);
    expect(found.words).not.toBe('');
    expect(found.remedy).toMatch(/^[A-Z`].*[.`)]$/su);
  });
});

const silence = (more: Partial<SilenceEvidence> = {}): SilenceEvidence => ({
  transport: 'stdio',
  stderr: [],
  processes: ['node server.js'],
  listening: [],
  ...more,
});
const silences: Record<string, SilenceEvidence[]> = {
  'installing-at-start': [
    silence({ processes: ['node /usr/local/bin/npx -y some-server'] }),
    silence({ stderr: ['Downloading numpy (15.9MiB)'] }),
  ],
  'needs-terminal': [silence({ stderr: ['stdin is not a tty'] })],
  'tls-interception': [silence({ stderr: ['retry: self-signed certificate in certificate chain'] })],
  'dns-failure': [silence({ stderr: ['retry 3: getaddrinfo EAI_AGAIN api.example.com'] })],
  'connection-refused': [silence({ stderr: ['waiting for database: ECONNREFUSED'] })],
  'network-unreachable': [silence({ stderr: ['connect ETIMEDOUT 203.0.113.9:443'] })],
  'serves-http': [silence({ listening: ['0.0.0.0:3000'] })],
  'unended-message': [
    silence({ unended: 'it wrote 9 bytes to stdout that no newline ended' }),
    silence({ unended: 'it wrote 9 bytes to stdout that no newline ended', firstStdout: '{"id":1,"' }),
  ],
  'prints-instead': [
    silence({ firstStdout: 'Welcome' }),
    silence({ unended: 'it wrote 2 bytes to stdout that no newline ended', firstStdout: '> ' }),
  ],
  'still-starting': [silence({ stderr: ['Loading the model'] })],
  'not-listening': [
    silence({ transport: 'http' }),
    silence({ transport: 'http', processes: [], listening: ['0.0.0.0:3000'] }),
  ],
  silent: [silence()],
};

describe('causes of a silence', () => {
  it('all have an example', () => {
    expect(Object.keys(silences).toSorted()).toEqual(silenceCauses.map(({ id }) => id).toSorted());
  });
  it.each(Object.entries(silences).flatMap(([id, all]) => all.map((given) => ({ id, given }))))(
    '$id',
    ({ id, given }) => {
      const found = diagnoseSilence(given);
      expect(found.cause).toBe(id);
      expect(found.words).not.toMatch(/\b(?:EOF|timeout)\b/u);
    },
  );
});
