import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { BadInput } from '../model/facts/http-rules.js';
import type { ClientInfo, Era } from '../model/mcp-protocol.js';
import { hasAnswered } from '../model/has-answered.js';
import { badInputs, harmlessMethod } from './bad-input.js';
import type { StdioWire } from './stdio-wire.js';

/** A machine with other work is no server that hangs. */
const ALIVE_MS = 10_000;
const TEXT_CHARACTERS = 600;
const HEARD_CHARACTERS = 4_096;

export interface StdioBadInputOptions {
  readonly endpoint: string;
  readonly era: Era;
  readonly client: ClientInfo;
  readonly secrets?: readonly string[];
  /** Name of the one input to write. */
  readonly alone?: string;
}

/** Writes one bad line after the other and asks each time whether the server still answers; stops when it does not. */
export async function writeBadInput(wire: StdioWire, options: StdioBadInputOptions): Promise<BadInput | undefined> {
  const { era, client, endpoint, secrets = [], alone } = options;
  const isAlive = async () => {
    // Whether it is a good answer is asked elsewhere.
    return hasAnswered(await wire.request(harmlessMethod(era), {}, { era, timeoutMs: ALIVE_MS }));
  };
  let heard = '';
  const judgeAgain = wire.overhear((text) => {
    // Answers to what was asked have ids of ours that are numbers.
    if (heard.length < HEARD_CHARACTERS && !/"id":\s*\d/u.test(text.slice(0, 200))) heard += text;
  });
  if (!(await isAlive())) {
    judgeAgain();
    return undefined;
  }
  const inputs: BadInput['inputs'] = [];
  for (const { name, title, printed: words, bytes } of badInputs(era, client, alone)) {
    const startedAt = performance.now();
    heard = '';
    const printed = `${words}; echo`;
    wire.raw(bytes, printed);
    const alive = await isAlive();
    inputs.push({
      name,
      title,
      printed,
      ...(heard === '' ? {} : { text: cleanText(maskSecrets(heard, secrets), TEXT_CHARACTERS) }),
      alive,
      durationMs: performance.now() - startedAt,
    });
    if (!alive) break;
  }
  judgeAgain();
  return { transport: 'stdio', endpoint, inputs };
}
