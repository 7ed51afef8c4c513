import { createHttpWire } from '../../mcp/http-wire.js';
import { askOverStdio } from '../../mcp/ask-over-stdio.js';
import { headersTo } from '../../mcp/headers-to.js';
import { Patience } from '../../mcp/patience.js';
import { probeSession } from '../../mcp/probe-session.js';
import { stdioWireOf } from '../../mcp/run-wire.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { TrialFact } from '../../model/facts/trials.js';
import { EXCERPT_OF, excerptOf } from '../../model/log-excerpt.js';
import { isMessage } from '../../model/mcp-protocol.js';
import { TOOL_NAME } from '../../model/tool.js';
import type { ScenarioProbeContext } from '../define-probe.js';
import { anotherRun } from './another-run.js';
import { comingUp } from './coming-up.js';

const LINE = 200;
const LISTED = 20;

export type TryContext = Pick<ScenarioProbeContext, 'run' | 'target' | 'engine' | 'toolVersion' | 'signal'>;

/** Uses a run as a client does: greets it, lists its tools, makes the calls of the project. */
export async function tryRun(context: TryContext): Promise<TrialFact> {
  const { run, target } = context;
  const failed = (error: string | undefined) => trialOf(context, undefined, error);
  if (run.spec.mode === 'http') {
    const up = await comingUp(run, context);
    if (up.readyAt === undefined || run.url === undefined) return failed(up.lastAnswer);
    const wire = createHttpWire({
      url: run.url,
      client: clientOf(context),
      headers: headersTo(run, target),
      patience: new Patience(),
      signal: context.signal,
    });
    try {
      const session = await probeSession(wire, optionsOf(context));
      // Whoever counts requests is no worse for how it was started.
      if (session.limited !== undefined)
        throw new Error(`The server refuses further requests: HTTP ${session.limited}.`);
      return await trialOf(context, session);
    } finally {
      await wire.close();
    }
  }
  const { session, wire } = await askOverStdio(stdioWireOf(run, clientOf(context)), optionsOf(context), () =>
    anotherRun(context),
  );
  await wire.close();
  return trialOf(context, session);
}

const clientOf = ({ toolVersion }: TryContext) => ({ name: TOOL_NAME, version: toolVersion });

const optionsOf = (context: TryContext) => ({
  endpoint: context.run.command,
  settings: context.target.settings,
  client: clientOf(context),
  secrets: context.target.secretValues,
});

async function trialOf(context: TryContext, session: McpSession | undefined, unanswered?: string): Promise<TrialFact> {
  const { run, target } = context;
  const answered = session !== undefined && (session.answered || session.authRequired);
  const failedCalls = (session?.calls ?? [])
    .filter(({ ok, skipped }) => !ok && skipped !== true)
    .slice(0, LISTED)
    .map(({ index, tool, message = 'it failed' }) => ({
      index,
      tool: cleanText(tool, 128),
      message: cleanText(message, LINE),
    }));
  const error = unanswered ?? (answered ? undefined : wordsOf(session));
  const exited = answered ? undefined : run.hasExited();
  return {
    mode: run.spec.mode,
    answered,
    ...(session?.tools === undefined ? {} : { tools: session.tools.length }),
    failedCalls,
    ...(error === undefined ? {} : { error: cleanText(maskSecrets(error, target.secretValues), LINE) }),
    ...(exited === undefined ? {} : { exited }),
    lastLines: answered && failedCalls.length === 0 ? [] : await lastLines(context),
    ...(run.spec.container.user === undefined ? {} : { user: run.spec.container.user }),
    command: run.command,
  };
}

const wordsOf = (session: McpSession | undefined): string | undefined =>
  session?.handshake?.failure?.message ?? session?.handshake?.error?.message ?? session?.discover?.failure?.message;

async function lastLines({ run, target, engine }: TryContext): Promise<string[]> {
  if (run.containerId === undefined) return [];
  const logged = await engine.containerLogs(run.containerId, EXCERPT_OF);
  return excerptOf(
    logged.filter(({ stream, line }) => line.trim() !== '' && !(stream === 'stdout' && isMessage(line))),
  ).map(({ line }) => cleanText(maskSecrets(line, target.secretValues), LINE));
}
