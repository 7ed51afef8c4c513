import type { DockerfileFact, DockerfileInstruction, DockerfileProblem } from '../../model/facts/files.js';
import { filledIn, instructionPairs, instructionWords, plainWord } from '../../model/dockerfile-words.js';
import { jsonForm } from './json-form.js';
import { instructionProblems } from './instruction-problems.js';
import { logicalLines, type LogicalLine } from './logical-lines.js';

/** The parts of a Dockerfile that its text alone says. */
export type ReadDockerfile = Pick<
  DockerfileFact,
  'escape' | 'syntax' | 'problems' | 'stages' | 'instructions' | 'truncated' | 'final'
>;

/** Bytes that are looked at; a person's Dockerfile has a hundredth of that. */
export const MAX_DOCKERFILE_BYTES = 1024 * 1024;

/** Stages that build on each other are followed; nobody writes that many. */
const MAX_STAGES = 100;
const MAX_PROBLEMS = 200;

/**
 * Reads the text of a Dockerfile. Never throws: what no builder would take is among the problems, and everything else is read all the
 * same. `buildArguments` are those of the project.
 */
export function readDockerfile(
  text: string,
  { buildArguments = {}, target }: { buildArguments?: Readonly<Record<string, string>>; target?: string } = {},
): ReadDockerfile {
  if (text.includes('\0'))
    return nothing({ kind: 'binary', line: 1, message: 'It is no text: there are null bytes in it.' });
  if (text.length > MAX_DOCKERFILE_BYTES)
    return nothing({ kind: 'too-large', line: 1, message: 'It is larger than 1 MiB, and was not looked at.' });
  const { escape, syntax, lines, badEscape, truncated } = logicalLines(text);
  const ownSyntax =
    syntax !== undefined && !/(?:^|\/)(?:docker\/dockerfile|dockerfile)(?:-upstream)?(?:[:@]|$)/u.test(syntax);
  const problems: DockerfileProblem[] = [];
  if (badEscape !== undefined)
    problems.push({
      kind: 'invalid',
      line: badEscape.line,
      message: `escape=${badEscape.value.slice(0, 20)} is neither \\ nor \`.`,
    });
  const scope = new Scope(buildArguments);
  const stages: DockerfileFact['stages'] = [];
  const instructions: DockerfileInstruction[] = [];
  const soFar = (): ReadDockerfile => ({
    escape,
    ...(syntax !== undefined && { syntax }),
    problems: problems.slice(0, MAX_PROBLEMS),
    stages,
    instructions,
    truncated,
    final: finalStage(stages, target),
  });
  for (const line of lines) {
    const [written = ''] = /^\S+/u.exec(line.text) ?? [];
    const before = toInstruction(line, written, stages.length - 1);
    if (before.keyword === 'FROM' && stages.length >= MAX_STAGES) return cutShort(soFar());
    problems.push(...instructionProblems(before, written, ownSyntax));
    if (line.unclosed !== undefined)
      problems.push({ kind: 'invalid', line: line.line, message: `The heredoc ${line.unclosed} never ends.` });
    if (before.keyword === 'FROM') {
      stages.push(scope.enter(before, stages));
      instructions.push({ ...before, stage: stages.length - 1 });
    } else {
      if (stages.length === 0 && before.keyword !== 'ARG' && problems.length === 0)
        problems.push(placed(before, `${before.keyword} comes before the first FROM; only ARG may.`));
      instructions.push(scope.resolve(before));
    }
  }
  if (instructions.length === 0) problems.push({ kind: 'invalid', line: 1, message: 'It is empty.' });
  else if (stages.length === 0) {
    problems.length = 0;
    problems.push({ kind: 'invalid', line: 1, message: 'It has no FROM, so there is nothing to build on.' });
  }
  return truncated ? cutShort(soFar()) : soFar();
}

/** What the image is in the end stands behind the cut. */
const cutShort = (read: ReadDockerfile): ReadDockerfile => ({
  ...read,
  truncated: true,
  problems: [
    ...read.problems,
    {
      kind: 'too-large',
      line: 1,
      message: 'It has more stages or instructions than are looked at; what it makes was not judged.',
    },
  ],
});

const nothing = (problem: DockerfileProblem): ReadDockerfile => ({
  escape: '\\',
  problems: [problem],
  stages: [],
  instructions: [],
  truncated: true,
  final: -1,
});

const placed = ({ line, column, endColumn }: DockerfileInstruction, message: string): DockerfileProblem => ({
  kind: 'invalid',
  line,
  column,
  endColumn,
  message,
});

/** Index of the stage that is built: the one of that name or number, else the last. */
export function finalStage(stages: DockerfileFact['stages'], target: string | undefined): number {
  if (target === undefined) return stages.length - 1;
  const named = stages.findLastIndex(({ name }) => name?.toLowerCase() === target.toLowerCase());
  const number = /^\d+$/u.test(target) && Number(target) < stages.length ? Number(target) : undefined;
  return named >= 0 ? named : (number ?? stages.length - 1);
}

