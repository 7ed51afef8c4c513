import { registryLogins } from '../config/registry-logins.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';

export interface PushedImage {
  readonly reference: string;
  /** Under which the registry has it now: `reference@digest` names exactly this image. */
  readonly digest: string;
}

type Ports = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'signal'>;

/**
 * Pushes tags, one after the other: tags of one image share their layers, and those of one registry its login.
 * Throws PUSH_FAILED, which names the tags that were pushed before, and what the engine throws.
 */
export async function pushImages(
  references: readonly string[],
  ports: Ports,
  loginOf = registryLogins(ports.environment, ports.processes),
): Promise<PushedImage[]> {
  const { engine, progress, signal } = ports;
  const pushed: PushedImage[] = [];
  for (const reference of references) {
    signal.throwIfAborted();
    const login = await loginOf(registryHostOf(reference));
    const { digest } = await progress
      .step(`Push ${reference}`, (task) => engine.pushImage(reference, (detail) => task.update(detail), signal, login))
      .catch((error: unknown) => {
        throw explained(error, reference, pushed);
      });
    pushed.push({ reference, digest });
  }
  return pushed;
}

/** Whoever reads why one tag failed has to know where to log in, and that others are public already. */
function explained(error: unknown, reference: string, pushed: readonly PushedImage[]): unknown {
  if (!(error instanceof McpDockError) || error.code !== 'PUSH_FAILED') return error;
  const { details } = error as McpDockError<'PUSH_FAILED'>;
  return new McpDockError(
    'PUSH_FAILED',
    { ...details, registry: registryHostOf(reference), pushed: pushed.map((image) => image.reference) },
    { cause: error },
  );
}
