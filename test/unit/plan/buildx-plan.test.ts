import { describe, expect, it } from 'vitest';
import type { BuildPlan } from '../../../src/plan/build-plan.js';
import { planBuildx, type BuildxPlanInput } from '../../../src/plan/buildx-plan.js';

const builders = {
  classic: { version: '0.29.1', name: 'default', driver: 'docker', containerdStore: false },
  containerd: { version: '0.29.1', name: 'default', driver: 'docker', containerdStore: true },
  own: { version: '0.29.1', name: 'own', driver: 'docker-container', containerdStore: false },
};
const least: BuildPlan = {
  dockerfile: 'Dockerfile',
  tags: ['todo:1'],
  arguments: {},
  labels: {},
  secrets: [],
  ssh: [],
  noCache: false,
  pull: false,
  warnings: [],
};
const plan = ({ plan: more = {}, builder = 'own', ...input }: Given = {}) =>
  planBuildx({
    plan: { ...least, ...more },
    options: {},
    push: false,
    secretsInFiles: new Set(),
    ...input,
    builder: builders[builder],
  });
interface Given extends Partial<Omit<BuildxPlanInput, 'plan' | 'builder'>> {
  readonly plan?: Partial<BuildPlan>;
  readonly builder?: keyof typeof builders;
}
const COMMON = 'buildx build --progress=rawjson';
const outputsOf = (argv: readonly string[]) => argv.filter((_, index) => argv[index - 1] === '--output');

describe('the command line of buildx', () => {
  it('reads the context from standard input, and says even what would be left to the builder', () => {
    expect(plan().argv('/f').join(' ')).toBe(
      `${COMMON} --builder own --file Dockerfile --metadata-file /f/metadata.json --tag todo:1 --provenance=false --output type=docker -`,
    );
  });

  it('says all of the plan', () => {
    const argv = plan({
      plan: {
        dockerfile: 'docker/Dockerfile',
        tags: ['a:1', 'b:2'],
        target: 'runtime',
        platform: 'linux/amd64,linux/arm64',
        arguments: { NODE_VERSION: '24', EMPTY: '' },
        labels: { a: 'b c' },
        secrets: [
          { id: 'corp_ca', from: '/ca.pem' },
          { id: 'x,y', from: '$X' },
        ],
        ssh: [{ id: 'default', socket: '/agent.sock' }],
        network: 'none',
        noCache: true,
        pull: true,
      },
      options: { cacheFrom: ['type=registry,ref=a'], cacheTo: ['type=inline'], sbom: true, provenance: 'max' },
      push: true,
    }).argv('/f');
    expect(argv.join(' ').split(' --')).toEqual([
      'buildx build',
      'progress=rawjson',
      'builder own',
      'file docker/Dockerfile',
      'metadata-file /f/metadata.json',
      'tag a:1',
      'tag b:2',
      'target runtime',
      'platform linux/amd64,linux/arm64',
      'build-arg NODE_VERSION=24',
      'build-arg EMPTY=',
      'label a=b c',
      'secret id=corp_ca,env=MCP_DOCK_BUILD_SECRET_0',
      'secret "id=x,y",env=MCP_DOCK_BUILD_SECRET_1',
      'ssh default=/agent.sock',
      'network none',
      'no-cache',
      'pull',
      'cache-from type=registry,ref=a',
      'cache-to type=inline',
      'provenance=mode=max',
      'sbom=true',
      'output type=registry -',
    ]);
  });

  it('keeps the values of secrets out, wherever they come from', () => {
    const { argv, argumentVariables, secretVariables } = plan({
      plan: {
        arguments: { NPM_TOKEN: 'geheim-1234', HTTPS_PROXY: 'http://me:geheim-5678@proxy:3128', A: '1' },
        secrets: [
          { id: 'text', from: '$TEXT' },
          { id: 'binary', from: '/key' },
        ],
      },
      secretsInFiles: new Set(['binary']),
    });
    const words = argv('/f');
    expect(words.join(' ')).not.toContain('geheim');
    expect(words).toEqual(expect.arrayContaining(['NPM_TOKEN', 'HTTPS_PROXY', 'A=1', 'id=binary,src=/f/secret-1']));
    expect(argumentVariables).toEqual({
      NPM_TOKEN: 'geheim-1234',
      HTTPS_PROXY: 'http://me:geheim-5678@proxy:3128',
    });
    expect(secretVariables).toEqual({ text: 'MCP_DOCK_BUILD_SECRET_0' });
  });

  it.each<[string, Given, { place: string; loadsFile: boolean; outputs: string[] }]>([
    ['in the engine', {}, { place: 'engine', loadsFile: false, outputs: ['type=docker'] }],
    ['in the registry', { push: true }, { place: 'registry', loadsFile: false, outputs: ['type=registry'] }],
    [
      'in the engine, to be pushed later',
      { push: 'later' },
      { place: 'engine', loadsFile: false, outputs: ['type=docker'] },
    ],
    [
      'in the engine, which pushes itself',
      { push: true, builder: 'classic' },
      { place: 'engine', loadsFile: false, outputs: ['type=docker'] },
    ],
    [
      'in files alone',
      { options: { outputs: ['out', 'type=oci,dest=x.tar'] } },
      { place: 'none', loadsFile: false, outputs: ['type=local,dest=out', 'type=oci,dest=x.tar'] },
    ],
    [
      'in the registry and a file',
      { options: { outputs: ['out'] }, push: true },
      { place: 'registry', loadsFile: false, outputs: ['type=registry', 'type=local,dest=out'] },
    ],
    [
      'in the registry, reproducible',
      { options: { reproducible: true }, push: true },
      { place: 'registry', loadsFile: false, outputs: ['type=registry,rewrite-timestamp=true'] },
    ],
    [
      'in the engine from a builder of its own, reproducible',
      { options: { reproducible: true } },
      { place: 'engine', loadsFile: false, outputs: ['type=docker,rewrite-timestamp=true'] },
    ],
    [
      'in containerd, reproducible: through a file',
      { options: { reproducible: true }, builder: 'containerd' },
      { place: 'engine', loadsFile: true, outputs: ['type=docker,dest=/f/image.tar,rewrite-timestamp=true'] },
    ],
    [
      'in files, reproducible; those without layers know no such option',
      { options: { reproducible: true, outputs: ['out', 'type=tar,dest=t', 'type=docker,dest=d', 'type=oci,dest=o'] } },
      {
        place: 'none',
        loadsFile: false,
        outputs: [
          'type=local,dest=out',
          'type=tar,dest=t',
          'type=docker,dest=d,rewrite-timestamp=true',
          'type=oci,dest=o,rewrite-timestamp=true',
        ],
      },
    ],
  ])('leaves the image %s', (_, given, expected) => {
    const { place, loadsFile, argv } = plan(given);
    expect({ place, loadsFile, outputs: outputsOf(argv('/f')) }).toEqual(expected);
  });

  it('takes another scanner', () => {
    const options = { sbomGenerator: 'mirror.example/scanner:1', sbom: true, outputs: ['type=oci,dest=x'] };
    expect(plan({ options }).argv('/f')).toEqual(
      expect.arrayContaining(['--attest', 'type=sbom,generator=mirror.example/scanner:1']),
    );
  });

  it('warns where two builds cannot be the same to the last byte', () => {
    const options = { reproducible: true, provenance: 'min' } as const;
    expect(plan({ options, push: true }).warnings).toEqual([expect.stringMatching(/attested holds the time/u)]);
    expect(plan({ options: { reproducible: true }, push: true }).warnings).toEqual([]);
  });
});
