import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderForeignFiles } from '../../../../src/actions/write-foreign.js';
import { planForeign } from '../../../../src/plan/foreign/foreign-plan.js';
import { NODE_PID1 } from '../../../../src/plan/foreign/node-image.js';
import { foreignChoices } from '../../../support/foreign-choices.js';

/** A server as the transport of the TypeScript SDK has it: it reads stdin, never looks for its end, and something keeps it alive. */
const DEAF = "setInterval(() => {}, 1000); process.stdin.on('data', (line) => process.stdout.write(`got ${line}`));";

describe('what a Node.js server is loaded with', () => {
  let folder: string;
  let pid1: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcp-dock-pid1-'));
    const files = await renderForeignFiles(planForeign(foreignChoices()));
    pid1 = join(folder, NODE_PID1);
    await writeFile(pid1, files.find(({ path }) => path === NODE_PID1)?.content ?? '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Starts a server, writes a line, ends stdin, and waits for it as long as `limitMs`. */
  async function run(server: string, { limitMs = 5_000, loaded = true } = {}) {
    const args = [...(loaded ? ['--import', pathToFileURL(pid1).href] : []), '--input-type=module', '--eval', server];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stdin.end('hello\n');
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    clearTimeout(timer);
    return { exitCode, stdout };
  }

  it('ends one that would go on without its client', async () => {
    expect(await run(DEAF, { loaded: false, limitMs: 1_500 })).toMatchObject({ exitCode: null });
    expect(await run(DEAF)).toEqual({ exitCode: 0, stdout: 'got hello\n' });
  });

  it('lets an answer out that is on its way', async () => {
    const slow = `${DEAF} process.stdin.once('data', () => setTimeout(() => process.stdout.write('late\\n'), 200));`;
    expect((await run(slow)).stdout).toBe('got hello\nlate\n');
  });

  it('has the server put its things away first', async () => {
    const tidy = `${DEAF} process.on('SIGTERM', () => { process.stdout.write('tidied\\n'); process.exit(7); });`;
    expect(await run(tidy)).toEqual({ exitCode: 7, stdout: 'got hello\ntidied\n' });
  });

  it('leaves alone a server that never reads stdin', async () => {
    const http = "setTimeout(() => { process.stdout.write('still here\\n'); process.exit(3); }, 1500);";
    expect(await run(http)).toEqual({ exitCode: 3, stdout: 'still here\n' });
  });
});
