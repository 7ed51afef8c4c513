import { describe, expect, it } from 'vitest';
import { classifyBuildFailure } from '../../../src/actions/classify-build-failure.js';
import {
  buildFailureCauses,
  type BuildFailureCause,
  type BuildFailureInput,
} from '../../../src/actions/build-failure-rows.js';

interface Row {
  readonly name: string;
  readonly reason: string;
  readonly step?: string;
  readonly lines?: readonly string[];
  readonly cause: BuildFailureCause;
  readonly advice?: RegExp;
  readonly foreignPlatform?: string;
  readonly explain?: BuildFailureInput['explain'];
  readonly tests?: BuildFailureInput['tests'];
  readonly ca?: BuildFailureInput['ca'];
}
const classify = ({
  reason,
  step,
  lines = [],
  foreignPlatform,
  tests,
  ca,
  explain = () => ({ kind: 'absent' }),
}: Row) =>
  classifyBuildFailure({
    reason,
    ...(step !== undefined && { step }),
    lines,
    ...(foreignPlatform !== undefined && { foreignPlatform }),
    ...(tests !== undefined && { tests }),
    ...(ca !== undefined && { ca }),
    explain,
  });

/** A RUN that ended with an exit code, as BuildKit of 20.10 says it. */
const ran = (lines: string[], exitCode = 1) => ({
  reason: `executor failed running [/bin/sh -c npm ci]: exit code: ${exitCode}`,
  step: '[build 2/4] RUN npm ci',
  lines,
});
const metadata = (reference: string, rest: string) => ({
  step: `[internal] load metadata for ${reference}`,
  reason: `failed to solve with frontend dockerfile.v0: failed to create LLB definition: ${rest}`,
});
const parse = (rest: string) =>
  `failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: ${rest}`;

