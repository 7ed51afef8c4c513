import type { Language } from '../detect/project-view.js';
import type { PackageWords } from '../package-words.js';

/** Another way to start a server, for one that does not answer as it is. */
export interface OtherStart {
  readonly args: readonly string[];
  /** Set in the image. */
  readonly environment: Readonly<Record<string, string>>;
  /** Why, as the middle of a sentence that begins with the server. */
  readonly because: string;
}

interface Seen {
  /** What it wrote before it ended, or while it was silent. */
  readonly lastLines: readonly string[];
  readonly onlyInside: readonly string[];
  readonly words: PackageWords;
  /** Arguments that it has already. */
  readonly args: readonly string[];
  readonly runtime: Language;
}

/** Subcommands that serve, where the page of usage names them. */
const SUBCOMMANDS = ['server start', 'mcp', 'stdio', 'serve', 'start', 'run', 'server'];
const NO_ICU = /\bvalid ICU package\b/u;

/** What a server that did not answer may want, the likeliest first: from its last words, and from what its sources know. */
export function otherStarts({ lastLines, onlyInside, words, args, runtime }: Seen): OtherStart[] {
  const invariant = lastLines.some((line) => NO_ICU.test(line));
  const environment: Readonly<Record<string, string>> = invariant ? { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } : {};
  const usage = lastLines.some((line) => /\busage\b/iu.test(line));
  const plain = (words_: readonly string[]): OtherStart => ({
    args: words_,
    environment,
    because: `speaks MCP with ${words_.join(' ')}`,
  });
  const fresh = (words_: readonly string[]) => !words_.some((word) => args.includes(word));
  return [
    ...(invariant
      ? [
          {
            args: [],
            environment,
            because: 'runs on .NET, which wants libraries of languages that a slim image does not have',
          },
          { args: ['server', 'start'], environment, because: 'speaks MCP with server start' },
        ]
      : []),
    ...words.stdio.filter(fresh).map(plain),
    ...(usage
      ? SUBCOMMANDS.filter((command) => names(lastLines, command))
          .map((command) => command.split(' '))
          .filter(fresh)
          .map(plain)
      : []),
    ...(onlyInside.length > 0
      ? [
          {
            args: [],
            environment: { ...environment, HOST: '0.0.0.0', ...(runtime === 'python' && { FASTMCP_HOST: '0.0.0.0' }) },
            because: `listens on ${onlyInside.join(', ')} otherwise, where no port of a container leads`,
          },
        ]
      : []),
  ];
}

/** As an entry of a list of commands, or behind the name of the program. */
const names = (lines: readonly string[], command: string) => {
  const word = command.replaceAll(' ', String.raw`\s+`);
  const entry = new RegExp(
    String.raw`^[\s│|]{1,8}(?:[\w./-]+\s+)?${word}(?:\s{2,}|\s*$|\s+[\[<-])|[{|,]${word}[,|}]`,
    'u',
  );
  return lines.some((line) => entry.test(line));
};
