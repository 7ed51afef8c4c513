import { describe, expect, it } from 'vitest';
import type { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import {
  buildxVersionIn,
  isOldBuildx,
  parseBuilder,
  requireSuited,
  type BuildxWish,
} from '../../../src/plan/buildx-builder.js';

describe('the version of buildx', () => {
  it.each([
    ['github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3', '0.13.1', false],
    ['github.com/docker/buildx v0.29.1 a32761aeb3debd39be1eca514af3693af0db334b', '0.29.1', false],
    ['github.com/docker/buildx v0.12.1-desktop.4 abc', '0.12.1', true],
    ['github.com/docker/buildx v1.0.0 abc', '1.0.0', false],
  ])('of %s', (text, version, old) => {
    expect(buildxVersionIn(text)).toBe(version);
    expect(isOldBuildx(version)).toBe(old);
  });

  it.each(['', 'buildah 1.39.0', "docker: 'buildx' is not a docker command."])('is not in %j', (text) => {
    expect(buildxVersionIn(text)).toBeUndefined();
  });
});

describe('a builder', () => {
  const labels = (...names: string[]) => ['Labels:', ...names.map((name) => ` org.mobyproject.buildkit.${name}: x`)];
  const inspect = (driver: string, ...more: string[]) =>
    [`Name:   own`, `Driver: ${driver}`, '', 'Nodes:', 'Name: own0', 'Status: running', ...more].join('\n');
  it.each([
    ['the classic store', inspect('docker'), 'docker', false],
    [
      'the classic store of a newer engine',
      inspect('docker', ...labels('worker.moby.host-gateway-ip')),
      'docker',
      false,
    ],
    ['containerd’s store', inspect('docker', ...labels('worker.hostname', 'worker.snapshotter')), 'docker', true],
    ['a container', inspect('docker-container', ...labels('worker.snapshotter')), 'docker-container', false],
  ])('of %s', (_, text, driver, containerdStore) => {
    expect(parseBuilder(text)).toEqual({ name: 'own', driver, containerdStore });
  });

  it('is not there where none is named', () => {
    expect(parseBuilder('ERROR: no builder "x" found')).toBeUndefined();
  });
});

describe('what a builder can do', () => {
  const builders = {
    classic: { version: '0.29.1', name: 'default', driver: 'docker', containerdStore: false },
    containerd: { version: '0.29.1', name: 'default', driver: 'docker', containerdStore: true },
    own: { version: '0.29.1', name: 'own', driver: 'docker-container', containerdStore: false },
  };
  const refusal = (builder: keyof typeof builders, wish: Partial<BuildxWish>): string => {
    try {
      requireSuited({ options: {}, outputs: [], platform: undefined, place: 'engine', ...wish }, builders[builder]);
      return 'fine';
    } catch (error) {
      const { code, details } = error as McpDockError<'BUILDER_UNSUITED'>;
      return code === 'BUILDER_UNSUITED' ? details.option : code;
    }
  };
  const several = 'linux/amd64,linux/arm64';
  const oci = { type: 'oci', path: 'x', spec: 'type=oci,dest=x' } as const;
  const tar = { ...oci, type: 'docker' } as const;
  const local = { ...oci, type: 'local' } as const;

  it.each<[string, Partial<BuildxWish>, Record<keyof typeof builders, string>]>([
    [
      'an inline cache',
      { options: { cacheTo: ['type=inline'] } },
      { classic: 'fine', containerd: 'fine', own: 'fine' },
    ],
    [
      'another cache',
      { options: { cacheTo: ['type=inline', 'type=local,dest=c'] } },
      { classic: '--cache-to other than type=inline', containerd: 'fine', own: 'fine' },
    ],
    ['a folder', { outputs: [local], place: 'none' }, { classic: 'fine', containerd: 'fine', own: 'fine' }],
    ['OCI', { outputs: [oci], place: 'none' }, { classic: '--output type=oci', containerd: 'fine', own: 'fine' }],
    ['a tar', { outputs: [tar], place: 'none' }, { classic: '--output type=docker', containerd: 'fine', own: 'fine' }],
    [
      'provenance',
      { options: { provenance: 'max' } },
      { classic: '--provenance', containerd: 'fine', own: '--provenance' },
    ],
    [
      'an SBOM, pushed',
      { options: { sbomGenerator: 'x' }, place: 'registry' },
      { classic: '--sbom', containerd: 'fine', own: 'fine' },
    ],
    [
      'provenance in a tar',
      { options: { provenance: 'min' }, outputs: [tar], place: 'none' },
      {
        classic: '--provenance',
        containerd: '--provenance with --output type=docker',
        own: '--provenance with --output type=docker',
      },
    ],
    [
      'several platforms',
      { platform: several },
      {
        classic: '--platform with several platforms',
        containerd: 'fine',
        own: '--platform with several platforms',
      },
    ],
    [
      'several platforms, reproducible',
      { platform: several, options: { reproducible: true } },
      {
        classic: '--platform with several platforms',
        containerd: '--reproducible with several platforms',
        own: '--platform with several platforms',
      },
    ],
    [
      'reproducible',
      { options: { reproducible: true } },
      { classic: '--reproducible', containerd: 'fine', own: 'fine' },
    ],
  ])('for %s', (_, wish, expected) => {
    const names = ['classic', 'containerd', 'own'] as const;
    expect(Object.fromEntries(names.map((name) => [name, refusal(name, wish)]))).toEqual(expected);
  });

  it.each([
    [false, 'Add --push.'],
    [true, 'Build and push one image at a time, straight to the registry: --push --image NAME.'],
  ])('says how several platforms get to a registry (pushed later: %s)', (pushedLater, advice) => {
    const wish = { options: {}, outputs: [], platform: several, place: 'engine', pushedLater } as const;
    expect(() => requireSuited(wish, builders.own)).toThrow(
      expect.objectContaining({ suggestions: expect.arrayContaining([advice]) as string[] }) as Error,
    );
  });
});
