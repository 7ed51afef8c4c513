import type { Settings } from '../../src/model/facts/settings.js';
import type { Target } from '../../src/targets/target.js';
import { settings } from './mcp-facts.js';

/** An image that is only looked at, never run. */
export function staticTarget(
  reference: string,
  overrides: { settings?: Partial<Settings>; secretValues?: readonly string[] } = {},
): Target {
  return {
    kind: 'image',
    title: reference,
    imageReference: reference,
    settings: settings({ configured: false, ...overrides.settings }),
    headers: {},
    secretValues: overrides.secretValues ?? [],
    notApplicable: () => 'It is only looked at.',
    open: () => Promise.reject(new Error('This target is only looked at.')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
