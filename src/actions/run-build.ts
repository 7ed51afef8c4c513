import { registryLogins } from '../config/registry-logins.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { CA_SECRET_ID } from '../plan/build-plan.js';
import { stepTitle } from '../model/step-title.js';
import type { BuildEvent } from '../model/build-event.js';
import type { Context } from '../ports/context.js';
import { testStepOf } from '../plan/test-stage.js';
import type { BuildLog } from './build-log.js';
import { BuildProgress } from './build-progress.js';
import { classifyBuildFailure } from './classify-build-failure.js';
import { platformOf, type PreparedBuild } from './prepare-build.js';
import { runBuildx } from './run-buildx.js';

const PULLING = new Set(['registry-unreachable', 'base-image-missing', 'auth']);

/** Lines of a failed step that an error shows, and with --verbose. The reason may stand far above the last of them. */
const SHOWN = { brief: 20, verbose: 2000 };
const KEPT = { brief: 300, verbose: 2000 };

export type BuildPorts = Pick<
  Context,
  'engine' | 'processes' | 'progress' | 'signal' | 'cwd' | 'environment' | 'toolVersion'
>;

export interface Run {
  readonly prepared: PreparedBuild;
  /** Values that no output may show. */
  readonly masked: readonly string[];
  readonly verbose: boolean;
  /** Gets every line of output, whether the build goes well or not. */
  readonly log?: BuildLog;
  /** What is shown above the steps; the first tag when absent. */
  readonly title?: string;
  /** `cache` makes no image, `untagged` one without a name. */
  readonly output?: 'cache' | 'untagged';
}

interface Built {
  /** Absent where the image is not in the engine. */
  readonly id?: string;
  readonly builder: 'buildkit' | 'classic';
  /** As buildx names it. */
  readonly digest?: string;
}

type OnEvent = (event: BuildEvent) => void;

/** Sends a prepared build to the engine and follows it. Throws BUILD_FAILED, TESTS_FAILED or BASE_IMAGE_UNAVAILABLE with cause and last lines. */
export async function runBuild(run: Run, ports: BuildPorts): Promise<{ built: Built; record: BuildProgress }> {
  const { prepared, masked, verbose, log } = run;
  const { plan, buildx, sourceDate } = prepared;
  const { progress } = ports;
  if (buildx !== undefined) {
    const { version, name, driver } = buildx.builder;
    progress.note(
      `Builds through docker buildx ${version} (builder "${cleanText(name, 100)}", driver ${cleanText(driver, 40)}), because of ${buildx.plan.reasons.join(', ')}.`,
    );
  }
  if (sourceDate !== undefined)
    progress.note(`Everything gets the time ${new Date(sourceDate.epoch * 1000).toISOString()} (${sourceDate.from}).`);
  return progress.group(run.title ?? `Build ${plan.tags[0]}`, async (group) => {
    const record = new BuildProgress(group, {
      keep: verbose ? KEPT.verbose : KEPT.brief,
      secrets: masked,
      onLine: (line, step) => {
        log?.add(step === '' ? line : `[${step}] ${line}`);
        if (verbose) progress.note(`│ ${line}`);
      },
    });
    try {
      const built = await (prepared.buildx === undefined ? throughEngine : throughBuildx)(run, ports, (event) =>
        record.read(event),
      );
      record.end();
      return { built, record };
    } catch (error) {
      // What went wrong on the way may be the reason, and there is no report to carry it.
      for (const warning of record.warnings) progress.note(warning);
      throw explain(error, record, run);
    }
  });
}

