import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** An SSH agent that a build may use under an id: `RUN --mount=type=ssh,id=…`. */
export interface SshAgent {
  readonly id: string;
  /** Unix socket or named pipe on which it listens. */
  readonly socket: string;
}

interface SshAgentsInput {
  /** `default`, or `ID=SOCKET`. */
  readonly items: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The agents that `--ssh` names. Throws SSH_AGENT_INVALID for one that is not there, or a key where an agent belongs. */
export async function findSshAgents({ items, environment, cwd }: SshAgentsInput): Promise<SshAgent[]> {
  return Promise.all(
    items.map(async (item) => {
      const equals = item.indexOf('=');
      const id = equals < 0 ? item : item.slice(0, equals);
      const refuse = (reason: string, cause?: unknown) =>
        new McpDockError('SSH_AGENT_INVALID', { id, reason }, { cause });
      const given = equals < 0 ? environment['SSH_AUTH_SOCK'] : item.slice(equals + 1);
      if (given === undefined || given === '') throw refuse('no agent runs: SSH_AUTH_SOCK is not set.');
      const isPipe = given.startsWith('\\\\');
      const socket = isPipe ? given : resolve(cwd, given);
      if (isPipe) return { id, socket };
      const found = await stat(socket).catch((cause: unknown) => {
        throw refuse(`there is nothing at ${socket}.`, cause);
      });
      if (!found.isSocket()) throw refuse(`${socket} is no socket of an agent.`);
      return { id, socket };
    }),
  );
}
