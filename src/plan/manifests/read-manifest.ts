import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { ManifestDependency, ManifestFile } from '../../model/facts/files.js';
import { nodeManifest, normalName, pythonManifest } from '../detect/manifests.js';
import { readRequirements } from './requirements-file.js';

const MAX_DEPENDENCIES = 2_000;

/** What a manifest asks for; `path` says of which kind it is. Undefined for a file that is no manifest. */
export function readManifest(path: string, text: string): ManifestFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package.json') return ofNode(path, text);
  if (name === 'pyproject.toml') return ofPython(path, text);
  if (name === 'Pipfile') return ofPipfile(path, text);
  if (!/\.(?:txt|in)$/u.test(name)) return undefined;
  const { dependencies, pinned, hashed } = readRequirements(text);
  return {
    path,
    kind: 'requirements',
    language: 'python',
    dependencies: dependencies.slice(0, MAX_DEPENDENCIES),
    pinned,
    hashed,
  };
}

function ofNode(path: string, text: string): ManifestFile {
  const manifest = nodeManifest({ texts: new Map([['package.json', text.replace(/^\u{feff}/u, '')]]) });
  const base = { path, kind: 'package.json', language: 'node' } as const;
  if (manifest === undefined)
    return {
      ...base,
      dependencies: [],
      problem: jsonOrUndefined(text) === undefined ? 'It is no JSON.' : 'It is no object.',
    };
  const rows = text.split(/\r?\n/u);
  const toList = (entries: Readonly<Record<string, string>>, development: boolean): ManifestDependency[] =>
    Object.entries(entries)
      .slice(0, MAX_DEPENDENCIES)
      .map(([name, requirement]) => ({
        name,
        requirement,
        ...lineOf(rows, (row) => row.includes(`"${name}"`) && row.includes(`"${requirement}"`)),
        development,
      }));
  const all = [...toList(manifest.dependencies, false), ...toList(manifest.developmentDependencies, true)];
  return { ...base, dependencies: all.slice(0, MAX_DEPENDENCIES) };
}

function ofPython(path: string, text: string): ManifestFile {
  const manifest = pythonManifest({ texts: new Map([['pyproject.toml', text.replace(/^\u{feff}/u, '')]]) });
  const base = { path, kind: 'pyproject.toml', language: 'python' } as const;
  if (manifest === undefined) return { ...base, dependencies: [], problem: 'It is no TOML.' };
  const rows = text.split(/\r?\n/u);
  const dependencies = Object.entries(manifest.dependencies).map(([name, requirement]) => ({
    name,
    requirement,
    ...lineOf(rows, (row) => {
      const [, written] = /^[\s[]*(?:dependencies\s*=\s*\[)?\s*["']?([A-Za-z0-9][\w.-]*)/u.exec(row) ?? [];
      const inList =
        row.includes('dependencies') &&
        new RegExp(String.raw`["']${name.replaceAll('-', '[-_.]')}(?![\w.-])`, 'iu').test(row);
      return inList || (written !== undefined && normalName(written) === name);
    }),
    development: false,
  }));
  return { ...base, dependencies: dependencies.slice(0, MAX_DEPENDENCIES) };
}

/** `name = "==1.0"` below `[packages]` and `[dev-packages]`. */
function ofPipfile(path: string, text: string): ManifestFile {
  let section = '';
  const dependencies = text.split(/\r?\n/u).flatMap((row, index): ManifestDependency[] => {
    section = /^\s*\[(?<name>[\w-]+)\]/u.exec(row)?.groups?.['name'] ?? section;
    const match =
      /^\s*"?(?<name>[A-Za-z0-9][\w.-]*)"?\s*=\s*(?:"(?<plain>[^"]*)"|\{.*?version\s*=\s*"(?<version>[^"]*)")/u.exec(
        row,
      );
    if (match === null || !/^(?:dev-)?packages$/u.test(section)) return [];
    const requirement = match.groups?.['plain'] ?? match.groups?.['version'] ?? '';
    return [
      {
        name: normalName(match.groups?.['name'] ?? ''),
        requirement,
        line: index + 1,
        development: section !== 'packages',
      },
    ];
  });
  return { path, kind: 'pipfile', language: 'python', dependencies: dependencies.slice(0, MAX_DEPENDENCIES) };
}

function lineOf(rows: readonly string[], is: (row: string) => boolean): { line?: number } {
  const index = rows.findIndex(is);
  return index < 0 ? {} : { line: index + 1 };
}
