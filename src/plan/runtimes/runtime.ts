/** A version of a runtime that `init` offers. */
export interface RuntimeVersion {
  readonly version: string;
  /** How long it is maintained, for help. */
  readonly status: string;
  /** Nothing here runs it: who chooses it is told so. */
  readonly untested?: true;
}

/** A family of base images. */
export interface RuntimeBase {
  readonly id: string;
  /** What it is, for help. */
  readonly title: string;
  readonly untested?: true;
  /** Finds it in a Dockerfile that `init` wrote. */
  readonly usedIn: RegExp;
}

/** How a server of this runtime gets into an image. Pure data; what it looks like is for the templates to say. */
export interface RuntimeDefaults {
  /** Image of the build stage and of the development stage, without a registry. */
  readonly buildImage: string;
  /** Image of the runtime stage, without a registry. */
  readonly runtimeImage: string;
  readonly entrypoint: readonly string[];
  /** Entrypoint of the development stage, which restarts the server when a source changes. */
  readonly developmentEntrypoint: readonly string[];
  /** With `live` behind it, it asks only whether the server answers, not whether what it needs is there. */
  readonly healthcheck: readonly string[];
  /** The same in the development stage, whose files are others. */
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
  /** How to get the programs of these commands where they do not come with the runtime; one sentence. */
  readonly tools?: string;
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

/** A package manager that installs the dependencies of a generated server. Pure data. */
export interface RuntimeManager {
  readonly id: string;
  /** Its version, where the build brings it because the base image does not. */
  readonly version?: string;
  /** File that pins the dependencies of the development stage. */
  readonly lockFile: string;
  /** What it reads, lock files among them, beside the sources that every manager shares. */
  readonly files: readonly string[];
  /** Folder of the example that has them, with a slash, where they would not survive beside those of others. */
  readonly keptIn?: string;
  /** Written into the manifest, so that nobody installs with another one: `pnpm@11.28.10`. */
  readonly pin?: string;
  readonly project: RuntimeProject;
  /** What the Dockerfile is given in addition. */
  readonly image: Readonly<Record<string, string>>;
  /** Finds it in a Dockerfile that `init` wrote. */
  readonly usedIn: RegExp;
}

/** What else decides about an image of a runtime. */
export interface RuntimeChoice {
  /** What the sources are a package of, where that matters. */
  readonly pythonPackage?: string;
  /** Family of base images; the usual one when absent. */
  readonly base?: string;
}

/** One runtime in which a generated server can be written. */
export interface Runtime {
  readonly id: string;
  readonly title: string;
  /** What its versions are versions of, and the flag that chooses one. */
  readonly versionTitle: string;
  readonly versionFlag: string;
  /** A version says which language is meant: runtimes that share versions share `versionFlag`. */
  readonly versions: readonly RuntimeVersion[];
  readonly defaultVersion: string;
  /** Finds the version in a Dockerfile that `init` wrote. */
  readonly versionIn: RegExp;
  /** The usual one first. No two runtimes have one of the same name, so that it says which runtime is meant. */
  readonly managers: readonly [RuntimeManager, ...RuntimeManager[]];
  /** The usual one first. */
  readonly bases: readonly [RuntimeBase, ...RuntimeBase[]];
  /** Folders (with a slash) and files there that make up the server itself; all else is rendered or made. */
  readonly serverFiles: readonly string[];
  defaults(version: string, choice?: RuntimeChoice): RuntimeDefaults;
}
