import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { nodeManifest, pythonManifest } from './manifests.js';
import type { Detected, Language, ProjectView } from './project-view.js';

/** Every package that is installed with the project, as far as its files tell, and which file tells it. */
export function dependenciesOf(view: ProjectView, language: Language): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (names: Iterable<string>, from: string) => {
    for (const name of names) if (!found.has(name)) found.set(name, from);
  };
  if (language === 'node') {
    add(Object.keys(nodeManifest(view)?.dependencies ?? {}), 'package.json: dependencies');
    for (const file of ['package-lock.json', 'npm-shrinkwrap.json']) add(ofNpmLock(view.texts.get(file)), file);
    const pnpm = view.texts.get('pnpm-lock.yaml') ?? '';
    add(
      [...pnpm.matchAll(/^ {2}'?\/?((?:@[^/'\s]+\/)?[^@'\s/]+)@/gmu)].map(([, name = '']) => name),
      'pnpm-lock.yaml',
    );
    const yarn = view.texts.get('yarn.lock') ?? '';
    add(
      [...yarn.matchAll(/^"?((?:@[^/"\s]+\/)?[^@"\s/]+)@/gmu)].map(([, name = '']) => name),
      'yarn.lock',
    );
  } else {
    const manifest = pythonManifest(view);
    add(Object.keys(manifest?.dependencies ?? {}), manifest?.dependenciesFrom ?? 'pyproject.toml');
    for (const file of ['uv.lock', 'poetry.lock'])
      add(
        [...(view.texts.get(file) ?? '').matchAll(/^name = "([^"]+)"/gmu)].map(([, name = '']) => name),
        file,
      );
  }
  return found;
}

/** What the project itself asks for: only that says what it is meant to do. */
export function directDependenciesOf(view: ProjectView, language: Language): ReadonlyMap<string, string> {
  if (language === 'node')
    return new Map(
      Object.keys(nodeManifest(view)?.dependencies ?? {}).map((name) => [name, 'package.json: dependencies']),
    );
  const manifest = pythonManifest(view);
  const from = manifest?.dependenciesFrom ?? 'pyproject.toml';
  return new Map(Object.keys(manifest?.dependencies ?? {}).map((name) => [name, from]));
}

function ofNpmLock(text: string | undefined): string[] {
  const lock = jsonOrUndefined(text) as { packages?: Record<string, { dev?: unknown }> } | undefined;
  return Object.entries(lock?.packages ?? {})
    .filter(([path, entry]) => path.includes('node_modules/') && entry?.dev !== true)
    .map(([path]) => path.replace(/^.*node_modules\//u, ''));
}

/** Packages that are compiled where they are installed, or may be: with them comes a C compiler for the build. */
const COMPILED = new Set([
  'argon2',
  'bcrypt',
  'better-sqlite3',
  'bindings',
  'canvas',
  'isolated-vm',
  'kerberos',
  'nan',
  'node-gyp',
  'node-pty',
  'prebuild-install',
  're2',
  'robotjs',
  'serialport',
  'sqlite3',
  'tree-sitter',
  'usb',
  'zeromq',
]);

export const nativeModulesOf = (view: ProjectView, language: Language): Detected<string>[] =>
  language === 'node'
    ? [...dependenciesOf(view, 'node')].filter(([name]) => COMPILED.has(name)).map(([value, from]) => ({ value, from }))
    : [];

/** Packages whose install downloads a program that a slim image could not run, and the variable that keeps them from it. */
const DOWNLOADS: Readonly<Record<string, readonly [variable: string, value: string]>> = {
  puppeteer: ['PUPPETEER_SKIP_DOWNLOAD', 'true'],
  playwright: ['PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD', '1'],
  '@playwright/browser-chromium': ['PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD', '1'],
  electron: ['ELECTRON_SKIP_BINARY_DOWNLOAD', '1'],
  cypress: ['CYPRESS_INSTALL_BINARY', '0'],
};

/** Variables for the install step, `NAME=value`, so that it fetches no browser beside the packages. */
export const downloadsToSkip = (view: ProjectView, language: Language): Detected<string>[] =>
  language === 'node'
    ? [...dependenciesOf(view, 'node')].flatMap(([name, from]) => {
        const variable = Object.hasOwn(DOWNLOADS, name) ? DOWNLOADS[name] : undefined;
        return variable === undefined ? [] : [{ value: variable.join('='), from: `${from}: ${name}` }];
      })
    : [];

/** Packages that start programs which a slim image does not have, by the Debian package that has them. */
const PROGRAMS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  node: { 'simple-git': 'git', 'fluent-ffmpeg': 'ffmpeg', 'pdf-poppler': 'poppler-utils' },
  python: {
    gitpython: 'git',
    'ffmpeg-python': 'ffmpeg',
    pydub: 'ffmpeg',
    pytesseract: 'tesseract-ocr',
    pdf2image: 'poppler-utils',
    pypandoc: 'pandoc',
  },
};

/** Debian packages that the runtime stage needs, for dependencies that were found by name. */
export function systemPackagesFor(
  dependencies: Iterable<readonly [string, string]>,
  language: Language,
): Detected<string>[] {
  const table = PROGRAMS[language];
  const found = [...dependencies].flatMap(([name, from]) => {
    const value = Object.hasOwn(table, name) ? table[name] : undefined;
    return value === undefined ? [] : [{ value, from: `${from}: ${name}` }];
  });
  return found.filter(({ value }, index) => found.findIndex((other) => other.value === value) === index);
}
