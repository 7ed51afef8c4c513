import type { CollectedFacts, FactName, Facts } from '../model/facts.js';
import type { McpSession } from '../model/facts/mcp.js';
import type { Severity } from '../model/finding.js';
import type { Report, Result } from '../model/report.js';
import { clientMatrix } from '../checks/client-matrix.js';
import { fillIn } from '../checks/checklists/fill-in.js';
import { checklists } from '../checks/checklists/index.js';
import { asResults } from '../checks/judge.js';
import { ExitCode } from '../errors/exit-code.js';
import { locateFindings } from '../plan/dockerfile/locate-findings.js';
import { reportTables } from './report-tables.js';
import { readableInstruction } from './readable-instruction.js';
import { withRepros, type AskedRun } from './with-repros.js';

export type FailOn = Severity | 'never';

interface ReportInput {
  readonly command: Report['command'];
  readonly target: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  readonly failOn: FailOn;
  readonly toolVersion: string;
  /** The target as it was typed, or the file of facts in its place; absent for the project. */
  readonly asked?: Pick<AskedRun, 'target' | 'fromFacts'>;
  /** No scenario of the target ever answered: the report still says what is known, with exit code 4. */
  readonly neverStarted?: boolean;
  /** It was not for the checks alone: it wrote the lock. */
  readonly wroteLock?: boolean;
}

type Asked = Pick<Report, 'profile' | 'notRun' | 'baseline'>;

const RANK: Record<FailOn, number> = { info: 0, warning: 1, error: 2, never: 3 };

/** Counts, the exit code that belongs to them, and what the head of a report shows of image and server. */
export function buildReport(input: ReportInput, { profile, notRun = [], baseline }: Asked = {}): Report {
  const { results, failOn } = input;
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  const count = (predicate: (result: Result) => boolean) => results.filter(predicate).length;
  const undecided = count(({ outcome }) => outcome === 'unknown' || outcome === 'error');
  const tooSevere = failed.some(({ severity }) => RANK[severity] >= RANK[failOn]);
  // A gate whose checks do not apply has let nothing through; doctor, asked what is wrong, has nothing to say.
  const nothingChecked =
    input.command === 'verify' &&
    input.wroteLock !== true &&
    results.every(({ outcome }) => outcome === 'not-applicable');
  const exitCode = input.neverStarted
    ? ExitCode.Unfinished
    : tooSevere || ((undecided > 0 || nothingChecked) && failOn !== 'never')
      ? ExitCode.Findings
      : ExitCode.Ok;
  const tables = reportTables(input.collected);
  const clients = clientMatrix(input.collected);

  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: input.toolVersion },
    command: input.command,
    target: input.target,
    startedAt: input.startedAt.toISOString(),
    durationMs: Math.round(input.durationMs),
    ...(profile !== undefined && { profile }),
    results: locateFindings(
      withRepros(results, { ...input.asked, command: input.command, profile, baseline: baseline?.path }),
      { dockerfiles: value(input.collected, 'dockerfiles'), contents: value(input.collected, 'imageContents') },
    ),
    ...(notRun.length > 0 && { notRun: notRun.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }),
    summary: {
      passed: count(({ outcome }) => outcome === 'pass'),
      errors: failed.filter(({ severity }) => severity === 'error').length,
      warnings: failed.filter(({ severity }) => severity === 'warning').length,
      infos: failed.filter(({ severity }) => severity === 'info').length,
      accepted: count(({ outcome }) => outcome === 'accepted'),
      notApplicable: count(({ outcome }) => outcome === 'not-applicable'),
      unknown: count(({ outcome }) => outcome === 'unknown'),
      broken: count(({ outcome }) => outcome === 'error'),
      exitCode,
      failOn,
    },
    ...imageOf(input.collected),
    ...filesOf(input.collected),
    ...mcpOf(input.collected),
    ...(clients !== undefined && { clients }),
    ...hostOf(input.collected),
    ...(baseline !== undefined && { baseline }),
    ...checklistsOf(results),
    timings: timingsOf(input.collected),
    ...(tables.length > 0 && { tables }),
  };
}

/** The lists that were asked for, as the results of this run fill them in. */
function checklistsOf(results: readonly Result[]): Pick<Report, 'checklists'> {
  const asked = Object.values(checklists).filter(({ name }) => results.some(({ id }) => id === `checklist/${name}`));
  if (asked.length === 0) return {};
  const found = asResults(results);
  return { checklists: asked.map((list) => ({ name: list.name, title: list.title, lines: fillIn(list, found) })) };
}

const value = <Name extends FactName>(collected: CollectedFacts, name: Name): Facts[Name] | undefined => {
  const fact = collected[name];
  return fact?.status === 'known' ? fact.value : undefined;
};

