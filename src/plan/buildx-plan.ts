import { secretsOfVariable } from '../model/secret-variable.js';
import type { BuildPlan } from './build-plan.js';
import { requireSuited, type BuildxBuilder, type ImagePlace } from './buildx-builder.js';
import {
  buildxReasons,
  csvField,
  parseOutput,
  requireCacheSpec,
  type BuildOutput,
  type BuildxOptions,
} from './buildx-options.js';

export interface BuildxPlanInput {
  readonly plan: BuildPlan;
  readonly options: BuildxOptions;
  /** `later`: from the engine, when other images are built as well. */
  readonly push: boolean | 'later';
  readonly builder: BuildxBuilder;
  /** Those whose value no variable can hold. */
  readonly secretsInFiles: ReadonlySet<string>;
}

/** What `docker` is run with. The value of no secret stands in it. */
export interface BuildxPlan {
  readonly reasons: readonly string[];
  readonly builder: BuildxBuilder;
  readonly place: ImagePlace;
  readonly outputs: readonly BuildOutput[];
  /** The image reaches the engine as a file of the private folder: `docker load` reads it after the build. */
  readonly loadsFile: boolean;
  /** Variables that the child gets, by the secret whose value they hold. */
  readonly secretVariables: Readonly<Record<string, string>>;
  /** Variables that the child gets, by themselves: build arguments that look like secrets. */
  readonly argumentVariables: Readonly<Record<string, string>>;
  /** What is odd about it, for the person and the report. */
  readonly warnings: readonly string[];
  /** Everything behind `docker`; `folder` is a private one of this build. */
  readonly argv: (folder: string) => readonly string[];
}

/** Names of files in the private folder. */
export const METADATA_FILE = 'metadata.json';
export const IMAGE_FILE = 'image.tar';
export const secretFile = (index: number): string => `secret-${index}`;

/**
 * One plan of a build becomes one command line. The context comes on standard input, and the Dockerfile lies inside of it.
 * Throws FLAG_INVALID, and BUILDER_UNSUITED for what the builder is known not to do.
 */
export function planBuildx({ plan, options, push, builder, secretsInFiles }: BuildxPlanInput): BuildxPlan {
  const outputs = (options.outputs ?? []).map(parseOutput);
  const ofItsOwn = builder.driver !== 'docker';
  // What lies in the engine is pushed by the engine: its answer has the digest, which buildx does not know then.
  const place: ImagePlace =
    push === true && ofItsOwn ? 'registry' : push !== false || outputs.length === 0 ? 'engine' : 'none';
  requireSuited({ options, outputs, platform: plan.platform, place, pushedLater: push === 'later' }, builder);
  const reproducible = options.reproducible === true;
  const loadsFile = reproducible && place === 'engine' && !ofItsOwn;
  const caches = [
    ...(options.cacheFrom ?? []).flatMap((spec) => ['--cache-from', requireCacheSpec('--cache-from', spec)]),
    ...(options.cacheTo ?? []).flatMap((spec) => ['--cache-to', requireCacheSpec('--cache-to', spec)]),
  ];
  const rewritten = (spec: string) => (reproducible ? `${spec},rewrite-timestamp=true` : spec);
  const secretVariables = Object.fromEntries(
    plan.secrets.flatMap(({ id }, index) => (secretsInFiles.has(id) ? [] : [[id, `MCP_DOCK_BUILD_SECRET_${index}`]])),
  );
  const argumentVariables = Object.fromEntries(
    Object.entries(plan.arguments).filter(([name, value]) => secretsOfVariable(name, value).length > 0),
  );

  return {
    reasons: buildxReasons(options, plan.platform),
    builder,
    place,
    outputs,
    loadsFile,
    secretVariables,
    argumentVariables,
    warnings: warningsOf(options, place),
    argv(folder) {
      const inFolder = (name: string) => `${folder}/${name}`;
      const placed: Readonly<Record<ImagePlace, readonly string[]>> = {
        none: [],
        registry: [rewritten('type=registry')],
        engine: [
          loadsFile
            ? `type=docker,${csvField(`dest=${inFolder(IMAGE_FILE)}`)},rewrite-timestamp=true`
            : rewritten('type=docker'),
        ],
      };
      const layered = ({ type, spec }: BuildOutput) => (type === 'oci' || type === 'docker' ? rewritten(spec) : spec);
      return [
        'buildx',
        'build',
        '--progress=rawjson',
        '--builder',
        builder.name,
        '--file',
        plan.dockerfile,
        '--metadata-file',
        inFolder(METADATA_FILE),
        ...plan.tags.flatMap((tag) => ['--tag', tag]),
        ...(plan.target === undefined ? [] : ['--target', plan.target]),
        ...(plan.platform === undefined ? [] : ['--platform', plan.platform]),
        ...Object.entries(plan.arguments).flatMap(([name, value]) => [
          '--build-arg',
          name in argumentVariables ? name : `${name}=${value}`,
        ]),
        ...Object.entries(plan.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
        ...plan.secrets.flatMap(({ id }, index) => {
          const variable = secretVariables[id];
          const source = variable === undefined ? `src=${inFolder(secretFile(index))}` : `env=${variable}`;
          return ['--secret', `${csvField(`id=${id}`)},${csvField(source)}`];
        }),
        ...plan.ssh.flatMap(({ id, socket }) => ['--ssh', `${id}=${socket}`]),
        ...(plan.network === undefined ? [] : ['--network', plan.network]),
        ...(plan.noCache ? ['--no-cache'] : []),
        ...(plan.pull ? ['--pull'] : []),
        ...caches,
        // Builders differ in what they attest unasked; this way the image is the same from each.
        `--provenance=${options.provenance === undefined ? 'false' : `mode=${options.provenance}`}`,
        ...sbomFlags(options),
        ...[...placed[place], ...outputs.map(layered)].flatMap((spec) => ['--output', spec]),
        '-',
      ];
    },
  };
}

function sbomFlags({ sbom, sbomGenerator }: BuildxOptions): string[] {
  if (sbomGenerator !== undefined) return ['--attest', `type=sbom,${csvField(`generator=${sbomGenerator}`)}`];
  return sbom === true ? ['--sbom=true'] : [];
}

function warningsOf(options: BuildxOptions, place: ImagePlace): string[] {
  const attests = options.provenance !== undefined || options.sbom === true || options.sbomGenerator !== undefined;
  return [
    ...(options.reproducible === true && attests
      ? [
          'What is attested holds the time of the build: of two builds the images are the same, and the index around them is not.',
        ]
      : []),
    ...(place === 'none' ? ['The image is not kept in the engine: --output writes it elsewhere.'] : []),
  ];
}
