import { describe, expect, it } from 'vitest';
import { checkSavedFacts } from '../../../src/actions/check-saved-facts.js';
import { saveFacts } from '../../../src/actions/facts-file.js';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import type { CollectedFacts } from '../../../src/model/facts.js';
import { imageConfig } from '../../support/image-facts.js';
import { httpSession } from '../../support/mcp-facts.js';
import { folderWith } from '../../support/probe-context.js';

const known = <Value>(value: Value) => ({ status: 'known' as const, value });

async function saved(facts: CollectedFacts, command: 'verify' | 'doctor' = 'verify') {
  const folder = await folderWith({});
  await saveFacts('facts.json', { command, target: 'acme/weather:1', facts }, { cwd: folder.path, toolVersion: '1' });
  return folder;
}
const ask = (cwd: string, command: 'verify' | 'doctor' = 'verify') =>
  checkSavedFacts({ path: 'facts.json', command, checks: [nonRootUser] }, cwd);

describe('checkSavedFacts', () => {
  it.each([
    { user: '1000', outcome: 'pass' },
    { user: 'root', outcome: 'fail' },
  ])('asks the checks: $outcome for the user $user', async ({ user, outcome }) => {
    await using folder = await saved({ imageConfig: known(imageConfig({ user })) });
    const { target, results, collected } = await ask(folder.path);
    expect(target).toBe('acme/weather:1');
    expect(results).toMatchObject([{ id: 'image/non-root-user', outcome }]);
    expect(collected.imageConfig?.status).toBe('known');
  });

  it.each([
    { answered: true, neverStarted: false },
    { answered: false, neverStarted: true },
  ])('says whether it ever answered: $answered', async ({ answered, neverStarted }) => {
    await using folder = await saved({ mcpHttp: known(httpSession({ answered })) });
    expect((await ask(folder.path)).neverStarted).toBe(neverStarted);
  });

  it('refuses facts of another command', async () => {
    await using folder = await saved({}, 'doctor');
    await expect(ask(folder.path)).rejects.toMatchObject({
      code: 'FACTS_FILE_INVALID',
      details: { reason: 'it was written by `mcp-dock doctor`.' },
    });
    expect((await ask(folder.path, 'doctor')).neverStarted).toBe(false);
  });
});
