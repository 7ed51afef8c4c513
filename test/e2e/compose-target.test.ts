import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { composeCommand } from '../support/compose.js';
import { progressLog } from '../support/log.js';
import { mustRun } from '../support/run.js';
import {
  buildImage,
  errorOf,
  FIXTURES_IMAGE,
  fixturesDockerfile,
  realEngine,
  runCommand,
} from '../support/verify-engine.js';

const NAME = `target-e2e-${process.pid}`;
const PORT = randomInt(20_000, 30_000);
const PASSWORD = `pw${randomInt(1e9)}x${randomInt(1e9)}`;
const log = progressLog();

const node = (script: string) => JSON.stringify(['CMD', '/usr/local/bin/node', '-e', script]);

/** Everything in it belongs to the user alone: names, ports, addresses, volumes, files. */
const COMPOSE = `
name: ${NAME}
services:
  server:
    image: ${FIXTURES_IMAGE}
    container_name: ${NAME}-server
    command: [/app/good.ts, http]
    ports: ["127.0.0.1:${PORT}:3000"]
    environment: { DATABASE_URL: "redis://:${PASSWORD}@cache:6379", DOLLAR: "a$$b" }
    restart: always
    depends_on: { cache: { condition: service_healthy } }
    networks: { front: { ipv4_address: 10.217.${PORT % 250}.9 }, back: }
    volumes: ["data:/data", "./files:/files"]
    healthcheck:
      test: ${node("fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))")}
      interval: 30s
  chat:
    image: ${FIXTURES_IMAGE}
    command: [/app/good.ts, stdio]
    stdin_open: true
    profiles: [chat]
  deaf:
    image: ${FIXTURES_IMAGE}
    command: [/app/ignores-stdin-end.ts, stdio]
    stdin_open: true
    profiles: [chat]
  cache:
    image: redis:7-alpine
    container_name: ${NAME}-cache
    ports: ["127.0.0.1:${PORT + 1}:6379"]
    healthcheck: { test: [CMD, redis-cli, ping], interval: 20s }
    volumes: ["kept:/data"]
    networks: [back]
  orphan:
    image: ${FIXTURES_IMAGE}
    expose: ["3000"]
    depends_on: { broken: { condition: service_healthy } }
    profiles: [chat]
  broken:
    image: redis:7-alpine
    command: [sh, -c, "echo no ${PASSWORD} for me; exit 3"]
    environment: { REDIS_PASSWORD: "${PASSWORD}" }
    healthcheck: { test: [CMD, "false"] }
    profiles: [chat]
networks:
  front: { ipam: { config: [{ subnet: 10.217.${PORT % 250}.0/24 }] } }
  back: {}
volumes:
  data: {}
  kept: { external: true, name: ${NAME}-kept }
`;

let folder: string;
let path: string;
let before: string;

/** Containers with the moment of their start, networks and volumes of this project; everything else comes and goes with other tests. */
async function world(): Promise<string> {
  const ask = async (...args: string[]) =>
    (await mustRun('docker', args))
      .split('\n')
      .filter((line) => line.includes(NAME))
      .toSorted();
  const ids = await mustRun('docker', ['ps', '--all', '--quiet', '--filter', `name=${NAME}`]);
  const parts = ['{{.Id}} {{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.RestartCount}}'];
  // The engine lists the mounts in any order.
  for (const path of ['/data', '/files'])
    parts.push(`{{range .Mounts}}{{if eq .Destination "${path}"}}{{.Source}}{{end}}{{end}}`);
  return JSON.stringify([
    await mustRun('docker', ['inspect', '--format', parts.join(' '), ...ids.split('\n').filter((id) => id !== '')]),
    await ask('network', 'ls', '--format', '{{.ID}} {{.Name}}'),
    await ask('volume', 'ls', '--format', '{{.Name}}'),
  ]);
}

/** What runs of this test have left: theirs alone have this folder as a label of Compose. */
async function left(): Promise<string[]> {
  const mine = [
    '--all',
    '--filter',
    `label=com.docker.compose.project.working_dir=${folder}`,
    '--format',
    '{{.Names}}',
  ];
  const names = (await mustRun('docker', ['ps', ...mine])).split('\n').filter((name) => name !== '');
  return names.filter((name) => !name.startsWith(`${NAME}-`));
}

const verify = (args: readonly string[], options: Partial<Parameters<typeof runCommand>[1]> = {}) =>
  runCommand(['verify', ...args, '--json'], { cwd: folder, env: { PATH: path }, ...options });

