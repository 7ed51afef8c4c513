import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Settings } from '../model/facts/settings.js';

type Transport = 'http' | 'stdio';

const WORDS: Record<Transport, string> = { http: 'HTTP', stdio: 'stdio' };

/**
 * A transport that was only guessed: the image never said that it has it, and it does not answer while the other one does. When
 * neither does although the container runs, it is stdio, which nothing speaks for. Undefined when there is none.
 */
export function wrongGuess(
  collected: CollectedFacts,
  { transports, transportsFrom }: Pick<Settings, 'transports' | 'transportsFrom'>,
): Transport | undefined {
  if (transportsFrom !== 'image') return undefined;
  const guessed = (['http', 'stdio'] as const).filter((transport) => transports[transport] !== undefined);
  const silent = guessed.filter((transport) => !answers(collected, transport));
  if (guessed.length < 2 || silent.length === 0) return undefined;
  if (silent.length === 1) return silent[0];
  const { httpStart } = collected;
  // An image that exposes a port says more of HTTP than one without a word says of stdio, unless it ends whatever it is asked.
  return httpStart?.status === 'known' && httpStart.value.exited === undefined ? 'stdio' : undefined;
}

/** Takes back what was read over a transport that the image does not have: it is out of place, not wrong. */
export function withoutTransport(
  collected: CollectedFacts,
  transport: Transport,
  /** Facts that are read from the run over that transport. */
  names: readonly FactName[],
): CollectedFacts {
  const reason = `The image seems to have no ${WORDS[transport]} transport: it declares none, and nothing answered.`;
  const changes = names
    .filter((name) => collected[name] !== undefined && collected[name].status !== 'not-applicable')
    .map((name) => [name, { status: 'not-applicable', reason }]);
  return { ...collected, ...(Object.fromEntries(changes) as CollectedFacts) };
}

/** A server that wants authorization is there. */
function answers(collected: CollectedFacts, transport: Transport): boolean {
  const session = transport === 'http' ? collected.mcpHttp : collected.mcpStdio;
  return session?.status === 'known' && (session.value.answered || session.value.authRequired);
}

/** MCP was asked for, and no transport gave it. */
export const nothingSpeaksMcp = (collected: CollectedFacts): boolean =>
  [collected.mcpHttp, collected.mcpStdio].some((fact) => fact !== undefined && fact.status !== 'not-applicable') &&
  !answers(collected, 'http') &&
  !answers(collected, 'stdio');

/** Whether anything of the target ever answered; undefined when it was not asked to. */
export function everAnswered(collected: CollectedFacts): boolean | undefined {
  const asked = [collected.httpStart, collected.mcpHttp, collected.mcpStdio, collected.hardened].filter(
    (fact) => fact !== undefined && fact.status !== 'not-applicable',
  );
  if (asked.length === 0) return undefined;
  return (
    answers(collected, 'http') ||
    answers(collected, 'stdio') ||
    (collected.httpStart?.status === 'known' && collected.httpStart.value.readyMs !== undefined) ||
    (collected.hardened?.status === 'known' && collected.hardened.value.answered)
  );
}
