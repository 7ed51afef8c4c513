import { registryLogins } from '../config/registry-logins.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { isImageId } from '../model/image-id.js';
import { repositoryOf } from '../model/image-name.js';
import type { Context } from '../ports/context.js';
import type { Engine } from '../ports/engine.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';

/** When an image is pulled before it is used, in the words of `docker run --pull`. */
export type PullPolicy = 'missing' | 'always' | 'never';

type Inspected = Awaited<ReturnType<Engine['inspectImage']>>;

/**
 * Inspects the image, pulled first where the policy says so. Throws IMAGE_NOT_FOUND with the registry's reason when it is
 * neither here nor there, PULL_FAILED when it was to be pulled in any case. An id is never pulled.
 */
export async function imageAtHand(
  reference: string,
  policy: PullPolicy,
  context: Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'signal'>,
): Promise<Inspected> {
  const { engine } = context;
  if (isImageId(reference)) return engine.inspectImage(reference);
  try {
    return await inspectedOrPulled(reference, policy, context);
  } catch (error) {
    if (!(error instanceof McpDockError) || error.code !== 'IMAGE_NOT_FOUND') throw error;
    const { registry } = (error as McpDockError<'IMAGE_NOT_FOUND'>).details;
    const others = await otherTags(engine, reference);
    throw others.length === 0
      ? error
      : new McpDockError(
          'IMAGE_NOT_FOUND',
          { reference, others, ...(registry === undefined ? {} : { registry }) },
          { cause: error },
        );
  }
}

async function inspectedOrPulled(
  reference: string,
  policy: PullPolicy,
  context: Parameters<typeof imageAtHand>[2],
): Promise<Inspected> {
  const { engine } = context;
  if (policy === 'always') await pull(reference, context);
  try {
    return await engine.inspectImage(reference);
  } catch (error) {
    if (policy !== 'missing' || !(error instanceof McpDockError) || error.code !== 'IMAGE_NOT_FOUND') throw error;
    await pull(reference, context).catch((failure: unknown) => {
      if (!(failure instanceof McpDockError) || failure.code !== 'PULL_FAILED') throw failure;
      const { reason } = (failure as McpDockError<'PULL_FAILED'>).details;
      throw new McpDockError('IMAGE_NOT_FOUND', { reference, registry: reason }, { cause: failure });
    });
    return engine.inspectImage(reference);
  }
}

const OTHERS = 3;

/** Tags of the same image that are here: the wanted one may only be misspelt, or left out. */
async function otherTags(engine: Pick<Engine, 'listImages'>, reference: string): Promise<string[]> {
  const listed = await engine.listImages().catch(() => []);
  return listed
    .flatMap(({ references }) => references)
    .filter((one) => repositoryOf(one) === repositoryOf(reference) && !one.includes('@') && !one.endsWith(':<none>'))
    .toSorted()
    .slice(0, OTHERS);
}

async function pull(
  reference: string,
  { engine, progress, processes, environment, signal }: Parameters<typeof imageAtHand>[2],
): Promise<void> {
  const login = await registryLogins(environment, processes)(registryHostOf(reference));
  await progress.step(`Pull ${reference}`, (task) =>
    engine.pullImage(reference, (detail) => task.update(detail), signal, login),
  );
}
