import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { imageOf, readComposeFile, type ComposeFile, type ComposeService } from '../targets/compose/compose-file.js';
import { findCompose, lastWordsOf, type ComposeProgram } from '../targets/compose/compose-program.js';
import type { ParsedTarget } from '../targets/parse-target.js';

export type ComposeTarget = Extract<ParsedTarget, { kind: 'compose' }>;

export const composeTitle = ({ service, file }: ComposeTarget): string =>
  `compose:${service}${file === undefined ? '' : `@${file}`}`;

/** The service as the user's Compose reads it. */
interface FoundService {
  readonly compose: ComposeProgram;
  readonly file: ComposeFile;
  readonly definition: ComposeService;
  readonly image: string;
}

/** Reads the files of the project through Compose. Throws COMPOSE_MISSING, or TARGET_INVALID with Compose's own words. */
export async function findService(
  target: ComposeTarget,
  context: Pick<Context, 'processes' | 'cwd' | 'signal'>,
): Promise<FoundService> {
  const compose = await findCompose(context);
  const named = target.file === undefined ? [] : ['--file', target.file];
  const result = await compose.run([...named, '--profile', '*', 'config', '--format', 'json']);
  const title = composeTitle(target);
  if (result.exitCode !== 0)
    throw new McpDockError('TARGET_INVALID', { target: title, reason: `Compose says: ${lastWordsOf(result)}` });
  const file = readComposeFile(result.stdout);
  if (file === undefined)
    throw new McpDockError('TARGET_INVALID', {
      target: title,
      reason: 'what Compose makes of the file cannot be read.',
    });
  const definition = file.services[target.service];
  if (definition === undefined) {
    const there = Object.keys(file.services).toSorted().join(', ');
    throw new McpDockError('TARGET_INVALID', {
      target: title,
      reason: `the file has no service "${target.service}"; it has ${there === '' ? 'none' : there}.`,
    });
  }
  return { compose, file, definition, image: imageOf(file, target.service, definition) };
}
