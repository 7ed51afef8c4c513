import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/model/facts.js';
import { NotApplicable, type EndedProbeContext } from '../../../src/probes/define-probe.js';
import httpStop from '../../../src/probes/http-stop.js';
import { probeContext } from '../../support/probe-context.js';

const stop = (facts: Partial<Facts>, lastLines: readonly string[] = []) =>
  httpStop.collect({
    ...probeContext({ facts }),
    run: {
      owned: true,
      spec: { mode: 'http' },
      exited: Promise.resolve({ exitCode: 1, oomKilled: false, afterMs: 9, lastLines: [...lastLines] }),
    },
    ending: undefined,
  } as unknown as EndedProbeContext);

const sent = { inputs: [] } as unknown as Facts['httpBadInput'];

describe('a server that was gone before it was asked to stop', () => {
  it('is left to the check of the bad input that ended it', async () => {
    const ended = stop({ httpBadInput: { ...sent, exited: { exitCode: 1 } as NonNullable<typeof sent.exited> } });
    await expect(ended).rejects.toThrow(new NotApplicable('Bad input ended it; mcp/survives-bad-input says more.'));
  });

  it.each([
    ['bad input that it survived', { httpBadInput: sent }],
    ['no bad input', {}],
  ])('says so after %s', async (_, facts) => {
    const ended = stop(facts);
    await expect(ended).rejects.toThrow('before it was asked to stop');
    await expect(ended).rejects.not.toBeInstanceOf(NotApplicable);
  });

  it('says what it wants of its user in the words of all others', async () => {
    await expect(stop({}, ['Missing environment variable: API_TOKEN'])).rejects.toThrow(
      /^Not started, because it asks for API_TOKEN: Missing environment variable: API_TOKEN\. Give a value/u,
    );
  });
});
