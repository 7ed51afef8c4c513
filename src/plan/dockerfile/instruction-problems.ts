import type { DockerfileInstruction, DockerfileProblem } from '../../model/facts/files.js';
import { instructionPairs, instructionWords } from '../../model/dockerfile-words.js';

const KNOWN = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
/** What follows these is text for a shell, in which a comment is one. */
const SHELL = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'MAINTAINER', 'SHELL']);

type Problem = Omit<DockerfileProblem, 'line' | 'column' | 'endColumn'> & Partial<Pick<DockerfileProblem, 'line'>>;

/** What builders refuse of one instruction, or take for something else than it looks like. `written` is its first word. */
export function instructionProblems(
  instruction: DockerfileInstruction,
  written: string,
  ownSyntax: boolean,
): DockerfileProblem[] {
  const { line, column, endColumn } = instruction;
  return problemsOf(instruction, written, ownSyntax).map((problem) => ({ line, column, endColumn, ...problem }));
}

function problemsOf(instruction: DockerfileInstruction, written: string, ownSyntax: boolean): Problem[] {
  const { keyword, args } = instruction;
  if (!KNOWN.has(keyword)) return ownSyntax ? [] : [invalid(`"${written.slice(0, 40)}" is no instruction.`)];
  const trailing = SHELL.has(keyword) ? undefined : trailingComment(args);
  if (trailing !== undefined)
    return [
      {
        kind: 'trailing-comment',
        message: `Behind ${keyword} stands "${trailing}", which is no comment there but part of the instruction.`,
      },
    ];
  return [...ofArguments(instruction), ...ofAlias(instruction, written), ...swallowed(instruction)];
}

const invalid = (message: string): Problem => ({ kind: 'invalid', message });

/** ` # words` in an instruction that takes words, outside of quotes. */
function trailingComment(args: string): string | undefined {
  if (!args.includes('#')) return undefined;
  const words = instructionWords(args);
  const first = words.findIndex((word) => word.startsWith('#'));
  if (first < 1) return undefined;
  const text = words.slice(first).join(' ');
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function ofArguments({ keyword, args, words, flags }: DockerfileInstruction): Problem[] {
  const plain = instructionWords(args);
  switch (keyword) {
    case 'FROM':
      if (plain.length === 0) return [invalid('FROM names no image.')];
      if (plain.length !== 1 && (plain.length !== 3 || plain[1]?.toLowerCase() !== 'as'))
        return [invalid('FROM takes an image, or an image, AS and a name.')];
      return [];
    case 'COPY':
    case 'ADD':
      return (words ?? plain).length < 2 ? [invalid(`${keyword} needs a source and a destination.`)] : [];
    case 'ENV':
    case 'LABEL': {
      if (plain.length === 0 || (plain.length === 1 && plain[0]?.includes('=') === false))
        return [invalid(`${keyword} needs a name and a value.`)];
      const without = instructionPairs(keyword, args).find(
        ({ value, raw }) => value === undefined || raw === undefined,
      );
      return without === undefined ? [] : [invalid(`${keyword}: "${without.name}" has no "=".`)];
    }
    case 'EXPOSE': {
      if (plain.length === 0) return [invalid('EXPOSE names no port.')];
      const wrong = plain.find((word) => !isPort(word));
      return wrong === undefined ? [] : [invalid(`EXPOSE: "${wrong.slice(0, 40)}" is no port.`)];
    }
    case 'HEALTHCHECK':
      if (/^none$/iu.test(args.trim()) || /^cmd\s+\S/iu.test(args)) return [];
      return [invalid('HEALTHCHECK needs CMD and a command, or NONE.')];
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
      return plain.length === 0 ? [invalid(`${keyword} says nothing.`)] : [];
    case 'RUN':
      return args.trim() === '' && flags.length === 0 ? [invalid('RUN has no command.')] : [];
    case 'SHELL':
      return words === undefined ? [invalid('SHELL has to be in JSON form.')] : [];
    default:
      return [];
  }
}

function isPort(word: string): boolean {
  if (word.includes('$')) return true;
  const match = /^"?(?<from>\d{1,6})(?:-(?<to>\d{1,6}))?(?:\/(?:tcp|udp|sctp))?"?$/iu.exec(word);
  const { from, to = from } = match?.groups ?? {};
  return match !== null && Number(from) <= 65_535 && Number(to) <= 65_535;
}

/** Builders warn when the two are not written alike: https://docs.docker.com/reference/build-checks/from-as-casing/ */
function ofAlias({ keyword, args }: DockerfileInstruction, written: string): Problem[] {
  if (keyword !== 'FROM') return [];
  const [, as] = instructionWords(args);
  const upper = written === 'FROM';
  if (as === undefined || (upper ? as === 'AS' : as === 'as')) return [];
  return [
    { kind: 'alias-case', message: `FROM is written in ${upper ? 'capitals' : 'small letters'} and "${as}" is not.` },
  ];
}

/** A comment in the middle of a command that goes on: joined, all that follows is part of the comment. */
function swallowed({ keyword, args, words, breaks = [], heredocs = [] }: DockerfileInstruction): Problem[] {
  if (!['RUN', 'CMD', 'ENTRYPOINT'].includes(keyword) || words !== undefined || heredocs.length > 0) return [];
  const last = breaks.at(-1);
  if (last === undefined || !args.slice(0, last.at).includes('#')) return [];
  const at = commentAt(args);
  if (at === undefined || at >= last.at) return [];
  const line = breaks.findLast((row) => row.at <= at)?.line;
  return [
    {
      kind: 'comment-swallows',
      message: `The lines of this ${keyword} become one, and "#" makes a comment of everything behind it.`,
      ...(line !== undefined && { line }),
    },
  ];
}

/** Where the shell sees a comment begin. */
function commentAt(text: string): number | undefined {
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\' && quote === '"') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '\\') index += 1;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (index === 0 || /[\s;&|(]/u.test(text.charAt(index - 1)))) return index;
    else if (character === '\n') quote = '';
  }
  return undefined;
}
