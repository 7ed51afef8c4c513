import { describe, expect, it } from 'vitest';
import { bearerChallenge, resourceMetadataOf } from '../../../src/model/bearer-challenge.js';

describe('a challenge', () => {
  it.each([
    ['Bearer', {}],
    ['bearer realm="a, b", scope=read', { realm: 'a, b', scope: 'read' }],
    [
      String.raw`Bearer error="in\"valid", Resource_Metadata="https://x/y"`,
      { error: 'in"valid', resource_metadata: 'https://x/y' },
    ],
    ['Basic realm="x", Bearer scope="a b"', { scope: 'a b' }],
    ['Bearer scope="a", DPoP algs="ES256", scope="b"', { scope: 'a', algs: 'ES256' }],
  ])('%s is read', (header, parameters) => {
    expect(Object.fromEntries(bearerChallenge(header) ?? [])).toEqual(parameters);
  });

  it.each([undefined, '', 'Basic realm="bearer"', 'Bearerish x=1'])('%s is none of a bearer', (header) => {
    expect(bearerChallenge(header)).toBeUndefined();
  });

  it('names where metadata is, where that is an address', () => {
    expect(resourceMetadataOf('Bearer resource_metadata="https://a.example/x"')?.href).toBe('https://a.example/x');
    expect(resourceMetadataOf('Bearer resource_metadata="file:///etc/passwd"')).toBeUndefined();
    expect(resourceMetadataOf('Bearer resource_metadata="/x"')).toBeUndefined();
    expect(resourceMetadataOf('Bearer')).toBeUndefined();
  });
});
