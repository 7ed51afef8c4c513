import { createGzip } from 'node:zlib';
import { createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npmPackage } from '../../../src/actions/npm-package.js';
import { parsePackageReference } from '../../../src/plan/package-reference.js';
import type { ProcessResult } from '../../../src/ports/process-runner.js';

const ENTRY = {
  version: '1.2.0',
  license: 'MIT',
  bin: { weather: 'dist/cli.js', escape: '../../../etc/passwd' },
  engines: { node: '>=18 <24' },
  dependencies: { zod: '^4' },
};

interface Scripted {
  readonly entry?: object;
  readonly result?: Partial<ProcessResult>;
  readonly view?: string;
  /** What the package has in it. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** npm as it would answer; `calls` are the arguments that it was given. */
async function resolve(text: string, { entry = ENTRY, result, view = '{}', sources = {} }: Scripted = {}) {
  const reference = parsePackageReference(text);
  if (typeof reference === 'string') throw new Error(reference);
  const calls: (readonly string[])[] = [];
  let folder = '';
  const done = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false };
  const found = npmPackage(reference, {
    name: 'weather',
    signal: new AbortController().signal,
    processes: {
      start: () => Promise.reject(new Error('Nothing is started here.')),
      async run(command, args, { cwd = '' } = {}) {
        expect(command).toBe('npm');
        calls.push(args);
        folder = cwd;
        if (args[0] === 'pack') {
          const archive = pack();
          for (const [name, text] of Object.entries(sources)) archive.entry({ name: `package/${name}` }, text);
          archive.finalize();
          await pipeline(archive, createGzip(), createWriteStream(join(cwd, 'acme-weather.tgz')));
          return done;
        }
        if (args[0] === 'view') return { ...done, stdout: view };
        const root = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')) as object;
        const lock = { lockfileVersion: 3, packages: { '': root, [`node_modules/${reference.name}`]: entry } };
        await writeFile(join(cwd, 'package-lock.json'), JSON.stringify(lock));
        return { ...done, ...result };
      },
    },
  });
  return { found: await found.finally(() => folder), calls, folder };
}

describe('npmPackage', () => {
  it('pins what the name came to, and takes over what the lock says of it', async () => {
    const view =
      '{"description": "Says how the weather will be.", "mcpName": "io.github.acme/weather", "deprecated": "Use the other."}';
    const { found, calls, folder } = await resolve('npm:@acme/weather', { view });
    expect(found).toMatchObject({
      version: '1.2.0',
      description: 'Says how the weather will be.',
      license: 'MIT',
      serverName: 'io.github.acme/weather',
      deprecated: 'Use the other.',
      runtimeVersion: '22',
      dependencies: ['zod'],
      assumedProgram: false,
    });
    expect([...found.programs]).toEqual([['weather', ['node', '/app/node_modules/@acme/weather/dist/cli.js']]]);
    const [manifest, lock] = found.files.map(({ content }) => JSON.parse(content) as Record<string, unknown>);
    expect(manifest).toEqual({
      name: 'weather',
      version: '0.0.0',
      private: true,
      dependencies: { '@acme/weather': '1.2.0' },
    });
    expect(lock).toMatchObject({ packages: { '': { dependencies: { '@acme/weather': '1.2.0' } } } });
    expect(calls[0]).toEqual(expect.arrayContaining(['--package-lock-only', '--ignore-scripts']));
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('reads in its own sources what it may be given', async () => {
    const sources = {
      'dist/cli.js': 'const key = process.env.WEATHER_API_KEY; if (argv.includes("--stdio")) start();',
      'node_modules/other/index.js': 'process.env.OTHER_TOKEN',
      'README.md': 'process.env.README_TOKEN',
    };
    const { found } = await resolve('npm:@acme/weather', { sources });
    expect(found.words).toEqual({ variables: ['WEATHER_API_KEY'], stdio: [['--stdio']] });
  });

  it('knows a program that is called like the package', async () => {
    const { found } = await resolve('npm:@acme/weather', { entry: { ...ENTRY, bin: './cli.js' } });
    expect([...found.programs.keys()]).toEqual(['weather']);
  });

  it.each([
    [
      'a package that is not there',
      { exitCode: 1, stderr: "npm error code E404\nnpm error 404 '@acme/weather@latest' is not in this registry.\n" },
      'PACKAGE_NOT_FOUND',
    ],
    [
      'a version that is not there',
      {
        exitCode: 1,
        stderr: 'npm error code ETARGET\nnpm error notarget No matching version found for @acme/weather@9.\n',
      },
      'PACKAGE_NOT_FOUND',
    ],
    [
      'a registry that cannot be reached',
      { exitCode: 1, stderr: 'npm error code ENOTFOUND\nnpm error network request failed\n' },
      'PACKAGE_UNRESOLVED',
    ],
    ['a registry that is too slow', { exitCode: undefined, timedOut: true }, 'PACKAGE_UNRESOLVED'],
    ['no npm', { exitCode: undefined, missing: true }, 'PROGRAM_MISSING'],
  ] as const)('says so for %s', async (_, result, code) => {
    await expect(resolve('npm:@acme/weather', { result })).rejects.toMatchObject({ code });
  });
});
