import { describe, expect, it } from 'vitest';
import { requireTag, tagOf } from '../../../src/plan/build-tags.js';

describe('tags', () => {
  it.each([
    ['todo', 'todo:latest'],
    ['todo:1.0', 'todo:1.0'],
    ['acme/to-do__x:V_1', 'acme/to-do__x:V_1'],
    ['ghcr.io/acme/todo', 'ghcr.io/acme/todo:latest'],
    ['localhost:5000/a/b/c:1', 'localhost:5000/a/b/c:1'],
    ['localhost:5000/a', 'localhost:5000/a:latest'],
    ['[::1]:5000/a:1', '[::1]:5000/a:1'],
  ])('takes %s as %s', (reference, expected) => {
    expect(requireTag(reference)).toBe(expected);
  });

  it.each([
    ['Todo:1', /upper-case/u],
    ['', /not name:tag/u],
    ['a b', /not name:tag/u],
    ['a:', /not name:tag/u],
    ['-a', /not name:tag/u],
    ['a:b:c', /not name:tag/u],
    [`a:${'x'.repeat(129)}`, /not name:tag/u],
    [`a@sha256:${'0'.repeat(64)}`, /digest/u],
    ['--help', /not name:tag/u],
  ])('refuses %j', (reference, message) => {
    expect(() => requireTag(reference)).toThrow(
      expect.objectContaining({
        code: 'IMAGE_REFERENCE_INVALID',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });

  it.each([
    ['a:1', '1'],
    ['h:5000/a', undefined],
    ['h:5000/a:2', '2'],
  ])('reads the tag of %s', (reference, tag) => {
    expect(tagOf(reference)).toBe(tag);
  });
});
