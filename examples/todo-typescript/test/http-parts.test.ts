import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { clientAddress, parseAddressList } from '../src/http/client-address.ts';
import { RateLimiter } from '../src/http/rate-limit.ts';

describe('rate limit', () => {
  it('starts over with the next window', () => {
    let now = 0;
    const limiter = new RateLimiter({ requests: 1, windowMs: 1000 }, () => now);
    assert.deepEqual([limiter.take('a'), limiter.take('a'), limiter.take('b')], [0, 1, 0]);
    now = 1000;
    assert.equal(limiter.take('a'), 0);
  });

  const rows: [forwarded: string | undefined, peer: string, trusted: string, expected: string][] = [
    [undefined, '9.9.9.9', '', '9.9.9.9'],
    ['1.1.1.1', '9.9.9.9', '', '9.9.9.9'],
    ['1.1.1.1', '10.0.0.1', '10.0.0.0/8', '1.1.1.1'],
    ['6.6.6.6, 1.1.1.1, 10.0.0.2', '::ffff:10.0.0.1', '10.0.0.0/8', '1.1.1.1'],
    ['6.6.6.6, 1.1.1.1', '10.0.0.1', '*', '6.6.6.6'],
    ['unknown', '10.0.0.1', '10.0.0.0/8', '10.0.0.1'],
    ['fd00::9', '::1', '::1', 'fd00::9'],
  ];
  for (const [forwarded, peer, trusted, expected] of rows) {
    it(`takes ${expected} for the client of ${peer} forwarding "${forwarded}" with trust in "${trusted}"`, () => {
      const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: peer } };
      assert.equal(clientAddress(request as never, parseAddressList(trusted)), expected);
    });
  }
});