beforeAll(async () => {
  await requireBaseImages(['node:24-bookworm-slim', 'redis:7-alpine']);
  await buildImage(await realEngine(), FIXTURES_IMAGE, fixturesDockerfile);
  folder = await mkdtemp(join(tmpdir(), `${NAME}-`));
  const [program, ...first] = await composeCommand(log);
  path = process.env['PATH'] ?? '';
  if (first.length === 0) {
    await mkdir(join(folder, 'bin'));
    await symlink(program, join(folder, 'bin', 'docker-compose'));
    path = [join(folder, 'bin'), path].join(delimiter);
  }
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files', 'mine.txt'), 'mine');
  await writeFile(join(folder, 'compose.yaml'), COMPOSE);
  await mustRun('docker', ['volume', 'create', '--label', 'io.mcp-dock.run=e2e', `${NAME}-kept`]);
  await mustRun(program, [...first, 'up', '--detach', 'server'], { cwd: folder });
  before = await world();
});

/** What ran is as it was: the same processes, and nothing more of anything. */
async function isAsItWas(): Promise<void> {
  expect(await world()).toBe(before);
}
afterEach(isAsItWas);

afterAll(async () => {
  const [program, ...first] = await composeCommand(log);
  await mustRun(program, [...first, 'down', '--volumes', '--timeout', '0'], { cwd: folder });
  await mustRun('docker', ['volume', 'rm', '--force', `${NAME}-kept`]);
  await rm(folder, { recursive: true, force: true });
});

const outcomes = ({ results }: Report) => Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));

describe('a service of a project that runs', () => {
  it('is run beside it, with what it depends on, and asked over HTTP', async () => {
    const { stdout, stderr } = await verify(['compose:server', '--skip', 'image', '--env', 'EXTRA=1']);
    const report = JSON.parse(stdout) as Report;
    expect(report.target).toBe('compose:server');
    expect(outcomes(report)).toMatchObject({
      'start/ready-in-time': 'pass',
      'health/becomes-healthy': 'pass',
      'lifecycle/stops-on-sigterm': 'pass',
      'lifecycle/exits-on-stdin-eof': 'not-applicable',
      'security/runs-hardened': 'pass',
      'mcp/initialize': 'pass',
      'http/binds-all-interfaces': 'pass',
    });
    expect(report.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'error')).toEqual([]);
    expect(report.mcp?.transports).toEqual(['http']);
    expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
    expect(await readFile(join(folder, 'files', 'mine.txt'), 'utf8')).toBe('mine');
    expect(await left()).toEqual([]);
  });

  it('is asked over stdio when it keeps its standard input open', async () => {
    const { stdout } = await verify([`compose:chat@${join(folder, 'compose.yaml')}`, '--only', 'lifecycle,mcp']);
    const report = JSON.parse(stdout) as Report;
    expect(outcomes(report)).toMatchObject({ 'lifecycle/exits-on-stdin-eof': 'pass', 'mcp/initialize': 'pass' });
    expect(report.mcp?.transports).toEqual(['stdio']);
    expect(await left()).toEqual([]);
  });

  it('that ignores the end of its client is found out, with the line that shows it', async () => {
    const { stdout, exitCode } = await verify(['compose:deaf', '--only', 'lifecycle/exits-on-stdin-eof']);
    const [result] = (JSON.parse(stdout) as Report).results;
    expect(exitCode).toBe(1);
    expect(result?.outcome).toBe('fail');
    expect(result?.findings[0]?.repro).toMatch(/compose run --rm --no-TTY deaf/u);
  });

  it('whose dependency does not come up is not started, and the cause is told', async () => {
    const result = await verify(['compose:orphan', '--only', 'mcp']);
    expect(result.exitCode).toBe(4);
    expect(errorOf(result)).toMatchObject({ code: 'TARGET_UNREACHABLE' });
    expect(result.stderr).toMatch(/broken, on which it depends, exited with code 3/u);
    expect(result.stderr).not.toContain(PASSWORD);
    expect(await left()).toEqual([]);
  });
});

describe('a run that is cut off', () => {
  const started = async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await left()).length > 0) return;
      await sleep(50);
    }
  };

  it('by Ctrl-C leaves nothing', async () => {
    const { exitCode } = await verify(['compose:server', '--only', 'mcp'], {
      onStart: (kill) => void started().then(() => kill('SIGINT')),
    });
    expect(exitCode).toBe(130);
    expect(await left()).toEqual([]);
  });

  // The next one may be a verify of another test, which then has removed it before it is looked for.
  it('by SIGKILL leaves what the next one removes', { retry: 4 }, async () => {
    await verify(['compose:server', '--only', 'mcp'], {
      onStart: (kill) => void started().then(() => kill('SIGKILL')),
    });
    // Compose itself ends what it has begun.
    await sleep(500);
    const remains = await left();
    expect(remains.length).toBeGreaterThan(0);
    const { exitCode } = await verify(['compose:chat', '--only', 'mcp/initialize']);
    expect(exitCode).toBe(0);
    expect(await left()).toEqual([]);
    const project = remains[0]?.replace(/-(?:cache|server)-1$/u, '') ?? '';
    expect(await mustRun('docker', ['network', 'ls', '--quiet', '--filter', `name=${project}`])).toBe('');
    expect(await mustRun('docker', ['volume', 'ls', '--quiet', '--filter', `name=${project}`])).toBe('');
  });
});
