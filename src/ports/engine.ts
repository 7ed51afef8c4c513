import type { Readable, Writable } from 'node:stream';
import type { BuildEvent } from '../model/build-event.js';
import type { ImageConfig } from '../model/facts/image.js';

/** Sizes are bytes and durations milliseconds, whatever the engine's API says. */
export interface EngineInfo {
  /** `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://…`, `ssh://…`. */
  readonly endpoint: string;
  readonly kind: 'docker' | 'podman' | 'unknown';
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly architecture: string;
  readonly rootDirectory: string;
  readonly rootless: boolean;
  /** The engine's builder is BuildKit and can be asked for it through the API. */
  readonly buildkit: boolean;
  /** Host to which published ports answer: 127.0.0.1 for local engines, the engine's host for tcp:// and ssh://. */
  readonly publishedHost: string;
}

export interface ImageLayer {
  readonly instruction: string;
  readonly sizeBytes: number;
  readonly emptyLayer: boolean;
}

export interface ContainerSpec {
  readonly imageReference: string;
  /** Arguments in place of the image's CMD. */
  readonly args?: readonly string[];
  /** In place of the image's own; only to see what that one does to a server. */
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly name?: string;
  /** Container ports to publish on a free port of 127.0.0.1. */
  readonly publish?: readonly number[];
  /** Keep stdin open for one client, as `docker run -i` does. */
  readonly openStdin?: boolean;
  readonly init?: boolean;
  readonly user?: string;
  readonly readOnly?: boolean;
  readonly tmpfs?: readonly string[];
  readonly dropCapabilities?: readonly string[];
  readonly noNewPrivileges?: boolean;
  /** `none`, `bridge` or the name of a network; the engine's default when absent. */
  readonly network?: string;
  /** Name servers in place of the engine's own. */
  readonly dns?: readonly string[];
  readonly memoryBytes?: number;
  /** In cores, 0.5 for half of one. */
  readonly cpus?: number;
  /** Replaces the interval of the image's HEALTHCHECK for this container. */
  readonly healthIntervalMs?: number;
  /**
   * Id of a container that was created and is in everything the model for this one but for what is said here: its networks and
   * their names for it, mounts, variables, limits. Published ports and labels are not taken over.
   */
  readonly like?: string;
  /** The same of its timeout and its retries; both are the image's where `healthIntervalMs` is absent. */
  readonly healthTimeoutMs?: number;
  readonly healthRetries?: number;
  /** Paths at which a fresh volume without a name is mounted; it goes with the container. */
  readonly volumes?: readonly string[];
}

/** What else than containers and images is made by a run. */
export interface EngineResource {
  readonly kind: 'network' | 'volume';
  /** By which it is removed. */
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly imageReference: string;
  readonly imageId: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly running: boolean;
  readonly exitCode?: number;
  readonly oomKilled: boolean;
  readonly error?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly restartCount: number;
  readonly args: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: readonly string[];
  /** Container port → host and port to which it is published. */
  readonly published: Readonly<Record<number, { readonly host: string; readonly port: number }>>;
  readonly ipAddress?: string;
  readonly openStdin: boolean;
  readonly tty: boolean;
  readonly health?: {
    readonly status: 'healthy' | 'unhealthy' | 'starting' | 'none';
    readonly log: readonly { readonly exitCode: number; readonly output: string; readonly endedAt: string }[];
  };
}

/** The stdio of a container, attached before it is started so that no byte is lost. */
export interface ContainerStreams {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Drops the connection without ending stdin first. */
  close(): void;
}

export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly imageReference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly state: string;
  readonly publishedPorts: readonly number[];
}

/** Something that happened to a container, in the engine's words: `start`, `oom`, `kill`, `die`. */
export interface ContainerEvent {
  readonly action: string;
  /** Of `kill`, a number: `9`. */
  readonly signal?: string;
  readonly exitCode?: number;
}

export interface NetworkSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `internal`: no way out. `unanswered`: packets leave, and nothing comes back. */
  readonly kind: 'internal' | 'unanswered';
}

export interface BuildRequest {
  /** Tar of the build context, uncompressed. */
  readonly context: Readable;
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly platform?: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** BuildKit secrets by id. Values never leave the session. */
  readonly secrets: Readonly<Record<string, Buffer>>;
  /** SSH agents of this machine, by the id of `RUN --mount=type=ssh,id=…`. */
  readonly ssh?: readonly { readonly id: string; readonly socket: string }[];
  /** `cache` runs the steps and makes no image, where the builder can; tags then mean nothing. An image when absent. */
  readonly output?: 'cache';
  /** Network of RUN steps: `default`, `none` or `host`. */
  readonly network?: string;
  /** Login of a registry, asked per host when BuildKit pulls a base image; anonymous when it gives undefined. */
  readonly credentials?: (host: string) => Promise<RegistryCredentials | undefined>;
}

/** What a registry says of a reference; `unreachable` when the engine did not get to it. */
export interface RegistryAnswer {
  readonly status: 'reachable' | 'unreachable' | 'unauthorized' | 'not-found';
  /** Of the index where the reference names one, else of the manifest; what follows `@` in a reference. */
  readonly digest?: string;
  /** `linux/arm64`, of every image under that name; absent where the engine does not tell. */
  readonly platforms?: readonly string[];
  /** The engine's words, when it is not `reachable`. */
  readonly message?: string;
}

export interface RegistryCredentials {
  /** `<token>` when the secret is an identity token. */
  readonly username: string;
  readonly secret: string;
}

