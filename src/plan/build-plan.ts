import type { ProjectConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { requireTag, tagOf } from './build-tags.js';
import { platformsOf } from './buildx-options.js';
import type { DockerfileOutline } from './dockerfile-outline.js';
import { freshTag } from './fresh-lock.js';
import { planTestStage } from './test-stage.js';

/** The id under which a Dockerfile mounts the extra certificate authorities: `RUN --mount=type=secret,id=corp_ca,…`. */
export const CA_SECRET_ID = 'corp_ca';

/** The argument with which the Dockerfiles of `init` let a mirror stand in. */
const BASE_REGISTRY = 'BASE_REGISTRY';

type Environment = Readonly<Record<string, string | undefined>>;

export interface BuildFlags {
  readonly tags?: readonly string[];
  readonly target?: string;
  /** Several with a comma; that takes buildx. */
  readonly platform?: string;
  /** `KEY=VALUE`, or `KEY` alone for the value of the environment. */
  readonly buildArgs?: readonly string[];
  /** Registry and folder in place of the Dockerfile's own, for its `ARG BASE_REGISTRY`. */
  readonly baseRegistry?: string;
  /** `KEY=VALUE`. */
  readonly labels?: readonly string[];
  /** Network of RUN steps. */
  readonly network?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  /** Newest allowed dependencies, nothing from the cache, and a tag beside the project's. */
  readonly fresh?: boolean;
  /** Run the stage with the tests first; an image beside others may have none. */
  readonly test?: boolean | 'if-there';
}

export interface BuildPlanInput {
  /** Absent for a Dockerfile without mcp-dock.yaml. */
  readonly config?: ProjectConfig;
  /** Name of the image when there is no config. */
  readonly fallbackName: string;
  readonly flags: BuildFlags;
  readonly environment: Environment;
  readonly outline: DockerfileOutline;
  /** Path of the Dockerfile inside of the context. */
  readonly dockerfile: string;
  /** As the user knows it. */
  readonly shownDockerfile?: string;
  readonly caFile?: { readonly path: string; readonly from: string };
  /** Where they come from; their values stay where they are. */
  readonly secrets?: readonly { readonly id: string; readonly from: string }[];
  readonly ssh?: readonly { readonly id: string; readonly socket: string }[];
  readonly engine: { readonly buildkit: boolean; readonly platform: string };
}

/** What is asked of the engine: plain data, without the value of any secret. */
export interface BuildPlan {
  readonly dockerfile: string;
  /** The first names the image in reports. */
  readonly tags: readonly [string, ...string[]];
  readonly target?: string;
  /** Stage that runs the tests before the image is built. */
  readonly testTarget?: string;
  readonly platform?: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly id: string; readonly from: string }[];
  readonly ssh: readonly { readonly id: string; readonly socket: string }[];
  readonly network?: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** What is odd about it, for the person and the report. */
  readonly warnings: readonly string[];
}

