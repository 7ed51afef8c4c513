import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderForeignFiles } from '../../src/actions/write-foreign.js';
import { PART_IDS } from '../../src/plan/parts/index.js';
import { planForeign } from '../../src/plan/foreign/foreign-plan.js';
import type { RenderedFile } from '../../src/model/template.js';
import { deadLinks, documentsIn, targetsTold } from '../support/documents.js';
import { foreignChoices } from '../support/foreign-choices.js';
import { makeCommand } from '../support/make.js';
import { run } from '../support/run.js';
import { COMBINATIONS, inStackFolder, renderStack } from '../support/stacks.js';

const FULL = [...PART_IDS];
const PLAIN = 'build clean clean-all clean-images down help ps rebuild tools-list verify doctor backup restore dev health inspect logs prod-build prod-up quick-start restart stats status test up env token-print rolling-restart disaster-recovery'.split(
  ' ',
);
const WITH_BACKEND = ['up-mcp', 'logs-backend', 'shell-backend', 'token', 'migrate', 'test-backend'];

/** What `make -n` needs to be told for some targets. */
const VARIABLES = ['FILE=backups/a.tar.gz', 'TAG=registry.example.com/todo:1.0.0', 'N=3', 'YES=1'];

const makefileOf = (files: readonly RenderedFile[]) => files.find(({ path }) => path === 'Makefile')?.content ?? '';
const targetsOf = (makefile: string) =>
  [...makefile.matchAll(/^([a-z][\w-]*):(?!=)/gmu)].map(([, name]) => name ?? '');

