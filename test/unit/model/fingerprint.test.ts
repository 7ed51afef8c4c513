import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.js';
import { fingerprintOf, withFingerprints } from '../../../src/model/fingerprint.js';

const print = (message: string, location?: Finding['location'], references: readonly string[] = []) =>
  fingerprintOf('image/x', { message, ...(location && { location }) }, references);

describe('a fingerprint', () => {
  it('is 16 hex digits that never change', () => {
    // Baselines hold them: another value here would make every finding of every project a new one.
    expect(print('The image config sets user "root".', { uri: 'Dockerfile', line: 3 })).toBe('d78e04c6d3d4f915');
  });

  it.each([
    ['measured sizes', 'The image is 231 MB unpacked, over 225 MB.', 'The image is 1.2 GB unpacked, over 225 MB.'],
    ['times', 'The server was ready 6.1 s after its start.', 'The server was ready 3 min 20 s after its start.'],
    ['counts', 'It has 3 of them.', 'It has 12 of them.'],
    ['percents', '94.9 % efficient.', '12 % efficient.'],
    ['days', 'It expired on 2026-01-01.', 'It expired on 2027-12-31.'],
    ['times of the day', 'It is of 2026-01-01 10:00.', 'It is of 2026-11-21 09:59.'],
    ['published ports', 'http://127.0.0.1:32768/mcp answers.', 'http://127.0.0.1:49153/mcp answers.'],
    ['lines', 'It stands in Dockerfile:12.', 'It stands in Dockerfile:13.'],
    ['lines of other files', 'See compose.yaml:3:1 for it.', 'See compose.yaml:44:9 for it.'],
    ['ids of containers', `Container ${'ab'.repeat(32)} stays.`, `Container ${'cd'.repeat(32)} stays.`],
    ['digests', `It is sha256:${'1'.repeat(64)}.`, `It is sha256:${'2'.repeat(64)}.`],
    ['uuids', 'Id 01234567-89ab-cdef-0123-456789abcdef.', 'Id 11234567-89ab-cdef-0123-456789abcdee.'],
    ['runs', 'mcp-dock-1a2b3c4d is left.', 'mcp-dock-9z8y7x6w is left.'],
    ['breaks and spaces', 'It  is\nso.', 'It is so.'],
  ])('does not know of %s', (_, one, other) => {
    expect(print(one)).toBe(print(other));
  });

  it.each([
    ['names in quotes', 'Tool "add1" has no description.', 'Tool "add2" has no description.'],
    ['numbers in quotes', 'EXPOSE names "3000".', 'EXPOSE names "8080".'],
    ['versions of an image', 'FROM node:22 is old.', 'FROM node:24 is old.'],
    ['versions in names', 'python:3.12-slim is old.', 'python:3.13-slim is old.'],
    ['paths', '/app/data1 is open to all.', '/app/data2 is open to all.'],
    ['variables', 'KEY_1 is empty.', 'KEY_2 is empty.'],
    ['fingerprints of secrets', 'a token (fingerprint 1a2b3c4d).', 'a token (fingerprint 5e6f7a8b).'],
  ])('knows %s', (_, one, other) => {
    expect(print(one)).not.toBe(print(other));
  });

  it('knows the check and the file, and not the line', () => {
    const finding = { message: 'x', location: { uri: 'Dockerfile', line: 3 } };
    expect(fingerprintOf('a/b', finding)).toBe(
      fingerprintOf('a/b', { ...finding, location: { uri: 'Dockerfile', line: 9, column: 2 } }),
    );
    expect(fingerprintOf('a/b', finding)).not.toBe(fingerprintOf('a/c', finding));
    expect(fingerprintOf('a/b', finding)).not.toBe(fingerprintOf('a/b', { ...finding, location: { uri: 'other' } }));
  });

  it('does not know the tag of the image', () => {
    const of = (reference: string) => print(`${reference} runs as root.`, { uri: reference }, [reference, 'sha256:1']);
    expect(of('todo:1.0.0')).toBe(of('registry.example.com/todo:ci-77'));
  });

  it('takes no time for a text without end', () => {
    const from = performance.now();
    print('9'.repeat(1_000_000));
    print('1.'.repeat(500_000));
    expect(performance.now() - from).toBeLessThan(500);
  });
});

describe('findings that are alike', () => {
  it('are told by their number', () => {
    const prints = withFingerprints('a/b', [{ message: 'x 1' }, { message: 'y' }, { message: 'x 2' }]).map(
      ({ fingerprint = '' }) => fingerprint,
    );
    expect(prints[2]).toBe(`${prints[0]}-2`);
    expect(new Set(prints).size).toBe(3);
  });
});
