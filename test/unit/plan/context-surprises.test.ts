import { describe, expect, it } from 'vitest';
import { contextSurprises } from '../../../src/plan/context-surprises.js';

describe('contextSurprises', () => {
  it('names the largest folders and files that are hardly meant to be sent, largest first', () => {
    expect(
      contextSurprises([
        { path: 'src/main.ts', bytes: 90_000_000 },
        { path: 'web/node_modules/a/index.js', bytes: 4_000_000 },
        { path: 'web/node_modules/b/index.js', bytes: 4_000_000 },
        { path: '.git/objects/pack/x.pack', bytes: 60_000_000 },
        { path: 'backup/old.dump', bytes: 20_000_000 },
        { path: 'coverage/index.html', bytes: 100 },
        { path: 'video.mp4', bytes: 6_000_000 },
      ]),
    ).toEqual([
      '.git/ is sent to the builder with 60 MB: a line in .dockerignore keeps it out.',
      'backup/old.dump is sent to the builder with 20 MB: a line in .dockerignore keeps it out.',
      'web/node_modules/ is sent to the builder with 8.0 MB: a line in .dockerignore keeps it out.',
    ]);
  });

  it('has no word about a project as it should be', () => {
    expect(contextSurprises([{ path: 'src/target.ts', bytes: 6_000_000 }])).toEqual([]);
  });
});
