import { McpDockError } from '../../src/errors/mcp-dock-error.js';
import type { Engine } from '../../src/ports/engine.js';

/** What made each of these images, as JSON. One that another test has removed meanwhile says nothing. */
export async function historiesOf(engine: Pick<Engine, 'imageHistory'>, ids: readonly string[]): Promise<string[]> {
  const histories = await Promise.all(
    ids.map((id) =>
      engine.imageHistory(id).catch((error: unknown) => {
        if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND') return [];
        throw error;
      }),
    ),
  );
  return histories.map((history) => JSON.stringify(history));
}
