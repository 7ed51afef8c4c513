import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { HardenedFact } from '../model/facts/run.js';
import { greet, greetingMs } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import type { ScenarioRun } from '../targets/target.js';
import { comingUp } from './collecting/coming-up.js';
import { trialOf } from './collecting/open-tried.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'hardened',
  title: 'Ask it while it runs hardened',
  timeoutMs: 600_000,
  scenario: 'http',
  otherwise: 'hardened',
  async collect(context) {
    const { run } = context;
    if (!run.owned) throw new NotApplicable('It was found running and is left alone.');
    return run.spec.mode === 'http' ? overHttp(context) : overStdio(context);
  },
});

async function overHttp({ run: plain, target, engine, signal }: ScenarioProbeContext): Promise<HardenedFact> {
  const trial = await trialOf(plain)?.catch((cause: Error) => {
    throw new Error(`The engine did not start it hardened: ${cause.message}`, { cause });
  });
  if (trial === undefined) throw new Error('The image was not run hardened.');
  const { run, up } = trial;
  const fact = hardenedFact(run, { answered: up.readyAt !== undefined, error: up.lastAnswer });
  if (fact.answered || fact.exited !== undefined) return fact;
  // Two servers that start beside each other may both be slow: one that is only late gets its whole time once more, alone.
  const { readyAt } = await comingUp(plain, { target, engine, signal });
  if (readyAt === undefined) return fact;
  await using again = await target.open(run.spec, signal);
  const late = await comingUp(again, { target, engine, signal });
  return hardenedFact(again, { answered: late.readyAt !== undefined, error: late.lastAnswer });
}

function hardenedFact(
  { spec: { mode }, command, hasExited }: ScenarioRun,
  { answered, error }: { readonly answered: boolean; readonly error?: string | undefined },
): HardenedFact {
  const exited = answered ? undefined : hasExited();
  return {
    mode,
    answered,
    ...(error === undefined ? {} : { error }),
    ...(exited === undefined ? {} : { exited }),
    command,
  };
}

async function overStdio({ run, target, toolVersion, signal }: ScenarioProbeContext): Promise<HardenedFact> {
  const client = { name: TOOL_NAME, version: toolVersion };
  const timeoutMs = target.settings.budgets.handshakeMs;
  const first = await greet(stdioWireOf(run, client), { client, timeoutMs });
  if (first.eras.length > 0) return hardenedFact(run, { answered: true });
  const said = first.handshake.failure?.message ?? first.handshake.error?.message;
  const error = said === undefined ? undefined : cleanText(maskSecrets(said, target.secretValues));
  const kind = first.handshake.failure?.kind;
  if (kind !== 'closed' && kind !== 'timeout') return hardenedFact(run, { answered: false, error });

  // It may have ended because it was asked for the other era first, or be late because another one started beside it: neither says
  // anything about capabilities.
  await using again = await target.open(run.spec, signal);
  const second = await greet(stdioWireOf(again, client), {
    client,
    timeoutMs: greetingMs(timeoutMs),
    handshakeOnly: true,
  });
  return hardenedFact(run, { answered: second.eras.length > 0, error });
}
