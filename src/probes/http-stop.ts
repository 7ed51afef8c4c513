import { greet } from '../mcp/greet.js';
import { keptStream } from '../mcp/held-stream.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { explainExit } from '../model/explain-exit.js';
import type { Facts } from '../model/facts.js';
import { TOOL_NAME } from '../model/tool.js';
import { wantedAtExit } from '../model/wanted-by.js';
import { notStarted } from '../model/wanted-variables.js';
import { defineProbe, NotApplicable, type EndedProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'httpStop',
  title: 'Stop it as docker stop does',
  timeoutMs: 60_000,
  scenario: 'http',
  otherwise: 'stdio',
  phase: 'ended',
  // A server that is told to stop before it is up shows nothing but that.
  after: ['httpStart', 'mcpHttp'],
  async collect(context) {
    const { run, ending, target, fact } = context;
    if (!run.owned) throw new NotApplicable('It was found running and is left alone.');
    if (run.notStopped !== undefined) throw new NotApplicable(run.notStopped);
    if (run.spec.mode === 'stdio') return stopOverStdio(context);
    if (ending === undefined) {
      // Not asked where nobody wanted it: the run is over, and it is sent nothing more.
      const endedByInput = await fact('httpBadInput').then(
        ({ exited }) => exited !== undefined,
        () => false,
      );
      if (endedByInput) throw new NotApplicable('Bad input ended it; mcp/survives-bad-input says more.');
      const exited = await run.exited;
      const wants = wantedAtExit(exited);
      throw new Error(wants === undefined ? `${explainExit(exited)}, before it was asked to stop.` : notStarted(wants));
    }
    using stream = keptStream(run);
    const { port = 0, url } = run;
    const sent = target.shownHeaders ?? [];
    return {
      ...ending,
      mode: 'http',
      ...(stream === undefined
        ? {}
        : {
            stream: {
              openedBy: stream.openedBy,
              url: `http://127.0.0.1:${port}${url?.pathname ?? ''}`,
              ...(sent.length === 0 ? {} : { sent: [...sent] }),
            },
          }),
      command: run.command,
    };
  },
});

const SILENT = 'It did not answer over stdio; mcp/initialize says why.';

/** The stdio run has ended with its stdin: a further one is stopped while its client is there. */
async function stopOverStdio({
  run,
  target,
  toolVersion,
  signal,
  fact,
}: EndedProbeContext): Promise<Facts['httpStop']> {
  // Where nobody has asked it before, that is found out below.
  const answered = await fact('mcpStdio').then(
    (session) => session.answered,
    () => undefined,
  );
  if (answered === false) throw new NotApplicable(SILENT);
  const client = { name: TOOL_NAME, version: toolVersion };
  const timeoutMs = target.settings.budgets.handshakeMs;
  // Some do not survive server/discover, and some know nothing else.
  for (const handshakeOnly of [true, false]) {
    await using again = await target.open({ ...run.spec, ending: 'SIGTERM' }, signal);
    const { eras } = await greet(stdioWireOf(again, client), { client, timeoutMs, handshakeOnly });
    if (eras.length === 0) continue;
    const ending = await again.end();
    if (ending === undefined) throw new Error(`${explainExit(await again.exited)}, before it was asked to stop.`);
    return {
      ...ending,
      mode: 'stdio',
      command: again.command,
      ...(again.containerId === undefined && { process: true }),
    };
  }
  throw new NotApplicable(SILENT);
}
