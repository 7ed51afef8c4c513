import { maskSecrets } from '../model/clean-text.js';
import { isSecretVariable } from '../model/secret-variable.js';
import { shellWord } from '../model/shell-word.js';
import type { ContainerSpec } from '../ports/engine.js';

/** What a client's entry has and a run of ours has not: it outlives the run, and nobody is there to repeat values. */
export interface LastingOptions {
  /** Absolute path of a file with the server's variables, for docker to read. */
  readonly environmentFile?: string;
  readonly volumes?: readonly { readonly name: string; readonly path: string }[];
  /** Names and their addresses, `NAME:ADDRESS`. */
  readonly hosts?: readonly string[];
}

/**
 * The docker command that does what the specification says, for a person to repeat it. Secrets stay out: docker takes the value
 * of a variable that is only named from the shell in which the command is repeated.
 */
export const dockerCommand = (spec: ContainerSpec, secrets: readonly string[]): string =>
  ['docker', ...dockerRunArguments(spec, secrets)].map(shellWord).join(' ');

/** The arguments of the same command, one by one: for a program that starts it without a shell. */
export function dockerRunArguments(
  spec: Omit<ContainerSpec, 'labels'>,
  secrets: readonly string[],
  { environmentFile, volumes = [], hosts = [] }: LastingOptions = {},
): string[] {
  return [
    'run',
    '--rm',
    ...(spec.openStdin === true ? ['-i'] : []),
    ...(spec.init === true ? ['--init'] : []),
    ...(spec.publish ?? []).flatMap((port) => ['-p', `127.0.0.1:${port}:${port}`]),
    ...(spec.dropCapabilities ?? []).flatMap((name) => ['--cap-drop', name]),
    ...(spec.noNewPrivileges === true ? ['--security-opt', 'no-new-privileges'] : []),
    ...(spec.readOnly === true ? ['--read-only'] : []),
    ...(spec.tmpfs ?? []).flatMap((path) => ['--tmpfs', path]),
    ...(spec.user === undefined ? [] : ['--user', spec.user]),
    ...(spec.network === undefined ? [] : ['--network', spec.network]),
    ...(spec.dns ?? []).flatMap((address) => ['--dns', address]),
    ...hosts.flatMap((host) => ['--add-host', host]),
    ...(spec.memoryBytes === undefined ? [] : ['--memory', String(spec.memoryBytes)]),
    ...(spec.cpus === undefined ? [] : ['--cpus', String(spec.cpus)]),
    ...(environmentFile === undefined ? [] : ['--env-file', environmentFile]),
    ...(spec.volumes ?? []).flatMap((path) => ['-v', path]),
    ...volumes.flatMap(({ name, path }) => ['-v', `${name}:${path}`]),
    ...Object.entries(spec.environment ?? {}).flatMap(([name, value]) => [
      '--env',
      isSecretVariable(name, value, secrets) ? name : `${name}=${value}`,
    ]),
    ...(spec.entrypoint?.[0] === undefined ? [] : ['--entrypoint', spec.entrypoint[0]]),
    spec.imageReference,
    ...(spec.entrypoint ?? []).slice(1).map((word) => maskSecrets(word, secrets)),
    ...(spec.args ?? []).map((word) => maskSecrets(word, secrets)),
  ];
}
