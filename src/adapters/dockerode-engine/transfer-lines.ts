import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { cleanText } from '../../model/clean-text.js';
import { formatBytes } from '../../model/units.js';

/** One line of what the engine says while layers are on their way from or to a registry. */
export interface TransferLine {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly aux?: unknown;
}

interface Transfer {
  /** The statuses of a layer on its way, and of one that has arrived. */
  readonly moving: string;
  readonly moved: string;
  readonly onProgress: (message: string) => void;
}

/** Reads the lines to their end. Throws what `onLine` throws, and a raw error when the connection breaks. */
export async function readTransfer(
  response: IncomingMessage,
  { moving, moved, onProgress }: Transfer,
  onLine: (line: TransferLine) => void,
): Promise<void> {
  const layers = new Map<string, { current: number; total: number }>();
  for await (const text of createInterface({ input: response })) {
    const line = parseLine(text);
    onLine(line);
    const { id, progressDetail, status } = line;
    if (id !== undefined && status === moving && progressDetail?.total !== undefined) {
      const { current = 0, total } = progressDetail;
      // The engine counts the padding of its tar too.
      layers.set(id, { current: Math.min(current, total), total });
    } else if (id !== undefined && status === moved) {
      const layer = layers.get(id);
      if (layer !== undefined) layer.current = layer.total;
    }
    onProgress(describe(layers, status ?? ''));
  }
  // `readline` ends without a word when its input breaks.
  if (!response.complete) throw response.errored ?? new Error('aborted');
}

function describe(layers: ReadonlyMap<string, { current: number; total: number }>, status: string): string {
  if (layers.size === 0) return cleanText(status, 100);
  const sum = (key: 'current' | 'total') => [...layers.values()].reduce((bytes, layer) => bytes + layer[key], 0);
  return `${formatBytes(sum('current'))} of ${formatBytes(sum('total'))}`;
}

function parseLine(text: string): TransferLine {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : { status: text };
  } catch {
    return { status: text };
  }
}
