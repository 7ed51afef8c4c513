import type { BuildReport } from '../model/build-report.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { buildDetails } from './build-details.js';
import type { RenderOptions } from './define-reporter.js';
import { freshRows } from './fresh-summary.js';
import { painter } from './paint.js';

/** The end of a build for a person: size, change, largest layers, and the verdict with the next step last. `next` is a command line. */
export function renderBuildSummary(report: BuildReport, next: string, options: RenderOptions): string {
  const paint = painter(options);
  const {
    image: { tags },
    pushed,
    outputs = [],
    durationMs,
  } = report;
  return [
    ...buildRows(report, options),
    '',
    `${paint.pass()} ${paint.strong(tags[0] ?? '')} is built${pushed === undefined ? '' : ' and pushed'}${outputs.length === 0 ? '' : ' and written'} in ${formatDuration(durationMs)}. Next: ${next}`,
  ].join('\n');
}

/** What was built, without the verdict. */
export function buildRows(report: BuildReport, options: RenderOptions): string[] {
  const paint = painter(options);
  const { image, cache, context, largestLayers, warnings, steps, outputs = [], buildx, sourceDate } = report;
  const row = (name: string, text: string) => `  ${paint.faint(name.padEnd(9))}${text}`;
  const cut = (text: string, room: number) => (text.length <= room ? text : `${text.slice(0, room - 1)}…`);
  const [, ...more] = image.tags;
  return [
    row('Image', `${image.id === undefined ? 'not in the engine' : shortId(image.id)}  ${image.platform}`),
    ...(more.length === 0 ? [] : [row('Also', more.join(', '))]),
    ...(image.digest === undefined || report.pushed !== undefined ? [] : [row('Digest', image.digest)]),
    ...(image.sizeBytes === undefined
      ? []
      : [row('Size', `${formatBytes(image.sizeBytes)}${sizeChange(image)}${compressed(image)}`)]),
    ...(report.base === undefined ? [] : [row('Base', baseWords(report.base, report.startedAt))]),
    ...largestLayers.map(({ instruction, sizeBytes }, index) =>
      row(
        index === 0 ? 'Layers' : '',
        `${formatBytes(sizeBytes).padStart(7)}  ${cut(instruction, Math.max(20, options.width - 22))}`,
      ),
    ),
    ...(report.pushed ?? []).map(({ reference, digest }, index) =>
      row(index === 0 ? 'Pushed' : '', `${reference}  ${digest}`),
    ),
    ...(report.tests === undefined ? [] : [row('Tests', testWords(report.tests))]),
    ...outputs.map(({ path, type, sizeBytes, digest }, index) =>
      row(
        index === 0 ? 'Wrote' : '',
        [path, type, formatBytes(sizeBytes), ...(digest === undefined ? [] : [digest])].join('  '),
      ),
    ),
    ...(buildx === undefined
      ? []
      : [
          row(
            'Builder',
            `buildx ${buildx.version}, ${buildx.builder} (${buildx.driver}), for ${buildx.reasons.join(', ')}`,
          ),
        ]),
    ...(sourceDate === undefined
      ? []
      : [row('Time', `${new Date(sourceDate.epoch * 1000).toISOString()}  ${sourceDate.from}`)]),
    ...(report.fresh === undefined
      ? []
      : freshRows(report.fresh).map((text, index) => row(index === 0 ? 'Fresh' : '', text))),
    row('Context', `${context.files} ${context.files === 1 ? 'file' : 'files'}, ${formatBytes(context.bytes)}`),
    row('Steps', `${cache.total}, ${cache.hits} from the cache`),
    ...(options.verbose
      ? steps.map(({ name, cached, durationMs }) =>
          row('', `${(cached ? 'cached' : formatDuration(durationMs)).padStart(7)}  ${name}`),
        )
      : []),
    ...(options.verbose ? buildDetails(report, { row, cut }, options) : []),
    ...warnings.map((warning) => `${paint.warning()} ${warning}`),
    ...(report.builder === 'classic'
      ? [`${paint.info()} Built without BuildKit, which is 3 to 20 times slower and keeps no caches between builds.`]
      : []),
    ...(report.fresh?.drifted === true
      ? [
          `${paint.error()} The MCP SDK has drifted: ${report.fresh.lock} is behind what ${report.fresh.manager} may install today.`,
        ]
      : []),
  ];
}

/** `node:24-bookworm-slim  sha256:1f2e3d4c5b6a  12 days old`. */
function baseWords(
  { reference, digest, createdAt, standIn = false }: NonNullable<BuildReport['base']>,
  now: string,
): string {
  const days =
    createdAt === undefined ? Number.NaN : Math.floor((Date.parse(now) - Date.parse(createdAt)) / 86_400_000);
  return [
    reference,
    ...(digest === undefined || reference.includes('@') ? [] : [digest.slice(0, 19)]),
    ...(standIn ? ['assembled here in place of the official image'] : []),
    // Images without a time of their own carry one of long ago.
    ...(Number.isNaN(days) || days < 0 || days > 5_000
      ? []
      : [days === 0 ? 'made today' : `${days} ${days === 1 ? 'day' : 'days'} old`]),
  ].join('  ');
}

const testWords = ({ stage, cached, durationMs }: NonNullable<BuildReport['tests']>) =>
  cached
    ? `passed before, and nothing changed since: not run again (stage ${stage}, cached)`
    : `passed in ${formatDuration(durationMs)} (stage ${stage})`;

const shortId = (id: string) => id.replace(/^sha256:/u, '').slice(0, 12);

/** `, 12 kB more than before`; empty where there was no image before. */
export function sizeChange({ sizeBytes, previousSizeBytes }: BuildReport['image']): string {
  if (sizeBytes === undefined || previousSizeBytes === undefined) return '';
  const difference = sizeBytes - previousSizeBytes;
  if (difference === 0) return ', as before';
  return `, ${formatBytes(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} than before`;
}

const compressed = ({ compressedBytes }: BuildReport['image']): string =>
  compressedBytes === undefined ? '' : `, ${formatBytes(compressedBytes)} compressed in the registry`;
