import { describe, expect, it } from 'vitest';
import { Debounced, type Clock } from '../../../src/actions/debounced.js';

/** Time that passes only while somebody sleeps; `during` happens at its start. */
function clockWith(during: (now: number) => void = () => {}): Clock & { readonly slept: number[] } {
  let time = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (ms, signal) => {
      slept.push(ms);
      time += ms;
      during(time);
      signal.throwIfAborted();
    },
  };
}
const signal = new AbortController().signal;

describe('Debounced', () => {
  it('waits for quiet after the last of several changes', async () => {
    let more = 2;
    const clock = clockWith(() => {
      if (more > 0) changes.notice();
      more -= 1;
    });
    const changes = new Debounced(clock, { quietMs: 100, mostMs: 1000 });
    changes.notice();
    await changes.next(signal);
    expect(clock.slept).toEqual([100, 100, 100]);
  });

  it('does not wait for ever', async () => {
    const clock = clockWith(() => changes.notice());
    const changes = new Debounced(clock, { quietMs: 100, mostMs: 250 });
    changes.notice();
    await changes.next(signal);
    expect(clock.now()).toBe(250);
  });

  it('resolves once for what was noticed, and then waits for more', async () => {
    const changes = new Debounced(clockWith(), { quietMs: 1, mostMs: 1 });
    changes.notice();
    await changes.next(signal);
    let again = false;
    const next = changes.next(signal).then(() => (again = true));
    await new Promise(setImmediate);
    expect(again).toBe(false);
    changes.notice();
    await next;
  });

  it('ends with the signal, whatever it waits for', async () => {
    const abort = new AbortController();
    const idle = new Debounced(clockWith(), { quietMs: 1, mostMs: 1 }).next(abort.signal);
    const reason = new Error('stop');
    abort.abort(reason);
    await expect(idle).rejects.toBe(reason);
    const changes = new Debounced(clockWith(), { quietMs: 1, mostMs: 1 });
    changes.notice();
    await expect(changes.next(abort.signal)).rejects.toBe(reason);
  });
});
