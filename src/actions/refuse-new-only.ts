import { McpDockError } from '../errors/mcp-dock-error.js';

/** Choices as flags give them. */
interface NewOnly {
  readonly with?: readonly string[] | undefined;
  readonly template?: string | undefined;
  readonly packageManager?: string | undefined;
  readonly base?: string | undefined;
}

/** Throws FLAG_INVALID for choices that only a new project has. */
export function refuseNewOnly({ with: parts = [], template, packageManager, base }: NewOnly): void {
  const reason =
    parts.length > 0
      ? '--with is for the todo server of a new project: what stands beside a server that exists is not known.'
      : template !== undefined
        ? '--template names the server of a new project, and here is one that exists.'
        : packageManager !== undefined
          ? '--package-manager is for a new project: of a server that exists, its lock file and its manifest say who installs it.'
          : base !== undefined
            ? '--base is for a new project: a server that exists may need libraries that other images do not have.'
            : undefined;
  if (reason !== undefined) throw new McpDockError('FLAG_INVALID', { reason, command: 'init' });
}
