import { registryLogins } from '../config/registry-logins.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { CA_SECRET_ID } from '../plan/build-plan.js';
import type { Context } from '../ports/context.js';
import type { BuiltImage } from '../ports/engine.js';
import { testStepOf } from '../plan/test-stage.js';
import type { BuildLog } from './build-log.js';
import { BuildProgress } from './build-progress.js';
import { classifyBuildFailure } from './classify-build-failure.js';
import { platformOf, type PreparedBuild } from './prepare-build.js';

const PULLING = new Set(['registry-unreachable', 'base-image-missing', 'auth']);

/** Lines of a failed step that an error shows, and with --verbose. */
const KEEP = { brief: 20, verbose: 2000 };

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

/** Sends a prepared build to the engine and follows it. Throws BUILD_FAILED, TESTS_FAILED or BASE_IMAGE_UNAVAILABLE with cause and last lines. */
export async function runBuild(run: Run, ports: BuildPorts): Promise<{ built: BuiltImage; record: BuildProgress }> {
  const { prepared, masked, verbose, log } = run;
  const { plan, context, pem } = prepared;
  const { engine, progress, signal, environment, processes } = ports;
  return progress.group(run.title ?? `Build ${plan.tags[0]}`, async (group) => {
    const record = new BuildProgress(group, {
      keep: verbose ? KEEP.verbose : KEEP.brief,
      secrets: masked,
      onLine: (line, step) => {
        log?.add(step === '' ? line : `[${step}] ${line}`);
        if (verbose) progress.note(`│ ${line}`);
      },
    });
    try {
      const built = await engine.buildImage(
        {
          context: context.stream(),
          dockerfile: plan.dockerfile,
          tags: run.output === undefined ? plan.tags : [],
          ...(run.output === 'cache' && { output: run.output }),
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
        (event) => record.read(event),
        signal,
      );
      record.end();
      return { built, record };
    } catch (error) {
      throw explain(error, record, run);
    }
  });
}

/** A failed build gets its cause, its last lines and a way out; any other error stays what it is. */
function explain(error: unknown, record: BuildProgress, { prepared, masked }: Run): unknown {
  const { plan, context, info, outline } = prepared;
  if (!(error instanceof McpDockError) || error.code !== 'BUILD_FAILED') return error;
  const enginePlatform = platformOf(info);
  const { step, reason } = (error as McpDockError<'BUILD_FAILED'>).details;
  const { lastLines } = record;
  const tests =
    plan.testTarget === plan.target && step !== undefined && plan.target !== undefined
      ? testStepOf(step, plan.target, outline)
      : undefined;
  const failure = classifyBuildFailure({
    reason,
    ...(step !== undefined && { step }),
    lines: lastLines,
    ...(plan.platform !== undefined && plan.platform !== enginePlatform && { foreignPlatform: plan.platform }),
    ...(tests !== undefined && { tests }),
    givenSecrets: prepared.secrets.map(({ id }) => id),
    explain: (path) => context.explain(path),
  });
  const shownReason = cleanText(maskSecrets(failure.reason, masked));
  const shownStep = step === undefined ? undefined : cleanText(maskSecrets(step, masked), 200);
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
