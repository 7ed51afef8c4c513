import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSshAgents } from '../../../src/config/ssh-agents.js';
import { folderWith } from '../../support/probe-context.js';

describe('findSshAgents', () => {
  it('finds the agent of the environment, and one that is named', async () => {
    await using folder = await folderWith({});
    const socket = join(folder.path, 'agent.sock');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      const environment = { SSH_AUTH_SOCK: socket };
      expect(await findSshAgents({ items: ['default', 'github=agent.sock'], environment, cwd: folder.path })).toEqual([
        { id: 'default', socket },
        { id: 'github', socket },
      ]);
    } finally {
      server.close();
    }
  });

  it.each([
    { name: 'no agent', items: ['default'], reason: 'SSH_AUTH_SOCK is not set' },
    { name: 'nothing there', items: ['default=none.sock'], reason: 'there is nothing at' },
    { name: 'a key in place of an agent', items: ['default=id_ed25519'], reason: 'is no socket of an agent' },
  ])('refuses $name', async ({ items, reason }) => {
    await using folder = await folderWith({ id_ed25519: 'key' });
    await expect(findSshAgents({ items, environment: {}, cwd: folder.path })).rejects.toMatchObject({
      code: 'SSH_AGENT_INVALID',
      details: { reason: expect.stringContaining(reason) as string },
    });
  });
});
