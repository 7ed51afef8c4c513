import * as posix from 'node:path/posix';

const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const OVERRIDES = FILES.map((name) => name.replace('compose.', 'compose.override.'));
const COMPOSE_NAME = /^(?:(?:docker-)?compose(?:[._-][\w.-]+)?|[\w-]+[._-](?:docker-)?compose)\.ya?ml$/u;
/** Files for `docker stack deploy`, which reads them in another way. */
const STACK_NAME =
  /^(?:(?:docker-)?(?:compose[._-])?(?:stack|swarm)(?:[._-][\w.-]+)?|[\w-]+[._-](?:stack|swarm))\.ya?ml$/u;
const DEVELOPMENT =
  /(?:^|[._-])(?:override|dev|devel|development|local|debug|test|tests|testing|e2e|ci|fake|mock|mocks|demo|example|watch)(?=[._-])/u;

/** Files that are read together. */
export interface FoundSetup {
  readonly files: readonly string[];
  readonly kind: 'default' | 'base' | 'overlay' | 'alone';
  readonly development: boolean;
}

export const isComposeName = (name: string): boolean => COMPOSE_NAME.test(name) && !STACK_NAME.test(name);
export const isStackName = (name: string): boolean => STACK_NAME.test(name);

/** Whether a file is made for developing or for tries, by its name. */
export const isForDevelopment = (path: string): boolean => DEVELOPMENT.test(posix.basename(path));

/**
 * What people start of the Compose files of one folder: what `docker compose up` takes by itself, the same without its override file, and
 * every other file, laid over the first or by itself where it says all that it needs (`whole`).
 */
export function findSetups(
  paths: readonly string[],
  { whole, named = [] }: { readonly whole: (path: string) => boolean; readonly named?: readonly string[] },
): FoundSetup[] {
  const byName = (names: readonly string[]) =>
    names.flatMap((name) => paths.find((path) => posix.basename(path) === name) ?? [])[0];
  const base = byName(FILES);
  const override = byName(OVERRIDES);
  const setups: FoundSetup[] = [];
  if (named.length > 0) setups.push({ files: named, kind: 'default', development: named.some(isForDevelopment) });
  else if (base !== undefined && override !== undefined) {
    setups.push({ files: [base, override], kind: 'default', development: true });
    setups.push({ files: [base], kind: 'base', development: false });
  } else if (base !== undefined) setups.push({ files: [base], kind: 'default', development: false });
  for (const path of paths) {
    if (setups.some(({ files }) => files.includes(path))) continue;
    const alone = base === undefined || whole(path);
    setups.push({
      files: alone ? [path] : [base, path],
      kind: alone ? 'alone' : 'overlay',
      development: isForDevelopment(path),
    });
  }
  return setups;
}
