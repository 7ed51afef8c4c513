import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBaseline, updateBaseline } from '../../../src/actions/baseline.js';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import { checks as all } from '../../../src/checks/index.js';
import { judge } from '../../../src/checks/judge.js';
import baselineCurrent from '../../../src/checks/project/baseline-current.js';
import { imageConfig } from '../../support/image-facts.js';
import { folderWith } from '../../support/probe-context.js';

const checks = [nonRootUser, baselineCurrent];
const facts = (user: string) => ({ imageConfig: { status: 'known' as const, value: imageConfig({ user }) } });

describe('the file of --baseline', () => {
  it('is written once and then holds: only what is new counts, and what is gone is told', async () => {
    await using folder = await folderWith({});
    const cwd = folder.path;
    const none = await readBaseline('known.json', cwd, { toBeWritten: true });
    const first = { ...judge(checks, facts('root'), { all, baseline: none }), collected: facts('root') };
    expect(first.results[0]).toMatchObject({ outcome: 'fail' });

    const written = await updateBaseline(first, { checks, baseline: none }, { cwd });
    expect(written).toMatchObject({ updated: true, baseline: { path: 'known.json', known: 1, vanished: [] } });
    expect(written.results[0]).toMatchObject({ id: 'image/non-root-user', outcome: 'accepted' });
    expect(JSON.parse(await readFile(join(cwd, 'known.json'), 'utf8'))).toEqual({
      $schema: expect.stringMatching(/\/schemas\/baseline\.schema\.json$/u),
      schemaVersion: 1,
      findings: [
        {
          id: 'image/non-root-user',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/u),
          message: 'The image config sets user "root".',
          uri: imageConfig().reference,
        },
      ],
    });

    const known = await readBaseline('known.json', cwd, { toBeWritten: false });
    const outcomes = (user: string) =>
      judge(checks, facts(user), { all, baseline: known }).results.map(({ outcome }) => outcome);
    expect(outcomes('root')).toEqual(['accepted', 'pass']);
    expect(outcomes('0:1000')).toEqual(['fail', 'fail']);
    expect(outcomes('app')).toEqual(['pass', 'fail']);
  });

  it('stays as it was when nothing ever answered', async () => {
    await using folder = await folderWith({});
    const none = await readBaseline('known.json', folder.path, { toBeWritten: true });
    const outcome = { results: [], collected: {}, neverStarted: true };
    await expect(updateBaseline(outcome, { checks, baseline: none }, { cwd: folder.path })).resolves.toMatchObject({
      updated: false,
    });
    await expect(readFile(join(folder.path, 'known.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['no file', undefined, 'there is no such file.'],
    ['no JSON', 'findings:', 'it is no JSON.'],
    ['a list', '[]', 'its root is not as it should be'],
    ['another form', '{"schemaVersion":2,"findings":[]}', 'schemaVersion is not as it should be'],
    ['an entry without a check', '{"schemaVersion":1,"findings":[{"fingerprint":"a"}]}', 'findings.0.id is not'],
  ])('is refused when it is %s', async (_, text, reason) => {
    await using folder = await folderWith(text === undefined ? {} : { 'known.json': text });
    await expect(readBaseline('known.json', folder.path, { toBeWritten: false })).rejects.toMatchObject({
      code: 'BASELINE_INVALID',
      exitCode: 2,
      message: expect.stringContaining(reason),
    });
  });
});
