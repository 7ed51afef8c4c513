import { describe, expect, it } from 'vitest';
import {
  headersToShow,
  parseCredentials,
  parseHeaders,
  parseTimeout,
  parseVariables,
} from '../../../src/cli/request-options.js';

const environment = { TOKEN: ' abc123 ', EMPTY: '' };
const invalid = expect.objectContaining({ code: 'FLAG_INVALID' }) as Error;

describe('parseVariables', () => {
  it('takes values from the flag or from here', () => {
    expect(parseVariables(['A=1', 'B=x=y', 'TOKEN', 'EMPTY'], environment)).toEqual({
      A: '1',
      B: 'x=y',
      TOKEN: ' abc123 ',
      EMPTY: '',
    });
  });

  it.each(['MISSING', '1A=x', '=x', 'a-b=c'])('refuses %s', (item) => {
    expect(() => parseVariables([item], environment)).toThrow(invalid);
  });
});

describe('parseHeaders', () => {
  it('reads headers and the token', () => {
    expect(parseHeaders(['X-Tenant: acme', 'X-Empty:'], 'TOKEN', environment)).toEqual({
      'X-Tenant': 'acme',
      'X-Empty': '',
      Authorization: 'Bearer abc123',
    });
  });

  it.each([
    { given: ['no colon'], bearer: undefined },
    { given: ['X: a\r\nY: b'], bearer: undefined },
    { given: [], bearer: 'EMPTY' },
    { given: [], bearer: 'MISSING' },
  ])('refuses $given $bearer', ({ given, bearer }) => {
    expect(() => parseHeaders(given, bearer, environment)).toThrow(invalid);
  });

  it('does not repeat what may be a secret', () => {
    for (const item of ['hunter22', 'Bad Name: hunter22'])
      expect(() => parseHeaders([item], undefined, {})).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter22') as string }) as Error,
      );
  });
});

it.each([
  ['--bearer-env', (secret: string) => parseHeaders([], secret, {})],
  ['--client-secret-env', (secret: string) => parseCredentials({ id: 'TOKEN', secret }, environment)],
  ['--env', (secret: string) => parseVariables([secret], {})],
])('does not repeat a secret that %s is given in place of its variable', (_, parse) => {
  const said = (name: string) => expect.objectContaining({ message: expect.stringContaining(name) as string }) as Error;
  expect(() => parse('ghs_4fQ2xLw7Zk9')).toThrow(said('••••••'));
  expect(() => parse('weather_token')).toThrow(said('weather_token'));
  expect(() => parse('WEATHER_TOKEN_2')).toThrow(said('WEATHER_TOKEN_2'));
});

describe('parseTimeout', () => {
  it.each([
    ['90s', 90_000],
    ['2m', 120_000],
    ['30', 30_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseTimeout(text)).toBe(milliseconds);
  });

  it.each(['soon', '0', '-1s'])('refuses %s', (text) => {
    expect(() => parseTimeout(text)).toThrow(invalid);
  });
});

it.each([
  { given: ['X-Api-Key: s3cret'], bearer: undefined, shown: ['X-Api-Key: $X_API_KEY'] },
  { given: [], bearer: 'WEATHER_TOKEN', shown: ['Authorization: Bearer $WEATHER_TOKEN'] },
  {
    given: ['authorization: Basic abc', 'X-Tenant: acme'],
    bearer: 'TOKEN',
    shown: ['X-Tenant: $X_TENANT', 'Authorization: Bearer $TOKEN'],
  },
  { given: ['x$(id): 1', 'a`b: 2'], bearer: undefined, shown: [] },
])('shows $given $bearer by variables', ({ given, bearer, shown }) => {
  expect(headersToShow(given, bearer)).toEqual(shown);
});

describe('parseCredentials', () => {
  const here = { ID: 'ci', SECRET: ' s3cret \n', EMPTY: '' };

  it('takes both from variables, and nothing where neither is named', () => {
    expect(parseCredentials({ id: 'ID', secret: 'SECRET' }, here)).toEqual({ id: 'ci', secret: 's3cret' });
    expect(parseCredentials({}, here)).toBeUndefined();
  });

  it.each([
    [{ id: 'ID' }, 'belong together'],
    [{ secret: 'SECRET' }, 'belong together'],
    [{ id: 'ID', secret: 'EMPTY' }, '--client-secret-env names EMPTY, which is not set here.'],
    [{ id: 'NONE', secret: 'SECRET' }, '--client-id-env names NONE, which is not set here.'],
    [{ id: 'ID', secret: 'SECRET', bearer: 'TOKEN' }, 'has a token already'],
  ])('refuses %j', (given, words) => {
    expect(() => parseCredentials(given, here)).toThrow(words);
  });
});
