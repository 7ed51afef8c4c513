import { isSecretName } from '../model/find-secrets.js';
import type { ContainerSpec } from '../ports/engine.js';

/** The docker command that does what the specification says, for a person to repeat it. Secret values stay out. */
export function dockerCommand(spec: ContainerSpec): string {
  const words = [
    'docker',
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
    ...(spec.memoryBytes === undefined ? [] : ['--memory', String(spec.memoryBytes)]),
    ...Object.entries(spec.environment ?? {}).flatMap(([name, value]) => [
      '--env',
      isSecretName(name) ? name : `${name}=${value}`,
    ]),
    spec.imageReference,
    ...(spec.args ?? []),
  ];
  return words.map(quoted).join(' ');
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