async function throughEngine({ prepared, output }: Run, ports: BuildPorts, onEvent: OnEvent): Promise<Built> {
  const { plan, context, pem } = prepared;
  const { engine, signal, environment, processes } = ports;
  return engine.buildImage(
    {
      context: context.stream(),
      dockerfile: plan.dockerfile,
      tags: output === undefined ? plan.tags : [],
      ...(output === 'cache' && { output }),
      ...(plan.target !== undefined && { target: plan.target }),
      ...(plan.platform !== undefined && { platform: plan.platform }),
      buildArguments: plan.arguments,
      labels: plan.labels,
      noCache: plan.noCache,
      pull: plan.pull,
      secrets: {
        ...Object.fromEntries(prepared.secrets.map(({ id, value }) => [id, value])),
        ...(pem !== undefined && { [CA_SECRET_ID]: pem }),
      },
      ...(plan.ssh.length > 0 && { ssh: plan.ssh }),
      ...(plan.network !== undefined && { network: plan.network }),
      credentials: registryLogins(environment, processes),
    },
    onEvent,
    signal,
  );
}

async function throughBuildx({ prepared }: Run, ports: BuildPorts, onEvent: OnEvent): Promise<Built> {
  const { buildx, plan } = prepared;
  if (buildx === undefined) throw new Error('A build through buildx needs a plan for it.');
  const { digest } = await runBuildx({ ...prepared, buildx }, onEvent, ports);
  const named = digest === undefined ? {} : { digest };
  if (buildx.plan.place !== 'engine') return { builder: 'buildkit', ...named };
  const { id } = await ports.engine.inspectImage(plan.tags[0]);
  return { id, builder: 'buildkit', ...named };
}

/** A failed build gets its cause, its last lines and a way out; any other error stays what it is. */
function explain(error: unknown, record: BuildProgress, { prepared, masked, verbose, log }: Run): unknown {
  const { plan, context, info, outline, pem } = prepared;
  if (!(error instanceof McpDockError) || error.code !== 'BUILD_FAILED') return error;
  const enginePlatform = platformOf(info);
  const { step, reason } = (error as McpDockError<'BUILD_FAILED'>).details;
  const lastLines = withoutUsage(record.lastLines).slice(verbose ? -SHOWN.verbose : -SHOWN.brief);
  const tests =
    plan.testTarget === plan.target && step !== undefined && plan.target !== undefined
      ? testStepOf(step, plan.target, outline)
      : undefined;
  const failure = classifyBuildFailure({
    reason,
    ...(step !== undefined && { step }),
    lines: record.lastLines,
    ca: { given: pem !== undefined, mounted: context.dockerfileText.includes(`id=${CA_SECRET_ID}`) },
    ...(plan.platform !== undefined && plan.platform !== enginePlatform && { foreignPlatform: plan.platform }),
    ...(tests !== undefined && { tests }),
    ...(log !== undefined ? { output: { file: log.path } } : verbose ? { output: 'shown' } : {}),
    givenSecrets: prepared.secrets.map(({ id }) => id),
    explain: (path) => context.explain(path),
  });
  const shownReason = cleanText(maskSecrets(failure.reason, masked));
  const shownStep = step === undefined ? undefined : cleanText(maskSecrets(stepTitle(step), masked), 200);
  if (failure.cause === 'disk-full') {
    const during = shownStep ?? 'the build';
    return new McpDockError('DISK_FULL', { during, reason: lastLines.at(-1) ?? shownReason }, { cause: error });
  }
  // What cannot be pulled is not the fault of the Dockerfile, and a status of its own tells CI to try again.
  const unpulled = PULLING.has(failure.cause) && (step === undefined || /\bFROM\b|load metadata/u.test(step));
  return new McpDockError(
    unpulled ? 'BASE_IMAGE_UNAVAILABLE' : failure.cause === 'tests-failed' ? 'TESTS_FAILED' : 'BUILD_FAILED',
    {
      cause: failure.cause,
      ...(shownStep !== undefined && { step: shownStep }),
      reason: shownReason,
      lastLines,
      advice: failure.advice,
    },
    { cause: error },
  );
}

/** npm prints its manual (80 lines for `npm ci`) after what went wrong, which nobody would then see. */
function withoutUsage(lines: readonly string[]): readonly string[] {
  const usage = lines.findIndex((line) => /^npm (?:error|ERR!) Usage:$/u.test(line));
  return usage === -1
    ? lines
    : lines.filter((line, index) => index < usage || !/^npm (?:error|ERR!)(?: |$)/u.test(line));
}
