import type { ProjectImage } from '../config/project-images.js';
import { lastLinesOf } from '../errors/last-lines.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import type { BuildReport } from '../model/build-report.js';
import type { BuildsReport } from '../model/builds-report.js';
import type { BuildInput } from './build.js';
import { namedProgress } from './named-progress.js';
import { pushBuilt } from './push-built.js';
import type { BuildPorts } from './run-build.js';

/** The builder takes more, and the memory of a laptop does not. */
const SIDE_BY_SIDE = 4;

/** An image with all that its build is given. */
export interface ImageInput {
  readonly name: ProjectImage['name'];
  readonly input: BuildInput;
}

/** Builds one image; `build` does. */
export type BuildOne = (input: BuildInput, ports: BuildPorts) => Promise<BuildReport>;

export type ImageOutcome =
  | { readonly name: string; readonly report: BuildReport; readonly error?: undefined }
  | { readonly name: string; readonly report?: undefined; readonly error: McpDockError };

export interface ImagesOutcome {
  readonly report: BuildsReport;
  readonly images: readonly ImageOutcome[];
  /** What the run ends with, when not everything went well. */
  readonly failure?: McpDockError;
}

/**
 * Builds images side by side. One that fails does not stop the others: each image is then either wholly there or as it was before.
 * Nothing is pushed before all of them are built. Throws what the signal was aborted with, when all builds have ended, and what is
 * no failure of a build.
 */
export async function buildImages(
  inputs: readonly ImageInput[],
  ports: BuildPorts,
  buildOne: BuildOne,
): Promise<ImagesOutcome> {
  const startedAt = new Date();
  const begun = performance.now();
  const built = await sideBySide(inputs, async ({ name, input }): Promise<ImageOutcome> => {
    try {
      const named = { ...ports, progress: namedProgress(ports.progress, name) };
      return {
        name,
        report: await buildOne({ ...input, ...(input.push === true && { push: 'later' as const }) }, named),
      };
    } catch (error) {
      if (error instanceof McpDockError) return { name, error };
      throw error;
    }
  });
  ports.signal.throwIfAborted();
  const failed = failureOf(
    built,
    inputs.some(({ input }) => input.push === true),
  );
  const { images, failure = failed } =
    failed === undefined ? await pushAll(built, inputs, ports) : { images: built, failure: failed };
  return {
    images,
    ...(failure !== undefined && { failure }),
    report: {
      schemaVersion: 1,
      tool: { name: 'mcp-dock', version: ports.toolVersion },
      command: 'build-images',
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - begun),
      images: images.map(shown),
    },
  };
}

/** Runs all, some at a time, to their ends; then throws the first error there was. */
async function sideBySide<Item, Value>(items: readonly Item[], work: (item: Item) => Promise<Value>): Promise<Value[]> {
  const settled: PromiseSettledResult<Value>[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) [settled[index]] = await Promise.allSettled([work(item)]);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** One after the other, and no further than the first that fails: whoever reads why has to know how far it came. */
async function pushAll(built: readonly ImageOutcome[], inputs: readonly ImageInput[], ports: BuildPorts) {
  const images = [...built];
  for (const [index, { report, name }] of built.entries()) {
    if (inputs[index]?.input.push !== true || report === undefined) continue;
    try {
      images[index] = { name, report: await pushBuilt(report, ports) };
    } catch (error) {
      ports.signal.throwIfAborted();
      if (error instanceof McpDockError) return { images, failure: error };
      throw error;
    }
  }
  return { images };
}

/** What stopped all of them alike, an engine that does not answer, is said once; else which ones failed. */
function failureOf(built: readonly ImageOutcome[], push: boolean): McpDockError | undefined {
  const errors = built.flatMap(({ error }) => error ?? []);
  const [first] = errors;
  if (first === undefined) return undefined;
  const alike = errors.every(({ code, message }) => code === first.code && message === first.message);
  if (alike && errors.length === built.length) return first;
  const named = (failed: boolean) =>
    built.filter(({ error }) => (error !== undefined) === failed).map(({ name }) => name);
  return new McpDockError('IMAGES_FAILED', { failed: named(true), built: named(false), push }, { cause: first });
}

function shown({ name, report, error }: ImageOutcome): BuildsReport['images'][number] {
  if (report !== undefined) return { name, outcome: 'built', report };
  const lastLines = lastLinesOf(error).map((line) => cleanText(line));
  const { code, title, message, suggestions, exitCode } = error.toJSON();
  return {
    name,
    outcome: 'failed',
    error: {
      code,
      title,
      message: cleanText(message, 2000),
      suggestions: [...suggestions],
      exitCode,
      ...(lastLines.length > 0 && { lastLines }),
    },
  };
}
