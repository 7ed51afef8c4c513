import { matchesIn, type Language, type ProjectView } from './detect/project-view.js';
import { variablesOf } from './detect/variables.js';

/** What the sources of a published package say of how it is started. */
export interface PackageWords {
  /** Variables that it reads, those first that look like what its user has to give. */
  readonly variables: readonly string[];
  /** Arguments with which it may speak stdio, for a server that does not without. */
  readonly stdio: readonly (readonly string[])[];
}

export const NO_WORDS: PackageWords = { variables: [], stdio: [] };

const MOST_VARIABLES = 40;

/** What a person gets from a service, and no system sets by itself. */
const OF_THE_USER =
  /(?:KEY|TOKEN|SECRET|PASSWORD|PASS|USER(?:NAME)?|URL|URI|ENDPOINT|HOST|REGION|ACCOUNT|PROJECT|ORG|ID)$/u;
/** Of libraries that end up in bundles, and of tools around them. */
const OF_LIBRARIES =
  /^(?:(?:npm|yarn|node|babel|jest|vite|webpack|next|debug|color|undici|grpc|otel|jiti|readable|graceful|ws_no|term|colorterm|force|no_color|ci|github_actions|teamcity|travis|appveyor|buildkite|circle|gitlab_ci|drone|codebuild|pkg|python|pip|uv|pytest|editor|visual|comspec|systemroot|windir|homedrive|homepath|osver|test|jiti|dotenv|pino)(?:_|$).*|.*__.*)$/iu;

const STDIO: readonly (readonly [pattern: RegExp, args: readonly string[]])[] = [
  [/["'`](?:-\w, ?)?--stdio\b|\bstdio\s*:\s*\{\s*type\s*:\s*Boolean/u, ['--stdio']],
  [/["'`](?:-\w, ?)?--transport\b|\btransport\s*:\s*\{\s*type\s*:\s*String/u, ['--transport', 'stdio']],
  [/["'`](?:-\w, ?)?--mode\b[^]{0,400}\bstdio\b/u, ['--mode', 'stdio']],
  [/\bcase\s*["'`]stdio["'`]|\.command\(\s*["'`]stdio\b|add_parser\(\s*["']stdio["']/u, ['stdio']],
];

/** Sources of a package → what they say. Pure. */
export function packageWords(view: ProjectView, language: Language): PackageWords {
  const read = variablesOf(view, language)
    .map(({ value }) => value.name)
    .filter((name) => !OF_LIBRARIES.test(name));
  const wanted = read.filter((name) => OF_THE_USER.test(name));
  return {
    variables: [...wanted, ...read.filter((name) => !wanted.includes(name))].slice(0, MOST_VARIABLES),
    stdio: STDIO.filter(([pattern]) => matchesIn(view, language, pattern).length > 0).map(([, args]) => args),
  };
}
