import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../../src/actions/build.js';
import { init } from '../../src/actions/init.js';
import { connect, type Connection } from '../../src/adapters/dockerode-engine/connect.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import { loadConfig } from '../../src/config/load-config.js';
import { packageRoot } from '../../src/config/package-files.js';
import { configSchema } from '../../src/config/schema.js';
import { factsFileSchema } from '../../src/model/facts.js';
import { reportSchema } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { runtimes } from '../../src/plan/runtimes/index.js';
import type { Context } from '../../src/ports/context.js';
import type { Engine } from '../../src/ports/engine.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { runContract } from '../support/contract-image.js';
import { realContext } from '../support/real-context.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = 'init-python-e2e';
const PORT = 3457;
const labels = { [RUN_LABEL]: 'init-python-test' };
const { defaultVersion, defaults } = runtimes['python-uv'];

let directory: string;
let context: Context;
let engine: Engine;
let connection: Connection;
const containers: string[] = [];
const images: string[] = [];

async function buildStage(tag: string, target: string): Promise<number> {
  const project = await loadConfig(directory);
  if (project === undefined) throw new Error('init wrote no mcp-dock.yaml.');
  const own = configSchema.parse({ name: 'x', build: { labels } }).build;
  const config = { ...project.config, ...(own && { build: own }) };
  const { image } = await build(
    { directory, project: { ...project, config }, flags: { tags: [tag], target }, verbose: false },
    context,
  );
  images.push(tag);
  return image.sizeBytes ?? Number.POSITIVE_INFINITY;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-init-python-e2e-'));
  await requireBaseImages([defaults(defaultVersion).runtimeImage, 'node:24-bookworm-slim']);
  context = await realContext(directory);
  engine = context.engine;
  connection = connect(await resolveEngineEndpoint({ environment: process.env }));
  const choices = { runtime: 'python-uv', name: NAME, port: PORT } as const;
  await init({ directory: '.', choices, yes: true, dryRun: false, force: false }, context);
}, 600_000);

afterAll(async () => {
  await Promise.all(containers.map((id) => engine.removeContainer(id)));
  for (const tag of images.toReversed()) await (await connection.docker()).getImage(tag).remove({ force: true });
  await rm(directory, { recursive: true, force: true });
});

describe('the image of a new Python project', () => {
  const tag = `${NAME}:1.0.0`;
  let sizeBytes: number;
  beforeAll(async () => {
    sizeBytes = await buildStage(tag, 'runtime');
  }, 600_000);

  it('is what its case says: size, both transports and eras, tools, memory, and how it stops', async () => {
    const expected = parse(await readFile(join(packageRoot, 'examples/todo-python/case.yaml'), 'utf8')) as {
      readonly summary: Record<string, number>;
      readonly findings: readonly string[];
      readonly transports: readonly string[];
      readonly protocolVersions: readonly string[];
      readonly tools: readonly string[];
      readonly limits: Record<'sizeBytes' | 'readyMs' | 'stopMs' | 'memoryBytes', number>;
    };
    const facts = join(directory, 'facts.json');
    const { stdout, stderr } = await runCommand(['verify', '--json', '--save-facts', facts], { cwd: directory });
    const report = reportSchema.parse(JSON.parse(stdout));
    const failed = report.results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
    expect(failed, stdout + stderr).toEqual(expected.findings);
    expect(report.summary).toMatchObject(expected.summary);
    expect(report.mcp).toMatchObject({
      transports: expected.transports,
      protocolVersions: expected.protocolVersions,
      tools: expected.tools,
    });
    expect(sizeBytes).toBeLessThan(expected.limits.sizeBytes);
    expect(report.timings?.['ready']).toBeLessThan(expected.limits.readyMs);
    expect(report.timings?.['stop']).toBeLessThan(expected.limits.stopMs);
    expect(report.timings?.['stdinEnd']).toBeLessThan(expected.limits.stopMs);
    const saved = factsFileSchema.parse(JSON.parse(await readFile(facts, 'utf8')));
    const memory = saved.facts['memory'] as { value: { usageBytes: number } };
    expect(memory.value.usageBytes).toBeLessThan(expected.limits.memoryBytes);
  });

  it('holds Python, the dependencies and the sources, and nothing that builds or tests them', async () => {
    const id = await engine.createContainer({ imageReference: tag, labels });
    containers.push(id);
    await engine.startContainer(id);
    const ask = async (...command: string[]) => (await engine.exec(id, command)).stdout.trim();
    expect(await ask('id')).toContain('uid=1000(mcpuser) gid=1000(mcpuser)');
    expect((await ask('ls', '-A', '/app')).split(/\s+/u)).toEqual(['.venv', 'data', 'src']);
    expect(await ask('find', '/app', '-path', '/app/data', '-prune', '-o', '-writable', '-print')).toBe('');
    expect(await ask('find', '/run/secrets', '/root', '/tmp', '-name', '*.pem')).toBe('');
    const missing = ['uv', 'pip', 'pytest', 'ruff', 'mypy', 'setuptools'];
    const found = await ask(
      'python',
      '-c',
      `import importlib.util as u; print([n for n in ${JSON.stringify(missing)} if u.find_spec(n)])`,
    );
    expect(found).toBe('[]');
    expect((await engine.containerProcesses(id))[0]?.command).toMatch(/^python -m todo_server http$/u);
  });

  it('keeps the contract of the reference server', async () => {
    const reference = `${NAME}:contract`;
    const label = `${RUN_LABEL}=init-python-test`;
    images.push(reference);
    const tested = await runContract({ image: tag, reference, label, sources: '/app/src' });
    expect(tested.code, tested.output).toBe(0);
    expect(Number(/^ℹ pass (\d+)$/mu.exec(tested.output)?.[1])).toBeGreaterThan(120);
  }, 600_000);
});

