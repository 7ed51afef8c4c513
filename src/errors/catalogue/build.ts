import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export interface BuildFault {
  readonly cause: string;
  readonly step?: string;
  readonly reason: string;
  readonly lastLines: readonly string[];
  readonly advice: readonly string[];
}

export interface DigestFault {
  readonly reference: string;
  readonly line: number;
  readonly status: keyof typeof DIGEST_FAULTS;
  /** The engine's words, without a stop. */
  readonly reason?: string;
  /** Host of the registry, as `docker login` names it. */
  readonly registry: string;
  /** The engine has an image of that name that no registry ever had. */
  readonly standIn: boolean;
}

const DIGEST_FAULTS = {
  unreachable: 'the registry cannot be reached',
  unauthorized: 'the registry wants another login',
  'not-found': 'the registry has no such image',
  'no-digest': 'the registry names no digest',
} as const;

const BUILDX_FAULTS = {
  'no-docker': 'the docker command is not on the PATH',
  'no-buildx': 'the docker command here has no plugin buildx',
  'too-old': 'the one here is too old',
  'no-builder': 'its builder cannot be used',
} as const;

const whatFailed = {
  message: ({ step, reason, cause }: BuildFault) =>
    `${step === undefined ? reason : `${step} failed: ${reason}`}${cause === 'other' ? '' : ` (${cause})`}`,
  suggestions: ({ advice }: BuildFault) => advice,
};

