import { expect, it } from 'vitest';
import { dataPathsOf } from '../../../src/targets/data-paths.js';

it('takes what the project names, then what the image does, each once and absolute', () => {
  const image = { volumes: ['/app/data/', '/cache'], workingDir: '/app' };
  expect(dataPathsOf({ dataPaths: ['data', '/var//lib/x', '/'] }, image)).toEqual([
    { path: '/app/data', from: 'project' },
    { path: '/var/lib/x', from: 'project' },
    { path: '/cache', from: 'image' },
  ]);
});
