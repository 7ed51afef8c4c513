import { explainExit } from '../model/explain-exit.js';
import { greet } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import { notStarted } from '../model/wanted-variables.js';
import type { Ending } from '../targets/target.js';
import { defineProbe, type EndedProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'stdioEnd',
  title: 'Close its stdin as a client does that goes away',
  timeoutMs: 30_000,
  scenario: 'stdio',
  phase: 'ended',
  after: ['mcpStdio'],
  async collect(context) {
    const { run, fact } = context;
    const ending = context.ending ?? ((await fact('mcpStdio')).answered ? await endAnother(context) : undefined);
    if (ending === undefined) {
      const { wants } = await fact('mcpStdio');
      throw new Error(
        wants === undefined ? `${explainExit(await run.exited)}, before its stdin was closed.` : notStarted(wants),
      );
    }
    // Held up on its way to its first answer, it does not read its stdin yet; that it never answers is told already.
    if (ending.durationMs === undefined && !(await fact('mcpStdio')).answered)
      throw new Error('The server never answered, so that it still runs says nothing of how it ends.');
    return { ...ending, command: run.command, ...(run.containerId === undefined && { process: true }) };
  },
});

/** A server that does not survive what it was asked is asked less, in a process of its own, to see how that one ends. */
async function endAnother({ run, target, toolVersion, signal }: EndedProbeContext): Promise<Ending | undefined> {
  await using again = await target.open(run.spec, signal);
  const client = { name: TOOL_NAME, version: toolVersion };
  const timeoutMs = target.settings.budgets.handshakeMs;
  await greet(stdioWireOf(again, client), { client, timeoutMs, handshakeOnly: true });
  // Awaited here: what is returned unawaited would be disposed of before it has ended.
  return await again.end();
}
