import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { tellingLine } from '../model/causes/telling-line.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import { missingVariable } from '../model/missing-variable.js';
import { placeholderFor } from '../model/placeholder.js';
import type { RenderedFile } from '../model/template.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { planForeign } from '../plan/foreign/foreign-plan.js';
import { otherStarts, type OtherStart } from '../plan/foreign/other-starts.js';
import type { PackageWords } from '../plan/package-words.js';
import type { Context } from '../ports/context.js';
import { build } from './build.js';
import { renderForeignFiles } from './write-foreign.js';
import { writeFiles } from './write-files.js';

/** What came of building a server and starting it as its clients do. */
export interface Trial {
  readonly transports: {
    readonly http?: { readonly port: number; readonly path: string };
    readonly stdio?: object;
  };
  readonly tools: readonly string[];
  readonly imageBytes?: number;
  /** Variables that the server asked for before it would start. */
  readonly variables: readonly { readonly name: string; readonly line: string }[];
  /** With what it answered, where it did not as it was. */
  readonly start?: OtherStart;
  /** Its last words, when it never answered. */
  readonly lastLines: readonly string[];
  /** The one of them that says most. */
  readonly telling?: string;
  /** Addresses inside the container on which alone it listens. */
  readonly onlyInside: readonly string[];
}

const LIMIT_MS = 90_000;
/** What the server says to clients, and in its log. */
const FACTS = new Set<FactName>(['mcpSessions', 'serverLogs', 'settings', 'httpStart']);
/** A server that asks for one variable at a time. */
const MOST_VARIABLES = 6;
/** Each takes as long as a server may that says nothing. */
const MOST_STARTS = 4;

/**
 * Builds the image without a word about transports, and asks it over stdio, then over HTTP where something listens. A variable that
 * it names as missing is given a made-up value, and it is asked again; where it still does not answer, it is started in the other
 * ways that it knows itself. Nothing of the user's is written.
 */
export async function tryServer(
  choices: ForeignChoices,
  { files, words }: { readonly files: readonly RenderedFile[]; readonly words: PackageWords },
  context: Context,
): Promise<Trial> {
  const first = await tryOnce(choices, files, context);
  if (answered(first)) return first;
  let tried = 0;
  for (const start of otherStarts({ ...first, words, args: choices.args, runtime: choices.runtime })) {
    if ((tried += 1) > MOST_STARTS) break;
    const changed = {
      ...choices,
      args: [...start.args, ...choices.args],
      environment: { ...choices.environment, ...start.environment },
    };
    const other = await tryOnce(changed, files, context);
    // What it says then is closer to what it wants than what it says of how it is used.
    if (answered(other) || other.variables.length > first.variables.length) return { ...other, start };
  }
  return first;
}

const answered = ({ transports: { http, stdio } }: Trial) => http !== undefined || stdio !== undefined;

async function tryOnce(choices: ForeignChoices, extra: readonly RenderedFile[], context: Context): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-try-'));
  try {
    const plan = planForeign({ ...choices, transports: {} });
    const files = await renderForeignFiles(plan, extra);
    await writeFiles(
      folder,
      files.filter(({ path }) => path !== 'mcp-dock.yaml'),
      { signal: context.signal },
    );
    const {
      image: { id, sizeBytes },
    } = await build(
      { directory: folder, flags: { tags: [plan.imageReference] }, verbose: false },
      { ...context, cwd: folder },
    );
    const variables: { name: string; line: string }[] = [];
    let patience = 1;
    for (;;) {
      const names = [...choices.variables.filter(({ required }) => required), ...variables].map(({ name }) => name);
      const collected = await ask(id ?? plan.imageReference, names, context);
      const found = readAnswer(collected);
      // It still ran when its time was over: the machine may have been busy with something else.
      if (found.silent && found.onlyInside.length === 0 && patience > 0) {
        patience -= 1;
        continue;
      }
      const asked =
        answered({ ...found, variables }) || variables.length >= MOST_VARIABLES
          ? undefined
          : missingVariable(found.lastLines, names);
      if (asked === undefined || names.includes(asked.name))
        return { ...found, ...(sizeBytes !== undefined && { imageBytes: sizeBytes }), variables };
      variables.push(asked);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(reference: string, variables: readonly string[], context: Context): Promise<CollectedFacts> {
  const [{ verify }, { checks }] = await Promise.all([import('./verify.js'), import('../checks/index.js')]);
  const asked = checks.filter(({ needs }) => needs.every((fact) => FACTS.has(fact)));
  const { collected } = await verify(
    {
      target: { kind: 'image', reference },
      checks: asked,
      environment: Object.fromEntries(variables.map((name) => [name, placeholderFor(name)])),
      headers: {},
      pull: 'never',
      timeoutMs: LIMIT_MS,
    },
    context,
  );
  return collected;
}

/** Facts of the run → what speaks, and what was listed. */
function readAnswer(collected: CollectedFacts): Omit<Trial, 'variables' | 'imageBytes' | 'start'> & {
  /** It ran, and said nothing in time. */
  readonly silent: boolean;
} {
  const sessions = [collected.mcpStdio, collected.mcpHttp].flatMap((fact) =>
    fact?.status === 'known' ? [fact.value] : [],
  );
  const speaking = sessions.filter((session) => session.answered || session.authRequired);
  const settings = collected.settings?.status === 'known' ? collected.settings.value : undefined;
  const http = settings?.transports.http;
  const logs = collected.serverLogs?.status === 'known' ? collected.serverLogs.value.tail : [];
  const started = collected.httpStart?.status === 'known' ? collected.httpStart.value : undefined;
  const over = (transport: string) => speaking.some((session) => session.transport === transport);
  const telling = tellingLine(logs);
  return {
    transports: {
      ...(over('http') && http !== undefined && { http: { port: http.port, path: http.path } }),
      ...(over('stdio') && { stdio: {} }),
    },
    tools: [...new Set(speaking.flatMap(({ tools }) => (tools ?? []).map(({ name }) => name)))].filter((name) =>
      /^[\w./-]{1,128}$/u.test(name),
    ),
    silent: speaking.length === 0 && sessions.some(({ handshake }) => handshake?.failure?.kind === 'timeout'),
    lastLines: logs,
    ...(telling !== undefined && { telling }),
    onlyInside: speaking.length === 0 ? (started?.onlyInside ?? []) : [],
  };
}

/** Whether there is an engine that answers: without one nothing can be tried. */
export async function engineAnswers({ engine, signal }: Pick<Context, 'engine' | 'signal'>): Promise<boolean> {
  try {
    await engine.info(signal);
    return true;
  } catch (error) {
    if (error instanceof McpDockError && error.code !== 'INTERRUPTED') return false;
    throw error;
  }
}
