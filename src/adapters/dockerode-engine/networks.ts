import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';

/** Networks of single runs. */
export const networkMethods = (calls: Calls): Pick<Engine, 'createNetwork'> => ({
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
});
