import { baseName, shellCommands, unwrapped, type ShellCommand } from '../../model/shell-commands.js';

/** One branch of a `case`, or what is left of a script without its branches. */
export interface Branch {
  /** `stdio|mcp`, `*`. */
  readonly pattern: string;
  /** 1-based, in the script. */
  readonly line: number;
  readonly commands: readonly ShellCommand[];
  readonly text: string;
}

/** The first `case … esac` of a shell script that decides on what is started, with its branches; undefined without one. */
export function modeBranches(
  text: string,
): { readonly line: number; readonly branches: readonly Branch[]; readonly after: string } | undefined {
  const found =
    /^[ \t]*case[ \t]+(?<subject>\S[^\n]{0,200}?)[ \t]+in\b(?<body>[\s\S]{0,60000}?)^[ \t]*esac\b(?<after>[\s\S]*)$/mu.exec(
      text,
    );
  if (found?.groups === undefined) return undefined;
  const { body = '', after = '' } = found.groups;
  const start = found.index + found[0].indexOf(body);
  const branches: Branch[] = [];
  let offset = 0;
  for (const piece of body.split(/;;&?|;&/u)) {
    const head = /^(?<space>\s*)\(?(?<pattern>[^()\n#]{1,200})\)/u.exec(withoutComments(piece))?.groups;
    if (head !== undefined) {
      const own = piece.slice(piece.indexOf(')') + 1);
      const at = start + offset + (head['space'] ?? '').length;
      branches.push({
        pattern: (head['pattern'] ?? '').trim(),
        line: lineOf(text, at),
        commands: shellCommands(own),
        text: own,
      });
    }
    offset += piece.length + 2;
  }
  return branches.length === 0 ? undefined : { line: lineOf(text, found.index), branches, after };
}

/** The commands, and in place of a call of a function of the script what it consists of. */
export function withFunctions(commands: readonly ShellCommand[], text: string): ShellCommand[] {
  const functions = new Map(
    [...text.matchAll(FUNCTION)].map(({ groups }) => [groups?.['name'] ?? '', groups?.['body'] ?? '']),
  );
  return commands.flatMap((command) => {
    const body = functions.get(command.words[0] ?? '');
    return body === undefined ? [command] : shellCommands(body);
  });
}
const FUNCTION =
  /^[ \t]*(?:function[ \t]+)?(?<name>[A-Za-z_]\w{0,60})[ \t]*(?:\([ \t]*\))?[ \t]*\{(?<body>[^\n]*\}[ \t]*$|[\s\S]{0,5000}?^[ \t]*\}[ \t]*$)/gmu;

const withoutComments = (text: string) => text.replaceAll(/^[ \t]*#[^\n]*$/gmu, (line) => ' '.repeat(line.length));
export const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

const RUNTIMES =
  /^(?:node|nodejs|bun|deno|npm|npx|pnpm|yarn|tsx|python[\d.]*|uv|uvx|uvicorn|gunicorn|hypercorn|granian|fastmcp|mcp|java|dotnet|ruby|php|poetry)$/u;
/** Of a runtime: what comes to an end by itself. */
const SHORT =
  /^(?:-c|-e|-p|--version|-V|-v|--eval|--print)$|migrat|^(?:install|ci|build|compileall|sync|pip|alembic|prisma|test|lint|seed|db:|run-script|db)$/u;

/** Whether a command starts what is to run as long as the container does: a runtime with a program, or `"$@"`. */
export function startsServer({ words, redirections }: ShellCommand): boolean {
  const own = unwrapped(words);
  const [program = '', ...rest] = own;
  if (program === '$@' || program === '${@}' || program === '$*') return true;
  if (!RUNTIMES.test(baseName(program)) || redirections.some((one) => /^\d*>/u.test(one) && !/>&/u.test(one)))
    return false;
  return rest.length > 0 && !rest.slice(0, 3).some((word) => SHORT.test(word));
}