export interface BuiltImage {
  /** Empty when no image was made: see `BuildRequest.output`. */
  readonly id: string;
  readonly builder: 'buildkit' | 'classic';
}

/** What the kernel counts of a container as a whole, all its processes together. */
export interface ContainerUsage {
  /** Processor time since its start, in milliseconds of one core. */
  readonly cpuMs: number;
  /** When that was read, by the engine's clock, in milliseconds; only differences tell anything. */
  readonly readAtMs: number;
  /** Memory that no file stands behind: heaps and stacks, without the page cache. */
  readonly anonymousBytes: number;
}

export interface ExecResult {
  readonly exitCode: number;
  /** At most 64 KiB each. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The part of the Docker Engine that mcp-dock uses. Add a method when an action needs one.
 * Every method throws McpDockError: ENGINE_UNREACHABLE, ENGINE_PERMISSION, ENGINE_LOST, IMAGE_NOT_FOUND, CONTAINER_NOT_FOUND,
 * PULL_FAILED, PUSH_FAILED, BUILD_FAILED, DISK_FULL, CONTAINER_START_FAILED or ENGINE_REFUSED (anything else the engine answers).
 */
export interface Engine {
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** `inspect` of the image with the values of environment variables, which only secret scanning may look at. */
  inspectImage(reference: string): Promise<
    ImageConfig & {
      readonly environment: readonly string[];
      readonly layers: readonly string[];
      readonly tags: readonly string[];
    }
  >;
  imageHistory(reference: string): Promise<readonly ImageLayer[]>;
  /** `docker save`: classic or OCI layout, uncompressed tar. */
  saveImage(reference: string, signal?: AbortSignal): Promise<Readable>;
  /** Every local image by its references, with layer digests: for finding the base. */
  listImages(): Promise<readonly { readonly id: string; readonly references: readonly string[] }[]>;
  /** Asks the registry for a reference, through the engine with its network, proxy and mirrors. Pulls nothing. */
  askRegistry(
    reference: string,
    options?: { readonly login?: RegistryCredentials; readonly signal?: AbortSignal },
  ): Promise<RegistryAnswer>;
  pullImage(
    reference: string,
    onProgress: (message: string) => void,
    signal?: AbortSignal,
    login?: RegistryCredentials,
  ): Promise<void>;
  /** Pushes one tag; the digest is that under which the registry now has it. */
  pushImage(
    reference: string,
    onProgress: (message: string) => void,
    signal?: AbortSignal,
    login?: RegistryCredentials,
  ): Promise<{ readonly digest: string }>;
  /** No error when it is gone already, or in use under another name. */
  removeImage(reference: string): Promise<void>;
  buildImage(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal?: AbortSignal): Promise<BuiltImage>;

  createContainer(spec: ContainerSpec): Promise<string>;
  /** Resolves when the stream is connected; must be called before `startContainer`. */
  attachContainer(id: string): Promise<ContainerStreams>;
  startContainer(id: string): Promise<void>;
  inspectContainer(idOrName: string): Promise<ContainerState>;
  /** Sends SIGTERM (or the image's stop signal) and, after the grace period, SIGKILL; resolves when it is gone. */
  stopContainer(id: string, graceMs: number): Promise<void>;
  killContainer(id: string, signal: string): Promise<void>;
  /** Resolves with the exit code as soon as the container is not running. */
  waitContainer(id: string, signal?: AbortSignal): Promise<number>;
  /** With its anonymous volumes, whatever its state. No error when it is gone already. */
  removeContainer(id: string): Promise<void>;
  /** Both streams, at most the given number of lines and 1 MiB, oldest first. */
  containerLogs(
    id: string,
    tail: number,
  ): Promise<readonly { readonly stream: 'stdout' | 'stderr'; readonly line: string }[]>;
  containerProcesses(id: string): Promise<
    readonly {
      readonly pid: number;
      /** Absent where it is not known. */
      readonly parentPid?: number;
      readonly user: string;
      readonly command: string;
    }[]
  >;
  /** Resident memory without the page cache, as `docker stats` counts. */
  containerMemory(id: string): Promise<{ readonly usageBytes: number; readonly limitBytes?: number }>;
  /** Counted now, without waiting for a second sample. */
  containerUsage(id: string): Promise<ContainerUsage>;
  /** Paths of its own layer that were added, changed or deleted since its start; volumes are not part of it. */
  containerChanges(
    id: string,
  ): Promise<readonly { readonly kind: 'added' | 'changed' | 'deleted'; readonly path: string }[]>;
  exec(
    id: string,
    argv: readonly string[],
    options?: { readonly timeoutMs?: number; readonly user?: string },
  ): Promise<ExecResult>;
  /** The beginning of a file of it, links followed by the engine; undefined when there is no such file. */
  containerFile(id: string, path: string, maxBytes: number): Promise<Buffer | undefined>;
  /** What happened to it so far, oldest first: at most 100, of the last hour. */
  containerEvents(id: string): Promise<readonly ContainerEvent[]>;
  /** Resolves with its id. */
  createNetwork(spec: NetworkSpec): Promise<string>;
  listContainers(filter: { readonly label?: string; readonly all?: boolean }): Promise<readonly ContainerSummary[]>;
  /** Networks and volumes with the label, `name` or `name=value`. */
  listResources(label: string): Promise<readonly EngineResource[]>;
  /** No error when it is gone already. */
  removeResource(resource: Pick<EngineResource, 'kind' | 'id'>): Promise<void>;
  diskUsage(): Promise<{ readonly reclaimableBytes: number }>;
}
