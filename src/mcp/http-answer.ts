import { cleanText } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { parseJson, TooDeep } from '../model/parse-json.js';
import { redirectedTo } from '../targets/redirected-to.js';
import type { ExchangeResult } from './http-exchange.js';
import { isIdOf, isOtherId } from '../model/rpc-id.js';
import { classify, isMeantAsMessage, type parseMessage, type RpcResponse } from './json-rpc.js';
import { brokenAnswer, misnumbered, type Failure } from './wire.js';

/** What is made of an answer, whatever it asked for. */
export type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure' | 'challenge'>;

const outcomeOf = ({ result, error }: RpcResponse): Outcome => (error === undefined ? { result } : { error });

/** What an event is to the request whose stream it came on; undefined when it does not answer it. */
export function outcomeIn(message: ReturnType<typeof parseMessage>, text: string, id: number): Outcome | undefined {
  if (message.kind === 'response')
    return message.id === null || isIdOf(message.id, id) ? outcomeOf(message) : undefined;
  if (message.kind !== 'invalid') return undefined;
  const { fault, answers } = message;
  const answered =
    fault === 'not-json' ? isMeantAsMessage(text) : answers === null || (answers !== undefined && isIdOf(answers, id));
  return answered ? { failure: brokenAnswer(message) } : undefined;
}

/** An event that answers another request, on a stream where nothing else than the answer to this one can come. */
export const misnumberedIn = (message: ReturnType<typeof parseMessage>, id: number): Failure | undefined =>
  message.kind === 'response' && isOtherId(message.id, id) ? misnumbered(message.id, id) : undefined;

/** What the whole answer to a request says, when no event did. */
export function answerIn({ status, headers, body, failure }: ExchangeResult, id: number, from: URL): Outcome {
  if (failure !== undefined) return { failure };
  const elsewhere = redirectedTo({ status, location: headers.location }, from);
  if (elsewhere !== undefined)
    return { failure: { kind: 'redirect', message: `HTTP ${status}, which redirects to ${elsewhere}` } };
  const challenge = headers['www-authenticate'];
  if (status === 401) {
    return {
      failure: { kind: 'unauthorized', message: 'the server answered 401 and asks for authorization' },
      ...(challenge === undefined ? {} : { challenge: cleanText(challenge) }),
    };
  }
  const type = cleanText(headers['content-type'] ?? 'no content type', 100);
  const text = body ?? '';
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof TooDeep) return { failure: brokenAnswer({ fault: 'too-deep', reason: error.message }) };
    const what = text.trim() === '' ? 'an empty body' : `a body that is no JSON (${type})`;
    return { failure: { kind: 'not-json', message: `HTTP ${status} with ${what}` } };
  }
  const messages = (Array.isArray(value) ? value : [value]).map(classify);
  const own = messages.find((message) => message.kind === 'response' && isIdOf(message.id, id));
  if (own?.kind === 'response') return outcomeOf(own);
  const anonymous = messages.find((message) => message.kind === 'response' && message.id === null);
  if (anonymous?.kind === 'response') return outcomeOf(anonymous);
  // A refusal was perhaps not read as far as the id.
  const other = status !== undefined && status < 400 ? messages.map((one) => misnumberedIn(one, id)) : [];
  const failed = other.find((one) => one !== undefined);
  if (failed !== undefined) return { failure: failed };
  const [first] = messages;
  const reason = first?.kind === 'invalid' ? first.reason : 'a message that does not answer the request';
  return { failure: { kind: 'not-json-rpc', message: `HTTP ${status} with ${reason}` } };
}
