import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareState, initState, readInitState, recordedText, stateFile } from '../../../src/actions/init-state.js';

const project = {
  kind: 'new',
  choices: {
    name: 'todo',
    port: 3000,
    runtime: 'node',
    runtimeVersion: '24',
    packageManager: 'npm',
    base: 'slim',
    template: 'todo',
    baseRegistry: 'docker.io/library',
    serverName: 'io.github.example/todo',
    with: [],
  },
} as const;
const state = initState('1.2.3', project, [
  { path: '.env', content: 'SERVICE_AUTH_TOKEN=secret-value\n', keep: true },
  { path: 'Dockerfile', content: 'FROM scratch\n' },
  { path: 'backend/uv.lock', content: 'lock\n' },
]);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-state-'));
  await mkdir(join(directory, '.mcp-dock'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));
const write = (content: string) => writeFile(join(directory, '.mcp-dock/init.json'), content);

it('comes back as it was written, a line for each file and no secret in it', async () => {
  const { path, content } = stateFile(state);
  expect(path).toBe('.mcp-dock/init.json');
  expect(content).not.toContain('secret-value');
  expect(content).toMatch(/^ {4}"\.env": \{"secret":true\},$/mu);
  expect(content).toMatch(/^ {4}"backend\/uv\.lock": \{"sha256":"[\da-f]{64}"\}$/mu);
  await write(content);
  const read = await readInitState(directory);
  expect(read).toEqual(state);
  expect(recordedText(read?.files['Dockerfile'])).toBe('FROM scratch\n');
  expect(recordedText(read?.files['backend/uv.lock'])).toBeUndefined();
  expect(await compareState(directory, state)).toMatchObject({ state: 'same' });
  expect(await compareState(directory, { ...state, files: {} })).toMatchObject({ state: 'different' });
});

it('knows package manager and base of a project from before there were several', async () => {
  const { packageManager, base, ...choices } = project.choices;
  await write(stateFile({ ...state, project: { kind: 'new', choices: choices as typeof project.choices } }).content);
  expect((await readInitState(directory))?.project).toEqual(project);
  expect([packageManager, base]).toEqual(['npm', 'slim']);
});

it('is not there in a project of an earlier time', async () => {
  expect(await readInitState(directory)).toBeUndefined();
  expect(await compareState(directory, state)).toMatchObject({ state: 'new' });
});

const bomb = deflateRawSync(Buffer.alloc(5 * 1024 * 1024)).toString('base64');
const tampered = (changes: object) => JSON.stringify({ ...state, ...changes });
it.each([
  ['no JSON', '{'],
  ['a newer schema', tampered({ schemaVersion: 2 })],
  ['a path that leads out', tampered({ files: { '../x': { text: '' } } })],
  ['an absolute path', tampered({ files: { '/etc/x': { text: '' } } })],
  ['a path of another system', tampered({ files: { 'C:x': { text: '' } } })],
  ['a text that cannot be unpacked', tampered({ files: { x: { text: '!!!!' } } })],
  ['a text larger than any file', tampered({ files: { x: { text: bomb } } })],
  ['another runtime', tampered({ project: { ...project, choices: { ...project.choices, runtime: 'cobol' } } })],
  ['a version that is none', tampered({ tool: { name: 'mcp-dock', version: 'a b\u001b' } })],
])('refuses %s', async (_, text) => {
  await write(text);
  await expect(readInitState(directory)).rejects.toMatchObject({ code: 'STATE_INVALID', exitCode: 2 });
});
