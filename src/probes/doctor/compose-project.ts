import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseEnvFile } from '../../model/env-file.js';
import { MAX_YAML_BYTES } from '../../plan/yaml/read-yaml.js';
import { readBounded } from '../project-files/read-bounded.js';

const portSchema = z.union([
  z.string(),
  z.number(),
  z.object({
    published: z.union([z.string(), z.number()]).optional(),
    target: z.union([z.string(), z.number()]).optional(),
    host_ip: z.string().optional(),
    protocol: z.string().optional(),
  }),
]);
const fileSchema = z.object({
  services: z
    .record(
      z.string(),
      z
        .looseObject({
          ports: z.array(portSchema).optional(),
          profiles: z.array(z.string()).optional(),
          image: z.string().optional(),
          stdin_open: z.boolean().optional(),
          depends_on: z.union([z.record(z.string(), z.unknown()), z.array(z.string())]).nullish(),
          environment: z.union([z.record(z.string(), z.unknown()), z.array(z.string())]).nullish(),
        })
        .nullable(),
    )
    .optional(),
});

/** A port of this machine that a service publishes. */
export interface WantedPort {
  readonly port: number;
  readonly host: string;
  /** The container's; absent where it cannot be told. */
  readonly target?: number;
  /** File and service. */
  readonly wantedBy: string;
  /** The variable that says which port, where one does. */
  readonly variable?: string;
}

export interface ComposeProject {
  /** Names of the files, those that Compose reads of itself. */
  readonly files: readonly string[];
  readonly services: readonly string[];
  /** Of the services that start without a profile. */
  readonly ports: readonly WantedPort[];
  /** Variables whose value some service gets in a file: it is given KEY_FILE. */
  readonly asFiles: readonly string[];
  /** Services that are spoken to over standard input, of the first file. */
  readonly attended: readonly AttendedService[];
  /** Services that are built and not pulled. */
  readonly built: readonly string[];
}

/** A service whose standard input stays open: one container for each client. */
export interface AttendedService {
  readonly service: string;
  readonly image: string;
  /** Services that have to run for it. */
  readonly dependsOn: readonly string[];
}

const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const OVERRIDES = [
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yaml',
  'docker-compose.override.yml',
];

/** What the Compose files of a folder say. A file that is no Compose file says nothing; Compose itself tells best what is wrong. */
export async function readComposeProject(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ComposeProject> {
  const texts = await Promise.all([...FILES, ...OVERRIDES].map((name) => readable(join(directory, name))));
  const there = [...FILES, ...OVERRIDES].flatMap((name, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ name, text }];
  });
  // Compose reads the first of each kind.
  const used = [FILES, OVERRIDES].flatMap((names) => there.find(({ name }) => names.includes(name)) ?? []);
  const variables = await variablesOf(directory, environment);
  const services = new Set<string>();
  const ports: WantedPort[] = [];
  const asFiles = new Set<string>();
  const built = new Set<string>();
  const attended: AttendedService[] = [];
  for (const { name, text } of used) {
    for (const [service, spec] of Object.entries(servicesOf(text))) {
      services.add(service);
      if (spec?.['build'] !== undefined) built.add(service);
      if (spec?.stdin_open === true && name === used[0]?.name) {
        const needs = spec.depends_on ?? [];
        const dependsOn = Array.isArray(needs) ? needs : Object.keys(needs);
        attended.push({ service, image: interpolate(spec.image ?? '', variables), dependsOn });
      }
      const given = spec?.environment ?? [];
      for (const item of Array.isArray(given) ? given : Object.keys(given)) {
        const [, key] = /^(\w+)_FILE(?:=|$)/u.exec(item) ?? [];
        if (key !== undefined) asFiles.add(key);
      }
      if ((spec?.profiles ?? []).length > 0) continue;
      for (const port of spec?.ports ?? []) ports.push(...wantedPorts(port, `${name}, ${service}`, variables));
    }
  }
  return {
    files: used.map(({ name }) => name),
    services: [...services],
    ports: withoutRepeats(ports),
    asFiles: [...asFiles],
    attended,
    built: [...built],
  };
}

type Services = NonNullable<z.infer<typeof fileSchema>['services']>;

