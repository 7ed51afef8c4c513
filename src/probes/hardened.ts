import { greet } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import { waitForHttp } from '../targets/wait-for-http.js';
import { defineProbe, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'hardened',
  title: 'Ask it while it runs hardened',
  timeoutMs: 600_000,
  scenario: 'hardened',
  async collect(context) {
    const { run } = context;
    const { answered, error } = run.spec.mode === 'http' ? await overHttp(context) : await overStdio(context);
    const exited = answered ? undefined : run.hasExited();
    return {
      mode: run.spec.mode,
      answered,
      ...(error === undefined ? {} : { error }),
      ...(exited === undefined ? {} : { exited }),
      command: run.command,
    };
  },
});

interface Heard {
  readonly answered: boolean;
  readonly error?: string;
}

async function overHttp({ run, target, engine, signal }: ScenarioProbeContext): Promise<Heard> {
  const { settings, headers } = target;
  const budgetMs = settings.budgets.readyMs;
  const { readyAt, lastAnswer } = await waitForHttp({ run, settings, headers, engine, budgetMs, signal });
  return { answered: readyAt !== undefined, ...(lastAnswer === undefined ? {} : { error: lastAnswer }) };
}

async function overStdio({ run, target, toolVersion, signal }: ScenarioProbeContext): Promise<Heard> {
  const client = { name: TOOL_NAME, version: toolVersion };
  const timeoutMs = target.settings.budgets.handshakeMs;
  const first = await greet(stdioWireOf(run, client), { client, timeoutMs });
  if (first.eras.length > 0) return { answered: true };
  const error = first.handshake.failure?.message ?? first.handshake.error?.message;
  const silent: Heard = { answered: false, ...(error === undefined ? {} : { error }) };
  if (first.handshake.failure?.kind !== 'closed') return silent;

  // It may have ended because it was asked for the other era first, which says nothing about capabilities.
  await using again = await target.open(run.spec, signal);
  const second = await greet(stdioWireOf(again, client), { client, timeoutMs, handshakeOnly: true });
  return second.eras.length > 0 ? { answered: true } : silent;
}
