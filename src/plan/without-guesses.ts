import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Settings } from '../model/facts/settings.js';

type Transport = 'http' | 'stdio';

const WORDS: Record<Transport, string> = { http: 'HTTP', stdio: 'stdio' };

/**
 * Takes back a transport that was only guessed: the image never said that it has it, and it does not answer while the other
 * one does. What was read of it is then out of place, not wrong.
 */
export function withoutGuesses(
  collected: CollectedFacts,
  settings: Pick<Settings, 'transportsFrom'>,
  /** Facts that are read from the run over that transport. */
  factsOf: (transport: Transport) => readonly FactName[],
): CollectedFacts {
  if (settings.transportsFrom !== 'image') return collected;
  const wrong = (['http', 'stdio'] as const).find(
    (transport) => !answers(collected, transport) && answers(collected, transport === 'http' ? 'stdio' : 'http'),
  );
  if (wrong === undefined) return collected;
  const reason = `The image seems to have no ${WORDS[wrong]} transport: it declares none, and nothing answered.`;
  const changes = factsOf(wrong)
    .filter((name) => collected[name] !== undefined && collected[name].status !== 'not-applicable')
    .map((name) => [name, { status: 'not-applicable', reason }]);
  return { ...collected, ...(Object.fromEntries(changes) as CollectedFacts) };
}

/** A server that wants authorization is there. */
function answers(collected: CollectedFacts, transport: Transport): boolean {
  const session = transport === 'http' ? collected.mcpHttp : collected.mcpStdio;
  return session?.status === 'known' && (session.value.answered || session.value.authRequired);
}

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
