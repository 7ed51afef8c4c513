import { expect, it } from 'vitest';
import composeTransports from '../../../src/probes/compose-transports.js';
import { built, compose } from '../../support/compose-facts.js';
import { settings } from '../../support/mcp-facts.js';

const metrics = { path: '/metrics', names: [], port: 9090 };

it.each([
  { name: 'the port of MCP published', lines: ['ports: ["127.0.0.1:8080:3000"]'], said: ['http'] },
  { name: 'the word for HTTP and a port', lines: ['command: [--transport=http]', 'ports: ["8080"]'], said: ['http'] },
  { name: 'the variable and a port', lines: ['environment: { TRANSPORT: sse }', 'ports: ["8080"]'], said: ['http'] },
  { name: 'the word for HTTP and the port of its metrics', lines: ['command: [http]', 'ports: ["9090"]'], said: [] },
  { name: 'a page for people', lines: ['command: [dashboard, serve]', 'ports: ["8080:8080"]'], said: [] },
  { name: 'the port of a callback', lines: ['stdin_open: true', 'ports: ["127.0.0.1:8976:8976"]'], said: [] },
  { name: 'the word for stdio', lines: ['command: [stdio]', 'stdin_open: true'], said: ['stdio'] },
  { name: 'that word and a port', lines: ['command: [stdio]', 'ports: ["3000:3000"]'], said: ['stdio'] },
  { name: 'the port of its metrics', lines: ['ports: ["9090:9090"]'], said: [] },
  { name: 'nothing', lines: ['restart: unless-stopped'], said: [] },
])('a service with $name says $said', ({ lines, said }) => {
  const text = ['services:', '  mcp:', '    build: .', ...lines.map((line) => `    ${line}`)].join('\n');
  const { composeProject } = compose(`${text}\n`, { built: { mcp: built() } });
  const found = composeTransports.derive({ settings: settings({ metrics }), composeProject });
  expect(found.map(({ transport }) => transport)).toEqual(said);
  expect(found.every(({ service, file }) => service === 'mcp' && file === 'compose.yaml')).toBe(true);
});

it('says nothing of what is not built here, and where there are no Compose files', () => {
  const { composeProject } = compose('services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n');
  expect(composeTransports.derive({ settings: settings(), composeProject })).toEqual([]);
  expect(composeTransports.derive({ settings: settings() })).toEqual([]);
});
