import { describe, expect, it } from 'vitest';
import type { EndedProbeContext } from '../../../src/probes/define-probe.js';
import serverLogs from '../../../src/probes/server-logs.js';
import { probeContext } from '../../support/probe-context.js';

const TOKEN = 'tok/9f2KQx7+Zr4mV1bW8sLp0';
const ENCODED = encodeURIComponent(TOKEN);

async function logsOf(lines: readonly string[], { owned = true, given = `Bearer ${TOKEN}` } = {}) {
  const context = probeContext({});
  return serverLogs.collect({
    ...context,
    target: { ...context.target, headers: { Authorization: given }, secretValues: [given, TOKEN] },
    run: {
      owned,
      spec: { mode: 'http' },
      logged: () => lines.map((line) => ({ stream: 'stdout', line })),
    },
    ending: undefined,
  } as unknown as EndedProbeContext);
}

describe('secrets in what a server logged', () => {
  it.each([
    ['an access log', `INFO: 172.17.0.1:5000 - "POST /mcp?access_token=${ENCODED} HTTP/1.1" 401 Unauthorized`, 0],
    ['an access log behind another parameter', `POST /mcp?a=b&access_token=${TOKEN} 401`, 0],
    ['a line of JSON', JSON.stringify({ url: `/mcp?access_token=${ENCODED}`, query: { access_token: TOKEN } }), 0],
    ['the header beside it', `POST /mcp?access_token=${ENCODED} Authorization: Bearer ${TOKEN}`, 1],
    ['the header alone', `authorization: Bearer ${TOKEN}`, 1],
  ])('are not our own question in the query, and are all else: %s', async (_, line, count) => {
    const { secrets, tail } = await logsOf(['listening', line]);
    expect(secrets.map(({ name }) => name)).toEqual(Array.from(secrets, () => 'line 2'));
    expect(secrets.length > 0).toBe(count > 0);
    expect(JSON.stringify(tail)).not.toContain(TOKEN);
    expect(JSON.stringify(tail)).not.toContain(ENCODED);
  });

  it('are there in the log of a server that was not asked so', async () => {
    const { secrets } = await logsOf([`POST /mcp?access_token=${TOKEN} 401`], { owned: false });
    expect(secrets).not.toEqual([]);
  });
});

it('knows the log of a process of this machine', async () => {
  expect(await logsOf(['listening'])).toMatchObject({ process: true, lines: 1 });
});
