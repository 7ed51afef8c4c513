import {
  dependenciesOf,
  directDependenciesOf,
  downloadsToSkip,
  nativeModulesOf,
  systemPackagesFor,
} from './dependencies.js';
import type { Detection } from './detection.js';
import { listeningOf } from './listening.js';
import { localNeedsOf } from './local-needs.js';
import { MANIFEST_FILES } from './manifest-files.js';
import { nodeManifest, pythonManifest } from './manifests.js';
import { nodeStart } from './node-command.js';
import { packageManagerOf } from './package-managers.js';
import { pythonStart } from './python-command.js';
import type { Detected, Language, ProjectView } from './project-view.js';
import { sdkOf } from './sdk.js';
import { transportSwitchOf, transportsOf } from './transports.js';
import { uvLockOf } from './uv-lock.js';
import { variablesOf } from './variables.js';
import { nodeVersion, pythonVersion } from './versions.js';

/** Languages for which the folder has a manifest; the one whose manifest names an MCP SDK alone counts when there are two. */
export function languagesOf(view: ProjectView): Detected<Language>[] {
  const found = MANIFEST_FILES.filter(([file]) => view.paths.has(file)).map(([from, value]) => ({ value, from }));
  const languages = found.filter(({ value }, index) => found.findIndex((other) => other.value === value) === index);
  const speaking = languages.filter(({ value }) => sdkOf(view, value) !== undefined);
  return speaking.length === 1 ? speaking : languages;
}

/**
 * Everything that the folder says about the server in it. Pure; `language` decides where a folder holds two. `direct` are the
 * packages that a wrapped package asks for itself, and where that stands.
 */
export function detectProject(view: ProjectView, language?: Language, direct?: ReadonlyMap<string, string>): Detection {
  const languages = languagesOf(view);
  const only = language ?? (languages.length === 1 ? languages[0]?.value : undefined);
  if (only === undefined) return { ...NOTHING, languages, notes: notesOf(view, undefined) };
  const sdk = sdkOf(view, only);
  const version = only === 'node' ? nodeVersion(view) : pythonVersion(view);
  const start = only === 'node' ? nodeStart(view) : { ...pythonStart(view), runsWithDevelopmentDependencies: false };
  const dependencies = dependenciesOf(view, only);
  const transportSwitch = transportSwitchOf(view, only);
  return {
    ...NOTHING,
    languages,
    ...(version !== undefined && { version }),
    ...packageManagerOf(view, only),
    ...(sdk !== undefined && { sdk }),
    transports: transportsOf(view, only),
    ...(transportSwitch !== undefined && { transportSwitch }),
    ...start,
    ...listeningOf(view, only, sdk),
    nativeModules: nativeModulesOf(view, only),
    skippedDownloads: downloadsToSkip(view, only),
    systemPackages: systemPackagesFor(dependencies, only),
    variables: variablesOf(view, only),
    needs: localNeedsOf(view, only, direct ?? directDependenciesOf(view, only)),
    notes: notesOf(view, only),
  };
}

const NOTHING: Detection = {
  languages: [],
  transports: [],
  commands: [],
  nativeModules: [],
  skippedDownloads: [],
  systemPackages: [],
  variables: [],
  needs: [],
  runsWithDevelopmentDependencies: false,
  notes: [],
};

function notesOf(view: ProjectView, language: Language | undefined): string[] {
  const manager = language === undefined ? undefined : packageManagerOf(view, language);
  const node = language === 'node' ? nodeManifest(view) : undefined;
  const python = language === 'python' ? pythonManifest(view) : undefined;
  const unlocked = manager?.packageManager !== undefined && manager.lockFile === undefined;
  const loose =
    manager?.lockFile?.value === 'requirements.txt' && !/--hash=/u.test(view.texts.get('requirements.txt') ?? '');
  return [
    ...(view.truncated
      ? ['The project has more sources than were read; what is not listed may be there all the same.']
      : []),
    ...(node?.workspaces === true
      ? [
          'package.json has workspaces: the image gets all of them, and starts one. Another is named by its file: --command "node packages/NAME/dist/index.js".',
        ]
      : []),
    ...(unlocked && node !== undefined
      ? [
          'There is no lock file, so no two builds are sure to be the same. `npm install --package-lock-only` makes one.',
        ]
      : []),
    ...(unlocked && python !== undefined
      ? ['There is no lock file, so no two builds are sure to be the same. `uv lock` makes one.']
      : []),
    ...(manager?.lockFile?.value === 'poetry.lock'
      ? ['The Dockerfile for Poetry is written for and untested; `mcp-dock build` and `mcp-dock verify` tell.']
      : []),
    ...(manager?.packageManager?.value === 'yarn' && manager.packageManagerVersion?.value.startsWith('1.') === true
      ? ['The Dockerfile for Yarn 1 is written for and untested; `mcp-dock build` and `mcp-dock verify` tell.']
      : []),
    ...(language === 'python' && uvLockOf(view)?.covers === true && uvLockOf(view)?.older === true
      ? ['uv.lock is older than pyproject.toml; what it locks is installed as it is. `uv lock` makes it new.']
      : []),
    ...(loose ? ['requirements.txt has no hashes. `uv pip compile --generate-hashes` makes one that does.'] : []),
  ];
}