export const buildErrors = {
  BUILD_FAILED: defineError<BuildFault>({
    exitCode: ExitCode.Unfinished,
    title: 'The build failed',
    ...whatFailed,
  }),
  TESTS_FAILED: defineError<BuildFault>({
    exitCode: ExitCode.Unfinished,
    title: 'The tests failed, and no image was built',
    ...whatFailed,
  }),
  TEST_STAGE_INVALID: defineError<{ path: string; stage: string; line?: number; known: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'The Dockerfile has no tests to run',
    message: ({ path, stage, line, known }) =>
      line === undefined
        ? `${path} has no stage "${stage}"; ${known.length === 0 ? 'it names none' : `it has ${known.join(', ')}`}.`
        : `${path}:${line}: stage "${stage}" has no RUN, so building it runs no tests; CMD says only what a container of it would do.`,
    suggestions: ({ stage, line, known }) => [
      line === undefined
        ? `Add a stage that runs them, before the last one: FROM ${known.includes('build') ? 'build' : 'STAGE-WITH-THE-SOURCES'} AS ${stage}, COPY test ./test, RUN npm test (or RUN pytest).`
        : 'Add the command that runs them, as RUN npm test or RUN pytest.',
      'Where the stage has another name, set build.testTarget in mcp-dock.yaml.',
    ],
  }),
  LOCK_UNAVAILABLE: defineError<{ reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'There is no package lock that build --fresh could compare',
    message: ({ reason }) => reason,
    suggestions: () => [
      '--fresh compares a lock file that the image is built from, such as package-lock.json, with what is newest today.',
    ],
  }),
  SDK_DRIFTED: defineError<{ image: string; lock: string; packages: readonly string[] }>({
    exitCode: ExitCode.Findings,
    title: 'The MCP SDK has drifted',
    message: ({ lock, packages }) => `${lock} is behind what is allowed: ${packages.join('; ')}.`,
    suggestions: ({ image }) => [
      `Look whether the image with it works: mcp-dock verify image:${image}`,
      'Then update the lock in the project (npm update, uv lock --upgrade), and build.',
    ],
  }),
  BASE_IMAGE_UNAVAILABLE: defineError<BuildFault>({
    exitCode: ExitCode.Environment,
    title: 'A base image cannot be had',
    ...whatFailed,
  }),
  IMAGES_FAILED: defineError<{ failed: readonly string[]; built: readonly string[]; push: boolean }>({
    exitCode: ExitCode.Unfinished,
    title: 'Not every image was built',
    message: ({ failed, built, push }) =>
      [
        `Failed: ${failed.join(', ')}; the reason of each stands above, and under --json in the document.`,
        ...(built.length > 0 ? [`Built: ${built.join(', ')}.`] : []),
        ...(push ? ['Nothing was pushed.'] : []),
      ].join(' '),
    suggestions: ({ failed }) => [
      `Build what failed alone: mcp-dock build${failed.map((name) => ` --image ${name}`).join('')}`,
    ],
  }),
  BUILDX_UNAVAILABLE: defineError<{
    /** The flags that need it. */
    reasons: readonly string[];
    fault: keyof typeof BUILDX_FAULTS;
    /** The version that is there, or what docker said, without a stop. */
    detail?: string;
    oldest: string;
  }>({
    exitCode: ExitCode.Environment,
    title: 'There is no usable docker buildx',
    message: ({ reasons, fault, detail }) =>
      `${reasons.join(', ')} ${reasons.length === 1 ? 'goes' : 'go'} through docker buildx, and ${BUILDX_FAULTS[fault]}${detail === undefined ? '' : `: ${detail}`}.`,
    suggestions: ({ fault, oldest, reasons }) => [
      ...(fault === 'no-builder'
        ? [
            'See what builders there are with `docker buildx ls`, and choose one with `docker buildx use NAME` or BUILDX_BUILDER.',
          ]
        : [
            `Install buildx ${oldest} or newer: it comes with Docker Desktop, as docker-buildx-plugin of Docker's packages, and as docker-buildx of Debian 13 and Ubuntu.`,
            ...(fault === 'no-docker' ? ['It is a plugin of the docker CLI, which has to be on the PATH.'] : []),
          ]),
      `Without ${reasons.join(', ')} the build needs none of it: it goes through the Engine API.`,
    ],
  }),
  BUILDER_UNSUITED: defineError<{
    builder: string;
    driver: string;
    option: string;
    /** Without a stop. */
    reason: string;
    advice: readonly string[];
  }>({
    exitCode: ExitCode.Environment,
    title: 'The builder cannot do this',
    message: ({ builder, driver, option, reason }) =>
      `The builder "${builder}" (driver ${driver}) cannot do ${option}: ${reason}.`,
    suggestions: ({ advice }) => advice,
  }),
  DOCKERFILE_INVALID: defineError<{ path: string; line?: number; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The Dockerfile is not valid',
    message: ({ path, line, reason }) => `${path}${line === undefined ? '' : `:${line}`}: ${reason}`,
    suggestions: () => ['Mend the line, or name another file with --file.'],
  }),
  SECRET_INVALID: defineError<{ id: string; from: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'A secret of the build cannot be read',
    message: ({ id, from, reason }) => `${id} (from ${from}): ${reason}`,
    suggestions: () => ['Name a file with id=NAME,src=PATH, or a variable that is set with id=NAME,env=VARIABLE.'],
  }),
  SSH_AGENT_INVALID: defineError<{ id: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The SSH agent cannot be used',
    message: ({ id, reason }) => `--ssh ${id}: ${reason}`,
    suggestions: () => [
      'Start an agent and give it the key: eval "$(ssh-agent)" && ssh-add',
      'Name its socket: --ssh default=/run/user/1000/agent.sock',
    ],
  }),
  CA_FILE_INVALID: defineError<{ path: string; from: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The CA file cannot be used',
    message: ({ path, from, reason }) => `${path} (from ${from}): ${reason}`,
    suggestions: () => ['Give a PEM file with certificates, at most 480 KB.'],
  }),
  DIGEST_UNAVAILABLE: defineError<{ path: string; failures: readonly DigestFault[] }>({
    exitCode: ExitCode.Environment,
    title: 'The digest of a base image cannot be had',
    message: ({ path, failures }) =>
      [
        ...failures.map(
          ({ reference, line, status, reason, standIn }) =>
            `${path}:${line}: ${reference}: ${DIGEST_FAULTS[status]}${reason === undefined ? '' : `: ${reason}`}${standIn ? '. The image of that name on this engine is a stand-in that was made there; its id is no digest of a registry' : ''}.`,
        ),
        'Nothing was changed.',
      ].join('\n'),
    suggestions: ({ failures }) => {
      const has = (status: DigestFault['status']) => failures.filter((failure) => failure.status === status);
      const hosts = [...new Set(has('unauthorized').map(({ registry }) => registry))];
      return [
        ...hosts.map((host) => `Log in first: docker login${host === 'docker.io' ? '' : ` ${host}`}`),
        ...(has('not-found').length > 0 ? ['Check the spelling of name and tag.'] : []),
        ...(has('unreachable').length > 0
          ? [
              'Check the network of the engine with `mcp-dock doctor`, and run this again where the registry can be reached.',
              'With a mirror, make it the default in the Dockerfile: ARG BASE_REGISTRY=mirror.example.com/library',
            ]
          : []),
        ...(has('no-digest').length > 0 ? ['Pin it by hand, with the digest that the registry shows.'] : []),
      ];
    },
  }),
};