function imageOf(collected: CollectedFacts): Pick<Report, 'image'> {
  const config = value(collected, 'imageConfig');
  if (config === undefined) return {};
  const { reference, id, os, architecture, sizeBytes } = config;
  return { image: { reference, id, platform: `${os}/${architecture}`, sizeBytes, ...layersOf(collected) } };
}

/** Of a hundred layers most are a few bytes, and nobody reads them. */
const SHOWN_LAYERS = 12;

function layersOf(collected: CollectedFacts): Pick<NonNullable<Report['image']>, 'layers'> {
  const layers = value(collected, 'imageContents')?.layers.filter(({ sizeBytes }) => sizeBytes > 0);
  if (layers === undefined || layers.length === 0) return {};
  return {
    layers: layers
      .toSorted((a, b) => b.sizeBytes - a.sizeBytes || a.index - b.index)
      .slice(0, SHOWN_LAYERS)
      .sort((a, b) => a.index - b.index)
      .map(({ index, sizeBytes, instruction, fromBase }) => ({
        index,
        sizeBytes,
        instruction: readableInstruction(instruction),
        fromBase,
      })),
  };
}

/** What a finding that names no file can be attached to. */
function filesOf(collected: CollectedFacts): Pick<Report, 'files'> {
  const project = value(collected, 'project');
  const config =
    project?.config?.path ?? (value(collected, 'settings')?.configured === true ? 'mcp-dock.yaml' : undefined);
  const dockerfile = value(collected, 'dockerfiles')?.find(({ main }) => main)?.path ?? project?.dockerfile?.path;
  if (config === undefined && dockerfile === undefined) return {};
  return { files: { ...(config !== undefined && { config }), ...(dockerfile !== undefined && { dockerfile }) } };
}

/** Of what a server, or whoever wrote a facts file, says of itself: counts, and characters of one text. */
const LIMITS = { versions: 20, version: 40, serverVersion: 100, name: 200, tools: 500 };

function mcpOf(collected: CollectedFacts): Pick<Report, 'mcp'> {
  const sessions = (value(collected, 'mcpSessions') ?? []).filter(({ answered }) => answered);
  if (sessions.length === 0) return {};
  const unique = <Item>(items: readonly Item[]) => [...new Set(items)];
  const info = sessions.find(({ serverInfo }) => serverInfo !== undefined)?.serverInfo;
  const tools = unique(sessions.flatMap(({ tools: listed }) => (listed ?? []).map(({ name }) => name)));
  return {
    mcp: {
      transports: unique(sessions.map(({ transport }) => transport)),
      eras: unique(sessions.flatMap(({ eras }) => eras)),
      protocolVersions: unique(
        sessions.flatMap(({ protocolVersion, modernVersions }) => [
          ...(protocolVersion === undefined ? [] : [protocolVersion]),
          ...modernVersions,
        ]),
      )
        .slice(0, LIMITS.versions)
        .map((version) => version.slice(0, LIMITS.version)),
      serverInfo: info && {
        name: info.name.slice(0, LIMITS.name),
        ...(info.version === undefined ? {} : { version: info.version.slice(0, LIMITS.serverVersion) }),
      },
      tools: tools.slice(0, LIMITS.tools).map((name) => name.slice(0, LIMITS.name)),
      toolCount: tools.length,
      ...(sessions.every(isUnlisted) ? { toolsListed: false } : {}),
    },
  };
}

const isUnlisted = ({ tools, capabilities = {} }: McpSession) => tools === undefined && 'tools' in capabilities;

function hostOf(collected: CollectedFacts): Pick<Report, 'host'> {
  const engine = value(collected, 'engine');
  if (engine === undefined) return {};
  const project = value(collected, 'project');
  const parts = [project?.config, project?.dockerfile].flatMap((file) => (file === undefined ? [] : [file.path]));
  return {
    host: {
      ...(engine.version === undefined ? {} : { engine: engine.version, buildkit: engine.buildkit }),
      ...(engine.apiVersion === undefined ? {} : { api: engine.apiVersion }),
      compose: value(collected, 'compose')?.version,
      freeBytes: value(collected, 'disk')?.freeBytes,
      ...(parts.length === 0 ? {} : { project: [...parts, ...(project?.composeFiles ?? [])].join(', ') }),
    },
  };
}

function timingsOf(collected: CollectedFacts): Record<string, number> {
  const start = value(collected, 'httpStart') ?? value(collected, 'stdioStart');
  const times: Record<string, number | undefined> = {
    // What ran before we came was not started, so no time of it is known.
    ready: start?.foundRunning === true ? undefined : start?.readyMs,
    watched: value(collected, 'containerState')?.watchedMs,
    handshake: value(collected, 'mcpSessions')?.[0]?.handshakeMs,
    healthy: value(collected, 'health')?.healthyMs,
    stop: value(collected, 'httpStop')?.durationMs,
    stdinEnd: value(collected, 'stdioEnd')?.durationMs,
  };
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, time]) => (time === undefined ? [] : [[name, Math.round(time)]])),
  );
}
