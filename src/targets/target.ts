import type { FactName } from '../model/facts.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { ArchiveScan } from '../model/layer-scan.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerSpec, ContainerStreams, Engine, NetworkSpec } from '../ports/engine.js';

/** One way in which a target is run, as data. */
export interface ScenarioSpec {
  readonly name: ScenarioName;
  /** What a person sees while it runs: `Run over HTTP`. */
  readonly title?: string;
  readonly mode: 'http' | 'stdio';
  /** Of a target without that transport, the other one is run in its place, in the same way. */
  readonly orElse?: 'stdio';
  /** Differences from a plain run: capabilities, user, network, read-only root … */
  readonly container: Partial<Omit<ContainerSpec, 'imageReference' | 'labels'>>;
  /**
   * Differences that are tried first where the fact is wanted, and kept for the whole run when it answers so. Only for ones that
   * take something away: a server that answers with them answers without.
   */
  readonly triedWith?: { readonly for: FactName; readonly container: ScenarioSpec['container'] };
  /** Run as one of its consumers runs it, whatever the project says of its transports. */
  readonly consumer?: {
    /** Value of each variable that by its name holds a secret, `{NAME}` for the name of the variable. */
    readonly secrets?: string;
    readonly environment?: Readonly<Record<string, string>>;
    /** Where the consumer asks over HTTP, when not where the project says. */
    readonly http?: { readonly port: number; readonly path: string };
    /** The declared data paths are empty folders in memory. */
    readonly dataInMemory?: boolean;
  };
  /** A fresh volume at each path that holds data. */
  readonly freshVolumes?: boolean;
  /** How the run is ended after its facts are read. `dispose` removes it without measuring. */
  readonly ending: 'SIGTERM' | 'stdin-eof' | 'dispose';
}

export type ScenarioName =
  | 'variant'
  | 'http'
  | 'stdio'
  | 'hardened'
  | 'frozen'
  | 'read-only'
  | 'arbitrary-user'
  | 'quiet'
  | 'docker-catalog'
  | 'docker-gateway'
  | 'glama'
  | 'kubernetes'
  | 'kubernetes-stdio'
  | 'limited'
  | 'smithery'
  | 'toolhive';

/** How a run ended after it was asked to. `durationMs` is absent when the budget ran out and it was killed. */
export interface Ending {
  readonly how: 'SIGTERM' | 'stdin-eof';
  readonly durationMs?: number;
  readonly budgetMs: number;
  readonly exitCode?: number;
  /** What it started still ran after it, and held its output open. */
  readonly leaves?: boolean;
}

/** A target that runs under one scenario. Disposing it removes what was started and leaves alone what was found running. */
export interface ScenarioRun extends AsyncDisposable {
  readonly spec: ScenarioSpec;
  /** Absent for `http(s)://…` and `command:…` targets. */
  readonly containerId?: string;
  /** Started by us (not found running): it may be stopped. */
  readonly owned: boolean;
  /** `performance.now()` when the start call was sent; undefined when it was found running. */
  readonly startedAt?: number;
  /** Duration of the engine's start call. */
  readonly startCallMs?: number;
  /** MCP endpoint and origin as seen from here, for HTTP runs: `http://127.0.0.1:32768/mcp`. */
  readonly url?: URL;
  /** Container port behind `url`. */
  readonly port?: number;
  /** The container's stdio, for stdio runs. stdout must be read by exactly one reader: the MCP wire. */
  readonly streams?: ContainerStreams;
  /** Resolves when the container exits by itself or after being asked; never rejects. */
  readonly exited: Promise<ContainerExit>;
  readonly hasExited: () => ContainerExit | undefined;
  /** The exact command that does the same, for repros. */
  readonly command: string;
  /** What a process of this machine wrote, oldest first; the engine keeps that of a container. */
  readonly logged?: (tail: number) => readonly { readonly stream: 'stdout' | 'stderr'; readonly line: string }[];
  /** Why it cannot be asked to stop as `docker stop` does. */
  readonly notStopped?: string;
  /** Ends the run as the scenario says and measures it; called once, after all running probes. */
  end(): Promise<Ending | undefined>;
}

/** Headers (authorization, custom) that every HTTP request to the target carries. Values are secrets. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** An image in a file, read without an engine. Nothing of it is unpacked to disk. */
export interface ImageArchive {
  readonly reference: string;
  readonly references: readonly string[];
  /** `linux/arm64`, and how many images there are. */
  readonly platform: string;
  readonly images: number;
  /** The layers, each compared with the digest that the config names; read once, whoever asks. */
  scan(secretValues: readonly string[]): Promise<ArchiveScan>;
  /** Answers questions about this one image as an engine does that has it; every other one is refused. */
  engine(secretValues: readonly string[]): Engine;
}

/** What is verified: how it is described, started and reached. Disposing it removes everything that it started. */
export interface Target extends AsyncDisposable {
  readonly kind: 'image' | 'archive' | 'container' | 'compose' | 'command' | 'http' | 'host';
  /** As the user wrote it, or the project's image. */
  readonly title: string;
  readonly imageReference?: string;
  readonly imageConfig?: ImageConfig;
  /** The file that the image is read from, without an engine. */
  readonly archive?: ImageArchive;
  /** The command that gives the image of a file to an engine: before it no other command finds it. */
  readonly load?: string;
  readonly settings: Settings;
  readonly headers: RequestHeaders;
  /** The same for a person's shell, with variables in place of values: `Authorization: Bearer $WEATHER_TOKEN`. */
  readonly shownHeaders?: readonly string[];
  /** Values that must never appear in logs or reports: of --env, --bearer-env, --header and the project's .env. */
  readonly secretValues: readonly string[];
  /** Names of the variables that its runs are given. */
  readonly variables?: readonly string[];
  /** Why this target cannot be run under the scenario; undefined when it can. */
  notApplicable(spec: ScenarioSpec): string | undefined;
  /** Calls `starting`, where somebody else starts it, once that was asked for: whoever waits has time for other work then. */
  open(spec: ScenarioSpec, signal: AbortSignal, starting?: () => void): Promise<ScenarioRun>;
  /** The container of a scenario as it would be created; absent where nothing is ever started. */
  containerFor?(spec: ScenarioSpec): ContainerSpec;
  /** The network of that kind, made for this target when it is first asked for and removed with it. */
  network?(kind: NetworkSpec['kind']): Promise<string>;
  /** What everything that it starts is labelled with, and how much that was; absent where nothing is ever started. */
  readonly owns?: { readonly runId: string; readonly started: () => number };
  /** Where it serves MCP over HTTP, found out by starting it; undefined when nothing answers anywhere. */
  findHttp?(signal: AbortSignal): Promise<{ readonly port: number; readonly path: string } | undefined>;
  /** The same target with an HTTP transport that was found, not declared; what either starts, both dispose of. */
  withHttp?(http: { readonly port: number; readonly path: string }): Target;
  /** The same target without a transport that was guessed and is not there. */
  without?(transport: 'http' | 'stdio'): Target;
}
