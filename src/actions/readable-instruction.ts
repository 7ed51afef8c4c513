import { cleanText } from '../model/clean-text.js';

/** An entry of the image history as the Dockerfile had it: without the shell, build arguments and builders' remarks. */
export function readableInstruction(instruction: string): string {
  const text = instruction
    .replace(/\s+/gu, ' ')
    .replace(/ # buildkit$/u, '')
    .replace(/^\/bin\/sh -c #\(nop\) +/u, '')
    // Values stand there without quotes, spaces and all; what ends them is the shell.
    .replace(/^(RUN )?\|[1-9]\d* \w+=.*? (?=\/\S*sh(?: \S+)*? -\S*c )/u, 'RUN ')
    .replace(/^(RUN )?\|0 /u, 'RUN ')
    .replace(/^RUN \/bin\/sh -c /u, 'RUN ')
    .replace(/^(?:RUN )?\/bin\/sh -c /u, 'RUN ')
    .trim();
  return text === '' ? 'base image' : cleanText(text, 120);
}
