import { bridgeStdio } from '../mcp/stdio-bridge.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { runSuite } from './conformance/run-suite.js';

export default defineProbe({
  fact: 'conformanceStdio',
  title: 'Run the conformance suite over stdio',
  timeoutMs: 400_000,
  scenario: 'stdio',
  phase: 'running',
  async collect(context) {
    const { run, target, fact, signal } = context;
    const session = await fact('mcpStdio');
    if (!session.answered) throw new NotApplicable('It does not answer over stdio; mcp/initialize says why.');
    // The process of this run has its own client, and a session of the suite is a client of its own.
    await using bridge = await bridgeStdio(async () => {
      const started = await target.open(run.spec, signal);
      const { streams } = started;
      if (streams === undefined) throw new Error('The run has no stdio to talk over.');
      return { streams, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
    });
    const listed = target.settings.calls.map(({ tool }) => tool);
    // One process is held to the era that opened it; the bridge has one for each.
    const eras =
      session.modernVersions.includes('2026-07-28') && !session.eras.includes('2026-07-28')
        ? ['2026-07-28' as const]
        : [];
    const both = { ...session, eras: [...session.eras, ...eras] };
    // The bridge stays up until then.
    return await runSuite({ transport: 'stdio', url: bridge.url, session: both, owned: run.owned, listed }, context);
  },
});
