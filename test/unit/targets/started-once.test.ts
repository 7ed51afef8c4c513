import { expect, it } from 'vitest';
import { imageTarget } from '../../../src/targets/image.js';
import { STARTED_ONCE, startedOnce } from '../../../src/targets/started-once.js';
import { scriptedEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings } from '../../support/mcp-facts.js';

const NO_HTTP = 'The image has no HTTP transport.';
const HTTP = { port: 3000, path: '/mcp' };

it.each([
  { has: { http: HTTP, stdio: {} }, from: 'config', left: [undefined, STARTED_ONCE] },
  { has: { stdio: {} }, from: 'config', left: [NO_HTTP, undefined] },
  { has: { http: HTTP }, from: 'image', left: [undefined, 'The image has no stdio transport.'] },
  // Only a guess: over the wrong one nothing would answer.
  { has: { http: HTTP, stdio: {} }, from: 'image', left: [undefined, undefined] },
] as const)('an image with $has, known from $from, leaves $left', async ({ has, from, left }) => {
  await using target = imageTarget({
    engine: scriptedEngine({}).engine,
    title: 'todo',
    imageConfig: imageConfig(),
    settings: settings({ transports: has, transportsFrom: from }),
    environment: {},
    headers: {},
    secretValues: [],
    runId: 'r1',
  });
  const once = startedOnce(target);
  const why = (name: 'http' | 'stdio') => once.notApplicable({ name, mode: name, container: {}, ending: 'dispose' });
  expect([why('http'), why('stdio')]).toEqual(left);
  expect(once.without?.('http').settings.transports.http).toBeUndefined();
  expect(once.withHttp?.({ port: 1, path: '/' }).settings.transports.http).toEqual({ port: 1, path: '/' });
});
