import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import probe from '../../../src/probes/compose-project.js';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';
import { folderWith, probeContext } from '../../support/probe-context.js';
import { staticFindings } from '../../support/static-findings.js';

const read = (cwd: string, environment: Record<string, string> = {}) =>
  probe.collect(probeContext({ cwd, environment }) as never);

describe('Compose files of a folder', () => {
  it('are read with what they extend and include, and the Dockerfiles of their images', async () => {
    await using folder = await folderWith({
      'compose.yaml': [
        'include: [db/compose.yaml]',
        'services:',
        '  web: { extends: { file: common/base.yaml, service: app }, image: "web:1" }',
        '  worker: { image: "web:1" }',
      ].join('\n'),
      'common/base.yaml': 'services:\n  app: { build: { context: ../web, target: run } }\n',
      'db/compose.yaml': 'services:\n  db: { image: "postgres:${TAG}", volumes: ["./data:/data"] }\n',
      'db/.env': 'TAG=17\n',
      'web/Dockerfile':
        'FROM a:1 AS run\nEXPOSE 8080\nENV TRANSPORT=stdio\nHEALTHCHECK CMD x\nENTRYPOINT ["/x"]\nCMD ["y"]\nFROM a:1\n',
    });
    const { files, problems, setups } = await read(folder.path);
    expect({ files, problems }).toEqual({ files: ['compose.yaml'], problems: [] });
    const services = Object.fromEntries(setups[0]?.services.map((service) => [service.name, service]) ?? []);
    const built = {
      dockerfile: 'web/Dockerfile',
      healthcheck: true,
      entrypoint: ['/x'],
      command: ['y'],
      exposes: [8080],
      environment: { TRANSPORT: 'stdio' },
    };
    expect(services['web']).toMatchObject({ file: 'compose.yaml', line: 3, build: { context: 'web' }, built });
    expect(services['worker']?.built).toEqual(built);
    expect(services['db']).toMatchObject({
      file: 'db/compose.yaml',
      image: 'postgres:17',
      mounts: [{ source: 'db/data' }],
    });
  });

  it('say which Dockerfile and which file of variables is missing', async () => {
    await using folder = await folderWith({
      'docker-compose.yml': 'services:\n  web:\n    build: ./web\n    env_file: [.env, there.env]\n',
      'there.env': 'A=1\n',
    });
    const { problems, setups } = await read(folder.path);
    expect(problems).toEqual([
      {
        kind: 'missing-file',
        file: 'docker-compose.yml',
        line: 3,
        message: 'The service "web" is built by web/Dockerfile, and there is no such file.',
      },
    ]);
    expect(setups[0]?.services[0]?.envFiles.map(({ path, there }) => ({ path, there }))).toEqual([
      { path: '.env', there: false },
      { path: 'there.env', there: true },
    ]);
  });

  it('read nothing outside of the folder that is no YAML by its name', async () => {
    await using folder = await folderWith({
      'a/compose.yaml':
        'include: [../../private.key, /etc/passwd, ../other.yaml]\nservices:\n  a: { extends: { file: ../private.key, service: b } }\n',
      'private.key': 'hidden: 1\n',
      'other.yaml': 'services:\n  b: { image: "x:1" }\n',
    });
    const found = await read(join(folder.path, 'a'));
    expect(JSON.stringify(found)).not.toContain('hidden');
    expect(found.setups[0]?.services.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(found.setups[0]?.incomplete).toBe(true);
  });

  it('give no secret away, wherever it comes from', async () => {
    const { github, stripe, gitlab } = madeUpSecrets();
    await using folder = await folderWith({
      '.env': `REDIS_PASSWORD=hunter2hunter2\nPLAIN=${gitlab}\nURL=redis://:correct-horse@redis\n`,
      'compose.yaml': [
        'services:',
        '  redis:',
        '    image: redis:7',
        '    command: redis-server --requirepass ${REDIS_PASSWORD} --masterauth battery-staple --x ${URL}',
        `    environment: { A: ${github}, PASSWORD: swordfish, B: "\${PLAIN}", C: "\${URL}" }`,
        `    healthcheck: { test: "curl -H 'Authorization: Bearer ${stripe}' x" }`,
        `    labels: { token: ${stripe} }`,
      ].join('\n'),
    });
    const text = JSON.stringify([await read(folder.path), await staticFindings(folder.path)]);
    for (const value of [github, stripe, gitlab, 'hunter2', 'correct-horse', 'battery-staple', 'swordfish'])
      expect(text).not.toContain(value);
    const { literalSecrets } = await read(folder.path);
    expect(literalSecrets.map(({ name, line }) => ({ name, line }))).toEqual([
      { name: 'A', line: 5 },
      { name: 'PASSWORD', line: 5 },
      { name: 'token', line: 7 },
      { name: undefined, line: 4 },
      { name: undefined, line: 6 },
    ]);
  });

  it('go by COMPOSE_FILE where it is set', async () => {
    await using folder = await folderWith({
      'a.yaml': 'services:\n  a: { image: "a:1" }\n',
      'b.yaml': 'services:\n  a: { tty: true }\n',
      '.env': 'COMPOSE_FILE=a.yaml:b.yaml\nCOMPOSE_PATH_SEPARATOR=:\n',
    });
    expect((await read(folder.path)).setups.map(({ files, kind }) => ({ files, kind }))).toEqual([
      { files: ['a.yaml', 'b.yaml'], kind: 'default' },
    ]);
  });

  it('concern no folder without any', async () => {
    await using folder = await folderWith({ 'values.yaml': 'a: 1\n' });
    await expect(read(folder.path)).rejects.toThrow(NotApplicable);
  });
});
