import { describe, expect, it } from 'vitest';
import { parseLock } from '../../../src/config/read-lock.js';
import type { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { contract } from '../../support/contract.js';

const text = (more: object = {}) => JSON.stringify({ $schema: 'x', schemaVersion: 1, ...contract(), ...more });

function faultOf(content: string): McpDockError {
  try {
    parseLock(content, 'mcp-dock.lock.json');
  } catch (error) {
    return error as McpDockError;
  }
  throw new Error('It was read.');
}

describe('parseLock', () => {
  it('reads what was written, without what is about the file', () => {
    expect(parseLock(text(), 'mcp-dock.lock.json')).toEqual(contract());
  });

  it.each([
    ['no JSON', '{', 'mcp-dock.lock.json is no lock of mcp-dock: it is no JSON.'],
    [
      'a merge that was not finished',
      '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}',
      'mcp-dock.lock.json is no lock of mcp-dock: it holds the marks of a merge conflict.',
    ],
    [
      'a newer one',
      text({ schemaVersion: 2 }),
      'mcp-dock.lock.json was written by a newer mcp-dock: its format is 2, and this one reads 1.',
    ],
    [
      'one without a version',
      JSON.stringify(contract()),
      'mcp-dock.lock.json is no lock of mcp-dock: it is not as it should be: schemaVersion: expected 1.',
    ],
    [
      'tools that are none',
      text({ tools: [] }),
      'mcp-dock.lock.json is no lock of mcp-dock: it is not as it should be: tools: expected object, received array.',
    ],
    [
      'a schema that is none',
      text({ tools: { plan: { inputSchema: 'x' } } }),
      'mcp-dock.lock.json is no lock of mcp-dock: it is not as it should be: tools.plan.inputSchema: expected a schema: an object, true or false.',
    ],
    [
      'a list',
      '[]',
      'mcp-dock.lock.json is no lock of mcp-dock: it is not as it should be: expected object, received array.',
    ],
  ])('refuses %s', (_, content, message) => {
    const error = faultOf(content);
    expect({ code: error.code, exitCode: error.exitCode, message: error.message }).toEqual({
      code: 'LOCK_INVALID',
      exitCode: 2,
      message,
    });
  });

  it('sends whoever has a newer one to a newer program', () => {
    expect(faultOf(text({ schemaVersion: 2 })).suggestions[0]).toBe('Update mcp-dock to the version that wrote it.');
  });
});