const rows: Row[] = [
  { name: 'no room for a layer', reason: 'write /var/lib/docker/x: no space left on device', cause: 'disk-full' },
  { name: 'no room for npm', ...ran(['npm error code ENOSPC']), cause: 'disk-full' },
  { name: 'a killed process', ...ran([], 137), cause: 'out-of-memory' },
  {
    name: 'a full heap',
    ...ran(['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'], 134),
    cause: 'out-of-memory',
    advice: /max-old-space-size|memory/u,
  },
  {
    name: 'npm behind an intercepting proxy',
    ...ran(['npm error code SELF_SIGNED_CERT_IN_CHAIN']),
    cause: 'tls',
    advice: /--ca-file/u,
  },
  {
    name: 'pip behind an intercepting proxy',
    ...ran(['SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED]"))']),
    cause: 'tls',
  },
  { name: 'uv behind an intercepting proxy', ...ran(['invalid peer certificate: UnknownIssuer']), cause: 'tls' },
  {
    name: 'pip, and a Dockerfile that mounts no authority',
    ...ran(['SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED]"))']),
    cause: 'tls',
    advice:
      /--ca-file FILE\.pem[\s\S]*RUN --mount=type=secret,id=corp_ca,target=\/run\/secrets\/corp_ca\.pem PIP_CERT=\/run\/secrets\/corp_ca\.pem/u,
  },
  {
    name: 'a given authority that this step does not mount',
    ...ran(['npm error code SELF_SIGNED_CERT_IN_CHAIN']),
    ca: { given: true, mounted: true },
    cause: 'tls',
    advice: /^(?![\s\S]*--ca-file)[\s\S]*This RUN does not mount it[\s\S]*NODE_EXTRA_CA_CERTS=/u,
  },
  {
    name: 'a mounted authority that was not given',
    ...ran(['invalid peer certificate: UnknownIssuer']),
    step: '[2/2] RUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem uv sync',
    ca: { given: false, mounted: true },
    cause: 'tls',
    advice: /^(?![\s\S]*mount it)[\s\S]*--ca-file/u,
  },
  {
    name: 'a given and mounted authority that is the wrong one',
    ...ran(['invalid peer certificate: UnknownIssuer']),
    step: '[2/2] RUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem uv sync',
    ca: { given: true, mounted: true },
    cause: 'tls',
    advice: /still trusts none.*SSL_CERT_FILE/u,
  },
  {
    name: 'a registry that the engine does not trust',
    ...metadata(
      'reg.example/x:1',
      'failed to do request: Head "https://reg.example/v2/x/manifests/1": x509: certificate signed by unknown authority',
    ),
    cause: 'tls',
    advice: /certs\.d/u,
  },
  {
    name: 'a program for another processor',
    ...ran(['exec /bin/sh: exec format error'], 255),
    cause: 'platform',
    advice: /emulation/u,
  },
  {
    name: 'a base image without that platform',
    ...metadata('x:1', 'no match for platform in manifest: not found'),
    cause: 'platform',
  },
  {
    name: 'a platform that cannot be fetched',
    ...metadata(
      'docker.io/library/debian:1',
      'failed to do request: Head "https://registry-1.docker.io": dial tcp: lookup registry-1.docker.io: no such host',
    ),
    foreignPlatform: 'linux/arm64',
    cause: 'platform',
    advice: /linux\/arm64/u,
  },
  {
    name: 'an unknown base image',
    ...metadata('docker.io/library/nope:1', 'docker.io/library/nope:1: not found'),
    cause: 'base-image-missing',
    advice: /\(docker\.io\/library\/nope:1\)/u,
  },
  {
    name: 'a base image that is private or missing',
    ...metadata(
      'docker.io/acme/x:1',
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
    cause: 'base-image-missing',
    advice: /docker login/u,
  },
  {
    name: 'a registry that wants a login',
    ...metadata('reg.example/x:1', 'unexpected status code 401 Unauthorized'),
    cause: 'auth',
    advice: /docker login/u,
  },
  {
    name: 'a package registry that wants a token',
    ...ran(['npm error code E401']),
    cause: 'auth',
    advice: /build secret/u,
  },
  {
    name: 'a registry without an address',
    ...metadata(
      'docker.io/nosuch/image:1',
      'failed to do request: Head "https://registry-1.docker.io/v2/nosuch/image/manifests/1": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
    ),
    cause: 'registry-unreachable',
    advice: /\(docker\.io\/nosuch\/image:1\)/u,
  },
  {
    name: 'a registry that refuses',
    ...metadata(
      'localhost:9/x:1',
      'failed to do request: Head "http://localhost:9/v2/x/manifests/1": dial tcp 127.0.0.1:9: connect: connection refused',
    ),
    cause: 'registry-unreachable',
  },
  {
    name: 'a stage by the name of an image',
    step: 'FROM docker.io/library/nosuch:latest',
    reason:
      'failed to load cache key: failed to do request: Head "https://registry-1.docker.io/v2/library/nosuch/manifests/latest": dial tcp: i/o timeout',
    cause: 'registry-unreachable',
    advice: /If a stage is meant: no FROM of the Dockerfile ends with "AS nosuch"/u,
  },
  {
    name: 'a syntax line without a network',
    step: 'resolve image config for docker.io/docker/dockerfile:1',
    reason:
      'failed to solve with frontend gateway.v0: failed to do request: Head "https://registry-1.docker.io/v2/docker/dockerfile/manifests/1": dial tcp: lookup registry-1.docker.io: no such host',
    cause: 'registry-unreachable',
    advice: /syntax=/u,
  },
  {
    name: 'a package registry that does not answer',
    ...ran(['npm error code ETIMEDOUT']),
    cause: 'registry-unreachable',
    advice: /HTTPS_PROXY/u,
  },
  {
    name: 'a name that a step cannot resolve',
    ...ran(['npm error request failed, reason: getaddrinfo EAI_AGAIN registry.example']),
    cause: 'dns',
  },
  {
    name: 'a lock file of npm that lags',
    ...ran([
      'npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
    ]),
    cause: 'lockfile-mismatch',
  },
  {
    name: 'a lock file of npm that is ignored',
    ...ran(['npm error The `npm ci` command can only install with an existing package-lock.json or']),
    explain: () => ({ kind: 'ignored', by: '.dockerignore', rule: '*.json', line: 2 }),
    cause: 'lockfile-mismatch',
    advice: /kept out by "\*\.json" \(\.dockerignore:2\): add !package-lock\.json/u,
  },
  {
    name: 'a lock file of npm that is not copied',
    ...ran(['npm error The `npm ci` command can only install with an existing package-lock.json or']),
    explain: () => undefined,
    cause: 'lockfile-mismatch',
    advice: /COPY it before the step/u,
  },
  {
    name: 'a lock file of pnpm that is not there',
    ...ran([' ERR_PNPM_NO_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is absent']),
    cause: 'lockfile-mismatch',
    advice: /no pnpm-lock\.yaml: run `pnpm install`/u,
  },
  {
    name: 'a lock file of Yarn 1 that lags',
    ...ran(['error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.']),
    cause: 'lockfile-mismatch',
    advice: /`yarn install`/u,
  },
  {
    name: 'a lock file of Yarn 4 that lags',
    ...ran(['➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.']),
    cause: 'lockfile-mismatch',
    advice: /yarn\.lock does not fit/u,
  },
  {
    name: 'a lock file of uv that is not there',
    ...ran(['error: Unable to find lockfile at `uv.lock`, but `--locked` was provided.'], 2),
    cause: 'lockfile-mismatch',
    advice: /`uv lock`/u,
  },
  {
    name: 'a lock file of Poetry that lags',
    ...ran(['pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix.']),
    cause: 'lockfile-mismatch',
    advice: /`poetry lock`/u,
  },
  {
    name: 'hashes of pip that do not fit',
    ...ran(['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.']),
    cause: 'lockfile-mismatch',
    advice: /hashes/u,
  },
  {
    name: 'requirements without hashes',
    ...ran(['ERROR: Hashes are required in --require-hashes mode, but they are missing from some requirements.']),
    cause: 'lockfile-mismatch',
    advice: /--generate-hashes/u,
  },
  {
    name: 'a lock file of uv that lags',
    ...ran(['error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.'], 2),
    cause: 'lockfile-mismatch',
  },
  {
    name: 'a lock file of pnpm that lags',
    ...ran(['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"']),
    cause: 'lockfile-mismatch',
  },
  {
    name: 'a file that is not there',
    step: '[2/2] COPY nope.txt /x',
    reason: 'failed to compute cache key: "/nope.txt" not found: not found',
    cause: 'file-missing-from-context',
    advice: /^nope\.txt is not in the build context/u,
  },
  {
    name: 'a file that is not there, newer words',
    step: '[2/2] COPY a/b /x',
    reason: 'failed to calculate checksum of ref moby::abc: "/a/b": not found',
    cause: 'file-missing-from-context',
    advice: /^a\/b is not/u,
  },
  {
    name: 'a pattern in a folder that is not there',
    step: '[2/2] COPY nope/* /x/',
    reason: 'lstat /var/lib/docker/tmp/buildkit-mount3624317892/nope: no such file or directory',
    cause: 'file-missing-from-context',
    advice: /^nope is not/u,
  },
  {
    name: 'the classic builder',
    step: '[2/2] COPY x /',
    reason: 'COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist',
    cause: 'file-missing-from-context',
    advice: /^x is not/u,
  },
  {
    name: 'an ignored file',
    step: '[2/2] COPY dist /x',
    reason: 'failed to compute cache key: "/dist" not found: not found',
    explain: () => ({ kind: 'ignored', by: '.dockerignore', rule: 'di*', line: 3 }),
    cause: 'file-missing-from-context',
    advice: /"di\*" \(\.dockerignore:3\): add !dist/u,
  },
  {
    name: 'a withheld file',
    step: '[2/2] COPY .env /x',
    reason: 'failed to compute cache key: "/.env" not found: not found',
    explain: () => ({ kind: 'withheld' }),
    cause: 'file-missing-from-context',
    advice: /never sent/u,
  },
  {
    name: 'a file that another stage lacks',
    step: '[stage-1 1/1] COPY --from=build /dist /y',
    reason: 'lstat /var/lib/docker/overlay2/abc/merged/dist: no such file or directory',
    cause: 'file-missing-from-context',
    advice: /Stage "build" has no \/dist/u,
  },
  { name: 'a flag of a newer builder', reason: parse('Unknown flag: start-interval'), cause: 'unknown-flag' },
  { name: 'a secret as a variable', reason: parse("unexpected key 'env' in 'env=X'"), cause: 'unknown-flag' },
  {
    name: 'mounts without BuildKit',
    reason: 'the --mount option requires BuildKit. Refer to …',
    cause: 'unknown-flag',
    advice: /POST \/session/u,
  },
  {
    name: 'a here-document on an old builder',
    reason: parse('unknown instruction: ECHO'),
    cause: 'syntax',
    advice: /20\.10/u,
  },
  {
    name: 'an instruction without arguments',
    reason: parse('COPY requires at least two arguments, but only one was provided.'),
    cause: 'syntax',
  },
  {
    name: 'a base without a name',
    reason: 'failed to create LLB definition: base name (${X}) should not be blank',
    cause: 'syntax',
  },
  { name: 'a group id that is taken', ...ran(["groupadd: GID '1000' already exists"], 4), cause: 'uid-in-use' },
  { name: 'a user id that is taken', ...ran(['useradd: UID 1000 is not unique'], 4), cause: 'uid-in-use' },
  { name: 'a user name that is taken, on Alpine', ...ran(["adduser: user 'node' in use"]), cause: 'uid-in-use' },
  {
    name: 'writing as nobody',
    ...ran(["touch: cannot touch '/etc/x': Permission denied"]),
    cause: 'permission-after-user',
    advice: /--chown/u,
  },
  { name: 'npm as nobody', ...ran(['npm error code EACCES'], 243), cause: 'permission-after-user' },
  {
    name: 'a script that package.json lacks',
    ...ran(['npm error Missing script: "build"']),
    cause: 'script-missing',
    advice: /package\.json/u,
  },
  {
    name: 'a program that is not there',
    ...ran(['/bin/sh: 1: tsc: not found'], 127),
    cause: 'script-missing',
    advice: /`tsc` is not in the image/u,
  },
  {
    name: 'a script that pnpm lacks',
    ...ran([' ERR_PNPM_NO_SCRIPT  Missing script: build']),
    cause: 'script-missing',
  },
  { name: 'a script that Yarn 1 lacks', ...ran(['error Command "build" not found.']), cause: 'script-missing' },
  {
    name: 'a script that Yarn 4 lacks',
    ...ran(['Usage Error: Couldn\'t find a script named "build".']),
    cause: 'script-missing',
  },
  {
    name: 'a program that uv cannot start',
    ...ran(['error: Failed to spawn: server', '  cause: No such file or directory (os error 2)'], 2),
    cause: 'script-missing',
    advice: /^server is not in the image/u,
  },
  {
    name: 'a file that Node is to run',
    ...ran(["Error: Cannot find module '/app/build.ts'"]),
    cause: 'script-missing',
    advice: /^\/app\/build\.ts is not in the image/u,
  },
  {
    name: 'a file that Python is to run',
    ...ran(["python: can't open file '/app/build.py': [Errno 2] No such file or directory"], 2),
    cause: 'script-missing',
    advice: /^\/app\/build\.py/u,
  },
  {
    name: 'a requirements file that is not copied',
    ...ran(["ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'"]),
    cause: 'script-missing',
    advice: /^requirements\.txt .*\.dockerignore/u,
  },
  {
    name: 'a script that is not executable',
    ...ran(['/bin/sh: 1: ./x.sh: Permission denied'], 126),
    cause: 'script-missing',
    advice: /chmod/u,
  },
  {
    name: 'a script from Windows',
    ...ran(["/usr/bin/env: 'bash\\r': No such file or directory"], 127),
    cause: 'script-missing',
    advice: /line endings/u,
  },
  { name: 'a test that fails', ...ran(['1 test failed'], 3), cause: 'other', advice: /exit code 3/u },
  {
    name: 'a required CA',
    reason: 'secret corp_ca not found: not found',
    step: '[2/2] RUN x',
    cause: 'other',
    advice: /--ca-file/u,
  },
  {
    name: 'a required secret',
    reason: 'secret npmrc not found: not found',
    step: '[2/2] RUN x',
    cause: 'other',
    advice: /"npmrc"/u,
  },
  {
    name: 'a required secret, in the words of 28',
    reason: 'failed to solve: secret npm_token: not found',
    step: '[2/2] RUN x',
    cause: 'other',
    advice: /"npm_token": give it with --secret id=npm_token,/u,
  },
  {
    name: 'a session that was lost while a base image was looked for',
    ...metadata('x:1', 'no active session for abc: context deadline exceeded'),
    cause: 'other',
    advice: /lost the connection/u,
  },
  {
    name: 'an unknown user',
    reason: 'executor failed running [/bin/sh -c ls]: unable to find user nosuch: no matching entries in passwd file',
    step: '[2/2] RUN ls',
    cause: 'other',
    advice: /USER names/u,
  },
  { name: 'a failing test', ...ran(['not ok 3']), tests: 'tests', cause: 'tests-failed', advice: /--verbose/u },
  {
    name: 'a failing test that prints what it met',
    ...ran(['connect ECONNREFUSED 127.0.0.1:1', 'EACCES: permission denied', 'HTTP 401 Unauthorized', 'x509']),
    tests: 'tests',
    cause: 'tests-failed',
  },
  { name: 'a check beside the tests', ...ran(['3 problems']), tests: 'preparation', cause: 'tests-failed' },
  {
    name: 'packages for the tests that cannot be had',
    ...ran(['npm error code ENOTFOUND']),
    tests: 'preparation',
    cause: 'dns',
  },
  { name: 'tests that are too large', ...ran([], 137), tests: 'tests', cause: 'out-of-memory' },
  {
    name: 'a runner that is not there',
    ...ran(['sh: 1: vitest: not found'], 127),
    tests: 'tests',
    cause: 'script-missing',
  },
  {
    name: 'a script that is not there',
    ...ran(['npm error Missing script: "test"']),
    tests: 'tests',
    cause: 'script-missing',
  },
  {
    name: 'the name of a step that sounds like something else',
    ...ran(['2 failed'], 1),
    step: '[2/2] RUN echo ENOTFOUND x509 EACCES',
    cause: 'other',
  },
];

describe('why a build failed', () => {
  it.each(rows)('$cause: $name', (row) => {
    const found = classify(row);
    expect(found.cause).toBe(row.cause);
    expect(found.advice.length).toBeGreaterThan(0);
    expect(found.advice.join('\n')).toMatch(row.advice ?? /./u);
  });

  it.each<[string, Pick<BuildFailureInput, 'output'>, BuildFailureInput['tests'], readonly string[]]>([
    [
      'a step',
      {},
      undefined,
      ['The command of that step ended with exit code 3; its output says why. See all of it with --verbose.'],
    ],
    [
      'a step that was seen',
      { output: 'shown' },
      undefined,
      ['The command of that step ended with exit code 3; its output says why.'],
    ],
    [
      'a step with a log',
      { output: { file: '/p/build.log' } },
      undefined,
      ['The command of that step ended with exit code 3; its output says why. All of it is in /p/build.log.'],
    ],
    [
      'tests with a log',
      { output: { file: '/p/build.log' } },
      'tests',
      [
        'The end of their output says which; all of it is in /p/build.log.',
        expect.stringMatching(/^Nothing was built/u) as string,
      ],
    ],
  ])('says where all output of %s is', (_, output, tests, advice) => {
    const found = classifyBuildFailure({
      reason: 'executor failed running [x]: exit code: 3',
      step: '[2/2] RUN x',
      lines: ['2 failed'],
      explain: () => ({ kind: 'absent' }),
      ...output,
      ...(tests !== undefined && { tests }),
    });
    expect(found.advice).toEqual(advice);
  });

  it('has a row for every cause', () => {
    expect(new Set(rows.map(({ cause }) => cause))).toEqual(new Set(buildFailureCauses));
  });

  it.each([
    ['executor failed running [/bin/sh -c a [b]: c]: exit code: 3', 'exit code 3'],
    ['process "/bin/sh -c npm ci" did not complete successfully: exit code: 1', 'exit code 1'],
    ["The command '/bin/sh -c x' returned a non-zero code: 2", 'exit code 2'],
    [
      'failed to solve with frontend dockerfile.v0: failed to create LLB definition: base name should not be blank',
      'base name should not be blank',
    ],
    [
      'lstat /var/lib/docker/tmp/buildkit-mount36/nope: no such file or directory',
      'lstat /nope: no such file or directory',
    ],
  ])('says %j as %j', (reason, expected) => {
    expect(classify({ name: '', reason, cause: 'other' }).reason).toBe(expected);
  });
});
