import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import { proxyFor } from '../../../src/probes/doctor/tls-chain.js';
import tlsInterception from '../../../src/probes/tls-interception.js';
import { projectFact } from '../../support/host-facts.js';
import { fakeProcesses, folderWith, probeContext } from '../../support/probe-context.js';
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '../../support/tls-certificates.js';

const NPM = `${process.platform === 'win32' ? 'npm.cmd' : 'npm'} config get registry`;
const server = createServer({ cert: `${SERVER_CERTIFICATE}${AUTHORITY}`, key: SERVER_KEY });
let registry: string;

beforeAll(async () => {
  server.on('tlsClientError', () => {}).listen(0, 'localhost');
  await once(server, 'listening');
  registry = `https://localhost:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => void server.close());

const look = async (environment: Record<string, string>, answer: string = registry, runtime = 'node') => {
  await using folder = await folderWith({ 'ca.pem': AUTHORITY });
  return await tlsInterception.collect(
    probeContext({
      cwd: folder.path,
      environment,
      processes: fakeProcesses({ [NPM]: { stdout: `${answer}\n` } }),
      facts: { project: projectFact({ runtime }) },
    }) as never,
  );
};

describe('who signs the registry’s certificate', () => {
  it('is not trusted where nobody knows the authority', async () => {
    expect(await look({})).toEqual({
      host: 'localhost',
      status: 'untrusted',
      issuer: 'Inspection Root, Inspection Ltd',
      message: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO/u),
    });
  });

  it('is known where a CA file for builds holds the authority', async () => {
    expect(await look({ MCP_DOCK_CA_FILE: 'ca.pem' })).toMatchObject({
      status: 'intercepted',
      caFileFrom: 'MCP_DOCK_CA_FILE',
      issuer: 'Inspection Root, Inspection Ltd',
    });
  });

  it('is asked through the proxy', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer().on('connect', (request, client) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const upstream = connect({ host: 'localhost', port: Number(request.url?.split(':')[1]) }, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    try {
      const found = await look({ HTTPS_PROXY: `http://me:pass@127.0.0.1:${port}`, MCP_DOCK_CA_FILE: 'ca.pem' });
      expect(found).toMatchObject({ status: 'intercepted' });
      expect(asked[0]).toBe(`${new URL(registry).host} Basic ${Buffer.from('me:pass').toString('base64')}`);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  it('cannot be seen where the registry cannot be reached', async () => {
    expect(await look({}, 'https://localhost:1/')).toMatchObject({ status: 'unreachable' });
  });

  it.each([
    ['http://localhost:4873/', 'node'],
    ['undefined', 'node'],
    ['https://localhost/', 'python'],
  ])('is no question for %s and %s', async (address, runtime) => {
    await expect(look({}, address, runtime)).rejects.toThrow(NotApplicable);
  });
});

it.each([
  [{}, undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  [{ https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, 'http://q:1'],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, .example.com' }, undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'ample.com' }, 'http://p:1'],
  [{ HTTPS_PROXY: 'socks5://p:1' }, undefined],
])('takes %j for the proxy %j', (environment, expected) => {
  expect(proxyFor('npm.example.com', environment)).toBe(expected);
});
