import { setTimeout as sleep } from 'node:timers/promises';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { ContainerState, ContainerSummary, Engine, EngineInfo } from '../../ports/engine.js';
import { attachContainer } from './attach.js';
import type { Calls } from './calls.js';
import { containerBody } from './container-body.js';
import { bodyLike, joinNetworks } from './like-container.js';
import { containerState, type InspectedContainer } from './container-state.js';
import { publishedHostOf } from './info.js';
import { reasonOf, statusOf } from './translate-error.js';

type ContainerMethods = Pick<
  Engine,
  | 'createContainer'
  | 'attachContainer'
  | 'startContainer'
  | 'inspectContainer'
  | 'stopContainer'
  | 'killContainer'
  | 'waitContainer'
  | 'removeContainer'
  | 'listContainers'
>;

/** How long the engine may take beyond the grace period to say that a container is gone. */
const STOP_SLACK_MS = 30_000;
const REMOVAL_LIMIT_MS = 30_000;

/** Name or id as a path piece. What no container can be called is none. */
export function containerPath(container: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/u.test(container)) throw new McpDockError('CONTAINER_NOT_FOUND', { container });
  return `/containers/${container}`;
}

/** Life and death of containers. */
export function containerMethods(calls: Calls, info: () => Promise<EngineInfo>): ContainerMethods {
  const images = new Map<string, string>();

  const inspected = async <Found>(idOrName: string): Promise<Found> =>
    calls.json<Found>({
      path: `${containerPath(idOrName)}/json`,
      during: 'inspecting the container',
      container: idOrName,
    });
  const inspectContainer = async (idOrName: string): Promise<ContainerState> =>
    containerState(await inspected<InspectedContainer>(idOrName), publishedHostOf(calls.connection.endpoint));

  const removeContainer = async (id: string): Promise<void> => {
    await unless([404, 409], () =>
      calls.json({
        method: 'DELETE',
        path: containerPath(id),
        query: { force: true, v: true },
        during: 'removing the container',
        container: id,
      }),
    );
    // 409 also means that somebody else is removing it: gone is when it cannot be found.
    for (const end = performance.now() + REMOVAL_LIMIT_MS; performance.now() < end; await sleep(50)) {
      try {
        await inspectContainer(id);
      } catch (error) {
        if (error instanceof McpDockError && error.code === 'CONTAINER_NOT_FOUND') return;
        throw error;
      }
    }
    throw new McpDockError('ENGINE_REFUSED', {
      during: 'removing the container',
      reason: `container ${id.slice(0, 12)} is still there after ${REMOVAL_LIMIT_MS / 1000} s.`,
    });
  };

  return {
    inspectContainer,
    attachContainer: (id) => attachContainer(calls, id),

    async createContainer(spec) {
      const own = containerBody(spec, await info());
      const { body, furtherNetworks } =
        spec.like === undefined ? { body: own, furtherNetworks: {} } : bodyLike(await inspected(spec.like), own);
      const { Id } = await calls.json<{ Id: string }>({
        method: 'POST',
        path: '/containers/create',
        ...(spec.name !== undefined && { query: { name: spec.name } }),
        body,
        during: 'creating the container',
        image: spec.imageReference,
      });
      images.set(Id, spec.imageReference);
      try {
        await joinNetworks(calls, Id, furtherNetworks);
      } catch (error) {
        await removeContainer(Id);
        throw error;
      }
      return Id;
    },

    async startContainer(id) {
      const call = { method: 'POST', path: `${containerPath(id)}/start`, during: 'starting the container' } as const;
      try {
        await calls.json(call);
      } catch (error) {
        const cause = error instanceof McpDockError ? error.cause : undefined;
        const status = statusOf(cause);
        if (status === 304) return;
        const reason = reasonOf(cause);
        if (status === 404 && /no such container/iu.test(reason))
          throw new McpDockError('CONTAINER_NOT_FOUND', { container: id }, { cause });
        // A broken program, a taken port, a missing network: the engine's words say which.
        if (status !== undefined && error instanceof McpDockError && error.code !== 'DISK_FULL')
          throw new McpDockError('CONTAINER_START_FAILED', { reference: images.get(id) ?? id, reason }, { cause });
        throw error;
      }
    },

    async stopContainer(id, graceMs) {
      const seconds = Math.ceil(graceMs / 1000);
      await unless([304], () =>
        calls.json({
          method: 'POST',
          path: `${containerPath(id)}/stop`,
          query: { t: seconds },
          during: 'stopping the container',
          container: id,
          limitMs: seconds * 1000 + STOP_SLACK_MS,
        }),
      );
    },

    async killContainer(id, signal) {
      // 409: it does not run any more, which is what was wanted.
      await unless([409], () =>
        calls.json({
          method: 'POST',
          path: `${containerPath(id)}/kill`,
          query: { signal },
          during: 'signalling the container',
          container: id,
        }),
      );
    },

    async waitContainer(id, signal) {
      const { StatusCode } = await calls.json<{ StatusCode: number }>({
        method: 'POST',
        path: `${containerPath(id)}/wait`,
        during: 'waiting for the container to end',
        container: id,
        signal,
        limitMs: 0,
      });
      return StatusCode;
    },

    removeContainer,

    async listContainers({ label, all = false }) {
      const found = await calls.json<ListedContainer[]>({
        path: '/containers/json',
        query: { all, ...(label !== undefined && { filters: { label: [label] } }) },
        during: 'listing containers',
      });
      return found.map(summaryOf);
    },
  };
}

interface ListedContainer {
  readonly Id: string;
  readonly Names?: readonly string[] | null;
  readonly Image: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Created: number;
  readonly State: string;
  readonly Ports?: readonly { readonly PublicPort?: number }[] | null;
}

const summaryOf = (found: ListedContainer): ContainerSummary => ({
  id: found.Id,
  name: found.Names?.[0]?.replace(/^\//u, '') ?? found.Id.slice(0, 12),
  imageReference: found.Image,
  labels: found.Labels ?? {},
  createdAt: new Date(found.Created * 1000).toISOString(),
  state: found.State,
  publishedPorts: [...new Set((found.Ports ?? []).flatMap(({ PublicPort }) => PublicPort ?? []))],
});

/** Lets an HTTP status pass that means the same as success. */
async function unless(statuses: readonly number[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const status = error instanceof McpDockError ? statusOf(error.cause) : undefined;
    if (status === undefined || !statuses.includes(status)) throw error;
  }
}
