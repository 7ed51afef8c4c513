import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderForeignFiles } from '../../src/actions/write-foreign.js';
import { PART_IDS } from '../../src/plan/parts/index.js';
import { planForeign } from '../../src/plan/foreign/foreign-plan.js';
import type { RenderedFile } from '../../src/model/template.js';
import { foreignChoices } from '../support/foreign-choices.js';
import { makeCommand } from '../support/make.js';
import { run } from '../support/run.js';
import { COMBINATIONS, inStackFolder, renderStack } from '../support/stacks.js';

const FULL = [...PART_IDS];
const PLAIN = 'build clean clean-all clean-images down help ps rebuild tools-list verify doctor backup restore dev health inspect logs prod-build prod-up quick-start restart stats status test up env token-print rolling-restart disaster-recovery'.split(
  ' ',
);
const WITH_BACKEND = ['logs-backend', 'shell-backend', 'token', 'migrate', 'test-backend'];

/** What `make -n` needs to be told for some targets. */
const VARIABLES = ['FILE=backups/a.tar.gz', 'TAG=registry.example.com/todo:1.0.0', 'N=3', 'YES=1'];

const makefileOf = (files: readonly RenderedFile[]) => files.find(({ path }) => path === 'Makefile')?.content ?? '';
const targetsOf = (makefile: string) =>
  [...makefile.matchAll(/^([a-z][\w-]*):(?!=)/gmu)].map(([, name]) => name ?? '');

const make = async (folder: string, ...args: string[]) =>
  run(await makeCommand(() => undefined), args, { cwd: folder, env: { MAKEFLAGS: '', NO_COLOR: '' } });

const named = COMBINATIONS.map((parts) => ({ name: parts.join(', ') || 'nothing', parts }));

describe.each(named)('the Makefile of a project with $name', ({ parts }) => {
  let files: RenderedFile[];
  let makefile: string;
  beforeAll(async () => {
    files = await renderStack(parts, { runtime: parts.length % 2 === 0 ? 'node' : 'python-uv' });
    makefile = makefileOf(files);
  });

  it('has every target once, declared phony and with a line of help', () => {
    const targets = targetsOf(makefile);
    expect(new Set(targets).size).toBe(targets.length);
    const phony = [...makefile.matchAll(/^\.PHONY: (.+)$/gmu)].flatMap(([, names]) => names?.split(' ') ?? []);
    expect(phony).toEqual(targets);
    const helped = [...makefile.matchAll(/^([a-z][\w-]*):.* ## [A-Za-z0-9].{8,}[^.]$/gmu)].map(([, name]) => name);
    expect(helped).toEqual(targets);
    expect(targets).toEqual(expect.arrayContaining(PLAIN));
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
    const paths = new Set(files.map(({ path }) => path));
    for (const { path, content } of files.filter((file) => /^(?:docs\/)?[^/]*\.md$/u.test(file.path))) {
      const links = [...content.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map(([, link]) => link ?? '');
      const missing = links.filter((link) => !paths.has(posix.join(posix.dirname(path), link)));
      expect(missing, path).toEqual([]);
      const targets = targetsOf(makefile);
      const told = [...content.matchAll(/(?<=`|^)make ([a-z][\w-]*)/gmu)].map(([, name]) => name ?? '');
      expect(told.filter((name) => !targets.includes(name)), path).toEqual([]);
    }
  });
});

it('has more than 50 targets with all parts', async () => {
  expect(targetsOf(makefileOf(await renderStack(FULL))).length).toBeGreaterThan(50);
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
