import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockText, requireSoundLock, updateLock } from '../../../src/actions/lock.js';
import { parseLock } from '../../../src/config/read-lock.js';
import type { CollectedFacts } from '../../../src/model/facts.js';
import type { SeenContract } from '../../../src/model/facts/contract.js';
import { contract, lockedTool, seen } from '../../support/contract.js';
import { silentSession } from '../../support/mcp-facts.js';
import { folderWith } from '../../support/probe-context.js';

const FILE = 'mcp-dock.lock.json';
const collected = (found: SeenContract): CollectedFacts => ({ contract: { status: 'known', value: found } });
const transports = ['http', 'stdio'] as const;

describe('updateLock', () => {
  it('writes what was seen, the same in every run', async () => {
    await using folder = await folderWith({});
    const context = { cwd: folder.path };
    await expect(updateLock({ collected: collected(seen()) }, {}, context)).resolves.toEqual({
      path: FILE,
      updated: true,
    });
    const text = await readFile(join(folder.path, FILE), 'utf8');
    expect(parseLock(text, FILE)).toEqual(contract());
    expect(text).toMatch(/^\{\n {2}"\$schema": "https:.*lock\.schema\.json",\n {2}"schemaVersion": 1,\n/u);
    const before = await requireSoundLock(context);
    await expect(updateLock({ collected: collected(seen()) }, { before, transports }, context)).resolves.toEqual({
      path: FILE,
      updated: true,
      changes: [],
      totals: { breaking: 0, compatible: 0, cosmetic: 0 },
    });
    expect(await readFile(join(folder.path, FILE), 'utf8')).toBe(text);
  });

  it('keeps the file when a transport that is declared says nothing', async () => {
    await using folder = await folderWith({});
    const silent = silentSession({ transport: 'stdio' });
    const seenInPart: CollectedFacts = { ...collected(seen()), mcpStdio: { status: 'known', value: silent } };
    const kept = { path: FILE, updated: false, kept: 'the server does not answer over stdio' };
    const context = { cwd: folder.path };
    await expect(updateLock({ collected: seenInPart }, { transports }, context)).resolves.toEqual(kept);
    await expect(updateLock({ collected: seenInPart }, { before: contract() }, context)).resolves.toEqual(kept);
    expect(await readdir(folder.path)).toEqual([]);
    await expect(updateLock({ collected: seenInPart }, { transports: ['http'] }, context)).resolves.toMatchObject({
      updated: true,
    });
  });

  it('tells what is new in it', async () => {
    await using folder = await folderWith({});
    const outcome = await updateLock(
      { collected: collected(seen({ tools: { add_task: lockedTool() } })) },
      { before: contract(), transports },
      { cwd: folder.path },
    );
    expect(outcome.changes).toEqual([
      { impact: 'breaking', path: '$.tools.create_task', message: 'the tool "create_task" is gone' },
      { impact: 'compatible', path: '$.tools.add_task', message: 'the tool "add_task" is new' },
    ]);
    expect(outcome.totals).toEqual({ breaking: 1, compatible: 1, cosmetic: 0 });
  });

  it('keeps what breaks of more than it can tell', async () => {
    await using folder = await folderWith({});
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`a_${at}`, lockedTool()]));
    const { changes = [], totals } = await updateLock(
      { collected: collected(seen({ tools: many })) },
      { before: contract(), transports },
      { cwd: folder.path },
    );
    expect(changes).toHaveLength(200);
    expect(changes[0]?.message).toBe('the tool "create_task" is gone');
    expect(totals).toEqual({ breaking: 1, compatible: 300, cosmetic: 0 });
  });

  it('keeps what this run could not see, and not what the project has no more', async () => {
    await using folder = await folderWith({});
    const partial = { protocol: { http: { handshake: '2025-11-25' } }, tools: contract().tools };
    const both = seen();
    await updateLock(
      { collected: collected({ ...both, contract: partial }) },
      { before: contract(), transports },
      { cwd: folder.path },
    );
    const text = await readFile(join(folder.path, FILE), 'utf8');
    expect(parseLock(text, FILE)).toMatchObject({
      protocol: { http: { handshake: '2025-11-25' }, stdio: contract().protocol.stdio },
      prompts: contract().prompts,
      image: contract().image,
    });
    await updateLock(
      { collected: collected({ ...both, contract: partial }) },
      { before: contract(), transports: ['http'] },
      { cwd: folder.path },
    );
    expect(parseLock(await readFile(join(folder.path, FILE), 'utf8'), FILE).protocol).toEqual(partial.protocol);
  });

  it.each([
    ['never answered', { collected: collected(seen()), neverStarted: true }, /never answered/u],
    ['gave no list of tools', { collected: collected(seen({}, { listed: false })) }, /no list of its tools/u],
    [
      'gave no list of prompts',
      { collected: collected(seen({}, { faults: [{ list: 'prompts', message: 'no answer' }] })) },
      /no list of its prompts: no answer/u,
    ],
    ['refused to go on', { collected: collected(seen({}, { limited: 429 })) }, /refuses further requests: HTTP 429/u],
    ['was not asked', { collected: {} }, /nothing was seen/u],
    [
      'was not understood',
      { collected: { contract: { status: 'unknown', reason: 'the engine is gone' } } },
      /the engine is gone/u,
    ],
  ] as const)('leaves the file alone when the server %s', async (_, outcome, reason) => {
    await using folder = await folderWith({});
    const { updated, kept } = await updateLock(
      outcome,
      {},
      {
        cwd: folder.path,
      },
    );
    expect({ updated, kept }).toEqual({ updated: false, kept: expect.stringMatching(reason) as string });
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe('lockText', () => {
  it('is safe to print, and the same value for whoever reads it', () => {
    const odd = contract({ tools: { 'a\u001B[31m\u202E': lockedTool() } });
    const text = lockText(odd);
    expect(text).not.toMatch(/[\u001B\u202E]/u);
    expect(parseLock(text, FILE)).toEqual(odd);
  });
});
