import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

interface BuildFault {
  readonly cause: string;
  readonly step?: string;
  readonly reason: string;
  readonly lastLines: readonly string[];
  readonly advice: readonly string[];
}

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
};
