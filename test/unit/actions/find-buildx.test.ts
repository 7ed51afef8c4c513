import { describe, expect, it } from 'vitest';
import { findBuildx } from '../../../src/actions/find-buildx.js';
import type { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { fakeProcesses } from '../../support/probe-context.js';

const VERSION = 'docker buildx version';
const INSPECT = 'docker buildx inspect';
const find = (answers: Parameters<typeof fakeProcesses>[0]) =>
  findBuildx(['--sbom'], {
    processes: fakeProcesses(answers),
    environment: { DOCKER_HOST: 'tcp://engine:2375' },
    signal: new AbortController().signal,
    cwd: '/',
  });
const version = (text: string) => ({ stdout: `github.com/docker/buildx ${text} abc` });

describe('finding buildx', () => {
  it('says which builder it would use, and how docker speaks to the engine', async () => {
    const found = await find({ [VERSION]: version('v0.29.1'), [INSPECT]: { stdout: 'Name: own\nDriver: remote\n' } });
    expect(found).toEqual({
      builder: { version: '0.29.1', name: 'own', driver: 'remote', containerdStore: false },
      environment: { DOCKER_HOST: 'tcp://engine:2375' },
    });
  });

  it.each<[string, Parameters<typeof fakeProcesses>[0], string, string | undefined, RegExp]>([
    ['docker', {}, 'no-docker', undefined, /on the PATH/u],
    [
      'the plugin',
      { [VERSION]: { exitCode: 1, stderr: 'docker: unknown command: docker buildx' } },
      'no-buildx',
      undefined,
      /Install buildx 0\.13\.0 or newer/u,
    ],
    ['Podman’s name for it', { [VERSION]: { stdout: 'buildah 1.39.0' } }, 'no-buildx', undefined, /Install/u],
    ['a newer one', { [VERSION]: version('v0.12.1') }, 'too-old', '0.12.1', /0\.13\.0 or newer/u],
    [
      'a builder',
      { [VERSION]: version('v0.29.1'), [INSPECT]: { exitCode: 1, stderr: 'ERROR: no builder "x" found.\n' } },
      'no-builder',
      'no builder "x" found',
      /docker buildx use/u,
    ],
    [
      'an answer',
      { [VERSION]: version('v0.29.1'), [INSPECT]: { exitCode: undefined, timedOut: true } },
      'no-builder',
      '`docker buildx inspect` did not answer within 30 s',
      /BUILDX_BUILDER/u,
    ],
    [
      'a driver',
      { [VERSION]: version('v0.29.1'), [INSPECT]: { stdout: 'odd' } },
      'no-builder',
      '`docker buildx inspect` names no driver',
      /docker buildx ls/u,
    ],
  ])('says when %s is missing, and what to do', async (_, answers, fault, detail, advice) => {
    const error = (await find(answers).catch((caught: unknown) => caught)) as McpDockError<'BUILDX_UNAVAILABLE'>;
    expect(error.code).toBe('BUILDX_UNAVAILABLE');
    expect(error.message).toMatch(/^--sbom goes through docker buildx, and /u);
    expect(error.details).toMatchObject({ fault, ...(detail !== undefined && { detail }) });
    expect(error.suggestions.join('\n')).toMatch(advice);
  });
});
