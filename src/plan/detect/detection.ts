import type { Detected, Language } from './project-view.js';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'uv' | 'pip' | 'poetry' | 'pipenv';
export type Transport = 'stdio' | 'http';

/** How a server is told which transport it is to speak. */
export interface TransportSwitch {
  /** Arguments for each transport; absent when a variable tells it. */
  readonly arguments?: Readonly<Partial<Record<Transport, readonly string[]>>>;
  /** A variable, and its values. */
  readonly variable?: { readonly name: string } & Readonly<Record<Transport, string>>;
}

export interface RequiredVariable {
  readonly name: string;
  /** The server does not start without it; otherwise it only reads it. */
  readonly required: boolean;
}

/** What a container cannot give a server, or not without more. */
export interface LocalNeed {
  readonly kind: 'files' | 'browser' | 'desktop' | 'credentials' | 'programs';
  readonly what: string;
}

/** Everything that was found out about a project. What is absent was not found, and is open. */
export interface Detection {
  readonly languages: readonly Detected<Language>[];
  readonly version?: Detected<string>;
  readonly packageManager?: Detected<PackageManager>;
  readonly packageManagerVersion?: Detected<string>;
  readonly lockFile?: Detected<string>;
  readonly sdk?: Detected<{ readonly name: string; readonly version?: string }>;
  readonly transports: readonly Detected<Transport>[];
  readonly transportSwitch?: Detected<TransportSwitch>;
  /** Arguments of the container: `node dist/index.js`. */
  readonly command?: Detected<readonly string[]>;
  /** More than one could be meant. */
  readonly commands: readonly Detected<readonly string[]>[];
  readonly port?: Detected<number>;
  /** The variable that moves the port. */
  readonly portVariable?: Detected<string>;
  /** The option that moves it, where no variable does. */
  readonly portOption?: Detected<string>;
  /** The option that says on which address it listens, where no variable does. */
  readonly hostOption?: Detected<string>;
  /** The variable that says on which address it listens. */
  readonly hostVariable?: Detected<string>;
  /** It listens on this machine's loopback only, where no port of a container leads. */
  readonly loopback?: Detected<string>;
  readonly path?: Detected<string>;
  readonly health?: Detected<string>;
  /** Command line of the step that makes what runs. */
  readonly build?: Detected<string>;
  readonly output?: Detected<string>;
  readonly nativeModules: readonly Detected<string>[];
  /** `NAME=value` for the install step, that keeps packages from downloading a browser. */
  readonly skippedDownloads: readonly Detected<string>[];
  /** Packages of the system without which it does not run. */
  readonly systemPackages: readonly Detected<string>[];
  readonly variables: readonly Detected<RequiredVariable>[];
  readonly needs: readonly Detected<LocalNeed>[];
  /** The server runs its sources with a tool that is a development dependency. */
  readonly runsWithDevelopmentDependencies: boolean;
  /** What a person should know beside all this. */
  readonly notes: readonly string[];
}
