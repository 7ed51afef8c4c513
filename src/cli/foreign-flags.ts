import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { refuseNewOnly } from '../actions/refuse-new-only.js';
import type { ForeignResult } from '../actions/write-foreign.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { commandWords } from '../plan/foreign/foreign-choices.js';
import type { Context } from '../ports/context.js';
import { MANIFEST_FILES } from '../plan/detect/manifest-files.js';
import type { Situation } from '../plan/advise.js';
import type { GivenForeign } from '../plan/foreign/settle.js';

const GROUP = 'A SERVER THAT EXISTS';

/** Flags of `init` for a server that somebody wrote already. */
export const foreignFlags = {
  from: Flags.string({
    description: 'A published server: the package is pinned and locked, and nothing is downloaded when it starts.',
    helpValue: 'npm:NAME[@VERSION]|pypi:NAME[==VERSION]',
    env: 'MCP_DOCK_FROM',
    helpGroup: GROUP,
  }),
  bin: Flags.string({
    description: 'Program of the package, where it has several.',
    helpValue: 'NAME',
    env: 'MCP_DOCK_BIN',
    helpGroup: GROUP,
  }),
  constraint: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Bound on a package that comes with one of PyPI.',
    helpValue: "'mcp<2'",
    env: 'MCP_DOCK_CONSTRAINT',
    helpGroup: GROUP,
  }),
  command: Flags.string({
    description: 'What starts the server, where it is not found: words, or a JSON list.',
    helpValue: '"node dist/index.js"',
    env: 'MCP_DOCK_COMMAND',
    helpGroup: GROUP,
  }),
  transport: Flags.option({
    options: ['stdio', 'http', 'both'] as const,
    description: 'Transport that the server speaks, where it is not found.',
    env: 'MCP_DOCK_TRANSPORT',
    helpGroup: GROUP,
  })(),
  arg: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Argument of the server itself; one that begins with a hyphen wants the equals sign.',
    helpValue: 'VALUE',
    env: 'MCP_DOCK_ARG',
    helpGroup: GROUP,
  }),
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Variable without which the server does not start; its name, never its value.',
    helpValue: 'KEY',
    env: 'MCP_DOCK_ENV_NAMES',
    helpGroup: GROUP,
  }),
};

/** The flags of `init`, as far as they are of use here. */
interface ParsedFlags {
  readonly from?: string | undefined;
  readonly bin?: string | undefined;
  readonly constraint?: readonly string[] | undefined;
  readonly command?: string | undefined;
  readonly transport?: 'stdio' | 'http' | 'both' | undefined;
  readonly arg?: readonly string[] | undefined;
  readonly env?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly port?: number | undefined;
  readonly runtime?: string | undefined;
  readonly node?: string | undefined;
  readonly python?: string | undefined;
  readonly with?: readonly string[] | undefined;
  readonly template?: string | undefined;
  readonly 'package-manager'?: string | undefined;
  readonly base?: string | undefined;
  readonly 'base-registry'?: string | undefined;
  readonly 'server-name'?: string | undefined;
  readonly yes: boolean;
  readonly 'dry-run': boolean;
  readonly force: boolean;
}

/** The flags as choices about a server that exists. */
export function givenForeign(flags: ParsedFlags): GivenForeign {
  const version = flags.node ?? flags.python;
  return {
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.port !== undefined && { port: flags.port }),
    ...(flags.runtime !== undefined && { runtime: flags.runtime.startsWith('python') ? 'python' : 'node' }),
    ...(version !== undefined && { runtimeVersion: version }),
    ...(flags['base-registry'] !== undefined && { baseRegistry: flags['base-registry'] }),
    ...(flags['server-name'] !== undefined && { serverName: flags['server-name'] }),
    ...(flags.command !== undefined && { command: commandWords(flags.command) }),
    ...(flags.transport !== undefined && { transport: flags.transport }),
    ...(flags.arg !== undefined && { args: flags.arg }),
    ...(flags.env !== undefined && { required: flags.env }),
  };
}

/** `init` for a published package, or for the project that the folder holds; undefined where there is neither. */
export async function initForeign(
  {
    directory,
    flags,
    situation,
  }: {
    readonly directory: string | undefined;
    readonly flags: ParsedFlags;
    readonly situation: Situation;
  },
  context: Context,
): Promise<ForeignResult | undefined> {
  const given = givenForeign(flags);
  const refuseForNew = () =>
    refuseNewOnly({
      with: flags.with,
      template: flags.template,
      packageManager: flags['package-manager'],
      base: flags.base,
    });
  const manner = { given, situation, yes: flags.yes, dryRun: flags['dry-run'], force: flags.force };
  if (flags.from !== undefined) {
    refuseForNew();
    const { initPackage } = await import('../actions/init-package.js');
    return initPackage(
      { from: flags.from, bin: flags.bin, constraints: flags.constraint ?? [], directory, ...manner },
      context,
    );
  }
  const view = await viewIfProject(directory, context);
  if (view !== undefined) {
    refuseForNew();
    const { initExisting } = await import('../actions/init-existing.js');
    return initExisting(view, { directory: resolve(context.cwd, directory ?? '.'), ...manner }, context);
  }
  const stray = (['bin', 'constraint', 'command', 'transport', 'arg', 'env'] as const).find(
    (name) => (flags[name] ?? []).length > 0,
  );
  if (stray !== undefined)
    throw new McpDockError('FLAG_INVALID', {
      reason: `--${stray} is for a server that exists, and ${directory ?? 'this folder'} has no package.json, pyproject.toml or requirements.txt.`,
      command: 'init',
    });
  return undefined;
}

/** A new project needs none of what looks at one that exists, and should not wait for it to be loaded. */
async function viewIfProject(directory: string | undefined, context: Context) {
  const names = await readdir(resolve(context.cwd, directory ?? '.')).catch(() => [] as string[]);
  if (!MANIFEST_FILES.some(([file]) => names.includes(file))) return undefined;
  const { existingProject } = await import('../actions/init-existing.js');
  return existingProject(directory, context);
}
