import { registryLogins } from '../config/registry-logins.js';
import type { FreshReport } from '../model/build-report.js';
import { imagePlaces } from '../plan/dockerfile-images.js';
import type { Context } from '../ports/context.js';
import { imageIfThere } from '../probes/doctor/image-if-there.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';

type Ports = Pick<Context, 'engine' | 'processes' | 'progress' | 'environment' | 'signal'>;
type Base = FreshReport['bases'][number];

/**
 * Pulls every image that a Dockerfile names, where its registry answers; elsewhere the one that is here stays in use, and the
 * status says why. A digest has nothing newer.
 */
export async function newerBases(
  dockerfileText: string,
  buildArguments: Readonly<Record<string, string>>,
  ports: Ports,
): Promise<Base[]> {
  const places = imagePlaces(dockerfileText, buildArguments);
  const pinned = new Set(places.flatMap(({ reference, digest }) => (digest === undefined ? [] : (reference ?? []))));
  const references = [...new Set(places.flatMap(({ reference }) => reference ?? []))];
  if (references.length === 0) return [];
  const loginOf = registryLogins(ports.environment, ports.processes);
  return ports.progress.step('Look for newer base images', () =>
    Promise.all(
      references.map(async (reference): Promise<Base> => {
        if (pinned.has(reference)) return { reference, status: 'pinned' };
        const login = await loginOf(registryHostOf(reference));
        return { reference, status: await pulled(reference, login, ports) };
      }),
    ),
  );
}

async function pulled(
  reference: string,
  login: Awaited<ReturnType<ReturnType<typeof registryLogins>>>,
  { engine, signal }: Ports,
): Promise<Base['status']> {
  const { status } = await engine.askRegistry(reference, { signal, ...(login && { login }) });
  if (status !== 'reachable') return status;
  const before = await imageIfThere(engine, reference);
  await engine.pullImage(reference, () => {}, signal, login);
  return (await imageIfThere(engine, reference))?.id === before?.id ? 'current' : 'newer';
}

const WHY_NOT: Readonly<Partial<Record<Base['status'], string>>> = {
  unreachable: 'its registry cannot be reached',
  unauthorized: 'its registry wants a login',
  'not-found': 'its registry has no such image',
};

/** A sentence for each base that may be older than it could be. */
export const baseWarnings = (bases: readonly Base[]): string[] =>
  bases.flatMap(({ reference, status }) =>
    WHY_NOT[status] === undefined ? [] : [`${reference} is used as it is here: ${WHY_NOT[status]}.`],
  );
