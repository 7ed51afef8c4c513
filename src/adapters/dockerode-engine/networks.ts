import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { statusOf } from './translate-error.js';

interface ListedNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Networks of single runs. */
export const networkMethods = (calls: Calls): Pick<Engine, 'createNetwork' | 'removeNetwork' | 'listNetworks'> => ({
  async createNetwork({ name, labels, kind }) {
    const { Id } = await calls.json<{ Id: string }>({
      method: 'POST',
      path: '/networks/create',
      body: {
        Name: name,
        CheckDuplicate: true,
        Driver: 'bridge',
        Labels: { ...labels },
        Internal: kind === 'internal',
        // Packets that leave with an address that nobody routes are never answered.
        ...(kind === 'unanswered' && { Options: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } }),
      },
      during: 'creating a network',
    });
    return Id;
  },

  async removeNetwork(idOrName) {
    try {
      await calls.json({
        method: 'DELETE',
        path: `/networks/${encodeURIComponent(idOrName)}`,
        during: 'removing a network',
      });
    } catch (error) {
      if (!(error instanceof McpDockError) || statusOf(error.cause) !== 404) throw error;
    }
  },

  async listNetworks({ label }) {
    const found = await calls.json<ListedNetwork[]>({
      path: '/networks',
      query: { filters: { label: [label] } },
      during: 'listing networks',
    });
    return found.map(({ Id, Name, Created, Labels }) => ({
      id: Id,
      name: Name,
      labels: Labels ?? {},
      createdAt: Created,
    }));
  },
});
