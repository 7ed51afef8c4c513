import { isDay } from '../../model/calendar-day.js';
import type { CheckDefinition } from '../../model/check.js';
import type { ProjectConfig } from '../schema.js';
import type { PeerEntry, PeerRemainder } from './peer-entry.js';

type ConfigWaiver = ProjectConfig['waivers'][number];

/** A waiver that is to be written, and what it comes from. */
export interface NewWaiver extends Pick<ConfigWaiver, 'id' | 'reason' | 'expires'> {
  readonly owner?: string;
  readonly path?: string;
  /** Ids of the other tool with their places, `DL3042 (.hadolint.yaml:3)`. */
  readonly from: readonly string[];
  /** Ids of the other tool that its checks answer as well, and that nobody left out. */
  readonly alsoCovers: readonly string[];
}

export interface MappedEntries {
  readonly waivers: readonly NewWaiver[];
  /** Of `checks`. */
  readonly severities: readonly {
    readonly id: string;
    readonly severity: 'error' | 'warning' | 'info';
    readonly from: string;
  }[];
  readonly remainders: readonly PeerRemainder[];
  /** What the project has already. */
  readonly there: readonly { readonly id: string; readonly from: string }[];
}

interface Mapping {
  readonly checks: readonly Pick<CheckDefinition, 'id' | 'aliases'>[];
  readonly config: Pick<ProjectConfig, 'waivers' | 'checks'>;
  readonly today: string;
  /** For what has no day of its own. */
  readonly expires: string;
  readonly owner?: string | undefined;
}

/** Turns what other tools leave out into waivers, by the names that checks go by there. */
export function mapEntries(entries: readonly PeerEntry[], mapping: Mapping): MappedEntries {
  const waivers = new Map<string, NewWaiver>();
  const severities = new Map<string, MappedEntries['severities'][number]>();
  const remainders: PeerRemainder[] = [];
  const there: MappedEntries['there'][number][] = [];
  const left = new Set(entries.flatMap(({ id }) => namesOf(id)));
  for (const entry of entries) {
    const { checks, alias } = meantBy(entry, mapping.checks);
    const remain = (because: string) =>
      remainders.push({ what: entry.id, file: entry.file, line: entry.line, because });
    const from = `${entry.id} (${entry.file}:${entry.line})`;
    const [first, second] = checks;
    if (first === undefined) remain(whyUnknown(entry.id));
    else if (entry.severity !== undefined) {
      for (const { id } of checks)
        if (mapping.config.checks[id] === undefined) severities.set(id, { id, severity: entry.severity, from });
        else there.push({ id, from });
    } else if (entry.expires !== undefined && !isDay(entry.expires)) remain(`"${entry.expires}" is no day`);
    else if (entry.expires !== undefined && entry.expires < mapping.today) remain(`it expired on ${entry.expires}`);
    else {
      // One name for two checks stays one waiver: it is needed as long as one of them finds something.
      const id = second === undefined ? first.id : alias;
      const alsoCovers = checks
        .flatMap(({ aliases = [] }) => aliases)
        .filter((name) => sameTool(name, alias) && !left.has(name));
      for (const path of entry.paths ?? [undefined]) {
        const waiver = newWaiver({ id, path, from, alsoCovers }, entry, mapping);
        if (isThere(waiver, checks, mapping.config.waivers)) there.push({ id, from });
        else put(waivers, waiver);
      }
    }
  }
  return { waivers: [...waivers.values()], severities: [...severities.values()], remainders, there };
}

function meantBy(
  { id }: PeerEntry,
  all: Mapping['checks'],
): { readonly checks: Mapping['checks']; readonly alias: string } {
  for (const alias of namesOf(id)) {
    const checks = all.filter(({ aliases = [] }) => aliases.includes(alias));
    if (checks.length > 0) return { checks, alias };
  }
  return { checks: [], alias: id };
}

/** Trivy has called its rules AVD-DS-0002, DS002 and DS-0002. */
function namesOf(id: string): string[] {
  const [, number] = /^(?:AVD-)?DS-?(\d{3,4})$/u.exec(id) ?? [];
  return number === undefined ? [id] : [id, `DS-${number.padStart(4, '0')}`];
}

const whyUnknown = (id: string): string =>
  /^(?:CVE|GHSA|TEMP|DLA|DSA)-/iu.test(id)
    ? 'mcp-dock looks for no vulnerabilities of packages'
    : 'no check goes by that name';

/** DL3008 and DL3042 are ids of one tool, DL3042 and DS-0029 are not. */
const sameTool = (a: string, b: string) => a.replace(/[-\d]+$/u, '') === b.replace(/[-\d]+$/u, '');

function newWaiver(
  { id, path, from, alsoCovers }: { id: string; path: string | undefined; from: string; alsoCovers: readonly string[] },
  entry: PeerEntry,
  { expires, owner }: Mapping,
): NewWaiver {
  return {
    id,
    reason: entry.reason ?? `${entry.id} is left out in ${entry.file}`,
    expires: entry.expires ?? expires,
    ...(owner !== undefined && { owner }),
    ...(path !== undefined && { path }),
    from: [from],
    alsoCovers: [...new Set(alsoCovers)],
  };
}

const isThere = ({ id, path }: NewWaiver, checks: Mapping['checks'], waivers: Mapping['config']['waivers']): boolean =>
  waivers.some(
    (waiver) =>
      (waiver.id === id || (checks.length === 1 && checks[0]?.aliases?.includes(waiver.id) === true)) &&
      (waiver.path === undefined || waiver.path === path) &&
      waiver.platform === undefined &&
      waiver.matches === undefined,
  );

/** Several ids of another tool may mean one check: then one waiver has the reasons of all, and ends with the first of them. */
function put(waivers: Map<string, NewWaiver>, waiver: NewWaiver): void {
  const key = `${waiver.id} ${waiver.path ?? ''}`;
  const other = waivers.get(key);
  waivers.set(
    key,
    other === undefined
      ? waiver
      : {
          ...other,
          reason: [...new Set([...other.reason.split('; '), waiver.reason])].join('; '),
          expires: waiver.expires < other.expires ? waiver.expires : other.expires,
          from: [...other.from, ...waiver.from],
          alsoCovers: other.alsoCovers.filter((name) => waiver.alsoCovers.includes(name)),
        },
  );
}
