import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load-config.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

const parse = (text: string) => parseConfig(text, 'mcp-dock.yaml', '/project');

function faultOf(text: string): { line?: number; reason: string } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'CONFIG_INVALID')
      return error.details as { line?: number; reason: string };
    throw error;
  }
  throw new Error('The text was accepted.');
}

describe('parseConfig', () => {
  it('fills in defaults and knows the line of every key', () => {
    const loaded = parse(
      [
        'name: todo',
        'server:',
        '  transports: { http: {}, stdio: { args: [stdio] } }',
        'expect:',
        '  calls:',
        '    - tool: a',
        '    - tool: b',
        '',
      ].join('\n'),
    );
    expect(loaded.config.server?.transports.http).toEqual({ port: 3000, path: '/mcp' });
    expect(loaded.config.expect?.toolsMatch).toBe('exactly');
    expect(loaded.lineOf(['expect', 'calls', 1])).toBe(7);
    expect(loaded.lineOf(['expect', 'calls', 1, 'tool'])).toBe(7);
    expect(loaded.lineOf([])).toBe(1);
    expect(loaded.lineOf(['expect', 'calls'])).toBe(5);
    expect(loaded.lineOf(['name'])).toBe(1);
    expect(loaded.lineOf(['budgets', 'ready'])).toBeUndefined();
  });

  it('takes a name that is saved anew, text that only looks like a saved value, and any time in range', () => {
    const { config } = parse(
      [
        'name: a\nexpect:\n  calls:',
        '    - { tool: a, save: { cursor: $.next }, within: 1ms }',
        '    - { tool: a, arguments: { cursor: "{{cursor}}" }, save: { cursor: $.next }, within: 2m }',
        '    - { tool: render, arguments: { template: "{{ user.name }}" }, expect: { path: $.cursor, equals: "{{cursor}}" } }',
      ].join('\n'),
    );
    expect(config.expect?.calls).toHaveLength(3);
  });

  it.each(['mcp.example.com', 'mcp:3000', 'mcp_server:3000', '_x', '127.0.0.1', '[::1]:3000', '[fd00::2]'])(
    'takes the host %s',
    (host) => {
      const { config } = parse(`name: a\nexpect:\n  hosts:\n    - '${host}'\n`);
      expect(config.expect?.hosts).toEqual([host]);
    },
  );

  it.each(['', '-a', 'a-', 'a b', 'a:b', 'a/b', '::1', '[x]', 'a:123456', '*.example.com'])(
    'refuses the host "%s"',
    (host) => {
      expect(faultOf(`name: a\nexpect:\n  hosts:\n    - '${host}'\n`).reason).toMatch(/is no host/u);
    },
  );

  it.each([
    { name: 'broken YAML', text: 'name: todo\nserver: [\n', line: 3, reason: /./u },
    { name: 'a duplicate key', text: 'name: a\nname: b\n', line: 2, reason: /unique/u },
    { name: 'an empty file', text: '', line: undefined, reason: /^name is missing: expected string\.$/u },
    { name: 'no mapping', text: '- a\n', line: 1, reason: /^The file is not valid/u },
    {
      name: 'an unknown key',
      text: 'name: a\nnmae: b\n',
      line: 2,
      reason: /^nmae is no known key; did you mean name\?$/u,
    },
    {
      name: 'an unknown key further down',
      text: 'name: a\nserver:\n  transports:\n    http:\n      prot: 1\n',
      line: 5,
      reason: /^server\.transports\.http\.prot is no known key; did you mean port\?$/u,
    },
    {
      name: 'an origin with a path',
      text: 'name: a\nserver:\n  transports:\n    http:\n      allowedOrigins: [https://a.example/app]\n',
      line: 5,
      reason: /^server\.transports\.http\.allowedOrigins\.0 is no origin; write https:\/\/app\.example\.com\.$/u,
    },
    {
      name: 'a size that is none',
      text: 'name: a\nbudgets:\n  imageSize: big\n',
      line: 3,
      reason: /^budgets\.imageSize is no size; write 225MB or 512MiB\.$/u,
    },
    {
      name: 'a missing key, at its parent',
      text: 'name: a\nexpect:\n  calls:\n    - arguments: {}\n',
      line: 4,
      reason: /^expect\.calls\.0\.tool is missing/u,
    },
    {
      name: 'a fault inside a union',
      text: 'name: a\nexpect:\n  calls:\n    - tool: x\n      expect:\n        - paht: $.a\n',
      line: 6,
      reason: /expect\.calls\.0\.expect\.0\.paht is no known key; did you mean path\?/u,
    },
    {
      name: 'a JSON path that is none',
      text: 'name: a\nexpect:\n  calls:\n    - tool: x\n      save:\n        id: id\n',
      line: 6,
      reason: /^expect\.calls\.0\.save\.id is no JSON path; write \$\.tasks\[0\]\.id\.$/u,
    },
    {
      name: 'a name to save that nothing can ask for',
      text: 'name: a\nexpect:\n  calls:\n    - tool: x\n      save:\n        my id: $.id\n',
      line: 6,
      reason:
        /^expect\.calls\.0\.save\.my id is no name that \{\{…\}\} can ask for; write letters, digits, - and _\.$/u,
    },
    ...['0s', '-1s', '0.1ms', '3m', 'soon'].map((within) => ({
      name: `a call that has ${within}`,
      text: `name: a\nexpect:\n  calls:\n    - tool: x\n      within: ${within}\n`,
      line: 5,
      reason: /^expect\.calls\.0\.within is no time from 1ms to 2m; write 5s or 500ms\.$/u,
    })),
    {
      name: 'a host with a path',
      text: 'name: a\nexpect:\n  hosts:\n    - https://mcp.example.com/mcp\n',
      line: 4,
      reason: /^expect\.hosts\.0 is no host; write mcp\.example\.com or mcp:3000\.$/u,
    },
    {
      name: 'a value that no call saves',
      text: [
        'name: a\nexpect:\n  calls:',
        '    - { tool: a, save: { id: $.id, title: $.title } }',
        '    - tool: b\n      arguments:\n        note: [one, "task {{ idd }}"]\n',
      ].join('\n'),
      line: 7,
      reason:
        /^expect\.calls\.1\.arguments\.note\.1 asks for \{\{idd\}\}, which no call saves; earlier calls save id, title; as text it is written '\\\{\{idd\}\}', in single quotes\.$/u,
    },
    {
      name: 'a value that a later call saves',
      text: 'name: a\nexpect:\n  calls:\n    - tool: a\n      expect: { equals: "{{id}}" }\n    - { tool: b, save: { id: $.id } }\n',
      line: 5,
      reason:
        /^expect\.calls\.0\.expect\.equals asks for \{\{id\}\}, which only call 2 \(b\) saves, after call 1 \(a\); no earlier call saves anything\.$/u,
    },
    {
      name: 'a value of the same answer',
      text: 'name: a\nexpect:\n  calls:\n    - tool: a\n      save: { id: $.id }\n      expect:\n        - { contains: "{{id}}" }\n',
      line: 7,
      reason:
        /^expect\.calls\.0\.expect\.0\.contains asks for \{\{id\}\}, which call 1 \(a\) itself saves, once it has its answer; no earlier call saves anything\.$/u,
    },
    {
      name: 'a severity that is none',
      text: 'name: a\nchecks:\n  image/non-root-user: fatal\n',
      line: 3,
      reason: /^checks\.image\/non-root-user is "[^"]+", which is none of off, info, warning, error\.$/u,
    },
    {
      name: 'a key like no other',
      text: 'name: a\nclient:\n  colour: red\n',
      line: 3,
      reason: /^client\.colour is no known key; known are network, hosts, env\.$/u,
    },
    {
      name: 'a waiver without a reason',
      text: 'name: a\nwaivers:\n  - id: a/b\n    expires: 2027-03-01\n',
      line: 3,
      reason: /^waivers\.0\.reason is missing/u,
    },
    {
      name: 'a waiver with an empty reason',
      text: 'name: a\nwaivers:\n  - { id: a/b, reason: " ", expires: 2027-03-01 }\n',
      line: 3,
      reason: /^waivers\.0\.reason is empty; say why this is accepted\.$/u,
    },
    {
      name: 'a waiver that never expires',
      text: 'name: a\nwaivers:\n  - { id: a/b, reason: x }\n',
      line: 3,
      reason: /^waivers\.0\.expires is missing/u,
    },
    {
      name: 'a waiver of a day that is none',
      text: 'name: a\nwaivers:\n  - id: a/b\n    reason: x\n    expires: 2027-02-30\n',
      line: 5,
      reason: /^waivers\.0\.expires is no day; write it as 2027-03-01\.$/u,
    },
    {
      name: 'a waiver of the check of waivers',
      text: 'name: a\nwaivers:\n  - { id: project/waivers-current, reason: x, expires: 2027-03-01 }\n',
      line: 3,
      reason: /^waivers\.0\.id looks after waivers and cannot be waived\.$/u,
    },
    {
      name: 'a waiver with a key of another tool',
      text: 'name: a\nwaivers:\n  - { id: a/b, statement: x, reason: x, expires: 2027-03-01 }\n',
      line: 3,
      reason:
        /^waivers\.0\.statement is no known key; known are id, reason, expires, owner, platform, path, matches\.$/u,
    },
    {
      name: 'a profile that is none',
      text: 'name: a\nprofile: fast\n',
      line: 2,
      reason: /^profile is "[^"]+", which is none of quick, standard, full\.$/u,
    },
    {
      name: 'a warning that comes after its error',
      text: 'name: a\nbudgets:\n  imageSize: 100MB\n  imageSizeWarning: 150MB\n',
      line: 4,
      reason: /^budgets\.imageSizeWarning is above imageSize/u,
    },
    {
      name: 'free space the wrong way round',
      text: 'name: a\nbudgets: { diskSpace: 9GB, diskSpaceWarning: 5GB }\n',
      line: 2,
      reason: /^budgets\.diskSpaceWarning is below diskSpace/u,
    },
    {
      name: 'several faults, each with its line',
      text: 'name: a\nwaivers:\n  - { id: a/b, reason: x, expires: 2027-03-01, platform: arm }\n  - { id: a/b, reason: x }\nprofile: fast\n',
      line: 3,
      reason:
        /^waivers\.0\.platform is no platform; write linux\/arm64\.\nLine 4: waivers\.1\.expires is missing: expected string\.\nLine 5: profile is "fast", which is none of quick, standard, full\.$/u,
    },
    { name: 'an alias without an anchor', text: 'name: *nobody\n', line: 1, reason: /nobody/u },
  ])('names file, line and key path for $name', ({ text, line, reason }) => {
    const fault = faultOf(text);
    expect(fault.reason).toMatch(reason);
    expect(fault.line).toBe(line);
  });
});

describe('loadConfig', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mcp-dock-config-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is undefined where there is no project file', async () => {
    expect(await loadConfig(directory)).toBeUndefined();
    expect(await loadConfig(join(directory, 'missing'))).toBeUndefined();
  });

  it.each(['mcp-dock.yaml', 'mcp-dock.yml'])('reads %s', async (name) => {
    await writeFile(join(directory, name), 'name: todo\n');
    const loaded = await loadConfig(directory);
    expect(loaded).toMatchObject({ config: { name: 'todo' }, path: join(directory, name), directory });
  });

  it('prefers .yaml', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), 'name: first\n');
    await writeFile(join(directory, 'mcp-dock.yml'), 'name: second\n');
    expect((await loadConfig(directory))?.config.name).toBe('first');
  });
});
