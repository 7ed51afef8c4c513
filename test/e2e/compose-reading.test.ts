import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ComposeService, ComposeSetup } from '../../src/model/facts/compose.js';
import { findComposeProblems } from '../support/compose-problems.js';
import { composeCases } from '../support/compose-cases.js';
import { composeCommand } from '../support/compose.js';
import { folderWith } from '../support/probe-context.js';

/** What Compose prints of a service, as far as it is compared. */
interface Printed {
  readonly [key: string]: unknown;
  readonly ports?: readonly { host_ip?: string; published?: string; target: number; protocol: string }[];
  readonly volumes?: readonly { type: string; source?: string; target: string; read_only?: boolean }[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly depends_on?: Readonly<Record<string, { condition: string; required: boolean }>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly secrets?: readonly { source: string }[];
  readonly healthcheck?: { test?: string[]; disable?: boolean };
  readonly logging?: { driver?: string; options?: Record<string, string> };
  readonly deploy?: { resources?: { limits?: { cpus?: number | string; memory?: string } } };
  readonly build?: { context: string; target?: string };
}

const sorted = <Item>(items: readonly Item[]) =>
  items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function printed(service: Printed, folder: string) {
  const limits = service.deploy?.resources?.limits;
  const local = (path: string | undefined) => path?.replace(`${folder}/`, '');
  const cpus = Number(limits?.cpus ?? service['cpus'] ?? Number.NaN);
  const memory = Number(limits?.memory ?? service['mem_limit'] ?? Number.NaN);
  return {
    image: service['image'],
    context: local(service.build?.context)?.replace(folder, '.'),
    command: service['command'] ?? undefined,
    entrypoint: service['entrypoint'] ?? undefined,
    profiles: service['profiles'] ?? [],
    ports: sorted(
      (service.ports ?? []).map(({ host_ip: host, published, target, protocol }) => ({
        host,
        published,
        target,
        protocol,
      })),
    ),
    mounts: sorted(
      (service.volumes ?? []).map(({ type, source, target, read_only: readOnly = false }) => ({
        type,
        source: type === 'bind' ? local(source) : source,
        target,
        readOnly,
      })),
    ),
    // It is printed so that it could be read again.
    environment: Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([name, value]) => [
        name,
        value?.replaceAll('$$', () => '$') ?? null,
      ]),
    ),
    dependsOn: service.depends_on ?? {},
    networks: Object.keys(service.networks ?? {})
      .filter((name) => name !== 'default')
      .toSorted(),
    secrets: (service.secrets ?? []).map(({ source }) => source),
    test: service.healthcheck?.disable === true ? 'disabled' : service.healthcheck?.test,
    logging: service.logging,
    limits: { ...(cpus > 0 && { cpus }), ...(memory > 0 && { memoryBytes: memory }) },
    flags: ['read_only', 'privileged', 'stdin_open', 'tty'].filter((key) => service[key] === true),
    lists: ['cap_drop', 'security_opt'].map((key) => service[key] ?? []),
    texts: ['restart', 'user', 'hostname', 'network_mode'].map((key) => service[key]),
  };
}

function ours(service: ComposeService) {
  const { healthcheck, logging } = service;
  return {
    image: service.image,
    context: service.build?.context,
    command: service.command,
    entrypoint: service.entrypoint,
    profiles: service.profiles,
    ports: sorted(
      service.ports.map(({ host, published, target, protocol }) => ({
        host,
        published: published === undefined ? undefined : [...new Set(published)].join('-'),
        target,
        protocol,
      })),
    ),
    mounts: sorted(
      service.mounts.map(({ type, source, target, readOnly }) => ({
        type,
        source: type === 'bind' ? source?.replace(/^~/u, process.env['HOME'] ?? '~') : source,
        target,
        readOnly,
      })),
    ),
    environment: Object.fromEntries(service.environment.map(({ name, value }) => [name, value ?? null])),
    dependsOn: Object.fromEntries(
      service.dependsOn.map(({ name, condition, required }) => [name, { condition, required }]),
    ),
    networks: service.networks.map(({ name }) => name).toSorted(),
    secrets: service.secrets.map(({ name }) => name),
    test: healthcheck?.disabled === true ? 'disabled' : healthcheck?.test,
    logging:
      logging === undefined
        ? undefined
        : { ...logging, ...(Object.keys(logging.options).length === 0 ? { options: undefined } : {}) },
    limits: service.limits,
    flags: [
      ...(service.readOnly ? ['read_only'] : []),
      ...(service.privileged ? ['privileged'] : []),
      ...(service.stdinOpen ? ['stdin_open'] : []),
      ...(service.tty ? ['tty'] : []),
    ],
    lists: [service.capDrop, service.securityOptions],
    texts: [service.restart, service.user, service.hostname, service.networkMode],
  };
}

describe('reading of Compose files', () => {
  let command: readonly [string, ...string[]];
  beforeAll(async () => {
    command = await composeCommand(() => undefined);
  }, 120_000);

  async function config(folder: string, paths: readonly string[]) {
    const [program, ...first] = command;
    const files = paths.flatMap((path) => ['--file', path]);
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const args = [...first, ...files, '--profile', '*', 'config', '--format', 'json'];
      execFile(program, args, { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : 1, stdout, stderr }),
      );
    });
  }

  it.each(composeCases.filter(({ refused }) => refused === undefined))(
    'says of $name what Compose says',
    async ({ paths, files }) => {
      await using folder = await folderWith(files);
      await mkdir(join(folder.path, 'web'), { recursive: true });
      const { stdout, stderr, code } = await config(folder.path, paths);
      expect({ code, stderr: stderr.replaceAll(/^time=.*level=warning.*$/gmu, '').trim() }).toEqual({
        code: 0,
        stderr: '',
      });
      const theirs = JSON.parse(stdout) as { services: Record<string, Printed> };
      const { setup, problems } = findComposeProblems(files, paths);
      expect(problems).toEqual([]);
      const all = (services: ComposeSetup['services']) =>
        Object.fromEntries(services.map((one) => [one.name, ours(one)]));
      expect(all(setup.services)).toEqual(
        Object.fromEntries(Object.entries(theirs.services).map(([name, one]) => [name, printed(one, folder.path)])),
      );
    },
  );

  it.each(composeCases.filter(({ refused }) => refused))('refuses $name, as Compose does', async ({ paths, files }) => {
    await using folder = await folderWith(files);
    expect((await config(folder.path, paths)).code).not.toBe(0);
    expect(findComposeProblems(files, paths).problems).not.toEqual([]);
  });
});
