import { keptStream } from '../mcp/held-stream.js';
import { explainExit } from '../model/explain-exit.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'httpStop',
  title: 'Stop it as docker stop does',
  timeoutMs: 30_000,
  scenario: 'http',
  phase: 'ended',
  // A server that is told to stop before it is up shows nothing but that.
  after: ['httpStart', 'mcpHttp'],
  async collect({ run, ending, target }) {
    if (!run.owned) throw new NotApplicable('It was found running and is left alone.');
    if (ending === undefined) throw new Error(`${explainExit(await run.exited)}, before it was asked to stop.`);
    using stream = keptStream(run);
    const { port = 0, url } = run;
    return {
      ...ending,
      ...(stream === undefined
        ? {}
        : {
            stream: {
              openedBy: stream.openedBy,
              url: `http://127.0.0.1:${port}${url?.pathname ?? ''}`,
              sent: [...(target.shownHeaders ?? [])],
            },
          }),
      command: run.command,
    };
  },
});