/** Of the texts that were read last: several probes ask for the same. */
const known = new Map<string, Services>();

function servicesOf(text: string): Services {
  const services = known.get(text) ?? parsedServices(text);
  if (known.size >= 4 && !known.has(text)) known.clear();
  known.set(text, services);
  return services;
}

function parsedServices(text: string): Services {
  try {
    const parsed = fileSchema.safeParse(parse(text, { merge: true }));
    return parsed.success ? (parsed.data.services ?? {}) : {};
  } catch {
    // No YAML.
    return {};
  }
}

type Variables = (name: string) => string | undefined;

async function variablesOf(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Variables> {
  const text = await readable(join(directory, '.env'));
  const entries = text === undefined ? [] : parseEnvFile(text).entries;
  return (name) => environment[name] ?? entries.findLast(({ key }) => key === name)?.value;
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME-word}`, `${NAME:?words}`. */
function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(
    /\$(?:\$|(?<plain>\w+)|\{(?<name>\w+)(?:(?<operator>:?[-?+])(?<word>[^}]*))?\})/gu,
    (whole, ...match: unknown[]) => {
      if (whole === '$$') return '$';
      const { plain, name, operator = '', word = '' } = match.at(-1) as Record<string, string | undefined>;
      const value = variables(plain ?? name ?? '');
      const missing = value === undefined || (operator.startsWith(':') && value === '');
      if (operator.endsWith('+')) return missing ? '' : word;
      return missing && operator.endsWith('-') ? word : (value ?? '');
    },
  );
}

function wantedPorts(port: z.infer<typeof portSchema>, wantedBy: string, variables: Variables): WantedPort[] {
  const { host, published, target, protocol } = typeof port === 'object' ? longForm(port) : shortForm(String(port));
  if (published === undefined || protocol === 'udp' || protocol === 'sctp') return [];
  const variable = /\$\{?(\w+)/u.exec(published)?.[1];
  const [first, last] = interpolate(published, variables).split('-').map(Number);
  if (first === undefined || !Number.isInteger(first) || first < 1 || first > 65_535) return [];
  const inside = Number(interpolate(target ?? '', variables).split('-')[0]);
  const count = last === undefined || !(last >= first) ? 1 : Math.min(last - first + 1, 100);
  return Array.from({ length: count }, (_, index) => ({
    port: first + index,
    host: interpolate(host, variables),
    ...(Number.isInteger(inside) && inside > 0 && { target: inside + index }),
    wantedBy,
    ...(variable !== undefined && { variable }),
  }));
}

interface PortText {
  readonly host: string;
  readonly published?: string;
  readonly target?: string;
  readonly protocol?: string;
}

const longForm = ({
  published,
  target,
  host_ip: host = '',
  protocol,
}: Exclude<z.infer<typeof portSchema>, string | number>): PortText => ({
  host,
  ...(published !== undefined && { published: String(published) }),
  ...(target !== undefined && { target: String(target) }),
  ...(protocol !== undefined && { protocol }),
});

/** `[HOST:]PUBLISHED:TARGET[/PROTOCOL]`; a target alone gets any free port. Colons inside of `${}` and `[]` do not count. */
function shortForm(text: string): PortText {
  const [, body = text, protocol] = /^(.*?)(?:\/(tcp|udp|sctp))?$/u.exec(text) ?? [];
  const pieces = body.match(/(?:\$\{[^}]*\}|\[[^\]]*\]|[^:])+/gu) ?? [];
  const published = pieces.at(-2);
  const target = pieces.at(-1);
  return {
    host: pieces.length > 2 ? (pieces.at(-3) ?? '').replace(/^\[|\]$/gu, '') : '',
    ...(published !== undefined && { published }),
    ...(target !== undefined && { target }),
    ...(protocol !== undefined && { protocol }),
  };
}

const withoutRepeats = (ports: readonly WantedPort[]): WantedPort[] => [
  ...new Map(ports.map((port) => [`${port.host}:${port.port}`, port])).values(),
];

/** What cannot be read, or is larger than any person writes, is as good as not there; another check says so. */
async function readable(path: string): Promise<string | undefined> {
  const file = await readBounded(path, MAX_YAML_BYTES).catch(() => undefined);
  return file?.cut === true ? undefined : file?.text;
}
