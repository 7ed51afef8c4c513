import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeStdio } from '../../../src/actions/client-compose.js';
import { environmentFileOf } from '../../../src/actions/client-environment.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { folderWith } from '../../support/probe-context.js';

const CONFIG = 'name: todo\nimage: todo:1\nserver: { transports: { stdio: { args: [stdio] } } }\n';
const compose = (more: string, image = 'todo:1') =>
  `x-server: &server\n  image: ${image}\n${more}services:\n  todo:\n    <<: *server\n    command: [http]\n  stdio:\n    <<: *server\n    stdin_open: true\n    profiles: [stdio]\n`;
const DEPENDS =
  '  depends_on:\n    backend: { condition: service_healthy }\n    cache: { condition: service_started }\n';
const OVERLAY = 'services: {}\n';

async function entryIn(files: Readonly<Record<string, string>>, home: Readonly<Record<string, string>> = {}) {
  await using folder = await folderWith({ 'mcp-dock.yaml': CONFIG, ...files });
  await using person = await folderWith(home);
  const project = await loadConfig(folder.path);
  if (project === undefined) throw new Error('There is a project.');
  const machine = { platform: process.platform, home: person.path, environment: {}, project: folder.path };
  const found = await composeStdio(project, 'todo:1', { machine, environment: {} });
  const short = (words: readonly string[]) => words.map((word) => word.replace(join(folder.path, '/'), ''));
  return found && { ...found, args: short(found.args) };
}

describe('composeStdio', () => {
  it.each([
    ['a file whose service stands alone', { 'compose.yaml': compose('') }],
    ['a file without such a service', { 'compose.yaml': 'services: { todo: { image: "todo:1" } }\n' }],
    ['a service of another image', { 'compose.yaml': compose(DEPENDS, 'other:1') }],
    ['a file that is no YAML', { 'compose.yaml': '{' }],
    ['no file', {}],
  ])('leaves it to docker run with %s', async (_, files) => {
    expect(await entryIn(files)).toBeUndefined();
  });

  it.each([
    ['compose.yaml', compose(DEPENDS)],
    ['docker-compose.yml', compose(DEPENDS)],
    ['compose.yaml', compose('  depends_on: [backend, cache]\n')],
    // As Compose reads it: with the value that is not set.
    ['compose.yaml', compose(DEPENDS, '${IMAGE:-todo:1}')],
  ])('goes through %s where services stand behind the server', async (file, text) => {
    const { args, notes } = (await entryIn({ [file]: text })) ?? {};
    expect(args).toEqual(['compose', '--file', file, 'run', '--rm', '--no-deps', '--no-TTY', 'stdio']);
    expect(notes?.[0]).toContain(
      `backend and cache over the network of the project. That has to run before: \`docker compose -f ${file} up`,
    );
  });

  const aws = { 'compose.yaml': compose(''), 'compose.aws-profile.yaml': OVERLAY };
  const profiles = { '.aws/config': '[default]\n' };

  it('lays the AWS profiles over it where a person has some, and nothing else', async () => {
    expect((await entryIn(aws, profiles))?.args).toEqual(
      expect.arrayContaining(['--file', 'compose.yaml', 'compose.aws-profile.yaml']),
    );
    expect((await entryIn({ ...aws, '.env': 'AWS_FILES=/elsewhere\n' }))?.notes.join()).toContain('AWS_FILES_USER');
    expect(await entryIn(aws)).toBeUndefined();
    expect(await entryIn({ ...aws, '.env': 'AWS_ACCESS_KEY_ID=x\n' }, profiles)).toBeUndefined();
    expect(await entryIn({ 'compose.yaml': compose('') }, profiles)).toBeUndefined();
  });
});

describe('environmentFileOf', () => {
  const pathFor = async (environment: string | undefined) => {
    await using folder = await folderWith({
      'mcp-dock.yaml': CONFIG,
      ...(environment !== undefined && { '.env': environment }),
    });
    const project = await loadConfig(folder.path);
    const { path } = await environmentFileOf({ given: undefined, project, cwd: folder.path });
    return path === undefined ? undefined : path.slice(folder.path.length + 1);
  };

  it.each([
    ['AWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=y\n', '.env'],
    ['AWS_PROFILE=work\n', '.env'],
    ['WEATHER_API_KEY=x\n', '.env'],
    ['WEATHER_API_KEY=\n', undefined],
    ['AWS_FILES=/home/ada/.aws\n', undefined],
    ['MCP_PORT=3000\nLOG_FORMAT=json\n', undefined],
    [undefined, undefined],
  ])('names the file of a project with %j: %s', async (environment, path) => {
    expect(await pathFor(environment)).toBe(path);
  });
});
