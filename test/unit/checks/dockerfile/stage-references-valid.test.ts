import check from '../../../../src/checks/dockerfile/stage-references-valid.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row(
      'stages that build on earlier ones',
      'FROM node:24 AS build\nFROM build AS test\nFROM node:24-slim\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n',
    ),
    row(
      'an image whose name is its stage’s too',
      'FROM alpine AS alpine\nFROM node:24 AS node\nCOPY --from=alpine /a /a\n',
    ),
    row(
      'files of an image, and a mount of a stage',
      'FROM a:1 AS x\nFROM a:1\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /uv\nRUN --mount=type=bind,from=x,target=/x true\n',
    ),
    row('names in another case', 'FROM a:1 AS Build\nFROM a:1\nCOPY --from=build /a /a\n'),
    row('a target that is there', 'FROM a:1 AS x\nFROM a:1 AS y\n', { target: 'X' }),
  ],
  fail: [
    {
      name: 'a stage on itself',
      facts: dockerfile('FROM builder AS builder\n'),
      messages: ['The stage "builder" builds on itself.'],
    },
    {
      name: 'later stages',
      facts: dockerfile(
        'FROM deps AS app\nCOPY --from=deps /a /a\nRUN --mount=type=bind,from=deps,target=/x true\nFROM a:1 AS deps\n',
      ),
      messages: [
        'FROM names "deps", a stage that begins only on line 4.',
        'COPY --from names "deps", a stage that begins only on line 4.',
        'RUN --mount names "deps", a stage that begins only on line 4.',
      ],
    },
    {
      name: 'its own stage, and a number that is none',
      facts: dockerfile('FROM a:1 AS x\nCOPY --from=x /a /a\nCOPY --from=1 /a /a\n'),
      messages: [
        'COPY --from names "x", the stage in which it stands.',
        'COPY --from names stage 1, and no stage of that number comes before it.',
      ],
    },
    {
      name: 'one name twice',
      facts: dockerfile('FROM a:1 AS x\nFROM b:1 AS X\n'),
      messages: ['Two stages are called "X".'],
    },
    {
      name: 'a target that is not there',
      facts: dockerfile('FROM a:1 AS build\nFROM a:1 AS runtime\n', { target: 'prod' }),
      messages: ['mcp-dock.yaml builds the stage "prod", and there are build, runtime.'],
    },
  ],
  notApplicable: [row('no stage', '')],
});
