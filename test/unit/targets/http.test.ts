import { expect, it } from 'vitest';
import { httpTarget } from '../../../src/targets/http.js';
import { settings } from '../../support/mcp-facts.js';

const spec = { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' } as const;

it('asks the whole address and shows it without the values of its query', async () => {
  const url = new URL('https://mcp.example.com/mcp?api_key=SECRET-1&region=eu');
  const target = httpTarget({ url, settings: settings(), headers: {}, secretValues: ['other'] });
  const run = await target.open(spec, new AbortController().signal);
  expect(target.title).toBe('https://mcp.example.com/mcp?api_key=…&region=…');
  expect(run.command).toBe("curl --verbose 'https://mcp.example.com/mcp?api_key=…&region=…'");
  expect(run.url?.href).toBe(url.href);
  expect(target.secretValues).toEqual(['other', 'SECRET-1', 'eu']);
});
