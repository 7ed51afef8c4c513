import { describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { NO_FURTHER_CLIENT } from '../../../src/model/no-further-client.js';
import { collectFacts } from '../../../src/probes/collect-facts.js';
import { derivedFacts, probes } from '../../../src/probes/index.js';
import { scenarios } from '../../../src/scenarios/index.js';
import { httpTarget } from '../../../src/targets/http.js';
import { answerAll, localServer } from '../../support/local-server.js';
import { settings } from '../../support/mcp-facts.js';
import { probeContext } from '../../support/probe-context.js';

/** Answers `initialize` with that status once a session was ended, for a time. */
async function collect(status: number, forMs = Number.POSITIVE_INFINITY) {
  let until = 0;
  await using server = await localServer((request, response) => {
    const { method, body } = request;
    if (method === 'DELETE') {
      if (until === 0) until = performance.now() + forMs;
      response.writeHead(200).end();
    } else if (body.includes('"initialize"') && performance.now() < until)
      response.writeHead(status, { 'content-type': 'text/plain', 'retry-after': '60' }).end('No.');
    else answerAll(request, response, { 'mcp-session-id': 'session-of-the-test' });
  });
  const target = httpTarget({ url: server.url, settings: settings(), headers: {}, secretValues: [] });
  const context = { ...probeContext({}), target, progress: createSilentProgress() };
  const names = new Set(['mcpHttp', 'httpUtilities'] as const);
  const { mcpHttp, httpUtilities } = await collectFacts(names, context, probes, derivedFacts, scenarios);
  expect(mcpHttp).toMatchObject({ status: 'known', value: { answered: true } });
  const { nextClient } = (mcpHttp as { readonly value: { readonly nextClient?: object } }).value;
  return { nextClient, httpUtilities };
}

describe('a server that refuses whoever comes after its first client', () => {
  it('is asked nothing more, for that reason', async () => {
    const { nextClient, httpUtilities } = await collect(500);
    expect(nextClient).toMatchObject({ goodbye: 200, refusal: { method: 'initialize', httpStatus: 500 } });
    expect(httpUtilities).toEqual({ status: 'unknown', reason: NO_FURTHER_CLIENT });
  });

  it.each([
    ['at first', 500, 500],
    ['as one too many', 429, undefined],
    ['for want of a token', 401, undefined],
  ])('says nothing with it where it does so %s', async (_, status, forMs) => {
    expect((await collect(status, forMs)).nextClient).toBeUndefined();
  });
});
