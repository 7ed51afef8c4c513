import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { init } from '../../../src/actions/init.js';
import { readInitState, recordedText, sha256, stateFile } from '../../../src/actions/init-state.js';
import { update, type Decision } from '../../../src/actions/update.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import type { Prompter } from '../../../src/ports/prompter.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { randomFrom, type Random } from '../../support/random.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-update-property-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const ports = (toolVersion: string, prompter: Prompter = createScriptedPrompter()) => ({
  cwd,
  prompter,
  progress: createSilentProgress(),
  signal: new AbortController().signal,
  toolVersion,
});

/** Every file of the project, byte by byte. */
async function snapshot(): Promise<Map<string, Buffer>> {
  const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => [path.slice(cwd.length + 1).replaceAll('\\', '/'), await readFile(path)] as const),
  );
  return new Map(files);
}

/** Changes some lines of a text; `mark` makes every change one of its own. */
function changed(text: string, mark: string, random: Random): string {
  const lines = text.split('\n');
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const at = random.below(lines.length);
    const line = `# ${mark} ${count}`;
    const removed = random.one([0, 1, 1, 3]);
    lines.splice(at, removed, ...(random.chance(0.8) ? [line] : []));
  }
  return lines.join('\n');
}

/** As if an earlier mcp-dock had rendered some files otherwise, and others not at all. */
async function makeOlder(random: Random): Promise<void> {
  const state = await readInitState(cwd);
  if (state === undefined) throw new Error('init wrote no state.');
  const files = { ...state.files };
  for (const [path, record] of Object.entries(state.files)) {
    if ('secret' in record || random.chance(0.5)) continue;
    if (random.chance(0.1)) {
      delete files[path];
      await rm(join(cwd, path));
      continue;
    }
    const older = changed(recordedText(record) ?? (await readFile(join(cwd, path), 'utf8')), 'older', random);
    files[path] = 'text' in record ? { text: deflateRawSync(older).toString('base64') } : { sha256: sha256(older) };
    await writeFile(join(cwd, path), older);
  }
  const before = { ...state, tool: { ...state.tool, version: '1.0.0' }, files };
  await writeFile(join(cwd, '.mcp-dock/init.json'), stateFile(before).content);
}

/** What people do to their files. Returns those that are gone. */
async function edit(paths: readonly string[], random: Random): Promise<string[]> {
  const gone: string[] = [];
  for (const path of paths) {
    if (path.startsWith('.mcp-dock/') || random.chance(0.6)) continue;
    const target = join(cwd, path);
    const text = await readFile(target, 'utf8');
    const mine = changed(text, 'mine', random);
    const kind = random.below(8);
    if (kind === 0) {
      await rm(target);
      gone.push(path);
    } else if (kind === 1) await writeFile(target, mine.replaceAll('\n', '\r\n'));
    else if (kind === 2) await writeFile(target, text.replaceAll('\n', '\r\n'));
    else if (kind === 3) await writeFile(target, Buffer.concat([Buffer.from(mine), Buffer.from([0xe9, 0xff, 0x0a])]));
    else if (kind === 4) await writeFile(target, '');
    else await writeFile(target, mine);
    if (kind === 5) await chmod(target, 0o600);
  }
  await writeFile(join(cwd, 'mine.txt'), 'Mine alone.\n');
  await writeFile(join(cwd, 'README.md.mcp-dock-new'), 'Of an earlier update, and edited since.\n');
  return gone;
}

/** What a run that asks nobody is refused with; it is tried only where it should be. */
const unattended = async (expected: boolean, work: () => Promise<unknown>): Promise<unknown> =>
  expected ? work().then(undefined, (error: unknown) => (error as { code?: unknown }).code) : undefined;

/** A person who decides by chance. */
const decider = (random: Random): Prompter => ({
  ...createScriptedPrompter(),
  interactive: true,
  confirm: async () => true,
  select: async ({ choices }) => random.one(choices).value,
});

it.each(Array.from({ length: 25 }, (_, seed) => seed))('loses nothing that a person wrote (seed %i)', async (seed) => {
  const random = randomFrom(seed);
  const parts = random.some(['backend', 'postgres', 'secrets']);
  const choices = { name: 'todo', runtime: random.one(['node', 'python-uv'] as const), with: parts };
  await init({ choices, yes: true, dryRun: false, force: false }, ports('2.0.0'));
  await makeOlder(random);
  const rendered = await snapshot();
  const gone = await edit([...rendered.keys()], random);
  const before = await snapshot();

  const more = random.chance(0.4) ? { with: ['redis'] } : {};
  const input = { changed: { choices: more, foreign: {} }, dryRun: false };
  const shown = await update({ ...input, yes: true, dryRun: true }, ports('2.0.0'));
  expect(await snapshot()).toEqual(before);
  // With nobody to decide, a conflict ends the run before a byte is written.
  const refused = await unattended(shown.refusal !== undefined, () => update({ ...input, yes: true }, ports('2.0.0')));
  expect(refused).toBe(shown.refusal?.code);
  expect(await snapshot()).toEqual(before);
  const { files, backup } = await update({ ...input, yes: false }, ports('2.0.0', decider(random)));

  const after = await snapshot();
  for (const [path, bytes] of before) {
    if (path === '.mcp-dock/init.json') continue;
    // As it was, or kept as it was, or nobody but mcp-dock had written it.
    const kept = after.get(path)?.equals(bytes) === true || after.get(`${backup}/${path}`)?.equals(bytes) === true;
    const untouched = bytes.toString('utf8').replaceAll('\r\n', '\n') === rendered.get(path)?.toString('utf8');
    expect(kept || untouched, `${path} of ${JSON.stringify(files.find((file) => file.path === path))}`).toBe(true);
    expect(after.has(path), path).toBe(true);
    // A merge has what the person wrote in it, and their line endings.
    const { state, decision } = files.find((file) => file.path === path) ?? {};
    if (state !== 'merged' && decision !== ('markers' satisfies Decision)) continue;
    const text = after.get(path)?.toString('utf8') ?? '';
    for (const line of bytes.toString('utf8').match(/^# mine \d$/gmu) ?? []) expect(text).toContain(line);
    expect(text, path).not.toContain('\u{FFFD}');
    expect(text.includes('\r\n'), path).toBe(bytes.includes('\r\n'));
  }
  for (const path of gone) expect(after.has(path), path).toBe(false);
  for (const path of ['.env', ...parts.filter((part) => part === 'secrets').map(() => 'secrets/service_auth_token')])
    expect(after.get(path)?.toString()).toBe(before.get(path)?.toString());

  // Right afterwards there is nothing left to do, whatever was decided.
  const again = await update({ changed: { choices: {}, foreign: {} }, yes: true, dryRun: false }, ports('2.0.0'));
  const states = new Set(again.files.map(({ state }) => state));
  for (const state of ['created', 'updated', 'merged', 'conflict', 'left'] as const)
    expect(states.has(state), state).toBe(false);
  expect(await snapshot()).toEqual(after);
});
