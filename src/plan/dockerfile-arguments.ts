import type { Dockerfile } from 'dockerfile-ast';

/** What the arguments before the first FROM come to, as far as they have values. */
export function initialArguments(
  dockerfile: Dockerfile,
  buildArguments: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  // One ARG may declare several.
  for (const property of dockerfile.getInitialARGs().flatMap((argument) => argument.getProperties())) {
    const name = property.getName();
    const value = buildArguments[name] ?? property.getValue() ?? undefined;
    const resolved = value === undefined ? undefined : withArguments(value, values);
    if (resolved !== undefined) values.set(name, resolved);
  }
  return values;
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`; undefined when a value is missing. */
export function withArguments(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let missing = text === '';
  const resolved = text.replaceAll(VARIABLE, (...match) => {
    const { plain, name, operator, word = '' } = match.at(-1) as Record<string, string | undefined>;
    const value = values.get(plain ?? name ?? '');
    if (operator === '+') return value === undefined ? '' : word;
    if (value === undefined && operator !== '-') missing = true;
    return value ?? word;
  });
  return missing ? undefined : resolved;
}

/** Names of the arguments that a text uses, each once. */
export const argumentsUsed = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].flatMap(({ groups }) => groups?.['plain'] ?? groups?.['name'] ?? [])),
];

const VARIABLE = /\$(?:(?<plain>\w+)|\{(?<name>\w+)(?::?(?<operator>[-+])(?<word>[^}]*))?\})/gu;
