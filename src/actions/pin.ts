import { basename, resolve } from 'node:path';
import { readIfThere } from '../config/read-text.js';
import { registryLogins } from '../config/registry-logins.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { STAND_IN_LABEL } from '../model/tool.js';
import { outlineDockerfile } from '../plan/dockerfile-outline.js';
import { imagePlaces, type ImagePlace } from '../plan/dockerfile-images.js';
import { pinDockerfile, type DigestAnswer, type PinnedDockerfile, type PinnedImage } from '../plan/pin-dockerfile.js';
import type { Context } from '../ports/context.js';
import type { RegistryAnswer } from '../ports/engine.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';
import { printableDiff, unifiedDiff } from './diff-files.js';
import { requireUnchanged } from './require-unchanged.js';
import { writeFiles } from './write-files.js';

export interface PinInput {
  /** Folder of the project, absolute. */
  readonly directory: string;
  readonly project?: Pick<LoadedConfig, 'config' | 'directory'>;
  /** Dockerfile, relative to where the user stands; the config's or `Dockerfile` when absent. */
  readonly file?: string;
  /** `check` and `dry-run` change nothing. */
  readonly mode: 'write' | 'check' | 'dry-run';
  /** Ask nobody. */
  readonly yes: boolean;
  /** Build arguments of further images that are built from the same Dockerfile. */
  readonly otherArguments?: readonly Readonly<Record<string, string>>[];
}

export interface PinResult {
  readonly outcome: 'written' | 'unchanged' | 'checked' | 'dry-run';
  /** The Dockerfile, absolute and as a person reads it. */
  readonly path: string;
  readonly shownPath: string;
  readonly images: readonly PinnedImage[];
  /** Unified diff, under `dry-run`. */
  readonly diff?: string;
}

type Ports = Pick<
  Context,
  'engine' | 'processes' | 'prompter' | 'progress' | 'signal' | 'cwd' | 'environment' | 'toolVersion'
>;

/** One Dockerfile as it is and as it would be. */
interface Looked {
  readonly path: string;
  readonly shownPath: string;
  readonly mark: string;
  readonly text: string;
  readonly pinned: PinnedDockerfile;
}

/**
 * Dockerfile → images that it names → digests that their registries give → diff → consent → written. All or nothing: throws
 * DIGEST_UNAVAILABLE before anything is written when a registry does not answer for one of them; nothing else gives a digest.
 * Throws PROJECT_NOT_FOUND and DOCKERFILE_INVALID too; a person who says no gets INTERRUPTED.
 */
export async function pin(input: PinInput, ports: Ports): Promise<PinResult> {
  const [result] = await pinAll([input], ports);
  if (result === undefined) throw new Error('One Dockerfile was given.');
  return result;
}

/** The same for several Dockerfiles: one question, and nothing is written before the registries have answered for all of them. */
export async function pinAll(inputs: readonly PinInput[], ports: Ports): Promise<PinResult[]> {
  const all: { readonly input: PinInput; readonly looked: Looked }[] = [];
  for (const input of inputs) all.push({ input, looked: await look(input, ports) });
  const results = await Promise.all(all.map(({ input, looked }) => settled(looked, input)));
  const open = all.filter((_, index) => results[index]?.outcome === 'open');
  if (open.length > 0)
    await consent(
      open,
      results.flatMap(({ outcome, diff }) => (outcome === 'open' ? diff : [])),
      ports,
    );
  for (const { input, looked } of open) {
    const content = `${looked.mark}${looked.pinned.text}`;
    await writeFiles(input.directory, [{ path: looked.path, content }], { signal: ports.signal });
  }
  return results.map(({ outcome, diff, ...rest }) =>
    outcome === 'open' ? { ...rest, outcome: 'written' } : { ...rest, outcome, ...(outcome === 'dry-run' && { diff }) },
  );
}

async function look(input: PinInput, ports: Ports): Promise<Looked> {
  const { path, shownPath } = placeOf(input, ports);
  const { text, mark } = await readDockerfile(path, shownPath, input);
  // A Dockerfile that no builder takes is not rewritten by guess.
  outlineDockerfile(text, shownPath);
  const places = placesForAll(text, [input.project?.config.build?.args ?? {}, ...(input.otherArguments ?? [])]);
  const answers = await askRegistries(places, { shownPath, check: input.mode === 'check' }, ports);
  return { path, shownPath, mark, text, pinned: pinDockerfile(text, places, answers) };
}

/** What comes of it without a question; `open` is what wants one. */
async function settled({ path, shownPath, text, pinned }: Looked, { mode }: PinInput) {
  const result = { path, shownPath, images: pinned.images, diff: '' };
  if (mode === 'check') return { ...result, outcome: 'checked' as const };
  if (pinned.text === text) return { ...result, outcome: 'unchanged' as const };
  const diff = await unifiedDiff({
    file: { path: shownPath, content: pinned.text.replaceAll('\r\n', '\n') },
    existing: text,
    state: 'different',
  });
  return { ...result, diff, outcome: mode === 'dry-run' ? ('dry-run' as const) : ('open' as const) };
}

