import type { ConverseInput } from '../actions/converse.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';

interface ServerFlags {
  readonly transport?: 'http' | 'stdio' | undefined;
  readonly timeout: string;
  readonly env?: readonly string[] | undefined;
  readonly header?: readonly string[] | undefined;
  readonly 'bearer-env'?: string | undefined;
  readonly pull: 'missing' | 'always' | 'never';
}

/** Which server to ask and how, from what was typed. Throws FLAG_INVALID, TARGET_INVALID, CONFIG_INVALID. */
export async function serverInput(
  typed: string | undefined,
  flags: ServerFlags,
  context: Context,
  command: string,
): Promise<ConverseInput> {
  const [{ parseTarget }, options] = await Promise.all([
    import('../targets/parse-target.js'),
    import('./request-options.js'),
  ]);
  const target = parseTarget(typed);
  // Nothing of a project here says anything about an address, or about a program.
  const project = target.kind === 'http' || target.kind === 'command' ? undefined : await projectHere(target, context);
  try {
    return {
      target,
      ...(project === undefined ? {} : { project }),
      ...(flags.transport === undefined ? {} : { transport: flags.transport }),
      environment: options.parseVariables(flags.env ?? [], context.environment),
      headers: options.parseHeaders(flags.header ?? [], flags['bearer-env'], context.environment),
      pull: flags.pull,
      timeoutMs: options.parseTimeout(flags.timeout),
    };
  } catch (error) {
    // Its way out names the command whose help says more.
    if (!(error instanceof McpDockError) || error.code !== 'FLAG_INVALID') throw error;
    throw new McpDockError('FLAG_INVALID', { reason: error.message, command });
  }
}

async function projectHere(target: ConverseInput['target'], context: Context) {
  const [{ loadConfig }, { projectOf }] = await Promise.all([
    import('../config/load-config.js'),
    import('../actions/own-project.js'),
  ]);
  return projectOf(target, await loadConfig(context.cwd), context);
}
