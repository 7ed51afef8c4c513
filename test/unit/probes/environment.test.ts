import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import environment from '../../../src/probes/environment.js';
import { fakeProcesses, folderWith, probeContext } from '../../support/probe-context.js';

const SECRET = 'Zx9-this-must-never-be-shown-anywhere-Qw4';
const IN_GIT = { 'git rev-parse --is-inside-work-tree': { stdout: 'true\n' } };
const read = async (files: Record<string, string>, answers = {}) => {
  await using folder = await folderWith(files);
  if ('.env' in files) await chmod(join(folder.path, '.env'), 0o640);
  return await environment.collect(probeContext({ cwd: folder.path, processes: fakeProcesses(answers) }) as never);
};

describe('reading .env', () => {
  it('says what can be said of values without showing secrets', async () => {
    const found = await read({
      '.env': `SERVICE_AUTH_TOKEN=${SECRET}\nMCP_PORT=3000\nFASTAPI_BASE_URL=http://localhost:8000\nDATABASE_URL=http://u:${SECRET}@h/\nEMPTY=\nAPI_KEY=changeme\n`,
    });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect((found as { entries: unknown[] }).entries).toMatchObject([
      {
        key: 'SERVICE_AUTH_TOKEN',
        length: SECRET.length,
        urlSafe: true,
        empty: false,
        placeholder: false,
        local: false,
      },
      { key: 'MCP_PORT', value: '3000' },
      { key: 'FASTAPI_BASE_URL', value: 'http://localhost:8000', local: true },
      { key: 'DATABASE_URL', urlSafe: false },
      { key: 'EMPTY', empty: true, length: 0 },
      { key: 'API_KEY', placeholder: true },
    ]);
  });

  it('knows what is wanted', async () => {
    const found = await read({
      '.env.example': 'A=1\n# B=2\n',
      'mcp-dock.yaml': 'name: x\nserver: { transports: {}, requiredEnv: [C] }\n',
    });
    expect(found).toMatchObject({
      exists: false,
      examplePath: '.env.example',
      exampleKeys: ['A'],
      documentedKeys: ['A', 'B'],
      required: ['C'],
    });
    expect(found).not.toHaveProperty('mode');
    expect(found).not.toHaveProperty('asFiles');
  });

  it.each([
    ['a map', 'environment: { A: 1, TOKEN_FILE: /run/secrets/token, X_FILES: 2 }'],
    ['a list', 'environment: [A=1, TOKEN_FILE=/run/secrets/token, PROFILE=x]'],
  ])('knows what services get in files, from %s', async (_, line) => {
    const files = { '.env': '', 'compose.yaml': `services:\n  a:\n    ${line}\n  b: {}\n` };
    expect(await read(files)).toMatchObject({ asFiles: ['TOKEN'] });
  });

  it.runIf(process.platform !== 'win32')('reads the mode of the file', async () => {
    expect(await read({ '.env': '' })).toMatchObject({ exists: true, mode: '640' });
  });

  it.each([
    ['tracked', { 'git ls-files --error-unmatch -- .env': {} }, { gitTracked: true, gitIgnored: false }],
    ['ignored', { 'git check-ignore --quiet --no-index -- .env': {} }, { gitTracked: false, gitIgnored: true }],
  ])('asks Git whether it is %s', async (_, answers, expected) => {
    expect(await read({ '.env': '' }, { ...IN_GIT, ...answers })).toMatchObject(expected);
  });

  it('says nothing of Git where there is none', async () => {
    expect(await read({ '.env': '' })).not.toHaveProperty('gitIgnored');
  });

  it('has nothing to ask in a folder without settings', async () => {
    await expect(read({})).rejects.toThrow(NotApplicable);
  });
});
