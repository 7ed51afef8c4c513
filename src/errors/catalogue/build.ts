import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const buildErrors = {
  BUILD_FAILED: defineError<{
    cause: string;
    step?: string;
    reason: string;
    lastLines: readonly string[];
    advice: readonly string[];
  }>({
    exitCode: ExitCode.Unfinished,
    title: 'The build failed',
    message: ({ step, reason, cause }) =>
      `${step === undefined ? reason : `${step} failed: ${reason}`}${cause === 'other' ? '' : ` (${cause})`}`,
    suggestions: ({ advice }) => advice,
  }),
  BASE_IMAGE_UNAVAILABLE: defineError<{
    cause: string;
    step?: string;
    reason: string;
    lastLines: readonly string[];
    advice: readonly string[];
  }>({
    exitCode: ExitCode.Environment,
    title: 'A base image cannot be had',
    message: ({ step, reason, cause }) =>
      `${step === undefined ? reason : `${step} failed: ${reason}`}${cause === 'other' ? '' : ` (${cause})`}`,
    suggestions: ({ advice }) => advice,
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