/** Config, flags and environment become one plan. Flags win over the config, the config over the environment. */
export function planBuild(input: BuildPlanInput): BuildPlan {
  const { config, flags, outline, engine, caFile, environment } = input;
  const named = config?.image ?? config?.name ?? input.fallbackName;
  const [first, ...more] = [
    ...new Set((flags.tags?.length ? flags.tags : [flags.fresh === true ? freshTag(named) : named]).map(requireTag)),
  ];
  if (first === undefined) throw new Error('A plan needs a tag.');
  const target = flags.target ?? config?.build?.target;
  requireStage(target, outline);
  const tests = flags.test === undefined || flags.test === false ? undefined : planTestStage(input);
  const platform = flags.platform ?? config?.build?.platform;
  requirePlatform(platform);
  const given = {
    ...config?.build?.args,
    ...(flags.baseRegistry !== undefined && { [BASE_REGISTRY]: baseRegistryOf(flags.baseRegistry) }),
    ...argumentsOf(flags.buildArgs ?? [], environment),
  };
  const network = flags.network ?? config?.build?.network;
  const proxies = proxiesOf(environment);
  const epoch = environment['SOURCE_DATE_EPOCH'];
  return {
    dockerfile: input.dockerfile,
    tags: [first, ...more],
    ...(target !== undefined && { target }),
    ...(tests?.target !== undefined && { testTarget: tests.target }),
    ...(platform !== undefined && { platform }),
    arguments: { ...(epoch !== undefined && { SOURCE_DATE_EPOCH: epoch }), ...proxies.arguments, ...given },
    labels: labelsOf(first, input),
    secrets: [
      ...(caFile === undefined ? [] : [{ id: CA_SECRET_ID, from: caFile.path }]),
      ...(input.secrets ?? []).filter(({ id }) => caFile === undefined || id !== CA_SECRET_ID),
    ],
    ssh: input.ssh ?? [],
    ...(network !== undefined && { network }),
    noCache: flags.noCache === true || flags.fresh === true,
    // Fresh bases are pulled before the build, which would fail where a registry does not answer.
    pull: flags.pull === true && flags.fresh !== true,
    warnings: [
      ...(tests?.warnings ?? []),
      ...caWarnings(input),
      ...mountWarnings(input),
      ...proxies.warnings,
      ...argumentWarnings(given, outline),
      ...(outline.mounts && !engine.buildkit
        ? [
            'This engine has no BuildKit: `RUN --mount` works only as far as its own builder knows it, and secrets are not given.',
          ]
        : []),
      ...platformsOf(platform)
        .filter((one) => one !== engine.platform)
        .map(
          (one) =>
            `The image is for ${one} and the engine runs ${engine.platform}: it builds only where emulation is installed.`,
        ),
    ],
  };
}

/** Of a mirror, as it stands before the name of an image; a scheme and a slash at the end are what people copy along. */
function baseRegistryOf(text: string): string {
  const registry = text.replace(/^https?:\/\//u, '').replace(/\/+$/u, '');
  if (/^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9._-]+)*$/u.test(registry)) return registry;
  throw new McpDockError('FLAG_INVALID', {
    reason: `--base-registry ${text} is no registry; write it like mirror.example.com/library.`,
    command: 'build',
  });
}

function requireStage(target: string | undefined, { stages }: DockerfileOutline): void {
  if (target === undefined) return;
  const names = stages.flatMap(({ name }) => name ?? []);
  if (names.some((name) => name.toLowerCase() === target.toLowerCase())) return;
  if (/^\d+$/u.test(target) && Number(target) < stages.length) return;
  const known = names.length === 0 ? 'it names none' : `it has ${names.join(', ')}`;
  throw new McpDockError('FLAG_INVALID', {
    reason: `The Dockerfile has no stage "${target}"; ${known}.`,
    command: 'build',
  });
}

function requirePlatform(platform: string | undefined): void {
  const wrong = platformsOf(platform).find((one) => !/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/u.test(one));
  if (wrong === undefined) return;
  throw new McpDockError('FLAG_INVALID', {
    reason: `"${wrong}" is no platform; write it like linux/amd64 or linux/arm64, several with a comma.`,
    command: 'build',
  });
}

