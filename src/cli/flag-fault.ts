/** How oclif words what is wrong with flags and arguments, and how this tool does. */
const WORDINGS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^Parsing (--\S+)\s+Expected (.+) but received: (.*)$/su,
    (flag, what, value) => `${flag}: expected ${what}, not "${value}".`,
  ],
  [/^Parsing (--\S+)\s+(.+)$/su, (flag, what) => `${flag}: ${lowered(what)}`],
  [/^Flag (--\S+) expects a value$/u, (flag) => `${flag} needs a value.`],
  [/^Flag (--\S+) expects one of these values: (.+)$/u, (flag, values) => `${flag} needs a value, one of ${values}.`],
  [/^Flag (--\S+) can only be specified once$/u, (flag) => `${flag} can be given only once.`],
  [
    /^Expected (--\S+?)=(.*) to be one of: (.+)$/u,
    (flag, value, values) => `${flag}: "${value}" is none of ${values}.`,
  ],
  [/^All of the following must be provided when using (--\S+): (.+)$/u, (flag, others) => `${flag} needs ${others}.`],
  [/^(--[^\s=]+)(?:=.*)? cannot also be provided when using (--\S+)$/u, (...flags) => exclusive(flags)],
  [/^Nonexistent flag: (.+)$/u, (flag) => `There is no flag ${flag}.`],
  [/^Nonexistent flags: (.+)$/u, (flags) => `There are no flags ${flags}.`],
  [/^Unexpected arguments?: (.+)$/u, (values) => `Too many arguments: ${values}.`],
];

/** Where its help stands, and an order of flags and arguments that our flags do not ask for. */
const ASIDE =
  /^(?:See more help|The following errors? occurred|Note: --.* allow multiple values|Alternatively, you can use "--")/u;

/** What is wrong with flags or arguments, as oclif says it, in one sentence for each fault. */
export function flagFault(message: string): string {
  // One fault goes over two lines: the flag, then what its value had to be.
  const lines = message
    .replaceAll(/^(Parsing --\S+)\s*\n\s*/gmu, '$1 ')
    .replaceAll(
      /^Missing 1 required arg:\s*\n\s*(\S+)[ \t]+(.*)$/gmu,
      (_, name: string, about: string) => `${name.toUpperCase()} is missing: ${lowered(about)}`,
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !ASIDE.test(line));
  return [...new Set(lines.map(reworded))].join('\n');
}

/**
 * The command that oclif did not find, as it was typed and without what came behind it; undefined when its message is about
 * something else. Of a group that there is, such as `tools`, the next word is part of it.
 */
export function unknownCommand(message: string, commands: readonly string[]): string | undefined {
  const [first, second] = /^command (\S+) not found\.?$/iu.exec(message.trim())?.[1]?.split(':') ?? [];
  const isGroup = commands.some((command) => command.startsWith(`${first} `));
  return isGroup && second !== undefined ? `${first} ${second}` : first;
}

function reworded(line: string): string {
  for (const [pattern, word] of WORDINGS) {
    const found = pattern.exec(line);
    if (found !== null) return word(...found.slice(1));
  }
  return /[.:?]$/u.test(line) ? line : `${line}.`;
}

/** oclif says it once for each of the two. */
const exclusive = (flags: readonly string[]) => `${flags.toSorted().join(' and ')} exclude each other.`;

const lowered = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.?$/u, '.')}`;
