import { describe, expect, it } from 'vitest';
import { inlineWaivers } from '../../../../src/plan/dockerfile/inline-waivers.js';
import { readDockerfile } from '../../../../src/plan/dockerfile/read-dockerfile.js';

const read = (...lines: string[]) => {
  const text = lines.join('\n');
  return inlineWaivers(text, readDockerfile(text).instructions, { path: 'Dockerfile', main: true });
};
const GOOD = '# mcp-dock ignore=image/no-build-tools expires=2027-03-01 -- gcc is used by a tool';

describe('a waiver in a Dockerfile', () => {
  it.each([
    { name: 'at the head', lines: [GOOD, 'FROM node:24', 'USER root'], covered: undefined },
    { name: 'below a directive', lines: ['# syntax=docker/dockerfile:1', GOOD, 'FROM node:24'], covered: undefined },
    { name: 'above an instruction', lines: ['FROM node:24', GOOD, '', 'RUN a', 'RUN b'], covered: { from: 4, to: 4 } },
    {
      name: 'above one of several lines',
      lines: ['FROM node:24', GOOD, 'RUN a \\', '  b', 'USER x'],
      covered: { from: 3, to: 4 },
    },
    {
      name: 'inside of an instruction',
      lines: ['FROM node:24', 'RUN a \\', GOOD, '  && b', 'USER x'],
      covered: { from: 2, to: 4 },
    },
    { name: 'below everything', lines: ['FROM node:24', GOOD], covered: { from: 2, to: 2 } },
  ])('$name covers what it stands above', ({ lines, covered }) => {
    const { waivers, faults } = read(...lines);
    expect(faults).toEqual([]);
    expect(waivers).toEqual([
      {
        id: 'image/no-build-tools',
        reason: 'gcc is used by a tool',
        expires: '2027-03-01',
        source: { uri: 'Dockerfile', line: lines.indexOf(GOOD) + 1 },
        covers: { dockerfile: 'Dockerfile', image: true, ...(covered && { lines: covered }) },
      },
    ]);
  });

  it('may name several checks, an owner, and use dashes in its reason', () => {
    const { waivers } = read(
      'FROM node:24',
      '#mcp-dock  IGNORE = DL3008,DL3009  expires=2027-03-01 owner=platform -- apt -- as the base does',
      'RUN a',
    );
    expect(waivers.map(({ id, owner, reason }) => [id, owner, reason])).toEqual([
      ['DL3008', 'platform', 'apt -- as the base does'],
      ['DL3009', 'platform', 'apt -- as the base does'],
    ]);
  });

  it.each([
    ['ignore=a/b expires=2027-03-01', 'The waiver of a/b has no reason.'],
    ['ignore=a/b expires=2027-03-01 --', 'The waiver of a/b has no reason.'],
    ['ignore=a/b -- because', 'The waiver of a/b has no day of expiry.'],
    ['ignore=a/b expires=soon -- because', 'The waiver of a/b expires on "soon", which is no day.'],
    ['ignore=a/b expires=2027-02-30 -- because', 'The waiver of a/b expires on "2027-02-30", which is no day.'],
    ['ignore= expires=2027-03-01 -- because', 'The waiver names no check.'],
    ['ignore=', 'The waiver names no check.'],
    [
      'ignore=a/b until=2027-03-01 -- because',
      'The waiver of a/b has "until=2027-03-01", where only expires=DAY and owner=NAME are known.',
    ],
    [
      'ignore=project/waivers-current expires=2027-03-01 -- because',
      'project/waivers-current looks after waivers and cannot be waived.',
    ],
  ])('that says "%s" is refused', (said, message) => {
    expect(read('FROM node:24', `# mcp-dock ${said}`)).toEqual({
      waivers: [],
      faults: [{ uri: 'Dockerfile', line: 2, message }],
    });
  });

  it.each([
    '# mcp-dock ignores nothing',
    '# Rendered by mcp-dock init',
    'RUN echo "# mcp-dock ignore=x"',
    '# ignore=DL3008',
  ])('is not meant by "%s"', (line) => {
    expect(read('FROM node:24', line)).toEqual({ waivers: [], faults: [] });
  });

  it('is not read without end', () => {
    const { waivers, faults } = read('FROM node:24', ...Array.from({ length: 500 }, () => GOOD));
    expect(waivers).toHaveLength(200);
    expect(faults).toEqual([{ uri: 'Dockerfile', line: 202, message: 'There are more waivers here than are read.' }]);
  });
});
