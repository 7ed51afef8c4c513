import { askOverStdio } from '../mcp/ask-over-stdio.js';
import { beginReplay } from '../mcp/run-replay.js';
import { standInFor, stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import { wantedInSession } from '../model/wanted-by.js';
import { anotherRun } from './collecting/another-run.js';
import { whySilent } from './collecting/why-silent.js';
import { watchGuess } from './collecting/watch-guess.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'mcpStdio',
  title: 'Ask the server over stdio',
  timeoutMs: 180_000,
  scenario: 'stdio',
  phase: 'running',
  async collect(context) {
    const { run, target, toolVersion } = context;
    const client = { name: TOOL_NAME, version: toolVersion };
    const guess = watchGuess(context, stdioWireOf(run, client));
    const { session, wire, recording } = await askOverStdio(
      stdioWireOf(run, client),
      {
        endpoint: run.command,
        settings: target.settings,
        client,
        secrets: target.secretValues,
        ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
      },
      run.owned ? () => anotherRun(context) : undefined,
      guess.givenUp,
    );
    standInFor(run, wire);
    beginReplay(run, async () => {
      const { replayToSdkClients } = await import('../mcp/sdk-replay.js');
      return replayToSdkClients(session, recording, client);
    });
    const wants = wantedInSession(session, run.hasExited(), target.settings.placeholders);
    const spoke = session.answered || session.handshake?.failure?.kind === 'other-id';
    const silence =
      spoke || wants !== undefined || guess.givenUp() ? undefined : await whySilent(context, wire.unended());
    // Who ends after a silence was ended by us.
    const exited = session.handshake?.failure?.kind === 'closed' ? run.hasExited() : undefined;
    return {
      ...session,
      ...(exited === undefined ? {} : { exited }),
      ...(wants === undefined ? {} : { wants }),
      ...(silence === undefined ? {} : { silence }),
    };
  },
});
