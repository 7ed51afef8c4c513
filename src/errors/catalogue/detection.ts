import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const detectionErrors = {
  DETECTION_OPEN: defineError<{ question: string; flag: string; looked: string; candidates?: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'The project does not say everything',
    message: ({ question, looked, candidates = [] }) =>
      candidates.length === 0
        ? `${question}: not to be found, or not sure. Looked at: ${looked}.`
        : `${question}: there are ${candidates.length} that it could be.`,
    suggestions: ({ flag, candidates = [] }) => [
      ...candidates.slice(0, 8).map((candidate) => `${flag} "${candidate}"`),
      `Say it with ${flag}, or run in a terminal to be asked.`,
    ],
  }),
  PACKAGE_NOT_FOUND: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'There is no such package',
    message: ({ reference, reason }) => `${reference} is not in the registry: ${reason}`,
    suggestions: () => ['Check name and version. Private packages need the settings of npm or pip that lead to them.'],
  }),
  PACKAGE_UNRESOLVED: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The package could not be resolved',
    message: ({ reference, reason }) => `${reference} could not be resolved: ${reason}`,
    suggestions: () => [
      'Check the network, its proxy and its certificates: `mcp-dock doctor` says what this machine can reach.',
    ],
  }),
  PACKAGE_WITHOUT_PROGRAM: defineError<{ reference: string; programs: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'Which program of the package is the server?',
    message: ({ reference, programs }) =>
      programs.length === 0
        ? `${reference} has no program that could be started.`
        : `${reference} has several programs: ${programs.join(', ')}.`,
    suggestions: ({ programs }) => [
      programs.length === 0
        ? 'Take the package that has the server; libraries cannot be started.'
        : `Say which one with --bin ${programs[0] ?? 'NAME'}.`,
    ],
  }),
  PACKAGE_MANAGER_UNSUPPORTED: defineError<{ manager: string; from: string; advice: string }>({
    exitCode: ExitCode.Usage,
    title: 'The package manager is not supported',
    message: ({ manager, from }) => `${from} is of ${manager}, and no image that installs with it is known here.`,
    suggestions: ({ advice }) => [advice],
  }),
  PROGRAM_MISSING: defineError<{ program: string; purpose: string; other: string }>({
    exitCode: ExitCode.Environment,
    title: 'A program is missing',
    message: ({ program, purpose }) => `${program} is not on the PATH, and ${purpose}.`,
    suggestions: ({ other }) => [other],
  }),
};
