import { describe, expect, it } from 'vitest';
import { outlineDockerfile } from '../../../src/plan/dockerfile-outline.js';
import { planTestStage, testStepOf, type TestStageInput } from '../../../src/plan/test-stage.js';

const DOCKERFILE = [
  'FROM node AS build',
  'COPY . .',
  'FROM build AS Test',
  'COPY test ./test',
  'RUN npm run lint',
  'ENV A=b',
  'RUN npm test',
  'WORKDIR /out',
  'FROM debian AS runtime',
  'RUN true',
].join('\n');
const plan = (text: string, input: Partial<TestStageInput> = {}) =>
  planTestStage({ flags: {}, outline: outlineDockerfile(text, 'Dockerfile'), dockerfile: 'Dockerfile', ...input });

describe('the stage with the tests', () => {
  it.each<[string, string, Partial<TestStageInput>, string]>([
    ['is called test', DOCKERFILE, {}, 'test'],
    [
      'has the name that the config gives',
      'FROM a AS check\nRUN x\nFROM b',
      { config: { build: { testTarget: 'check' } } },
      'check',
    ],
  ])('%s', (_, text, input, target) => {
    expect(plan(text, input)).toEqual({ target, warnings: [] });
  });

  it('may be missing from an image that stands beside others, unless the config names it', () => {
    const flags = { test: 'if-there' } as const;
    expect(plan('FROM a', { flags })).toEqual({
      warnings: ['No tests were run: Dockerfile has no stage test.'],
    });
    expect(plan(DOCKERFILE, { flags }).target).toBe('test');
    expect(() => plan('FROM a', { flags, config: { build: { testTarget: 'check' } } })).toThrow(
      expect.objectContaining({ code: 'TEST_STAGE_INVALID' }),
    );
  });

  it.each<[string, string, Partial<TestStageInput>, RegExp]>([
    ['no such stage', 'FROM a AS build\nRUN x', {}, /^Dockerfile has no stage "test"; it has build\.$/u],
    [
      'no stage with a name',
      'FROM a',
      { shownDockerfile: 'docker/Dockerfile' },
      /^docker\/Dockerfile has .*names none\.$/u,
    ],
    [
      'a stage that runs nothing',
      'FROM a AS build\nFROM build AS test\nCMD npm test\nFROM a',
      {},
      /^Dockerfile:2: .*no RUN/u,
    ],
  ])('cannot be had with %s', (_, text, input, message) => {
    expect(() => plan(text, input)).toThrow(
      expect.objectContaining({
        code: 'TEST_STAGE_INVALID',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });

  it.each<[string, Partial<TestStageInput>, RegExp]>([
    ['FROM a AS build\nFROM build AS test\nRUN x', {}, /is the last one/u],
    [DOCKERFILE, { flags: { target: 'TEST' } }, /is the target/u],
    [DOCKERFILE, { config: { build: { target: 'test' } } }, /is the target/u],
  ])('warns when the image would be it', (text, input, warning) => {
    expect(plan(text, input).warnings).toEqual([expect.stringMatching(warning)]);
  });
});

describe('a step of that stage', () => {
  const outline = outlineDockerfile(DOCKERFILE, 'Dockerfile');
  it.each([
    // From a stage of its own Dockerfile; the numbers count no FROM then.
    ['[test 3/4] RUN npm test', 'tests'],
    ['[linux/arm64 test 3/4] RUN npm test', 'tests'],
    ['[test 2/4] RUN npm run lint', 'preparation'],
    ['[test 1/4] COPY test ./test', undefined],
    ['[build 3/4] RUN npm test', undefined],
    ['[internal] load metadata for docker.io/library/node', undefined],
    // The classic builder counts through all stages up to the target.
    ['[6/7] RUN npm test', 'tests'],
    ['[2/7] RUN x', undefined],
  ])('%s is %s', (step, expected) => {
    expect(testStepOf(step, 'test', outline)).toBe(expected);
  });

  it('counts a FROM of an image', () => {
    const single = outlineDockerfile('FROM node AS test\nCOPY . .\nRUN npm ci\nRUN npm test', 'Dockerfile');
    expect(testStepOf('[test 4/4] RUN npm test', 'test', single)).toBe('tests');
    expect(testStepOf('[test 3/4] RUN npm ci', 'test', single)).toBe('preparation');
  });
});
