import {
  DockerfileParser,
  Keyword,
  type Arg,
  type From,
  type Instruction,
  type Label,
  type ModifiableInstruction,
} from 'dockerfile-ast';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** What a build has to know about a Dockerfile before the engine reads it. */
export interface DockerfileOutline {
  readonly stages: readonly { readonly name?: string; readonly from: string; readonly line: number }[];
  /** Every name that an ARG declares, anywhere. */
  readonly args: readonly string[];
  /** Label keys that the Dockerfile sets in its last stage. */
  readonly labels: readonly string[];
  /** Ids of `RUN --mount=type=secret`. */
  readonly secretIds: readonly string[];
  /** Ids of `RUN --mount=type=ssh`. */
  readonly sshIds: readonly string[];
  /** Needs BuildKit: RUN --mount. */
  readonly mounts: boolean;
  readonly instructions: readonly OutlineInstruction[];
}

export interface OutlineInstruction {
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  /** Index of its stage; -1 before the first FROM. */
  readonly stage: number;
  /** On one line, as builders name steps. */
  readonly text: string;
}

const KNOWN = new Set<string>(Object.values(Keyword));

/** Reads a Dockerfile. Throws DOCKERFILE_INVALID with the line for what no builder would take. */
export function outlineDockerfile(text: string, path: string): DockerfileOutline {
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  // Another frontend may know more instructions than Docker's own.
  const ownSyntax = dockerfile
    .getDirectives()
    .some((directive) => directive.getName() === 'syntax' && !/\bdocker(?:file)?\//u.test(directive.getValue()));
  const invalid = (reason: string, instruction?: Instruction) =>
    new McpDockError('DOCKERFILE_INVALID', {
      path,
      ...(instruction !== undefined && { line: lineOf(instruction) }),
      reason,
    });
  if (instructions.length === 0) throw invalid('it is empty.');
  let stage = -1;
  const outline: OutlineInstruction[] = [];
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    if (!KNOWN.has(keyword) && !ownSyntax)
      throw invalid(`"${instruction.getInstruction()}" is no instruction.`, instruction);
    if (keyword === 'FROM') {
      stage += 1;
      if ((instruction as From).getImage() === null) throw invalid('FROM names no image.', instruction);
    } else if (stage < 0 && keyword !== 'ARG') {
      const later = instructions.some((other) => other.getKeyword() === 'FROM');
      throw later
        ? invalid(`${keyword} comes before the first FROM; only ARG may.`, instruction)
        : invalid('it has no FROM, so there is nothing to build on.', instruction);
    }
    outline.push({ keyword, line: lineOf(instruction), stage, text: oneLine(instruction) });
  }
  if (stage < 0) throw invalid('it has no FROM, so there is nothing to build on.');
  const froms = dockerfile.getFROMs();
  return {
    stages: froms.map((from) => {
      const name = from.getBuildStage();
      return { ...(name !== null && { name }), from: from.getImage() ?? '', line: lineOf(from) };
    }),
    args: instructions.filter(isArg).flatMap((arg) => arg.getProperty()?.getName() ?? []),
    labels: instructions
      .filter((_, index) => outline[index]?.stage === stage)
      .filter(isLabel)
      .flatMap((label) => label.getProperties().map((property) => unquoted(property.getName()))),
    secretIds: outline.flatMap(({ keyword, text: line }) =>
      keyword === 'RUN' ? secretMounts(line).map(({ id }) => id) : [],
    ),
    sshIds: outline.flatMap(({ keyword, text: line }) => (keyword === 'RUN' ? sshIdsOf(line) : [])),
    mounts: outline.some(({ keyword, text: line }) => keyword === 'RUN' && line.includes('--mount=')),
    instructions: outline,
  };
}

const isArg = (instruction: Instruction): instruction is Arg => instruction.getKeyword() === 'ARG';
const isLabel = (instruction: Instruction): instruction is Label => instruction.getKeyword() === 'LABEL';
const lineOf = (instruction: Instruction) => instruction.getRange().start.line + 1;
const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/u, '$2');
/** The arguments of the parser leave out the flags. */
function oneLine(instruction: Instruction): string {
  const flags = 'getFlags' in instruction ? (instruction as ModifiableInstruction).getFlags().map(String) : [];
  const pieces = [instruction.getKeyword(), ...flags, instruction.getArgumentsContent() ?? ''];
  return pieces.join(' ').replace(/\s+/gu, ' ').trim();
}

/** The secrets of one RUN: `id=` or, without it, the last part of the target. */
export function secretMounts(line: string): { readonly id: string; readonly target: string }[] {
  return [...line.matchAll(/--mount=(\S*type=secret\S*)/gu)].flatMap(([, options = '']) => {
    const fields = Object.fromEntries(options.split(',').map((option) => option.split('=', 2) as [string, string]));
    const target = fields['target'] ?? fields['dst'] ?? fields['destination'];
    const id = fields['id'] ?? target?.split('/').at(-1);
    return id === undefined ? [] : { id, target: target ?? `/run/secrets/${id}` };
  });
}

function sshIdsOf(line: string): string[] {
  return [...line.matchAll(/--mount=(\S*type=ssh\S*)/gu)].map(
    ([, options = '']) => /(?:^|,)id=(?<id>[^,]+)/u.exec(options)?.groups?.['id'] ?? 'default',
  );
}
