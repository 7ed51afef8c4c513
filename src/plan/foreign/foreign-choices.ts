import type { PackageManager, RequiredVariable } from '../detect/detection.js';
import type { Language } from '../detect/project-view.js';

/** A variable of the server, and where it was found. */
export interface ForeignVariable extends RequiredVariable {
  readonly from: string;
}

/** Everything that is settled about a server that exists: found in its project, given as a flag, or answered. */
export interface ForeignChoices {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Absent where the project does not say under which licence it stands. */
  readonly license?: string;
  /** Name under which registries of MCP servers know it, where it has one. */
  readonly serverName?: string;
  readonly baseRegistry: string;
  readonly runtime: Language;
  /** `24`, `3.13`. */
  readonly runtimeVersion: string;
  readonly packageManager: PackageManager;
  readonly packageManagerVersion?: string;
  readonly lockFile?: string;
  /** What starts the server, without arguments that depend on the transport. */
  readonly command: readonly string[];
  readonly transports: {
    readonly http?: { readonly port: number; readonly path: string; readonly args: readonly string[] };
    readonly stdio?: { readonly args: readonly string[] };
  };
  /** The server's own arguments, whatever the transport. */
  readonly args: readonly string[];
  readonly healthPath?: string;
  /** Set in the image, so that port, address and transport fit together. */
  readonly environment: Readonly<Record<string, string>>;
  readonly variables: readonly ForeignVariable[];
  /** Command line of the build step. */
  readonly build?: string;
  /** Packages that may be compiled; a compiler comes with them. */
  readonly compiled: readonly string[];
  /** `NAME=value` for the install step, that keeps packages from downloading a browser. */
  readonly skippedDownloads?: readonly string[];
  readonly systemPackages: readonly string[];
  readonly keepDevelopmentDependencies: boolean;
  /** The one folder that the server may write to, where it has one. */
  readonly dataPath?: string;
  /** What the folder holds, as far as the image depends on it. */
  readonly project: ForeignProject;
  /** `npm:NAME@VERSION` or `pypi:NAME==VERSION`, where a published package is wrapped. */
  readonly wraps?: string;
  /** The command line that makes the folder again, for a package that is wrapped. */
  readonly wrapsLine?: string;
  /** Names of the tools, where they were listed. */
  readonly tools: readonly string[];
  /** Measured, where the image was built already. */
  readonly imageBytes?: number;
}

export interface ForeignProject {
  /** Files that the install step reads, those that are there. */
  readonly manifests: readonly string[];
  /** Scripts of package.json that an install would run. */
  readonly ownScripts: readonly string[];
  /** Folders of the packages of a workspace. */
  readonly members?: readonly string[];
  /** `.npmrc` is there: `plain`, or with a token that must not be copied. */
  readonly npmrc?: 'plain' | 'secret';
  /** uv.lock has everything that the project asks for, and can be installed from without a look at pyproject.toml. */
  readonly lockCovers?: boolean;
  /** Python: it is installed as a package and not only run from its folder. */
  readonly packaged: boolean;
  /** requirements.txt has hashes. */
  readonly hashed: boolean;
  /** The build makes its own `dist`, so that of the folder stays out. */
  readonly made: readonly string[];
  /** Folders that hold tests and the like. */
  readonly unneeded: readonly string[];
}

/** What is wrong with a choice that a person made, as an end of a sentence. */
export const faultOfCommand = (words: readonly string[]): string | undefined =>
  words.length === 0
    ? 'it is empty.'
    : words.some((word) => /[\u{0}-\u{1f}]/u.test(word))
      ? 'it holds a control character.'
      : /^(?:npm|npx|pnpm|yarn|bunx?|uvx?|poetry|pipx|sh|bash)$/u.test(words[0] ?? '')
        ? `"${words[0]}" would stand between the container and the server and is not in the image; name what it starts, such as "node dist/index.js".`
        : undefined;

/** Words of a command line: quotes keep spaces together, nothing else is special. A JSON list is taken as it is. */
export function commandWords(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(trimmed);
      if (Array.isArray(parsed) && parsed.every((word) => typeof word === 'string')) return parsed;
    } catch {
      // Not JSON after all: a program may be called so.
    }
  }
  return [...trimmed.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/gu)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/gu, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}
