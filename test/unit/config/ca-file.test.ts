import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCaFile } from '../../../src/config/ca-file.js';

const [FIRST = '', SECOND = ''] = rootCertificates;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ca-file-'));
  const files = {
    'a.pem': FIRST,
    'b.pem': `# two\n${FIRST}\n${SECOND}\n`,
    'empty.pem': '',
    'broken.pem': '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydA==\n-----END CERTIFICATE-----\n',
    'key.pem': `${FIRST}\n-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n`,
    'large.pem': `${FIRST}\n`.repeat(Math.ceil(481_000 / FIRST.length)),
  };
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the CA file of a build', () => {
  it.each([
    ['the flag', { flag: 'a.pem', configFile: 'b.pem', environment: { MCP_DOCK_CA_FILE: 'b.pem' } }, '--ca-file'],
    ['the config', { configFile: 'a.pem', environment: { MCP_DOCK_CA_FILE: 'b.pem' } }, 'build.caFile'],
    [
      'the environment',
      { environment: { MCP_DOCK_CA_FILE: 'a.pem', NODE_EXTRA_CA_CERTS: 'b.pem' } },
      'MCP_DOCK_CA_FILE',
    ],
    ['Node', { environment: { MCP_DOCK_CA_FILE: '', NODE_EXTRA_CA_CERTS: 'a.pem' } }, 'NODE_EXTRA_CA_CERTS'],
  ])('is that of %s', async (_, input, from) => {
    const found = await findCaFile({ directory: folder, ...input });
    expect(found).toMatchObject({ path: join(folder, 'a.pem'), from });
    expect(found?.pem.toString()).toBe(FIRST);
  });

  it('takes the flag from where the user stands and the config from the project', async () => {
    const common = { environment: {}, directory: join(folder, 'project'), cwd: folder };
    expect((await findCaFile({ ...common, flag: 'a.pem' }))?.path).toBe(join(folder, 'a.pem'));
    expect((await findCaFile({ ...common, configFile: '../b.pem' }))?.path).toBe(join(folder, 'b.pem'));
  });

  it.each(['missing.pem', 'empty.pem', 'broken.pem', 'key.pem', 'large.pem', '.'])('refuses %s', async (flag) => {
    await expect(findCaFile({ flag, environment: {}, directory: folder })).rejects.toMatchObject({
      code: 'CA_FILE_INVALID',
    });
  });

  it.each(['missing.pem', 'empty.pem', 'broken.pem'])('passes over %s of Node, as Node does', async (path) => {
    const environment = { NODE_EXTRA_CA_CERTS: path };
    expect(await findCaFile({ environment, directory: folder })).toBeUndefined();
  });

  it('is none where nobody names one', async () => {
    expect(await findCaFile({ environment: {}, directory: folder })).toBeUndefined();
  });
});
