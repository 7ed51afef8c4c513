import { describe, expect, it } from 'vitest';
import { headersTo } from '../../../src/mcp/headers-to.js';

const headers = { authorization: 'Bearer x' };

describe('headersTo', () => {
  it.each([
    ['a server on this machine', { owned: true, url: new URL('http://127.0.0.1:49153/mcp') }, headers],
    ['a server that was found running', { owned: false, url: new URL('http://build.example:3000/mcp') }, headers],
    ['a run without an address', { owned: true }, headers],
    [
      'one that was started on an engine elsewhere',
      { owned: true, url: new URL('http://build.example:49153/mcp') },
      { ...headers, Host: 'localhost:49153' },
    ],
  ])('gives %s its headers', (_, run, wanted) => {
    expect(headersTo(run, { headers })).toEqual(wanted);
  });
});
