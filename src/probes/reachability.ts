import { whyGone } from '../model/wanted-variables.js';
import { listeningSockets } from '../targets/listening-sockets.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'reachability',
  title: 'See whether it can be reached from outside',
  timeoutMs: 20_000,
  scenario: 'http',
  async collect(context) {
    const { run, target, engine, fact } = context;
    const { containerId, port } = run;
    if (containerId === undefined || port === undefined) throw new NotApplicable('It is no container of this engine.');
    const start = await fact('httpStart');
    if (start.exited !== undefined) throw new Error(whyGone(start.exited, target.settings.placeholders));
    // The engine's proxy accepts connections to a published port whether or not anything listens behind it: only an answer counts.
    if (start.listeningMs !== undefined) return { port, reachable: true, command: run.command };
    const listening = start.onlyInside ?? start.elsewhere ?? (await listeningSockets(engine, containerId));
    const publishedPort = run.owned ? undefined : await publishedTo(port, context);
    return {
      port,
      reachable: false,
      ...(start.lastAnswer === undefined ? {} : { error: start.lastAnswer }),
      ...(listening === undefined ? {} : { listening: [...listening] }),
      ...(publishedPort === undefined ? {} : { publishedPort }),
      command: run.command,
    };
  },
});

/** Somebody else has published it: their mistake may be in the two numbers. */
async function publishedTo(port: number, { run, engine }: ScenarioProbeContext): Promise<number | undefined> {
  if (run.containerId === undefined) return undefined;
  return (await engine.inspectContainer(run.containerId)).published[port]?.port;
}
