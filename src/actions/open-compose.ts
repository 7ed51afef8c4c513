import { randomBytes } from 'node:crypto';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { LoadedConfig } from '../config/schema.js';
import { exposedTcpPorts } from '../model/container-ports.js';
import { imageConfigSchema, type ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import { shellWord } from '../model/shell-word.js';
import { askedOver, verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { composeCommand } from '../targets/compose/compose-command.js';
import { plain, type ComposeFile, type ComposeService } from '../targets/compose/compose-file.js';
import { isolate } from '../targets/compose/isolate.js';
import { stageService } from '../targets/compose/stage.js';
import { imageTarget } from '../targets/image.js';
import { removeRun } from '../targets/remove-run.js';
import { runLabels } from '../targets/run-labels.js';
import type { Target } from '../targets/target.js';
import { composeTitle, findService, type ComposeTarget } from './find-service.js';
import { imageAtHand } from './image-at-hand.js';
import type { OpenTargetInput } from './open-target.js';
import { ownProject } from './own-project.js';
import { serverSecrets } from './server-secrets.js';

type OpenComposeContext = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'cwd' | 'signal'>;

/** Longest time for what the service depends on. */
const PATIENCE_MS = 120_000;

/**
 * Starts what the service depends on, under another name and beside whatever runs, and makes its container the model for every
 * scenario. Disposing the target removes all of it.
 */
export async function openCompose(
  target: ComposeTarget,
  { project: here, environment, headers, secrets = [], shownHeaders = [], pull = 'missing' }: OpenTargetInput,
  context: OpenComposeContext,
): Promise<Target> {
  const { engine, progress, signal } = context;
  const { compose, file, definition, image } = await findService(target, context);
  const title = composeTitle(target);
  const named = target.file === undefined ? [] : ['--file', target.file];
  const byHand = [...compose.words, ...named].map(shellWord).join(' ');
  const inspected = await imageAtHand(image, definition.build === undefined ? pull : 'never', context).catch(
    (error: unknown) => {
      throw definition.build !== undefined && error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND'
        ? new McpDockError(
            'TARGET_UNREACHABLE',
            {
              target: title,
              reason: `its image ${image} is not built yet.`,
              suggestion: `Build it: \`${byHand} build ${target.service}\`.`,
            },
            { cause: error },
          )
        : error;
    },
  );
  // Values of variables may be secrets: only what the fact knows of is kept.
  const imageConfig = imageConfigSchema.parse(inspected);
  const own = ownProject(image, here);
  const given = Object.keys(environment);
  const shown = verifySettings({
    name: target.service,
    imageConfig,
    given,
    ...(own !== undefined && { project: own }),
  });
  const settings = settingsOf(shown, { definition, imageConfig, title });
  const secretValues = await secretsOf(file, { environment, headers, secrets }, own);

  const runId = randomBytes(6).toString('hex');
  const labels = runLabels(runId);
  const project = `mcp-dock-${runId}`;
  const isolated = isolate(file, { service: target.service, project, labels });
  for (const note of isolated.notes) progress.note(`In this run, ${note}`);
  try {
    const like = await progress.step(`Start what ${target.service} needs`, (task) =>
      stageService({
        engine,
        compose,
        byHand,
        isolated,
        project,
        service: target.service,
        needs: definition.depends_on,
        target: title,
        secrets: secretValues,
        patienceMs: PATIENCE_MS,
        signal,
        onStep: (text) => task.update(text),
      }),
    );
    const command = { words: compose.words, service: target.service, secrets: secretValues };
    return imageTarget({
      engine,
      title,
      imageConfig: withHealthcheck(imageConfig, definition),
      settings,
      environment,
      headers,
      shownHeaders,
      secretValues,
      runId,
      made: {
        like,
        command: (spec) =>
          composeCommand(spec, { ...command, ...(target.file === undefined ? {} : { file: target.file }) }),
        // A program of Compose that was ended may have asked for one more thing.
        dispose: () => removeRun(engine, runId, { late: signal.aborted }),
      },
    });
  } catch (error) {
    await removeRun(engine, runId, { late: true });
    throw error;
  }
}

/** A service is run in one way: over stdio when it keeps its standard input open, else over HTTP at the port that it has. */
function settingsOf(
  shown: Settings,
  { definition, imageConfig, title }: { definition: ComposeService; imageConfig: ImageConfig; title: string },
): Settings {
  const { healthPath: _, ...overStdio } = shown;
  if (definition.stdin_open === true) return askedOver(overStdio, { stdio: {} });
  const ports = [
    ...(definition.ports ?? []).flatMap(({ target, protocol = 'tcp' }) => (protocol === 'tcp' ? [target] : [])),
    ...(definition.expose ?? []).map((port) => Number.parseInt(port, 10)),
  ].flatMap((port) => (port === undefined || !Number.isInteger(port) ? [] : [port]));
  const said = shown.transports.http;
  const port =
    said !== undefined && (ports.length === 0 || ports.includes(said.port))
      ? said.port
      : (ports[0] ?? exposedTcpPorts(imageConfig.exposedPorts)[0]);
  if (port === undefined)
    throw new McpDockError('TARGET_UNREACHABLE', {
      target: title,
      reason: 'it keeps no standard input open, and neither it nor its image names a port.',
      suggestion: 'Say how it is spoken to: `stdin_open: true` for stdio, `ports` or `expose` for HTTP.',
    });
  return askedOver(shown, { http: { port, path: said?.path ?? '/mcp' } });
}

/** The service's own, where it has one: the engine runs that in place of the image's. */
function withHealthcheck(imageConfig: ImageConfig, { healthcheck }: ComposeService): ImageConfig {
  if (healthcheck === undefined) return imageConfig;
  const { healthcheck: image, ...rest } = imageConfig;
  if (healthcheck.disable === true) return rest;
  const { test } = healthcheck;
  if (test === undefined) return imageConfig;
  return { ...rest, healthcheck: { ...image, test: typeof test === 'string' ? ['CMD-SHELL', test] : test } };
}

async function secretsOf(
  { services }: ComposeFile,
  { environment, headers, secrets: further = [] }: Pick<OpenTargetInput, 'environment' | 'headers' | 'secrets'>,
  own: LoadedConfig | undefined,
): Promise<readonly string[]> {
  const secrets = await Promise.all(
    Object.values(services).map(({ environment: variables = {} }) =>
      serverSecrets({
        environment: Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, plain(String(value ?? ''))]),
        ),
        headers: {},
      }),
    ),
  );
  const given = await serverSecrets({
    environment,
    headers,
    further,
    ...(own === undefined ? {} : { directory: own.directory }),
  });
  return [...new Set([...secrets.flat(), ...given])];
}
