import { Transform, type Writable } from 'node:stream';

const HEADER_BYTES = 8;

export type StreamName = 'stdout' | 'stderr';

/**
 * Takes the engine's two streams in one apart, as the bytes come: a frame has a header of 8 bytes (stream, length) and may be
 * of any size, so frames are never collected.
 */
export class FrameReader {
  #header = Buffer.alloc(0);
  #left = 0;
  #stream: StreamName = 'stdout';

  *read(chunk: Buffer): Generator<{ readonly stream: StreamName; readonly bytes: Buffer }> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        const missing = HEADER_BYTES - this.#header.length;
        this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.#header.length < HEADER_BYTES) return;
        this.#stream = this.#header[0] === 2 ? 'stderr' : 'stdout';
        this.#left = this.#header.readUInt32BE(4);
        this.#header = Buffer.alloc(0);
      } else {
        const bytes = rest.subarray(0, this.#left);
        this.#left -= bytes.length;
        rest = rest.subarray(bytes.length);
        yield { stream: this.#stream, bytes };
      }
    }
  }
}

/** Feeds both outputs, and waits for whichever is full. Ends them with the source. */
export function demultiplexTo(outputs: Readonly<Record<StreamName, Writable>>): Transform {
  const frames = new FrameReader();
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const full = new Set<Writable>();
      for (const { stream, bytes } of frames.read(chunk)) {
        const output = outputs[stream];
        if (!output.writableEnded && !output.destroyed && !output.write(bytes)) full.add(output);
      }
      void Promise.all([...full].map(roomIn)).then(() => done());
    },
    flush(done) {
      outputs.stdout.end();
      outputs.stderr.end();
      done();
    },
  });
}

/** Whoever drops an output has room for everything. */
async function roomIn(output: Writable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  output.on('drain', resolve).on('close', resolve);
  await promise;
  output.off('drain', resolve).off('close', resolve);
}
