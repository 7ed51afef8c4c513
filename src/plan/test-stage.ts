import { McpDockError } from '../errors/mcp-dock-error.js';
import type { DockerfileOutline, OutlineInstruction } from './dockerfile-outline.js';

/** Stage that runs the tests, when nobody names another. */
const DEFAULT_STAGE = 'test';

/** What a RUN of the stage with the tests is: its last one, or one before it that installs, lints or prepares. */
export type TestStep = 'tests' | 'preparation';

export interface TestStageInput {
  readonly config?: { readonly build?: { readonly target?: string; readonly testTarget?: string } | undefined };
  readonly flags: { readonly target?: string; readonly test?: boolean | 'if-there' };
  readonly outline: DockerfileOutline;
  readonly dockerfile: string;
  readonly shownDockerfile?: string;
}

export interface TestStage {
  /** Absent where there is none, and none is needed. */
  readonly target?: string;
  readonly warnings: readonly string[];
}

/** The stage that `--test` builds first. Throws TEST_STAGE_INVALID when there is none, or when it runs nothing. */
export function planTestStage({ config, flags, outline, dockerfile, shownDockerfile }: TestStageInput): TestStage {
  const target = config?.build?.testTarget ?? DEFAULT_STAGE;
  const index = stageIndex(target, outline);
  const path = shownDockerfile ?? dockerfile;
  const known = outline.stages.flatMap(({ name }) => name ?? []);
  const stage = outline.stages[index];
  if (stage === undefined && flags.test === 'if-there' && config?.build?.testTarget === undefined)
    return { warnings: [`No tests were run: ${path} has no stage ${target}.`] };
  if (stage === undefined) throw new McpDockError('TEST_STAGE_INVALID', { path, stage: target, known });
  if (!outline.instructions.some((instruction) => instruction.stage === index && instruction.keyword === 'RUN'))
    throw new McpDockError('TEST_STAGE_INVALID', { path, stage: target, line: stage.line, known });
  const built = flags.target ?? config?.build?.target;
  const isLast = built === undefined && index === outline.stages.length - 1;
  return {
    target,
    warnings:
      isLast || (built !== undefined && stageIndex(built, outline) === index)
        ? [
            `Stage ${target} is ${isLast ? 'the last one of the Dockerfile' : 'the target'}, so the image holds the tests and what they need. Name another as build.target.`,
          ]
        : [],
  };
}

const stageIndex = (target: string, { stages }: DockerfileOutline): number =>
  stages.findIndex(({ name }) => name?.toLowerCase() === target.toLowerCase());

/** What builders count as a step, FROM of an image apart. */
const COUNTED = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);
// `[test 2/3] RUN npm test`, `[linux/arm64 test 2/3] RUN …`, and `[9/9] RUN …` of the classic builder, which ends with that stage.
const RUN_STEP = /^\[(?:(?:.* )?(?<stage>\S+) )?(?<number>\d+)\/(?<total>\d+)\] RUN /u;

/** What a step of a build of the stage `target` is to its tests; undefined for a step of another stage, or that runs nothing. */
export function testStepOf(step: string, target: string, outline: DockerfileOutline): TestStep | undefined {
  const { stage, number, total } = RUN_STEP.exec(step)?.groups ?? {};
  if (number === undefined || (stage !== undefined && stage.toLowerCase() !== target.toLowerCase())) return undefined;
  const own = stepsOf(stageIndex(target, outline), outline);
  const fromEnd = Number(total) - Number(number);
  if (fromEnd >= own.length) return undefined;
  const last = own.toReversed().findIndex(({ keyword }) => keyword === 'RUN');
  return fromEnd === last ? 'tests' : 'preparation';
}

const stepsOf = (index: number, { instructions }: DockerfileOutline): readonly OutlineInstruction[] =>
  instructions.filter(({ stage, keyword }) => stage === index && COUNTED.has(keyword));
