import { printableDiff } from '../actions/diff-files.js';
import type { PinResult } from '../actions/pin.js';
import { ExitCode } from '../errors/exit-code.js';
import { cleanText } from '../model/clean-text.js';
import type { PinnedImage } from '../plan/pin-dockerfile.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { painter, type Paint } from '../reporters/paint.js';

type Look = Pick<RenderOptions, 'colour' | 'symbols'>;

/** The result of `pin` for a person, Dockerfile by Dockerfile. */
export const presentPins = (results: readonly PinResult[], options: Look): string =>
  results.map((result) => presentPin(result, options)).join('\n\n');

/** Of one Dockerfile: every image by its line, and the verdict last. */
export function presentPin(result: PinResult, options: Look): string {
  const paint = painter(options);
  const { images, diff, shownPath } = result;
  return [
    ...images.flatMap((image) => [
      `${sign(image, result, paint)} ${paint.faint(`${cleanText(shownPath)}:${image.line}`)}  ${cleanText(named(image))}`,
      `    ${cleanText(happened(image, result), 1000)}`,
    ]),
    ...(diff === undefined ? [] : ['', printableDiff(diff)]),
    ...(images.length === 0 ? [] : ['']),
    verdict(result, paint),
  ].join('\n');
}

/** The same for a program. `--json` prints this and nothing else: one Dockerfile by itself, several as a list. */
export function pinDocuments(results: readonly PinResult[], toolVersion: string) {
  const head = { schemaVersion: 1, tool: { name: 'mcp-dock', version: toolVersion }, command: 'pin' };
  const [only, ...others] = results.map(({ outcome, path, images, diff }) => ({
    outcome,
    dockerfile: path,
    images,
    ...(diff !== undefined && { diff }),
  }));
  return others.length === 0 ? { ...head, ...only } : { ...head, dockerfiles: [only, ...others] };
}

/** Only --check has an opinion. */
export const pinExitCode = (results: readonly PinResult[]): ExitCode =>
  results.some(({ outcome, images }) => outcome === 'checked' && !images.every(isCurrent))
    ? ExitCode.Findings
    : ExitCode.Ok;

const isCurrent = ({ state }: PinnedImage) => state === 'current';

const named = ({ reference, written }: PinnedImage) =>
  reference === undefined || written.includes(reference) ? written : `${written} (${reference})`;

function sign({ state }: PinnedImage, { outcome }: PinResult, paint: Paint): string {
  if (state === 'current' || (outcome === 'written' && state !== 'left-alone')) return paint.pass();
  if (outcome === 'checked') return paint.error();
  return state === 'left-alone' ? paint.warning() : paint.info();
}

function happened({ state, digest = '', newest = '', reason = '' }: PinnedImage, { outcome }: PinResult): string {
  const checked = outcome === 'checked';
  const would = outcome === 'written' ? '' : 'would be ';
  const words: Readonly<Record<PinnedImage['state'], string>> = {
    current: `pinned already: ${short(digest)} is what the registry has`,
    'not-pinned': checked ? `not pinned; the registry has ${short(newest)}` : `${would}pinned to ${short(newest)}`,
    outdated: `${checked ? 'the registry has another digest now' : `${would}updated`}: ${short(digest)} → ${short(newest)}`,
    'left-alone': `${checked ? '' : 'left alone: '}${reason}`,
  };
  return words[state];
}

/** Enough to tell digests apart; the whole of it is in the Dockerfile, the diff and --json. */
const short = (digest: string) => digest.replace(/^(?<name>sha\d+:[0-9a-f]{12})[0-9a-f]+$/u, '$<name>…');

function verdict({ outcome, images, shownPath }: PinResult, paint: Paint): string {
  const path = cleanText(shownPath);
  const count = (number: number) => (number === 1 ? '1 image' : `${number} images`);
  const having = (test: (image: PinnedImage) => boolean) => images.filter(test).length;
  if (images.length === 0) return `${paint.pass()} ${path} builds on no image of a registry: there is nothing to pin.`;
  if (outcome === 'checked') {
    const wrong = having((image) => !isCurrent(image));
    return wrong === 0
      ? `${paint.pass()} ${path} pins ${count(images.length)}, and the registry has the same.`
      : `${paint.error()} ${path}: ${wrong} of ${count(images.length)} not pinned to what the registry has. Pin with \`mcp-dock pin\`.`;
  }
  const changed = count(having(({ newest }) => newest !== undefined));
  const left = having(({ state }) => state === 'left-alone');
  const rest = left === 0 ? '' : `; ${left} left alone`;
  if (outcome === 'written') return `${paint.pass()} ${path}: ${changed} pinned${rest}.`;
  if (outcome === 'dry-run') return `Nothing was written; ${changed} would be pinned${rest}.`;
  return left === 0
    ? `${paint.pass()} ${path} is unchanged: ${images.length === 1 ? 'its image is' : 'all its images are'} pinned to what the registry has.`
    : `${paint.warning()} ${path} is unchanged${rest}.`;
}
