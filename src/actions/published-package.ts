import type { RenderedFile } from '../model/template.js';
import type { PackageWords } from '../plan/package-words.js';
import type { PackageReference } from '../plan/package-reference.js';

/** A package of a registry: which version it came to, what can be started in it, and the lock of all that comes with it. */
export interface PublishedPackage {
  readonly reference: PackageReference;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  /** Name under which registries of MCP servers know it. */
  readonly serverName?: string;
  /** Its publisher takes it for outdated, in these words. */
  readonly deprecated?: string;
  /** Major of Node.js, or minor of Python. */
  readonly runtimeVersion: string;
  /** Programs by name, and the words that start them in the image. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
  /** Names of the packages that it asks for itself. */
  readonly dependencies: readonly string[];
  /** The programs were not looked up: the one is called like the package, as `uvx` takes it. */
  readonly assumedProgram: boolean;
  /** What its own sources say, as far as they were read. */
  readonly words: PackageWords;
  /** Lock file, and what it locks. */
  readonly files: readonly RenderedFile[];
}
