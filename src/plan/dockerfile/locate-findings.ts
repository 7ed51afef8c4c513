import { imageInstructions } from '../../model/dockerfile-stages.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import type { ImageContents } from '../../model/facts/image.js';
import type { Finding } from '../../model/finding.js';
import { areaOf, type Result } from '../../model/report.js';
import { layerLines } from './layer-lines.js';

/** What of the Dockerfile decides about a check's subject: of several keywords, the first that is there. */
const DECIDES: Readonly<Record<string, readonly string[]>> = {
  'image/non-root-user': ['USER'],
  'image/numeric-user': ['USER'],
  'image/entrypoint-exists': ['ENTRYPOINT', 'CMD'],
  'image/healthcheck-declared': ['HEALTHCHECK'],
  'image/oci-labels': ['LABEL'],
  'health/becomes-healthy': ['HEALTHCHECK'],
  'health/becomes-unhealthy': ['HEALTHCHECK'],
  'health/matches-transport': ['HEALTHCHECK'],
  'health/no-localhost': ['HEALTHCHECK'],
  'health/probe-binary-exists': ['HEALTHCHECK'],
  'health/probe-not-mcp-endpoint': ['HEALTHCHECK'],
  'resources/probe-leak': ['HEALTHCHECK'],
};
/** What is started, for everything that is about how it starts and ends. */
const STARTED = ['ENTRYPOINT', 'CMD'];
const OF_START = new Set(['lifecycle', 'start']);
const OF_IMAGE = new Set(['image', 'health', 'lifecycle', 'start', 'fs', 'resources']);

interface Known {
  readonly dockerfiles: readonly DockerfileFact[] | undefined;
  readonly contents: Pick<ImageContents, 'layers'> | undefined;
}

/**
 * Tells findings about a layer, or about a setting of the image, which line of the Dockerfile made it. Those that name a file
 * themselves stay as they are, and without the Dockerfile of the image all do.
 */
export function locateFindings(results: readonly Result[], { dockerfiles, contents }: Known): Result[] {
  const file = dockerfiles?.find(({ main, final, truncated }) => main && final >= 0 && !truncated);
  if (file === undefined) return [...results];
  const own = contents?.layers.filter(({ fromBase }) => !fromBase) ?? [];
  const lines = layerLines(own, file);
  return results.map((result) =>
    result.findings.length === 0
      ? result
      : { ...result, findings: result.findings.map((finding) => located(finding, result, file, lines)) },
  );
}

function located(finding: Finding, { id }: Result, file: DockerfileFact, lines: ReadonlyMap<number, number>): Finding {
  const { location } = finding;
  if (location?.line !== undefined || !OF_IMAGE.has(areaOf({ id }))) return finding;
  // A layer that no line is known for is the base's, or that of a Dockerfile which was changed since.
  const line = location?.layer === undefined ? settingLine(id, file) : lines.get(location.layer);
  return line === undefined ? finding : { ...finding, madeBy: { uri: file.path, line } };
}

function settingLine(id: string, file: DockerfileFact): number | undefined {
  const keywords = DECIDES[id] ?? (OF_START.has(areaOf({ id })) ? STARTED : []);
  const instructions = imageInstructions(file);
  for (const wanted of keywords) {
    const line = instructions.findLast(({ keyword }) => keyword === wanted)?.line;
    if (line !== undefined) return line;
  }
  return file.stages[file.final]?.line;
}
