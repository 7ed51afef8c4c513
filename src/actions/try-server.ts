import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { RenderedFile } from '../model/template.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import { missingVariable } from '../model/missing-variable.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { planForeign } from '../plan/foreign/foreign-plan.js';
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
  /** Its last words, when it never answered. */
  readonly lastLines: readonly string[];
}

const LIMIT_MS = 90_000;
/** What the server says to clients, and in its log. */
const FACTS = new Set<FactName>(['mcpSessions', 'serverLogs', 'settings']);
/** A server that asks for one variable at a time. */
const MOST_VARIABLES = 4;

/**
 * Builds the image without a word about transports, and asks it over stdio, then over HTTP where something listens. A variable that
 * it names as missing is given a dummy, and it is asked again. Nothing of the user's is written.
 */
export async function tryServer(
  choices: ForeignChoices,
  extra: readonly RenderedFile[],
  context: Context,
): Promise<Trial> {
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
      image: { sizeBytes },
    } = await build(
      { directory: folder, flags: { tags: [plan.imageReference] }, verbose: false },
      { ...context, cwd: folder },
    );
    const variables: { name: string; line: string }[] = [];
    let patience = 1;
    for (;;) {
      const names = [...choices.variables.filter(({ required }) => required), ...variables].map(({ name }) => name);
      const collected = await ask(plan.imageReference, names, context);
      const found = readAnswer(collected);
      // It still ran when its time was over: the machine may have been busy with something else.
      if (found.silent && patience > 0) {
        patience -= 1;
        continue;
      }
      const asked = found.answered || variables.length >= MOST_VARIABLES ? undefined : missingVariable(found.lastLines);
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
      environment: Object.fromEntries(variables.map((name) => [name, 'dummy'])),
      headers: {},
      pull: 'never',
      timeoutMs: LIMIT_MS,
    },
    context,
  );
  return collected;
}

/** Facts of the run → what speaks, and what was listed. */
function readAnswer(collected: CollectedFacts): Pick<Trial, 'transports' | 'tools' | 'lastLines'> & {
  readonly answered: boolean;
  /** It ran, and said nothing in time. */
  readonly silent: boolean;
} {
  const sessions = [collected.mcpStdio, collected.mcpHttp].flatMap((fact) =>
    fact?.status === 'known' ? [fact.value] : [],
  );
  const speaking = sessions.filter(({ answered, authRequired }) => answered || authRequired);
  const settings = collected.settings?.status === 'known' ? collected.settings.value : undefined;
  const http = settings?.transports.http;
  const logs = collected.serverLogs?.status === 'known' ? collected.serverLogs.value.tail : [];
  const over = (transport: string) => speaking.some((session) => session.transport === transport);
  return {
    answered: speaking.length > 0,
    transports: {
      ...(over('http') && http !== undefined && { http: { port: http.port, path: http.path } }),
      ...(over('stdio') && { stdio: {} }),
    },
    tools: [...new Set(speaking.flatMap(({ tools }) => (tools ?? []).map(({ name }) => name)))].filter((name) =>
      /^[\w./-]{1,128}$/u.test(name),
    ),
    silent: speaking.length === 0 && sessions.some(({ handshake }) => handshake?.failure?.kind === 'timeout'),
    lastLines: logs,
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
