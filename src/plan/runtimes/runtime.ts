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
  readonly entrypoint: readonly string[];
  /** Entrypoint of the development stage, which restarts the server when a source changes. */
  readonly developmentEntrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  /** Like `healthcheck`, but asks only whether the server answers, not whether what it needs is there. */
  readonly liveness: readonly string[];
  readonly developmentHealthcheck: readonly string[];
  readonly budgets: { readonly imageSizeWarning: string; readonly imageSize: string };
}

/** One runtime in which a generated server can be written. */
export interface Runtime {
  readonly id: string;
  readonly title: string;
  readonly versions: readonly RuntimeVersion[];
  readonly defaultVersion: string;
  /** Folder below `examples/` that holds the server. */
  readonly example: string;
  /** File that pins its dependencies. */
  readonly lockFile: string;
  defaults(version: string): RuntimeDefaults;
}
