import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import ports from '../../../src/probes/ports.js';
import { engineFact } from '../../support/host-facts.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const compose = (port: number) => ({
  'compose.yaml': `services:\n  app:\n    ports: ["127.0.0.1:\${PORT:-${port}}:3000"]\n`,
});
const container = (port: number, labels: Record<string, string> = {}) => [
  { id: 'a', name: 'other', imageReference: 'x:1', labels, createdAt: '', state: 'running', publishedPorts: [port] },
];

/** A port that is taken for as long as the block runs. */
async function takenPort(): Promise<{ readonly port: number } & Disposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}

async function freePort(): Promise<number> {
  using taken = await takenPort();
  return taken.port;
}

it('says who holds a port, and which is free', async () => {
  using taken = await takenPort();
  await using folder = await folderWith(compose(taken.port));
  const facts = { engine: engineFact({ reachable: false }) };
  const found = await ports.collect(probeContext({ cwd: folder.path, facts }) as never);
  expect(found).toMatchObject([
    { port: taken.port, wantedBy: 'compose.yaml, app', variable: 'PORT', free: false, nextFree: expect.any(Number) },
  ]);
});

it.runIf(process.platform === 'linux')('knows the process that holds a port', async () => {
  using taken = await takenPort();
  await using folder = await folderWith(compose(taken.port));
  const facts = { engine: engineFact({ reachable: false }) };
  const found = await ports.collect(probeContext({ cwd: folder.path, facts }) as never);
  expect(found).toMatchObject([{ takenBy: expect.stringContaining(`process ${process.pid}`) }]);
});

it('says that a port is free', async () => {
  await using folder = await folderWith(compose(await freePort()));
  const facts = { engine: engineFact() };
  const engine = { listContainers: async () => [] };
  expect(await ports.collect(probeContext({ cwd: folder.path, facts, engine }) as never)).toMatchObject([
    { free: true },
  ]);
});

it('knows containers, and those of the project itself', async () => {
  const port = await freePort();
  await using folder = await folderWith(compose(port));
  const facts = { engine: engineFact() };
  const look = (labels: Record<string, string>) =>
    ports.collect(
      probeContext({
        cwd: folder.path,
        facts,
        engine: { listContainers: async () => container(port, labels) },
      }) as never,
    );
  expect(await look({})).toMatchObject([{ free: false, takenBy: 'container "other" (x:1)' }]);
  expect(await look({})).not.toMatchObject([{ ownContainer: true }]);
  expect(await look({ 'com.docker.compose.project.working_dir': folder.path })).toMatchObject([{ ownContainer: true }]);
});

it('does not ask this machine about the ports of another', async () => {
  using taken = await takenPort();
  await using folder = await folderWith(compose(taken.port));
  const facts = { engine: engineFact({ endpoint: 'ssh://far' }) };
  const engine = { listContainers: async () => [] };
  expect(await ports.collect(probeContext({ cwd: folder.path, facts, engine }) as never)).toMatchObject([
    { free: true },
  ]);
});

it('has nothing to ask where nothing is published', async () => {
  await using folder = await folderWith({ 'compose.yaml': 'services:\n  app: {}\n' });
  await expect(ports.collect(probeContext({ cwd: folder.path }) as never)).rejects.toThrow(NotApplicable);
});
