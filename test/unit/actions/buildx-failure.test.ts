import { describe, expect, it } from 'vitest';
import { buildxFailure } from '../../../src/actions/buildx-failure.js';

const builder = { version: '0.13.1', name: 'default', driver: 'docker', containerdStore: false };
const fail = (
  words: readonly string[],
  step?: { name: string; error?: string },
  place: 'engine' | 'registry' = 'engine',
) =>
  buildxFailure(
    { words, failedStep: step === undefined ? undefined : { id: 'a', cached: false, ...step } },
    { builder, reasons: ['--cache-to'], place },
  );

describe('the end of a build that failed', () => {
  it.each<[string, string[], string, object]>([
    [
      'the driver',
      [
        'ERROR: OCI exporter is not supported for the docker driver.',
        'Switch to a different driver, or turn on the containerd image store, and try again.',
      ],
      'BUILDER_UNSUITED',
      { driver: 'docker', reason: 'OCI exporter is not supported for the docker driver' },
    ],
    [
      'several outputs',
      [
        'ERROR: multiple outputs currently unsupported by the current BuildKit daemon, please upgrade to version v0.13+',
      ],
      'BUILDER_UNSUITED',
      {},
    ],
    [
      'several images in a tar',
      ['ERROR: docker exporter does not support exporting manifest lists, use the oci exporter instead'],
      'BUILDER_UNSUITED',
      {},
    ],
    [
      'rewritten times',
      ['ERROR: failed to solve: exporter option "rewrite-timestamp" conflicts with "unpack"'],
      'BUILDER_UNSUITED',
      { reason: 'exporter option "rewrite-timestamp" conflicts with "unpack"' },
    ],
    [
      'the host’s network',
      ['ERROR: failed to solve: granting entitlement network.host is not allowed by build daemon configuration'],
      'BUILDER_UNSUITED',
      {},
    ],
    ['an unknown flag', ['ERROR: unknown flag: --metadata-file'], 'BUILDX_UNAVAILABLE', { fault: 'too-old' }],
    ['no builder', ['ERROR: no builder "own" found'], 'BUILDX_UNAVAILABLE', { fault: 'no-builder' }],
    [
      'the disk',
      ['ERROR: failed to solve: write /x: no space left on device'],
      'DISK_FULL',
      { reason: 'failed to solve: write /x: no space left on device' },
    ],
    [
      'something else',
      ['Dockerfile:1', 'ERROR: failed to solve: dockerfile parse error on line 1: unknown instruction: X'],
      'BUILD_FAILED',
      { cause: 'other', reason: 'failed to solve: dockerfile parse error on line 1: unknown instruction: X' },
    ],
    ['no word at all', [], 'BUILD_FAILED', { reason: 'docker buildx ended without a word.' }],
    ['words without a mark', ['panic: x'], 'BUILD_FAILED', { reason: 'panic: x' }],
  ])('is told by its words: %s', (_, words, code, details) => {
    const error = fail(words);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
  });

  it('names the step, with what the builder said of it', () => {
    const error = fail(['ERROR: failed to solve: process "x" did not complete successfully: exit code: 7'], {
      name: '[2/2] RUN x',
      error: 'process "x" did not complete successfully: exit code: 7',
    });
    expect(error.details).toMatchObject({
      step: '[2/2] RUN x',
      reason: 'process "x" did not complete successfully: exit code: 7',
    });
  });

  it('is no failure of the build where the builder never started', () => {
    const error = fail(['ERROR: pulling image moby/buildkit:buildx-stable-1: no such host'], {
      name: '[internal] booting buildkit',
      error: 'no such host',
    });
    expect(error.code).toBe('BUILDX_UNAVAILABLE');
    expect(error.details).toMatchObject({
      fault: 'no-builder',
      detail: expect.stringContaining('moby/buildkit') as string,
    });
  });

  it('is a push that failed, with what to do about it', () => {
    const words = [
      'ERROR: failed to solve: failed to push ghcr.io/a/b:1: unexpected status from HEAD request: 401 Unauthorized',
    ];
    const error = fail(words, { name: 'exporting to image' }, 'registry');
    expect(error.code).toBe('PUSH_FAILED');
    expect(error.details).toMatchObject({ reference: 'ghcr.io/a/b:1', registry: 'ghcr.io', fault: 'unauthorized' });
    expect(fail(words, { name: 'exporting to image' }).code).toBe('BUILD_FAILED');
  });
});