/** Throws INTERRUPTED for a no, FILE_WRITE_FAILED where somebody else has written meanwhile. */
async function consent(
  open: readonly { readonly input: PinInput; readonly looked: Looked }[],
  diffs: readonly string[],
  { progress, prompter }: Ports,
): Promise<void> {
  if (open.every(({ input }) => input.yes)) return;
  for (const diff of diffs) progress.note(printableDiff(diff));
  const digests = open.flatMap(({ looked }) => looked.pinned.images.filter(({ newest }) => newest !== undefined));
  const paths = open.map(({ looked }) => looked.shownPath).join(' and ');
  const message = `Write ${digests.length === 1 ? 'this digest' : 'these digests'} into ${paths}?`;
  if (!(await prompter.confirm({ message, default: true, flag: '--yes' })))
    throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });
  for (const { looked } of open)
    await requireUnchanged(looked.path, looked.shownPath, Buffer.from(`${looked.mark}${looked.text}`));
}

/** A digest that is right for one image only may not stand in what several are built from. */
function placesForAll(text: string, builds: readonly Readonly<Record<string, string>>[]): ImagePlace[] {
  const [own = [], ...others] = builds.map((args) => imagePlaces(text, args));
  return own.map((place) => {
    const { line, instruction, written, reference } = place;
    const same = others.every((places) =>
      places.some((one) => one.line === line && one.written === written && one.reference === reference),
    );
    return same
      ? place
      : {
          line,
          instruction,
          written,
          obstacle: 'Images of mcp-dock.yaml that are built from this file make different references of it.',
        };
  });
}

function placeOf({ project, file, directory }: PinInput, { cwd }: Ports) {
  const configured = project?.config.build?.dockerfile ?? 'Dockerfile';
  return {
    path: file === undefined ? resolve(project?.directory ?? directory, configured) : resolve(cwd, file),
    shownPath: file ?? configured,
  };
}

/** `mark` is the byte order mark that some editors put first, which is no part of the first instruction. */
async function readDockerfile(
  path: string,
  shownPath: string,
  { directory, project, file }: PinInput,
): Promise<{ readonly text: string; readonly mark: string }> {
  const bytes = await readIfThere(path);
  if (bytes === undefined && project === undefined && file === undefined)
    throw new McpDockError('PROJECT_NOT_FOUND', {
      directory,
      missing: `mcp-dock.yaml and no ${basename(path)}`,
      takesFile: true,
    });
  if (bytes === undefined)
    throw new McpDockError('DOCKERFILE_INVALID', { path: shownPath, reason: 'there is no such file.' });
  const text = bytes.toString('utf8');
  // What cannot be read can also not be written back as it was.
  if (!Buffer.from(text).equals(bytes))
    throw new McpDockError('DOCKERFILE_INVALID', { path: shownPath, reason: 'it is not text in UTF-8.' });
  return text.startsWith('\ufeff') ? { text: text.slice(1), mark: '\ufeff' } : { text, mark: '' };
}

/** Asks for every reference once. With `check` a reference that is gone is what the check is after, and no failure. */
async function askRegistries(
  places: readonly ImagePlace[],
  { shownPath, check }: { shownPath: string; check: boolean },
  ports: Ports,
): Promise<ReadonlyMap<string, DigestAnswer>> {
  const { engine, progress, processes, environment, signal } = ports;
  const references = [
    ...new Set(places.flatMap(({ reference, byDefault }) => [reference ?? [], byDefault ?? []].flat())),
  ];
  if (references.length === 0) return new Map();
  const loginOf = registryLogins(environment, processes);
  const title = `Ask for the ${references.length === 1 ? 'digest' : 'digests'} of ${references.join(', ')}`;
  const asked = await progress.step(title, () =>
    Promise.all(
      references.map(async (reference) => {
        const login = await loginOf(registryHostOf(reference));
        return [reference, await engine.askRegistry(reference, { signal, ...(login && { login }) })] as const;
      }),
    ),
  );
  const said = new Map(asked);
  const needed = places.filter(({ reference }) => {
    const answer = reference === undefined ? undefined : said.get(reference);
    return answer !== undefined && answer.digest === undefined && !(check && answer.status === 'not-found');
  });
  if (needed.length > 0) throw await unavailable(needed, said, shownPath, ports);
  return new Map(asked.map(([reference, answer]) => [reference, digestOr(answer)]));
}

const digestOr = ({ digest, status, message }: RegistryAnswer): DigestAnswer =>
  digest === undefined
    ? {
        reason:
          status === 'not-found' ? 'Its registry has no such image any more.' : withStop(message ?? 'It has no digest'),
      }
    : { digest };

const withStop = (text: string) => text.replace(/\.?$/u, '.');

async function unavailable(
  places: readonly ImagePlace[],
  said: ReadonlyMap<string, RegistryAnswer>,
  path: string,
  { engine }: Ports,
): Promise<McpDockError> {
  const failures = await Promise.all(
    places.map(async ({ reference = '', line }) => {
      const { status, message } = said.get(reference) ?? { status: 'unreachable' as const };
      return {
        reference,
        line,
        status: status === 'reachable' ? ('no-digest' as const) : status,
        ...(message !== undefined && { reason: message.replace(/\.$/u, '') }),
        registry: registryHostOf(reference),
        standIn: await isStandIn(reference, engine),
      };
    }),
  );
  return new McpDockError('DIGEST_UNAVAILABLE', { path, failures });
}

async function isStandIn(reference: string, engine: Ports['engine']): Promise<boolean> {
  try {
    return (await engine.inspectImage(reference)).labels[STAND_IN_LABEL] === 'true';
  } catch {
    // A word more for the person; what they have to know is said without it.
    return false;
  }
}
