import { PART_IDS } from './parts/index.js';
import { faultOfName } from './project-name.js';
import { DEFAULT_RUNTIME, runtimeOf, runtimes, type BaseId, type ManagerId, type RuntimeId } from './runtimes/index.js';
import { templates, type TemplateId } from './templates/index.js';

/** Everything about a new project that a person decides. */
export interface ScaffoldChoices {
  readonly name: string;
  /** Port of the server inside the container and, unless MCP_PORT says otherwise, on the host. */
  readonly port: number;
  /** Which server it is. */
  readonly template: TemplateId;
  readonly runtime: RuntimeId;
  readonly runtimeVersion: string;
  /** Who installs its dependencies. */
  readonly packageManager: ManagerId;
  /** Family of the base images. */
  readonly base: BaseId;
  /** Registry and folder of the base images. */
  readonly baseRegistry: string;
  /** Reverse-DNS name under which registries of MCP servers know it. */
  readonly serverName: string;
  /** Parts beside the server, with all that they require. */
  readonly with: readonly string[];
}

export const DEFAULT_BASE_REGISTRY = 'docker.io/library';

/** A name in the space that is reserved for examples: it works everywhere but can be published nowhere. */
export const serverNameFor = (name: string) => `io.github.example/${name}`;

/** What is wrong with a choice, as an end of a sentence; undefined when nothing is. */
export const faultOf: {
  readonly [Choice in keyof ScaffoldChoices]: (value: string, runtime?: RuntimeId) => string | undefined;
} = {
  name: faultOfName,
  port: (value) =>
    /^\d{1,5}$/u.test(value) && Number(value) >= 1024 && Number(value) <= 65_535
      ? undefined
      : 'it has to be a number from 1024 to 65535; lower ones need more rights than the server has.',
  template: (value) =>
    Object.hasOwn(templates, value) ? undefined : `known are: ${Object.keys(templates).join(', ')}.`,
  runtime: (value) => (Object.hasOwn(runtimes, value) ? undefined : `known are: ${Object.keys(runtimes).join(', ')}.`),
  runtimeVersion: (value, runtime = DEFAULT_RUNTIME) => {
    const known = runtimeOf(runtime).versions.map(({ version }) => version);
    return known.includes(value) ? undefined : `known are: ${known.join(', ')}.`;
  },
  packageManager: (value, runtime = DEFAULT_RUNTIME) => knownFor(runtime, value, runtimeOf(runtime).managers),
  base: (value, runtime = DEFAULT_RUNTIME) => knownFor(runtime, value, runtimeOf(runtime).bases),
  baseRegistry: (value) =>
    /^[a-z0-9]+(?:[.-][a-z0-9]+)*(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/u.test(value)
      ? undefined
      : 'it has to look like mirror.example.com/library: lower case, no scheme, no slash at the end.',
  with: (value) => {
    const unknown = value.split(',').filter((name) => name !== '' && !PART_IDS.includes(name));
    return unknown.length === 0 ? undefined : `${unknown.join(', ')} is not one of ${PART_IDS.join(', ')}.`;
  },
  serverName: (value) =>
    /^[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9]+)*\.[a-zA-Z0-9-]+\/[a-zA-Z0-9]+(?:[._-][a-zA-Z0-9]+)*$/u.test(value) &&
    value.length <= 200
      ? undefined
      : 'it has to be a reversed domain, a slash and a name, such as io.github.you/todo.',
};

function knownFor(runtime: RuntimeId, value: string, all: readonly { readonly id: string }[]): string | undefined {
  const known = all.map(({ id }) => id);
  return known.includes(value) ? undefined : `known for ${runtimeOf(runtime).title} are: ${known.join(', ')}.`;
}
