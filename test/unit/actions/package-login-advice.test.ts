import { describe, expect, it } from 'vitest';
import { packageLoginAdvice } from '../../../src/actions/package-login-advice.js';

const NPM = '[build 4/4] RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci';
const PIP = '[2/3] RUN --mount=type=secret,id=PIP_INDEX_URL pip install -r requirements.txt';
const UV = '[2/3] RUN --mount=type=secret,id=logins,target=/root/.netrc uv sync --locked';
const bare = (step: string) => step.replace(/ --mount=\S+/gu, '');

const E401 = 'npm error code E401\nnpm error 401 Unauthorized - GET https://npm.acme.example/@acme%2fgreet';
const HIDDEN =
  "npm error code E404\nnpm error 404 Not Found - GET https://npm.acme.example/@acme%2fgreet - Not found\nnpm error 404  '@acme/greet@1.0.0' is not in this registry.";
const PIP_401 = 'ERROR: HTTP error 401 while getting https://pypi.acme.example/simple/greet/';
const UV_401 =
  'hint: An index URL (https://pypi.acme.example/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized).';

describe('what to do when a package registry refuses', () => {
  it.each<[string, string, string, string[], RegExp[]]>([
    [
      'npm, not mounted',
      E401,
      bare(NPM),
      [],
      [
        /npm registry refuses/u,
        /--secret id=npmrc,src=\$HOME\/\.npmrc$/u,
        /mounts no such secret.*target=\/root\/\.npmrc/u,
      ],
    ],
    [
      'npm, mounted and not given',
      E401,
      NPM,
      ['corp_ca'],
      [/refuses/u, /mounts the build secret npmrc.*none: --secret id=npmrc,src=\$HOME\/\.npmrc$/u],
    ],
    ['npm, given and refused', E401, NPM, ['npmrc'], [/refuses/u, /had the build secret npmrc/u]],
    [
      'npm without any login',
      'npm error code ENEEDAUTH\nnpm error need auth You need to authorize this machine',
      NPM,
      [],
      [/refuses/u, /given none/u],
    ],
    ['npm with a login that may not', 'npm error code E403', NPM, ['npmrc'], [/refuses/u, /may not read/u]],
    [
      'pnpm',
      ' ERR_PNPM_FETCH_401  GET https://npm.acme.example/x: Unauthorized - 401',
      bare(NPM),
      [],
      [/npm registry refuses/u, /npmrc/u, /mounts no/u],
    ],
    [
      'a scoped package that nobody shows',
      HIDDEN,
      bare(NPM),
      [],
      [/shows no @acme\/greet: it does not exist, or it is private/u, /npmrc/u, /mounts no/u],
    ],
    ['pip', PIP_401, PIP, [], [/Python package index refuses/u, /none: --secret id=PIP_INDEX_URL \(the variable/u]],
    [
      'pip that asks for a user',
      'User for pypi.acme.example: ERROR: Exception:\nEOFError',
      bare(PIP),
      [],
      [/Python/u, /id=pip_conf,src=/u, /target=\/etc\/pip\.conf/u],
    ],
    [
      'pip with a wrong password',
      'WARNING: 401 Error, Credentials not correct for https://pypi.acme.example/simple/greet/',
      PIP,
      ['PIP_INDEX_URL'],
      [/Python/u, /had the build secret PIP_INDEX_URL/u],
    ],
    ['uv', UV_401, UV, [], [/Python/u, /none: --secret id=logins,src=\$HOME\/\.netrc$/u]],
    ['uv, not mounted', UV_401, bare(UV), [], [/Python/u, /id=netrc/u, /target=\/root\/\.netrc/u]],
    [
      'something else',
      'curl: (22) The requested URL returned error: 403',
      '[2/2] RUN curl x',
      [],
      [/refuses without a login/u, /id=NAME/u, /mounts no/u],
    ],
  ])('%s', (_, text, step, givenSecrets, expected) => {
    expect(packageLoginAdvice({ text, step, givenSecrets })).toEqual(
      expected.map((line) => expect.stringMatching(line) as string),
    );
  });

  it.each([
    [
      'a package of everybody that does not exist',
      'npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/nosuch - Not found',
    ],
    ['a failing script', '404 pages were built\n@acme/greet is ready'],
  ])('has nothing to say about %s', (_, text) => {
    expect(packageLoginAdvice({ text, step: NPM })).toBeUndefined();
  });
});
