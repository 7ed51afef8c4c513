import { registryLogins } from '../config/registry-logins.js';
import { cleanText } from '../model/clean-text.js';
import { isObject } from '../model/mcp-protocol.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { registryHostOf } from './doctor/resolved-froms.js';

export default defineProbe({
  fact: 'published',
  title: 'Ask the registry for the platforms',
  timeoutMs: 30_000,
  async collect({ engine, fact, environment, processes, signal }) {
    const { serverJson } = await fact('publishFiles');
    const { reference, repoDigests } = await fact('imageConfig');
    const named = imageIn(serverJson?.document);
    if (named === undefined && repoDigests.length === 0)
      throw new NotApplicable(
        'The image is only here: an engine keeps one platform of it. Push it, or name it in server.json.',
      );
    const asked = named ?? reference;
    const login = await registryLogins(environment, processes)(registryHostOf(asked));
    const { status, platforms, message } = await engine.askRegistry(asked, { signal, ...(login && { login }) });
    const words = message === undefined ? undefined : cleanText(message, 300);
    if (status === 'unreachable') throw new Error(`The registry of ${asked} was not reached: ${words ?? 'no answer'}`);
    return {
      reference: asked,
      status,
      ...(platforms !== undefined && { platforms: [...platforms] }),
      ...(words !== undefined && { message: words }),
    };
  },
});

/** The image that server.json publishes. */
function imageIn(document: unknown): string | undefined {
  const packages = isObject(document) && Array.isArray(document['packages']) ? (document['packages'] as unknown[]) : [];
  const image = packages.filter(isObject).find(({ registryType }) => registryType === 'oci');
  const identifier = image?.['identifier'];
  return typeof identifier === 'string' && /^[\w./:@-]{1,255}$/u.test(identifier) ? identifier : undefined;
}
