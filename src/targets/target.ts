import type { FactName } from '../model/facts.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { ArchiveScan } from '../model/layer-scan.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerSpec, ContainerStreams, Engine } from '../ports/engine.js';

/** One way in which a target is run, as data. */
export interface ScenarioSpec {
  readonly name: ScenarioName;
  /** What a person sees while it runs: `Run over HTTP`. */
  readonly title?: string;
  readonly mode: 'http' | 'stdio';
  /** Differences from a plain run: capabilities, user, network, read-only root … */
  readonly container: Partial<Omit<ContainerSpec, 'imageReference' | 'labels' | 'args' | 'publish'>>;
  /**
   * Differences that are tried first where the fact is wanted, and kept for the whole run when it answers so. Only for ones that
   * take something away: a server that answers with them answers without.
   */
  readonly triedWith?: { readonly for: FactName; readonly container: ScenarioSpec['container'] };
  /** How the run is ended after its facts are read. `dispose` removes it without measuring. */
  readonly ending: 'SIGTERM' | 'stdin-eof' | 'dispose';
}

export type ScenarioName = 'http' | 'stdio' | 'hardened';

/** How a run ended after it was asked to. `durationMs` is absent when the budget ran out and it was killed. */
export interface Ending {
  readonly how: 'SIGTERM' | 'stdin-eof';
  readonly durationMs?: number;
  readonly budgetMs: number;
  readonly exitCode?: number;
}

/** A target that runs under one scenario. Disposing it removes what was started and leaves alone what was found running. */
export interface ScenarioRun extends AsyncDisposable {
  readonly spec: ScenarioSpec;
  /** Absent for `http(s)://…` targets. */
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
  /** The exact docker command that does the same, for repros. */
  readonly command: string;
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
  readonly kind: 'image' | 'archive' | 'container' | 'http' | 'host';
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
  /** Why this target cannot be run under the scenario; undefined when it can. */
  notApplicable(spec: ScenarioSpec): string | undefined;
  open(spec: ScenarioSpec, signal: AbortSignal): Promise<ScenarioRun>;
  /** Where it serves MCP over HTTP, found out by starting it; undefined when nothing answers anywhere. */
  findHttp?(signal: AbortSignal): Promise<{ readonly port: number; readonly path: string } | undefined>;
  /** The same target with an HTTP transport that was found, not declared; what either starts, both dispose of. */
  withHttp?(http: { readonly port: number; readonly path: string }): Target;
  /** The same target without a transport that was guessed and is not there. */
  without?(transport: 'http' | 'stdio'): Target;
}
