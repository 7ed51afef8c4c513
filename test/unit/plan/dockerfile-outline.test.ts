import { describe, expect, it } from 'vitest';
import { outlineDockerfile } from '../../../src/plan/dockerfile-outline.js';

const outline = (...lines: string[]) => outlineDockerfile(lines.join('\n'), 'Dockerfile');

describe('the outline of a Dockerfile', () => {
  it('has stages, arguments, labels of the last stage and secrets', () => {
    const found = outline(
      'ARG BASE=debian',
      'FROM ${BASE} AS build',
      'ARG TOKEN',
      'LABEL early=1',
      'RUN --mount=type=secret,id=corp_ca,target=/run/secrets/ca --mount=type=cache,target=/c \\',
      '  # a comment between',
      '  npm ci && \\',
      '  npm test',
      'RUN --mount=type=secret,target=/run/secrets/npmrc cat /run/secrets/npmrc',
      'FROM build',
      'LABEL "org.example.a"=1 org.example.b="two words" \\',
      '  org.example.c=3',
      'USER 1000',
    );
    expect(found).toMatchObject({
      stages: [
        { name: 'build', from: '${BASE}', line: 2 },
        { from: 'build', line: 10 },
      ],
      args: ['BASE', 'TOKEN'],
      labels: ['org.example.a', 'org.example.b', 'org.example.c'],
      secretIds: ['corp_ca', 'npmrc'],
      mounts: true,
    });
    expect(found.instructions[4]).toEqual({
      keyword: 'RUN',
      line: 5,
      stage: 0,
      text: 'RUN --mount=type=secret,id=corp_ca,target=/run/secrets/ca --mount=type=cache,target=/c npm ci && npm test',
    });
  });

  it('takes here-documents and ONBUILD', () => {
    const found = outline(
      'FROM a',
      'RUN <<EOF',
      'NOPE x',
      'EOF',
      'ONBUILD RUN x',
      'COPY <<X /y',
      'FROM in a text',
      'X',
    );
    expect(found.stages).toHaveLength(1);
    expect(found.mounts).toBe(false);
  });

  it('leaves the instructions of another frontend to it', () => {
    expect(outline('# syntax=example/other:1', 'FROM a', 'INCLUDE b').instructions).toHaveLength(2);
    expect(() => outline('# syntax=docker/dockerfile:1', 'FROM a', 'INCLUDE b')).toThrow(/INCLUDE/u);
  });

  it.each<[string, string[], number | undefined, RegExp]>([
    ['an empty file', [''], undefined, /empty/u],
    ['only comments', ['# FROM a'], undefined, /empty/u],
    ['no FROM', ['ARG A'], undefined, /no FROM/u],
    ['no FROM before a RUN', ['', 'RUN x'], 2, /no FROM/u],
    ['an instruction before FROM', ['COPY a b', 'FROM x'], 1, /COPY comes before the first FROM/u],
    ['FROM without an image', ['ARG A', 'FROM'], 2, /no image/u],
    ['an unknown instruction', ['FROM a', '', 'RUNN x'], 3, /"RUNN" is no instruction/u],
  ])('refuses %s', (_, lines, line, message) => {
    expect(() => outline(...lines)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringMatching(message) as string,
        details: expect.objectContaining(
          line === undefined ? { path: 'Dockerfile' } : { path: 'Dockerfile', line },
        ) as object,
      }) as Error,
    );
  });
});
