import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serverSecrets } from '../../../src/actions/server-secrets.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';

it('takes secrets by name, URLs with a password, headers and the .env of the project', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-dock-secrets-'));
  try {
    const found = madeUpSecrets().github;
    await writeFile(join(directory, '.env'), `SERVICE_AUTH_TOKEN=from-file\nLOG_LEVEL=debug\nOPTIONS=-t ${found}\n`);
    const secrets = await serverSecrets({
      environment: { API_KEY: 'from-flag', PORT: '3000', DATABASE_URL: 'postgres://me:pw@db/x', EMPTY_TOKEN: '' },
      headers: { Authorization: 'Bearer from-header' },
      directory,
    });
    expect(secrets.toSorted()).toEqual(
      ['Bearer from-header', 'from-file', 'from-flag', 'from-header', 'postgres://me:pw@db/x', 'pw', found].toSorted(),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('does without a .env', async () => {
  expect(await serverSecrets({ environment: {}, headers: {}, directory: join(tmpdir(), 'no-such-folder') })).toEqual(
    [],
  );
});
