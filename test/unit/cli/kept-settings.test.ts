import { expect, it } from 'vitest';
import { keptSettings } from '../../../src/cli/kept-settings.js';

it.each([
  { parts: [], port: undefined, missing: [], said: [] },
  { parts: [], port: 4001, missing: [], said: ['.env keeps MCP_PORT=4001: that is where the server is to be found.'] },
  { parts: [], port: undefined, missing: ['A', 'B'], said: ['.env does not set A, B; .env.example explains them.'] },
  {
    parts: ['backend', 'fullstack'],
    port: 3000,
    missing: [],
    said: [
      '.env keeps MCP_PORT=3000: that is where the server is to be found. The page wants that port too: set MCP_PORT=3001, or another FRONTEND_PORT.',
    ],
  },
])('says $said of a .env that stays', ({ parts, port, missing, said }) => {
  const settings = { missingKeys: missing, ...(port !== undefined && { keptPort: port }) };
  expect(keptSettings({ template: 'todo', with: parts }, settings)).toEqual(said);
});
