import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, EngineResource } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { statusOf } from './translate-error.js';

interface ListedNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Created: string;
}

interface ListedVolume {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly CreatedAt?: string;
}

/** Networks and volumes. */
export function resourceMethods(calls: Calls): Pick<Engine, 'listResources' | 'removeResource'> {
  return {
    async listResources(label) {
      const query = { filters: { label: [label] } };
      const [networks, { Volumes }] = await Promise.all([
        calls.json<readonly ListedNetwork[]>({ path: '/networks', query, during: 'listing networks' }),
        calls.json<{ readonly Volumes?: readonly ListedVolume[] | null }>({
          path: '/volumes',
          query,
          during: 'listing volumes',
        }),
      ]);
      return [
        ...networks.map(({ Id, Name, Labels, Created }): EngineResource => ({
          kind: 'network',
          id: Id,
          name: Name,
          labels: Labels ?? {},
          createdAt: Created,
        })),
        ...(Volumes ?? []).map(({ Name, Labels, CreatedAt = '' }): EngineResource => ({
          kind: 'volume',
          id: Name,
          name: Name,
          labels: Labels ?? {},
          createdAt: CreatedAt,
        })),
      ];
    },

    async removeResource({ kind, id }) {
      try {
        await calls.json({
          method: 'DELETE',
          path: `/${kind}s/${encodeURIComponent(id)}`,
          during: `removing a ${kind}`,
        });
      } catch (error) {
        if (!(error instanceof McpDockError) || statusOf(error.cause) !== 404) throw error;
      }
    },
  };
}
