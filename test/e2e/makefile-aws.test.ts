import { randomInt } from 'node:crypto';
import { appendFile, chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-files.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { composeCommand } from '../support/compose.js';
import { progressLog } from '../support/log.js';
import { makeCommand } from '../support/make.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = `make-aws-e2e-${process.pid}`;
const PORT = randomInt(20_000, 30_000);
const SECRET = 'secret-key-of-this-test-and-of-no-other';
const ACCOUNT = '123456789012';
const log = progressLog();

/** Laid over the stand-in's overlay: no access key, and what the way that is tried needs. */
const overlayFor = (environment: Readonly<Record<string, string>>) => `
services:
  mcp-server:
    environment: ${JSON.stringify({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ...environment })}
    volumes: ["./token:/run/token:ro"]
`;

let parent: string;
let directory: string;
let files: string;
let command: string;
let compose: string;

async function make(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const environment = { COMPOSE: compose, MCP_DOCK: `node ${join(packageRoot, 'bin/dev.js')}`, MAKEFLAGS: '', ...env };
  return run(command, args, { cwd: directory, env: environment });
}

async function mustMake(...args: string[]): Promise<string> {
  const { code, output } = await make(args);
  if (code !== 0) throw new Error(`make ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

const secretsIn = (output: string) =>
  ['AKIA', 'ASIA', SECRET, 'not-a-secret', 'stored-secret', 'web-identity-token-of-the-fake'].filter((word) =>
    output.includes(word),
  );

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-make-aws-e2e-'));
  command = await makeCommand(log);
  compose = (await composeCommand(log)).join(' ');
  await requireBaseImages(['python:3.13-slim-trixie']);
  const written = await runCommand(['init', NAME, '--template', 'aws', '--port', String(PORT), '--yes'], {
    cwd: parent,
  });
  if (written.exitCode !== 0) throw new Error(written.stderr);
  directory = join(parent, NAME);
  files = join(parent, 'aws');
  await mkdir(files);
  await writeFile(
    join(files, 'credentials'),
    `[default]\naws_access_key_id = AKIAPROFILE000000001\naws_secret_access_key = ${SECRET}\n`,
  );
  await chmod(join(files, 'credentials'), 0o600);
  await writeFile(join(directory, 'token'), 'web-identity-token-of-the-fake');
}, 600_000);

afterAll(async () => {
  await make(['clean-all', 'YES=1']);
  await rm(parent, { recursive: true, force: true });
}, 120_000);

it('says that there is no image yet, and makes .env and an image', async () => {
  const early = await make(['aws-validate']);
  expect(early.code).not.toBe(0);
  expect(early.output).toContain(`There is no image ${NAME}:1.0.0; make build builds it.`);
  await rm(join(directory, '.env'));
  expect(await mustMake('env')).toContain('Made from .env.example: .env');
  expect((await stat(join(directory, '.env'))).mode & 0o777).toBe(0o600);
  await appendFile(
    join(directory, '.env'),
    `MCP_PORT=${PORT}\nAWS_EC2_METADATA_DISABLED=true\nAWS_FILES=${files}\nAWS_FILES_USER=${process.getuid?.() === 0 ? 0 : (process.getuid?.() ?? 1000)}:0\n`,
  );
  expect(await mustMake('env')).toBe('');
  await mustMake('build');
}, 600_000);

it('passes the tests about AWS without a network', async () => {
  expect(await mustMake('test-aws')).toMatch(/\d{2,} passed/u);
}, 600_000);

describe('without an account', () => {
  it('says what is missing and what to do, and ends with an error', async () => {
    for (const target of ['aws-test', 'aws-validate', 'aws-account-info']) {
      const { code, output } = await make([target]);
      expect(code, target).not.toBe(0);
      expect(output, target).toContain('NoCredentialsError: No AWS credentials were found. Give the server one of');
    }
    const { output } = await make(['aws-test']);
    expect(output).toMatch(/way 1 .*not set up: no AWS_ACCESS_KEY_ID\n/u);
    expect(output).toMatch(/way 4 .*not set up: no AWS_WEB_IDENTITY_TOKEN_FILE\n/u);
    expect(await mustMake('aws-list-profiles')).toContain('The server sees no profile. MOUNT_AWS=1 mounts');
  });

  it('says when the files may not be read, and by whom they can be', async () => {
    const { code, output } = await make(['aws-list-profiles', 'MOUNT_AWS=1'], { AWS_FILES_USER: '4321:4321' });
    expect(code).not.toBe(0);
    expect(output).toContain('credentials may not be read by this user. Set AWS_FILES_USER');
    const missing = await make(['aws-list-profiles', 'MOUNT_AWS=1'], { AWS_FILES: join(parent, 'nothing') });
    expect(missing.code).not.toBe(0);
    expect(missing.output).toContain('nothing');
  });
});

describe('with the stand-in for AWS', () => {
  beforeAll(async () => {
    await mustMake('up-fake-aws');
  }, 300_000);
  afterAll(async () => {
    await make(['down']);
  }, 120_000);

  it('answers each question, names the way and shows no secret', async () => {
    const outputs = {
      test: await mustMake('aws-test'),
      validate: await mustMake('aws-validate'),
      account: await mustMake('aws-account-info'),
      variables: await mustMake('aws-variables'),
    };
    expect(outputs.test).toMatch(/way 1 .*found: without AWS_SESSION_TOKEN\n/u);
    expect(outputs.test).toContain('the address in AWS_ENDPOINT_URL, and not AWS itself');
    expect(outputs.validate).toContain(`Valid: arn:aws:iam::${ACCOUNT}:user/team/alice`);
    expect(outputs.validate).toContain('Found by way 1 (env)');
    expect(outputs.account).toContain(`account    ${ACCOUNT} (example)`);
    expect(outputs.variables.split('\n')).toEqual(expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL']));
    expect(outputs.variables).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN/u);
    expect(secretsIn(Object.values(outputs).join(''))).toEqual([]);
  }, 120_000);

  it('asks with the files of this machine when that is said', async () => {
    const asked = await mustMake('aws-validate', 'MOUNT_AWS=1', 'PROFILE=default');
    expect(asked).toContain(`arn:aws:iam::${ACCOUNT}:user/profile`);
    expect(asked).toContain('Found by way 2 (shared-credentials-file)');
    expect(await mustMake('aws-list-profiles', 'MOUNT_AWS=1')).toMatch(/^\* default +access_key/mu);
    const nobody = await make(['aws-validate', 'PROFILE=nobody']);
    expect(nobody.code).not.toBe(0);
    expect(nobody.output).toContain('ProfileNotFound: There is no profile "nobody"');
    expect(secretsIn(asked + nobody.output)).toEqual([]);
  }, 120_000);

  it('has the tools over plain HTTP', async () => {
    expect(await mustMake('api-list')).toContain('"aws/validate-credentials"');
    expect(await mustMake('api-call', 'TOOL=aws/account-info')).toContain('"message_type":"RESPONSE"');
    expect(await mustMake('api-call', 'TOOL=aws/nothing')).toContain('"UnknownTool"');
    expect((await make(['api-call'])).output).toContain('Say TOOL=…');
  });

  it('does with the rest of the Makefile what other projects do', async () => {
    expect(await mustMake('health')).toContain(`${NAME}-mcp-server-1: healthy`);
    await mustMake(
      'config',
      'status',
      'ps',
      'inspect',
      'stats',
      'top',
      'logs-tail',
      'logs-errors',
      'ports',
      'network',
      'images',
    );
    expect((await mustMake('tools-list')).trim().split('\n')).toEqual([
      'aws_validate_credentials',
      'aws_list_profiles',
      'aws_account_info',
    ]);
    await mustMake('test-integration');
    const entry = await mustMake('claude-code-config');
    expect(entry).toContain(`${NAME}:1.0.0`);
    expect(entry).toContain('--env-file');
    expect(await mustMake('claude-code-config', 'MOUNT_AWS=1')).toContain(`http://127.0.0.1:${PORT}/mcp`);
  }, 300_000);
});

