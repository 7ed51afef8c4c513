/**
 * The least that any verifier has to do with an image: read its config and history and every byte of what the engine saves of it,
 * and beside that create its container, wait until the engine calls it healthy, shake hands, list the tools, stop and remove it.
 * Bare Engine API, no dependency, nothing compiled, one process.
 */
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const image = process.argv[2];
const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
const at = host.startsWith('unix://')
  ? { socketPath: host.slice('unix://'.length) }
  : { host: new URL(host).hostname, port: new URL(host).port };
const PORT = '3000/tcp';

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const asked = request(
      { ...at, method, path, headers: text === undefined ? {} : { 'content-type': 'application/json' } },
      (answer) => (answer.statusCode < 400 ? resolve(answer) : reject(new Error(`${path}: ${answer.statusCode}`))),
    );
    asked.on('error', reject);
    asked.end(text);
  });
const read = async (...asked) => {
  const chunks = [];
  for await (const chunk of await call(...asked)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
};

async function readThrough() {
  let bytes = 0;
  for await (const chunk of await call('GET', `/images/${image}/get`)) bytes += chunk.length;
  if (bytes < 1e6) throw new Error(`Only ${bytes} bytes were saved.`);
}

async function run(config) {
  const { Id } = await read('POST', '/containers/create', {
    Image: image,
    Labels: { 'io.mcp-dock.run': 'bench' },
    // The engine probes first after one interval; the image's own 30 s would be all that is measured.
    Healthcheck: { ...config.Healthcheck, Interval: 250_000_000 },
    HostConfig: { PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    ExposedPorts: { [PORT]: {} },
  });
  try {
    await read('POST', `/containers/${Id}/start`);
    const inspect = () => read('GET', `/containers/${Id}/json`);
    let state = await inspect();
    while (state.State.Health?.Status !== 'healthy') {
      await wait(20);
      state = await inspect();
    }
    const url = `http://127.0.0.1:${state.NetworkSettings.Ports[PORT]?.[0]?.HostPort}/mcp`;
    const ask = async (message) => {
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
    await read('POST', `/containers/${Id}/stop?t=10`);
  } finally {
    await read('DELETE', `/containers/${Id}?force=true&v=true`);
  }
}

const [{ Config }] = await Promise.all([read('GET', `/images/${image}/json`), read('GET', `/images/${image}/history`)]);
await Promise.all([readThrough(), run(Config)]);
