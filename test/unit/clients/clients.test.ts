import { parse as parseJson, type ParseError } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { clients } from '../../../src/clients/index.js';
import { inPlaceOf } from '../../../src/clients/entry.js';
import { entryFormats } from '../../../src/entry-files/edit-entry.js';

const STDIO = { name: 'todo', command: '/usr/bin/docker', args: ['run', '--rm', '-i', 'todo:1', 'stdio'] };
const HTTP = { name: 'todo', url: 'http://127.0.0.1:3000/mcp' };
const HEADERS = [
  { name: 'X-Tenant', variable: 'TENANT', bearer: false },
  { name: 'Authorization', variable: 'TODO_TOKEN', bearer: true },
];

const json = (text: string) => `${text.trim()}\n`;
const ARGS = '["run", "--rm", "-i", "todo:1", "stdio"]';
const headers = (first: string, second: string) =>
  `"headers": { "X-Tenant": "${first}", "Authorization": "Bearer ${second}" }`;

/** What the documentation of each client shows, for this server. */
const EXPECTED: Readonly<Record<string, { readonly stdio: string; readonly http?: string }>> = {
  'claude-code': {
    stdio: `{ "mcpServers": { "todo": { "type": "stdio", "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "mcpServers": { "todo": { "type": "http", "url": "${HTTP.url}", ${headers('${TENANT}', '${TODO_TOKEN}')} } } }`,
  },
  'claude-desktop': { stdio: `{ "mcpServers": { "todo": { "command": "/usr/bin/docker", "args": ${ARGS} } } }` },
  codex: {
    stdio: `[mcp_servers.todo]\ncommand = "/usr/bin/docker"\nargs = [ "run", "--rm", "-i", "todo:1", "stdio" ]\n`,
    http: `[mcp_servers.todo]\nurl = "${HTTP.url}"\nbearer_token_env_var = "TODO_TOKEN"\n\n[mcp_servers.todo.env_http_headers]\nX-Tenant = "TENANT"\n`,
  },
  'copilot-cli': {
    stdio: `{ "mcpServers": { "todo": { "type": "stdio", "command": "/usr/bin/docker", "args": ${ARGS}, "tools": ["*"] } } }`,
    http: `{ "mcpServers": { "todo": { "type": "http", "url": "${HTTP.url}", ${headers('${TENANT}', '${TODO_TOKEN}')}, "tools": ["*"] } } }`,
  },
  cursor: {
    stdio: `{ "mcpServers": { "todo": { "type": "stdio", "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "mcpServers": { "todo": { "url": "${HTTP.url}", ${headers('${env:TENANT}', '${env:TODO_TOKEN}')} } } }`,
  },
  'gemini-cli': {
    stdio: `{ "mcpServers": { "todo": { "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "mcpServers": { "todo": { "httpUrl": "${HTTP.url}", ${headers('${TENANT}', '${TODO_TOKEN}')} } } }`,
  },
  goose: {
    stdio:
      'extensions:\n  todo:\n    type: stdio\n    name: todo\n    enabled: true\n    cmd: /usr/bin/docker\n    args:\n      - run\n      - --rm\n      - -i\n      - todo:1\n      - stdio\n    env_keys: []\n    envs: {}\n    timeout: 300\n',
    http: `extensions:\n  todo:\n    type: streamable_http\n    name: todo\n    enabled: true\n    uri: ${HTTP.url}\n    headers: {}\n    env_keys: []\n    envs: {}\n    timeout: 300\n`,
  },
  kiro: {
    stdio: `{ "mcpServers": { "todo": { "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "mcpServers": { "todo": { "url": "${HTTP.url}", ${headers('${TENANT}', '${TODO_TOKEN}')} } } }`,
  },
  vscode: {
    stdio: `{ "servers": { "todo": { "type": "stdio", "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "servers": { "todo": { "type": "http", "url": "${HTTP.url}", ${headers('${env:TENANT}', '${env:TODO_TOKEN}')} } } }`,
  },
  windsurf: {
    stdio: `{ "mcpServers": { "todo": { "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "mcpServers": { "todo": { "serverUrl": "${HTTP.url}", ${headers('${env:TENANT}', '${env:TODO_TOKEN}')} } } }`,
  },
  zed: {
    stdio: `{ "context_servers": { "todo": { "command": "/usr/bin/docker", "args": ${ARGS} } } }`,
    http: `{ "context_servers": { "todo": { "url": "${HTTP.url}" } } }`,
  },
};

/** JSON is compared in one way of writing; the others as they are. */
const written = (format: string, text: string) =>
  format === 'jsonc' ? `${JSON.stringify(JSON.parse(text), undefined, 2)}\n` : json(text);

function parsed(format: string, text: string): unknown {
  if (format === 'toml') return parseToml(text);
  if (format === 'yaml') return parseYaml(text);
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors);
  expect(errors).toEqual([]);
  return value;
}

it('knows what every client expects', () => {
  expect(clients.map(({ id }) => id).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

describe.each(clients)('$id', (client) => {
  const { id, format, keyPath, headersIn } = client;
  const expected = EXPECTED[id];
  const path = [...keyPath, 'todo'];

  it('starts a program', () => {
    const entry = client.stdio(STDIO);
    const snippet = entryFormats[format].snippet(path, entry);
    expect(snippet).toBe(written(format, expected?.stdio ?? ''));
    expect(parsed(format, snippet)).toEqual({ [keyPath[0] ?? '']: { todo: entry } });
  });

  it('reaches a server over HTTP, or says what to do instead', () => {
    expect(client.http === undefined).toBe(expected?.http === undefined);
    expect(client.http === undefined).toBe(client.withoutHttp !== undefined);
    if (client.http === undefined) return;
    const entry = client.http({ ...HTTP, headers: headersIn.length > 0 ? HEADERS : [] });
    const snippet = entryFormats[format].snippet(path, entry);
    expect(snippet).toBe(written(format, expected?.http ?? ''));
    expect(parsed(format, snippet)).toEqual({ [keyPath[0] ?? '']: { todo: entry } });
  });

  it('never asks for a terminal', () => {
    expect(JSON.stringify(client.stdio(STDIO))).not.toMatch(/"-i?t"|--tty/u);
  });

  it('replaces how the server is reached and keeps what others have added', () => {
    const before = { command: 'npx', args: ['old'], url: 'http://old', httpUrl: 'http://old', autoApprove: ['a'] };
    const entry = client.stdio(STDIO);
    const after = inPlaceOf(client, entry, before);
    expect(after).toMatchObject({ ...entry, autoApprove: ['a'] });
    expect(inPlaceOf(client, entry, after)).toEqual(after);
  });

  it('names pages over https and has a file for somebody', () => {
    expect(client.docs.length).toBeGreaterThan(0);
    for (const url of client.docs) expect(URL.parse(url)?.protocol).toBe('https:');
    expect(Object.keys(client.places)).not.toEqual([]);
  });
});
