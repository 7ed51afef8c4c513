import { randomInt } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/config/package-files.js';
import { factsFileSchema } from '../../src/model/facts.js';
import { reportSchema } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { callTools } from '../support/call-tools.js';
import { composeCommand } from '../support/compose.js';
import { progressLog } from '../support/log.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = `init-aws-e2e-${process.pid}`;
const PORT = randomInt(20_000, 30_000);
const SECRET = 'secret-key-of-this-test-and-of-no-other';
const log = progressLog();
// The fake of the project itself, in the image of the project: it needs nothing but Python.
const FAKE = `
services:
  fake-aws:
    image: ${NAME}:1.0.0
    entrypoint: [python, /fake_aws.py, "4566"]
    volumes: ["./tests/fake_aws.py:/fake_aws.py:ro"]
    networks: [${NAME}-network]
    labels: { ${RUN_LABEL}: init-aws-test }
    healthcheck: { test: [CMD, python, -c, "import socket; socket.create_connection(('127.0.0.1', 4566))"], interval: 1s }
  mcp-server:
    environment: { AWS_ENDPOINT_URL: "http://fake-aws:4566" }
    depends_on: { fake-aws: { condition: service_healthy } }
    labels: { ${RUN_LABEL}: init-aws-test }
`;

let parent: string;
let directory: string;
let compose: readonly [string, ...string[]];
/** Who owns the AWS files: not the user of the image, where this test may choose. */
let owner: string;

const FILES = ['compose.yaml', 'compose.aws-profile.yaml', 'compose.fake.yaml'];

async function inCompose(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const [command, ...first] = compose;
  const files = FILES.flatMap((file) => ['-f', file]);
  return mustRun(command, [...first, ...files, ...args], { cwd: directory, env: environment });
}

const up = (environment: Readonly<Record<string, string>>) =>
  inCompose(['up', '--no-build', '--detach', '--wait', '--wait-timeout', '240', 'mcp-server'], environment);

