import { describe, expect, it } from 'vitest';
import { exactReference, parsePackageReference } from '../../../src/plan/package-reference.js';

describe('parsePackageReference', () => {
  it.each([
    ['npm:weather', { registry: 'npm', name: 'weather', extras: [] }],
    [
      'npm:@acme/weather-mcp@1.2.3-beta.1',
      { registry: 'npm', name: '@acme/weather-mcp', version: '1.2.3-beta.1', extras: [] },
    ],
    ['npm:weather@next', { registry: 'npm', name: 'weather', version: 'next', extras: [] }],
    ['pypi:mcp-server-time', { registry: 'pypi', name: 'mcp-server-time', extras: [] }],
    [
      'pypi:Mcp_Server.Time==2025.4.8rc1',
      { registry: 'pypi', name: 'Mcp_Server.Time', version: '2025.4.8rc1', extras: [] },
    ],
    ['pypi:mcp[cli,rich]==1.9', { registry: 'pypi', name: 'mcp', version: '1.9', extras: ['cli', 'rich'] }],
  ])('reads %s', (text, reference) => {
    expect(parsePackageReference(text)).toEqual(reference);
  });

  it.each([
    'weather',
    'npm:',
    'npm:Weather',
    'npm:--global',
    'npm:-g',
    'npm:../weather',
    'npm:@acme',
    'npm:@acme/..',
    'npm:weather@file:../x',
    'npm:weather@https://example.com/x.tgz',
    'npm:weather@^1 || 2',
    'npm:weather@1"; RUN id #',
    'npm:weather\nRUN id',
    `npm:${'a'.repeat(300)}`,
    'pypi:weather>=1',
    'pypi:weather @ https://example.com/x.whl',
    'pypi:-r',
    'pypi:weather==1; id',
    'pypi:weather==$(id)',
    'docker:weather',
  ])('refuses %j and says why', (text) => {
    expect(parsePackageReference(text)).toMatch(/npm:|pypi:/u);
  });
});

describe('exactReference', () => {
  it.each([
    ['npm:@acme/weather@next', '1.2.0', 'npm:@acme/weather@1.2.0'],
    ['pypi:weather', '1.0', 'pypi:weather==1.0'],
  ])('writes %s at %s', (text, version, exact) => {
    const reference = parsePackageReference(text);
    if (typeof reference === 'string') throw new Error(reference);
    expect(exactReference(reference, version)).toBe(exact);
  });
});
