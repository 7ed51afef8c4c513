import { describe, expect, it } from 'vitest';
import { entryName, findClient, headersOfFlags } from '../../../src/cli/find-client.js';
import { clients } from '../../../src/clients/index.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

function errorOf(work: () => unknown): McpDockError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof McpDockError) return error;
    throw error;
  }
  return undefined;
}

describe('findClient', () => {
  it.each([
    ['cursor', 'cursor'],
    ['Claude Desktop', 'claude-desktop'],
    ['vs-code', 'vscode'],
    ['VSCODE', 'vscode'],
  ])('knows %s', (written, id) => {
    expect(findClient(clients, written).id).toBe(id);
  });

  it.each([
    ['claude', ['claude-code', 'claude-desktop']],
    ['windserf', ['windsurf']],
    ['emacs', []],
  ])('does not know %s, and says what is near', (written, near) => {
    const error = errorOf(() => findClient(clients, written));
    expect(error).toMatchObject({ code: 'CLIENT_UNKNOWN', details: { near } });
  });
});

describe('headersOfFlags', () => {
  it('reads names of variables', () => {
    expect(headersOfFlags(['X-Api-Key=WEATHER_KEY'], 'TOKEN')).toEqual([
      { name: 'X-Api-Key', variable: 'WEATHER_KEY', bearer: false },
      { name: 'Authorization', variable: 'TOKEN', bearer: true },
    ]);
  });

  it.each([
    { given: ['X-Api-Key: hunter22-hunter22'], bearer: undefined },
    { given: ['X-Api-Key=hunter22-hunter22'], bearer: undefined },
    { given: [], bearer: 'hunter22-hunter22' },
    { given: ['authorization=A'], bearer: 'B' },
  ])('refuses $given $bearer without repeating a value', ({ given, bearer }) => {
    const error = errorOf(() => headersOfFlags(given, bearer));
    expect(error?.code).toBe('FLAG_INVALID');
    expect(String(error?.message)).not.toContain('hunter22');
  });
});

describe('entryName', () => {
  it.each([
    { given: 'mine', from: { project: 'todo' }, name: 'mine' },
    { given: undefined, from: { project: 'todo' }, name: 'todo' },
    { given: undefined, from: { project: 'todo', url: 'https://weather.example/mcp' }, name: 'todo' },
    {
      given: undefined,
      from: { project: 'todo', image: 'reg.example:5000/acme/weather:1.2@sha256:ab' },
      name: 'weather',
    },
    { given: undefined, from: { url: 'https://mcp.weather.example/mcp' }, name: 'weather' },
    { given: undefined, from: { url: 'http://127.0.0.1:3000/mcp' }, name: 'mcp-server' },
    { given: undefined, from: {}, name: 'mcp-server' },
  ])('of $given and $from is $name', ({ given, from, name }) => {
    expect(entryName(given, from)).toBe(name);
  });

  it.each(['', 'a b', '-x', 'a.b', '__proto__', 'x'.repeat(64)])('refuses %j', (given) => {
    expect(errorOf(() => entryName(given, {}))?.code).toBe('FLAG_INVALID');
  });
});
