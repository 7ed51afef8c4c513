import { describe, expect, it } from 'vitest';
import { aroundServer, cancelledRepro, reproOf, streamLine } from '../../../src/checks/mcp-repro.js';
import { modernHeaders, withModernMeta } from '../../../src/model/mcp-protocol.js';
import { httpSession, stdioSession } from '../../support/mcp-facts.js';

describe('reproOf', () => {
  it('is one curl line in 2026-07-28', () => {
    const line = reproOf(httpSession(), 'tools/call', { name: 'add', arguments: { text: "it's" } }, '2026-07-28');
    expect(line).toMatch(/^curl -s /u);
    expect(line).toContain(`-H 'Mcp-Name: add'`);
    expect(line).toContain(String.raw`it'\''s`);
    expect(line.endsWith(' http://127.0.0.1:3000/mcp')).toBe(true);
  });

  it('encodes a name that no header can carry', () => {
    const line = reproOf(httpSession(), 'tools/call', { name: 'größe' }, '2026-07-28');
    expect(line).toContain(`-H 'Mcp-Name: =?base64?Z3LDtsOfZQ==?='`);
  });

  it('asks as the wire does', () => {
    const params = { uri: 'file:///a b' };
    const line = reproOf(httpSession(), 'resources/read', params, '2026-07-28');
    for (const [name, value] of Object.entries(modernHeaders('resources/read', params)))
      expect(line).toContain(`-H '${name}: ${value}'`);
    expect(line).toContain(JSON.stringify(withModernMeta(params, { name: 'curl', version: '0' })));
  });

  it('opens a session first in the handshake era', () => {
    const line = reproOf(httpSession(), 'tools/list');
    expect(line).toMatch(/^S=\$\(curl .*"initialize".*\); curl .*"tools\/list".*-H "Mcp-Session-Id: \$S"$/u);
  });

  it.each([
    ['2025-06-18', '2025-06-18'],
    [undefined, '2025-11-25'],
    ["2025'; rm -rf x", '2025-11-25'],
  ])('asks in the version that was settled on: %j', (protocolVersion, named) => {
    expect(reproOf(httpSession({ protocolVersion }), 'tools/list')).toContain(`-H 'MCP-Protocol-Version: ${named}'`);
  });

  it.each(['tools/list', 'initialize'])('names the variable of a token for %s, and no value', (method) => {
    const line = reproOf(httpSession({ sent: ['Authorization: Bearer $WEATHER_TOKEN'] }), method);
    for (const one of line.split(/(?=curl )/u).filter((part) => part.startsWith('curl ')))
      expect(one).toContain('-H "Authorization: Bearer $WEATHER_TOKEN"');
  });

  it('pipes messages into the container over stdio', () => {
    const line = reproOf(stdioSession(), 'tools/list');
    expect(line).toMatch(
      /^\{ printf '%s\\n' .*"initialize".*"notifications\/initialized".*"tools\/list".*; sleep 3; \} \| docker run -i --rm todo:1\.0\.0 stdio$/u,
    );
  });
});

it('starts a server around a line that asks it', () => {
  expect(aroundServer('docker run --rm -p 127.0.0.1:3000:3000 todo', 'curl x')).toBe(
    'id=$(docker run --rm --detach -p 127.0.0.1:3000:3000 todo); sleep 2; curl x; docker stop "$id"',
  );
});

describe('streamLine', () => {
  it.each([
    {
      openedBy: 'GET',
      line: /^S=\$\(curl .*"initialize".*\); curl -sN .*text\/event-stream.*"Mcp-Session-Id: \$S".* &$/u,
    },
    { openedBy: 'subscriptions/listen', line: /^curl .*Mcp-Method: subscriptions\/listen.* &$/u },
  ])('holds the stream of $openedBy open', ({ openedBy, line }) => {
    expect(streamLine(openedBy, { url: 'http://127.0.0.1:3000/mcp' })).toMatch(line);
  });
});

describe('cancelledRepro', () => {
  it.each(['handshake', '2026-07-28'] as const)('cancels what was asked, and asks the next thing, in %s', (era) => {
    const line = cancelledRepro(stdioSession(), { method: 'tools/list', params: {}, era, next: 'ping' });
    const id = era === 'handshake' ? 2 : 1;
    expect(line).toMatch(
      new RegExp(
        `"id":${id},"method":"tools/list".*"notifications/cancelled","params":\\{"requestId":${id},.*"id":${id + 1},"method":"ping"`,
        'u',
      ),
    );
  });
});
