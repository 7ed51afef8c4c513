import { describe, expect, it } from 'vitest';
import { clients } from '../../../src/clients/index.js';
import { resolvePlace, scopesOf, signsOf, type Machine } from '../../../src/clients/place.js';

const linux: Machine = { platform: 'linux', home: '/home/ada', environment: {}, project: '/src/todo' };
const darwin: Machine = { platform: 'darwin', home: '/Users/ada', environment: {}, project: '/src/todo' };
const win32: Machine = {
  platform: 'win32',
  home: String.raw`C:\Users\ada`,
  environment: { APPDATA: String.raw`D:\Roaming` },
  project: String.raw`C:\src\todo`,
};

const fileOf = (id: string, machine: Machine, scope: 'user' | 'project' = 'user') =>
  resolvePlace(clients.find((client) => client.id === id)?.places[scope], machine);

const ROAMING = String.raw`D:\Roaming`;
const HOME = String.raw`C:\Users\ada`;

describe('the file of a person', () => {
  it.each([
    {
      id: 'claude-desktop',
      on: [
        undefined,
        '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
        String.raw`${ROAMING}\Claude\claude_desktop_config.json`,
      ],
    },
    { id: 'claude-code', on: ['/home/ada/.claude.json', '/Users/ada/.claude.json', String.raw`${HOME}\.claude.json`] },
    {
      id: 'cursor',
      on: ['/home/ada/.cursor/mcp.json', '/Users/ada/.cursor/mcp.json', String.raw`${HOME}\.cursor\mcp.json`],
    },
    {
      id: 'vscode',
      on: [
        '/home/ada/.config/Code/User/mcp.json',
        '/Users/ada/Library/Application Support/Code/User/mcp.json',
        String.raw`${ROAMING}\Code\User\mcp.json`,
      ],
    },
    {
      id: 'codex',
      on: ['/home/ada/.codex/config.toml', '/Users/ada/.codex/config.toml', String.raw`${HOME}\.codex\config.toml`],
    },
    {
      id: 'gemini-cli',
      on: [
        '/home/ada/.gemini/settings.json',
        '/Users/ada/.gemini/settings.json',
        String.raw`${HOME}\.gemini\settings.json`,
      ],
    },
    {
      id: 'windsurf',
      on: [
        '/home/ada/.codeium/windsurf/mcp_config.json',
        '/Users/ada/.codeium/windsurf/mcp_config.json',
        String.raw`${HOME}\.codeium\windsurf\mcp_config.json`,
      ],
    },
    {
      id: 'zed',
      on: [
        '/home/ada/.config/zed/settings.json',
        '/Users/ada/.config/zed/settings.json',
        String.raw`${ROAMING}\Zed\settings.json`,
      ],
    },
    {
      id: 'goose',
      on: [
        '/home/ada/.config/goose/config.yaml',
        '/Users/ada/.config/goose/config.yaml',
        String.raw`${ROAMING}\Block\goose\config\config.yaml`,
      ],
    },
  ])('of $id is where its documentation says', ({ id, on }) => {
    expect([linux, darwin, win32].map((machine) => fileOf(id, machine))).toEqual(on);
  });

  it.each([
    { name: 'CODEX_HOME', environment: { CODEX_HOME: '/etc/codex' }, id: 'codex', path: '/etc/codex/config.toml' },
    { name: 'an empty variable', environment: { CODEX_HOME: '' }, id: 'codex', path: '/home/ada/.codex/config.toml' },
    { name: 'a relative one', environment: { CODEX_HOME: 'x' }, id: 'codex', path: '/home/ada/.codex/config.toml' },
    { name: 'XDG_CONFIG_HOME', environment: { XDG_CONFIG_HOME: '/xdg' }, id: 'zed', path: '/xdg/zed/settings.json' },
  ])('follows $name', ({ environment, id, path }) => {
    expect(fileOf(id, { ...linux, environment })).toBe(path);
  });

  it('is below the home folder on a Windows without APPDATA', () => {
    expect(fileOf('vscode', { ...win32, environment: {} })).toBe(
      String.raw`C:\Users\ada\AppData\Roaming\Code\User\mcp.json`,
    );
  });
});

it('takes the file of a project from the project', () => {
  expect(fileOf('claude-code', linux, 'project')).toBe('/src/todo/.mcp.json');
  expect(fileOf('vscode', win32, 'project')).toBe(String.raw`C:\src\todo\.vscode\mcp.json`);
  expect(fileOf('windsurf', linux, 'project')).toBeUndefined();
});

it('does not take a home folder for a sign of a client', () => {
  const [claudeCode, cursor] = ['claude-code', 'cursor'].map((id) => clients.find((client) => client.id === id));
  if (claudeCode === undefined || cursor === undefined) throw new Error('There are such clients.');
  expect(signsOf(claudeCode, linux)).toEqual(['/home/ada/.claude.json', '/home/ada/.claude']);
  expect(signsOf(cursor, linux)).toEqual(['/home/ada/.cursor/mcp.json', '/home/ada/.cursor']);
  expect(scopesOf(cursor, linux)).toEqual(['user', 'project']);
});
