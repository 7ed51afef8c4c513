import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Engine } from '../ports/engine.js';
import type { ImageOutcome } from './build-images.js';

/**
 * Removes what a watch has built itself and built again: each round takes the tag from the image before, and a day of work would
 * leave hundreds that nobody can name. An image that was there before the watch stays, and so does one that is still tagged or used.
 */
export class SupersededImages {
  readonly #engine: Pick<Engine, 'inspectImage' | 'removeImage'>;
  readonly #last = new Map<string, string>();

  constructor(engine: Pick<Engine, 'inspectImage' | 'removeImage'>) {
    this.#engine = engine;
  }

  async removeAfter(images: readonly ImageOutcome[]): Promise<void> {
    for (const { name, report } of images) {
      const { id, previousId } = report?.image ?? {};
      const before = this.#last.get(name);
      if (id === undefined || id === before) continue;
      if (id === previousId) this.#last.delete(name);
      else this.#last.set(name, id);
      if (before !== undefined) await this.#remove(before);
    }
  }

  async #remove(id: string): Promise<void> {
    try {
      const { tags } = await this.#engine.inspectImage(id);
      if (tags.length === 0) await this.#engine.removeImage(id);
    } catch (error) {
      // In use, gone already, or an engine that is: the next build says what matters of it.
      if (!(error instanceof McpDockError)) throw error;
    }
  }
}
