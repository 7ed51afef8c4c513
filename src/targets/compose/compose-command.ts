import { maskSecrets } from '../../model/clean-text.js';
import { isSecretVariable } from '../../model/secret-variable.js';
import { shellWord } from '../../model/shell-word.js';
import type { ContainerSpec } from '../../ports/engine.js';

interface ComposeCommandInput {
  /** `docker compose`. */
  readonly words: readonly string[];
  /** As the user gave it; absent for the one that Compose finds. */
  readonly file?: string;
  readonly service: string;
  readonly secrets: readonly string[];
}

/** The line that starts the service with its dependencies as a run of ours does, as far as `compose run` has an option for it. */
export function composeCommand(spec: ContainerSpec, { words, file, service, secrets }: ComposeCommandInput): string {
  const variables = Object.entries(spec.environment ?? {}).flatMap(([name, value]) => [
    '--env',
    isSecretVariable(name, value, secrets) ? name : `${name}=${value}`,
  ]);
  return [
    ...words,
    ...(file === undefined ? [] : ['--file', file]),
    'run',
    '--rm',
    '--no-TTY',
    ...(spec.publish ?? []).flatMap((port) => ['--publish', `127.0.0.1:${port}:${port}`]),
    ...(spec.dropCapabilities ?? []).flatMap((name) => ['--cap-drop', name]),
    ...(spec.user === undefined ? [] : ['--user', spec.user]),
    ...variables,
    service,
    ...(spec.args ?? []).map((word) => maskSecrets(word, secrets)),
  ]
    .map(shellWord)
    .join(' ');
}
