import check from '../../../../src/checks/dockerfile/clean-layers.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const passes = (name: string, run: string, before = '') => row(name, `FROM debian:trixie-slim\n${before}${run}\n`);
const fails = (name: string, run: string, ...messages: string[]) => ({
  name,
  facts: dockerfile(`FROM debian:trixie-slim\n${run}\n`),
  messages,
});

testCheck(check, {
  pass: [
    row('no cache of uv, as pip writes it', 'FROM a:1\nRUN uv pip install --system --no-cache-dir weather==1.0.0\n'),
    passes(
      'apt that cleans up',
      'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
    ),
    passes(
      'apt with caches',
      'RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y --no-install-recommends curl',
    ),
    passes('apk', 'RUN apk add --no-cache curl'),
    passes('pip without a cache', 'RUN pip install --no-cache-dir -r requirements.txt'),
    passes('pip by a variable', 'RUN pip install -r requirements.txt', 'ENV PIP_NO_CACHE_DIR=1\n'),
    passes('pip with a cache mount', 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt'),
    passes('npm with a cache mount', 'RUN --mount=type=cache,target=/root/.npm npm ci'),
    passes('npm that cleans up', 'RUN npm ci --omit=dev && npm cache clean --force'),
    passes(
      'uv with a cache of its own',
      'RUN --mount=type=cache,target=/cache uv sync --locked',
      'ENV UV_CACHE_DIR=/cache\n',
    ),
    passes('yarn that cleans up', 'RUN yarn install --immutable && yarn cache clean'),
    passes('dnf that cleans up', 'RUN dnf install -y git && dnf clean all'),
    row('a stage that is left behind', 'FROM node:24 AS build\nRUN npm ci && apt-get update\nFROM node:24-slim\n'),
  ],
  fail: [
    fails(
      'lists of apt',
      'RUN apt-get update && apt-get install -y --no-install-recommends curl',
      '"apt-get update" leaves the package lists of apt in the layer.',
    ),
    fails(
      'lists that a later step removes',
      'RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*',
      '"apt-get update" leaves the package lists of apt in the layer.',
    ),
    fails(
      'recommended packages',
      'RUN apt-get install -y curl',
      'apt installs recommended packages along with those that are asked for.',
    ),
    fails('the index of apk', 'RUN apk update && apk add curl', '"apk update" leaves the index of apk in the layer.'),
    fails(
      'the cache of pip',
      'RUN python3 -m pip install -r requirements.txt',
      '"python3 -m pip install -r requirements.txt" leaves the cache of pip in the layer.',
    ),
    fails('the cache of npm', 'RUN npm ci', '"npm ci" leaves the cache of npm in the layer.'),
    fails('the cache of Yarn', 'RUN yarn install', '"yarn install" leaves the cache of Yarn in the layer.'),
    fails('the cache of uv', 'RUN uv sync --locked', '"uv sync --locked" leaves the cache of uv in the layer.'),
    fails(
      'the cache of dnf',
      'RUN microdnf install git',
      '"microdnf install git" leaves the cache of dnf in the layer.',
    ),
    fails(
      'a mount for another',
      'RUN --mount=type=cache,target=/root/.cache/pip npm ci',
      '"npm ci" leaves the cache of npm in the layer.',
    ),
  ],
});