const WITH_JSON = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD', 'VOLUME', 'SHELL', 'HEALTHCHECK']);
const WITH_FLAGS = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK']);

function toInstruction(line: LogicalLine, written: string, stage: number): DockerfileInstruction {
  const keyword = written.toUpperCase();
  const from = skipSpace(line.text, written.length);
  const { flags, end } = WITH_FLAGS.has(keyword) ? flagsOf(line.text, from) : { flags: [], end: from };
  const args = line.text.slice(end).trimEnd();
  const words = WITH_JSON.has(keyword)
    ? jsonForm(keyword === 'HEALTHCHECK' ? args.replace(/^cmd\s+/iu, '') : args)
    : undefined;
  // Flags may fill the first lines; then the arguments begin on a later one.
  const first = line.breaks.findLast(({ at }) => at <= end);
  const breaks = [
    ...(first === undefined ? [] : [{ at: 0, line: first.line }]),
    ...line.breaks.filter(({ at }) => at > end).map(({ at, line: row }) => ({ at: at - end, line: row })),
  ];
  return {
    keyword: keyword.slice(0, 40),
    line: line.line,
    endLine: line.endLine,
    column: line.column,
    endColumn: line.endColumn,
    stage,
    flags,
    args,
    ...(breaks.length > 0 && { breaks }),
    ...(words !== undefined && { words }),
    ...(line.heredocs.length > 0 && { heredocs: [...line.heredocs] }),
  };
}

function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && /\s/u.test(text.charAt(index))) index += 1;
  return index;
}

function flagsOf(text: string, from: number): { flags: DockerfileInstruction['flags']; end: number } {
  const flags: DockerfileInstruction['flags'] = [];
  let end = from;
  while (text.startsWith('--', end) && flags.length < 50) {
    const [word = ''] = /^(?:[^\s"']|"[^"]*"|'[^']*')+/u.exec(text.slice(end, end + 4096)) ?? [];
    if (word === '--' || word === '') break;
    const equals = word.indexOf('=');
    flags.push(
      equals < 0
        ? { name: word.slice(2) }
        : { name: word.slice(2, equals), value: word.slice(equals + 1).replace(/^(["'])(.*)\1$/u, '$2') },
    );
    end = skipSpace(text, end + word.length);
  }
  return { flags, end };
}

/** Instructions in whose words builders fill in variables, and that a check reads by their meaning. */
const RESOLVED = new Set(['EXPOSE', 'USER', 'WORKDIR', 'COPY', 'ADD', 'STOPSIGNAL']);

/** What ARG and ENV have said so far; a name without a value is declared and open. */
class Scope {
  readonly #given: Readonly<Record<string, string>>;
  readonly #global = new Map<string, string | undefined>();
  readonly #environments: Map<string, string | undefined>[] = [];
  #values = this.#global;
  #environment = new Map<string, string | undefined>();

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given;
  }

  enter(
    { args, line, flags }: DockerfileInstruction,
    before: DockerfileFact['stages'],
  ): DockerfileFact['stages'][number] {
    const [written = '', , alias] = instructionWords(args);
    const image = filledIn(plainWord(written), this.#global);
    const parent = image === undefined ? undefined : stageBefore(before, image);
    const platform = flags.find(({ name }) => name === 'platform')?.value;
    this.#environment = new Map(parent === undefined ? [] : this.#environments[parent]);
    this.#environments.push(this.#environment);
    this.#values = new Map(this.#environment);
    return {
      ...(alias !== undefined && { name: alias }),
      line,
      base: written,
      ...(image !== undefined && image !== '' && { image }),
      ...(parent !== undefined && { parent }),
      ...(platform !== undefined && { platform }),
    };
  }

  resolve(instruction: DockerfileInstruction): DockerfileInstruction {
    const { keyword, args } = instruction;
    if (keyword === 'ARG') {
      for (const { name, value } of instructionPairs('ARG', args)) {
        const filled = value === undefined ? undefined : filledIn(value, this.#values);
        const inherited = this.#values === this.#global ? undefined : this.#global.get(name);
        // What ENV says wins over an argument of the same name.
        if (!this.#environment.has(name)) this.#values.set(name, this.#given[name] ?? filled ?? inherited);
      }
      return instruction;
    }
    if (keyword === 'ENV') {
      const pairs = instructionPairs('ENV', args).map(
        ({ name, value = '' }) => [name, filledIn(value, this.#values)] as const,
      );
      for (const [name, value] of pairs) {
        this.#environment.set(name, value);
        this.#values.set(name, value);
      }
      return instruction;
    }
    if (!RESOLVED.has(keyword) || !args.includes('$')) return instruction;
    const resolved = filledIn(args, this.#values);
    return resolved === undefined ? instruction : { ...instruction, resolved };
  }
}

/** Index of the stage of that name, or number, among those before. */
export function stageBefore(before: DockerfileFact['stages'], image: string): number | undefined {
  const named = before.findLastIndex(({ name }) => name?.toLowerCase() === image.toLowerCase());
  return named < 0 ? undefined : named;
}
