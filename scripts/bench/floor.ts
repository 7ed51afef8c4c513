/**
 * The least that any verifier has to do: create the image's container, wait until the engine calls it healthy, shake hands,
 * list the tools, stop and remove it. Bare Engine API, no dependency, one process.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { callEngine, findEndpoint, readEngine } from '../../test/support/engine-http.ts';

interface Inspected {
  readonly State: { readonly Health?: { readonly Status: string } };
  readonly NetworkSettings: { readonly Ports: Record<string, readonly { readonly HostPort: string }[] | null> };
}

const PORT = '3000/tcp';
const endpoint = findEndpoint();
const json = (value: unknown) => ({ body: Buffer.from(JSON.stringify(value)), contentType: 'application/json' });

const image = await readEngine<{ Config: { Healthcheck: object } }>(endpoint, {
  path: `/images/${process.argv[2]}/json`,
});
const { Id } = await readEngine<{ Id: string }>(endpoint, {
  method: 'POST',
  path: '/containers/create',
  ...json({
    Image: process.argv[2],
    Labels: { 'io.mcp-dock.run': 'bench' },
    // The engine probes first after one interval; the image's own 30 s would be all that is measured.
    Healthcheck: { ...image.Config.Healthcheck, Interval: 250_000_000 },
    HostConfig: { PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    ExposedPorts: { [PORT]: {} },
  }),
});
try {
  await callEngine(endpoint, { method: 'POST', path: `/containers/${Id}/start` });
  const inspect = () => readEngine<Inspected>(endpoint, { path: `/containers/${Id}/json` });
  let state = await inspect();
  while (state.State.Health?.Status !== 'healthy') {
    await wait(20);
    state = await inspect();
  }
  const url = `http://127.0.0.1:${state.NetworkSettings.Ports[PORT]?.[0]?.HostPort}/mcp`;
  const ask = async (message: object) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
    return answer.text();
  };
  const clientInfo = { name: 'bench', version: '1.0.0' };
  await ask({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
  await ask({ method: 'notifications/initialized' });
  const tools = await ask({ id: 2, method: 'tools/list', params: {} });
  if (!tools.includes('inputSchema')) throw new Error(`No tools in the answer: ${tools.slice(0, 200)}`);
  await callEngine(endpoint, { method: 'POST', path: `/containers/${Id}/stop?t=10` });
} finally {
  await callEngine(endpoint, { method: 'DELETE', path: `/containers/${Id}?force=true&v=true` });
}
