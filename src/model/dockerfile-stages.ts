import { instructionWords, plainWord } from './dockerfile-words.js';
import type { DockerfileFact, DockerfileInstruction } from './facts/files.js';
import { shellCommands, shellText, type ShellCommand } from './shell-commands.js';

type Stages = Pick<DockerfileFact, 'stages' | 'final' | 'instructions'>;

/** Indexes of the stages that the image consists of, the first one first: the final stage and what it builds on. */
export function stageChain({ stages }: Pick<Stages, 'stages'>, final: number): number[] {
  const chain: number[] = [];
  for (let index: number | undefined = final; index !== undefined && index >= 0; index = stages[index]?.parent) {
    if (chain.includes(index)) break;
    chain.unshift(index);
  }
  return chain;
}

/** The instructions of the image's own stages, in the order in which they take effect. */
export function imageInstructions(file: Stages): DockerfileInstruction[] {
  return stageChain(file, file.final).flatMap((index) => instructionsOf(file, index));
}

export const instructionsOf = (
  { instructions }: Pick<Stages, 'instructions'>,
  stage: number,
): DockerfileInstruction[] => instructions.filter((instruction) => instruction.stage === stage);

/** Index of the stage that `--from=NAME` means in the given stage; undefined for another image. */
export function stageNamed({ stages }: Pick<Stages, 'stages'>, name: string, from: number): number | undefined {
  const before = stages.slice(0, Math.max(0, from));
  const named = before.findLastIndex((stage) => stage.name?.toLowerCase() === name.toLowerCase());
  if (named >= 0) return named;
  return /^\d{1,4}$/u.test(name) && Number(name) < before.length ? Number(name) : undefined;
}

/** What COPY and ADD take from another stage or image, and what RUN mounts from one. */
export function namedSources({ flags }: Pick<DockerfileInstruction, 'flags'>): string[] {
  return flags.flatMap(({ name, value = '' }) => {
    if (name === 'from') return [value];
    if (name !== 'mount') return [];
    const from = mountOptions(value).get('from');
    return from === undefined ? [] : [from];
  });
}

/** `type=cache,target=/root/.npm` */
export const mountOptions = (value: string): ReadonlyMap<string, string> =>
  new Map(
    value.split(',').map((option) => {
      const end = option.indexOf('=');
      return end < 0 ? [option.trim(), ''] : [option.slice(0, end).trim(), option.slice(end + 1).trim()];
    }),
  );

/** Targets of the caches that a RUN has mounted, without a slash at their end. */
export function mountedCaches({ flags }: Pick<DockerfileInstruction, 'flags'>): string[] {
  return flags.flatMap(({ name, value = '' }) => {
    const options = name === 'mount' ? mountOptions(value) : undefined;
    if (options?.get('type') !== 'cache' && options?.get('type') !== 'tmpfs') return [];
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    return target === undefined ? [] : [target.replace(/(?<=.)\/+$/u, '')];
  });
}

/** Every stage that a builder has to build for the image. */
export function neededStages(file: Stages): ReadonlySet<number> {
  const needed = new Set(stageChain(file, file.final));
  for (const index of needed) {
    for (const instruction of instructionsOf(file, index))
      for (const name of namedSources(instruction)) {
        const from = stageNamed(file, name, index);
        if (from !== undefined) for (const one of stageChain(file, from)) needed.add(one);
      }
  }
  return needed;
}

export interface ImageSettings {
  readonly entrypoint?: DockerfileInstruction;
  readonly command?: DockerfileInstruction;
  readonly user?: DockerfileInstruction;
  readonly healthcheck?: DockerfileInstruction;
}

/** The instructions that count in the end, of each kind the last. */
export function imageSettings(file: Stages): ImageSettings {
  const all = imageInstructions(file);
  const last = (keyword: string) => all.findLast((instruction) => instruction.keyword === keyword);
  const [entrypoint, own, user, healthcheck] = [last('ENTRYPOINT'), last('CMD'), last('USER'), last('HEALTHCHECK')];
  // An ENTRYPOINT takes away the CMD of what its stage builds on.
  const command = entrypoint !== undefined && own !== undefined && own.stage < entrypoint.stage ? undefined : own;
  return {
    ...(entrypoint !== undefined && { entrypoint }),
    ...(command !== undefined && { command }),
    ...(user !== undefined && { user }),
    ...(healthcheck !== undefined && { healthcheck }),
  };
}

/** Sources and destination of COPY and ADD; undefined where a variable is open. Heredocs count as `<<NAME`. */
export function copyWords({
  args,
  resolved,
  words,
}: DockerfileInstruction): { sources: string[]; target: string } | undefined {
  const text = resolved ?? args;
  const plain = words ?? instructionWords(text).map(plainWord);
  const target = plain.at(-1);
  if (target === undefined || plain.length < 2 || (resolved === undefined && args.includes('$'))) return undefined;
  return { sources: plain.slice(0, -1), target };
}

export interface RunCommand extends ShellCommand {
  /** Line of the file. */
  readonly line: number;
}

/** As much of an instruction as its commands are in. */
export type CommandText = Pick<DockerfileInstruction, 'keyword' | 'line' | 'args' | 'breaks' | 'words' | 'heredocs'>;

/** The commands of RUN, or of another instruction that a shell or the kernel is given, with the lines on which they begin. */
export function runCommands(instruction: CommandText): RunCommand[] {
  const { words, args, heredocs = [], keyword } = instruction;
  if (words !== undefined) {
    const text = shellText(words);
    const commands = text === undefined ? [vector(words)] : shellCommands(text);
    return commands.map((command) => ({ ...command, line: instruction.line }));
  }
  const text = keyword === 'HEALTHCHECK' ? args.replace(/^cmd\s/iu, (head) => ' '.repeat(head.length)) : args;
  const outside = shellCommands(text).map((command) => ({ ...command, line: lineAt(instruction, command.at) }));
  // `RUN <<EOF`: the body is what is run; `cat <<EOF > file`: it is what is written.
  if (
    keyword !== 'RUN' ||
    heredocs.length === 0 ||
    !outside.every(({ words: own }) => own.length === 0 || isShell(own))
  )
    return outside;
  return heredocs.flatMap(({ text: body, line }) =>
    shellCommands(body).map((command) => ({ ...command, line: line + linesIn(body.slice(0, command.at)) })),
  );
}

const isShell = ([program = '', ...rest]: readonly string[]) =>
  rest.length === 0 && /^(?:.*\/)?(?:ba|da|a)?sh$/u.test(program);

const vector = (words: readonly string[]): ShellCommand => ({
  words,
  assignments: [],
  redirections: [],
  before: '',
  after: '',
  at: 0,
});

const linesIn = (text: string) => text.split('\n').length - 1;

/** Line of the file on which that offset of the arguments stands. */
export const lineAt = ({ line, breaks = [] }: Pick<DockerfileInstruction, 'line' | 'breaks'>, at: number): number =>
  breaks.findLast((row) => row.at <= at)?.line ?? line;

/** Values that ENV has set where the image's instructions end; undefined for one that is open. */
export function environmentNames(instructions: readonly DockerfileInstruction[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { keyword, args } of instructions) {
    if (keyword !== 'ENV') continue;
    for (const match of args.matchAll(
      /(?<=^|\s)(?<name>[A-Za-z_]\w*)(?:=|\s+)(?<value>"(?:[^"\\]|\\.)*"|'[^']*'|\S*)/gu,
    ))
      found.set(match.groups?.['name'] ?? '', plainWord(match.groups?.['value'] ?? ''));
  }
  return found;
}
