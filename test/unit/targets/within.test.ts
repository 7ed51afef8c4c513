import { expect, it } from 'vitest';
import { within } from '../../../src/targets/within.js';

const never = new Promise<string>(() => undefined);

it.each([
  ['what is there', Promise.resolve('here'), 'here'],
  ['nothing of what does not come', never, undefined],
])('gives %s', async (_, promise, value) => {
  expect(await within(10, promise)).toBe(value);
});

it('passes on what went wrong', async () => {
  await expect(within(10, Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});

it('leaves no timer that would keep the process', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await within(60_000, Promise.resolve(1));
  expect(timers()).toBe(before);
});
