import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, ExecResult } from '../../ports/engine.js';

/** The same small program for each language that an image may have. The arguments are `$1`, `process.argv[1]`, `sys.argv[1]` and on. */
export interface Program {
  readonly sh: string;
  readonly node: string;
  readonly python: string;
  readonly args?: readonly string[];
}

interface InsideOptions {
  /** The image's own when absent. */
  readonly user?: string;
  readonly timeoutMs?: number;
}

/** Runs a program in a container with whatever of the three is there; undefined when none is, or when the container has gone. */
export async function runInside(
  engine: Pick<Engine, 'exec'>,
  containerId: string,
  { sh, node, python, args = [] }: Program,
  { user, timeoutMs = 10_000 }: InsideOptions = {},
): Promise<ExecResult | undefined> {
  for (const argv of [
    ['sh', '-c', sh, 'sh', ...args],
    ['node', '-e', node, ...args],
    ['python3', '-c', python, ...args],
  ]) {
    const result = await attempt(engine, containerId, argv, { timeoutMs, ...(user === undefined ? {} : { user }) });
    if (result !== undefined) return result;
  }
  return undefined;
}

async function attempt(
  engine: Pick<Engine, 'exec'>,
  id: string,
  argv: readonly string[],
  options: InsideOptions,
): Promise<ExecResult | undefined> {
  try {
    const result = await engine.exec(id, argv, options);
    return isMissing(result) ? undefined : result;
  } catch (error) {
    if (error instanceof McpDockError && error.code !== 'ENGINE_LOST' && error.code !== 'ENGINE_UNREACHABLE')
      return undefined;
    throw error;
  }
}

/** The engine's answer where the program is not in the image: on stdout, in place of what it would have said. */
const isMissing = ({ exitCode, stdout, stderr }: ExecResult): boolean =>
  (exitCode === 126 || exitCode === 127) &&
  /executable file not found|no such file or directory|exec failed/iu.test(`${stdout}\n${stderr}`);
