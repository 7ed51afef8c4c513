import { Readable, Writable } from 'node:stream';
import { McpDockError } from '../../src/errors/mcp-dock-error.js';
import type { ContainerSpec, ContainerState, Engine } from '../../src/ports/engine.js';

/**
 * An engine that can do only what it is given; everything else it is asked for fails the test by name. It has no networks and volumes
 * of ours unless it says so.
 */
export function fakeEngine(given: Partial<Engine>): Engine {
  return new Proxy(given, {
    get: (known, name) => {
      if (name === 'then') return undefined;
      const method: unknown = Reflect.get(known, name);
      // Every run looks for what earlier ones left.
      if (method === undefined && name === 'listResources') return async () => [];
      return method ?? (() => Promise.reject(new Error(`The fake engine was asked for ${String(name)}.`)));
    },
  }) as Engine;
}

/** How the process of a scripted container behaves. */
export interface ScriptedContainer {
  /** It exits by itself with this code as soon as it has started. */
  readonly exitsWith?: number;
  /** What the engine says instead of starting it. */
  readonly startFailure?: string;
  /** Exit code after SIGTERM; absent: ignores it until it is killed. */
  readonly onSigterm?: number;
  /** Exit code after the end of stdin; absent: ignores it. */
  readonly onStdinEnd?: number;
  /** Lines of stderr. */
  readonly logs?: readonly string[];
  /** Lines of stdout. */
  readonly said?: readonly string[];
  /** The engine is gone from this call on. */
  readonly lostFrom?: keyof Engine;
}

export interface ScriptedEngine {
  readonly engine: Engine;
  readonly created: ContainerSpec[];
  /** Ids that exist now. */
  readonly alive: Set<string>;
}

/** An engine that holds containers in memory, all of which behave as the script says. */
export function scriptedEngine(script: ScriptedContainer): ScriptedEngine {
  const created: ContainerSpec[] = [];
  const alive = new Set<string>();
  const containers = new Map<string, { exitCode?: number; running: boolean; ended: PromiseWithResolvers<number> }>();
  const find = (id: string) => {
    const container = containers.get(id);
    if (container === undefined || !alive.has(id)) throw new McpDockError('CONTAINER_NOT_FOUND', { container: id });
    return container;
  };
  const end = (id: string, code: number) => {
    const container = containers.get(id);
    if (container === undefined || container.exitCode !== undefined) return;
    container.exitCode = code;
    container.running = false;
    container.ended.resolve(code);
  };

  const methods: Partial<Engine> = {
    info: async () => ({
      endpoint: 'unix:///fake.sock',
      kind: 'docker',
      version: '20.10.24',
      apiVersion: '1.41',
      os: 'linux',
      architecture: 'amd64',
      rootDirectory: '/var/lib/docker',
      rootless: false,
      buildkit: true,
      publishedHost: '127.0.0.1',
    }),
    createContainer: async (spec) => {
      created.push(spec);
      const id = `c${created.length}`;
      alive.add(id);
      containers.set(id, { running: false, ended: Promise.withResolvers() });
      return id;
    },
    attachContainer: async (id) => ({
      stdin: new Writable({
        write: (_chunk, _encoding, done) => done(),
        final: (done) => {
          if (script.onStdinEnd !== undefined) end(id, script.onStdinEnd);
          done();
        },
      }),
      stdout: new Readable({ read() {} }),
      stderr: new Readable({ read() {} }),
      close: () => undefined,
    }),
    startContainer: async (id) => {
      if (script.startFailure !== undefined) {
        end(id, 127);
        throw new McpDockError('CONTAINER_START_FAILED', { reference: 'x', reason: script.startFailure });
      }
      find(id).running = true;
      if (script.exitsWith !== undefined) end(id, script.exitsWith);
    },
    inspectContainer: async (id) => {
      const { running, exitCode } = find(id);
      const published: ContainerState['published'] = running ? { 3000: { host: '127.0.0.1', port: 49_152 } } : {};
      return {
        id,
        name: id,
        imageReference: 'x',
        imageId: 'sha256:0',
        status: running ? 'running' : 'exited',
        running,
        ...(exitCode === undefined ? {} : { exitCode }),
        oomKilled: false,
        startedAt: '2026-11-01T00:00:00Z',
        restartCount: 0,
        args: [],
        labels: {},
        environment: [],
        published,
        openStdin: false,
        tty: false,
      } satisfies ContainerState;
    },
    stopContainer: async (id, graceMs) => {
      if (script.onSigterm === undefined) await new Promise((resolve) => setTimeout(resolve, graceMs));
      end(id, script.onSigterm ?? 137);
    },
    killContainer: async (id) => end(id, 137),
    waitContainer: (id, signal) => {
      const stopped = Promise.withResolvers<never>();
      signal?.addEventListener('abort', () => stopped.reject(signal.reason));
      return Promise.race([find(id).ended.promise, stopped.promise]);
    },
    removeContainer: async (id) => {
      end(id, 137);
      alive.delete(id);
    },
    containerLogs: async () => [
      ...(script.logs ?? []).map((line) => ({ stream: 'stderr' as const, line })),
      ...(script.said ?? []).map((line) => ({ stream: 'stdout' as const, line })),
    ],
  };
  const lost = script.lostFrom;
  if (lost !== undefined)
    Object.assign(methods, { [lost]: () => Promise.reject(new McpDockError('ENGINE_LOST', { during: lost })) });
  return { engine: fakeEngine(methods), created, alive };
}
