import { describe, expect, it } from 'vitest';
import { refusedAsker } from '../../../src/actions/refused-asker.js';
import type { McpAnswer } from '../../../src/model/facts/mcp.js';

const SECRET = 's3cr3t-token';
const refused = (answer: Partial<McpAnswer>, authorized = false) =>
  refusedAsker({ method: 'initialize', durationMs: 1, ...answer }, { target: 'x', authorized, secrets: [SECRET] });

describe('an answer to who may not ask', () => {
  it.each([
    {
      answer: { httpStatus: 401 },
      authorized: false,
      message: 'x answered 401: it asks for authorization.',
      next: [/^Give a token with --bearer-env NAME, .*--client-id-env.*--header\.$/u],
    },
    {
      answer: { httpStatus: 401 },
      authorized: true,
      message: 'x answered 401: it does not take the authorization that was given.',
      next: [/token is right/u],
    },
    {
      answer: { httpStatus: 403, error: { code: -32000, message: `no ${SECRET}` } },
      authorized: true,
      message: 'x answered 403: it refuses what was asked ("no ••••••").',
      next: [/other scopes/u, /which hosts/u],
    },
    {
      answer: { httpStatus: 403 },
      authorized: false,
      message: 'x answered 403: it refuses what was asked.',
      next: [/--bearer-env/u, /which hosts/u],
    },
  ])('is told with its status and what helps: $message', ({ answer, authorized, message, next }) => {
    const error = refused(answer, authorized);
    expect(error).toMatchObject({ code: 'TARGET_UNAUTHORIZED', exitCode: 4, message });
    expect(error?.suggestions).toEqual(next.map((words) => expect.stringMatching(words) as string));
  });

  it.each([{ httpStatus: 200 }, { httpStatus: 500 }, {}, { httpStatus: 403, result: {} }])(
    'is none where the answer is %j',
    (answer) => {
      expect(refused(answer)).toBeUndefined();
    },
  );
});
