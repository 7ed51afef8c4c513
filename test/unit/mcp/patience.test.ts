import { describe, expect, it } from 'vitest';
import { Patience } from '../../../src/mcp/patience.js';

describe('Patience', () => {
  it.each([
    { name: 'an answer', came: { status: 200 }, again: false },
    { name: 'a refusal', came: { status: 404, retryAfter: '0' }, again: false },
    { name: 'too many requests, and no word of when', came: { status: 429 }, again: true },
    { name: 'a time that is no time', came: { status: 429, retryAfter: 'soon' }, again: true },
    { name: 'a server that is busy', came: { status: 503, retryAfter: '0' }, again: true },
    { name: 'a date that is over', came: { status: 429, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' }, again: true },
    { name: 'more time than there is', came: { status: 429, retryAfter: '60' }, again: false },
    { name: 'a date that is far', came: { status: 429, retryAfter: 'Fri, 21 Oct 2095 07:28:00 GMT' }, again: false },
  ])('knows what to do with $name', async ({ came, again }) => {
    expect(await new Patience(1_100).hasFor(came)).toBe(again);
  });

  it('has an end', async () => {
    const patience = new Patience(350);
    const limited = { status: 429, retryAfter: '0' };
    const asked: boolean[] = [];
    while (asked.at(-1) !== false && asked.length < 10) asked.push(await patience.hasFor(limited));
    expect(asked).toEqual([true, true, true, false]);
  });

  it('waits once for all who wait at the same time', async () => {
    const patience = new Patience(150);
    const limited = { status: 503, retryAfter: '0' };
    expect(await Promise.all([patience.hasFor(limited), patience.hasFor(limited)])).toEqual([true, true]);
  });

  it('ends with what it waits for', async () => {
    expect(await new Patience().hasFor({ status: 429, retryAfter: '9' }, AbortSignal.timeout(10))).toBe(false);
  });
});
