import type { BadInput } from '../../model/facts/http-rules.js';
import type { ScenarioRun } from '../../targets/target.js';
import { within } from '../../targets/within.js';

/** An engine says a moment later than the connection that a server has ended. */
const NOTICED_MS = 2_000;
/** A server may answer once more, and end over what it was sent before. */
const LATE_MS = 250;
/** A hunt ends with what is known by then. */
const HUNT_MS = 40_000;

/** With how the server ended, where an input was one too many: the last one that was sent, as far as is known. */
export async function endedBy(sent: BadInput, run: Pick<ScenarioRun, 'exited'>): Promise<BadInput> {
  const last = sent.inputs.at(-1);
  if (last === undefined) return sent;
  const exited = await within(last.alive === false ? NOTICED_MS : LATE_MS, run.exited);
  return exited === undefined
    ? sent
    : { ...sent, inputs: [...sent.inputs.slice(0, -1), { ...last, alive: false }], exited };
}

/**
 * With the input that ends the server, which may have been sent before the last one: each is given, the last one first, to a fresh
 * server alone. Where none of them does it, every one is left as a possible cause.
 *
 * @param alone sends one input, by its name, to a server of its own.
 */
export async function blamed(
  sent: BadInput,
  alone: (name: string) => Promise<BadInput | undefined>,
): Promise<BadInput> {
  if (sent.exited === undefined) return sent;
  const until = performance.now() + HUNT_MS;
  for (const { name } of sent.inputs.toReversed()) {
    if (performance.now() > until) break;
    // A fresh one that does not come up says nothing.
    const { inputs = [], exited } = (await alone(name).catch(() => undefined)) ?? {};
    const [guilty] = inputs;
    if (guilty === undefined || exited === undefined) continue;
    const others = sent.inputs.map((one) => (one.name === name ? guilty : { ...one, alive: true }));
    return { ...sent, inputs: others, exited };
  }
  return { ...sent, inputs: sent.inputs.map((one) => ({ ...one, alive: false })) };
}
