import { StringDecoder } from 'node:string_decoder';

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

const LINES = 2_000;
const LINE_CHARACTERS = 8_192;

/** Keeps the last lines of what a process writes, as the engine does for a container. Bounded in lines and in the length of each. */
export class ProcessLog {
  readonly #lines: LogLine[] = [];
  readonly #parts = {
    stdout: { decoder: new StringDecoder('utf8'), rest: '' },
    stderr: { decoder: new StringDecoder('utf8'), rest: '' },
  };

  feed(stream: LogLine['stream'], chunk: Buffer): void {
    const part = this.#parts[stream];
    const [first = '', ...more] = part.decoder.write(chunk).split(/\r?\n/u);
    part.rest = (part.rest + first).slice(0, LINE_CHARACTERS);
    for (const line of more) {
      this.#lines.push({ stream, line: part.rest });
      part.rest = line.slice(0, LINE_CHARACTERS);
    }
    if (this.#lines.length > LINES) this.#lines.splice(0, this.#lines.length - LINES);
  }

  /** The last lines, oldest first; one that is not ended yet comes last. */
  read(tail: number): readonly LogLine[] {
    const open = (['stdout', 'stderr'] as const).flatMap((stream): LogLine[] => {
      const { rest } = this.#parts[stream];
      return rest === '' ? [] : [{ stream, line: rest }];
    });
    return [...this.#lines, ...open].slice(-tail);
  }
}
