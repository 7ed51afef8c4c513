import type { ComposeMap } from '../stack/compose-node.js';
import type { StackNames } from '../stack/server-services.js';
import type { ServerVariable } from '../todo-server.js';

/** What a part adds to the project. Services named under `adjust` are changed only where another part brings them. */
export interface Contribution {
  /** Laid over compose.yaml. */
  readonly compose?: ComposeMap;
  /** Laid over compose.override.yaml. */
  readonly development?: ComposeMap;
  /** Laid over compose.prod.yaml. */
  readonly production?: ComposeMap;
  /** Changes to services by name, in compose.yaml, that may be there or not. */
  readonly adjust?: Readonly<Record<string, ComposeMap>>;
  readonly adjustDevelopment?: Readonly<Record<string, ComposeMap>>;
  readonly adjustProduction?: Readonly<Record<string, ComposeMap>>;
  /** Images that are built here, by the name of their service. */
  readonly images?: Readonly<Record<string, BuiltImage>>;
  /** Variables of `.env` that compose.yaml itself reads; `active` ones are written, others shown as a comment. */
  readonly variables?: readonly PartVariable[];
  /** Variables of `.env` that the part makes needless. */
  readonly withoutVariables?: readonly string[];
  /** Values that are handed over as files below `secrets/`. */
  readonly secrets?: readonly SecretName[];
  /** Rows of the README: what runs. */
  readonly services?: readonly { readonly name: string; readonly does: string; readonly reached: string }[];
  /** Paragraphs of the README. */
  readonly notes?: readonly string[];
  /** What has to be backed up; that of the last part counts. */
  readonly store?: DataStore;
  readonly backups?: readonly { readonly what: string; readonly backup: string; readonly restore: string }[];
}

/** Where a project keeps what must not be lost: files in a volume, or a database that is asked for them. */
export type DataStore =
  | { readonly kind: 'volume'; readonly key: string; readonly service: string; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly key: string;
      readonly service: string;
      readonly user: string;
      readonly database: string;
      /** The service that writes into it. */
      readonly writer: string;
    };

/** An image that is built from a folder of the project. */
export interface BuiltImage {
  readonly image: string;
  /** Folder with its Dockerfile, relative to the project. */
  readonly folder: string;
  /** Folder below `examples/` from which the sources come. */
  readonly example: string;
  /** What of them: folders (with a slash) and files. */
  readonly files: readonly string[];
}

/** Secrets that become files; each is a value of `ScaffoldSecrets`. */
export type SecretName = 'service_auth_token' | 'postgres_password' | 'auth_dev_password';

/** A line of `.env`; with `secret`, its value is made for each project, and shown to nobody. */
export interface PartVariable extends ServerVariable {
  readonly active: boolean;
  readonly value: string;
  readonly secret?: 'authDevPassword';
}

export interface PartContext extends StackNames {
  /** Ports on this machine, of which none is given twice. */
  readonly hostPort: (wanted: number) => number;
  /** Whether another part is chosen. */
  readonly has: (part: string) => boolean;
}

/** Something that `init --with` adds to the server. */
export interface Part {
  readonly id: string;
  /** One line of help. */
  readonly title: string;
  /** Parts without which it makes no sense; they come along. */
  readonly requires: readonly string[];
  contribute(context: PartContext): Contribution;
}
