import { randomBytes } from 'node:crypto';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { tellingSecretValues } from '../model/telling-secrets.js';
import { secretsOfWords } from '../model/secret-words.js';
import { imageConfigSchema, type ImageConfig } from '../model/facts/image.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { archiveTarget } from '../targets/archive.js';
import { commandTarget, inheritedVariables } from '../targets/command.js';
import { findEndpoint } from '../targets/find-endpoint.js';
import { httpTarget } from '../targets/http.js';
import { imageTarget } from '../targets/image.js';
import type { ArchiveReference, ParsedTarget } from '../targets/parse-target.js';
import type { Target } from '../targets/target.js';
import { imageAtHand, type PullPolicy } from './image-at-hand.js';
import { openArchive } from './open-archive.js';
import { openCompose } from './open-compose.js';
import { openContainer } from './open-container.js';
import { ownProject, projectImage } from './own-project.js';
import { serverSecrets } from './server-secrets.js';

export interface OpenTargetInput {
  readonly target: ParsedTarget;
  /** The project of the folder in which the user stands, when there is one. */
  readonly project?: LoadedConfig;
  /** Variables of --env. */
  readonly environment: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Further values that must not show up: a server that is its own authorization server knows the secret of its client. */
  readonly secrets?: readonly string[];
  /** See {@link Target.shownHeaders}. */
  readonly shownHeaders?: readonly string[];
  /** Of an image that was named: the project's own is built, never taken from a registry under the same name. */
  readonly pull?: PullPolicy;
}

type OpenTargetContext = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'cwd' | 'signal'>;

/** Gets to know the target; nothing is started yet. */
export async function openTarget(input: OpenTargetInput, context: OpenTargetContext): Promise<Target> {
  const { target } = input;
  if (target.kind === 'http') return openHttp(target.url, input, context);
  if (target.kind === 'command') return openCommand(target.words, input, context);
  if (target.kind === 'compose') return openCompose(target, input, context);
  if (target.kind === 'archive') return openImageOfArchive(target, input, context);
  if (target.kind === 'container') return openContainer({ ...input, name: target.name }, context);
  if (target.kind === 'image') return openImage(target.reference, input, context);
  if (input.project === undefined)
    throw new McpDockError('PROJECT_NOT_FOUND', {
      directory: context.cwd,
      missing: 'mcp-dock.yaml',
      takesTarget: true,
    });
  return openImage(projectImage(input.project), input, context);
}

async function openHttp(
  given: URL,
  { headers, secrets: further = [], shownHeaders = [] }: OpenTargetInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<Target> {
  const url =
    given.pathname === '/'
      ? new URL((await findEndpoint(given, { headers, signal })) ?? `/mcp${given.search}`, given)
      : given;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const settings = verifySettings({ name: url.host, found: { port, path: url.pathname } });
  const secretValues = await serverSecrets({ environment: {}, headers, further });
  return httpTarget({ url, settings, headers, shownHeaders, secretValues });
}

async function openCommand(
  words: readonly string[],
  { environment, secrets: further = [] }: OpenTargetInput,
  { processes, cwd, environment: here }: Pick<Context, 'processes' | 'cwd' | 'environment'>,
): Promise<Target> {
  const [program = ''] = words;
  return commandTarget({
    processes,
    words,
    cwd,
    environment,
    inherited: inheritedVariables(here),
    settings: { ...verifySettings({ name: program }), transports: { stdio: {} } },
    secretValues: await serverSecrets({ environment, headers: {}, further: [...secretsOfWords(words), ...further] }),
  });
}

async function openImage(
  reference: string,
  { target, project, environment, headers, secrets = [], shownHeaders = [], pull = 'missing' }: OpenTargetInput,
  context: OpenTargetContext,
): Promise<Target> {
  const { engine } = context;
  const own = target.kind === 'project' ? project : ownProject(reference, project);
  const imageConfig = withoutValues(await imageAtHand(reference, own === undefined ? pull : 'never', context));
  const given = { ...own?.config.server?.env, ...environment };
  return imageTarget({
    engine,
    title: reference,
    imageConfig,
    settings: verifySettings({
      name: reference,
      imageConfig,
      given: Object.keys(environment),
      ...(own === undefined ? {} : { project: own }),
    }),
    environment: given,
    headers,
    shownHeaders,
    secretValues: await serverSecrets({
      environment: given,
      headers,
      further: secrets,
      ...(own === undefined ? {} : { directory: own.directory }),
    }),
    runId: randomBytes(6).toString('hex'),
  });
}

async function openImageOfArchive(
  target: ArchiveReference,
  { project, secrets = [] }: OpenTargetInput,
  context: Pick<OpenTargetContext, 'cwd' | 'signal' | 'progress'>,
): Promise<Target> {
  const title = `${target.format}-archive:${target.path}`;
  const archive = await openArchive(target, context);
  const own = archive.references.some((name) => ownProject(name, project) !== undefined) ? project : undefined;
  const secretValues = await serverSecrets({
    environment: {},
    headers: {},
    further: secrets,
    ...(own === undefined ? {} : { directory: own.directory }),
  });
  const engine = archive.engine(tellingSecretValues(secretValues));
  // Its size is that of its layers, so they are read here.
  const read = () => engine.inspectImage(archive.reference);
  const imageConfig = withoutValues(await context.progress.step(`Read ${title}`, read));
  return archiveTarget({
    title,
    path: target.path,
    archive,
    imageConfig,
    settings: verifySettings({
      name: archive.reference,
      imageConfig,
      ...(own === undefined ? {} : { project: own }),
    }),
    secretValues,
  });
}

/** Values of variables may be secrets: only what the fact knows of is kept. */
const withoutValues = (inspected: ImageConfig): ImageConfig => imageConfigSchema.parse(inspected);
