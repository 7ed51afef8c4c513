/** What a Makefile has to know about its project. */
export interface MakeProject {
  readonly name: string;
  /** A server that `init` wrote: sources, scripts and a development setup are there. */
  readonly own: boolean;
  /** Parts that were chosen. */
  readonly has: (part: string) => boolean;
  /** Service of the server over HTTP; absent when it speaks only on standard input and output. */
  readonly httpService?: string;
  /** Service that publishes its port, where another one does. */
  readonly entry?: string;
  /** Path of the MCP endpoint; absent where a shell would not read it as it stands. */
  readonly endpoint?: string;
  /** Port of the server in its container. */
  readonly port: number;
  /** Service for one client on standard input and output. */
  readonly stdioService?: string;
  readonly image: string;
  /** Everything that is built or can be built here. */
  readonly images: readonly string[];
  /** Services of compose.yaml that run. */
  readonly services: readonly string[];
  readonly volumes: readonly string[];
  readonly network?: string;
  /** Where the service that keeps the data has it; absent when nothing is kept in files. */
  readonly data?: { readonly service: string; readonly path: string };
  /** scripts/backup.sh has something to save. */
  readonly stores: boolean;
  /** scripts/token.sh makes what stands in .env or in files. */
  readonly tokens: boolean;
  /** A server for AWS, with its scripts and overlays. */
  readonly aws: boolean;
  /** The service that keeps the tasks, when it is not the server itself. */
  readonly backend?: {
    readonly service: string;
    /** Applies changes of the schema. */
    readonly migrate: string;
    /** Folder of its sources, when those are not beside the server's. */
    readonly folder?: string;
  };
  readonly postgres?: { readonly user: string; readonly database: string };
  /** A profile in which further services run, and the service that brings all others when it is named. */
  readonly profile?: { readonly name: string; readonly without: string };
  /** `build --fresh` can make the lock anew. */
  readonly fresh: boolean;
  /** compose.prod.yaml is there. */
  readonly production: boolean;
  /** Commands for the sources on this machine. */
  readonly commands?: {
    readonly install: string;
    readonly lock: string;
    readonly develop: string;
    readonly test: string;
    readonly lint: string;
  };
}

/** For `up`: services that have to be named so that those of the profile stay out. */
export const named = ({ profile }: MakeProject): string => (profile === undefined ? '' : ` ${profile.without}`);

/** One thing that `make` can do. */
export interface MakeTarget {
  readonly name: string;
  /** Its line in `make help`. */
  readonly help: string;
  /** Targets that run before it, in this order. */
  readonly needs?: readonly string[];
  /** Lines for a POSIX shell; `$` is doubled where the shell is meant and not make. */
  readonly recipe?: (project: MakeProject) => readonly string[];
  /** Whether it makes sense in a project; always when absent. */
  readonly when?: (project: MakeProject) => boolean;
}

export interface MakeGroup {
  readonly title: string;
  readonly targets: readonly MakeTarget[];
}

/** Ids of the running containers in `$$ids`, or a sentence and the end: without one, docker would speak about those of others. */
export const RUNNING_IDS =
  'ids=$$($(STACK) ps --quiet); [ -n "$$ids" ] || { echo "Nothing of this project runs; make up starts it." >&2; exit 1; };';

/** Asks before something is lost, unless YES=1. */
export const confirmed = (question: string): string =>
  `@[ "$$YES" = 1 ] || { printf '%s [y/N] ' "${question}"; read -r answer && [ "$$answer" = y ]; } || { echo 'Nothing was changed. YES=1 answers yes.' >&2; exit 1; }`;

/** Ends with a sentence when a variable that the recipe needs is not given. */
export const needsVariable = (name: string, example: string): string =>
  `@[ -n "$$${name}" ] || { echo 'Say ${name}=…, such as ${example}.' >&2; exit 2; }`;