function argumentsOf(items: readonly string[], environment: Environment): Record<string, string> {
  const entries = items.map((item): [string, string] => {
    const equals = item.indexOf('=');
    const name = equals < 0 ? item : item.slice(0, equals);
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/u.test(name)) {
      throw new McpDockError('FLAG_INVALID', {
        // The value stays out: somebody may have meant a secret.
        reason: `--build-arg wants KEY=VALUE, and "${name}" cannot be a key.`,
        command: 'build',
      });
    }
    if (equals >= 0) return [name, item.slice(equals + 1)];
    const value = environment[name];
    if (value === undefined) {
      const reason = `--build-arg ${name} has no value, and the variable is not set here.`;
      throw new McpDockError('FLAG_INVALID', { reason, command: 'build' });
    }
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/** Builders know these without an ARG line and keep them out of the history. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'FTP_PROXY', 'ALL_PROXY'];
const PREDEFINED = new Set([...PROXIES, ...PROXIES.map((name) => name.toLowerCase()), 'SOURCE_DATE_EPOCH']);

function proxiesOf(environment: Environment) {
  const found = [...PREDEFINED].flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === '' || name === 'SOURCE_DATE_EPOCH' ? [] : [{ name, value }];
  });
  const isLocal = ({ name, value }: { name: string; value: string }) =>
    name.toUpperCase() !== 'NO_PROXY' &&
    /^(?:\w+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.[\d.]+|\[::1\])(?::|\/|$)/iu.test(value);
  const local = found.filter(isLocal).map(({ name }) => name);
  return {
    arguments: Object.fromEntries(found.filter((proxy) => !isLocal(proxy)).map(({ name, value }) => [name, value])),
    warnings:
      local.length === 0
        ? []
        : [
            `${local.join(', ')} points at this machine's own loopback address, which no build step can reach: not passed on.`,
          ],
  };
}

/**
 * Labels are set on the finished image, so they never cost a cached layer, but they do change the image's id. Only what stays
 * the same for the same sources is set: the time only where SOURCE_DATE_EPOCH fixes it, the revision only where a CI names it.
 * The Dockerfile's own labels stay as they are; those of the config win over everything.
 */
function labelsOf(tag: string, { config, environment, outline, flags }: BuildPlanInput): Record<string, string> {
  const version = tagOf(tag);
  const epoch = Number(environment['SOURCE_DATE_EPOCH'] ?? Number.NaN);
  const known: Record<string, string | undefined> = {
    title: config?.name,
    version: version === 'latest' ? undefined : version,
    revision: environment['GITHUB_SHA'] ?? environment['CI_COMMIT_SHA'],
    created: Number.isSafeInteger(epoch) && epoch >= 0 ? new Date(epoch * 1000).toISOString() : undefined,
  };
  const labels = Object.entries(known).flatMap(([name, value]): [string, string][] => {
    const key = `org.opencontainers.image.${name}`;
    return value === undefined || outline.labels.includes(key) ? [] : [[key, value]];
  });
  return { ...Object.fromEntries(labels), ...config?.build?.labels, ...labelsGiven(flags.labels ?? []) };
}

function labelsGiven(items: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    items.map((item): [string, string] => {
      const equals = item.indexOf('=');
      if (equals > 0) return [item.slice(0, equals), item.slice(equals + 1)];
      throw new McpDockError('FLAG_INVALID', { reason: `--label ${item} is not KEY=VALUE.`, command: 'build' });
    }),
  );
}

function mountWarnings({ secrets = [], ssh = [], outline, engine }: BuildPlanInput): string[] {
  if (!engine.buildkit && secrets.length + ssh.length > 0)
    return ['Secrets and SSH agents are not given to the build: they need BuildKit.'];
  return [
    ...secrets
      .filter(({ id }) => !outline.secretIds.includes(id))
      .map(
        ({ id }) => `Secret ${id} has no effect: no RUN of the Dockerfile mounts it with --mount=type=secret,id=${id}.`,
      ),
    ...ssh
      .filter(({ id }) => !outline.sshIds.includes(id))
      .map(({ id }) => `SSH agent ${id} has no effect: no RUN of the Dockerfile mounts it with --mount=type=ssh.`),
  ];
}

function caWarnings({ caFile, outline, engine }: BuildPlanInput): string[] {
  // NODE_EXTRA_CA_CERTS is set for Node, not for this build: nobody has to hear that it is of no use here.
  if (caFile === undefined || caFile.from === 'NODE_EXTRA_CA_CERTS') return [];
  if (!engine.buildkit) return [`${caFile.path} (${caFile.from}) is not given to the build: secrets need BuildKit.`];
  if (outline.secretIds.includes(CA_SECRET_ID)) return [];
  return [
    `${caFile.path} (${caFile.from}) has no effect: no RUN of the Dockerfile mounts it. Add --mount=type=secret,id=${CA_SECRET_ID},target=/run/secrets/${CA_SECRET_ID}.pem.`,
  ];
}

function argumentWarnings(given: Readonly<Record<string, string>>, { args }: DockerfileOutline): string[] {
  const names = Object.keys(given).filter((name) => !PREDEFINED.has(name));
  const unused = names.filter((name) => !args.includes(name) && !name.startsWith('BUILDKIT_'));
  const secret = names.filter((name) => /token|secret|passw|credential|api_?key|private_?key/iu.test(name));
  return [
    ...unused.map((name) => `Build argument ${name} has no effect: no ARG of the Dockerfile declares it.`),
    ...secret.map(
      (name) => `Build argument ${name} looks like a secret; build arguments stay readable in the image's history.`,
    ),
  ];
}
