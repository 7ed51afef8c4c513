import { describe, expect, it } from 'vitest';
import { imagePlaces } from '../../../src/plan/dockerfile-images.js';
import { pinDockerfile, type DigestAnswer } from '../../../src/plan/pin-dockerfile.js';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [A, B, C] = [digest('a'), digest('b'), digest('c')];

const ANSWERS: Readonly<Record<string, DigestAnswer>> = {
  'node:24-slim': { digest: A },
  'docker.io/library/node:24-slim': { digest: A },
  'mirror.example/library/node:24-slim': { digest: A },
  'node:22-slim': { digest: B },
  'debian:latest': { digest: C },
  'localhost:5000/team/base:1': { digest: B },
  [`debian@${C}`]: { digest: C },
  'docker/dockerfile:1': { digest: B },
  'gone:1': { reason: 'Its registry has no such image any more.' },
};

function pin(text: string, args: Record<string, string> = {}) {
  return pinDockerfile(text, imagePlaces(text, args), new Map(Object.entries(ANSWERS)));
}

describe('pinDockerfile writes', () => {
  it.each<[name: string, before: string, after: string, args?: Record<string, string>]>([
    ['behind the tag', 'FROM node:24-slim\n', `FROM node:24-slim@${A}\n`],
    ['between image and stage', 'FROM node:24-slim AS build\n', `FROM node:24-slim@${A} AS build\n`],
    [
      'behind --platform',
      'FROM --platform=$BUILDPLATFORM node:24-slim as b',
      `FROM --platform=$BUILDPLATFORM node:24-slim@${A} as b`,
    ],
    ['the tag that none stands for', 'FROM debian\n', `FROM debian:latest@${C}\n`],
    ['with a port, which is no tag', 'FROM localhost:5000/team/base:1', `FROM localhost:5000/team/base:1@${B}`],
    ['inside of quotes', 'FROM "node:24-slim"\n', `FROM "node:24-slim@${A}"\n`],
    ['a newer digest', `FROM node:24-slim@${C}\n`, `FROM node:24-slim@${A}\n`],
    ['over a digest that was cut off', 'FROM node:24-slim@sha256:1\n', `FROM node:24-slim@${A}\n`],
    [
      'behind arguments with defaults',
      'ARG BASE_REGISTRY=docker.io/library\nARG V=24\nFROM ${BASE_REGISTRY}/node:${V}-slim AS x\n',
      `ARG BASE_REGISTRY=docker.io/library\nARG V=24\nFROM \${BASE_REGISTRY}/node:\${V}-slim@${A} AS x\n`,
    ],
    [
      'where project and Dockerfile mean two names of one image',
      'ARG R=docker.io/library\nFROM $R/node:24-slim',
      `ARG R=docker.io/library\nFROM $R/node:24-slim@${A}`,
      { R: 'mirror.example/library' },
    ],
    [
      'into the argument that has the old one',
      `ARG IMAGE=node:24-slim@${C}\nFROM \${IMAGE}\nFROM \${IMAGE} AS b`,
      `ARG IMAGE=node:24-slim@${A}\nFROM \${IMAGE}\nFROM \${IMAGE} AS b`,
    ],
    [
      'into the argument inside of an argument',
      `ARG D="${C}" V=24\nARG IMAGE=node:\${V}-slim@$D\nFROM $IMAGE`,
      `ARG D="${A}" V=24\nARG IMAGE=node:\${V}-slim@$D\nFROM $IMAGE`,
    ],
    [
      'into COPY --from',
      'FROM scratch\nCOPY --from=node:24-slim --chown=1 /a /b',
      `FROM scratch\nCOPY --from=node:24-slim@${A} --chown=1 /a /b`,
    ],
    [
      'into RUN --mount',
      'FROM debian\nRUN --mount=type=cache,target=/c --mount=type=bind,from=node:24-slim,target=/n ls',
      `FROM debian:latest@${C}\nRUN --mount=type=cache,target=/c --mount=type=bind,from=node:24-slim@${A},target=/n ls`,
    ],
    [
      'into the comment that names the frontend',
      '#syntax = docker/dockerfile:1\nFROM scratch\n',
      `#syntax = docker/dockerfile:1@${B}\nFROM scratch\n`,
    ],
  ])('%s', (_, before, after, args) => {
    const once = pin(before, args);
    expect(once.text).toBe(after);
    const again = pin(after, args);
    expect(again.text).toBe(after);
    expect(new Set(again.images.map(({ state }) => state))).toEqual(new Set(['current']));
  });

  it('nothing else: comments, endings of lines, white space, here-documents, what looks like FROM', () => {
    const lines = (from: string, late: string) =>
      [
        '# escape=\\',
        '# FROM node:24-slim',
        'ARG\tV=24',
        '',
        `from  --platform=linux/amd64 \\`,
        '  # FROM node:24-slim',
        `  ${from}   AS Build  `,
        'RUN <<EOF',
        'FROM node:24-slim',
        'EOF',
        'FROM build AS second',
        'COPY --from=BUILD /ä /ö',
        'COPY --from=0 /x /y',
        'COPY --from=later /x /y',
        'ONBUILD COPY --from=node:24-slim /x /y',
        `FROM\t${late} AS later`,
        'FROM scratch',
      ].join('\r\n');
    const { text, images } = pin(lines('node:${V}-slim', 'debian'));
    expect(text).toBe(lines(`node:\${V}-slim@${A}`, `debian:latest@${C}`));
    expect(images.map(({ line, state }) => [line, state])).toEqual([
      [7, 'not-pinned'],
      [16, 'not-pinned'],
    ]);
  });

  it('says what was there and what is there now', () => {
    expect(pin(`FROM node:24-slim@${C}\nFROM node:22-slim`).images).toEqual([
      {
        line: 1,
        instruction: 'FROM',
        written: `node:24-slim@${C}`,
        reference: 'node:24-slim',
        state: 'outdated',
        digest: C,
        newest: A,
      },
      {
        line: 2,
        instruction: 'FROM',
        written: 'node:22-slim',
        reference: 'node:22-slim',
        state: 'not-pinned',
        newest: B,
      },
    ]);
  });
});

