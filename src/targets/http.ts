import type { Settings } from '../model/facts/settings.js';
import { shellWord } from '../model/shell-word.js';
import { secretsOfUrl, shownUrl } from '../model/shown-url.js';
import { foundRun } from './found-run.js';
import type { RequestHeaders, Target } from './target.js';

interface HttpTargetInput {
  readonly url: URL;
  readonly settings: Settings;
  readonly headers: RequestHeaders;
  readonly shownHeaders?: readonly string[];
  readonly secretValues: readonly string[];
}

/** A server at an address: it is asked, never started or stopped, and nothing is known of what it runs in. */
export function httpTarget({ url, settings, headers, shownHeaders = [], secretValues }: HttpTargetInput): Target {
  return {
    kind: 'http',
    title: shownUrl(url),
    settings,
    headers,
    shownHeaders,
    secretValues: [...secretValues, ...secretsOfUrl(url)],
    notApplicable: ({ name }) =>
      name === 'http' ? undefined : 'A server at an address is asked where it runs; it is never started.',
    open: (spec) => Promise.resolve(foundRun({ spec, url, command: `curl --verbose ${shellWord(shownUrl(url))}` })),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
