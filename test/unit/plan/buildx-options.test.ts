import { describe, expect, it } from 'vitest';
import { buildxReasons, parseOutput, requireCacheSpec, type BuildxOptions } from '../../../src/plan/buildx-options.js';

const refused = (reason: RegExp) =>
  expect.objectContaining({ code: 'FLAG_INVALID', message: expect.stringMatching(reason) as string }) as Error;

describe('the flags that take buildx', () => {
  it.each<[BuildxOptions, string | undefined, string[]]>([
    [{}, undefined, []],
    [{ cacheFrom: [], cacheTo: [], outputs: [], sbom: false, reproducible: false }, 'linux/arm64', []],
    [{ cacheFrom: ['a'] }, undefined, ['--cache-from']],
    [{ cacheTo: ['a'], outputs: ['b'] }, undefined, ['--cache-to', '--output']],
    [{ sbomGenerator: 'x', provenance: 'min' }, undefined, ['--sbom', '--provenance']],
    [{ reproducible: true }, 'linux/amd64,linux/arm64', ['--reproducible', '--platform with several platforms']],
  ])('%j on %s: %j', (options, platform, expected) => {
    expect(buildxReasons(options, platform)).toEqual(expected);
  });
});

describe('an output', () => {
  it.each([
    ['out', { type: 'local', path: 'out', spec: 'type=local,dest=out' }],
    ['a,b', { type: 'local', path: 'a,b', spec: 'type=local,"dest=a,b"' }],
    ['type=oci,dest=x.tar', { type: 'oci', path: 'x.tar', spec: 'type=oci,dest=x.tar' }],
    ['dest=x=y.tar,type=tar', { type: 'tar', path: 'x=y.tar', spec: 'dest=x=y.tar,type=tar' }],
    ['type=docker,"dest=a,""b"""', { type: 'docker', path: 'a,"b"', spec: 'type=docker,"dest=a,""b"""' }],
  ])('%s is read', (spec, expected) => {
    expect(parseOutput(spec)).toEqual(expected);
  });

  it.each([
    ['-', /standard output/u],
    ['type=tar,dest=-', /standard output/u],
    ['type=image,push=true', /--push/u],
    ['dest=x', /the type is/u],
    ['type=oci', /dest=PATH is missing/u],
    ['type=docker', /stays in the engine/u],
  ])('%s is refused', (spec, reason) => {
    expect(() => parseOutput(spec)).toThrow(refused(reason));
  });
});

describe('a cache', () => {
  it('is passed on as it is', () => {
    expect(requireCacheSpec('--cache-from', 'type=s3,bucket=b,region=eu')).toBe('type=s3,bucket=b,region=eu');
  });

  it.each(['type=s3,access_key_id=a,secret_access_key=geheim', 'type=gha,"token=geheim"', 'Token=geheim'])(
    '%s is refused without its secret in the message',
    (spec) => {
      expect(() => requireCacheSpec('--cache-to', spec)).toThrow(refused(/^(?!.*geheim).*environment/su));
    },
  );

  it('is not empty', () => {
    expect(() => requireCacheSpec('--cache-to', ' ')).toThrow(refused(/empty/u));
  });
});