async function execute(tool: string, params: object = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/tools/execute`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      message_id: 'test',
      message_type: 'REQUEST',
      protocol_version: '2.0',
      params: { tool, params },
    }),
  });
  return { status: answer.status, body: await answer.json() };
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-init-aws-e2e-'));
  compose = await composeCommand(log);
  await requireBaseImages(['python:3.13-slim-trixie']);
  const written = await runCommand(['init', NAME, '--template', 'aws', '--port', String(PORT), '--yes'], {
    cwd: parent,
  });
  if (written.exitCode !== 0) throw new Error(written.stderr);
  directory = join(parent, NAME);
  const built = await runCommand(['build', '--json'], { cwd: directory });
  if (built.exitCode !== 0) throw new Error(built.stdout + built.stderr);
}, 600_000);

afterAll(async () => {
  await run('docker', ['image', 'rm', `${NAME}:1.0.0`]);
  await rm(parent, { recursive: true, force: true });
});

it('is what its case says: size, both transports and eras, tools, memory, and how it stops', async () => {
  const expected = parse(await readFile(join(packageRoot, 'examples/aws-tools/case.yaml'), 'utf8')) as {
    readonly summary: Record<string, number>;
    readonly findings: readonly string[];
    readonly transports: readonly string[];
    readonly protocolVersions: readonly string[];
    readonly tools: readonly string[];
    readonly limits: Record<'sizeBytes' | 'readyMs' | 'stopMs' | 'memoryBytes', number>;
  };
  const facts = join(parent, 'facts.json');
  const { stdout, stderr } = await runCommand(['verify', '--json', '--save-facts', facts], { cwd: directory });
  const report = reportSchema.parse(JSON.parse(stdout));
  const failed = report.results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  expect(failed, stdout + stderr).toEqual(expected.findings);
  expect(report.summary).toMatchObject(expected.summary);
  expect(report.mcp).toMatchObject({
    transports: expected.transports,
    protocolVersions: expected.protocolVersions,
    tools: expected.tools,
  });
  const size = await mustRun('docker', ['image', 'inspect', '--format', '{{.Size}}', `${NAME}:1.0.0`]);
  expect(Number(size)).toBeLessThan(expected.limits.sizeBytes);
  expect(report.timings?.['ready']).toBeLessThan(expected.limits.readyMs);
  expect(report.timings?.['stop']).toBeLessThan(expected.limits.stopMs);
  const saved = factsFileSchema.parse(JSON.parse(await readFile(facts, 'utf8')));
  const memory = saved.facts['memory'] as { value: { usageBytes: number } };
  expect(memory.value.usageBytes).toBeLessThan(expected.limits.memoryBytes);
});

it('has tests that pass where there is neither a network nor an account', async () => {
  const { exitCode, stdout, stderr } = await runCommand(['build', '--test', '--json'], { cwd: directory });
  expect(exitCode, stdout + stderr).toBe(0);
}, 600_000);

describe('with a stand-in for AWS and the files of somebody', () => {
  beforeAll(async () => {
    const files = join(parent, 'aws');
    await mkdir(files);
    await writeFile(
      join(files, 'credentials'),
      `[default]\naws_access_key_id = AKIAPROFILE000000001\naws_secret_access_key = ${SECRET}\n`,
    );
    await writeFile(join(files, 'config'), '[default]\nregion = eu-central-1\n');
    const [uid, gid] =
      process.getuid?.() === 0 ? [1234, 1234] : [process.getuid?.() ?? 1000, process.getgid?.() ?? 1000];
    owner = `${uid}:${gid}`;
    for (const path of [files, join(files, 'credentials'), join(files, 'config')]) {
      await chown(path, uid, gid);
      await chmod(path, path === files ? 0o700 : 0o600);
    }
    await writeFile(join(directory, 'compose.fake.yaml'), FAKE);
    await appendFile(join(directory, '.env'), `AWS_FILES=${files}\nAWS_FILES_USER=${owner}\n`);
    // What shells and CI leave behind.
    await up({ AWS_PROFILE: '', AWS_SESSION_TOKEN: '' });
  }, 300_000);
  afterAll(async () => {
    await inCompose(['down', '--volumes', '--remove-orphans', '--timeout', '2']);
  }, 120_000);

  it('answers plain HTTP as the quickstart says', async () => {
    const listed = await fetch(`http://127.0.0.1:${PORT}/api/tools/list`);
    const { tools } = (await listed.json()) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual([
      'aws/validate-credentials',
      'aws/list-profiles',
      'aws/account-info',
    ]);
    const identity = {
      valid: true,
      account: '123456789012',
      region: 'eu-central-1',
      source: 'shared-credentials-file',
    };
    expect(await execute('aws/validate-credentials')).toMatchObject({
      status: 200,
      body: { message_id: 'test', message_type: 'RESPONSE', result: identity },
    });
    expect(await execute('aws/validate-credentials', { profile: 'nobody' })).toMatchObject({
      status: 502,
      body: { message_id: 'test', message_type: 'ERROR', error: { code: 'ProfileNotFound' } },
    });
    expect(await execute('aws/nothing')).toMatchObject({ status: 404, body: { error: { code: 'UnknownTool' } } });
  });

  it('answers the same over MCP', async () => {
    await callTools(`http://127.0.0.1:${PORT}/mcp`, async (call) => {
      expect(await call('aws_account_info', {})).toMatchObject({ principal_kind: 'user', principal: 'profile' });
      expect(await call('aws_list_profiles', {})).toMatchObject({
        profiles: [{ name: 'default', kind: 'access_key', active: true }],
        unreadable_files: [],
      });
    });
  });

  it('reads the files and cannot write them', async () => {
    const container = (await inCompose(['ps', '--quiet', 'mcp-server'])).trim();
    const format = '{{range .Mounts}}{{.Destination}} {{.RW}}\n{{end}}';
    expect(await mustRun('docker', ['inspect', '--format', format, container])).toContain('/home/mcpuser/.aws false');
    expect((await mustRun('docker', ['exec', container, 'id', '-u'])).trim()).toBe(owner.split(':')[0]);
    for (const path of ['credentials', 'new']) {
      const written = await run('docker', ['exec', container, 'sh', '-c', `echo x >> /home/mcpuser/.aws/${path}`]);
      expect(written.code).not.toBe(0);
      expect(written.output).toMatch(/Read-only file system/u);
    }
  });

  it('hands over no variable that nobody set, and logs no secret', async () => {
    const container = (await inCompose(['ps', '--quiet', 'mcp-server'])).trim();
    const environment = await mustRun('docker', ['exec', container, 'env']);
    expect(environment).toMatch(/^HOME=/mu);
    expect(environment).not.toMatch(/^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|REGION|DEFAULT_REGION)/mu);
    const logs = await inCompose(['logs']);
    expect(logs).toContain('Empty variables count as unset');
    expect(logs).toContain('"error_code":"ProfileNotFound"');
    expect(logs).not.toContain(SECRET);
  });

  it('takes an access key from the shell in which Compose runs before the files', async () => {
    await up({ AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: SECRET });
    expect(await execute('aws/account-info')).toMatchObject({
      status: 200,
      body: { result: { alias: 'example', principal: 'alice', region: 'eu-central-1' } },
    });
    expect(await inCompose(['logs'])).not.toContain(SECRET);
  }, 300_000);
});
