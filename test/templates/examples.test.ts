import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderExamples } from '../../src/actions/render-examples.js';
import { packageRoot } from '../../src/config/package-files.js';

const rendered = await renderExamples();

it.each(rendered)('$path is what init writes today', async ({ path, content }) => {
  expect(content).toBe((await readFile(join(packageRoot, path), 'utf8')).replaceAll('\r\n', '\n'));
});

it('commits no secrets', () => {
  expect(rendered.map(({ path }) => path).filter((path) => path.endsWith('.env'))).toEqual([]);
});

it('renders the same bytes every time', async () => {
  expect(await renderExamples()).toEqual(rendered);
});
