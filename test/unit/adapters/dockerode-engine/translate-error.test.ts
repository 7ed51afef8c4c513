import { expect, it } from 'vitest';
import { translateError } from '../../../../src/adapters/dockerode-engine/translate-error.js';
import { McpDockError } from '../../../../src/errors/mcp-dock-error.js';

const failure = (code: string, message = code) => Object.assign(new Error(message), { code });
const http = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${message} `), { statusCode, json: null });
const translated = (error: unknown, more: { answered?: boolean; image?: string; container?: string } = {}) =>
  translateError(error, { during: 'x', endpoint: 'unix:///e.sock', answered: false, ...more });

it.each([
  ['EACCES', 'ENGINE_PERMISSION', undefined],
  ['EPERM', 'ENGINE_PERMISSION', undefined],
  ['ENOENT', 'ENGINE_UNREACHABLE', 'not-found'],
  ['ECONNREFUSED', 'ENGINE_UNREACHABLE', 'refused'],
  ['ENOTFOUND', 'ENGINE_UNREACHABLE', 'not-found'],
  ['ETIMEDOUT', 'ENGINE_UNREACHABLE', 'timeout'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'ENGINE_UNREACHABLE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'ENGINE_UNREACHABLE', 'tls'],
  ['HPE_INVALID_CONSTANT', 'ENGINE_UNREACHABLE', 'not-an-engine'],
  ['ECONNRESET', 'ENGINE_UNREACHABLE', 'not-an-engine'],
  ['ESSH', 'ENGINE_UNREACHABLE', 'other'],
  ['EWHATEVER', 'ENGINE_UNREACHABLE', 'other'],
])('takes %s before the first answer for %s', (code, expected, kind) => {
  const error = translated(failure(code)) as McpDockError<'ENGINE_UNREACHABLE'>;
  expect([error.code, error.details.kind]).toEqual([expected, kind]);
});

it.each(['ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'EPIPE'])('takes %s after an answer for a lost engine', (code) => {
  expect(translated(failure(code), { answered: true })).toMatchObject({ code: 'ENGINE_LOST' });
});

it('knows a failure of both addresses of a name', () => {
  expect(translated(new AggregateError([failure('ECONNREFUSED')], ''))).toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    details: { kind: 'refused' },
  });
});

it.each([
  [http(404, 'No such image: x'), {}, 'IMAGE_NOT_FOUND'],
  [http(404, 'page not found'), { image: 'x' }, 'IMAGE_NOT_FOUND'],
  [http(404, 'No such container: x'), { container: 'x' }, 'CONTAINER_NOT_FOUND'],
  [http(404, 'page not found'), {}, 'ENGINE_REFUSED'],
  [http(500, 'mkdir /x: no space left on device'), { container: 'x' }, 'DISK_FULL'],
  [http(500, 'There is not enough space on the disk.'), {}, 'DISK_FULL'],
])('takes %s for the right thing', (error, subject, code) => {
  expect(translated(error, subject)).toMatchObject({ code });
});

it('leaves our own errors as they are', () => {
  const own = new McpDockError('TIMED_OUT', { limitMs: 1, during: 'x' });
  expect(translated(own)).toBe(own);
});
