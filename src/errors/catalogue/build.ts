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
  CA_FILE_INVALID: defineError<{ path: string; from: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The CA file cannot be used',
    message: ({ path, from, reason }) => `${path} (from ${from}): ${reason}`,
    suggestions: () => ['Give a PEM file with certificates, at most 480 KB.'],
  }),
};
