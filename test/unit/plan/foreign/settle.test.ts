import { describe, expect, it } from 'vitest';
import { detectProject } from '../../../../src/plan/detect/detect-project.js';
import { commandWords, faultOfCommand } from '../../../../src/plan/foreign/foreign-choices.js';
import { openQuestion, settle, type GivenForeign } from '../../../../src/plan/foreign/settle.js';
import { nodeProjects } from '../../../fixtures/projects/node.js';
import { viewOf } from '../../../fixtures/projects/project-fixture.js';
import { pythonProjects } from '../../../fixtures/projects/python.js';

const fixture = (name: string) => {
  const found = [...nodeProjects, ...pythonProjects].find((project) => project.name.includes(name));
  if (found === undefined) throw new Error(`There is no project "${name}".`);
  return viewOf(found.files);
};
const settled = (name: string, given: GivenForeign = {}) => {
  const view = fixture(name);
  return settle(view, detectProject(view, given.runtime), given);
};

describe('openQuestion', () => {
  const ask = (files: Readonly<Record<string, string>>, given: GivenForeign = {}) =>
    openQuestion(detectProject(viewOf(files), given.runtime), given)?.flag;
  const manifest = { 'package.json': '{}' };
  it.each([
    ['two languages', { ...manifest, 'requirements.txt': '' }, {}, '--runtime'],
    ['no entry point', manifest, {}, '--command'],
    ['no transport', { ...manifest, 'index.js': '' }, {}, '--transport'],
    ['no port', { ...manifest, 'index.js': 'new StreamableHTTPServerTransport()' }, {}, '--port'],
    ['no port for a transport that was given', { ...manifest, 'index.js': '' }, { transport: 'http' }, '--port'],
    ['nothing, when all is given', manifest, { command: ['node', 'x.js'], transport: 'both', port: 3000 }, undefined],
    ['nothing, when all is found', { ...manifest, 'index.js': 'new StdioServerTransport()' }, {}, undefined],
  ] as const)('asks for %s', (_, files, given, flag) => {
    expect(ask(files, given)).toBe(flag);
  });
});

describe('settle', () => {
  it('refuses a package manager that no image is known for, and says the way round', () => {
    const view = viewOf({ Pipfile: '', 'Pipfile.lock': '{}', 'server.py': 'mcp.run()' });
    expect(() => settle(view, detectProject(view, 'python'), {})).toThrow(
      expect.objectContaining({
        code: 'PACKAGE_MANAGER_UNSUPPORTED',
        suggestions: [expect.stringContaining('pipenv requirements --hash') as string],
      }),
    );
    const mixed = viewOf({ 'Pipfile.lock': '{}', 'requirements.txt': 'mcp==2.3.0\n', 'server.py': 'mcp.run()' });
    expect(detectProject(mixed, 'python').packageManager?.value).toBe('pip');
  });

  it('gives each of two transports its arguments, and the image port and address', () => {
    expect(settled('both transports behind a flag')).toMatchObject({
      name: 'notes',
      version: '0.1.0',
      runtimeVersion: '22',
      transports: {
        stdio: { args: ['--transport', 'stdio'] },
        http: { port: 8081, path: '/api/mcp', args: ['--transport', 'streamable-http'] },
      },
      healthPath: '/healthz',
      environment: { PORT: '8081', HOST: '0.0.0.0' },
      project: { manifests: ['package.json', 'pnpm-lock.yaml'] },
    });
  });

  it('takes HTTP where one variable decides, and sets it', () => {
    expect(settled('poetry')).toMatchObject({
      transports: { http: { port: 8123, args: [] } },
      environment: { MCP_TRANSPORT: 'streamable-http', FASTMCP_HOST: '0.0.0.0', FASTMCP_PORT: '8123' },
    });
    expect(settled('poetry', { transport: 'stdio' })).toMatchObject({
      transports: { stdio: { args: [] } },
      environment: { MCP_TRANSPORT: 'stdio' },
    });
  });

  it('lets flags win', () => {
    const given: GivenForeign = {
      name: 'other',
      port: 9999,
      command: ['node', 'x.js'],
      transport: 'http',
      args: ['--verbose'],
      required: ['NOTES_FOLDER'],
      serverName: 'io.github.you/other',
    };
    expect(settled('both transports behind a flag', given)).toMatchObject({
      name: 'other',
      command: ['node', 'x.js'],
      transports: { http: { port: 9999, args: ['--transport', 'streamable-http', '--verbose'] } },
      environment: { PORT: '9999' },
      serverName: 'io.github.you/other',
      variables: [
        { name: 'NOTES_FOLDER', required: true, from: '--env' },
        { name: 'NOTES_TOKEN', required: true },
      ],
    });
  });

  it('keeps out what the build makes again, unless sources are there', () => {
    expect(settled('TypeScript with a build step').project).toMatchObject({
      made: ['dist', 'build'],
      ownScripts: ['prepare'],
    });
    const files = {
      'package.json': '{"main": "dist/a.js", "scripts": {"build": "node build/make.ts"}}',
      'build/make.ts': '',
      '.npmrc': '//registry.example.com/:_authToken=abc\n',
    };
    const view = viewOf(files);
    expect(settle(view, detectProject(view), { transport: 'stdio' }).project).toMatchObject({
      made: ['dist'],
      npmrc: 'secret',
    });
  });

  it('makes names and versions that an image can have', () => {
    const view = viewOf({
      'package.json': '{"name": "@Acme/My_Server", "version": "1.0.0+build.5", "mcpName": "no name"}',
    });
    const choices = settle(view, detectProject(view), {});
    expect(choices).toMatchObject({ name: 'my-server', version: '1.0.0-build.5' });
    expect(choices.serverName).toBeUndefined();
  });
});

describe('commandWords', () => {
  it.each([
    ['node dist/index.js', ['node', 'dist/index.js']],
    [' node  "my server.js" --name=\'a b\' ', ['node', 'my server.js', '--name=a b']],
    ['["node", "a b.js"]', ['node', 'a b.js']],
    ['', []],
  ])('reads %j', (text, words) => {
    expect(commandWords(text)).toEqual(words);
  });

  it.each([
    [['npx', 'weather'], /npx/u],
    [['npm', 'start'], /npm/u],
    [[], /empty/u],
    [['node', 'a\nb'], /control/u],
    [['node', 'a.js'], undefined],
  ])('judges %j', (words, fault) => {
    const found = faultOfCommand(words);
    expect(fault === undefined ? found === undefined : fault.test(found ?? '')).toBe(true);
  });
});
