import { dirname } from 'node:path';
import { writeFiles } from './write-files.js';

/** A build that says more has a loop in it; its beginning tells as much. */
const MAX_CHARACTERS = 20_000_000;

/** Every line of a build's output, for a file that is there from the beginning and whole when the build has ended. */
export class BuildLog {
  readonly path: string;
  readonly #lines: string[] = [];
  #room = MAX_CHARACTERS;

  /** `path` is absolute. */
  constructor(path: string) {
    this.path = path;
  }

  add(line: string): void {
    this.#room -= line.length + 1;
    if (this.#room >= 0) this.#lines.push(line);
  }

  /** Throws FILE_WRITE_FAILED. */
  async write(): Promise<void> {
    const cut = this.#room < 0 ? ['… the rest is left out.'] : [];
    const content = [...this.#lines, ...cut, ''].join('\n');
    await writeFiles(dirname(this.path), [{ path: this.path, content }]);
  }
}
