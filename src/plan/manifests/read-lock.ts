import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { LockFile } from '../../model/facts/files.js';
import { normalName } from '../detect/manifests.js';

type Kind = LockFile['kind'];
type Contents = Pick<LockFile, 'asks' | 'packages' | 'problem'>;
type Ask = NonNullable<LockFile['asks']>[number];

/** Names of lock files, and whose they are. */
export const LOCK_FILES: Readonly<Record<string, { readonly kind: Kind; readonly language: LockFile['language'] }>> = {
  'package-lock.json': { kind: 'npm', language: 'node' },
  'npm-shrinkwrap.json': { kind: 'npm', language: 'node' },
  'pnpm-lock.yaml': { kind: 'pnpm', language: 'node' },
  'yarn.lock': { kind: 'yarn', language: 'node' },
  'bun.lock': { kind: 'bun', language: 'node' },
  'bun.lockb': { kind: 'bun', language: 'node' },
  'uv.lock': { kind: 'uv', language: 'python' },
  'poetry.lock': { kind: 'poetry', language: 'python' },
  'pdm.lock': { kind: 'pdm', language: 'python' },
  'Pipfile.lock': { kind: 'pipenv', language: 'python' },
  'pylock.toml': { kind: 'pylock', language: 'python' },
};

const MAX_PACKAGES = 10_000;

/** What a lock file says that the manifest asks for, and which packages it has. `name` is the name of the file. */
export function readLock(path: string, name: string, text: string): LockFile | undefined {
  const known = LOCK_FILES[name];
  if (known === undefined) return undefined;
  const contents = READERS[known.kind](text);
  return {
    path,
    ...known,
    ...contents,
    ...(contents.packages !== undefined && { packages: [...new Set(contents.packages)].slice(0, MAX_PACKAGES) }),
    ...(contents.asks !== undefined && { asks: contents.asks.slice(0, MAX_PACKAGES) }),
  };
}

const namesOfToml = (text: string): Contents => ({
  packages: [...text.matchAll(/^name = "([^"]+)"/gmu)].map(([, name = '']) => normalName(name)),
});

const READERS: Readonly<Record<Kind, (text: string) => Contents>> = {
  npm: ofNpm,
  pnpm: ofPnpm,
  yarn: ofYarn,
  bun: () => ({}),
  uv: ofUv,
  poetry: namesOfToml,
  pdm: namesOfToml,
  pylock: namesOfToml,
  pipenv: ofPipenv,
};

type Table = Readonly<Record<string, unknown>>;
const tableOf = (value: unknown): Table => (typeof value === 'object' && value !== null ? (value as Table) : {});

function ofNpm(text: string): Contents {
  const lock = jsonOrUndefined(text);
  if (lock === undefined) return { problem: 'It is no JSON.' };
  const entries = tableOf(lock)['packages'];
  // The first format says nothing of what was asked for.
  if (entries === undefined) return { packages: Object.keys(tableOf(tableOf(lock)['dependencies'])) };
  const root = tableOf(tableOf(entries)['']);
  const asks = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((key) =>
    Object.entries(tableOf(root[key])).flatMap(([name, requirement]): Ask[] =>
      typeof requirement === 'string' ? [{ name, requirement }] : [],
    ),
  );
  const packages = Object.keys(tableOf(entries)).flatMap((path) => {
    const at = path.lastIndexOf('node_modules/');
    return at < 0 ? [] : [path.slice(at + 'node_modules/'.length)];
  });
  return { asks, packages };
}

function ofPnpm(text: string): Contents {
  const importers = /^importers:\s*$/mu.exec(text);
  const from = importers === null ? 0 : text.indexOf('\n  .:', importers.index);
  if (from < 0) return {};
  const rest = text.slice(from + 1);
  // The block of the root ends where the next importer, or the next section, begins.
  const end =
    importers === null
      ? /^(?:packages|snapshots):/mu.exec(rest)?.index
      : /\n(?: {0,2}\S)(?=.*:)/u.exec(rest.slice(5))?.index;
  const block = rest.slice(0, end === undefined ? undefined : end + (importers === null ? 0 : 5));
  const asks = [
    ...block.matchAll(/^ +'?(?<name>(?:@[^/'\s]+\/)?[^'\s:]+)'?:\r?\n +specifier: '?(?<asked>[^'\n\r]+)'?\r?$/gmu),
  ].map(({ groups }) => ({ name: groups?.['name'] ?? '', requirement: (groups?.['asked'] ?? '').trim() }));
  return asks.length === 0 && importers === null ? {} : { asks };
}

function ofYarn(text: string): Contents {
  const asks = [...text.matchAll(/^(?<keys>"?(?:@[^/"\s]+\/)?[^@"\s#][^\n]*):\r?$/gmu)].flatMap(({ groups }) =>
    (groups?.['keys'] ?? '').split(/,\s*/u).flatMap((key): Ask[] => {
      const plain = key.replaceAll('"', '').trim();
      const at = plain.indexOf('@', 1);
      return at < 0 ? [] : [{ name: plain.slice(0, at), requirement: plain.slice(at + 1).replace(/^npm:/u, '') }];
    }),
  );
  return { asks, packages: asks.map(({ name }) => name) };
}

/** The project itself stands in its lock, with what its manifest asked for. */
function ofUv(text: string): Contents {
  const blocks = text.split(/^\[\[package\]\]\s*$/mu).slice(1);
  const own = blocks.find((block) => /^source = \{ (?:editable|virtual) = "\.?" \}/mu.test(block));
  const list = /^requires-dist = \[(?<list>[\s\S]*?)^\]|^requires-dist = \[(?<row>[^\n]*)\]/mu.exec(own ?? '')?.groups;
  const asks = [
    ...(list?.['list'] ?? list?.['row'] ?? '').matchAll(
      /\{ name = "(?<name>[^"]+)"(?<rest>[^}]*(?:\}(?=, (?:marker|specifier))[^}]*)?)\}/gu,
    ),
  ]
    .filter(({ groups }) => !/\bmarker = "[^"]*extra ==/u.test(groups?.['rest'] ?? ''))
    .map(({ groups }) => ({
      name: normalName(groups?.['name'] ?? ''),
      requirement: /\bspecifier = "(?<asked>[^"]*)"/u.exec(groups?.['rest'] ?? '')?.groups?.['asked'] ?? '',
    }));
  return { ...namesOfToml(text), ...(own !== undefined && { asks }) };
}

function ofPipenv(text: string): Contents {
  const lock = jsonOrUndefined(text);
  if (lock === undefined) return { problem: 'It is no JSON.' };
  return {
    packages: ['default', 'develop'].flatMap((key) => Object.keys(tableOf(tableOf(lock)[key])).map(normalName)),
  };
}
