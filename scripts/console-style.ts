import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/**
 * Colours a text where a person looks at it: on a terminal, and without NO_COLOR.
 *
 * @param format - Names of Node's text styles.
 * @param text - The text.
 * @param stream - Where it will be written.
 * @returns The text, coloured or as it was.
 */
export function styled(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  if (!stream.isTTY || process.env['NO_COLOR']) return text;
  return styleText(format, text, { validateStream: false });
}

/**
 * When the whole task began: the bootstrap's clock where there is one, so that installing counts.
 *
 * @returns Milliseconds since the epoch.
 */
export function taskStarted(): number {
  return Number(process.env['MCP_DOCK_STARTED']) || Date.now();
}

/**
 * A duration as people say it.
 *
 * @param milliseconds - The duration.
 * @returns Such as `8.3 s` or `2 min 5 s`.
 */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
