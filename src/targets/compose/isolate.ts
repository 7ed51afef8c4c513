import { parseDuration } from '../../model/units.js';
import { imageOf, written, type ComposeFile, type ComposeService } from './compose-file.js';

export interface Isolated {
  /** For Compose, as JSON. */
  readonly file: object;
  /** Services that have to run for the one that is verified. */
  readonly dependencies: readonly string[];
  /** What differs from how the project is run, for a person to know. */
  readonly notes: readonly string[];
}

interface IsolateOptions {
  readonly service: string;
  /** The name under which it is run. */
  readonly project: string;
  /** Of everything that is made. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Dependencies are waited for: at their own interval, of 30 s perhaps, that would be all that is measured. */
const INTERVAL_MS = 1_000;

/** Of a service, what would touch something outside the run, or what only a lasting project wants. */
const LEFT_OUT = [
  'build',
  'container_name',
  'develop',
  'env_file',
  'mac_address',
  'profiles',
  'restart',
  'scale',
  'use_api_socket',
  'external_links',
];

/**
 * The project cut down to one service and what it depends on, so that it touches nothing that runs: another name, no fixed ports,
 * addresses and container names, networks and volumes of its own, files of this machine read-only.
 */
export function isolate(file: ComposeFile, { service, project, labels }: IsolateOptions): Isolated {
  const kept = withDependencies(file, service);
  const notes: string[] = [];
  const values = mapValues(labels, written);
  const own = (all: ComposeFile['networks'], used: ReadonlySet<string>) =>
    Object.fromEntries(
      Object.entries(all ?? {})
        .filter(([name]) => used.has(name))
        .map(([name, definition]) => {
          const { name: _name, external, ipam: _ipam, labels: _labels, driver_opts, ...rest } = definition ?? {};
          // Options of a driver may name a place that exists once, as the folder behind a volume.
          return [name, { ...(external === true ? {} : rest), ...bounded(driver_opts), labels: values }];
        }),
    );
  const services = Object.fromEntries(
    Object.entries(file.services)
      .filter(([name]) => kept.has(name))
      .map(([name, definition]) => [
        name,
        isolatedService(file, { name, definition, kept, labels: values }, (note) => notes.push(`${name}: ${note}`)),
      ]),
  );
  const all = Object.values(services);
  const networks = new Set(all.flatMap((definition) => Object.keys(definition.networks ?? {})));
  const volumes = new Set(
    all.flatMap(({ volumes: mounts = [] }) =>
      mounts.flatMap(({ type, source }) => (type === 'volume' && source !== undefined ? [source] : [])),
    ),
  );
  return {
    file: {
      name: project,
      services,
      networks: own(file.networks, networks),
      volumes: own(file.volumes, volumes),
      ...pickUsed(
        'secrets',
        file,
        all.flatMap(({ secrets = [] }) => secrets),
      ),
      ...pickUsed(
        'configs',
        file,
        all.flatMap(({ configs = [] }) => configs),
      ),
    },
    dependencies: [...kept].filter((name) => name !== service),
    notes,
  };
}

/** The service, and every other one without which it does not start. */
function withDependencies({ services }: ComposeFile, service: string): ReadonlySet<string> {
  const kept = new Set([service]);
  for (const name of kept) {
    const { depends_on: needs = {}, links = [], volumes_from: mounts = [], ...rest } = services[name] ?? {};
    const shares = [rest.network_mode, rest.pid, rest.ipc].flatMap(
      (mode) => /^service:(.+)$/u.exec(mode ?? '')?.[1] ?? [],
    );
    const required = Object.entries(needs).flatMap(([other, { required = true }]) => (required ? [other] : []));
    const named = [...links, ...mounts].map((link) => link.split(':', 1)[0] ?? '');
    for (const other of [...required, ...named, ...shares]) if (services[other] !== undefined) kept.add(other);
  }
  return kept;
}

interface Part {
  readonly name: string;
  readonly definition: ComposeService;
  readonly kept: ReadonlySet<string>;
  readonly labels: Readonly<Record<string, string>>;
}

function isolatedService(
  file: ComposeFile,
  { name, definition, kept, labels }: Part,
  note: (text: string) => void,
): ComposeService {
  const rest: Record<string, unknown> = { ...definition };
  for (const key of LEFT_OUT) delete rest[key];
  for (const key of ['ports', 'depends_on', 'networks', 'network_mode', 'volumes', 'volumes_from', 'healthcheck'])
    delete rest[key];
  const { depends_on: needs, networks, network_mode: mode, volumes_from: from = [], healthcheck } = definition;
  const outside = mode !== undefined && (mode === 'host' || mode.startsWith('container:') || !isKnownMode(mode));
  if (outside) note(`it runs in a network of its own in place of "${mode}".`);
  const sources = from.filter((source) => !source.startsWith('container:'));
  if (sources.length < from.length) note('it has no volumes of containers outside the project.');
  return {
    ...rest,
    image: imageOf(file, name, definition),
    labels,
    restart: 'no',
    ...(mode === undefined || outside ? { networks: joined(networks) } : { network_mode: mode }),
    ...(needs === undefined
      ? {}
      : { depends_on: Object.fromEntries(Object.entries(needs).filter(([other]) => kept.has(other))) }),
    volumes: (definition.volumes ?? []).flatMap((mount) => isolatedMount(mount, note)),
    ...(sources.length === 0 ? {} : { volumes_from: sources }),
    ...(healthcheck === undefined ? {} : { healthcheck: quicker(healthcheck) }),
    ...withOneReplica(definition['deploy']),
  };
}

const isKnownMode = (mode: string) => ['none', 'bridge'].includes(mode) || mode.startsWith('service:');

/** Without the addresses: they are taken, or belong to a network that this one is not. */
function joined(networks: ComposeService['networks']): NonNullable<ComposeService['networks']> {
  if (networks === undefined) return { default: null };
  return Object.fromEntries(
    Object.entries(networks).map(([name, membership]) => {
      const aliases = membership?.['aliases'];
      return [name, aliases === undefined ? null : { aliases }];
    }),
  );
}

type Mount = NonNullable<ComposeService['volumes']>[number];

const ENGINE_SOCKET = /(?:^|\/)(?:docker|podman|containerd)\.sock$|docker_engine$/u;

function isolatedMount(mount: Mount, note: (text: string) => void): Mount[] {
  const { type, source = '', target = '' } = mount;
  if (type !== 'bind') return [mount];
  if (ENGINE_SOCKET.test(source) || ENGINE_SOCKET.test(target)) {
    note(`it does not get ${target}: behind it is everything that runs.`);
    return [];
  }
  if (mount.read_only !== true) note(`${target} is read-only: it is ${source} of this machine.`);
  const { bind: _bind, ...rest } = mount;
  // A folder that is missing would be made, and would stay.
  return [{ ...rest, read_only: true, bind: { create_host_path: false } }];
}

/** As patient as before, in smaller steps. */
function quicker(healthcheck: NonNullable<ComposeService['healthcheck']>): ComposeService['healthcheck'] {
  const intervalMs = healthcheck.interval === undefined ? 30_000 : (composeDuration(healthcheck.interval) ?? 30_000);
  if (healthcheck.disable === true || intervalMs <= INTERVAL_MS) return healthcheck;
  const { start_interval: _start, ...rest } = healthcheck;
  const retries = Math.ceil(((healthcheck.retries ?? 3) * intervalMs) / INTERVAL_MS);
  return { ...rest, interval: `${INTERVAL_MS}ms`, retries };
}

/** `1m30s`, as Go writes it. */
const composeDuration = (text: string): number | undefined => {
  const parts = text.match(/\d+(?:\.\d+)?(?:ms|h|m|s)/gu) ?? [];
  const values = parts.map((part) => parseDuration(part));
  return parts.length === 0 || values.includes(undefined)
    ? undefined
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
};

function withOneReplica(deploy: unknown): { deploy?: object } {
  if (typeof deploy !== 'object' || deploy === null) return {};
  const { replicas: _replicas, ...rest } = deploy as Record<string, unknown>;
  return { deploy: rest };
}

/** Options of the driver `local` that name a device are a place outside; a volume in memory is none. */
function bounded(options: unknown): { driver_opts?: object } {
  if (typeof options !== 'object' || options === null) return {};
  const { type, device } = options as { readonly type?: unknown; readonly device?: unknown };
  return device === undefined || type === 'tmpfs' ? { driver_opts: options } : {};
}

function pickUsed(
  kind: 'secrets' | 'configs',
  file: ComposeFile,
  used: readonly { readonly source?: string | undefined }[],
): Partial<Record<typeof kind, object>> {
  const names = new Set(used.map(({ source }) => source));
  const entries = Object.entries(file[kind] ?? {}).filter(([name]) => names.has(name));
  if (entries.length === 0) return {};
  return {
    [kind]: Object.fromEntries(
      entries.map(([name, definition]) => {
        const { name: _name, ...rest } = definition ?? {};
        return [name, rest];
      }),
    ),
  };
}

const mapValues = (values: Readonly<Record<string, string>>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