describe('pinDockerfile leaves alone', () => {
  it.each<[name: string, text: string, reason: RegExp, args?: Record<string, string>]>([
    ['an argument without a value', 'ARG V\nFROM node:$V', /^V has no value by default/u],
    ['an argument that only the project gives', 'ARG V\nFROM node:$V', /^V has no value by default/u, { V: '24-slim' }],
    ['what nobody declares', 'FROM node:${TARGETARCH}', /^TARGETARCH has no value/u],
    [
      'a default that is another image than the project’s',
      'ARG V=24\nFROM node:${V}-slim',
      /node:22-slim \(sha256:b+\), and the Dockerfile alone node:24-slim \(sha256:a+\)/u,
      { V: '22' },
    ],
    [
      'a default of which nobody knows',
      'ARG I=gone:1\nFROM $I',
      /right for gone:1, which the Dockerfile names by itself, is not known: Its registry has no such image/u,
      { I: 'node:24-slim' },
    ],
    ['an argument without a tag', 'ARG I=debian\nFROM $I', /names no tag/u],
    [
      'a digest that the project gives',
      'ARG I=node:24-slim\nFROM $I',
      /their digests are set elsewhere/u,
      { I: `node:24-slim@${C}` },
    ],
    ['a digest in pieces', 'ARG H=cc\nFROM node:24-slim@sha256:$H', /put together from arguments/u],
    ['an operator that it does not know', 'ARG V=v24-slim\nFROM node:${V#v}', /only the builder can work out/u],
    ['a name over two lines', 'FROM node:24-\\\nslim', /spread over several lines/u],
    [
      'arguments of COPY --from',
      'ARG I=node:24-slim\nFROM scratch\nCOPY --from=$I /a /b',
      /Builders take no arguments here/u,
    ],
    ['an image that is gone', 'FROM gone:1', /no such image any more/u],
    [
      'an argument that would have to hold two digests',
      `ARG D=${C}\nFROM node:24-slim@$D\nFROM node:22-slim@$D`,
      /holds the digest of node:24-slim and node:22-slim/u,
    ],
  ])('%s', (_, text, reason, args) => {
    const { text: after, images } = pin(text, args);
    expect(after).toBe(text);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images)
      expect(image).toMatchObject({ state: 'left-alone', reason: expect.stringMatching(reason) });
  });
});

it('keeps a digest without a tag, and asks for just that', () => {
  const text = `FROM debian@${C}`;
  expect(imagePlaces(text, {})[0]).toMatchObject({ reference: `debian@${C}`, digest: C });
  expect(pin(text)).toMatchObject({ text, images: [{ state: 'current' }] });
});

it.each(['FROM scratch', 'FROM scratch AS a\nFROM a\nFROM A\nCOPY --from=a /x /y\nCOPY --from=1 /x /y'])(
  'finds no image in %j',
  (text) => expect(imagePlaces(text, {})).toEqual([]),
);

it('takes an argument that names a stage for the stage', () => {
  expect(imagePlaces('ARG S=dev\nFROM scratch AS dev\nFROM ${S}', {})).toEqual([]);
});
