import type { ImagesOutcome } from '../actions/build-images.js';
import { printableJson } from '../model/clean-text.js';
import { renderBuildsSummary } from '../reporters/builds-summary.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { presentError } from './present-error.js';

interface Streams {
  readonly print: (text: string) => void;
  readonly stderr: NodeJS.WriteStream;
}

/** Prints what became of several images: those that were built on stdout, the reason of every other on stderr. */
export function presentImages(
  { report, images, failure }: ImagesOutcome,
  { json, next, options }: { json: boolean; next: string; options: RenderOptions },
  { print, stderr }: Streams,
): void {
  if (json) return print(printableJson(report));
  const text = renderBuildsSummary(report, next, options);
  if (text !== '') print(text);
  for (const { name, error } of images) {
    // One reason for all is the end of the run, and said there.
    if (error === undefined || (error.code === failure?.code && error.message === failure.message)) continue;
    stderr.write(`${name}:\n`);
    presentError(error, { json: false, stream: stderr, command: 'build' });
  }
}
