import { jsonOrUndefined } from '../model/json-or-undefined.js';

/** Versions of every package of a lock, by name: one package may stand there in several. */
export type LockedPackages = ReadonlyMap<string, readonly string[]>;

/** One package manager, as far as a lock of it can be made anew. */
export interface PackageManager {
  readonly id: 'npm' | 'uv';
  /** Names of its lock, the one that wins first. */
  readonly locks: readonly string[];
  /** Name of the files that say what is allowed. */
  readonly manifest: string;
  /** Other files beside the lock that it reads. */
  readonly settings: readonly string[];
  /** The install from the lock in a shell command: `program` is how it is called there. */
  readonly install: RegExp;
  /** Shell command that writes the newest allowed versions into the lock of the working directory, and nothing else. */
  readonly update: (program: string, options: string) => string;
  /** Shell command that prints the newest published version of a package; absent where that takes more than a question. */
  readonly newest?: (program: string, name: string) => string;
  /** Variables that point at a file of extra authorities. */
  readonly authorities: readonly string[];
  /** Throws when the text is no lock. */
  readonly read: (text: string) => LockedPackages;
}

const NPM: PackageManager = {
  id: 'npm',
  locks: ['npm-shrinkwrap.json', 'package-lock.json'],
  manifest: 'package.json',
  settings: ['.npmrc'],
  install:
    /(?<program>[\w/.-]*(?<![\w-])npm)\s+(?:-\S+\s+)*(?:ci|clean-install|install|i)(?=$|[\s;&|)])(?![^;&|]*\s(?:-g|--global)\b)(?<options>[^;&|)]*)/u,
  // Without a package's name npm drops what the lock says and resolves the manifests anew, workspaces too.
  update: (program, options) =>
    `${program} update --package-lock-only --ignore-scripts --no-audit --no-fund --no-update-notifier${options}`,
  newest: (program, name) => `${program} view ${name} version`,
  authorities: ['NODE_EXTRA_CA_CERTS'],
  read: readNpmLock,
};

const UV: PackageManager = {
  id: 'uv',
  locks: ['uv.lock'],
  manifest: 'pyproject.toml',
  settings: ['uv.toml', '.python-version'],
  install: /(?<program>[\w/.-]*(?<![\w-])uv)\s+(?:-\S+\s+)*sync(?=$|[\s;&|)])(?<options>[^;&|)]*)/u,
  update: (program) => `${program} lock --upgrade`,
  authorities: ['SSL_CERT_FILE'],
  read: readUvLock,
};

export const packageManagers: readonly PackageManager[] = [NPM, UV];

/** Whether `build --fresh` can make the lock of a package manager anew. */
export const canRenewLock = (manager: string): boolean => packageManagers.some(({ id }) => id === manager);

/** Others that people build with, for a word of their own. */
export const OTHER_MANAGERS: readonly { readonly id: string; readonly install: RegExp }[] = [
  { id: 'pnpm', install: /(?<![\w-])pnpm\s+(?:-\S+\s+)*(?:install|i|fetch|ci)\b/u },
  { id: 'yarn', install: /(?<![\w-])yarn(?:\s+(?:install|workspaces focus)\b|\s+--|\s*(?:$|[;&|]))/u },
  { id: 'bun', install: /(?<![\w-])bun\s+(?:install|i)\b/u },
  { id: 'poetry', install: /(?<![\w-])poetry\s+(?:-\S+\s+)*(?:install|sync)\b/u },
  { id: 'pip', install: /(?<![\w-])pip\d?\s+(?:-\S+\s+)*(?:install|sync)\b[^;&|]*(?:-r|--requirement)\b/u },
];

const SDK = /^(?:@modelcontextprotocol\/.+|mcp|fastmcp)$/u;
/** Whether a package is an SDK of the Model Context Protocol, in either ecosystem. */
export const isMcpSdk = (name: string): boolean => SDK.test(name);

interface NpmEntry {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly link?: unknown;
  readonly dependencies?: unknown;
}

/** https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
function readNpmLock(text: string): LockedPackages {
  const lock = jsonOrUndefined(text) as { packages?: unknown; dependencies?: unknown } | undefined;
  const found: [string, string][] = [];
  if (isEntries(lock?.packages)) {
    for (const [path, { name, version, link }] of Object.entries(lock.packages)) {
      const at = path.lastIndexOf('node_modules/');
      // The root, workspaces, and links to them are the project's own.
      if (at < 0 || link === true || typeof version !== 'string') continue;
      found.push([typeof name === 'string' ? name : path.slice(at + 'node_modules/'.length), version]);
    }
  } else if (isEntries(lock?.dependencies)) {
    const open = Object.entries(lock.dependencies);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [name, { version, dependencies }] = next;
      if (typeof version === 'string') found.push([name, version]);
      if (isEntries(dependencies)) open.push(...Object.entries(dependencies));
    }
  } else throw new Error('It has neither packages nor dependencies.');
  return grouped(found);
}

const isEntries = (value: unknown): value is Record<string, NpmEntry> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((entry) => typeof entry === 'object' && entry !== null);

/** Written by a program, one key to a line. A package without a registry (`source = { editable = … }`) is the project's own. */
function readUvLock(text: string): LockedPackages {
  if (!/^version = \d+$/mu.test(text)) throw new Error('It has no version.');
  const packages = text.split(/^\[\[package\]\]\s*$/mu).slice(1);
  return grouped(
    packages.flatMap((block): [string, string][] => {
      const [, name] = /^name = "([^"]+)"/mu.exec(block) ?? [];
      const [, version] = /^version = "([^"]+)"/mu.exec(block) ?? [];
      const own = /^source = \{ (?:editable|virtual|directory|path) = /mu.test(block);
      return name === undefined || version === undefined || own ? [] : [[name, version]];
    }),
  );
}

function grouped(found: readonly (readonly [string, string])[]): LockedPackages {
  const all = new Map<string, string[]>();
  for (const [name, version] of found) {
    const versions = all.get(name) ?? [];
    if (!versions.includes(version)) versions.push(version);
    all.set(name, versions);
  }
  for (const versions of all.values()) versions.sort();
  return all;
}

export interface LockDrift {
  readonly sdk: readonly {
    readonly name: string;
    /** Absent when the lock did not have it. */
    readonly locked?: string;
    /** Absent when nothing wants it any more. */
    readonly newest?: string;
    readonly drifted: boolean;
  }[];
  /** Packages beside the SDK whose versions are not those of the lock, new and gone ones too. */
  readonly otherChanges: number;
}

/** What a lock that is made anew today has in place of the one on disk. */
export function lockDrift(before: LockedPackages, after: LockedPackages): LockDrift {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const text = (packages: LockedPackages, name: string) => packages.get(name)?.join(', ');
  const changed = (name: string) => text(before, name) !== text(after, name);
  return {
    sdk: names.filter(isMcpSdk).map((name) => {
      const [locked, newest] = [text(before, name), text(after, name)];
      return {
        name,
        ...(locked !== undefined && { locked }),
        ...(newest !== undefined && { newest }),
        drifted: changed(name),
      };
    }),
    otherChanges: names.filter((name) => !isMcpSdk(name) && changed(name)).length,
  };
}
