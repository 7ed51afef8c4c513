import { secretsOfHeaders } from '../model/secret-headers.js';
import { shellWord } from '../model/shell-word.js';
import { secretsOfUrl, shownUrl } from '../model/shown-url.js';
import type { Context } from '../ports/context.js';
import { findEndpoint } from '../targets/find-endpoint.js';
import { foundRun } from '../targets/found-run.js';
import type { Target } from '../targets/target.js';
import type { Settings } from '../model/facts/settings.js';
import type { OpenTargetInput } from './open-target.js';

/** As much of a target as a conversation needs. */
export type Asked = Pick<Target, 'kind' | 'title' | 'headers' | 'secretValues' | 'notApplicable' | 'open'> &
  AsyncDisposable & {
    readonly settings: Pick<Settings, 'transportsFrom' | 'healthPath'> & {
      readonly budgets: Pick<Settings['budgets'], 'readyMs' | 'handshakeMs'>;
    };
  };

/** Whoever asks an address waits for as long as --timeout says; nothing else is known of it. */
const PATIENCE_MS = 60_000;

/** A server at an address, without anything that `verify` wants to know of it. */
export async function openAddress(
  given: URL,
  { headers, secrets = [] }: Pick<OpenTargetInput, 'headers' | 'secrets'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<Asked> {
  const url =
    given.pathname === '/'
      ? new URL((await findEndpoint(given, { headers, signal })) ?? `/mcp${given.search}`, given)
      : given;
  return {
    kind: 'http',
    title: shownUrl(url),
    settings: { transportsFrom: 'target', budgets: { readyMs: PATIENCE_MS, handshakeMs: PATIENCE_MS } },
    headers,
    secretValues: [...secretsOfHeaders(headers), ...secretsOfUrl(url), ...secrets],
    notApplicable: ({ name }) => (name === 'http' ? undefined : 'A server at an address is asked over HTTP.'),
    open: (spec) => Promise.resolve(foundRun({ spec, url, command: `curl --verbose ${shellWord(shownUrl(url))}` })),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