it('takes the stand-in away with the rest', async () => {
  expect(await mustRun('docker', ['ps', '--all', '--quiet', '--filter', `name=${NAME}`])).toBe('');
});

describe('roles, web identity and a stored key', () => {
  const FILES = 'compose.yaml,compose.fake-aws.yaml,compose.way.yaml';
  const inProject = { COMPOSE_FILE: FILES, COMPOSE_PATH_SEPARATOR: ',' };
  beforeAll(async () => {
    await writeFile(join(directory, 'compose.way.yaml'), overlayFor({}));
    await mustRun('sh', ['-c', `${compose} up --detach --wait --no-build fake-aws`], {
      cwd: directory,
      env: inProject,
    });
  }, 300_000);
  afterAll(async () => {
    await mustMake('clean');
  }, 120_000);

  it.each([
    [
      'the role of the instance',
      { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://fake-aws:4566' },
      ['assumed-role/InstanceRole/i-1', 'Found by way 3 (iam-role)'],
    ],
    [
      'a web identity',
      { AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/WebRole`, AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token' },
      ['assumed-role/WebRole/mcp', 'Found by way 4 (assume-role-with-web-identity)'],
    ],
    [
      'a key in Secrets Manager',
      { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: SECRET, AWS_CREDENTIALS_SECRET: 'mcp/aws' },
      ['user/stored', 'Found by the key in Secrets Manager'],
    ],
  ])(
    'finds %s',
    async (_, environment, said) => {
      await writeFile(join(directory, 'compose.way.yaml'), overlayFor(environment));
      const { code, output } = await make(['aws-test'], inProject);
      expect(code, output).toBe(0);
      for (const part of said) expect(output).toContain(part);
      expect(secretsIn(output)).toEqual([]);
    },
    120_000,
  );
});

describe('in production', () => {
  const inspect = async (format: string) => mustRun('docker', ['inspect', '--format', format, `${NAME}-mcp-server-1`]);

  it('runs with settings of its own, and keeps them when it is restarted', async () => {
    await appendFile(
      join(directory, '.env.production'),
      'AWS_EC2_METADATA_DISABLED=true\nREQUIRED_SCOPES=production\n',
    );
    await mustMake('prod-up');
    const settings = async () => [
      (await inspect('{{.HostConfig.RestartPolicy.Name}}')).trim(),
      (await inspect('{{range .Config.Env}}{{println .}}{{end}}')).includes('REQUIRED_SCOPES=production'),
    ];
    expect(await settings()).toEqual(['always', true]);
    const { code, output } = await make(['rolling-restart'], { WATCH: '1' });
    expect(code, output).toBe(0);
    expect(await settings()).toEqual(['always', true]);
    await mustMake('prod-status', 'prod-down');
  }, 300_000);

  it('removes everything of the project', async () => {
    await mustMake('clean-all', 'YES=1');
    expect(await mustRun('docker', ['images', '--quiet', '--filter', `reference=${NAME}*`])).toBe('');
    expect(await mustRun('docker', ['ps', '--all', '--quiet', '--filter', `name=${NAME}`])).toBe('');
  }, 120_000);
});
