import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine } from '../../ports/engine.js';

/** What the engine knows of an image; undefined when it has none of that name. */
export async function imageIfThere(
  engine: Pick<Engine, 'inspectImage'>,
  reference: string,
): Promise<Awaited<ReturnType<Engine['inspectImage']>> | undefined> {
  try {
    return await engine.inspectImage(reference);
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}
