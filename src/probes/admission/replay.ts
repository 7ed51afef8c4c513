import { askAsConsumer, type ConsumerVoice } from '../../mcp/ask-as-consumer.js';
import { createHttpWire } from '../../mcp/http-wire.js';
import { stdioWireOf } from '../../mcp/run-wire.js';
import type { McpWire } from '../../mcp/wire.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import type { Replay } from '../../model/facts/admission.js';
import type { McpTool } from '../../model/facts/mcp.js';
import { isObject } from '../../model/mcp-protocol.js';
import { isSecretName } from '../../model/secret-names.js';
import type { ScenarioRun, Target } from '../../targets/target.js';
import { within } from '../../targets/within.js';
import { comingUp } from '../collecting/coming-up.js';
import { NotApplicable, type ScenarioProbeContext } from '../define-probe.js';

const MAX_TOOLS = 500;
const MAX_CHARACTERS = 120;
const EXIT_MS = 500;

/** Asks a run of ours as its consumer would, over the transport that the consumer uses. */
export async function replayed(context: ScenarioProbeContext, voice: ConsumerVoice): Promise<Replay> {
  const { run, target } = context;
  if (!run.owned) throw new NotApplicable('It was found running, not started as this consumer starts it.');
  const asked = run.spec.mode === 'http' ? await overHttp(context, voice) : await over(wireOf(run, voice), run, voice);
  const exited = asked.tools === undefined ? await exitOf(run) : undefined;
  const error =
    asked.error === undefined ? undefined : cleanText(maskSecrets(asked.error, target.secretValues), 300).trim();
  return {
    mode: run.spec.mode,
    answered: asked.answered,
    withheld: withheldOf(run, context),
    ...(asked.tools !== undefined && { tools: asked.tools.slice(0, MAX_TOOLS).map(toolOf) }),
    ...(asked.answeredMs !== undefined && { answeredMs: Math.round(asked.answeredMs) }),
    ...(error !== undefined && { error }),
    ...(exited !== undefined && { exited }),
    command: run.command,
  };
}

interface Asked {
  readonly answered: boolean;
  readonly tools?: readonly McpTool[];
  readonly error?: string;
  readonly answeredMs?: number;
}

const wireOf = (run: ScenarioRun, { client }: ConsumerVoice) => stdioWireOf(run, client);

async function over(wire: McpWire, { startedAt }: ScenarioRun, voice: ConsumerVoice): Promise<Asked> {
  const { answeredAt, ...answer } = await askAsConsumer(wire, voice);
  return {
    ...answer,
    ...(startedAt !== undefined && answeredAt !== undefined && { answeredMs: answeredAt - startedAt }),
  };
}

async function overHttp(context: ScenarioProbeContext, voice: ConsumerVoice): Promise<Asked> {
  const { run, target, engine, signal } = context;
  const up = await comingUp(run, { target: atConsumersPlace(context), engine, signal });
  if (up.readyAt === undefined || run.url === undefined)
    return { answered: false, error: up.lastAnswer ?? 'nothing answered' };
  const wire = createHttpWire({ url: run.url, client: voice.client, headers: target.headers });
  try {
    return await over(wire, run, voice);
  } finally {
    await wire.close();
  }
}

/** A consumer with a place of its own asks nothing but that place; the project's health path may answer elsewhere. */
function atConsumersPlace({ run, target }: ScenarioProbeContext): Pick<Target, 'settings' | 'headers'> {
  const http = run.spec.consumer?.http;
  if (http === undefined) return target;
  const settings = { ...target.settings, transports: { ...target.settings.transports, http } };
  delete settings.healthPath;
  return { settings, headers: target.headers };
}

/** A server that has just gone is given the moment in which its end becomes known. */
const exitOf = async (run: ScenarioRun) => run.hasExited() ?? (await within(EXIT_MS, run.exited));

const withheldOf = ({ spec }: ScenarioRun, { target }: ScenarioProbeContext): string[] =>
  spec.consumer?.secrets === undefined ? [] : (target.variables ?? []).filter(isSecretName);

function toolOf({ name, inputSchema }: McpTool): NonNullable<Replay['tools']>[number] {
  const properties = isObject(inputSchema) && isObject(inputSchema['properties']) ? inputSchema['properties'] : {};
  const undescribed = Object.entries(properties)
    .filter(
      ([, schema]) => !isObject(schema) || typeof schema['description'] !== 'string' || schema['description'] === '',
    )
    .map(([argument]) => cleanText(argument, MAX_CHARACTERS));
  return { name: cleanText(name, MAX_CHARACTERS), undescribed: undescribed.slice(0, 20) };
}
