import { describe, expect, it } from 'vitest';
import { modernHeaders, withModernMeta } from '../../../src/model/mcp-protocol.js';

describe('modernHeaders', () => {
  it('names version and method of every request', () => {
    expect(modernHeaders('tools/list', {})).toEqual({
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/list',
    });
  });

  it.each([
    ['tools/call', { name: 'add' }, 'add'],
    ['resources/read', { uri: 'file:///a b' }, 'file:///a b'],
    ['tools/call', { name: 'größe' }, '=?base64?Z3LDtsOfZQ==?='],
    ['tools/call', { name: ' padded ' }, '=?base64?IHBhZGRlZCA=?='],
    ['tools/call', { name: 'line\nbreak' }, '=?base64?bGluZQpicmVhaw==?='],
    ['tools/call', { name: '=?base64?YQ==?=' }, '=?base64?PT9iYXNlNjQ/WVE9PT89?='],
    ['tools/call', { name: '' }, '=?base64??='],
  ])('mirrors the target of %s %j', (method, params, value) => {
    expect(modernHeaders(method, params)['Mcp-Name']).toBe(value);
  });
});

it('encodes a name of any length', () => {
  expect(modernHeaders('tools/call', { name: 'ö'.repeat(500_000) })['Mcp-Name']).toHaveLength(1_333_347);
});

describe('withModernMeta', () => {
  it('keeps what is there', () => {
    const client = { name: 'mcp-dock', version: '1' };
    expect(withModernMeta({ name: 'a', _meta: { progressToken: 7 } }, client)).toEqual({
      name: 'a',
      _meta: {
        progressToken: 7,
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': client,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    });
  });
});
