import check from '../../../../src/checks/host/base-images-available.js';
import type { Facts } from '../../../../src/model/facts.js';
import { testCheck } from '../../../support/test-check.js';

const image = (overrides: Partial<Facts['baseImages'][number]>) => ({
  baseImages: [
    { reference: 'node:24', line: 3, present: false, standIn: false, registry: 'not-asked' as const, ...overrides },
  ],
});

testCheck(check, {
  pass: [
    { name: 'an image that is there', facts: image({ present: true }) },
    { name: 'an image that can be pulled', facts: image({ registry: 'reachable' }) },
  ],
  fail: [
    {
      name: 'a registry out of reach',
      facts: image({ registry: 'unreachable', message: 'no such host' }),
      messages: ['node:24 is not on this machine, and its registry cannot be reached.'],
    },
    {
      name: 'no login',
      facts: image({ registry: 'unauthorized' }),
      messages: ['node:24 is not on this machine, and its registry wants a login that it has not got.'],
    },
    {
      name: 'a tag that does not exist',
      facts: image({ registry: 'not-found' }),
      messages: ['node:24 is not on this machine, and its registry has no such image.'],
    },
    {
      name: 'a stand-in',
      facts: image({ present: true, standIn: true }),
      messages: ['node:24 was assembled on this machine and is not the official image.'],
      severities: ['info'],
    },
  ],
});
