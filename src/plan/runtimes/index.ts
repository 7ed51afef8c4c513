import { nodeRuntime } from './node.js';
import { pythonPipRuntime } from './python-pip.js';
import { pythonUvRuntime } from './python-uv.js';
import type { Runtime, RuntimeManager } from './runtime.js';

/** Every runtime that `init` offers, by id. */
export const runtimes = {
  [nodeRuntime.id]: nodeRuntime,
  [pythonUvRuntime.id]: pythonUvRuntime,
  [pythonPipRuntime.id]: pythonPipRuntime,
} as const satisfies Readonly<Record<string, Runtime>>;

export type RuntimeId = keyof typeof runtimes;

/** Names of the package managers of all runtimes. */
export type ManagerId = (typeof runtimes)[RuntimeId]['managers'][number]['id'];

/** Names of the families of base images of all runtimes. */
export type BaseId = (typeof runtimes)[RuntimeId]['bases'][number]['id'];

export const BASE_IDS: readonly BaseId[] = [
  ...new Set(Object.values(runtimes).flatMap(({ bases }) => bases.map(({ id }) => id))),
];

export const DEFAULT_BASE: BaseId = 'slim';

export const DEFAULT_RUNTIME: RuntimeId = 'node';

/** The same with the type that all of them have in common. */
export const runtimeOf = (id: RuntimeId): Runtime => runtimes[id];

/** Language and version in words: `TypeScript on Node.js 24`, `Python with uv, Python 3.13`. */
export function languageOf({
  runtime,
  runtimeVersion,
}: {
  readonly runtime: RuntimeId;
  readonly runtimeVersion: string;
}) {
  const { title, versionTitle } = runtimeOf(runtime);
  return `${title}${title.endsWith(versionTitle) ? '' : `, ${versionTitle}`} ${runtimeVersion}`;
}

/** The first runtime that has a version of this name; undefined when none has. */
export const runtimeOfVersion = (version: string): RuntimeId | undefined =>
  Object.values(runtimes).find(({ versions }) => versions.some((known) => known.version === version))?.id;

/** The runtime that has a package manager of this name; undefined when none has. */
export const runtimeOfManager = (manager: string): RuntimeId | undefined =>
  Object.values(runtimes).find(({ managers }) => managers.some((known) => known.id === manager))?.id;

/** The usual package manager of a runtime. */
export const defaultManagerOf = (id: RuntimeId): ManagerId => runtimes[id].managers[0].id;

/** A package manager of a runtime; the usual one where it has none of this name. */
export function managerOf(id: RuntimeId, manager: string): RuntimeManager {
  const { managers } = runtimeOf(id);
  return managers.find((known) => known.id === manager) ?? managers[0];
}

export const MANAGER_IDS: readonly ManagerId[] = Object.values(runtimes).flatMap(({ managers }) =>
  managers.map(({ id }) => id),
);
