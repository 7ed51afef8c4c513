import { expect, it } from 'vitest';
import { listedTools } from '../../../../src/checks/tools/listed-tools.js';
import { failure, httpSession, stdioSession } from '../../../support/mcp-facts.js';

it.each([
  ['an empty list', [httpSession({ tools: [] })], 'The server lists no tools.'],
  ['no tools', [httpSession({ tools: undefined, capabilities: {} })], 'The server lists no tools.'],
  [
    'a list that did not come',
    [httpSession({ tools: [] }), stdioSession({ tools: undefined, listTools: failure('tools/list', 'timeout', '') })],
    'No list of tools could be had; mcp/capabilities-honest says why.',
  ],
  [
    'a list without end',
    [httpSession({ tools: undefined, listTools: failure('tools/list', 'endless-list', '') })],
    'No list of tools could be had; mcp/pagination says why.',
  ],
])('says of %s why there is nothing to look at', (_, sessions, reason) => {
  expect(listedTools(sessions)).toEqual({ notApplicable: reason });
});
