import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { nodeManifest, normalName, pythonManifest } from './manifests.js';
import type { Detected, Language, ProjectView } from './project-view.js';

/** What servers are written with, the frameworks before what they are made of. */
export const SDKS: Readonly<Record<Language, readonly string[]>> = {
  node: ['fastmcp', 'mcp-framework', 'xmcp', 'mcp-use', '@modelcontextprotocol/server', '@modelcontextprotocol/sdk'],
  python: ['fastmcp', 'mcp'],
};

/** The MCP SDK that the project depends on, with the version that its lock file holds, else as it is asked for. */
export function sdkOf(
  view: ProjectView,
  language: Language,
): Detected<{ readonly name: string; readonly version?: string }> | undefined {
  const node = language === 'node' ? nodeManifest(view) : undefined;
  const python = language === 'python' ? pythonManifest(view) : undefined;
  const asked = node?.dependencies ?? python?.dependencies ?? {};
  const late = node?.developmentDependencies ?? {};
  const name = SDKS[language].find((known) => Object.hasOwn(asked, known) || Object.hasOwn(late, known));
  if (name === undefined) {
    // A framework of its own, or a package that is only wrapped, brings one along.
    const brought = SDKS[language].flatMap((known) => {
      const found = lockedVersion(view, language, known);
      return found === undefined ? [] : [{ value: { name: known, version: found.value }, from: found.from }];
    });
    return brought[0];
  }
  const locked = lockedVersion(view, language, name);
  const range = asked[name] ?? late[name] ?? '';
  const version = locked?.value ?? (range === '' ? undefined : range);
  const key =
    node === undefined
      ? python?.dependenciesFrom
      : `package.json: ${Object.hasOwn(asked, name) ? 'dependencies' : 'devDependencies'}`;
  return { value: { name, ...(version !== undefined && { version }) }, from: locked?.from ?? key ?? 'package.json' };
}

function lockedVersion(view: ProjectView, language: Language, name: string): Detected<string> | undefined {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
  const files: Readonly<Record<string, (text: string) => string | undefined>> =
    language === 'node'
      ? {
          'package-lock.json': (text) => ofNpmLock(text, name),
          'npm-shrinkwrap.json': (text) => ofNpmLock(text, name),
          'pnpm-lock.yaml': (text) =>
            new RegExp(String.raw`^\s+'?${escaped}'?:\r?\n\s+specifier: .*\r?\n\s+version: '?(\d[\w.+-]*)`, 'mu').exec(
              text,
            )?.[1],
          'yarn.lock': (text) =>
            new RegExp(String.raw`^"?${escaped}@[^\n]*:\r?\n\s+version:? "?(\d[\w.+-]*)`, 'mu').exec(text)?.[1],
        }
      : {
          'uv.lock': (text) => ofTomlLock(text, name),
          'poetry.lock': (text) => ofTomlLock(text, name),
          'requirements.txt': (text) =>
            new RegExp(String.raw`^${escaped}(?:\[[^\]]*\])?==([\w.!+]+)`, 'imu').exec(text)?.[1],
        };
  for (const [file, read] of Object.entries(files)) {
    const value = read(view.texts.get(file) ?? '');
    if (value !== undefined) return { value, from: file };
  }
  return undefined;
}

function ofNpmLock(text: string, name: string): string | undefined {
  const lock = jsonOrUndefined(text) as { packages?: Record<string, { version?: unknown }> } | undefined;
  const version = lock?.packages?.[`node_modules/${name}`]?.version;
  return typeof version === 'string' ? version : undefined;
}

const ofTomlLock = (text: string, name: string): string | undefined =>
  new RegExp(String.raw`^name = "${normalName(name)}"\r?\nversion = "([^"]+)"`, 'mu').exec(text)?.[1];
