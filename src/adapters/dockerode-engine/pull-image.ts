import { createInterface } from 'node:readline';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import { formatBytes } from '../../model/units.js';
import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { imagePath } from './images.js';
import { registryAuth } from './registry-auth.js';
import { isDiskFull, reasonOf, statusOf } from './translate-error.js';

interface PullLine {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** Time until the engine begins to answer; it asks the registry first. */
const LIMIT_MS = 120_000;

export const pullImage =
  (calls: Calls): Engine['pullImage'] =>
  async (reference, onProgress, signal, login) => {
    imagePath(reference);
    const call = { during: 'pulling the image', signal, limitMs: LIMIT_MS };
    let response;
    try {
      response = await calls.stream({
        ...call,
        method: 'POST',
        path: '/images/create',
        query: pullQuery(reference),
        ...registryAuth(login),
      });
    } catch (error) {
      throw asPullFailure(error, reference);
    }
    const layers = new Map<string, { current: number; total: number }>();
    try {
      for await (const text of createInterface({ input: response })) {
        const line = parseLine(text);
        if (line.error !== undefined) throw pullFailure(reference, cleanText(line.error));
        const { id, progressDetail, status } = line;
        if (id !== undefined && status === 'Downloading' && progressDetail?.total !== undefined) {
          layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
        } else if (id !== undefined && status === 'Download complete') {
          const layer = layers.get(id);
          if (layer !== undefined) layer.current = layer.total;
        }
        onProgress(describe(layers, status ?? ''));
      }
      // `readline` ends without a word when its input breaks.
      if (!response.complete) throw response.errored ?? new Error('aborted');
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw calls.translate(error, call);
    }
  };

/** The engine pulls every tag when none is named. */
export function pullQuery(reference: string): { fromImage: string; tag: string } {
  const digest = reference.indexOf('@');
  if (digest >= 0)
    return { fromImage: pullQuery(reference.slice(0, digest)).fromImage, tag: reference.slice(digest + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { fromImage: reference, tag: 'latest' };
  return { fromImage: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

function describe(layers: ReadonlyMap<string, { current: number; total: number }>, status: string): string {
  if (layers.size === 0) return cleanText(status, 100);
  const sum = (key: 'current' | 'total') => [...layers.values()].reduce((bytes, layer) => bytes + layer[key], 0);
  return `${formatBytes(sum('current'))} of ${formatBytes(sum('total'))}`;
}

function parseLine(text: string): PullLine {
  try {
    return JSON.parse(text) as PullLine;
  } catch {
    return { status: text };
  }
}

/** What the registry says reaches us as an HTTP error of the engine. */
function asPullFailure(error: unknown, reference: string): unknown {
  if (!(error instanceof McpDockError) || !['ENGINE_REFUSED', 'IMAGE_NOT_FOUND'].includes(error.code)) return error;
  return statusOf(error.cause) === undefined ? error : pullFailure(reference, reasonOf(error.cause), error);
}

const pullFailure = (reference: string, reason: string, cause?: unknown) =>
  isDiskFull(reason)
    ? new McpDockError('DISK_FULL', { during: 'pulling the image', reason }, { cause })
    : new McpDockError('PULL_FAILED', { reference, reason }, { cause });
