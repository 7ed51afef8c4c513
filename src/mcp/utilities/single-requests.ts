import type { Asking } from './asking.js';

const PROMPTLY_MS = 1_000;
const TRIES = 3;

/**
 * Whether it is alive, by the word of the handshake era. A slow answer is asked for again, and the fastest counts: the server may
 * have been at work for our other questions.
 */
export async function askPing(asking: Asking): Promise<void> {
  if (asking.era !== 'handshake') return;
  for (let tries = 0; tries < TRIES && !asking.over; tries += 1) {
    const answer = await asking.ask('ping');
    if (answer === undefined) return;
    const known = asking.found.ping;
    const isFaster = answer.result !== undefined && answer.durationMs < (known?.durationMs ?? Infinity);
    if (known === undefined || isFaster) asking.found.ping = answer;
    if (answer.result === undefined || answer.durationMs < PROMPTLY_MS) return;
  }
}

/** What may stand in a prompt that there is not. */
export async function askCompletion(asking: Asking): Promise<void> {
  if (!asking.declares('completions')) return;
  const answer = await asking.ask('completion/complete', {
    ref: { type: 'ref/prompt', name: 'mcp-dock-no-such-prompt' },
    argument: { name: 'mcp-dock', value: '' },
  });
  if (answer !== undefined) asking.found.completion = answer;
}