const makeWith = async (folder: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
  run(await makeCommand(() => undefined), args, { cwd: folder, env: { MAKEFLAGS: '', NO_COLOR: '', ...env } });
const make = async (folder: string, ...args: string[]) => makeWith(folder, {}, ...args);

const AWS = 'aws-test aws-validate aws-list-profiles aws-account-info aws-variables test-aws up-fake-aws up-aws-profile api-list api-call'.split(' ');
/** Those that are about data or a token. */
const KEPT = ['backup', 'restore', 'token-print', 'disaster-recovery'];
const named: { name: string; parts: readonly string[]; template: 'todo' | 'aws' }[] = [
  ...COMBINATIONS.map((parts) => ({ name: parts.join(', ') || 'nothing', parts, template: 'todo' as const })),
  ...[[], ['autoheal'], ['autoheal', 'dev']].map((parts) => ({
    name: `AWS and ${parts.join(', ') || 'nothing'}`,
    parts,
    template: 'aws' as const,
  })),
];

describe.each(named)('the Makefile of a project with $name', ({ parts, template }) => {
  let files: RenderedFile[];
  let makefile: string;
  beforeAll(async () => {
    const variants = [
      { runtime: 'node' },
      { runtime: 'python-uv' },
      { packageManager: 'pnpm' },
      { runtime: 'python-pip' },
    ] as const;
    const variant = template === 'aws' ? { runtime: 'python-uv' as const } : variants[parts.length % variants.length];
    files = await renderStack(parts, { ...variant, template });
    makefile = makefileOf(files);
  });

  it('has every target once, declared phony and with a line of help', () => {
    const targets = targetsOf(makefile);
    expect(new Set(targets).size).toBe(targets.length);
    const phony = [...makefile.matchAll(/^\.PHONY: (.+)$/gmu)].flatMap(([, names]) => names?.split(' ') ?? []);
    expect(phony).toEqual(targets);
    const helped = [...makefile.matchAll(/^([a-z][\w-]*):.* ## [A-Za-z0-9].{8,}[^.]$/gmu)].map(([, name]) => name);
    expect(helped).toEqual(targets);
    const kept = KEPT.filter((name) => targets.includes(name));
    expect(kept).toEqual(template === 'aws' ? [] : KEPT);
    expect(targets.filter((name) => AWS.includes(name)).toSorted()).toEqual(template === 'aws' ? AWS.toSorted() : []);
    expect(targets).toEqual(expect.arrayContaining(PLAIN.filter((name) => template === 'todo' || !KEPT.includes(name))));
    for (const name of WITH_BACKEND) expect(targets.includes(name), name).toBe(parts.includes('backend'));
    expect(targets.includes('scale-backend')).toBe(parts.includes('postgres') && !parts.includes('fullstack'));
    for (const name of ['logs-postgres', 'shell-postgres'])
      expect(targets.includes(name), name).toBe(parts.includes('postgres'));
    for (const name of ['logs-redis', 'cache-clear']) expect(targets.includes(name), name).toBe(parts.includes('redis'));
    for (const name of ['logs-frontend', 'shell-frontend', 'logs-auth', 'auth-password', 'test-auth'])
      expect(targets.includes(name), name).toBe(parts.includes('fullstack'));
    for (const name of ['logs-proxy', 'shell-proxy', 'proxy-reload'])
      expect(targets.includes(name), name).toBe(parts.includes('proxy'));
    expect(targets.includes('dev-watch')).toBe(parts.includes('dev'));
    expect(targets.includes('fresh')).toBe(/\b(?:npm ci|uv sync)\b/u.test(files.find(({ path }) => path === 'Dockerfile')?.content ?? ''));
  });

  it('lists in make help, which is the default, what is there and nothing else', async () => {
    await inStackFolder(files, async (folder) => {
      const [usual, help] = await Promise.all([make(folder), make(folder, 'help')]);
      expect(usual).toEqual(help);
      expect(help.code).toBe(0);
      expect([...help.output.matchAll(/^ {2}([a-z][\w-]*) {2,}\S/gmu)].map(([, name]) => name)).toEqual(targetsOf(makefile));
    });
  });

  it('shows for every target what it would do', { timeout: 60_000 }, async () => {
    await inStackFolder(files, async (folder) => {
      const targets = targetsOf(makefile);
      // A dry run of all of them at once: each recipe once, in the order in which they are named.
      const { code, output } = await make(folder, '-n', ...VARIABLES, ...targets);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      expect(output).not.toMatch(/undefined|\[object/u);
    });
  });

  it('calls scripts and names services that are there', () => {
    const paths = new Set(files.map(({ path }) => path));
    const scripts = [...makefile.matchAll(/\bsh (scripts\/\S+\.sh)/gu)].map(([, path]) => path);
    expect(scripts.filter((path) => !paths.has(path ?? ''))).toEqual([]);
    const pages = parts.includes('fullstack') ? [] : ['frontend', 'auth-server'];
    const strangers = [...['backend', 'postgres', 'redis', 'proxy'].filter((name) => !parts.includes(name)), ...pages];
    const named = new RegExp(String.raw`\$\(STACK\)[^\n]*\b(?:${strangers.join('|')})\b`, 'u');
    expect(strangers.length > 0 && named.test(makefile)).toBe(false);
    // bash knows these and a POSIX shell does not.
    expect(makefile).not.toMatch(/\[\[|<<<|\bpipefail\b|\bfunction \w|&>|\bsource /u);
  });

  it('comes with scripts that a shell can read, and guides whose links lead somewhere', async () => {
    await inStackFolder(files, async (folder) => {
      for (const { path, mode } of files.filter((file) => file.path.startsWith('scripts/'))) {
        expect(await run('sh', ['-n', path], { cwd: folder }), path).toEqual({ code: 0, output: '' });
        expect(mode, path).toBe(path === 'scripts/project.sh' ? undefined : 0o755);
      }
    });
    for (const document of documentsIn(files)) {
      expect(deadLinks(files, document), document.path).toEqual([]);
      const targets = targetsOf(makefile);
      expect(targetsTold(document).filter((name) => !targets.includes(name)), document.path).toEqual([]);
    }
  });
});

it('has more than 50 targets, with all parts and for AWS', async () => {
  const all = [await renderStack(FULL), await renderStack([], { template: 'aws', runtime: 'python-uv' })];
  for (const files of all) expect(targetsOf(makefileOf(files)).length).toBeGreaterThan(50);
});

it('finds links that lead nowhere, and targets that nobody has', () => {
  const files = [{ path: 'docs/a.md', content: '# One, two\n[a](b.md) [b](#one-two) [c](a.md#two) [d](../c.md#x)\n`make up health FILE=1` make x' }];
  const [document = { path: '', content: '' }] = files;
  expect(deadLinks(files, document)).toEqual(['b.md', 'a.md#two', '../c.md#x']);
  expect(targetsTold(document)).toEqual(['up', 'health']);
});

it.each([
  ['aws', 'python-uv', []],
  ['todo', 'node', FULL],
  ['todo', 'python-uv', FULL],
] as const)('lists every file of a project of %s on %s, and each with its purpose', async (template, runtime, parts) => {
  const files = await renderStack(parts, { template, runtime });
  const summary = files.find(({ path }) => path === 'DOCKER_IMPLEMENTATION_SUMMARY.md')?.content ?? '';
  const listed = [...summary.matchAll(/^\| `([^`]+)` \| [A-Z].+ \|$/gmu)].map(([, path]) => path ?? '');
  expect(new Set(listed).size).toBe(listed.length);
  const covered = (path: string) => listed.some((entry) => entry === path || (entry.endsWith('/') && path.startsWith(entry)));
  expect(files.filter(({ path }) => !covered(path)).map(({ path }) => path)).toEqual([]);
  const there = (entry: string) => files.some(({ path }) => path === entry || path.startsWith(entry));
  expect(listed.filter((entry) => !there(entry))).toEqual(['.mcp-dock/']);
});

it.each(['todo', 'aws'] as const)('comes with every document for %s, and the topics in it', async (template) => {
  const files = await renderStack([], { template, runtime: 'python-uv' });
  const headings = (path: string) =>
    [...(files.find((file) => file.path === path)?.content ?? '').matchAll(/^## (.+)$/gmu)].map(([, title]) => title);
  expect(headings('DOCKER_README.md')).toEqual(
    expect.arrayContaining(['30-second quick start', 'Architecture', 'Make reference', 'Testing', 'Security', 'Troubleshooting', 'Production checklist', 'Tips']),
  );
  if (template === 'todo') return;
  expect(headings('docs/docker-aws-setup.md')).toEqual(
    expect.arrayContaining(['Quick start', 'Four ways to give credentials', 'Dockerfile and security', 'Compose', 'Production', 'Troubleshooting', 'Performance', 'Security practices', 'Monitoring and logs']),
  );
  const named = 'docs/mcp-aws-tools.md docs/aws-quickstart.md docs/mcp_integration.md README.md .env.example Dockerfile compose.yaml Makefile .dockerignore'.split(' ');
  expect(named.filter((path) => !files.some((file) => file.path === path))).toEqual([]);
});

it('calls the program aws for single sign-on, and says when there is none', async () => {
  await inStackFolder(await renderStack([], { template: 'aws', runtime: 'python-uv' }), async (folder) => {
    const aws = join(folder, 'aws');
    await writeFile(aws, '#!/bin/sh\necho "aws $*"\n', { mode: 0o755 });
    const PATH = process.env['PATH'] ?? '';
    const found = await makeWith(folder, { PATH: `${folder}:${PATH}` }, 'aws-sso-login', 'PROFILE=a b');
    expect(found.output).toContain('aws sso login --profile a b\n');
    await rm(aws);
    // Nothing but a shell, as on a machine without that program.
    const missing = await makeWith(folder, { PATH: folder }, 'aws-sso-login', 'SHELL=/bin/sh');
    expect(missing.code).not.toBe(0);
    expect(missing.output).toContain('The program aws is not on this machine');
  });
});

it('mounts the files of AWS when that is said, and not before', async () => {
  await inStackFolder(await renderStack([], { template: 'aws', runtime: 'python-uv' }), async (folder) => {
    for (const target of ['up', 'prod-up', 'dev', 'stdio']) {
      expect((await make(folder, '-n', target)).output, target).not.toContain('compose.aws-profile.yaml');
      expect((await make(folder, '-n', 'MOUNT_AWS=1', target)).output, target).toContain('-f compose.aws-profile.yaml');
    }
  });
});

it('starts the service that clients reach with up-mcp', async () => {
  const recipe = async (parts: readonly string[]) => /^up-mcp:.*\n\t(.*)$/mu.exec(makefileOf(await renderStack(parts)))?.[1];
  expect(await recipe(['backend'])).toBe('$(STACK) up --detach --wait mcp-server');
  expect(await recipe(['backend', 'proxy'])).toBe('$(STACK) up --detach --wait proxy');
});

it('serves one client beside what runs, without starting that anew', async () => {
  const recipe = async (parts: readonly string[]) => /^stdio:.*\n\t(.*)$/mu.exec(makefileOf(await renderStack(parts)))?.[1];
  expect(await recipe([])).toBe('@$(STACK) run --rm --no-TTY stdio');
  expect(await recipe(['backend'])).toBe('@$(STACK) run --rm --no-deps --no-TTY stdio');
});

it('prunes older builds of every image that is built', async () => {
  const titles = [...makefileOf(await renderStack(['fullstack'])).matchAll(/image prune .*image\.title=(\S+)/gu)].map(([, title]) => title);
  expect(titles).toEqual(['todo', 'todo-backend', 'todo-frontend', 'todo-auth-server']);
});

it('does the steps of quick-start in their order', async () => {
  await inStackFolder(await renderStack([]), async (folder) => {
    const { output } = await make(folder, '-n', '-j4', 'quick-start');
    const steps = ['token.sh fill', 'mcp-dock build', 'up --detach --wait', 'mcp-dock verify'];
    const places = steps.map((step) => output.indexOf(step));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

it('lets nothing of a server that exists into a shell', async () => {
  const path = '/mcp"; touch here; $(shell touch there) `touch anywhere`';
  const choices = { ...foreignChoices({ dataPath: path }), transports: { http: { port: 3000, path, args: [] } } };
  const makefile = makefileOf(await renderForeignFiles(planForeign(choices)));
  expect(makefile).not.toContain('touch');
  expect(targetsOf(makefile)).not.toContain('test-integration');
});

it('has only what concerns containers around a server that exists', async () => {
  for (const transports of [
    { http: { port: 3000, path: '/mcp', args: [] } },
    { stdio: { args: [] } },
  ]) {
    const files = await renderForeignFiles(planForeign({ ...foreignChoices(), transports }));
    const targets = targetsOf(makefileOf(files));
    for (const name of ['install', 'dev', 'token', 'backup', 'rolling-restart', 'test-unit']) expect(targets).not.toContain(name);
    expect(targets).toEqual(expect.arrayContaining(['build', 'verify', 'clean-all', 'help', 'tools-list']));
    expect(targets.includes('up')).toBe('http' in transports);
    expect(targets.includes('stdio')).toBe('stdio' in transports);
    await inStackFolder(files, async (folder) => {
      const { code, output } = await make(folder, '-n', ...VARIABLES, ...targets);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    });
  }
});
