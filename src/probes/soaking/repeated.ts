import { headersTo } from '../../mcp/headers-to.js';
import { createHttpWire } from '../../mcp/http-wire.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import { initializeParams, MODERN_VERSION, type Era } from '../../model/mcp-protocol.js';
import { TOOL_NAME } from '../../model/tool.js';
import { askHttp } from '../../targets/ask-http.js';
import type { ScenarioProbeContext } from '../define-probe.js';

/** Something that is asked again and again. */
export interface Repeated {
  readonly what: string;
  /** Words for what went wrong; undefined when it was answered well. */
  ask(): Promise<string | undefined>;
}

const ASK_MS = 5_000;

/** The request that the image's own health check makes; undefined when nothing says which. Without the program around it, which costs more than the server. */
export function healthRequest({ run, target, signal }: ScenarioProbeContext): Repeated | undefined {
  const path = probedPath(target.imageConfig?.healthcheck?.test ?? []) ?? target.settings.healthPath;
  if (path === undefined || run.url === undefined) return undefined;
  const url = new URL(path, run.url);
  return {
    what: path,
    async ask() {
      const answer = await askHttp(url, { method: 'GET', timeoutMs: ASK_MS, signal });
      return answer.kind === 'response' ? undefined : cleanText(answer.message, 200);
    },
  };
}

/** The path of the first address on this container that a health check names. */
export function probedPath(test: readonly string[]): string | undefined {
  const asked = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)(?::[^/\s'"`]*)?(?<path>\/[\w./-]*)/u.exec(
    test.join(' '),
  );
  return asked?.groups?.['path'];
}

/** A client that comes, lists the tools and says goodbye; undefined when the server answers none. */
export function sessionRequest(context: ScenarioProbeContext, eras: readonly Era[]): Repeated | undefined {
  const { run, target, toolVersion } = context;
  const { url } = run;
  const era = eras.includes('handshake') ? 'handshake' : eras[0];
  if (era === undefined || url === undefined) return undefined;
  const client = { name: TOOL_NAME, version: toolVersion };
  const options = { era, timeoutMs: ASK_MS };
  return {
    what: 'session',
    async ask() {
      const wire = createHttpWire({ url, client, headers: headersTo(run, target) });
      try {
        if (era === MODERN_VERSION) await wire.request('server/discover', {}, options);
        else {
          await wire.request('initialize', initializeParams(client), options);
          await wire.notify('notifications/initialized', {}, options);
        }
        const { result, error, failure } = await wire.request('tools/list', {}, options);
        if (result !== undefined) return undefined;
        return cleanText(maskSecrets(failure?.message ?? error?.message ?? 'nothing', target.secretValues), 200);
      } finally {
        await wire.close();
      }
    },
  };
}
