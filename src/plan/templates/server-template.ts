import type { Part } from '../parts/part.js';
import type { Transport } from '../detect/detection.js';
import type { RuntimeId } from '../runtimes/index.js';
import type { ServerVariable, VariableGroup } from '../todo-server.js';

/** What a server's part in the project is called while it is laid under the others; no flag names it. */
type OwnPart = Pick<Part, 'contribute'>;

/** A server that `init` writes: what it is, before a runtime, a name and a port are chosen. Pure data. */
export interface ServerTemplate {
  readonly id: string;
  /** One line of help. */
  readonly title: string;
  /** What the server is, as a sentence without its runtime. */
  readonly description: string;
  /** Folder below `examples/` for each runtime in which it exists; the first one is taken when none is named. */
  readonly examples: Readonly<Partial<Record<RuntimeId, string>>>;
  /** Name of the project in those folders. */
  readonly exampleName: string;
  /** Package of its sources, where the runtime is Python. */
  readonly pythonPackage: string;
  /** What its Dockerfile has and no other; the package that is started when absent. */
  readonly marker?: string;
  readonly port: number;
  /** Variable of `.env` that is the port on this machine; MCP_PORT when absent. */
  readonly portVariable?: string;
  /** In the order in which people meet them. */
  readonly tools: readonly { readonly name: string; readonly does: string }[];
  /** What `verify` calls, and no other, and what mcp-dock.yaml says above them. */
  readonly calls: readonly object[];
  readonly callsNote: string;
  /** Everything that it reads from its environment; those that the image or compose.yaml sets are `fixed`. */
  readonly variables: readonly VariableGroup[];
  readonly fixed: readonly ServerVariable[];
  /** Variables of `.env` that are written even though they are defaults. */
  readonly alwaysWritten: readonly string[];
  /** Whether it shows a token to a service behind it. */
  readonly serviceToken: boolean;
  /** File that holds its data, below the folder of the volume, and the variable that names it; absent when it has none. */
  readonly dataFile?: { readonly variable: string; readonly name: string };
  /** Shell command of the build that leaves the bytecode of what the server imports. */
  readonly warmUp: string;
  /** Whether users other than that of the image may look into its home: files that are mounted there may be theirs. */
  readonly openHome: boolean;
  /** Parts that make no sense beside it, nor do those that require them. */
  readonly refuses: readonly string[];
  /** Whether compose.prod.yaml is there even when nothing runs beside it. */
  readonly production: boolean;
  /** Why it refuses parts, as an end of a sentence. */
  readonly whyRefused?: string;
  /** Transports of MCP that it speaks; both when absent. */
  readonly transports?: readonly Transport[];
  /** Services that run beside it whatever was chosen. */
  readonly services?: readonly string[];
  /** Runs it on the developer's machine; that of the runtime when absent. */
  readonly develop?: string;
  /** What it changes in the stack of services, below all parts. */
  readonly stack: readonly OwnPart[];
}
