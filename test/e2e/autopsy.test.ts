import { afterAll, beforeAll, expect, it } from 'vitest';
import { verify } from '../../src/actions/verify.js';
import { checks } from '../../src/checks/index.js';
import { parseConfig } from '../../src/config/load-config.js';
import type { Engine } from '../../src/ports/engine.js';
import { diagnose } from '../../src/model/explain-exit.js';
import type { ScenarioSpec } from '../../src/targets/target.js';
import { startContainerRun } from '../../src/targets/container-run.js';
import { runLabels } from '../../src/targets/run-labels.js';
import { realContext } from '../support/real-context.js';
import { buildImage, fixturesDockerfile, nothingIsLeft, realEngine, testImage } from '../support/verify-engine.js';

/** One image with everything that can be wrong with a program. */
const IMAGE = testImage('autopsy');
const script = [
  String.raw`printf '#!/bin/sh\r\nexec node\r\n' > crlf.sh`,
  String.raw`printf '#!/usr/bin/env node\r\n1\r\n' > crlf.js`,
  String.raw`printf '#!/opt/none/python\n' > no-interpreter.py`,
  String.raw`printf 'echo hi\n' > no-shebang.sh`,
  String.raw`printf '\177ELF\002\001\001' > other-platform`,
  String.raw`printf '#!/bin/sh\n' > denied.sh`,
  String.raw`sed 's#/lib64/ld-linux-x86-64.so.2#/lib/ld-musl-x86_64.so.1\x00#' /bin/true > musl`,
  'chmod 755 * && chmod 644 denied.sh',
].join(' && ');
const SPEC: ScenarioSpec = { name: 'variant', mode: 'stdio', container: {}, ending: 'dispose' };

let engine: Engine;
beforeAll(async () => {
  engine = await realEngine();
  const dockerfile = fixturesDockerfile
    .replace('USER 1000', `RUN mkdir /bad && cd /bad && ${script}\nUSER 1000`)
    .replace('ENTRYPOINT ["/usr/local/bin/node"]', 'ENTRYPOINT []');
  await buildImage(engine, IMAGE, dockerfile);
});
afterAll(() => nothingIsLeft(engine, IMAGE));

const node = (code: string) => ['/usr/local/bin/node', '-e', code];

it('finds the cause of every exit', { timeout: 60_000 }, async () => {
  const cases: Record<string, readonly string[]> = {
    'windows-line-ends': ['/bad/crlf.sh'],
    'windows-line-ends (env)': ['/bad/crlf.js'],
    'missing-interpreter': ['/bad/no-interpreter.py'],
    'script-without-interpreter-line': ['/bad/no-shebang.sh'],
    'wrong-platform': ['/bad/other-platform'],
    ...(process.arch === 'x64' ? { 'other-libc': ['/bad/musl'] } : {}),
    'not-executable': ['/bad/denied.sh'],
    'missing-program': ['no-such-program'],
    'missing-module': node("require('/app/dist/index.js')"),
    'missing-variable': node("console.error('API_KEY is required'); process.exit(1)"),
    'permission-denied': node("require('fs').mkdirSync('/data')"),
    'missing-file': node("require('fs').readFileSync('/none.json')"),
    'connection-refused': node("require('net').connect(9, '127.0.0.1')"),
    'bind-refused': node("require('net').createServer().listen(3000, '203.0.113.9')"),
    'port-in-use': node("const n = require('net'); n.createServer().listen(3000, () => n.createServer().listen(3000))"),
    'needs-terminal': node('process.stdin.setRawMode(true)'),
    killed: node("process.kill(process.pid, 'SIGKILL'); setTimeout(() => process.exit(137), 50)"),
    'stdin-closed': node(''),
    'wrote-nothing': node('process.exit(3)'),
  };
  const found: Record<string, string> = {};
  for (const [name, args] of Object.entries(cases)) {
    await using run = await startContainerRun({
      engine,
      spec: SPEC,
      container: { imageReference: IMAGE, labels: runLabels('autopsy'), args },
      stopBudgetMs: 1_000,
      secrets: [],
      signal: new AbortController().signal,
    });
    found[name] = diagnose(await run.exited).id;
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(cases).map((name) => [name, name.replace(/ .*/u, '')])));
});

it.each([
  { cause: 'prints-instead', code: "console.log('Usage: serve'); setInterval(() => {}, 1e6)" },
  {
    cause: 'dns-failure',
    code: "console.error('retry: getaddrinfo EAI_AGAIN api.example.com'); setInterval(() => {}, 1e6)",
  },
  { cause: 'serves-http', code: "require('http').createServer().listen(3000)" },
  { cause: 'unended-message', code: `process.stdout.write('{"jsonrpc":"2.0",'); setInterval(() => {}, 1e6)` },
  { cause: 'silent', code: 'setInterval(() => {}, 1e6)' },
])('finds out why one that runs does not answer: $cause', async ({ cause, code }) => {
  const config = {
    name: 'autopsy',
    image: IMAGE,
    server: { transports: { stdio: { args: node(code) } } },
    budgets: { handshake: '800ms', stop: '500ms' },
  };
  const { results } = await verify(
    {
      target: { kind: 'project' },
      project: parseConfig(JSON.stringify(config), 'mcp-dock.yaml', '/nowhere'),
      checks: checks.filter(({ id }) => id === 'mcp/initialize'),
      environment: {},
      headers: {},
      timeoutMs: 60_000,
    },
    { ...(await realContext('/nowhere')), environment: {} },
  );
  expect(results[0]?.findings.map((finding) => finding.cause)).toEqual([cause]);
});
