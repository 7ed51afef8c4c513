/** A version of a runtime that `init` offers. */
export interface RuntimeVersion {
  readonly version: string;
  /** Shown beside the version: `active LTS, until April 2028`. */
  readonly status: string;
}

/** How a server of this runtime gets into an image. Pure data; what it looks like is for the templates to say. */
export interface RuntimeDefaults {
  /** Image of the build stage and of the development stage, without a registry. */
  readonly buildImage: string;
  /** Image of the runtime stage, without a registry. */
  readonly runtimeImage: string;
  /** Version of the package manager, where the Dockerfile brings its own. */
  readonly packageManagerVersion?: string;
  readonly entrypoint: readonly string[];
  /** Entrypoint of the development stage, which restarts the server when a source changes. */
  readonly developmentEntrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  /** Like `healthcheck`, but asks only whether the server answers, not whether what it needs is there. */
  readonly liveness: readonly string[];
  readonly developmentHealthcheck: readonly string[];
  /** Keys of `budgets` in mcp-dock.yaml, where a default does not fit. */
  readonly budgets: Readonly<Record<string, string>>;
}

/** What a person does with the sources. Commands are one line each. */
export interface RuntimeProject {
  /** The file that names the dependencies. */
  readonly manifest: string;
  /** Brings the lock up to date after it changed. */
  readonly lock: string;
  /** Installs them on the developer's machine. */
  readonly install: string;
  /** Runs the server there, and again when a source changes. */
  readonly develop: string;
  readonly test: string;
  /** Checks types and, where there is a program for it, style. */
  readonly lint: string;
  /** Prints 32 random bytes, URL-safe. */
  readonly makeToken: string;
  /** What is made again on every machine, as lines of .gitignore. */
  readonly madeAgain: readonly string[];
}

/** One runtime in which a generated server can be written. */
export interface Runtime {
  readonly id: string;
  readonly title: string;
  /** What its versions are versions of, and the flag that chooses one. */
  readonly versionTitle: string;
  readonly versionFlag: string;
  /** No two runtimes have a version of the same name, so that a version says which runtime is meant. */
  readonly versions: readonly RuntimeVersion[];
  readonly defaultVersion: string;
  /** Finds the version in a Dockerfile that `init` wrote. */
  readonly versionIn: RegExp;
  /** Package manager: what its cache mount is called after. */
  readonly packageManager: string;
  /** File that pins its dependencies. */
  readonly lockFile: string;
  /** Folders (with a slash) and files there that make up the server itself; all else is rendered or made. */
  readonly serverFiles: readonly string[];
  readonly project: RuntimeProject;
  /** `pythonPackage`: what its sources are a package of, where that matters. */
  defaults(version: string, pythonPackage?: string): RuntimeDefaults;
}
