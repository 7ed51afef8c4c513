import { expect, it } from 'vitest';
import { askHostMatrix } from '../../../src/mcp/host-matrix.js';
import { localServer } from '../../support/local-server.js';

it('asks behind a redirect that is made of the name that it is asked under', async () => {
  await using server = await localServer(({ path, headers }, response) => {
    if (path === '/mcp') response.writeHead(307, { Location: `http://${headers.host}/mcp/` }).end();
    else if (headers.origin !== undefined) response.writeHead(403).end();
    else
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .end('{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"]}}');
  });
  const rows = await askHostMatrix({
    url: server.url,
    headers: {},
    client: { name: 'test', version: '0' },
    owned: false,
  });
  expect(rows.map(({ kind, status }) => [kind, status])).toEqual([
    ['own-host', 200],
    ['own-host', 200],
    ['foreign-host', 200],
    ['foreign-origin', 403],
    ['null-origin', 403],
  ]);
});
