import { isObject } from '../../model/mcp-protocol.js';
import type { Asking } from './asking.js';

const LEVEL = 'error';
const BELOW = new Set(['debug', 'info', 'notice', 'warning']);

/** The level of a server that is somebody's is left as it is. */
export async function askLogging(asking: Asking): Promise<void> {
  if (asking.era !== 'handshake' || !asking.declares('logging') || !asking.options.owned) return;
  const below: string[] = [];
  const answer = await asking.ask('logging/setLevel', { level: LEVEL });
  if (answer === undefined) return;
  asking.found.setLevel = { level: LEVEL, answer, below };
  if (!isObject(answer.result)) return;
  const { lasting } = asking.options;
  const startsBefore = lasting?.starts;
  asking.hear(({ method, params }) => {
    // Another process was never told of a level.
    if (lasting?.starts !== startsBefore) return;
    const level = method === 'notifications/message' && isObject(params) ? params['level'] : undefined;
    if (typeof level === 'string' && BELOW.has(level) && below.length < 20) below.push(level);
  });
}