it('the tests of a new Python project pass where nothing may be written', async () => {
  // A build whose tests fail has no image.
  await expect(buildStage(`${NAME}:test`, 'test')).resolves.toBeGreaterThan(0);
}, 600_000);

describe('the development stage of a new Python project', () => {
  const tag = `${NAME}:dev`;
  let port: number;
  beforeAll(async () => {
    await buildStage(tag, 'dev');
    // As compose.override.yaml has it. The product never mounts folders, so its own engine cannot.
    const container = await (
      await connection.docker()
    ).createContainer({
      Image: tag,
      Labels: labels,
      ExposedPorts: { [`${PORT}/tcp`]: {} },
      HostConfig: {
        Init: true,
        Binds: [`${join(directory, 'src')}:/app/src:ro`],
        PortBindings: { [`${PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      },
    });
    containers.push(container.id);
    await container.start();
    const published = (await engine.inspectContainer(container.id)).published[PORT];
    if (published === undefined) throw new Error('The port is not published.');
    port = published.port;
  }, 600_000);

  const path = () => join(directory, 'src/todo_server/tools/create_task.py');
  const inPlace = (text: string) => writeFile(path(), text);
  const byRenaming = async (text: string) => {
    await writeFile(`${path()}.tmp`, text);
    await rename(`${path()}.tmp`, path());
  };

  it('comes up', async () => {
    await expect.poll(() => descriptionOf(port), { timeout: 60_000 }).toMatch(/^Adds a /u);
  });

  // Editors save in both ways, and a watcher that follows files is lost after the first rename.
  it.each([
    { name: 'saved in place', save: inPlace },
    { name: 'replaced by a new file', save: byRenaming },
    { name: 'saved in place after that', save: inPlace },
  ])('shows a tool description that was $name', async ({ name, save }) => {
    const source = await readFile(path(), 'utf8');
    const description = `Adds a task, ${name}.`;
    await save(source.replace(/description="Adds a [^"]*"/u, `description="${description}"`));
    await expect.poll(() => descriptionOf(port), { timeout: 60_000 }).toBe(description);
  });

  it('comes back after a source that cannot be read', async () => {
    const source = await readFile(path(), 'utf8');
    await inPlace(`${source}\ndef broken(:\n`);
    await expect.poll(() => descriptionOf(port), { timeout: 60_000 }).toBeUndefined();
    await inPlace(source);
    await expect.poll(() => descriptionOf(port), { timeout: 60_000 }).toMatch(/^Adds a /u);
  });
});

/** What tools/list says of create_task; undefined while nobody answers. */
async function descriptionOf(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
      signal: AbortSignal.timeout(2_000),
    });
    const { result } = (await answer.json()) as { result?: { tools: { name: string; description: string }[] } };
    return result?.tools.find(({ name }) => name === 'create_task')?.description;
  } catch {
    // The server is on its way up or down.
    return undefined;
  }
}
