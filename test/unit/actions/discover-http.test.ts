import { describe, expect, it } from 'vitest';
import { discoverHttp, settlePort } from '../../../src/actions/discover-http.js';
import type { CollectedFacts } from '../../../src/model/facts.js';
import type { Settings } from '../../../src/model/facts/settings.js';
import type { Target } from '../../../src/targets/target.js';
import { imageConfig } from '../../support/image-facts.js';
import { httpSession, settings, silentSession } from '../../support/mcp-facts.js';
import { start } from '../../support/run-facts.js';

const { signal } = new AbortController();
const known = <Value>(value: Value) => ({ status: 'known' as const, value });
const exposing = { http: { port: 3000, path: '/mcp' }, stdio: {} };

/** An image that is found to serve `place`; `asked` counts how often it was looked for. */
function image(given: Partial<Settings>, ports: string[], place = { port: 9090, path: '/mcp' }) {
  const world = { asked: 0 };
  const make = (own: Settings): Target =>
    ({
      settings: own,
      imageConfig: imageConfig({ exposedPorts: ports }),
      findHttp: async () => {
        world.asked += 1;
        return place;
      },
      withHttp: (http: typeof place) => make({ ...own, transports: { ...own.transports, http } }),
    }) as unknown as Target;
  return { world, target: make(settings({ transportsFrom: 'image', transports: exposing, ...given })) };
}

describe('settlePort', () => {
  it.each([
    { name: 'several ports', given: {}, ports: ['3000/tcp', '9090/tcp'], asked: 1, port: 9090 },
    { name: 'one port', given: {}, ports: ['3000/tcp', '53/udp'], asked: 0, port: 3000 },
    {
      name: 'a label',
      given: { transportsFrom: 'label' as const },
      ports: ['3000/tcp', '9090/tcp'],
      asked: 0,
      port: 3000,
    },
  ])('of an image with $name looks $asked times', async ({ given, ports, asked, port }) => {
    const { world, target } = image(given, ports);
    expect((await settlePort(target, signal)).settings.transports.http?.port).toBe(port);
    expect(world.asked).toBe(asked);
  });
});

describe('discoverHttp', () => {
  const silent = known(silentSession());
  const rows: { name: string; given?: Partial<Settings>; facts: CollectedFacts; found: boolean }[] = [
    {
      name: 'silent over stdio, with no port',
      given: { transports: { stdio: {} } },
      facts: { mcpStdio: silent },
      found: true,
    },
    { name: 'another path', facts: { httpStart: known(start()), mcpHttp: silent }, found: true },
    {
      name: 'nothing listens',
      facts: { httpStart: known(start({ listeningMs: undefined })), mcpHttp: silent },
      found: false,
    },
    { name: 'it answers', facts: { httpStart: known(start()), mcpHttp: known(httpSession()) }, found: false },
    { name: 'MCP was not asked for', facts: { httpStart: known(start()) }, found: false },
    { name: 'the label says where', given: { transportsFrom: 'label' }, facts: { mcpHttp: silent }, found: false },
  ];
  it.each(rows)('$name: looks elsewhere $found', async ({ given = {}, facts, found }) => {
    const { world, target } = image(given, []);
    expect((await discoverHttp(target, facts, signal))?.settings.transports.http?.port).toBe(found ? 9090 : undefined);
    expect(world.asked).toBe(found ? 1 : 0);
  });
});
