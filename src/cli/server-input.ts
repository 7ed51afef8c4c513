import type { ConverseInput } from '../actions/converse.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import type { CredentialFlags } from './request-token.js';

interface ServerFlags extends CredentialFlags {
  readonly transport?: 'http' | 'stdio' | undefined;
  readonly timeout: string;
  readonly env?: readonly string[] | undefined;
  readonly header?: readonly string[] | undefined;
  readonly pull: 'missing' | 'always' | 'never';
}

/** Which server to ask and how, from what was typed. Throws FLAG_INVALID, TARGET_INVALID, CONFIG_INVALID, TOKEN_NOT_ISSUED. */
export async function serverInput(
  typed: string | undefined,
  flags: ServerFlags,
  context: Context,
  command: string,
): Promise<ConverseInput> {
  const [{ parseTarget }, { requestToken }, options] = await Promise.all([
    import('../targets/parse-target.js'),
    import('./request-token.js'),
    import('./request-options.js'),
  ]);
  const target = parseTarget(typed, { archives: false });
  // Nothing of a project here says anything about an address, or about a program.
  const project = target.kind === 'http' || target.kind === 'command' ? undefined : await projectHere(target, context);
  try {
    const timeoutMs = options.parseTimeout(flags.timeout);
    const environment = options.parseVariables(flags.env ?? [], context.environment);
    const headers = options.parseHeaders(flags.header ?? [], flags['bearer-env'], context.environment);
    const issued = await requestToken(flags, { target, project, headers }, context);
    return {
      target,
      ...(project === undefined ? {} : { project }),
      ...(flags.transport === undefined ? {} : { transport: flags.transport }),
      environment,
      headers: issued === undefined ? headers : { ...headers, Authorization: `Bearer ${issued.token}` },
      ...(issued !== undefined && { secrets: [issued.secret] }),
      pull: flags.pull,
      timeoutMs,
      command,
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
