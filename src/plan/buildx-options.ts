import { McpDockError } from '../errors/mcp-dock-error.js';

/** What the Engine API cannot do, as the flags say it. */
export interface BuildxOptions {
  /** As `--cache-from` and `--cache-to` of buildx: `type=registry,ref=…`, `type=local,dest=…`, or a reference alone. */
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  /** `type=local|tar|oci|docker,dest=PATH`, or the path of a folder alone. */
  readonly outputs?: readonly string[];
  readonly sbom?: boolean;
  /** Image of the scanner, where BuildKit's own cannot be pulled. */
  readonly sbomGenerator?: string;
  readonly provenance?: 'min' | 'max';
  readonly reproducible?: boolean;
}

/** A file or folder that a build writes beside, or in place of, an image. */
export interface BuildOutput {
  readonly type: 'local' | 'tar' | 'oci' | 'docker';
  /** As it was given: relative to where the user stands. */
  readonly path: string;
  /** As buildx reads it. */
  readonly spec: string;
}

const TYPES = ['local', 'tar', 'oci', 'docker'] as const;

/** The flags for which a build goes through buildx; none: it goes through the Engine API. */
export function buildxReasons(options: BuildxOptions, platform: string | undefined): string[] {
  const asked: readonly (readonly [string, boolean])[] = [
    ['--cache-from', (options.cacheFrom ?? []).length > 0],
    ['--cache-to', (options.cacheTo ?? []).length > 0],
    ['--output', (options.outputs ?? []).length > 0],
    ['--sbom', options.sbom === true || options.sbomGenerator !== undefined],
    ['--provenance', options.provenance !== undefined],
    ['--reproducible', options.reproducible === true],
    ['--platform with several platforms', platformsOf(platform).length > 1],
  ];
  return asked.flatMap(([name, is]) => (is ? [name] : []));
}

export const platformsOf = (platform: string | undefined): string[] => platform?.split(',') ?? [];

/** Throws FLAG_INVALID for an output that is no file or folder: an image has --tag and --push for that. */
export function parseOutput(spec: string): BuildOutput {
  const refuse = (reason: string) =>
    new McpDockError('FLAG_INVALID', { reason: `--output ${spec}: ${reason}`, command: 'build' });
  if (spec === '-') throw refuse('standard output belongs to the report; name a file.');
  if (!spec.includes('=')) return { type: 'local', path: spec, spec: `type=local,${csvField(`dest=${spec}`)}` };
  const fields = new Map(
    splitCsv(spec).map((field): [string, string] => {
      const equals = field.indexOf('=');
      return equals < 0 ? [field, ''] : [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)];
    }),
  );
  const type = TYPES.find((known) => known === fields.get('type'));
  if (type === undefined)
    throw refuse(
      'the type is local, tar, oci or docker. An image is named with --tag, and goes to a registry with --push.',
    );
  const path = fields.get('dest');
  if (path === undefined || path === '')
    throw refuse(
      type === 'docker'
        ? 'without dest=FILE the image stays in the engine, as it does without --output.'
        : 'dest=PATH is missing.',
    );
  if (path === '-') throw refuse('standard output belongs to the report; name a file.');
  return { type, path, spec };
}

/** Cache services know their secrets from the environment; on a command line every user of the machine could read them. */
const CACHE_SECRET = /(?:^|,)\s*"?(secret_access_key|session_token|secret_access_token|account_key|token|password)=/iu;

/** Throws FLAG_INVALID for a cache whose secret stands in the flag. */
export function requireCacheSpec(flag: '--cache-from' | '--cache-to', spec: string): string {
  const [, name] = CACHE_SECRET.exec(spec) ?? [];
  if (name !== undefined)
    throw new McpDockError('FLAG_INVALID', {
      // The value stays out.
      reason: `${flag} holds ${name}: a secret on a command line can be read by others. buildx takes it from the environment (AWS_SECRET_ACCESS_KEY, ACTIONS_RUNTIME_TOKEN, a docker login).`,
      command: 'build',
    });
  if (spec.trim() === '') throw new McpDockError('FLAG_INVALID', { reason: `${flag} is empty.`, command: 'build' });
  return spec;
}

/** A field of buildx's comma-separated options, quoted where it has to be. */
export const csvField = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function splitCsv(line: string): string[] {
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu))
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
  return fields;
}
