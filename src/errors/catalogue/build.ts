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
