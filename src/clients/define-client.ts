/** Whose file an entry goes into: that of a person, or that of a project. */
export type Scope = 'user' | 'project';

/** The ways in which clients write their configuration; `jsonc` is JSON in which comments may stand. */
export type FileFormat = 'jsonc' | 'toml' | 'yaml';

type Desktop = 'linux' | 'darwin' | 'win32';

/**
 * Where a file is, with `/` on every platform: `~` is the home folder, `<project>` the project's, and `${NAME:-~/other}` the
 * value of a variable or, without one, the other place. A platform that the client's documentation does not name is absent.
 */
export type Place = string | Readonly<Partial<Record<Desktop, string>>>;

/** A program that the client starts and talks to over its standard input and output. */
export interface StdioServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A request header whose value is in a variable of the client's own environment. */
export interface HeaderFromVariable {
  readonly name: string;
  readonly variable: string;
  /** The variable holds a bearer token; otherwise the whole value. */
  readonly bearer: boolean;
}

/** A server that runs already. */
export interface HttpServer {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly HeaderFromVariable[];
}

/** What goes below the entry's name. */
export type Entry = Readonly<Record<string, unknown>>;

/** An MCP client, as data: where its file is, and how an entry of it looks. Every fact is from the pages in `docs`. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly docs: readonly string[];
  readonly format: FileFormat;
  /** Keys from the file's root to the entries. */
  readonly keyPath: readonly string[];
  readonly places: Readonly<Partial<Record<Scope, Place>>>;
  /** Other folders and files that are there where the client is. */
  readonly signs?: readonly Place[];
  /** Started from a desktop: it does not get the PATH of a person's shell. */
  readonly graphical: boolean;
  readonly stdio: (server: StdioServer) => Entry;
  /** Absent when the file cannot hold one; then `withoutHttp` says what to do. */
  readonly http?: (server: HttpServer) => Entry;
  readonly withoutHttp?: string;
  /** Scopes whose file can take a header's value from a variable; none when it can only be written in clear. */
  readonly headersIn: readonly Scope[];
  /** Keys that keep the value which an entry has already. */
  readonly keeps?: readonly string[];
  /** How the client comes to know a changed entry. */
  readonly reload: string;
  readonly limits: readonly string[];
}

/** One file of `src/clients` is one client. */
export const defineClient = (client: Client): Client => client;

/** Headers for a client that puts the value of a variable in place of a reference inside of text. */
export function referencing(
  headers: readonly HeaderFromVariable[],
  reference: (variable: string) => string,
): { readonly headers?: Readonly<Record<string, string>> } {
  if (headers.length === 0) return {};
  return {
    headers: Object.fromEntries(
      headers.map(({ name, variable, bearer }) => [name, `${bearer ? 'Bearer ' : ''}${reference(variable)}`]),
    ),
  };
}
