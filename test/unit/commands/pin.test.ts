import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import Pin from '../../../src/commands/pin.js';
import { packageRoot } from '../../../src/config/package-files.js';
import type { Context } from '../../../src/ports/context.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { fakeProcesses } from '../../support/probe-context.js';

const A = `sha256:${'a'.repeat(64)}`;
let cwd: string;
let printed: string[];
let statuses: number[];

class PinHere extends Pin {
  protected override async createContext(): Promise<Context> {
    return {
      cwd,
      engine: fakeEngine({ askRegistry: async () => ({ status: 'reachable', digest: A }) }),
      prompter: createScriptedPrompter(),
      processes: fakeProcesses(),
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      environment: { DOCKER_CONFIG: '/nowhere', NO_COLOR: '1' },
      toolVersion: '1.2.3',
    };
  }
  protected override print(text: string): void {
    printed.push(text);
  }
  protected override endWith(exitCode: number): void {
    statuses.push(exitCode);
  }
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-pin-command-'));
  printed = [];
  statuses = [];
  await writeFile(join(cwd, 'Dockerfile'), 'FROM node:24\n');
  await writeFile(join(cwd, 'other'), `FROM node:24@${A}\n`);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const run = (...argv: string[]) => PinHere.run(argv, packageRoot);

it('writes, and prints one JSON document', async () => {
  await run('--yes', '--json');
  expect(printed).toHaveLength(1);
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({
    schemaVersion: 1,
    command: 'pin',
    outcome: 'written',
    dockerfile: join(cwd, 'Dockerfile'),
    images: [
      { line: 1, instruction: 'FROM', written: 'node:24', reference: 'node:24', state: 'not-pinned', newest: A },
    ],
  });
  expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toBe(`FROM node:24@${A}\n`);
  expect(statuses).toEqual([0]);
});

it('shows under --dry-run and writes nothing', async () => {
  await run('--dry-run');
  expect(printed.join('')).toContain(`+FROM node:24@${A}`);
  expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toBe('FROM node:24\n');
  expect(statuses).toEqual([0]);
});

it('ends --check with 1 for what is not pinned and 0 for what is', async () => {
  await run('--check');
  expect(printed.join('')).toContain('not pinned');
  await run('--check', '--file', 'other');
  expect(statuses).toEqual([1, 0]);
});

it('pins all Dockerfiles of a project with several images, each once', async () => {
  await writeFile(
    join(cwd, 'mcp-dock.yaml'),
    'name: todo\nimages:\n  backend: { build: { dockerfile: backend.Dockerfile } }\n  twin: { build: { dockerfile: backend.Dockerfile } }\n',
  );
  await writeFile(join(cwd, 'backend.Dockerfile'), 'FROM python:3\n');
  await run('--check');
  await run('--yes', '--json');
  expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({
    command: 'pin',
    dockerfiles: [
      { outcome: 'written', dockerfile: join(cwd, 'Dockerfile') },
      { outcome: 'written', dockerfile: join(cwd, 'backend.Dockerfile') },
    ],
  });
  expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toBe(`FROM node:24@${A}\n`);
  expect(await readFile(join(cwd, 'backend.Dockerfile'), 'utf8')).toBe(`FROM python:3@${A}\n`);
  await run('--check');
  expect(printed.at(-1)).toMatch(/ok Dockerfile pins .*ok backend\.Dockerfile pins/su);
  expect(statuses).toEqual([1, 0, 0]);
});

it('writes into no Dockerfile when one of them cannot be read', async () => {
  await writeFile(join(cwd, 'mcp-dock.yaml'), 'name: todo\nimages:\n  backend: { build: { dockerfile: gone } }\n');
  await run('--yes');
  expect(statuses).toEqual([2]);
  expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toBe('FROM node:24\n');
});

it('leaves alone what images with one Dockerfile build differently', async () => {
  await writeFile(
    join(cwd, 'mcp-dock.yaml'),
    'name: todo\nbuild: { args: { V: "24" } }\nimages:\n  old: { build: { args: { V: "22" } } }\n',
  );
  const text = 'ARG V=24\nFROM debian:12 AS build\nFROM node:${V}\n';
  await writeFile(join(cwd, 'Dockerfile'), text);
  await run('--yes', '--json');
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({
    images: [
      { state: 'not-pinned' },
      { state: 'left-alone', reason: expect.stringContaining('different references') as string },
    ],
  });
  expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toBe(text.replace('debian:12', `debian:12@${A}`));
});
