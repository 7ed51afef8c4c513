import { expect, it } from 'vitest';
import errorShape from '../../../../src/checks/mcp/error-shape.js';
import type { AnswerFrame } from '../../../../src/model/facts/http-rules.js';
import { httpSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];

const frame = (members: Readonly<Record<string, unknown>>, more: Partial<AnswerFrame> = {}): AnswerFrame => ({
  transport: 'http',
  endpoint: 'http://127.0.0.1:3000/mcp',
  era: 'handshake',
  answers: 'tools/list',
  status: 200,
  sentId: 11,
  frame: { jsonrpc: '2.0', id: 11, ...members },
  ...more,
});
const error = (code: unknown, more: Partial<AnswerFrame> = {}) => frame({ error: { code, message: 'No' } }, more);
const facts = (...answerFrames: AnswerFrame[]) => ({ mcpSessions, answerFrames });

testCheck(errorShape, {
  pass: [
    { name: 'results and errors', facts: facts(frame({ result: {} }), error(-32_601), error(-32_002)) },
    {
      name: 'a refusal that knows no id',
      facts: facts(
        error(-32_000, { status: 400, frame: { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'No' } } }),
      ),
    },
    {
      name: 'a refusal in the words of a proxy',
      facts: facts({ ...frame({}), status: 502, frame: { message: 'Bad gateway' } }),
    },
    {
      name: 'refusals of a guard of tokens, a framework and a gateway',
      facts: facts(
        { ...frame({}), status: 401, sentId: undefined, frame: { error: 'invalid_token' } },
        { ...frame({}), status: 403, frame: {} },
        { ...frame({}), status: 404, frame: { error: { code: 'NOT_FOUND' } } },
      ),
    },
    { name: 'a code of the new revision', facts: facts(error(-32_020, { era: '2026-07-28', status: 400 })) },
    {
      name: 'an answer over stdio, where the reader knows the id',
      facts: facts({ ...frame({ result: {} }), transport: 'stdio', sentId: undefined }),
    },
  ],
  fail: [
    {
      name: 'another id',
      facts: facts(frame({ result: {}, id: '11' }), frame({ result: {}, id: null })),
      messages: [
        'Over HTTP, a request with the id 11 is answered with the id "11".',
        'Over HTTP, a request with the id 11 is answered with the id null.',
      ],
    },
    {
      name: 'ids that come back as texts, and none at all',
      facts: facts(
        frame({ result: {}, id: '11' }, { transport: 'stdio', answers: 'ping' }),
        frame({ result: {}, id: '12' }, { transport: 'stdio', sentId: 12 }),
        frame({ error: { code: 1, message: '' }, id: undefined }, { transport: 'stdio' }),
      ),
      messages: [
        'Over stdio, a request with the id 11 is answered with the id "11".',
        'Over stdio, a request with the id 11 is answered without an id.',
      ],
    },
    {
      name: 'ids of a count of its own',
      facts: facts(
        frame({ result: {}, id: 0 }, { transport: 'stdio', answers: 'initialize', sentId: 1 }),
        frame({ result: {}, id: 1 }, { transport: 'stdio', sentId: 2 }),
      ),
      messages: [
        'Over stdio, a request with the id 1 is answered with the id 0: a client whose own count is not the same by chance finds no answer and waits until its limit.',
      ],
      remedies: [
        'Answer with the id of the request as it came, whatever was answered before. Where a library numbers the answers by itself, use another, or report it to its authors.',
      ],
    },
    {
      name: 'answers that are no JSON',
      facts: facts(
        frame({}, { transport: 'stdio', frame: {}, unreadable: { reason: 'no JSON', excerpt: '…"default":NaN}…' } }),
        frame({}, { transport: 'stdio', frame: {}, unreadable: { reason: 'no JSON', excerpt: '…"default":NaN,…' } }),
      ),
      messages: ['Over stdio, the answer to tools/list is no JSON: …"default":NaN}….'],
      remedies: ['Write each answer as one object of valid JSON on a line of its own; NaN and Infinity are none.'],
    },
    {
      name: 'a refusal of another request',
      facts: facts(error(-32_000, { status: 400, sentId: 12 })),
      messages: ['Over HTTP, a request with the id 12 is answered with the id 11.'],
      severities: ['warning'],
    },
    {
      name: 'the words of a gateway where the request was answered, and a refusal that says that it is JSON-RPC',
      facts: facts(
        frame({}, { frame: { error: 'invalid_token' } }),
        error('NOT_FOUND', { status: 404, sentId: undefined }),
      ),
      messages: [
        'Over HTTP, an answer has jsonrpc none instead of "2.0".',
        'Over HTTP, an error has the code "NOT_FOUND" instead of an integer.',
      ],
    },
    {
      name: 'codes that are none',
      facts: facts(error('-32601'), error(-32_601.5)),
      messages: [
        'Over HTTP, an error has the code "-32601" instead of an integer.',
        'Over HTTP, an error has the code -32601.5 instead of an integer.',
      ],
    },
    {
      name: 'an error that is a text, and one without words',
      facts: facts(frame({ error: 'No' }), frame({ error: { code: -32_603 } })),
      messages: [
        'Over HTTP, an answer has the error "No" instead of an object.',
        'Over HTTP, an error has the message none instead of a text.',
      ],
    },
    {
      name: 'a result and an error, neither, and a result that is a list',
      facts: facts(frame({ result: {}, error: { code: 1, message: '' } }), frame({}), frame({ result: [] })),
      messages: [
        'Over HTTP, an answer has both a result and an error.',
        'Over HTTP, an answer has neither a result nor an error.',
        'Over HTTP, an answer has the result [] instead of an object.',
      ],
    },
    {
      name: 'another JSON-RPC, over stdio',
      facts: facts({ ...frame({ jsonrpc: '1.0', result: {} }), transport: 'stdio' }),
      messages: ['Over stdio, an answer has jsonrpc "1.0" instead of "2.0".'],
    },
    {
      name: 'codes that 2026-07-28 does not have',
      facts: facts(error(-32_002, { era: '2026-07-28' }), error(-32_050, { era: '2026-07-28' })),
      messages: [
        'Over HTTP, an error of 2026-07-28 has the code -32002, which that revision took back.',
        'Over HTTP, an error of 2026-07-28 has the code -32050, which the protocol keeps for itself.',
      ],
    },
  ],
  notApplicable: [{ name: 'no answer', facts: facts() }],
});

it('shows a few answers of a kind, and counts the others', () => {
  const answers = Array.from({ length: 9 }, (_, at) => frame({ id: String(at), result: {} }, { sentId: at }));
  const found = errorShape.run(facts(...answers) as never);
  const [finding] = Array.isArray(found) ? found : [];
  expect(found).toHaveLength(1);
  expect(finding?.evidence).toHaveLength(4);
  expect(finding?.evidence?.at(-1)).toBe('… and 6 more like it');
});
