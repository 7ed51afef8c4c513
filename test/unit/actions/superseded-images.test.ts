import { describe, expect, it } from 'vitest';
import { SupersededImages } from '../../../src/actions/superseded-images.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { buildReport } from '../../support/build-report.js';
import { imageConfig } from '../../support/image-facts.js';

/** Rounds of one image as `id` or `id<previous`; resolves to what was removed. */
async function removedAfter(rounds: readonly string[], { tagged = '', used = '' } = {}): Promise<string[]> {
  const removed: string[] = [];
  const superseded = new SupersededImages({
    inspectImage: async (id) => ({
      ...imageConfig({ id }),
      environment: [],
      layers: [],
      tags: id === tagged ? ['kept:1'] : [],
    }),
    removeImage: async (id) => {
      if (id === used) throw new McpDockError('ENGINE_REFUSED', { during: 'x', reason: 'in use' });
      removed.push(id);
    },
  });
  for (const round of rounds) {
    const [id = '', previousId] = round.split('<');
    const image = { ...buildReport().image, id, ...(previousId !== undefined && { previousId }) };
    await superseded.removeAfter([{ name: 'todo', report: buildReport({ image }) }]);
  }
  return removed;
}

describe('SupersededImages', () => {
  it.each<[string, string[], { tagged?: string; used?: string }, string[]]>([
    ['what it built before', ['a<x', 'b<a', 'c<b'], {}, ['a', 'b']],
    ['nothing when nothing changed', ['a', 'a<a'], {}, []],
    ['not what was there before it', ['x<x', 'a<x', 'b<a'], {}, ['a']],
    ['not what has another tag', ['a', 'b<a'], { tagged: 'a' }, []],
    ['not what is in use, and goes on', ['a', 'b<a', 'c<b'], { used: 'a' }, ['b']],
  ])('removes %s', async (_, rounds, given, expected) => {
    expect(await removedAfter(rounds, given)).toEqual(expected);
  });
});
